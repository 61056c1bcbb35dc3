"""What guests decide by themselves, by the links in their messages: nobody asked them, nobody of ours is the actor.

Next door: ``guests.actions.record_consent`` (the ledger). What waits and is no longer wanted is cancelled by whoever
listens to it (``hotelcrm.outbox.receivers``), in the same transaction.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from guests.actions import StaleEditError, edit_guest, end_each, lock, record_consent
from guests.actions.profiles import Profile
from guests.consent import answer_to, latest
from guests.models import Consent, Guest, Notice
from guests.models.consent import Channel, Purpose
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Message, Suppression
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose

from .suppressing import KINDS, lift

# What "no more of it" ends. Whether an allergy may be kept on file is another matter, decided by itself.
ALL = (Purpose.MARKETING, Purpose.SURVEYS, Purpose.PROFILING)


def decide(  # noqa: PLR0913 (each is a column of the row)
    guest: Guest,
    *,
    purpose: str,
    channel: str,
    agrees: bool,
    at: datetime,
    notice: Notice | None = None,
    message: Message | None = None,
    hotel: Hotel | None = None,
    evidence: str = Consent.Evidence.WEB,
) -> None:
    """Keep `guest`'s yes or no to `purpose` on `channel`; a no also marks the `message` whose link led here.

    `notice` is the text that stood beside the yes. Deciding the same again adds nothing. Raises
    `guests.actions.NoNoticeError` for a yes to a text that does not exist.
    """
    with transaction.atomic():
        row = lock(guest)
        held = answer_to(row, purpose, channel)
        if agrees or not _says_no(held):
            record_consent(
                row,
                purpose=purpose,
                channel=channel,
                decision=Consent.Decision.GIVEN if agrees else _no(held),
                evidence=evidence,
                notice=notice,
                by=None,
                at=at,
                hotel=hotel,
            )
        if agrees:
            _welcome_back(row, channel, at=at)
        if not agrees and message is not None and message.purpose == purpose:
            _mark(message, at)


def unsubscribe(guest: Guest, *, message: Message | None, at: datetime, hotel: Hotel | None = None) -> None:
    """End what `message` was, on the channel it came by: offers, or surveys if it was one.

    Without a message, offers end on every channel. Once more changes nothing.
    """
    purpose = ended_by(message)
    with transaction.atomic():
        row = lock(guest)
        if message is None:
            _end(row, purpose, at=at, hotel=hotel, evidence=Consent.Evidence.MESSAGE)
        else:
            by_message = Consent.Evidence.MESSAGE
            decide(row, purpose=purpose, channel=message.channel, agrees=False, at=at, hotel=hotel, evidence=by_message)
            _mark(message, at)


def is_unsubscribed(guest: Guest | None, *, message: Message | None) -> bool:
    """Whether what unsubscribing from `message` would end has ended already; nobody is, where there is no guest."""
    if guest is None:
        return False
    purpose = ended_by(message)
    if message is not None:
        return _says_no(answer_to(guest, purpose, message.channel))
    held = {row.channel: row for row in latest(guest).filter(purpose=purpose)}
    return Channel.ANY in held and all(_says_no(row) for row in held.values())


def end_all(guest: Guest, *, at: datetime, message: Message | None = None, hotel: Hotel | None = None) -> None:
    """No more offers, surveys and recommendations, on any channel, known or to come; only what the guest needs."""
    with transaction.atomic():
        row = lock(guest)
        for purpose in ALL:
            _end(row, purpose, at=at, hotel=hotel, evidence=Consent.Evidence.WEB)
        if message is not None:
            _mark(message, at)


def wish(guest: Guest, *, at: datetime, **wanted: bool | str) -> Guest:
    """Keep in which `language` to write, or whether offers are to be ``generic_offers_only``; return the guest.

    The guest's own word holds, whoever edits the profile at the same moment.
    """
    changes: Profile = wanted  # type: ignore[assignment]  # a part of a profile
    try:
        return edit_guest(guest, version=guest.version, by=None, at=at, **changes)
    except StaleEditError as stale:
        return edit_guest(stale.current, version=stale.current.version, by=None, at=at, **changes)


def ended_by(message: Message | None) -> str:
    """The purpose that unsubscribing from `message` ends."""
    is_survey = message is not None and message.purpose == MessagePurpose.SURVEYS
    return Purpose.SURVEYS if is_survey else Purpose.MARKETING


def _end(guest: Guest, purpose: str, *, at: datetime, hotel: Hotel | None, evidence: str) -> None:
    """A no for any channel, and so for each that has a yes of its own; once more changes nothing."""
    held = answer_to(guest, purpose)
    facts: dict[str, Any] = {"evidence": evidence, "by": None, "at": at, "hotel": hotel}
    if _says_no(held):
        end_each(guest, purpose, **facts)
    else:
        record_consent(guest, purpose=purpose, channel=Channel.ANY, decision=_no(held), **facts)


def _welcome_back(guest: Guest, channel: str, *, at: datetime) -> None:
    """Who once unsubscribed with the mailbox and now says yes to this channel may be written to again."""
    if channel not in Road.values:
        return
    addresses = guest.contacts.filter(kind=KINDS[Road(channel)]).values_list("value_index", flat=True)
    mine = Suppression.objects.filter(value_index__in=[bytes(index) for index in addresses], lifted_at=None)
    for row in mine.filter(channel=channel, why=Suppression.Why.UNSUBSCRIBED).order_by("pk"):
        lift(row, by=None, at=at, reason="guest")


def _says_no(answer: Consent | None) -> bool:
    return answer is not None and answer.decision != Consent.Decision.GIVEN


def _no(answer: Consent | None) -> Consent.Decision:
    return Consent.Decision.REFUSED if answer is None else Consent.Decision.WITHDRAWN


def _mark(message: Message, at: datetime) -> None:
    Message.objects.filter(pk=message.pk, opted_out_at=None).update(opted_out_at=at)
