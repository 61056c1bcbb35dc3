"""The guest's page of a ticket: an address that needs no sign-in, sealed for this one purpose."""

from datetime import datetime, timedelta

from django.conf import settings

from .models import Ticket
from .signing import BadLinkError, Use, sign, unsign

HOLDS = timedelta(days=90)  # after the ticket was closed


class LinkOverError(BadLinkError):
    """The link was good, and the matter is long closed."""


def ticket_path(ticket: Ticket) -> str:
    """The path of `ticket`'s page, another one each time."""
    return f"/f/t/{sign(Use.TICKET, str(ticket.pk))}/"


def ticket_url(ticket: Ticket) -> str:
    """The whole address of the page, for a message to the guest."""
    return f"{settings.PUBLIC_URL}{ticket_path(ticket)}"


def ticket_of(token: str, *, at: datetime) -> Ticket:
    """The ticket that a link leads to, or the one it was merged into, with hotel and guest.

    Raises `LinkOverError` when that was closed longer than `HOLDS` before `at`, else `BadLinkError`.
    """
    try:
        ticket = Ticket.objects.select_related("hotel", "guest").get(pk=int(unsign(Use.TICKET, token)))
    except (ValueError, Ticket.DoesNotExist) as fault:
        raise BadLinkError from fault
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    if ticket.closed_at is not None and ticket.closed_at + HOLDS < at:
        raise LinkOverError
    return ticket
