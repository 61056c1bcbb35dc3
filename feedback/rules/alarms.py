"""When somebody is told of a promise that runs out, and who answers for it then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotelcrm.accounts.models import Role

# Who a breach goes up to, from the one who answered for it before; a manager has nobody above.
LADDER = (Role.GUEST_RELATIONS, Role.MANAGER)
# Who is told where nobody holds the role that answers for it, or no one of its department.
STANDING_IN = (Role.GUEST_RELATIONS, Role.FRONT_DESK, Role.MANAGER)


class Alarm(StrEnum):
    """What is told of a promise; each once."""

    WARNED = "warned"
    BREACHED = "breached"


@dataclass(frozen=True)
class Watch:
    """One promise of a ticket: its moments, what was told of it already, and when it was kept."""

    warn_at: datetime | None
    due_at: datetime | None
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    kept_at: datetime | None = None

    def alarm(self, at: datetime) -> Alarm | None:
        """What is to be told at `at`: the worse of both, since who is too late needs no warning any more."""
        if self.kept_at is not None:
            return None
        if self.breached_at is None and _is_past(self.due_at, at):
            return Alarm.BREACHED
        if self.warned_at is None and self.breached_at is None and _is_past(self.warn_at, at):
            return Alarm.WARNED
        return None

    def told(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        """`warned_at` and `breached_at` once what is to be told at `at` is told; a breach tells the warning, too."""
        if self.kept_at is not None:
            return self.warned_at, self.breached_at
        is_late = _is_past(self.due_at, at)
        warned_at = at if is_late or _is_past(self.warn_at, at) else None
        return self.warned_at or warned_at, self.breached_at or (at if is_late else None)


def _is_past(moment: datetime | None, at: datetime) -> bool:
    """A promise is kept up to its last instant."""
    return moment is not None and moment < at


def higher(one: str, other: str) -> str:
    """Of two tickets that become one the role that answers for it: the higher one, else that of the first."""
    return max(one, other, key=_rank)


def is_raised(level: str) -> bool:
    """Whether a ticket went up: else the role that answers for it is that of its department."""
    return level in LADDER


def _rank(level: str) -> int:
    return LADDER.index(Role(level)) + 1 if is_raised(level) else 0


def above(level: str, staffed: Collection[str]) -> str:
    """The role that answers for a ticket after a breach; roles that nobody at the hotel holds are passed over.

    It stays where it is when nobody above can be found: a promise that nobody hears of would be worse.
    """
    higher = LADDER[LADDER.index(Role(level)) + 1 :] if level in LADDER else LADDER
    return next((role for role in higher if role in staffed), level)


def listening(level: str, department: str, roles: Collection[str], departments: Collection[str]) -> str:
    """The role that hears of a ticket for which `level` answers: that one, or who stands in where nobody holds it.

    `roles` and `departments` are those that somebody active has at the hotel.
    """
    is_heard = department in departments if level == Role.DEPARTMENT else level in roles
    return level if is_heard else next((role for role in STANDING_IN if role in roles), level)
