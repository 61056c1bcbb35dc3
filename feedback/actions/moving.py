"""What several actions have in common: a ticket comes into another state, and the guest was answered.

The caller holds the ticket and has asked whether the key was told.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from feedback.models import State, Ticket, TicketEvent
from feedback.rules import states
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .refusal import Refused
from .telling import in_order, store, tell

Kind = TicketEvent.Kind


class NothingSaidError(Refused):
    sentence = _("Write something first.")


def move(row: Ticket, state: State, *, by: User | None, at: datetime, key: str, text: str = "") -> TicketEvent:
    """Put the ticket, which the caller holds, into `state`, whatever it was: for what moves it by itself."""
    was, at = row.state, in_order(row, at)
    with trail("feedback.set_state", by=by, ticket=row.pk):
        store(row, state=state, **ends(row, state, at=at))
    moved: dict[str, Any] = {"from": was, "to": state}
    event, _is_new = tell(row, Kind.STATE, key=key, at=at, by=by, text=text, **moved)
    return event


def ends(row: Ticket, state: str, *, at: datetime) -> dict[str, datetime | None]:
    """When a ticket that comes into `state` at `at` was resolved and closed."""
    return {
        "resolved_at": (row.resolved_at or at) if state in states.DONE else None,
        "closed_at": (row.closed_at or at) if state == State.CLOSED else None,
    }


def answered(row: Ticket, kind: Kind, *, text: str, by: User, at: datetime, key: str, **more: Any) -> TicketEvent:
    """Tell that the guest was answered: the promise of a first answer is kept, and what was new is at work."""
    at = in_order(row, at)
    if row.responded_at is None:
        store(row, responded_at=at)
    event, _is_new = tell(row, kind, key=key, at=at, by=by, text=text, **more)
    go_on(row, states.after_answer(row.state), by=by, at=at, key=key)
    return event


def go_on(row: Ticket, state: State, *, by: User | None, at: datetime, key: str) -> None:
    """Put the ticket into the `state` that follows from the event of `key`, if it is not there."""
    if state != row.state:
        move(row, state, by=by, at=at, key=f"{key}:state")


def words(text: str) -> str:
    """What was written, without the space around it. Raises `NothingSaidError`."""
    said = text.strip()
    if not said:
        raise NothingSaidError
    return said
