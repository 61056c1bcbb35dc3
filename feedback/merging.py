"""What becomes of this room's rows when two guests become one."""

from django.db.models import Q

from guests.actions import CannotUndoError
from guests.merging import Relation, register
from guests.models import Guest, Merge

from .models import Ticket

TICKETS = Relation("feedback.Ticket", "guest")


def connect() -> None:
    """Enter the relations into the registry; called once, when the app is ready."""
    register(
        TICKETS,
        Relation("feedback.Invitation", "guest"),
        Relation("feedback.Review", "guest"),
    )


def check_tickets(record: Merge, *, survivor: Guest) -> None:
    """Raise `CannotUndoError` while a ticket that would go back is one with a ticket that stays.

    It holds the words of both, and each guest reads it by a link. The tickets are parted first.
    """
    back = record.moved.get(TICKETS.name, [])
    mine = Ticket.objects.filter(guest=survivor).order_by()
    goes, into_goes = Q(pk__in=back), Q(merged_into__in=back)
    mixed = (goes & ~into_goes & Q(merged_into__guest=survivor)) | (~goes & into_goes)
    if mine.filter(mixed, merged_into__isnull=False).exists():
        raise CannotUndoError
