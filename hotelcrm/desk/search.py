"""The one search box: from what was typed to the guests it may mean, those at my hotel first.

One statement answers every kind of question. It looks through two small worlds: the guests whom the desk deals with
today (in house, arriving, departed: a few hundred, all of them looked at) and everybody else (an index range that ends
after the first hundred). So a common name costs no more than a rare one. ``guests.search`` reads the question.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection, models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guests.models import NameKey, VipLevel
from guests.models.guest import listed
from guests.queries.names import behind
from guests.search import Question, read
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from loyalty import numbers
from loyalty.models import Programme
from stays.queries import DAYS_TO_WAIT

from .search_sql import statement

FEW, MANY = 12, 200  # rows while typing, rows on a page: all that are looked at, as a rule
ENOUGH = 100  # guests of one kind of match; whoever sees so many types another letter


class Matched(models.IntegerChoices):
    """Which field was found."""

    ROOM = 10, _("room")
    NUMBER = 11, _("guest number")
    CONFIRMATION = 12, _("confirmation number")
    CONTACT = 13, _("whole phone or e-mail")
    DOCUMENT = 14, _("identity document")
    ENDING = 15, _("last four of a phone")
    NAME = NameKey.Kind.NAME, _("name")
    GIVEN = NameKey.Kind.GIVEN, _("given name")
    PINYIN = NameKey.Kind.PINYIN, _("pinyin")
    INITIALS = NameKey.Kind.INITIALS, _("initials")
    MEMBER = 16, _("member number")
    COMPANY = 20, _("company")


class Place(models.IntegerChoices):
    """Where the guest stands today, seen from my hotel; the order of the rows."""

    IN_HOUSE = 1, _("In house")
    ARRIVING = 2, _("Expected")
    DEPARTED = 3, _("Left today")
    ELSEWHERE = 4, ""


@dataclass(frozen=True)
class Hit:
    """One guest found.

    `room`, `arrival` and `departure` are of today's stay at my hotel; `last_arrival` is known of everybody else.
    """

    guest_id: int
    number: int
    full_name: str
    family_name: str
    given_name: str
    pinyin: str
    latin_name: str
    vip_level: int
    company: str
    matched: Matched
    is_exact: bool
    place: Place
    room: str
    arrival: date | None
    departure: date | None
    last_arrival: date | None
    tier_en: str = ""
    tier_zh: str = ""
    tier_colour: str = ""
    points: int | None = None  # of a member

    @property
    def sort_name(self) -> str:
        """The name as every list has it."""
        return listed(self.full_name, self.family_name, self.given_name)

    @property
    def vip_label(self) -> str:
        """The word for the guest's VIP level."""
        return str(VipLevel(self.vip_level).label)

    @property
    def tier(self) -> str:
        """The name of the member's tier in the language of the page; empty for who is no member."""
        return self.tier_zh if (get_language() or "").startswith("zh") else self.tier_en

    @property
    def chip(self) -> str:
        """The kind of chip that has the tier's colour."""
        return f"tier-{self.tier_colour}"

    @property
    def url(self) -> str:
        """The guest's page."""
        return reverse("desk:guest", args=[self.number])


@dataclass(frozen=True)
class Found:
    """The first rows, how many guests there are, and whether there may be more than were counted."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    has_more: bool = False
    only: Hit | None = None  # the one guest who is meant, when there is no doubt
    mistyped: str = ""  # what looks like a member number, but for its check digit


def find(text: str, *, hotel: Hotel, access: Access, today: date, limit: int = FEW) -> Found:
    """The guests that `text` may mean, at most `limit` of them; one query, or none when it can mean nothing.

    Those in house at `hotel` come first, then `today`'s arrivals, then who left today, then everybody else: exact
    matches, then by their last stay at a hotel that `access` reaches. Guests merged into another appear as that one,
    erased ones not at all. Phones and addresses are looked for only by those who may see them, document numbers by
    those who register guests or may see documents: finding by what one may not read would be a way to read it.
    """
    question = read(text, country=hotel.country)
    if not access.may(Permission.REVEAL_CONTACTS):
        question = replace(question, contacts=(), ending=None)
    if not (access.may(Permission.DESK) or access.may(Permission.REVEAL_DOCUMENTS)):
        question = replace(question, document=None)
    member = numbers.typed(text)
    if question.is_empty and not member:
        return Found()
    with connection.cursor() as cursor:
        values = parameters(question, hotel=hotel, access=access, today=today, limit=limit) | {"member": member}
        cursor.execute(statement(question, by_member=numbers.is_whole(member) if member else False), values)
        found = _found(cursor.fetchall())
    return found if found.hits else replace(found, mistyped=_mistyped(member))


def _mistyped(member: str) -> str:
    """The number as it is shown, when it has the length and beginning of a member's and a wrong check digit."""
    if not member or numbers.is_whole(member):
        return ""
    prefix = Programme.current().number_prefix
    return numbers.shown(member) if numbers.may_be_of(prefix, member) else ""


def _found(rows: list[tuple[Any, ...]]) -> Found:
    if not rows:
        return Found()
    *_hit, total, exact, has_more = rows[0]
    hits = tuple(_hit_of(row) for row in rows)
    certain = 0 if total == 1 else next((n for n, hit in enumerate(hits) if hit.is_exact and exact == 1), None)
    return Found(hits, total, has_more, None if certain is None else hits[certain])


def _hit_of(row: tuple[Any, ...]) -> Hit:
    hit = Hit(*row[:-3])
    return replace(hit, matched=Matched(hit.matched), place=Place(hit.place))


def parameters(question: Question, *, hotel: Hotel, access: Access, today: date, limit: int) -> dict[str, Any]:
    """What the statement for `question` is executed with."""
    return {
        "low": list(question.names),
        "high": [behind(name) for name in question.names],
        "contacts": list(question.contacts),
        "ending": question.ending,
        "document": question.document,
        "number": question.number,
        "codes": list(question.codes),
        "room": question.room,
        "company": _pattern(question.company),
        "company_code": question.company.lower(),
        "hotel": hotel.pk,
        "hotels": sorted(access.hotel_ids),
        "since": today - timedelta(days=DAYS_TO_WAIT),
        "today": today,
        "enough": ENOUGH,
        "half": ENOUGH // 2,  # whole names and begun ones, so that neither crowds the other out
        "limit": limit,
    }


def _pattern(company: str) -> str:
    """Chinese stands anywhere in a company's name (绿云 in 杭州绿云科技), other scripts begin a word of it."""
    escaped = company.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"% {escaped}%" if company.isascii() else f"%{escaped}%"
