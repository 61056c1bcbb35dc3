"""A campaign pauses, goes on, is called off or comes to its end."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from campaigns.models import Campaign, CampaignState, Enrolment, Sent
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from hotelcrm.frame import sentences
from hotelcrm.outbox.actions import mailings
from hotelcrm.outbox.models import Mailing, Message, Reason, State
from hotelcrm.outbox.models.message import GONE, OPEN
from loyalty.actions.presents import void_unsent

from .agreeing import agreement, is_what_was_asked, why_not
from .bell import ring
from .holding import hold
from .refusal import Refused

Exit = Enrolment.Exit
OVER = {CampaignState.FINISHED, CampaignState.CANCELLED}


class NotRunning(Refused):
    sentence = gettext_lazy("This campaign does not run.")


class IsOver(Refused):
    sentence = gettext_lazy("This campaign is over.")


@dataclass(frozen=True)
class CalledOff:
    """What calling a campaign off came to: messages that had left before, those it stopped, and guests it let go."""

    campaign: Campaign
    sent: int
    stopped: int
    let_go: int


def pause(
    campaign: Campaign, *, because: StrOrPromise, by: User | None, at: datetime, also_queued: bool = True
) -> Campaign:
    """Take no step and send nothing of a running campaign for now, and return it; paused, it keeps its first reason.

    What is handed over right now goes out; without `also_queued`, what waits in the outbox too. The reason is kept in
    every language, so one with values in it is given as a promise. Raises `NotRunning`.
    """
    reason = sentences.kept(because)
    with transaction.atomic(), trail("campaigns.pause", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state == CampaignState.PAUSED:
            return row
        if row.state != CampaignState.RUNNING:
            raise NotRunning
        _become(row, CampaignState.PAUSED, reason)
        for mailing in _mailings(row).filter(cancelled_at=None) if also_queued else ():
            mailings.pause(mailing, because=reason, by=by, at=at, with_its_own=True)
    return row


def resume(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Let a paused campaign go on where it stood, and return it; what is of no use any more meanwhile is not sent.

    One that runs goes on too, with a mailing that was paused by itself. One that was approved and says something else
    since waits for a second person instead; one that needed nobody is from then on what `by` stands for. Raises
    `NotRunning`.
    """
    with transaction.atomic(), trail("campaigns.resume", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state not in {CampaignState.PAUSED, CampaignState.RUNNING}:
            raise NotRunning
        if because := why_not(row):
            return _ask_again(row, because, by=by, at=at)
        if row.approved_by_id is None and not is_what_was_asked(row):
            row.asked_by, row.asked_for = by, agreement(row)
            row.save(update_fields=["asked_by", "asked_for"])
        if row.state == CampaignState.PAUSED:
            _become(row, CampaignState.RUNNING, "")
        go_on(row, by=by, at=at)
    return row


def go_on(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Let what waits of a campaign that runs again go out, and the clock know."""
    for mailing in _mailings(campaign).filter(cancelled_at=None):
        mailings.resume(mailing, by=by, at=at, with_its_own=True)
    ring()


def _ask_again(row: Campaign, because: str, *, by: User, at: datetime) -> Campaign:
    """Whoever wants it to go on stands for what it says now, and another person agrees."""
    if row.state == CampaignState.RUNNING:
        pause(row, because=because, by=by, at=at)
        row = hold(row)
    row.asked_by, row.asked_for, row.approved_by, row.approved_at = by, agreement(row), None, None
    row.state, row.state_because = CampaignState.WAITING, because
    row.version += 1
    row.save()
    return row


def call_off(campaign: Campaign, *, because: str, by: User, at: datetime) -> CalledOff:
    """End a campaign for good: nobody gets anything more of it, and vouchers whose message never left are void.

    What was sent stays sent, and is told. A second time finds nothing to do. Raises `IsOver` for one that finished and
    of which nothing waits any more.
    """
    with transaction.atomic(), trail("campaigns.call_off", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state == CampaignState.FINISHED and not _open(row).exists():
            raise IsOver
        if row.state != CampaignState.CANCELLED:
            _become(row, CampaignState.CANCELLED, because)
        stopped = sum(mailings.call_off(mailing, by=by, at=at) for mailing in _mailings(row))
        void_unsent(_unsent_vouchers(row), reason=because, by=by, at=at)
        return CalledOff(row, _sent(row), stopped, end_all(row, Exit.CALLED_OFF, at=at))


def finish(campaign: Campaign, *, by: User | None, at: datetime) -> Campaign:
    """Bring a running or paused campaign to its end, and return it: no step is taken any more; what waits goes out.

    Raises `NotRunning`, or `IsOver` for one that was called off; finished, it stays so.
    """
    with transaction.atomic(), trail("campaigns.finish", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state == CampaignState.FINISHED:
            return row
        if row.state in OVER:
            raise IsOver
        if row.state not in {CampaignState.RUNNING, CampaignState.PAUSED}:
            raise NotRunning
        _become(row, CampaignState.FINISHED, "")
        end_all(row, Exit.LATE, at=at)
    return row


def end_all(campaign: Campaign, because: str, *, at: datetime) -> int:
    """Let everybody go to whom something more of `campaign` would come, and return how many those were."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    due = Enrolment.objects.filter(campaign=campaign, due_at__isnull=False)
    return due.update(due_at=None, ended_at=at, ended_because=because)


def _become(row: Campaign, state: CampaignState, because: str) -> None:
    row.state, row.state_because = state, because.strip()
    row.version += 1
    row.save(update_fields=["state", "state_because", "version"])


def _mailings(campaign: Campaign) -> QuerySet[Mailing]:
    return Mailing.objects.filter(variant__step__campaign=campaign).order_by("pk")


def _open(campaign: Campaign) -> QuerySet[Message]:
    return Message.objects.filter(mailing__variant__step__campaign=campaign, state__in=OPEN)


def _sent(campaign: Campaign) -> int:
    return Message.objects.filter(mailing__variant__step__campaign=campaign, state__in=GONE).count()


def _unsent_vouchers(campaign: Campaign) -> list[int]:
    """Of messages that were stopped before they left; nobody knows these codes."""
    stopped = Q(message__state=State.CANCELLED, message__reason=Reason.CALLED_OFF)
    rows = Sent.objects.filter(stopped, variant__step__campaign=campaign, voucher__isnull=False)
    return sorted(rows.values_list("voucher", flat=True))
