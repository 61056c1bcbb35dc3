"""Tickets that were made one: which of them stands for the others, and which are part of it."""

from feedback.models import Ticket


def standing_id(pk: int) -> int:
    """The id of the ticket that stands for `pk`: its own, or that of the one it was merged into."""
    while (into := Ticket.objects.values_list("merged_into", flat=True).get(pk=pk)) is not None:
        pk = into
    return pk


def family(pk: int) -> list[int]:
    """The ids of `pk` and of everything that was merged into it, at whatever remove."""
    found, last = [pk], [pk]
    while last := list(Ticket.objects.filter(merged_into__in=last).order_by("pk").values_list("pk", flat=True)):
        found += last
    return found
