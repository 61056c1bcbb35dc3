"""That somebody has seen what he was told of a ticket."""

from datetime import datetime

from feedback.models import Notice, Ticket
from hotelcrm.accounts.models import User


def seen(ticket: Ticket, *, by: User, at: datetime) -> int:
    """Mark every notice that `by` has of `ticket` as seen at `at`; returns how many were not yet."""
    return Notice.objects.filter(ticket=ticket, user=by, seen_at=None).update(seen_at=at)
