"""The steps that are due: who goes on, who is let go, what each gets; each handful in one transaction.

Truth are the rows: a worker that dies changes nothing, two at once share the work or leave it to each other. They share
a campaign, each with guests of its own, unless one of them has to know what the other does: of a budget, or a winner.
"""

import gc
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q

from campaigns.actions.agreeing import why_not
from campaigns.actions.bell import ring
from campaigns.actions.holding import be_alone, sit_down
from campaigns.actions.stopping import IsOver, NotRunning, finish, pause
from campaigns.models import Campaign, CampaignState, Enrolment, Goal, Step, Variant
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.message import OPEN
from hotelcrm.running.arrays import literal
from loyalty.actions.refusal import Refused as PresentRefused
from loyalty.ledger import RefusedError as PointsRefused

from . import budgets, preparing, winners
from .arms import is_tried_on, variant_place
from .goals import MET
from .sending import send

log = logging.getLogger(__name__)

Exit = Enrolment.Exit
AT_ONCE = 2_500  # enrolments in one transaction, whose guests are held so long: less than half a second
LATE_BY = timedelta(days=1)  # a step taken later than this is what the next one is reckoned from

# In the order of the index, so that no more than a handful is read however many are due. Merges and refusals hold the
# guest: whoever is held is left for the next time, and nobody waits. What followed from earlier steps is asked only of
# those who took any.
DUE = """
WITH due AS MATERIALIZED (
    SELECT e.id, e.guest_id, e.key, e.stay_id, e.next_order, e.due_at, e.expires_at, e.enrolled_at,
        g.merged_into_id IS NOT NULL AS is_merged,
        g.erased_at IS NOT NULL OR g.restricted_at IS NOT NULL AS is_silenced
    FROM campaigns_enrolment e JOIN guests_guest g ON g.id = e.guest_id
    WHERE e.campaign_id = %(campaign)s AND e.due_at <= %(at)s
    ORDER BY e.due_at LIMIT %(limit)s
    FOR NO KEY UPDATE OF e, g SKIP LOCKED
),
heard AS (
    SELECT t.enrolment_id, bool_or(m.clicked_at IS NOT NULL) AS clicked, bool_or(m.opened_at IS NOT NULL) AS opened
    FROM campaigns_sent t JOIN outbox_message m ON m.id = t.message_id
    WHERE t.enrolment_id IN (SELECT id FROM due WHERE next_order > %(first)s)
    GROUP BY t.enrolment_id
)
SELECT d.id, d.guest_id, d.key, d.stay_id, d.next_order, d.due_at, d.expires_at, d.is_merged, d.is_silenced,
    {met}, coalesce(h.clicked, false), coalesce(h.opened, false)
FROM due d LEFT JOIN heard h ON h.enrolment_id = d.id
ORDER BY d.id
"""
GO_ON = """
UPDATE campaigns_enrolment e SET due_at = o.due_at, expires_at = o.expires_at, next_order = o.next_order,
    ended_because = o.because, ended_at = CASE o.because WHEN '' THEN NULL ELSE %(at)s::timestamptz END
FROM unnest(%(ids)s::bigint[], %(dues)s::timestamptz[], %(ends)s::timestamptz[], %(orders)s::int[], %(whys)s::text[])
    o (id, due_at, expires_at, next_order, because)
WHERE e.id = o.id
"""


class Disagreed(Exception):
    """It is not what was agreed to; to pause it, who is at it leaves first."""


class Due(NamedTuple):
    """An enrolment whose next step is due, and what is known of it."""

    id: int
    guest_id: int
    key: str
    stay_id: int | None
    next_order: int
    due_at: datetime
    expires_at: datetime | None
    is_merged: bool
    is_silenced: bool
    has_met_goal: bool
    has_clicked: bool
    has_opened: bool


class Next(NamedTuple):
    """Where an enrolment stands afterwards: due again, or ended and why."""

    id: int
    due_at: datetime | None
    expires_at: datetime | None
    order: int
    because: str = ""


@dataclass(frozen=True)
class Course:
    """A campaign with its steps, by their order, and their variants, by name."""

    campaign: Campaign
    steps: Mapping[int, Step]
    variants: Mapping[int, Sequence[Variant]]

    def after(self, order: int) -> Step | None:
        """The step behind the one with this order."""
        return self._following[order]

    @cached_property
    def _following(self) -> dict[int, Step | None]:
        orders = sorted(self.steps)
        return dict(zip(orders, [*(self.steps[order] for order in orders[1:]), None], strict=True))


