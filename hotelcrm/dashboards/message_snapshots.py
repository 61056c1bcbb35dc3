"""The figures of messages at once: counted while one waits where they are few, kept by a task where they are many.

As ``snapshots`` does for a house. A million messages take some seconds to count, and what became of those of a year
changes little from one hour to the next: the page says as of when its figures are.
"""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

from django.db import connection, transaction

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Message, State
from hotelcrm.outbox.queries.figures import Line, MessageFigures, Sums, figures

from .loyalty_snapshots import LONGEST
from .models import Snapshot
from .scope import COMPARISONS, DEFAULT_PERIOD, PERIODS, Scope, groups_of

LARGE = 10_000  # messages


def figures_of(scope: Scope, *, at: datetime, shown_for: timedelta) -> tuple[MessageFigures, Scope, datetime]:
    """The figures of `scope`, the scope they are of (its days are those of when they were made), and that instant.

    Counted now for few messages, and where many have no snapshot younger than `shown_for`.
    """
    if is_large(scope):
        kept = Snapshot.objects.filter(**_key(scope)).first()
        found = _read(kept) if kept is not None and kept.as_of >= at - shown_for else None
        if kept is not None and found is not None:
            return found, replace(scope, today=kept.today), kept.as_of
    return _count(scope), scope, at


def refresh(*, at: datetime, fresh_for: timedelta, seconds: float) -> int:
    """Make the snapshots that are missing or older than `fresh_for`, for about `seconds`; return how many."""
    started, made = time.monotonic(), 0
    hotels = groups_of(Hotel.objects.all())
    for period in sorted(PERIODS, key=lambda period: period.key != DEFAULT_PERIOD):
        for key, members in hotels.items():
            scope = Scope(members, key, period, COMPARISONS[0], min(hotel.today(at) for hotel in members))
            if time.monotonic() - started > seconds:
                return made
            if not _is_fresh(scope, at - fresh_for) and is_large(scope):
                _keep(scope, at=at)
                made += 1
    return made


def is_large(scope: Scope) -> bool:
    """Whether so many messages are of these hotels and days that nobody waits for them to be counted."""
    start, end = (datetime.combine(day, clock.min, tzinfo=UTC) for day in (scope.period.start, scope.period.end))
    rows = Message.objects.filter(hotel__in=scope.hotel_ids).order_by()
    handed = rows.filter(handed_at__gte=start, handed_at__lt=end)
    refused = rows.filter(state=State.CANCELLED, guest__isnull=False, due_at__gte=start, due_at__lt=end)
    most = LARGE + 1  # of each: an index is looked through no further
    return handed.values("pk")[:most].union(refused.values("pk")[:most], all=True).count() > LARGE


def _is_fresh(scope: Scope, since: datetime) -> bool:
    kept = Snapshot.objects.filter(**_key(scope)).first()
    return kept is not None and kept.today == scope.today and kept.as_of >= since and _read(kept) is not None


def _keep(scope: Scope, *, at: datetime) -> None:
    """Count, with more time for the statement than a page has, and keep it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LONGEST])
        made = {"today": scope.today, "as_of": at, "figures": _packed(_count(scope))}
        Snapshot.objects.update_or_create(defaults=made, **_key(scope))


def _count(scope: Scope) -> MessageFigures:
    return figures(scope.hotels, start=scope.period.start, end=scope.period.end)


def _packed(found: MessageFigures) -> dict[str, Any]:
    """As short as can be: a year has a line for each day, channel and hotel."""
    return {
        "days": [found.start.isoformat(), found.end.isoformat()],
        "lines": [[line.hotel_id, line.channel, line.on.isoformat(), line.sums.numbers] for line in found.lines],
        "refused": found.refused,
    }


def _read(kept: Snapshot) -> MessageFigures | None:
    """What was kept; None if an earlier version made it."""
    try:
        start, end = map(date.fromisoformat, kept.figures["days"])
        rows = kept.figures["lines"]
        lines = tuple(Line(hotel, channel, date.fromisoformat(on), Sums(*sums)) for hotel, channel, on, sums in rows)
        return MessageFigures(start, end, lines, tuple((reason, count) for reason, count in kept.figures["refused"]))
    except (KeyError, TypeError, ValueError):
        return None


def _key(scope: Scope) -> dict[str, Any]:
    hotels = ",".join(str(pk) for pk in scope.hotel_ids)
    return {"hotels": hotels, "period": scope.period_choice.key, "comparison": "messages"}
