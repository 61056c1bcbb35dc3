"""The clocks of tickets as lists show them: from the columns that their events came to, and each hotel's hours once.

Next door: ``feedback.clocks.promises`` (both clocks of a ticket, read from its events).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Least
from django.utils.translation import pgettext_lazy

from feedback.models import OPEN, ServiceLevel, State, Ticket
from feedback.rules.hours import NOTHING, Hours, between

from .hours import hours_of, levels_of

FULL: Final = 100  # percent


class Standing(models.TextChoices):
    """How urgent a ticket is, the most urgent first."""

    OVERDUE = "overdue", pgettext_lazy("tickets", "overdue")
    SOON = "soon", pgettext_lazy("tickets", "time is running out")
    RUNNING = "running", pgettext_lazy("tickets", "in time")
    WAITING = "waiting", pgettext_lazy("tickets", "waiting for the guest")
    FREE = "free", pgettext_lazy("tickets", "without a promise")


@dataclass(frozen=True)
class Dial:
    """What the clock of a ticket says: that of the first answer until there is one, else that of the solution.

    `left` is what remains in service hours, or, of what is overdue, how long ago that was. `share` is how much of the
    promised time is used up, in percent. `is_still`: the house is closed, so nothing passes now.
    """

    standing: Standing
    is_answer: bool = False
    due_at: datetime | None = None
    left: timedelta = NOTHING
    share: int = 0
    is_still: bool = False

    @property
    def is_overdue(self) -> bool:
        """Whether the promise is broken; one that waits for the guest may be, too."""
        return self.due_at is not None and self.share == FULL


def moment(name: str) -> Least:
    """The next `due` or `warn` of an open ticket, for the database: the answer counts until it is given."""
    answer = Case(When(responded_at=None, then=F(f"respond_{name}_at")))
    return Least(answer, F(f"resolve_{name}_at"))


def standing(at: datetime) -> Case:
    """How urgent an open ticket is at `at`, for the database; of rows with `due` and `warn` by `moment`."""
    return Case(
        When(state=State.WAITING, then=Value(Standing.WAITING)),
        When(due__lt=at, then=Value(Standing.OVERDUE)),
        When(warn__lte=at, then=Value(Standing.SOON)),
        When(due=None, then=Value(Standing.FREE)),
        default=Value(Standing.RUNNING),
        output_field=models.CharField(),
    )


def dials(tickets: Sequence[Ticket], *, at: datetime) -> dict[int, Dial]:
    """The dials of the open ones among `tickets` by their ids; five statements for any number, none for no ticket."""
    rows = [row for row in tickets if row.state in OPEN]
    if not rows:
        return {}
    hotels = {row.hotel_id for row in rows}
    hours, levels = hours_of(hotels, at=at), levels_of(hotels)
    return {row.pk: _dial(row, hours[row.hotel_id], levels.get((row.hotel_id, row.severity)), at) for row in rows}


def _due(row: Ticket) -> datetime | None:
    return _next(row, row.respond_due_at, row.resolve_due_at)


def _next(row: Ticket, answer: datetime | None, solution: datetime | None) -> datetime | None:
    moments = [one for one in (None if row.responded_at else answer, solution) if one is not None]
    return min(moments, default=None)


def _dial(row: Ticket, hours: Hours, level: ServiceLevel | None, at: datetime) -> Dial:
    due = _due(row)
    is_answer = row.responded_at is None and due is not None and due == row.respond_due_at
    if due is not None and due < at:
        found = Standing.WAITING if row.state == State.WAITING else Standing.OVERDUE
        return Dial(found, is_answer, due, at - due, FULL)
    if row.state == State.WAITING:
        return Dial(Standing.WAITING)
    if due is None or level is None:
        return Dial(Standing.FREE)
    counted = Hours(hours.zone, is_always=True) if level.is_always else hours
    left = between(counted, at, due)
    whole = timedelta(minutes=level.respond_minutes if is_answer else level.resolve_minutes)
    share = round((whole - left) / whole * FULL)
    warn = _next(row, row.respond_warn_at, row.resolve_warn_at)
    found = Standing.SOON if warn is not None and warn <= at else Standing.RUNNING
    is_still = between(counted, at, at + timedelta(minutes=1)) == NOTHING
    return Dial(found, is_answer, due, left, min(max(share, 0), FULL - 1), is_still)
