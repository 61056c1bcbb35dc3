"""One message to one guest, or to a member of staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guests.actions.profiles import lock
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.outbox.gate.asking import Question, Verdict, ask
from hotelcrm.outbox.models import Mailing, Message, State, Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose

from .bell import ring
from .checking import Draft, OtherMessageError, UnfitMessageError, check, check_key, check_text
from .fitting import fitted, own_words_fault
from .mailings import add_to


def queue(  # noqa: PLR0913 (each is a column of the row)
    guest: Guest,
    *,
    hotel: Hotel,
    channels: Sequence[str],
    purpose: str,
    key: str,
    at: datetime,
    by: User | None = None,
    template: Template | None = None,
    subject: str = "",
    body: str = "",
    facts: Mapping[str, int | str] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    mailing: Mailing | None = None,
    is_generic: bool = False,
) -> Message:
    """Queue a message to `guest`, or to whom the guest was merged into, and return its row.

    Of those `channels` by which it can leave (`template` has a text for them, their provider takes it) it takes the
    first that the gate lets through, else the first on which it is only held, else the last, on which it then stands
    cancelled with its reason. `facts` are ids of what it is about. `due_at` is now, if not given. The same `key` again
    returns the first row, whatever became of it and whenever it was due. Raises `OtherMessageError` where the key names
    a message that says something else, `UnfitMessageError` with a sentence for what cannot be a message, such as one
    that can leave by none of `channels`.
    """
    draft = Draft(hotel, channels, purpose, key, due_at or at, expires_at, template, subject, body, is_generic, mailing)
    check(draft)
    said = _said(draft, facts)
    with transaction.atomic():
        person = lock(guest)
        message = Message.objects.filter(guest=person, key=key).first()
        if message is None:
            message = _written(person, draft, said, by=by, at=at)
    if message.channel not in channels or _differs(message, said):
        raise OtherMessageError
    return message


def _said(draft: Draft, facts: Mapping[str, int | str] | None) -> dict[str, Any]:
    """The columns in which the same key again must say the same."""
    names = ("hotel", "purpose", "is_generic", "template", "subject", "body", "expires_at", "mailing")
    return {name: getattr(draft, name) for name in names} | {"facts": dict(facts) if facts else None}


def _written(person: Guest, draft: Draft, said: Mapping[str, Any], *, by: User | None, at: datetime) -> Message:
    """The row with what the gate says of it, or that of a mailing: it holds no guest and may have been quicker."""
    channel, verdict = _road(person, fitted(draft), at=at)
    defaults = {**said, **_fate(verdict, draft.due_at), "channel": channel, "by": by}
    message, is_new = Message.objects.get_or_create(guest=person, key=draft.key, defaults=defaults)
    if is_new:
        if draft.mailing is not None:
            add_to(draft.mailing, 1)
        ring()
    return message


def _road(guest: Guest, draft: Draft, *, at: datetime) -> tuple[str, Verdict]:
    asked = [
        Question(guest.pk, draft.hotel.pk, channel, draft.purpose, draft.is_generic, draft.due_at, draft.expires_at)
        for channel in draft.channels
    ]
    answers = list(zip(draft.channels, ask(asked, at=at), strict=True))
    going = [answer for answer in answers if answer[1].goes]
    waiting = [answer for answer in answers if answer[1].waits]
    return (going or waiting or answers[-1:])[0]


def _fate(verdict: Verdict, due_at: datetime) -> dict[str, Any]:
    """The columns that say what the gate said."""
    if verdict.goes:
        return {"state": State.QUEUED, "due_at": due_at}
    if verdict.later is not None:
        return {"state": State.HELD, "reason": verdict.reason, "due_at": verdict.later}
    return {"state": State.CANCELLED, "reason": verdict.reason, "due_at": due_at}


def _differs(message: Message, said: Mapping[str, Any]) -> bool:
    return any(getattr(message, name) != value for name, value in said.items())


def queue_to_staff(  # noqa: PLR0913 (each is a column of the row)
    user: User,
    *,
    hotel: Hotel,
    channel: str,
    key: str,
    subject: str,
    body: str,
    at: datetime,
    address: str = "",
    by: User | None = None,
) -> Message:
    """Queue a service message to a member of staff and return its row; nobody's consent is asked.

    It goes to `address`, or by e-mail to the one of `user`'s account. The same `key` again returns the first row.
    Raises `OtherMessageError` and `UnfitMessageError`, the latter also where there is no address, and on a channel
    whose provider sends nothing but templates that it approved.
    """
    check_key(key)
    if channel not in Road.values:
        raise UnfitMessageError(_("“%(channel)s” is no channel.") % {"channel": channel})
    check_text([channel], subject, body)
    if fault := own_words_fault(hotel, channel):
        raise UnfitMessageError(fault)
    if not address and not (channel == Road.EMAIL and user.email):
        raise UnfitMessageError(_("There is no address to send this to."))
    said = {"hotel": hotel, "channel": channel, "subject": subject, "body": body, "address": address}
    fate = {"purpose": MessagePurpose.SERVICE, "state": State.QUEUED, "due_at": at, "by": by}
    with transaction.atomic():
        row, is_new = Message.objects.get_or_create(staff=user, key=key, defaults={**said, **fate})
        if is_new:
            ring()
    if _differs(row, said):
        raise OtherMessageError
    return row
