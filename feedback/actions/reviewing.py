"""Reviews of other sites: keeping them, noting what was replied there, and saying which guest wrote one.

A reply is written at the site; here stands what it says, who wrote it and when. One of one or two stars opens a ticket.

Next door: ``feedback.rules.ratings`` (what a rating is worth), ``feedback.actions.reading`` (its words),
``hotelcrm.ingest`` (files of reviews).
"""

import logging
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.models import Review, Ticket
from feedback.rules import ratings
from feedback.words.language import language_of
from guests.models import Guest, Touchpoint
from guests.timeline import retract, touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.pii import blind
from stays.models import Stay

from . import handling
from .inviting import tongue_of
from .opening import open_ticket, opened_from, person_of
from .refusal import Refused
from .telling import lock

log = logging.getLogger(__name__)

FRESH: Final = timedelta(days=30)  # how long a bad review of a file is worth a ticket: older ones are history
NOON: Final = time(12)  # of a review only the day is known


class NoSuchRatingError(Refused):
    sentence = _("Nobody can give that rating.")


class NoReplyError(Refused):
    sentence = _("Write down what was replied.")


class RepliedMeanwhileError(Refused):
    """Somebody else noted a reply that the person had not seen; `review` has it."""

    sentence = _("While you were writing, somebody else replied. Read it, and save yours if it is the one that stands.")

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.review = review


@transaction.atomic
def enter_review(  # noqa: PLR0913 (each is a column of the row)
    hotel: Hotel,
    *,
    site: str,
    written_on: date,
    given: Decimal,
    at: datetime,
    best: Decimal = ratings.HIGHEST,
    key: str = "",
    author: str = "",
    title: str = "",
    text: str = "",
    url: str = "",
    guest: Guest | None = None,
    stay: Stay | None = None,
    by: User | None = None,
) -> tuple[Review, bool]:
    """Keep a review and return it, and whether it is new: the same `key` at the same site and hotel is the first one.

    Without a `key` the same day, author and words are the same review. One or two stars open a ticket; when the guest
    is known, it stands on the timeline. Raises `NoSuchRatingError`, and what naming a guest raises.
    """
    number = key.strip() or ratings.key_of(written_on, author_index(author), title, text)
    columns = {
        "written_on": written_on,
        "author": author.strip(),
        "language": language_of(f"{title}\n{text}"),
        "title": title.strip(),
        "text": text.strip(),
        "given": given,
        "best": best,
        "rating": _rating(given, best),
        "url": url,
        "guest": person_of(hotel, guest, stay),
        "stay": stay,
        "by": by,
        "entered_at": at,
    }
    with trail("feedback.enter_review", by=by):
        row, is_new = Review.objects.get_or_create(site=site, hotel=hotel, key=number, defaults=columns)
    if is_new:
        _on_timeline(row, by=by)
        if ratings.is_low(row.rating):
            _open(row, at=at, by=by)
    return row, is_new


def _rating(given: Decimal, best: Decimal) -> Decimal:
    try:
        return ratings.rating_of(given, best)
    except ValueError as error:
        raise NoSuchRatingError from error


def author_index(author: str) -> str:
    """By which the same author is known again, without the name; empty for nobody."""
    return blind.index("review_author", author.strip().casefold()).hex() if author.strip() else ""