def step_due(*, at: datetime, limit: int = AT_ONCE) -> Counter[str]:
    """Do whatever campaigns have to do at `at`, and return what was done: guests chosen by arm, steps, ends by reason.

    Chooses the guests of one-offs whose time has come, takes the steps that are due, and ends what is over. Any number
    of workers may do so at once.
    """
    done: Counter[str] = Counter()
    for campaign in preparing.to_prepare(at):
        done += _safely(campaign.pk, lambda pk: preparing.prepare(pk, at=at))
    for pk in _with_due(at):
        done += _take_all(pk, at, limit)
    _finish_over(at)
    return done


def _take_all(campaign_id: int, at: datetime, limit: int) -> Counter[str]:
    """One handful after the other; where there is more than one, another worker is called to share them."""
    done: Counter[str] = Counter()
    while taken := _safely(campaign_id, lambda pk: take(pk, at=at, limit=limit)):
        if taken.total() >= limit and not done:
            ring()
        done += taken
        if taken.total() < limit:
            break
    return done


def _safely(campaign_id: int, work: Callable[[int], Counter[str]]) -> Counter[str]:
    """What `work` did for one campaign; nothing, when it failed: the others do not wait, and it is tried again."""
    try:
        return work(campaign_id)
    except Exception:
        log.exception("Campaign %s could not go on.", campaign_id)
        return Counter()


def take(campaign_id: int, *, at: datetime, limit: int = AT_ONCE) -> Counter[str]:
    """Take at most `limit` steps of one campaign, in one transaction, and return what came of them.

    Nothing, while other workers have the campaign, or when it does not run. What keeps a message from being one at all,
    such as a template that was put away, pauses the campaign and says so; so does what was agreed to by nobody.
    """
    try:
        with _no_collecting(), transaction.atomic():
            campaign = _hold(campaign_id, at)
            return _take(campaign, at=at, limit=limit) if campaign is not None else Counter()
    except (UnfitMessageError, PresentRefused, PointsRefused, budgets.NoRate, Disagreed) as refused:
        with suppress(NotRunning):  # somebody was faster
            because = refused.args[0] if refused.args else str(refused)  # a promise, read in many languages
            pause(Campaign(pk=campaign_id), because=because, by=None, at=at)
        return Counter()


