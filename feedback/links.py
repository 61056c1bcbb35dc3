"""The guest's page of a ticket: an address that needs no sign-in, sealed for this one purpose."""

from datetime import datetime, timedelta

from django.conf import settings

from guests.models import Guest

from .models import Ticket
from .signing import BadLinkError, Use, sign, unsign

HOLDS = timedelta(days=90)  # after the ticket was closed


class LinkOverError(BadLinkError):
    """The link was good, and the matter is long closed."""


def ticket_path(ticket: Ticket) -> str:
    """The path of `ticket`'s page, another one each time."""
    return f"/f/t/{sign(Use.TICKET, f'{ticket.pk}.{ticket.guest_id or 0}')}/"


def ticket_url(ticket: Ticket) -> str:
    """The whole address of the page, for a message to the guest."""
    return f"{settings.PUBLIC_URL}{ticket_path(ticket)}"


def ticket_of(token: str, *, at: datetime) -> Ticket:
    """The ticket that a link leads to, or the one it was merged into, with hotel and guest.

    It is for the guest whom the ticket was about when it was sent: once it is somebody else's, by a correction
    or a merge of tickets, it leads nowhere. Raises `LinkOverError` when that was closed longer than `HOLDS` before
    `at`, else `BadLinkError`.
    """
    try:
        pk, guest_id = map(int, unsign(Use.TICKET, token).split("."))
        ticket = Ticket.objects.select_related("hotel", "guest").get(pk=pk)
    except (ValueError, Ticket.DoesNotExist) as fault:
        raise BadLinkError from fault
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    if ticket.guest is None or ticket.guest.erased_at is not None or _standing_id(guest_id) != ticket.guest_id:
        raise BadLinkError
    if ticket.closed_at is not None and ticket.closed_at + HOLDS < at:
        raise LinkOverError
    return ticket


def _standing_id(guest_id: int) -> int | None:
    """The id of the profile that stands for that guest now."""
    found = Guest.objects.filter(pk=guest_id).values_list("merged_into", flat=True).first()
    return guest_id if found is None else _standing_id(found)
