"""What would happen if a campaign ran now: who would get what by which channel, who would not, and why.

The statements that choose and judge are those that run; nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from campaigns.models import Arm, Campaign, Step, Variant
from guests.models import Guest
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.actions.rows import Judged, judge
from hotelcrm.outbox.models import Reason
from hotelcrm.outbox.models.sender import Road

from .arms import is_tried_on, variant_for
from .budgets import USED_UP, NoRate, Purse
from .choosing import MEMORY, Rows, chosen, once
from .sending import mailing_for, row_of
from .stepping import Course, course_of

Key = TypeVar("Key")

SAMPLES = 20
AT_ONCE = 10_000  # asked of the gate together
UNPAID = "budget"  # why somebody gets nothing whom the budget does not pay for


class TooMany(Exception):
    """More guests would be chosen than whoever asks wants to wait for."""


@dataclass
class Some:
    """So many guests, and the first of them."""

    count: int = 0
    ids: list[int] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)

    def add(self, guest_id: int) -> None:
        """One more."""
        self.count += 1
        if len(self.ids) < SAMPLES:
            self.ids.append(guest_id)

    @property
    def more(self) -> int:
        """How many are not among the samples."""
        return self.count - len(self.guests)


@dataclass(frozen=True)
class Gets:
    """A message that would be queued, or held for `reason` at first; no `variant`: the winner, when there is one."""

    variant: Variant | None
    channel: str
    reason: str = ""

    @property
    def road(self) -> StrOrPromise:
        """The channel in words."""
        return Road(self.channel).label

    @property
    def why(self) -> StrOrPromise:
        """Why it would wait, in words; empty: it would not."""
        return Reason(self.reason).label if self.reason else ""


@dataclass(frozen=True)
class GetsNot:
    """Why nothing would be sent: held out, what the gate says, or the budget."""

    reason: str

    @property
    def why(self) -> StrOrPromise:
        """The same in words."""
        if self.reason == UNPAID:
            return gettext_lazy(USED_UP)
        return Arm.HOLDOUT.label if self.reason == Arm.HOLDOUT else Reason(self.reason).label


@dataclass
class DryRun:
    """What the first step of `campaign` would do at `at` to guests who are not in it yet; the most first."""

    campaign: Campaign
    at: datetime
    step: Step | None
    gets: dict[Gets, Some]
    gets_not: dict[GetsNot, Some]

    @property
    def chosen(self) -> int:
        """How many guests would be chosen, held out or not."""
        return self.reached + self.kept_back

    @property
    def reached(self) -> int:
        """How many would get something, now or later."""
        return sum(some.count for some in self.gets.values())

    @property
    def kept_back(self) -> int:
        """How many would get nothing: held out, refused, or not paid for."""
        return sum(some.count for some in self.gets_not.values())

    @property
    def refused(self) -> int:
        """How many the gate would refuse for good."""
        return self.kept_back - self.held_out - self._not(UNPAID)

    @property
    def roads(self) -> list[tuple[StrOrPromise, int]]:
        """By which channel how many would get something, the most first."""
        found: Counter[str] = Counter()
        for gets, some in self.gets.items():
            found[gets.channel] += some.count
        return [(Road(channel).label, count) for channel, count in found.most_common()]

    @property
    def has_variants(self) -> bool:
        """Whether there is more than one wording."""
        return len({gets.variant for gets in self.gets}) > 1

    @property
    def held_out(self) -> int:
        """How many would be held out."""
        return self._not(Arm.HOLDOUT)

    def _not(self, reason: str) -> int:
        found = self.gets_not.get(GetsNot(reason))
        return found.count if found else 0


@dataclass(frozen=True)
class Candidate:
    """A guest who would be chosen, as an enrolment would say."""

    id: int
    guest_id: int
    key: str
    stay_id: int | None
    expires_at: datetime | None
    arm: str
    due_at: datetime


@dataclass(frozen=True)
class Unpaid:
    """A guest whom the budget does not pay for."""

    guest_id: int


def dry_run(campaign: Campaign, *, at: datetime, most: int | None = None, names: bool = True) -> DryRun:
    """What `campaign` would do at `at`, whatever its state: counts, and `SAMPLES` guests of each, by id and `names`.

    Of an automatic one for whom its occasion is at hand. Raises `UnfitMessageError` with what keeps a message from
    being one, `BadRule` of a segment, and `TooMany` before the gate is asked about more than `most` guests.
    """
    told = foretell(campaign, at=at, most=most)
    if names:
        name_samples(told)
    return told


def foretell(campaign: Campaign, *, at: datetime, most: int | None = None, only: int | None = None) -> DryRun:
    """The same without names; `only`: of one guest alone."""
    course = course_of(campaign)
    step = course.steps[min(course.steps)] if course.steps else None
    gets: defaultdict[Gets, Some] = defaultdict(Some)
    gets_not: defaultdict[GetsNot, Some] = defaultdict(Some)
    if step is not None:
        candidates = _candidates(campaign, at, only)
        if most is not None and len(candidates) > most:
            raise TooMany
        for one in candidates:
            if one.arm == Arm.HOLDOUT:
                gets_not[GetsNot(Arm.HOLDOUT)].add(one.guest_id)
        treated = [one for one in candidates if one.arm == Arm.TREATED]
        for variant, answer in _paid(course, step, _judged(course, step, treated, at)):
            if isinstance(answer, Unpaid):
                gets_not[GetsNot(UNPAID)].add(answer.guest_id)
            elif answer.is_refused:
                gets_not[GetsNot(answer.reason)].add(answer.row.guest_id)
            else:
                gets[Gets(variant, answer.channel, answer.reason)].add(answer.row.guest_id)
    return DryRun(campaign, at, step, _most_first(gets), _most_first(gets_not))


def rows_of(campaign: Campaign, *, at: datetime) -> Rows:
    """Whom `campaign` is for at `at`: its audience, or whom its occasion names."""
    if campaign.is_automatic:
        from campaigns.occasions.registry import OCCASIONS  # they enrol by this room

        return OCCASIONS[campaign.occasion].due(campaign, at=at)
    return once(campaign, at=at)


def _candidates(campaign: Campaign, at: datetime, only: int | None) -> list[Candidate]:
    choice = chosen(campaign, rows_of(campaign, at=at), at=at)
    sql, params = choice.sql, dict(choice.params)
    if only is not None:
        sql, params = f"SELECT * FROM ({sql}) chosen WHERE guest_id = %(only)s", params | {"only": only}  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return [
        Candidate(n, guest_id, key, stay_id, expires_at, arm, due_at)
        for n, (guest_id, key, stay_id, expires_at, arm, due_at) in enumerate(found)
    ]


def _by_variant(
    campaign: Campaign, step: Step, variants: Sequence[Variant], treated: Iterable[Candidate]
) -> dict[Variant | None, list[Candidate]]:
    """None: they wait for the winner."""
    found: defaultdict[Variant | None, list[Candidate]] = defaultdict(list)
    has_winner = any(variant.is_winner for variant in variants)
    for one in treated:
        is_told = has_winner or is_tried_on(campaign, step, one.guest_id)
        found[variant_for(campaign, step, variants, one.guest_id) if is_told else None].append(one)
    return found


def _judged(
    course: Course, step: Step, treated: Iterable[Candidate], at: datetime
) -> Iterator[tuple[Variant | None, Judged]]:
    """What the gate says of each."""
    variants = course.variants[step.order]
    for variant, some in _by_variant(course.campaign, step, variants, treated).items():
        for answer in _weigh(course.campaign, step, variant or variants[0], some, at):
            yield variant, answer


def _paid(
    course: Course, step: Step, judged: Iterable[tuple[Variant | None, Judged]]
) -> Iterator[tuple[Variant | None, "Judged | Unpaid"]]:
    """The same, as far as the budget pays: in the order in which guests come to the step, whoever is not refused.

    Who waits for the winner costs as much as the dearest wording.
    """
    try:
        purse = Purse.of(course.campaign, [one for some in course.variants.values() for one in some])
    except NoRate as none:
        raise UnfitMessageError(str(none)) from none
    if purse.left is None:
        yield from judged
        return
    dearest = max(course.variants[step.order], key=purse.price)
    for variant, answer in sorted(judged, key=lambda one: one[1].row.guest_id):
        is_paid = answer.is_refused or purse.pays(variant or dearest)
        yield variant, answer if is_paid else Unpaid(answer.row.guest_id)


def _weigh(
    campaign: Campaign, step: Step, wording: Variant, some: Sequence[Candidate], at: datetime
) -> Iterator[Judged]:
    mailing = wording.mailing or mailing_for(campaign, step, wording)
    for start in range(0, len(some), AT_ONCE):
        rows = [row_of(campaign, step, one) for one in some[start : start + AT_ONCE]]
        yield from judge(mailing, rows, channels=step.channels, at=at)


def name_samples(told: DryRun) -> None:
    """Put the guests of the samples in, as far as their data may still be used; one query."""
    found = [*told.gets.values(), *told.gets_not.values()]
    usable = Guest.objects.current().filter(erased_at=None, restricted_at=None)
    guests = usable.in_bulk({pk for some in found for pk in some.ids})
    for some in found:
        some.guests = [guests[pk] for pk in some.ids if pk in guests]


def _most_first(found: "dict[Key, Some]") -> "dict[Key, Some]":
    return dict(sorted(found.items(), key=lambda item: -item[1].count))
