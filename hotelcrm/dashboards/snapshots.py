"""Figures within a second, however large the house: small ones are read at once, large ones from a snapshot.

A reading goes over every stay and guest of three periods; past some ten thousand stays that takes longer than anybody
waits. The periods end yesterday, so a reading a few hours old differs only by late corrections: a task makes one for
each large scope, and the page says as of when it is.
"""

import time
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, get_type_hints

from hotelcrm.accounts.models import Hotel
from hotelcrm.running.packing import Rows, pack, unpack
from stays.models import Channel

from . import loyalty_snapshots, message_snapshots
from .models import Snapshot
from .reading import Reading, read
from .scope import COMPARISONS, DEFAULT_PERIOD, PERIODS, Scope, groups_of

LARGE = 20_000  # stays
FRESH_FOR = timedelta(hours=2)
SHOWN_FOR = timedelta(hours=36)
SECONDS_A_TURN = 60.0


def reading_of(scope: Scope, *, at: datetime) -> Reading:
    """The figures of `scope`: reckoned now for a small house, from the last snapshot for a large one that has one.

    The reading's own scope says which days it is of: those of the day when it was made.
    """
    kept = _kept(scope) if _is_large(scope) else None
    if kept is not None and kept.as_of >= at - SHOWN_FOR:
        try:
            return _restored(scope, kept)
        except KeyError:  # made by an earlier version, or a channel has gone
            pass
    return read(scope, at=at)


def refresh(*, at: datetime, seconds: float = SECONDS_A_TURN) -> int:
    """Make the snapshots that are missing or old, usual periods first, for about `seconds`; return how many."""
    started, made = time.monotonic(), 0
    for scope in _scopes(at):
        if time.monotonic() - started > seconds:
            break
        kept = _kept(scope)
        if kept is not None and kept.today == scope.today and kept.as_of >= at - FRESH_FOR:
            continue
        if _is_large(scope):
            _keep(scope, read(scope, at=at))
            made += 1
    made += loyalty_snapshots.refresh(at=at, fresh_for=FRESH_FOR)
    return made + message_snapshots.refresh(at=at, fresh_for=FRESH_FOR, seconds=seconds)


def _is_large(scope: Scope) -> bool:
    stays = scope.stays.filter(arrival__gte=scope.compared.start, arrival__lt=scope.period.end)
    return stays.order_by()[: LARGE + 1].count() > LARGE


def _scopes(at: datetime) -> Iterator[Scope]:
    """Every scope that somebody who sees all hotels can choose."""
    hotels = groups_of(Hotel.objects.all())
    for period in sorted(PERIODS, key=lambda period: period.key != DEFAULT_PERIOD):
        for comparison in COMPARISONS:
            for key, members in hotels.items():
                yield Scope(members, key, period, comparison, min(hotel.today(at) for hotel in members))


def _key(scope: Scope) -> dict[str, Any]:
    hotels = ",".join(str(pk) for pk in scope.hotel_ids)
    return {"hotels": hotels, "period": scope.period_choice.key, "comparison": scope.comparison.key}


def _kept(scope: Scope) -> Snapshot | None:
    return Snapshot.objects.filter(**_key(scope)).first()


def _keep(scope: Scope, reading: Reading) -> None:
    figures = {name: pack(getattr(reading, name)) for name in _parts()}
    values: dict[str, Any] = {"today": scope.today, "as_of": reading.as_of, "figures": figures}
    Snapshot.objects.update_or_create(defaults=values, **_key(scope))


def _restored(scope: Scope, kept: Snapshot) -> Reading:
    rows: Rows = {Hotel: {hotel.pk: hotel for hotel in scope.hotels}, Channel: Channel.objects.in_bulk()}
    parts: dict[str, Any] = {name: unpack(kind, kept.figures[name], rows) for name, kind in _parts().items()}
    return Reading(scope=replace(scope, today=kept.today), as_of=kept.as_of, **parts)


def _parts() -> dict[str, Any]:
    """What of a reading is kept: all but its scope and its hour, which are columns."""
    types = get_type_hints(Reading)
    return {field.name: types[field.name] for field in fields(Reading) if field.name not in {"scope", "as_of"}}
