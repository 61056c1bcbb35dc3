"""Invented guests and stays as rows of our tables.

Personal data is encrypted and indexed here exactly as the model fields and `guests.actions` do it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from random import Random
from typing import Final

from guests.models import Contact, GuestTag, IdentityDocument, NameKey
from guests.names import forms_of
from guests.search import DOCUMENT_PURPOSE
from hotelcrm.pii import blind
from hotelcrm.pii.fields import EncryptedTextField
from hotelcrm.pii.keyring import ring

from .copying import Sheet, binary
from .houses import Pair
from .people import Person, Wish
from .seasons import CLOCK, TODAY, Story
from .visits import Visit

SOURCE: Final = "demo"
# Prefix and further digits of ranges that no operator has: such numbers look right and belong to nobody.
_PHONES: Final = {
    "CN": ("+86154", 8),
    "PT": ("+351990", 6),
    "GB": ("+446000", 6),
    "DE": ("+491990", 6),
    "FR": ("+33700", 6),
    "ES": ("+34590", 6),
    "IT": ("+393000", 6),
    "US": ("+1555", 7),
    "JP": ("+8116", 8),
    "KR": ("+82999", 7),
}
# Who travels with children asks the house on WeCom what there is for them.
_WECOM: Final = {"family": 0.6}
_WECOM_ELSE: Final = 0.3
_DOMAINS: Final = ("example.com", "example.net", "example.org")
_ID_REGION: Final = "990101"  # no such place: the card cannot be anybody's
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Ground:
    """Ids of what the rows refer to; plain, so that it can be handed to another process."""

    hotels: tuple[int, int]
    room_types: dict[tuple[int, str], int]
    channels: dict[str, int]
    companies: list[int]
    tags: dict[str, tuple[int, bool]]  # by code: id, and whether it is sensitive
    notices: dict[str, int]
    staff: dict[str, int]  # by department, "" for the front desk
    first_guest: int
    first_number: int
    first_stay: int


class Sheets:
    """All tables that a pair of hotels fills, parents first."""

    def __init__(self) -> None:
        self.guests = Sheet(
            "guests_guest",
            "id number family_name+given_name+full_name+latin_name+pinyin gender birth_year birth_month birth_day "
            "birth_is_lunar language nationality occupation company_id vip_level time_zone generic_offers_only "
            "created_at updated_at",
        )
        self.keys = Sheet("guests_namekey", "guest_id kind text")
        self.contacts = Sheet(
            "guests_contact", "guest_id kind value value_index last4_index is_primary verified_at bounced_at created_at"
        )
        self.documents = Sheet("guests_identitydocument", "guest_id kind country last_four number_index created_at")
        self.tags = Sheet(
            "guests_guesttag",
            "guest_id tag_id source confidence note times noted_by_id department hotel_id first_noted_at noted_at",
        )
        self.consents = Sheet(
            "guests_consent", "guest_id purpose channel decision notice_id evidence hotel_id by_id at recorded_at"
        )
        self.relations = Sheet("guests_relationship", "guest_id other_id kind created_at")
        self.days = Sheet("guests_specialdate", "guest_id kind label year month day is_lunar noted_by_id created_at")
        self.stays = Sheet(
            "stays_stay",
            "id hotel_id guest_id source external_id confirmation status booked_on arrival departure expected_at "
            "checked_in_at checked_out_at closed_on room_type_id room adults children infants channel_id "
            "market_segment company_id meal_plan rate room_revenue other_revenue currency purpose purpose_is_inferred "
            "requests extra created_at updated_at",
        )
        self.companions = Sheet("stays_stayguest", "stay_id guest_id")
        self.charges = Sheet(
            "stays_charge",
            "stay_id department description amount currency posted_on source external_id",
        )

    @property
    def in_order(self) -> list[Sheet]:
        return list(vars(self).values())


class Writer:
    """Turns people and visits of one pair into rows."""

    def __init__(
        self, random: Random, pair: Pair, stories: tuple[Story, Story], ground: Ground, sheets: Sheets
    ) -> None:
        self._random, self._pair, self._stories, self._ground, self.sheets = random, pair, stories, ground, sheets
        self._draw = random.random
        self._stays = 0
        self._seal_contact = _sealing(Contact, "value")
        self._seal_document = _sealing(IdentityDocument, "last_four")
        self._seal_note = _sealing(GuestTag, "note")

    # People

    def guest(self, person: Person) -> None:
        """A guest with everything known about the person."""
        key, story = self._ground.first_guest + person.place, self._stories[person.home]
        name = _named(person.name.family, person.name.given, person.latin)
        since = story.moment(person.known_since or 0, 600)
        country = person.country if self._draw() < 0.95 else ""
        company = None if person.company is None else self._ground.companies[person.company]
        self.sheets.guests.add(
            *(key, self._ground.first_number + person.place, name.columns),
            *(person.gender, person.birth_year, person.birth_month, person.birth_day, person.is_lunar),
            *(person.language, country, person.occupation, company, person.vip),
            *("", self._draw() < 0.01, since, since),
        )
        self.sheets.keys.add_lines([f"{key}{line}" for line in name.keys])
        if not person.is_child:
            self._contacts(key, person, name, since)
            self._document(key, person, since)
        self._wishes(key, person)
        self._consents(key, person, since)
        self._kin(key, person, since)

    def _contacts(self, key: int, person: Person, name: "_Named", since: str) -> None:
        draw = self._draw
        if draw() < (0.9 if not person.is_companion else 0.4):
            phone = _phone(self._random, person.country)
            verified = since if draw() < 0.3 else None
            self._contact(key, "phone", phone, verified, None, since)
        if draw() < 0.5 and not person.is_companion:
            bounced = self._stories[person.home].moment(TODAY - 120, 600) if draw() < 0.03 else None
            mail = f"{name.mail}.{key - self._ground.first_guest + 1}@{_DOMAINS[key % 3]}"
            self._contact(key, "email", mail, None, bounced, since)
        if person.is_chinese and draw() < _WECOM.get(person.segment, _WECOM_ELSE):
            self._contact(key, "wecom", f"wm{hashlib.sha256(str(key).encode()).hexdigest()[:18]}", None, None, since)

    def _contact(self, key: int, kind: str, text: str, verified: str | None, bounced: str | None, since: str) -> None:
        last4 = _last_four(text[-blind.LAST_FOUR :]) if kind == "phone" else None
        sealed, index = binary(self._seal_contact(text)), binary(blind.index(kind, text))
        self.sheets.contacts.add(key, kind, sealed, index, binary(last4), "t", verified, bounced, since)

    def _document(self, key: int, person: Person, since: str) -> None:
        if not person.visits or self._draw() > 0.55:
            return
        kind, number = "passport", f"ZZ{int(self._draw() * 10_000_000):07d}"
        if person.is_chinese and person.home == 0:
            kind, number = "id_card", _id_card(self._random, person)
        sealed, index = binary(self._seal_document(number[-4:])), binary(blind.index(DOCUMENT_PURPOSE, number))
        self.sheets.documents.add(key, kind, person.country, sealed, index, since)

    def _wishes(self, key: int, person: Person) -> None:
        story = self._stories[person.home]
        for wish in person.wishes:
            noted = min(TODAY - 1, wish.day + 25 * (wish.times - 1))
            note = binary(self._seal_note(wish.note)) if wish.note else None
            self.sheets.tags.add(
                *(key, self._ground.tags[wish.tag][0], wish.source, wish.confidence, note, wish.times),
                *(self._noticed_by(wish), wish.department, self._ground.hotels[person.home]),
                *(story.moment(max(0, min(wish.day, noted)), 1080), story.moment(noted, 1100)),
            )

    def _noticed_by(self, wish: Wish) -> int | None:
        return None if wish.source == "inferred" else self._ground.staff.get(wish.department, self._ground.staff[""])

    def _consents(self, key: int, person: Person, since: str) -> None:
        if person.is_child:
            return
        draw, story = self._draw, self._stories[person.home]
        if draw() < 0.6:
            self._consent(key, person, "marketing", "given" if draw() < 0.68 else "refused", since)
        if draw() < 0.05:
            self._consent(key, person, "profiling", "refused", since)
        if any(self._ground.tags[wish.tag][1] for wish in person.wishes):
            first = min(wish.day for wish in person.wishes)
            self._consent(key, person, "sensitive", "given", story.moment(max(0, first), 1020))

    def _consent(self, key: int, person: Person, purpose: str, decision: str, at: str) -> None:
        evidence = "desk" if person.visits else "web"
        by = self._ground.staff[""] if evidence == "desk" else None
        hotel, notice = self._ground.hotels[person.home], self._ground.notices[purpose]
        self.sheets.consents.add(key, purpose, "any", decision, notice, evidence, hotel, by, at, at)

    def _kin(self, key: int, person: Person, since: str) -> None:
        for kind, other in person.kin:
            self.sheets.relations.add(key, self._ground.first_guest + other, kind, since)
        for day in person.days:
            row = (key, day.kind, "", day.year, day.month, day.day, day.is_lunar)
            self.sheets.days.add(*row, self._ground.staff[""], since)

    # Stays

    def stay(self, visit: Visit) -> None:
        """A stay with its companions and its bill."""
        key, person = self._ground.first_stay + self._stays, visit.person
        self._stays += 1
        house, story = self._pair.houses[visit.home], self._stories[visit.home]
        guest = self._ground.first_guest + person.place if visit.is_known else None
        is_company = visit.channel == "corporate" and person.company is not None
        revenue = visit.rate * visit.nights if visit.takes_place else 0
        booked, dates = story.moment(visit.booked, 720), story.texts
        self.sheets.stays.add(
            *(key, self._ground.hotels[visit.home], guest, SOURCE, f"{house.code}-{key}", f"{house.letter}{key:07d}"),
            *(visit.status, dates[visit.booked], dates[visit.first], dates[visit.after]),
            CLOCK[visit.coming] if visit.says_when else None,
            story.moment(visit.first, visit.coming + key % 40) if visit.has_come else None,
            story.moment(visit.after, visit.leaving + key % 40) if visit.status == "checked_out" else None,
            None if visit.closed is None else dates[visit.closed],
            *(self._ground.room_types[visit.home, visit.room_type], visit.room if visit.takes_place else ""),
            *(visit.adults, visit.children, visit.infants, self._ground.channels[visit.channel], person.segment),
            self._ground.companies[person.company or 0] if is_company else None,
            *(visit.meal_plan, visit.rate, revenue, sum([line.amount for line in visit.spent]), house.currency),
            *(visit.purpose, visit.is_inferred, visit.request, "{}", booked, booked),
        )
        if person.kin and visit.takes_place:
            self._companions(key, visit)
        if visit.spent:
            self._bill(key, visit, house.currency)

    def _companions(self, key: int, visit: Visit) -> None:
        children = visit.children + visit.infants
        for kind, other in visit.person.kin:
            if kind == "spouse" or (kind == "child" and children > 0):
                children -= kind == "child"
                self.sheets.companions.add(key, self._ground.first_guest + other)

    def _bill(self, key: int, visit: Visit, currency: str) -> None:
        dates, source = self._stories[visit.home].texts, f"{SOURCE}\t{key}"
        self.sheets.charges.add_lines(
            [
                f"{key}\t{line.department}\t{line.description}\t{line.amount}\t{currency}\t{dates[line.day]}\t{source}-{n}"
                for n, line in enumerate(visit.spent, start=1)
            ]
        )


@dataclass(frozen=True, slots=True)
class _Named:
    """What a name becomes: columns of the guest's row, the ends of the rows of its keys, and a word for addresses."""

    columns: str
    keys: tuple[str, ...]
    mail: str


