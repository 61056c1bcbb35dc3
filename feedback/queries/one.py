"""One ticket: what happened to it, and what follows from that."""

from django.db.models import QuerySet

from feedback.actions.telling import family
from feedback.models import Ticket, TicketEvent

Kind = TicketEvent.Kind


def events_of(ticket: Ticket) -> QuerySet[TicketEvent]:
    """Everything that happened to `ticket` and to what was merged into it, as it happened, with who did it."""
    held = TicketEvent.objects.filter(ticket__in=family(ticket.pk))
    return held.select_related("by", "ticket", "message", "attachment").order_by("at", "pk")


def is_verified(ticket: Ticket) -> bool:
    """Whether the facts were looked at and are true: the last finding, of the ticket or of what was merged into it."""
    findings = TicketEvent.objects.filter(ticket__in=family(ticket.pk), kind=Kind.VERIFIED).order_by("-at", "-pk")
    last = findings.values_list("details", flat=True).first()
    return last is not None and last["is_true"] is True
