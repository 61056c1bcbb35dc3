"""Making demo data, and keeping it at today."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from hotelcrm.accounts.models import Hotel

from . import (
    bulk,
    campaigns,
    feedback_recovery,
    feedback_reviews,
    feedback_surveys,
    feedback_tickets,
    history,
    loyalty,
    messages,
    workers,
)
from .houses import Pair, plan
from .inventing import Made, make, tell
from .setting_up import set_up

FEWEST: Final = 100  # guests; fewer would leave a hotel empty
MOST: Final = 1_000_000


class DemoRefused(Exception):
    """Invented people have no place here; the text says why."""


@dataclass(frozen=True)
class Totals:
    """What was made, and how long it took."""

    guests: int
    stays: int
    charges: int
    rows: int
    seconds: float

    @property
    def per_second(self) -> int:
        """Guests a second, with all that belongs to them."""
        return round(self.guests / max(self.seconds, 0.001))


def refuse_outside_demo() -> None:
    """Raise `DemoRefused` in production: invented guests never stand among real ones."""
    if settings.PRODUCTION:
        raise DemoRefused(_("This is a production installation (HOTELCRM_MODE=production): no demo data is made here."))


def generate(*, guests: int, seed: int, at: datetime, report: Callable[[str], object] = print) -> Totals:
    """Fill an empty installation with hotels, staff and so many guests, three stays each, as of the instant `at`.

    The same `guests`, `seed` and `at` give the same people, stays and amounts. `report` receives a line of progress now
    and then. Raises `DemoRefused` in production, when hotels exist, or for a number that makes no sense.
    """
    refuse_outside_demo()
    if not FEWEST <= guests <= MOST:
        raise DemoRefused(_("Ask for %(fewest)s to %(most)s guests.") % {"fewest": FEWEST, "most": MOST})
    if Hotel.objects.exists():
        raise DemoRefused(_("There are hotels already. Demo data goes into an empty database only."))
    began, pairs, made = monotonic(), plan(guests), list[Made]()
    for part in _one_by_one(pairs, seed, at) if len(pairs) == 1 else _in_bulk(pairs, seed, at):
        made.append(part)
        report(_progress(made, guests, monotonic() - began))
    return _totals(made, monotonic() - began)


def _one_by_one(pairs: list[Pair], seed: int, at: datetime) -> Iterator[Made]:
    """All or nothing, while others may be at work."""
    with transaction.atomic():
        for pair, ground in zip(pairs, set_up(pairs), strict=True):
            made = make(pair, ground, seed=seed, at=at)
            tell(ground, made)
            yield made
        loyalty.fill(seed=seed, at=at)
        messages.fill(at=at)
        feedback_surveys.fill(seed=seed, at=at)
        feedback_tickets.fill(seed=seed, at=at)
        feedback_recovery.fill(seed=seed, at=at)
        feedback_reviews.fill(seed=seed, at=at)
        campaigns.fill(seed=seed, at=at)


def _in_bulk(pairs: list[Pair], seed: int, at: datetime) -> Iterator[Made]:
    """In several processes, with the indexes built afterwards."""
    with transaction.atomic():
        grounds = set_up(pairs)
    database = connection.settings_dict["NAME"]
    with bulk.without_indexes(finally_fill=(history.TABLE, history.EVERYTHING)):
        yield from workers.make_all(zip(pairs, grounds, strict=True), seed=seed, at=at, database=database)
    bulk.tidy()


def _progress(made: list[Made], guests: int, seconds: float) -> str:
    done = sum(part.guests for part in made)
    return f"{done:,} / {guests:,} guests, {sum(part.rows for part in made):,} rows, {round(done / seconds):,}/s"


def _totals(made: list[Made], seconds: float) -> Totals:
    guests, stays, charges, rows = (
        sum(getattr(part, name) for part in made) for name in ("guests", "stays", "charges", "rows")
    )
    return Totals(guests, stays, charges, rows, seconds)
