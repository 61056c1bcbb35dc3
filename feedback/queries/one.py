"""One ticket: what happened to it, and what follows from that."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from feedback.models import Compensation, Ticket, TicketEvent, TicketLink

from .family import family, standing_ids

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
    return linked_with(family(ticket.pk))


def linked_with(ids: Collection[int]) -> QuerySet[Ticket]:
    """The same of a family whose `ids` are known; one statement, and one more if something linked was merged."""
    pairs = TicketLink.objects.filter(Q(one__in=ids) | Q(other__in=ids))
    found = pairs.values_list("one", "one__merged_into", "other", "other__merged_into")
    into = {pk: part_of for row in found for pk, part_of in (row[:2], row[2:]) if pk not in ids}
    merged = {part_of for part_of in into.values() if part_of is not None}
    others = {pk for pk, part_of in into.items() if part_of is None} | standing_ids(merged)
    return Ticket.objects.filter(pk__in=others - set(ids)).order_by("-pk")