@lru_cache(maxsize=200_000)  # every second guest is called like one before
def _named(family: str, given: str, latin: str) -> _Named:
    forms = forms_of(family, given, latin=latin)
    shown = (forms.family, forms.given, forms.full_name, forms.latin_name, forms.pinyin)
    keys = tuple(f"\t{kind.value}\t{text}" for kind, text in forms.keys)
    spelt = next((text for kind, text in forms.keys if kind == NameKey.Kind.PINYIN), "")
    mail = spelt or forms.keys[0][1].replace(" ", ".")
    return _Named("\t".join(shown), keys, mail if mail.isascii() else "guest")


@lru_cache(maxsize=10_000)  # there are no more
def _last_four(digits: str) -> bytes | None:
    return blind.last_four("phone", digits)


def _sealing(model: type[Contact | IdentityDocument | GuestTag], name: str) -> Callable[[str], bytes]:
    """What encrypts for that column, as its field would."""
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedTextField):
        message = f"{model.__name__}.{name} is not encrypted."
        raise TypeError(message)
    return partial(ring(field.ring).seal, place=field.place)


def _phone(random: Random, country: str) -> str:
    prefix, digits = _PHONES[country]
    return f"{prefix}{int(random.random() * 10**digits):0{digits}d}"


def _id_card(random: Random, person: Person) -> str:
    """A Chinese identity number in due form, of a region that does not exist."""
    year = person.birth_year or 1985
    born = date(year, 1, 1) + timedelta(days=int(random.random() * 365))
    body = f"{_ID_REGION}{born:%Y%m%d}{int(random.random() * 1000):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]
