"""What a guest's mailbox tells by itself: that a mail was opened, that a link was followed.

Mail scanners and mailboxes that load every picture look just like guests, so the first time counts and no more.
"""

import re
from datetime import datetime

from django.db import transaction

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Click, Link, Message, MessagePolicy
from hotelcrm.outbox.signing import Token

_PIXEL = re.compile(r'<img [^>]*src="[^"]*/m/o/[^"]*\.gif"[^>]*>')


def without_pixel(html: str) -> str:
    """`html` for the eyes of staff, whose looking is not the guest's."""
    return _PIXEL.sub("", html)


def policy_of(hotel: Hotel) -> MessagePolicy:
    """The rules of `hotel`; one without a row keeps the defaults."""
    return MessagePolicy.objects.filter(hotel=hotel).first() or MessagePolicy(hotel=hotel)


def note_opened(token: Token, *, at: datetime) -> None:
    """The mail of `token` was opened at `at`: kept the first time, where its hotel wants to know."""
    message = _message(token)
    if message is not None and message.opened_at is None and policy_of(message.hotel).counts_opens:
        Message.objects.filter(pk=message.pk, opened_at=None).update(opened_at=at)


def follow(token: Token, *, at: datetime) -> str | None:
    """The stored address that `token` leads to, None: there is none. Kept the first time, where its hotel wants it.

    Where it leads is what was stored when the mail was written, whatever the request says.
    """
    link = Link.objects.filter(pk=token.link_id).first()
    if link is None:
        return None
    message = _message(token)
    if message is not None and message.guest_id is not None and policy_of(message.hotel).follows_links:
        with transaction.atomic():
            Message.objects.filter(pk=message.pk, clicked_at=None).update(clicked_at=at)
            click = Click(guest_id=message.guest_id, message=message, link=link, at=at)
            Click.objects.bulk_create([click], ignore_conflicts=True)
    return link.url


def target(token: Token) -> str | None:
    """Where `token` leads, for somebody who only asks."""
    return Link.objects.filter(pk=token.link_id).values_list("url", flat=True).first()


def _message(token: Token) -> Message | None:
    """The message, whoever its guest has become by a merge; one without an id was written for a preview.

    None for a guest whose data was erased since: nothing about him is written any more.
    """
    if not token.message_id:
        return None
    message = Message.objects.select_related("hotel", "guest").filter(pk=token.message_id).first()
    is_erased = message is not None and message.guest is not None and message.guest.erased_at is not None
    return None if is_erased else message