def _lock(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("hotel", "guest", "stay", "replied_by").get(pk=review.pk)


@transaction.atomic
def reply(review: Review, *, text: str, seen: str, by: User, at: datetime) -> Review:
    """Note what was replied at the site; who and when with it.

    `seen` is the `reply_version` that the person had before his eyes: where somebody else replied since, nothing is
    kept and `RepliedMeanwhileError` has the other reply. The same words again change nothing. Raises `NoReplyError`.
    """
    said = text.strip()
    if not said:
        raise NoReplyError
    row = _lock(review)
    if row.reply == said:
        return row
    if row.reply_version != seen:
        raise RepliedMeanwhileError(row)
    row.reply, row.replied_by, row.replied_as, row.replied_at = said, by, "", at
    with trail("feedback.reply_to_review", by=by, review=row.pk):
        row.save(update_fields=["reply", "replied_by", "replied_as", "replied_at"])
    return row


@transaction.atomic
def name_guest(review: Review, *, guest: Guest | None, stay: Stay | None = None, by: User, at: datetime) -> Review:
    """Say who wrote it, and about which stay, or take that back with None.

    It moves from one timeline to the other, and its ticket, or what that was merged into, gets the guest if it has
    none. Raises `OtherHousesStayError` for a stay of another hotel or guest, and `ErasedGuestError`.
    """
    person = person_of(review.hotel, guest, stay)
    row = _lock(review)
    was = row.guest
    if was == person and row.stay == stay:
        return row
    row.guest, row.stay = person, stay
    with trail("feedback.name_guest", by=by, review=row.pk):
        row.save(update_fields=["guest", "stay"])
    if was is not None and was != person:
        retract(was, key=touch_key(row))
    _on_timeline(row, by=by)
    if person is not None:
        _name_on_ticket(row, person, by=by, at=at)
    return row


def _name_on_ticket(row: Review, person: Guest, *, by: User, at: datetime) -> None:
    opened = Ticket.objects.filter(key=ticket_key(row.pk)).first()
    ticket = lock(opened) if opened is not None else None
    if ticket is None or ticket.guest_id is not None:
        return
    facts = {"guest": person} | ({"stay": row.stay} if row.stay else {})
    with suppress(handling.OtherGuestError):  # what was said there to somebody else is not for the one who wrote this
        handling.change(ticket, by=by, at=at, key=f"review:{person.pk}", **facts)


def touch_key(review: Review) -> str:
    """What the guest's timeline knows it by."""
    return f"review:{review.pk}"


def ticket_key(review_id: int) -> str:
    """The key of the ticket that a review opens."""
    return f"review:{review_id}"


def _on_timeline(row: Review, *, by: User | None) -> None:
    """Once; of the day it was written."""
    if row.guest is not None:
        at = datetime.combine(row.written_on, NOON, row.hotel.zone)
        facts: dict[str, Any] = {"review": row.pk, "site": row.site, "rating": str(row.rating)}
        touch(row.guest, kind=Touchpoint.Kind.REVIEW, key=touch_key(row), at=at, hotel=row.hotel, by=by, **facts)


def _open(row: Review, *, at: datetime, by: User | None) -> Ticket:
    """In the language of the house; the guest's words as they are."""
    with translation.override(tongue_of(row.hotel)):
        summary = gettext("Review on %(site)s: %(given)s of %(best)s") % {
            "site": row.get_site_display(),
            "given": row.given.normalize().to_eng_string(),
            "best": row.best.normalize().to_eng_string(),
        }
    is_erased = row.guest is not None and row.guest.erased_at is not None
    facts: dict[str, Any] = {} if is_erased else {"guest": row.guest, "stay": row.stay}
    return open_ticket(
        row.hotel,
        kind=Ticket.Kind.COMPLAINT,
        channel=Ticket.Channel.REVIEW,
        key=ticket_key(row.pk),
        at=at,
        by=by,
        summary=summary,
        text=row.said,
        language=row.language,
        review=row.pk,
        **facts,
    )


def unlooked(*, at: datetime) -> QuerySet[Review]:
    """Reviews of one or two stars, written in the last `FRESH`, into which nobody looks yet."""
    rows = Review.objects.filter(rating__lte=ratings.LOW, written_on__gt=(at - FRESH).date())
    return rows.filter(~opened_from("review")).select_related("hotel", "guest", "stay").order_by("pk")


def open_low(*, at: datetime) -> int:
    """Open a ticket for each of `unlooked`, as those are that a file brought; return how many. Again opens none."""
    return sum(_open_one(row, at=at) for row in unlooked(at=at))


def _open_one(row: Review, *, at: datetime) -> bool:
    try:
        _open(row, at=at, by=None)
    except Exception:
        log.exception("No ticket could be opened for review %s.", row.pk)
        return False
    return True
