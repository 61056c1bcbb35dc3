"""What a posting says, and why one is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from loyalty.models import PointsEntry, Programme
from loyalty.rules import lots


class RefusedError(Exception):
    """A posting that was not made; nothing is half-done, and the caller's transaction goes on."""


class InsufficientPoints(RefusedError):
    """More points are wanted than can be spent."""

    def __init__(self, balance: int, wanted: int) -> None:
        super().__init__(
            _("%(wanted)s points are wanted, %(balance)s are there.") % {"wanted": wanted, "balance": balance}
        )
        self.balance, self.wanted = balance, wanted


class KeyReused(RefusedError):
    """The same key came with other parameters."""

    def __init__(self, entry: PointsEntry) -> None:
        super().__init__(_("This was posted before, and differently. Look at the statement."))
        self.entry = entry


class AlreadyReversed(RefusedError):
    """The entry was reversed before, by another key."""

    def __init__(self) -> None:
        super().__init__(_("This was taken back before."))


class NotReversible(RefusedError):
    """Reversals, expiries and transfers are not reversed."""

    def __init__(self) -> None:
        super().__init__(_("This kind of entry cannot be taken back."))


class End(NamedTuple):
    """The first day without points; None: they stay."""

    on: date | None


@dataclass(frozen=True)
class Posting:
    """Points to be moved: always a positive number, the direction is the verb's.

    `key` names the cause and is unique for the member: the same posting again changes nothing. `on` is the programme's
    day at `at`. `qualifying` counts towards tiers and carries its own sign. `end` is when what is given expires, where
    that is not by the programme's terms from `on`.
    """

    member_id: int
    points: int
    kind: str
    key: str
    at: datetime
    on: date
    hotel_id: int | None = None
    stay_id: int | None = None
    promotion_id: int | None = None
    qualifying: int = 0
    by_id: int | None = None
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    end: End | None = None

    def __post_init__(self) -> None:
        if self.points <= 0:
            raise ValueError(f"{self.points} points cannot be posted; the direction is the verb's.")

    def matches(self, entry: PointsEntry, points: int) -> bool:
        """Whether `entry` is what this posting of `points` (signed) had made; the time of a retry does not count."""
        mine = (points, self.kind, self.qualifying, self.stay_id, self.promotion_id)
        return mine == (entry.points, entry.kind, entry.qualifying, entry.stay_id, entry.promotion_id)


def end_of(posting: Posting, programme: Programme) -> date | None:
    """The first day without the points that `posting` gives; None: they stay."""
    return posting.end.on if posting.end is not None else expiry(programme, posting.on)


def expiry(programme: Programme, on: date) -> date | None:
    """The first day without points that came in `on` that day, by the programme's terms; None: they stay."""
    match programme.expiry:
        case Programme.Expiry.MONTHS | Programme.Expiry.ACTIVITY:
            return lots.after_months(on, programme.expiry_months)
        case Programme.Expiry.YEAR_END:
            return lots.after_year_end(on, programme.expiry_years)
        case _:
            return None
