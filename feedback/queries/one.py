"""One ticket: what happened to it, and what follows from that."""

from django.db.models import Q, QuerySet

from feedback.models import Compensation, Ticket, TicketEvent, TicketLink

from .family import family, standing_id

Kind = TicketEvent.Kind


def events_of(ticket: Ticket) -> QuerySet[TicketEvent]:
    """Everything that happened to `ticket` and to what was merged into it, as it happened, with who did it."""
    held = TicketEvent.objects.filter(ticket__in=family(ticket.pk))
    rows = held.select_related("by", "ticket", "message", "attachment")
    return rows.defer("attachment__content").order_by("at", "pk")


def is_verified(ticket: Ticket) -> bool:
    """Whether the facts were looked at and are true: the last finding, of the ticket or of what was merged into it."""
    findings = TicketEvent.objects.filter(ticket__in=family(ticket.pk), kind=Kind.VERIFIED).order_by("-at", "-pk")
    last = findings.values_list("details", flat=True).first()
    return last is not None and last["is_true"] is True


def lacks_facts(ticket: Ticket, gives: str) -> bool:
    """Whether nobody has found yet that it is so, and `gives` waits for that: all but a gift in return for praise."""
    is_thanks = ticket.kind == Ticket.Kind.PRAISE and gives == Compensation.Gives.GIFT
    return not is_thanks and not is_verified(ticket)


def linked_to(ticket: Ticket) -> QuerySet[Ticket]:
    """The tickets that `ticket`, or what was merged into it, is linked with, the last one first; none of the family."""
    ids = family(ticket.pk)
    pairs = TicketLink.objects.filter(Q(one__in=ids) | Q(other__in=ids)).values_list("one", "other")
    others = {standing_id(pk) for pair in pairs for pk in pair if pk not in ids}
    return Ticket.objects.filter(pk__in=others - {ticket.pk}).order_by("-pk")
