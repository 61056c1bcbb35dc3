"""What a message must be to be queued at all; whoever queues it is told in a sentence what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Mailing, Message, Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose

TO_GUESTS = (Road.EMAIL, Road.SMS, Road.WECOM)
LONGEST_KEY = Message._meta.get_field("key").max_length or 0


class UnfitMessageError(Exception):
    """Nothing like it can be a message; the text is a sentence for whoever wanted it sent.

    `sentence` is the same as a promise where it has values in it, for who reads it later in another language.
    """

    def __init__(self, sentence: StrOrPromise = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class OtherMessageError(UnfitMessageError):
    """The key names a message that says something else."""

    def __init__(self) -> None:
        super().__init__(_("Another message was queued for this occasion already."))


class CalledOffError(UnfitMessageError):
    """Nothing is queued for a mailing that was called off."""

    def __init__(self) -> None:
        super().__init__(_("This mailing was called off."))


class HeldError(UnfitMessageError):
    """A mailing that was paused with what it belongs to is not let go on by itself."""

    def __init__(self) -> None:
        super().__init__(_("This mailing belongs to a campaign that is paused: resume the campaign."))


@dataclass(frozen=True)
class Draft:
    """What is to be queued, for one guest or many."""

    hotel: Hotel
    channels: Sequence[str]
    purpose: str
    key: str
    due_at: datetime
    expires_at: datetime | None
    template: Template | None
    subject: str
    body: str
    is_generic: bool
    mailing: Mailing | None


def check(draft: Draft) -> None:
    """Raise `UnfitMessageError` with the first thing that is wrong with `draft`."""
    for fault in (_road_fault(draft), _time_fault(draft), _text_fault(draft), _mailing_fault(draft)):
        if fault:
            raise UnfitMessageError(fault)
    if draft.mailing is not None and draft.mailing.cancelled_at is not None:
        raise CalledOffError


def check_key(key: str) -> None:
    """Raise `UnfitMessageError` unless `key` can name an occasion."""
    if not key.strip() or len(key) > LONGEST_KEY:
        raise UnfitMessageError(_("A message needs a key of up to %(most)s signs.") % {"most": LONGEST_KEY})


def check_text(channels: Sequence[str], subject: str, body: str) -> None:
    """Raise `UnfitMessageError` unless `subject` and `body` make a message on `channels`."""
    if fault := _given_fault(channels, subject, body):
        raise UnfitMessageError(fault)


def _road_fault(draft: Draft) -> str:
    check_key(draft.key)
    if not draft.channels:
        return _("A message needs a channel.")
    unknown = [channel for channel in draft.channels if channel not in TO_GUESTS]
    if unknown:
        return _("“%(channel)s” is no channel to guests.") % {"channel": unknown[0]}
    if draft.purpose not in MessagePurpose.values:
        return _("“%(purpose)s” is no purpose of messages.") % {"purpose": draft.purpose}
    return ""


def _time_fault(draft: Draft) -> str:
    times = [time for time in (draft.due_at, draft.expires_at) if time is not None]
    if any(time.tzinfo is None for time in times):
        return _("Times of messages need a time zone.")
    if draft.expires_at is not None and draft.expires_at < draft.due_at:
        return _("A message cannot be of no use before it is due.")
    return ""


def _text_fault(draft: Draft) -> str:
    template = draft.template
    if template is None:
        return _given_fault(draft.channels, draft.subject, draft.body)
    if draft.subject or draft.body:
        return _("A message has a template or a text of its own, not both.")
    if template.archived_at is not None:
        return _("This template is no longer in use.")
    if template.purpose != draft.purpose:
        values = {"template": template.get_purpose_display(), "message": MessagePurpose(draft.purpose).label}
        return _("The template is for %(template)s, the message for %(message)s.") % values
    if draft.is_generic and not template.is_generic:
        return _("A generic message needs a generic template: this one uses what is known of the guest.")
    return ""


def _given_fault(channels: Sequence[str], subject: str, body: str) -> str:
    if not body.strip():
        return _("A message needs a text or a template.")
    if Road.EMAIL in channels and not subject.strip():
        return _("An e-mail needs a subject.")
    if len(subject.splitlines()) > 1:
        return _("A subject is one line.")
    return ""


def _mailing_fault(draft: Draft) -> str:
    mailing = draft.mailing
    if mailing is None:
        return ""
    if (mailing.hotel_id, mailing.purpose, mailing.is_generic) != (draft.hotel.pk, draft.purpose, draft.is_generic):
        return _("The message does not belong to this mailing: hotel and purpose must be the same.")
    return ""
