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
    due = due_at or at
    draft = Draft(hotel, channels, purpose, key, due, expires_at, template, subject, body, is_generic, mailing)
    check(draft)
    with transaction.atomic():
        person = lock(guest)
        said = {
            "hotel": hotel,
            "purpose": purpose,
            "is_generic": is_generic,
            "template": template,
            "subject": subject,
            "body": body,
            "facts": dict(facts) if facts else None,
            "expires_at": expires_at,
            "mailing": mailing,
        }
        first = Message.objects.filter(guest=person, key=key).first()
        if first is None:
            channel, verdict = _road(person, fitted(draft), at=at)
            fate = _fate(verdict, due)
            defaults = {**said, **fate, "channel": channel, "by": by}
            # A mailing holds no guest: it may have been quicker.
            first, is_new = Message.objects.get_or_create(guest=person, key=key, defaults=defaults)
            if is_new:
                if mailing is not None:
                    add_to(mailing, 1)
                ring()
                return first
    if first.channel not in channels or _differs(first, said):
        raise OtherMessageError
    return first


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
