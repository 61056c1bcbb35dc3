"""Mailings and how far they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.outbox.models import Mailing, Message, Reason, State


@dataclass
class Progress:
    """A mailing with its messages by state, and those that were held back, refused or failed by reason."""

    mailing: Mailing
    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many guests it was queued for."""
        return self.states.total()

    @property
    def left(self) -> int:
        """How many are not settled yet."""
        return self.states[State.QUEUED] + self.states[State.HELD] + self.states[State.SENDING]

    @property
    def lines(self) -> list[tuple[str, str, int]]:
        """State and reason in words with their number, the most first."""
        words = dict(State.choices), dict(Reason.choices)
        return [
            (str(words[0][state]), str(words[1].get(reason, "")), count)
            for (state, reason), count in self.reasons.most_common()
        ]

    def of(self, *states: str) -> int:
        """How many are in one of these states."""
        return sum(self.states[state] for state in states)

    @property
    def gone(self) -> int:
        """How many were sent."""
        return self.of(State.SENT, State.DELIVERED)

    @property
    def refused(self) -> int:
        """How many the gate, or staff, kept back for good."""
        return self.of(State.CANCELLED)

    @property
    def failed(self) -> int:
        """How many came to nothing, or to nobody knows what."""
        return self.of(State.FAILED, State.UNKNOWN)


def visible(access: Access) -> QuerySet[Mailing]:
    """Mailings of the hotels where this person may see messages, newest first."""
    rows = Mailing.objects.filter(hotel__in=access.ids_for(Permission.SEE_MESSAGES))
    return rows.select_related("hotel", "template", "by").order_by("-pk")


def progress(mailings: Iterable[Mailing]) -> list[Progress]:
    """How far each of `mailings` is; one query for all of them."""
    found = {mailing.pk: Progress(mailing) for mailing in mailings}
    counted: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    rows = Message.objects.filter(mailing__in=found).order_by().values_list("mailing", "state", "reason")
    for pk, state, reason, count in rows.annotate(n=Count("*")):
        counted[pk].append((state, reason, count))
    for pk, lines in counted.items():
        for state, reason, count in lines:
            found[pk].states[state] += count
            if reason:
                found[pk].reasons[state, reason] += count
    return list(found.values())
