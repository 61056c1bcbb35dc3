"""The list of addresses never written to: how long it is, and what stands against one of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from hotelcrm.outbox.models import Suppression


@dataclass(frozen=True)
class Kind:
    """How many addresses of one channel stand there for one reason."""

    channel: str
    why: str
    number: int


def counts() -> list[Kind]:
    """The list by channel and reason, longest first; one query."""
    rows = Suppression.objects.filter(lifted_at=None).values("channel", "why").annotate(number=Count("pk"))
    found = Suppression()
    kinds = []
    for row in rows.order_by("-number", "channel", "why"):
        found.channel, found.why = row["channel"], row["why"]
        kinds.append(Kind(str(found.get_channel_display()), str(found.get_why_display()), row["number"]))
    return kinds


def against(value_index: bytes, channel: str) -> list[Suppression]:
    """Everything that stands or stood against the address on `channel`, what stands first."""
    rows = Suppression.objects.filter(value_index=value_index, channel=channel).select_related("by")
    return sorted(rows, key=lambda row: (row.lifted_at is not None, row.pk))


def total(kinds: Iterable[Kind]) -> int:
    """How many there are in all; an address that stands there for two reasons counts twice."""
    return sum(kind.number for kind in kinds)
