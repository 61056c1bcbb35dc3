"""How far a campaign is: who was chosen, what is due when, what went out, waits or was refused, and who left why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count

from campaigns.models import Arm, Campaign, Enrolment, Sent, Step, Variant
from hotelcrm.outbox.models import Message, Reason, State
from hotelcrm.outbox.models.message import GONE, WAITING
from loyalty.models import Voucher

ENROLLED = """
SELECT arm, ended_because, CASE WHEN due_at IS NOT NULL THEN next_order END AS next, count(*), min(due_at),
    count(*) FILTER (WHERE due_at <= %(at)s)
FROM campaigns_enrolment WHERE campaign_id = %(campaign)s GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Because:
    """A state and the reason for it in words, with how many messages."""

    state: str
    reason: str
    count: int


@dataclass
class StepProgress:
    """One step: for how many it is due, from when, how many of those now; and what became of its messages."""

    step: Step
    variants: Sequence[Variant]
    due: int = 0
    due_from: datetime | None = None
    due_now: int = 0
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    vouchers: int = 0

    @property
    def number(self) -> int:
        """As people count."""
        return self.step.order + 1

    @property
    def sent(self) -> int:
        """What left the house, or may have."""
        return self._of(*GONE)

    @property
    def waiting(self) -> int:
        """What is on its way."""
        return self._of(State.QUEUED, State.SENDING)

    @property
    def held(self) -> int:
        """What the gate holds for now."""
        return self._of(State.HELD)

    @property
    def refused(self) -> int:
        """What is not sent for good."""
        return self._of(State.CANCELLED)

    @property
    def failed(self) -> int:
        """What came to nothing on the road."""
        return self._of(State.FAILED)

    @property
    def came(self) -> int:
        """Messages made, whatever became of them."""
        return self.states.total()

    @property
    def reasons(self) -> list[Because]:
        """Why messages are held, refused or failed, the most first."""
        states, words = dict(State.choices), dict(Reason.choices)
        rows = sorted(self.states.items(), key=lambda item: (-item[1], item[0]))
        return [Because(str(states[state]), str(words.get(why, why)), n) for (state, why), n in rows if why]

    @property
    def winner(self) -> Variant | None:
        """What the others get, once it is known."""
        return next((variant for variant in self.variants if variant.is_winner), None)

    def _of(self, *states: str) -> int:
        return sum(count for (own, _why), count in self.states.items() if own in states)


@dataclass(frozen=True)
class Progress:
    """The whole campaign; `exits` in words, the most first; a guest counts once for each occasion."""

    treated: int
    held_out: int
    steps: Sequence[StepProgress]
    exits: Sequence[tuple[str, int]]

    @property
    def chosen(self) -> int:
        """How often somebody was chosen, held out or not."""
        return self.treated + self.held_out

    @property
    def sent(self) -> int:
        """What left the house, of all steps."""
        return sum(step.sent for step in self.steps)

    @property
    def waiting(self) -> int:
        """What is on its way or held, of all steps."""
        return sum(step.waiting + step.held for step in self.steps)

    @property
    def refused(self) -> int:
        """What is not sent for good, or failed."""
        return sum(step.refused + step.failed for step in self.steps)

    @property
    def vouchers(self) -> int:
        """Vouchers issued; not those that were void before anybody knew their codes, or since."""
        return sum(step.vouchers for step in self.steps)

    @property
    def due(self) -> int:
        """For how many something more comes."""
        return sum(step.due for step in self.steps)

    @property
    def ended(self) -> int:
        """For how many nothing more comes."""
        return sum(count for _words, count in self.exits)

    @property
    def next_at(self) -> datetime | None:
        """When the next step of anybody is due."""
        return min((step.due_from for step in self.steps if step.due_from), default=None)


def progress_of(campaign: Campaign, steps: Sequence[tuple[Step, Sequence[Variant]]], *, at: datetime) -> Progress:
    """How far `campaign` is at `at`; three queries however many steps it has, the last only if it gives vouchers."""
    found = {step.order: StepProgress(step, variants) for step, variants in steps}
    arms: Counter[str] = Counter()
    exits: Counter[str] = Counter()
    for arm, because, order, count, due_from, due_now in _enrolled(campaign, at):
        arms[arm] += count
        if because and arm == Arm.TREATED:
            exits[because] += count
        if order is not None:
            one = found.get(order) or next(reversed(found.values()))
            one.due += count
            one.due_now += due_now
            one.due_from = min(filter(None, (one.due_from, due_from)))
    _add_messages(found.values())
    _add_vouchers(found.values())
    words = dict(Enrolment.Exit.choices)
    said = [(str(words.get(because, because)), count) for because, count in exits.most_common()]
    return Progress(arms[Arm.TREATED], arms[Arm.HOLDOUT], list(found.values()), said)


@dataclass(frozen=True)
class Stopping:
    """Messages that left already, those that wait and would not leave, and guests to whom something more would come."""

    sent: int
    waiting: int
    due: int


def stopping(campaign: Campaign) -> Stopping:
    """What calling `campaign` off would come to now; two queries."""
    rows = Message.objects.filter(mailing__variant__step__campaign=campaign).order_by().values_list("state")
    states = dict(rows.annotate(n=Count("pk")))
    due = Enrolment.objects.filter(campaign=campaign, due_at__isnull=False).count()
    return Stopping(sum(states.get(s, 0) for s in GONE), sum(states.get(s, 0) for s in WAITING), due)


def _enrolled(campaign: Campaign, at: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(ENROLLED, {"campaign": campaign.pk, "at": at})
        return list(cursor.fetchall())


def _add_messages(steps: Iterable[StepProgress]) -> None:
    of_mailing = {variant.mailing_id: one for one in steps for variant in one.variants if variant.mailing_id}
    rows = Message.objects.filter(mailing__in=of_mailing).order_by().values_list("mailing", "state", "reason")
    for mailing, state, reason, count in rows.annotate(n=Count("*")):
        of_mailing[mailing].states[state, reason] += count


def _add_vouchers(steps: Iterable[StepProgress]) -> None:
    of_variant = {variant.pk: one for one in steps for variant in one.variants if variant.voucher_type_id}
    issued = Sent.objects.filter(variant__in=of_variant, voucher__isnull=False).exclude(
        voucher__state=Voucher.State.VOID
    )
    rows = issued.order_by().values_list("variant")
    given: defaultdict[int, int] = defaultdict(int, rows.annotate(n=Count("pk")))
    for pk, one in of_variant.items():
        one.vouchers += given[pk]
