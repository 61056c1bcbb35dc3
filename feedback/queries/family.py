"""Tickets that were made one: which of them stands for the others, and which are part of it."""

from collections.abc import Collection

from feedback.models import Ticket


def standing_id(pk: int) -> int:
    """The id of the ticket that stands for `pk`: its own, or that of the one it was merged into."""
    while (into := Ticket.objects.values_list("merged_into", flat=True).get(pk=pk)) is not None:
        pk = into
    return pk


def standing_ids(pks: Collection[int]) -> set[int]:
    """The ids of the tickets that stand for `pks`; one statement for each remove, none for none."""
    standing, last = set(), set(pks)
    while last:
        rows = dict(Ticket.objects.filter(pk__in=last).values_list("pk", "merged_into"))
        standing |= {pk for pk, into in rows.items() if into is None}
        last = {into for into in rows.values() if into is not None}
    return standing


def families(pks: Collection[int]) -> dict[int, int]:
    """Of everything that was merged into one of `pks`, at whatever remove, and of these: which of `pks` stands for it.

    One statement for each remove.
    """
    found = {pk: pk for pk in pks}
    last = list(found)
    while last:
        rows = dict(Ticket.objects.filter(merged_into__in=last).values_list("pk", "merged_into"))
        found |= {pk: found[into] for pk, into in rows.items() if into is not None}
        last = list(rows)
    return found


def family(pk: int) -> list[int]:
    """The ids of `pk` and of everything that was merged into it, at whatever remove."""
    found, last = [pk], [pk]
    while last := list(Ticket.objects.filter(merged_into__in=last).order_by("pk").values_list("pk", flat=True)):
        found += last
    return found