@contextmanager
def _no_collecting() -> Iterator[None]:
    """For a handful: looking for garbage among tens of thousands of tuples that all live takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _take(campaign: Campaign, *, at: datetime, limit: int) -> Counter[str]:
    if because := why_not(campaign):
        raise Disagreed(because)
    course = course_of(campaign)
    purse = budgets.Purse.of(campaign, [one for some in course.variants.values() for one in some])
    for order, step in course.steps.items():
        winners.settle(campaign, step, course.variants[order], at=at)
    nexts, going = _sort(course, _due(course, at, limit), at, purse)
    nexts += [_go_on(course, one, at) for dealt in going.values() for some in dealt.values() for one in some]
    _write(nexts, at)  # first: what follows holds the counters of the mailings, which another worker needs as well
    for order, dealt in sorted(going.items()):
        variants = course.variants[order]
        send(campaign, course.steps[order], [(variants[place], dealt[place]) for place in sorted(dealt)], at=at)
    if purse.is_short and not going:
        pause(campaign, because=budgets.USED_UP, by=None, at=at, also_queued=False)
    return Counter(one.because or "went on" for one in nexts)


def course_of(campaign: Campaign) -> Course:
    """The steps of `campaign`; two queries."""
    wordings = Variant.objects.select_related("template", "voucher_type", "mailing__hotel", "mailing__template")
    rows = list(campaign.steps.order_by("order").prefetch_related(Prefetch("variants", wordings)))
    variants = {step.order: sorted(step.variants.all(), key=lambda variant: variant.name) for step in rows}
    return Course(campaign, {step.order: step for step in rows}, variants)


def _hold(campaign_id: int, at: datetime) -> Campaign | None:
    """The campaign, if it runs and there is room at it: beside another worker, or alone where it cannot be shared."""
    seat = sit_down(campaign_id)
    if seat is None or not (_can_be_shared(campaign_id) or be_alone(campaign_id, seat)):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM campaigns_campaign WHERE id = %s FOR SHARE SKIP LOCKED", [campaign_id])
        if not cursor.rowcount:
            return None
    running = Campaign.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), pk=campaign_id, state=CampaignState.RUNNING)
    return running.select_related("hotel", "asked_by").first()


def _can_be_shared(campaign_id: int) -> bool:
    """Not one that spends a budget or picks a winner; nor before each wording has a mailing, which one worker makes."""
    alone = Q(budget__isnull=False) | Q(steps__picks_winner_by__gt="") | Q(steps__variants__mailing=None)
    return not Campaign.objects.filter(alone, pk=campaign_id).exists()


def _due(course: Course, at: datetime, limit: int) -> list[Due]:
    values: dict[str, Any] = {
        "campaign": course.campaign.pk,
        "at": at,
        "limit": limit,
        "first": min(course.steps, default=0),
        "zone": course.campaign.hotel.time_zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE.format(met=MET[Goal(course.campaign.goal)]), values)
        return [Due(*row) for row in cursor.fetchall()]


def _sort(
    course: Course, rows: Sequence[Due], at: datetime, purse: budgets.Purse
) -> tuple[list[Next], Mapping[int, Mapping[int, list[Due]]]]:
    """Those who are let go or pass this step by, and the others by step and place of their variant.

    For whom the purse does not pay stays due. Whom the gate refuses in the end costs nothing, which is seen the next
    time; so a campaign pauses only when it cannot pay for anybody.
    """
    nexts: list[Next] = []
    going: defaultdict[int, defaultdict[int, list[Due]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        step = course.steps.get(one.next_order)
        because = _why_not(one, at)
        if because or step is None:
            nexts.append(Next(one.id, None, one.expires_at, one.next_order, because or Exit.DONE))
        elif _passes_by(step, one):
            nexts.append(_go_on(course, one, at))
        else:
            place = variant_place(course.campaign, step, course.variants[step.order], one.guest_id)
            if purse.pays(course.variants[step.order][place]):
                going[step.order][place].append(one)
    return nexts, going


def _why_not(one: Due, at: datetime) -> str:
    if one.is_merged:
        return Exit.MERGED
    if one.is_silenced:
        return Exit.SILENCED
    if one.has_met_goal:
        return Exit.GOAL
    return Exit.LATE if one.expires_at is not None and one.expires_at <= at else ""


def _passes_by(step: Step, one: Due) -> bool:
    if step.condition == Step.Condition.NO_CLICK:
        return one.has_clicked
    return step.condition == Step.Condition.NO_OPEN and (one.has_opened or one.has_clicked)


def _go_on(course: Course, one: Due, at: datetime) -> Next:
    """The step after, `after_days` later; grace that would be over by then is given anew."""
    step = course.after(one.next_order)
    if step is None:
        return Next(one.id, None, one.expires_at, one.next_order, Exit.DONE)
    due = (one.due_at if at - one.due_at < LATE_BY else at) + timedelta(days=step.after_days)
    if not is_tried_on(course.campaign, step, one.guest_id):
        due += timedelta(hours=step.winner_after_hours)
    ends = one.expires_at
    if ends is not None and ends <= due:
        ends = due + (ends - one.due_at)
    return Next(one.id, due, ends, step.order)


def _write(nexts: Sequence[Next], at: datetime) -> None:
    if not nexts:
        return
    values: dict[str, Any] = {
        "at": at,
        "ids": literal(one.id for one in nexts),
        "dues": literal(one.due_at for one in nexts),
        "ends": literal(one.expires_at for one in nexts),
        "orders": literal(one.order for one in nexts),
        "whys": literal(str(one.because) for one in nexts),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off")  # else all there ever were are read for each handful
        cursor.execute(GO_ON, values)


def _with_due(at: datetime) -> list[int]:
    due = Enrolment.objects.filter(campaign=OuterRef("pk"), due_at__lte=at)
    running = Campaign.objects.filter(Exists(due), state=CampaignState.RUNNING)
    return list(running.order_by("pk").values_list("pk", flat=True))


def _finish_over(at: datetime) -> None:
    """Campaigns whose end has passed, and one-offs of which nothing more comes, nor waits to be sent."""
    waiting = Message.objects.filter(mailing__variant__step__campaign=OuterRef("pk"), state__in=OPEN)
    due = Enrolment.objects.filter(campaign=OuterRef("pk"), due_at__isnull=False)
    told = Q(~Exists(due), ~Exists(waiting), occasion="", prepared_at__isnull=False, state=CampaignState.RUNNING)
    ended = Q(ends_at__lte=at, state__in=[CampaignState.RUNNING, CampaignState.PAUSED])
    for pk in list(Campaign.objects.filter(told | ended).order_by("pk").values_list("pk", flat=True)):
        _safely(pk, lambda pk: _finish(pk, at))


def _finish(campaign_id: int, at: datetime) -> Counter[str]:
    """Bring it to its end, unless somebody was faster."""
    with suppress(NotRunning, IsOver):
        finish(Campaign(pk=campaign_id), by=None, at=at)
    return Counter()
