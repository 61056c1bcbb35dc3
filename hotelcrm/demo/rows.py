"""Invented guests and stays as rows of our tables.

Personal data is encrypted and indexed here exactly as the model fields and `guests.actions` do it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Final

from guests.models import Contact, GuestTag, IdentityDocument
from guests.names import NameForms, forms_of
from guests.search import DOCUMENT_PURPOSE
from hotelcrm.pii import blind
from hotelcrm.pii.fields import EncryptedTextField

from .copying import Sheet, binary
from .houses import Pair
from .people import Person, Wish
from .seasons import TODAY, Story
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
            "id number family_name given_name full_name latin_name pinyin gender birth_year birth_month birth_day "
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

    def __init__(self, random: Random, pair: Pair, stories: tuple[Story, Story], ground: Ground) -> None:
        self._random, self._pair, self._stories, self._ground = random, pair, stories, ground
        self.sheets = Sheets()
        self._stays = 0

    @cached_property
    def _sealed(self) -> tuple[EncryptedTextField, EncryptedTextField, EncryptedTextField]:
        models = ((Contact, "value"), (IdentityDocument, "last_four"), (GuestTag, "note"))
        fields = [model._meta.get_field(name) for model, name in models]
        contact, document, note = (field for field in fields if isinstance(field, EncryptedTextField))
        return contact, document, note

    # People

    def guest(self, person: Person) -> None:
        """A guest with everything known about the person."""
        key, story = self._ground.first_guest + person.place, self._stories[person.home]
        forms = forms_of(person.name.family, person.name.given, latin=person.latin)
        since = story.moment(person.known_since, 600)
        country = person.country if self._random.random() < 0.95 else ""
        company = None if person.company is None else self._ground.companies[person.company]
        self.sheets.guests.add(
            *(key, self._ground.first_number + person.place),
            *(forms.family, forms.given, forms.full_name, forms.latin_name, forms.pinyin),
            *(person.gender, person.birth_year, person.birth_month, person.birth_day, person.is_lunar),
            *(person.language, country, person.occupation, company, person.vip),
            *("", self._random.random() < 0.01, since, since),
        )
        for kind, text in forms.keys:
            self.sheets.keys.add(key, kind.value, text)
        if not person.is_child:
            self._contacts(key, person, forms, since)
            self._document(key, person, since)
        self._wishes(key, person)
        self._consents(key, person, since)
        self._kin(key, person, since)

    def _contacts(self, key: int, person: Person, forms: NameForms, since: str) -> None:
        random = self._random
        if random.random() < (0.9 if not person.is_companion else 0.4):
            phone = _phone(random, person.country)
            verified = since if random.random() < 0.3 else None
            self._contact(key, "phone", phone, verified, None, since)
        if random.random() < 0.5 and not person.is_companion:
            bounced = self._stories[person.home].moment(TODAY - 120, 600) if random.random() < 0.03 else None
            self._contact(key, "email", self._email(key, forms), None, bounced, since)
        if person.is_chinese and random.random() < 0.12:
            self._contact(key, "wecom", f"wm{hashlib.sha256(str(key).encode()).hexdigest()[:18]}", None, None, since)

    def _contact(self, key: int, kind: str, text: str, verified: str | None, bounced: str | None, since: str) -> None:
        last4 = blind.last_four(kind, text) if kind == "phone" else None
        sealed, index = binary(self._sealed[0].seal(text)), binary(blind.index(kind, text))
        self.sheets.contacts.add(key, kind, sealed, index, binary(last4), "t", verified, bounced, since)

    def _email(self, key: int, forms: NameForms) -> str:
        pinyin = next((text for kind, text in forms.keys if kind == 3), "")
        name = pinyin or forms.keys[0][1].replace(" ", ".")
        name = name if name.isascii() else "guest"
        return f"{name}.{self._number(key)}@{_DOMAINS[key % 3]}"

    def _number(self, key: int) -> int:
        return key - self._ground.first_guest + 1

    def _document(self, key: int, person: Person, since: str) -> None:
        if not person.visits or self._random.random() > 0.55:
            return
        kind, number = "passport", f"ZZ{int(self._random.random() * 10_000_000):07d}"
        if person.is_chinese and person.home == 0:
            kind, number = "id_card", _id_card(self._random, person)
        sealed, index = binary(self._sealed[1].seal(number[-4:])), binary(blind.index(DOCUMENT_PURPOSE, number))
        self.sheets.documents.add(key, kind, person.country, sealed, index, since)

    def _wishes(self, key: int, person: Person) -> None:
        story = self._stories[person.home]
        for wish in person.wishes:
            noted = min(TODAY - 1, wish.day + 25 * (wish.times - 1))
            note = binary(self._sealed[2].seal(wish.note)) if wish.note else None
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
        random, story = self._random, self._stories[person.home]
        if random.random() < 0.6:
            self._consent(key, person, "marketing", "given" if random.random() < 0.68 else "refused", since)
        if random.random() < 0.05:
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
        key = self._ground.first_stay + self._stays
        self._stays += 1
        house, story = self._pair.houses[visit.home], self._stories[visit.home]
        guest = self._ground.first_guest + visit.person.place if visit.is_known else None
        is_company = visit.channel == "corporate" and visit.person.company is not None
        revenue = visit.rate * visit.nights if visit.takes_place else 0
        booked = story.moment(visit.booked, 720)
        came = visit.status in {"in_house", "checked_out"}
        self.sheets.stays.add(
            *(key, self._ground.hotels[visit.home], guest, SOURCE, f"{house.code}-{key}", f"{house.letter}{key:07d}"),
            *(visit.status, story.dates[visit.booked], story.dates[visit.first], story.dates[visit.after]),
            f"{visit.coming // 60:02d}:{visit.coming % 60:02d}" if visit.says_when else None,
            story.moment(visit.first, visit.coming + key % 40) if came else None,
            story.moment(visit.after, visit.leaving + key % 40) if visit.status == "checked_out" else None,
            story.dates[visit.closed] if visit.closed is not None else None,
            *(self._ground.room_types[visit.home, visit.room_type], visit.room if visit.takes_place else ""),
            *(visit.adults, visit.children, visit.infants, self._ground.channels[visit.channel], visit.person.segment),
            self._ground.companies[visit.person.company or 0] if is_company else None,
            *(visit.meal_plan, visit.rate, revenue, sum(line.amount for line in visit.spent), house.currency),
            *(visit.purpose, visit.is_inferred, visit.request, "{}", booked, booked),
        )
        self._companions(key, visit)
        self._bill(key, visit, house.currency)

    def _companions(self, key: int, visit: Visit) -> None:
        if not visit.takes_place:
            return
        children = visit.children + visit.infants
        for kind, other in visit.person.kin:
            if kind == "spouse" or (kind == "child" and children > 0):
                children -= kind == "child"
                self.sheets.companions.add(key, self._ground.first_guest + other)

    def _bill(self, key: int, visit: Visit, currency: str) -> None:
        dates = self._stories[visit.home].dates
        for number, line in enumerate(visit.spent, start=1):
            row = (key, line.department, line.description, line.amount, currency, dates[line.day])
            self.sheets.charges.add(*row, SOURCE, f"{key}-{number}")


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
