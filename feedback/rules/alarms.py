"""When somebody is told of a promise that runs out, and who answers for it then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotelcrm.accounts.models import Role

# Who a breach goes up to, from the one who answered for it before; a manager has nobody above.
LADDER = (Role.GUEST_RELATIONS, Role.MANAGER)


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


def above(level: str, staffed: Collection[str]) -> str:
    """The role that answers for a ticket after a breach; roles that nobody at the hotel holds are passed over.

    It stays where it is when nobody above can be found: a promise that nobody hears of would be worse.
    """
    higher = LADDER[LADDER.index(Role(level)) + 1 :] if level in LADDER else LADDER
    return next((role for role in higher if role in staffed), level)
