"""The reviews of the demo: half a year of them at every hotel, some replied to, a few with the guest they are by."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, Q, When

from feedback.actions import handling
from feedback.actions.reading import read_waiting
from feedback.actions.reviewing import enter_review, name_guest, reply, ticket_key
from feedback.models import Review, State, Ticket
from feedback.rules.ratings import is_low
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.actions import trail
from stays.models import Stay, StayStatus

from .review_words import CHINESE, ENGLISH, REPLIES, Told

DAYS_BACK: Final = 182
REPLIED: Final = 0.6
NAMED: Final = 0.15
SETTLED: Final = 2  # days after which what a bad review was about is put right
MIDDLING: Final = 3  # a rating below which the reply says sorry
READING: Final = timedelta(minutes=2)


@transaction.atomic
def fill(*, seed: int = 7, at: datetime) -> int:
    """Give the demo its reviews as of the instant `at`, their words read, and return how many; the same for a seed.

    Nothing happens where there are reviews already, or no hotel.
    """
    hotels = list(Hotel.objects.order_by("code"))
    if not hotels or Review.objects.exists():
        return 0
    random = Random(f"{seed}/reviews")
    told = [*CHINESE, *ENGLISH]
    random.shuffle(told)
    with trail("demo.reviews", by=None):
        for n, one in enumerate(told):
            _write(hotels[n % len(hotels)], one, n, random, at=at)
    read_waiting(at=at, turn=READING)
    return len(told)


def _write(hotel: Hotel, one: Told, n: int, random: Random, *, at: datetime) -> None:
    site, given, best, author, title, text = one
    rate, top = Decimal(given), Decimal(best)
    back = random.randrange(1, DAYS_BACK)
    written_on = hotel.today(at) - timedelta(days=back)
    facts: dict[str, Any] = {
        "site": site,
        "written_on": written_on,
        "given": rate,
        "best": top,
        "author": author,
        "title": title,
    }
    stay = _stay(hotel, written_on, random) if random.random() < NAMED else None
    entered = at - timedelta(days=back - 1, minutes=random.randrange(600))
    row, _is_new = enter_review(hotel, text=text, key=f"demo-{n + 1:04}", at=entered, **facts)
    person = _replies(hotel)
    if stay is not None:
        name_guest(row, guest=stay.guest, stay=stay, by=person, at=entered)
    if is_low(row.rating) and back > SETTLED:
        _settle(row, at=entered)
    if random.random() < REPLIED:
        words = REPLIES["zh" if row.language == "zh" else "en"]
        said = words[2] if row.rating < MIDDLING else random.choice(words[:2])
        reply(row, text=said, seen="", by=person, at=min(at, entered + timedelta(hours=random.randrange(2, 40))))


def _replies(hotel: Hotel) -> User:
    """Guest relations or a manager of the house, else somebody of marketing, who is there for every house."""
    there = Q(memberships__hotel=hotel, memberships__role__in=[Role.GUEST_RELATIONS, Role.MANAGER])
    people = User.objects.filter(there | Q(memberships__role=Role.MARKETING))
    return people.alias(is_there=Case(When(there, then=0), default=1)).earliest("is_there", "pk")


def _settle(row: Review, *, at: datetime) -> None:
    """Its ticket, looked into the same day."""
    ticket = Ticket.objects.get(key=ticket_key(row.pk))
    for n, state in enumerate((State.IN_PROGRESS, State.RESOLVED, State.CLOSED), 1):
        handling.set_state(ticket, state, by=None, at=at + timedelta(minutes=10 * n), key=f"demo:{state}")


def _stay(hotel: Hotel, written_on: date, random: Random) -> Stay | None:
    """One that ended in the week before, whose guest is known."""
    left = Stay.objects.filter(hotel=hotel, status=StayStatus.CHECKED_OUT, guest__merged_into=None)
    left = left.filter(departure__lte=written_on, departure__gt=written_on - timedelta(days=7)).exclude(guest=None)
    found = list(left.select_related("guest").order_by("pk")[:20])
    return random.choice(found) if found else None
