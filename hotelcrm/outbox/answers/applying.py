"""Do what reports mean: any of them twice, in any order, also before we wrote down that the message was sent.

A refusal outweighs a delivery, whichever is told first: mail that bounced afterwards was delivered before. What a guest
wants (no more of this) holds whatever became of the message.
"""

import logging
from contextlib import suppress as suppress_error
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from guests.actions.consents import record_consent
from guests.actions.profiles import lock
from guests.models import Consent, Guest
from guests.models.consent import Purpose
from hotelcrm.outbox.actions.checking import CalledOffError
from hotelcrm.outbox.actions.mailings import pause
from hotelcrm.outbox.actions.suppressing import KINDS, suppress
from hotelcrm.outbox.models import Attempt, Callback, Message, Reason, State, Suppression
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import transport_called

from .storing import OURS, WHOSE

logger = logging.getLogger(__name__)

BATCH = 200
# So long a report may know of a message what we have not yet written down: the worker that sent it may be slow or dead.
PATIENCE = timedelta(hours=6)
Kind = Callback.Kind
UNWANTED = {Kind.COMPLAINED: Suppression.Why.COMPLAINT, Kind.UNSUBSCRIBED: Suppression.Why.UNSUBSCRIBED}
# What a worse answer is not replaced by: the order in which the reasons below stand.
REFUSED = {Kind.BOUNCED: Reason.BOUNCED, Kind.BLOCKED: Reason.REFUSED_CONTENT, Kind.FAILED: Reason.GAVE_UP}
NONE_WORSE = 0
WEIGHT = {str(reason): -place for place, reason in enumerate(REFUSED.values())}
# What a no by report is about, where the message itself was for none of these.
WITHDRAWABLE = (Purpose.MARKETING, Purpose.SURVEYS)


class NotYetError(Exception):
    """The message is being sent or written to just now, or is not known yet; the report waits."""


def apply_waiting(*, at: datetime) -> int:
    """Apply the reports that wait and return how many were; two at once share the work.

    One that names no message of ours waits `PATIENCE`, then keeps the fault ``no_message``; one that cannot be applied
    keeps the name of what went wrong.
    """
    applied, after = 0, 0
    while rows := _waiting().filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]:
        applied += sum(_apply_one(pk, at) for pk in rows)
        after = rows[len(rows) - 1]
    return applied


def _waiting() -> QuerySet[Callback]:
    return Callback.objects.filter(applied_at=None, fault="").order_by("pk")


def _apply_one(pk: int, at: datetime) -> bool:
    """Apply one report in a transaction of its own; whether it was done with."""
    with transaction.atomic():
        # What was received need not be readable any more.
        report = _waiting().defer("raw").select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
        if report is None:
            return False
        try:
            with transaction.atomic():
                _apply(report, at)
        except NotYetError:
            if at - report.received_at < PATIENCE:
                return False
            report.fault = "no_message"
        except OperationalError:  # somebody held a lock for too long, or both of us waited for each other
            return False
        except Exception as fault:  # noqa: BLE001 (whatever is wrong with one report keeps no other waiting)
            report.fault = type(fault).__name__
            logger.error("Report %d cannot be applied: %s.", pk, report.fault)  # noqa: TRY400 (a traceback may name a guest)
        else:
            report.applied_at = at
        report.save(update_fields=["applied_at", "fault"])
    return report.applied_at is not None


def _apply(report: Callback, at: datetime) -> None:
    if report.kind in {Kind.OTHER, Kind.DEFERRED}:  # the provider goes on trying by itself
        return
    if report.reference.startswith(WHOSE):
        _hear_guests(report)
        return
    message = _locked(report)
    if report.kind == Kind.DELIVERED:
        _arrive(message, report)
    if report.kind in REFUSED:
        _refuse(message, report, at)
    if report.kind in UNWANTED:
        _opt_out(message, report)


def _locked(report: Callback) -> Message:
    """The message of `report`, locked behind its guest; whoever holds it is not waited for: he may wait for us."""
    message = _named(report).filter(_theirs(report)).order_by("pk").first()
    if message is None:
        raise NotYetError
    if message.guest is not None:
        lock(message.guest)
    held = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=message.pk)
    kept = held.exclude(state=State.SENDING).first()
    if kept is None:
        raise NotYetError
    return kept


def _theirs(report: Callback) -> Q:
    """Messages the teller can know of: those that left by its sender, at whichever attempt."""
    if report.sender_id is None:
        return Q(sender__transport=report.transport)
    attempts = Attempt.objects.filter(message=OuterRef("pk"), sender=report.sender_id)
    return Q(sender=report.sender_id) | Q(Exists(attempts))


def _named(report: Callback) -> QuerySet[Message]:
    """By our own id, else by the reference; an attempt that got one was the last."""
    if report.reference.startswith(OURS):
        return Message.objects.filter(pk=report.reference.removeprefix(OURS))
    return Message.objects.filter(reference=report.reference) if report.reference else Message.objects.none()


def _arrive(message: Message, report: Callback) -> None:
    message.handed_at = message.handed_at or _last_handed(message)  # it waits to be sent again
    arrived = max(filter(None, (report.happened_at, message.handed_at)))  # the provider's clock is not ours
    message.delivered_at = min(filter(None, (message.delivered_at, arrived)))
    message.sent_at = message.sent_at or message.handed_at  # no answer came, or the worker died
    if message.state not in {State.FAILED, State.CANCELLED} or message.reason == Reason.WORKER_LOST:
        message.state, message.reason = State.DELIVERED, ""
    message.save(update_fields=["handed_at", "delivered_at", "sent_at", "state", "reason"])


def _last_handed(message: Message) -> datetime:
    """When the latest attempt began; what was never handed over cannot have arrived yet."""
    latest = message.attempts.order_by("-started_at").values_list("started_at", flat=True).first()
    if latest is None:
        raise NotYetError
    return latest


def _refuse(message: Message, report: Callback, at: datetime) -> None:
    reason = REFUSED[Kind(report.kind)]
    if message.state != State.FAILED or WEIGHT.get(message.reason, NONE_WORSE) < WEIGHT[reason]:
        message.state, message.reason = State.FAILED, reason
        message.save(update_fields=["state", "reason"])
    if report.kind == Kind.BOUNCED:
        _suppress(message, Suppression.Why.DEAD, report)
    if report.kind == Kind.BLOCKED and message.mailing is not None:
        with suppress_error(CalledOffError):
            pause(message.mailing, because=report.code or str(reason), by=None, at=at)


def _opt_out(message: Message, report: Callback) -> None:
    """Nothing more of this kind to this address, and a withdrawal of the guest on this channel."""
    message.opted_out_at = min(filter(None, (message.opted_out_at, report.happened_at)))
    message.save(update_fields=["opted_out_at"])
    _suppress(message, UNWANTED[Kind(report.kind)], report)
    if message.guest is not None:
        for purpose in sorted({Purpose.MARKETING, message.purpose} & set(WITHDRAWABLE)):
            _withdraw(message.guest, purpose, message.channel, report)


def _hear_guests(report: Callback) -> None:
    """A guest answered that it is enough: the address is known, the message is not."""
    value_index = bytes.fromhex(report.reference.removeprefix(WHOSE))
    channel = transport_called(report.transport).channel
    suppress(value_index, channel=channel, why=UNWANTED[Kind(report.kind)], at=report.happened_at, note=report.code)
    whose = Guest.objects.filter(contacts__kind=KINDS[Road(channel)], contacts__value_index=value_index)
    for guest in whose.order_by("pk").distinct():
        for purpose in WITHDRAWABLE:
            _withdraw(guest, purpose, channel, report)


def _suppress(message: Message, why: str, report: Callback) -> None:
    if message.address_index is not None:
        index = bytes(message.address_index)
        suppress(index, channel=message.channel, why=why, at=report.happened_at, note=report.code)


def _withdraw(guest: Guest, purpose: str, channel: str, report: Callback) -> None:
    """In the hour the guest said so: an answer given later, at the desk, holds."""
    if guest.erased_at is None:
        no, by_message = Consent.Decision.WITHDRAWN, Consent.Evidence.MESSAGE
        record_consent(
            guest,
            purpose=purpose,
            channel=channel,
            decision=no,
            evidence=by_message,
            by=None,
            at=report.happened_at,
        )
