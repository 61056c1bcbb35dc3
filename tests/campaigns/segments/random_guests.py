"""Eighty guests to whom anything may have happened, and rules about them."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from campaigns.models import Enrolment, GuestFacts, Scale, Thresholds
from campaigns.segments.fields import FIELDS
from campaigns.segments.fields.facets import Flag, OneOf, Worth
from campaigns.segments.fields.happenings import Happening
from campaigns.segments.tree import DEEPEST
from feedback.models import Invitation, Review, Ticket
from guests.models import Guest, Touchpoint
from hotelcrm.outbox.models import Message
from loyalty.models import CurrencyRate, Programme, Tier, Voucher
from stays.models import Channel, Charge, Stay
from tests.campaigns.segments.reference import Person, Terms
from tests.factories import (
    CampaignFactory,
    CategoryFactory,
    ChannelFactory,
    CompanyFactory,
    HotelFactory,
    RoomTypeFactory,
    SegmentFactory,
    SurveyFactory,
    TagFactory,
    VoucherTypeFactory,
)

TODAY = date(2027, 2, 20)  # the birthdays of 29 February are near, and so is the lunar new year behind
NUMBER = 80
PURPOSES = ["business", "leisure", "meeting", "family", ""]
BOOLEANS = [field.name for field in GuestFacts._meta.concrete_fields if field.get_internal_type() == "BooleanField"]
RANDOM_DATES = [
    "next_arrival",
    "expected_on",
    "tier_since",
    "tier_until",
    "next_expiry_on",
    "next_voucher_on",
    "last_earned_on",
    "last_score_on",
    "last_complaint_on",
]
SMALL = [
    "nights",
    "stays_12m",
    "nights_12m",
    "stays_24m",
    "family_stays",
    "open_tickets",
    "open_complaints",
    "cancellations",
    "no_shows",
    "bookings_ahead",
    "direct_stays",
    "ota_stays",
    "points",
    "next_expiry_points",
    "vouchers",
    "referred",
    "reviews",
]
AMOUNTS = [
    "revenue",
    "revenue_12m",
    "revenue_24m",
    "spend_food",
    "spend_spa",
    "spend_meeting",
    "spend_recreation",
    "referral_value",
]
EMPTY = {
    "last_nps": 10,
    "last_csat": 5,
    "last_rating": 100,
    "next_tier_nights": 20,
    "next_tier_stays": 9,
    "lead_days": 60,
}


class World:
    """The rows, and the people whom the reference asks."""

    def __init__(self) -> None:
        self.random = random.Random(11)
        self._lay_terms()
        guests = [Guest(full_name=f"Guest {n}") for n in range(NUMBER)]
        self.people = {guest.pk: Person(GuestFacts(guest=guest)) for guest in Guest.objects.bulk_create(guests)}
        for person in self.people.values():
            self._visit(person)
            self._meet(person)
            self._fill(person.facts, person.stays)
        self._save()

    def _lay_terms(self) -> None:
        self.hotels = [HotelFactory(code=f"h{n}") for n in range(3)]
        self.channels = [ChannelFactory(code=f"c{kind}", kind=kind) for kind in (Channel.Kind.DIRECT, Channel.Kind.OTA)]
        self.rooms = [RoomTypeFactory(hotel=hotel) for hotel in self.hotels]
        self.companies = [CompanyFactory() for _n in range(2)]
        self.tags = [TagFactory() for _n in range(4)]
        self.campaigns = [CampaignFactory(hotel=self.hotels[0]) for _n in range(2)]
        self.types = [VoucherTypeFactory() for _n in range(2)]
        self.surveys = [SurveyFactory() for _n in range(2)]
        self.categories = [CategoryFactory() for _n in range(2)]
        CurrencyRate.objects.update_or_create(currency="USD", defaults={"worth": Decimal("7.2")})
        Thresholds.objects.update(new_days=300, loyal_days=90, lost_days=200, cooling_percent=120, frequent_stays=2)
        scale = Scale.objects.create(
            on=TODAY,
            guests=NUMBER,
            recency=[(TODAY - timedelta(days=days) - date(1970, 1, 1)).days for days in (400, 200, 90, 30)],
            frequency=[1, 2, 2, 4],
            monetary=[50_000, 100_000, 200_000, 300_000],
        )
        inner = SegmentFactory(rule={"any": [{"field": "stays", "op": "at_least", "value": 3}]})
        outer = SegmentFactory(
            rule={
                "all": [
                    {"field": "segment", "op": "not_in", "value": [inner.pk]},
                    {"field": "last_nps", "op": "at_most", "value": 6},
                ]
            }
        )
        programme = Programme.current()
        self.terms = Terms(
            today=TODAY,
            zone=ZoneInfo(programme.time_zone),
            thresholds=Thresholds.objects.get(),
            scale=scale,
            top_rank=Tier.objects.order_by("-rank")[0].rank,
            currency=programme.currency,
            worth={rate.currency: rate.worth for rate in CurrencyRate.objects.all()},
            kinds_of_channels={channel.pk: channel.kind for channel in self.channels},
            categories_of_tags={tag.pk: tag.category_id for tag in self.tags},
            segments={segment.pk: segment.rule for segment in (inner, outer)},
        )

    # What happened

    def _day(self, longest: int = 800) -> date:
        """Days on both sides of the windows that rules ask for, and any other."""
        near = [day + step for day in (0, 1, 10, 30, 90, 100, 200, 300, 365) for step in (-1, 0, 1)]
        return TODAY - timedelta(days=self.random.choice([*near, self.random.randrange(longest)]))

    def _moment(self) -> datetime:
        """Often a minute from midnight, where days by the programme's zone and by UTC differ."""
        hour = self.random.choice([time(0, 0), time(23, 59), time(12, 30)])
        return datetime.combine(self._day(), hour, self.random.choice([UTC, self.terms.zone]))

    def _some(self, make: Callable[[], Any], most: int = 3) -> list[Any]:
        return [make() for _n in range(self.random.choice([0, 0, 1, self.random.randint(1, most)]))]

    def _visit(self, person: Person) -> None:
        person.stays = self._some(lambda: self._stay(person), most=6)
        person.charges = [charge for stay in person.stays for charge in self._some(lambda: self._charge(stay))]  # noqa: B023

    def _stay(self, person: Person) -> Stay:
        arrival, choice = self._day(), self.random.choice
        status = choice(["checked_out", "checked_out", "checked_out", "cancelled", "no_show", "booked"])
        return Stay(
            guest_id=person.facts.guest_id,
            hotel=choice(self.hotels),
            source="random",
            external_id=str(self.random.random()),
            status=status,
            booked_on=choice([None, arrival - timedelta(days=choice([0, 3, 40]))]),
            arrival=arrival,
            departure=arrival + timedelta(days=choice([0, 1, 2, 5])),
            closed_on=choice([None, self._day()]) if status in {"cancelled", "no_show"} else None,
            room_type=choice([None, *self.rooms]),
            children=choice([0, 0, 1]),
            infants=choice([0, 0, 1]),
            channel=choice(self.channels),
            company=choice([None, *self.companies]),
            meal_plan=choice(["", "breakfast"]),
            room_revenue=choice([Decimal(0), Decimal(100), Decimal(1000)]),
            other_revenue=choice([Decimal(0), Decimal("50.55")]),
            currency=choice(["CNY", "USD", "XXX"]),
            purpose=choice(PURPOSES),
        )

    def _charge(self, stay: Stay) -> Charge:
        return Charge(
            stay=stay,
            department=self.random.choice(["food", "spa"]),
            amount=self.random.choice([Decimal(-20), Decimal(20), Decimal(300)]),
            currency=self.random.choice(["CNY", "USD", "XXX"]),
            posted_on=self._day(),
            source="random",
            external_id=str(self.random.random()),
        )

    def _meet(self, person: Person) -> None:
        choice, guest, some = self.random.choice, person.facts.guest_id, self._some

        def maybe() -> datetime | None:
            return choice([None, self._moment()])

        def key() -> str:
            return str(self.random.random())

        person.touchpoints = some(
            lambda: Touchpoint(
                guest_id=guest,
                kind=choice(["enquiry", "spa", "call"]),
                hotel=choice([None, *self.hotels]),
                at=self._moment(),
                key=key(),
            )
        )
        person.messages = some(
            lambda: Message(
                guest_id=guest,
                hotel=choice(self.hotels),
                channel=choice(["email", "sms", "wecom"]),
                purpose=choice(["marketing", "service"]),
                key=key(),
                due_at=self._moment(),
                state="sent",
                sent_at=maybe(),
                opened_at=maybe(),
                clicked_at=maybe(),
                opted_out_at=maybe(),
            )
        )
        person.responses = some(
            lambda: Invitation(
                survey=choice(self.surveys),
                hotel=choice(self.hotels),
                guest_id=guest,
                channel="email",
                key=key(),
                invited_at=self._moment(),
                expires_at=self._moment(),
                finished_at=maybe(),
                nps=choice([None, 0, 6, 9]),
                csat=choice([None, 1, 5]),
            )
        )
        person.tickets = some(
            lambda: Ticket(
                guest_id=guest,
                hotel=choice(self.hotels),
                kind=choice(["complaint", "praise"]),
                channel="desk",
                key=key(),
                category=choice([None, *self.categories]),
                severity=choice([1, 2, 3]),
                opened_at=self._moment(),
            )
        )
        person.reviews = some(
            lambda: Review(
                guest_id=guest,
                hotel=choice(self.hotels),
                site=choice(["ctrip", "google"]),
                key=key(),
                written_on=self._day(),
                given=4,
                rating=choice([Decimal(1), Decimal("3.5"), Decimal(5)]),
                entered_at=self._moment(),
            )
        )
        person.vouchers = some(lambda: self._voucher(guest, key()))
        person.enrolments = some(
            lambda: Enrolment(
                guest_id=guest,
                campaign=choice(self.campaigns),
                key=key(),
                arm=choice(["treated", "holdout"]),
                enrolled_at=self._moment(),
            )
        )

    def _voucher(self, guest: int, key: str) -> Voucher:
        is_redeemed = self.random.choice([True, False])
        return Voucher(
            guest_id=guest,
            type=self.random.choice(self.types),
            code=key[-16:],
            source="desk",
            key=key,
            state="redeemed" if is_redeemed else "issued",
            valid_from=TODAY,
            valid_until=TODAY,
            issued_at=self._moment(),
            redeemed_at=self._moment() if is_redeemed else None,
            redeemed_hotel=self.random.choice(self.hotels) if is_redeemed else None,
        )

    # What is known

    def _fill(self, facts: GuestFacts, stays: list[Stay]) -> None:
        """Anything at all, but the columns that speak of completed stays, which happenings rely on."""
        choice, whole = self.random.choice, self.random.randrange
        for name in BOOLEANS:
            setattr(facts, name, choice([True, False]))
        facts.is_restricted = whole(15) == 0
        facts.is_in_house = whole(10) == 0
        for name in SMALL:
            setattr(facts, name, choice([0, 0, 1, 2, 3, 4, 7]))
        for name in AMOUNTS:
            setattr(facts, name, choice([0, 49_999, 50_000, 100_000, 250_000, 300_001]))
        for name in RANDOM_DATES:
            setattr(facts, name, choice([None, TODAY + timedelta(days=whole(-60, 60))]))
        for name, most in EMPTY.items():
            setattr(facts, name, choice([None, whole(most + 1)]))
        done = [stay for stay in stays if stay.status == "checked_out"]
        facts.stays = len(done)
        facts.stays_24m = min(facts.stays_24m, len(done))
        facts.first_arrival = min((stay.arrival for stay in done), default=None)
        facts.last_arrival = max((stay.arrival for stay in done), default=None)
        facts.first_departure = min((stay.departure for stay in done), default=None)
        facts.last_departure = max((stay.departure for stay in done), default=None)
        facts.earlier_departure = sorted(stay.departure for stay in done)[-2] if len(done) > 1 else None
        facts.usual_gap = choice([None, 10, 60]) if len(done) > 1 else None
        self._describe(facts)

    def _describe(self, facts: GuestFacts) -> None:
        choice = self.random.choice
        facts.vip_level = choice([0, 0, 1, 3])
        facts.birth_code = choice([0, 229, 228, 220, 319, 1231, 2115, 2101, 2230, 221])
        facts.birth_year = choice([None, 1960, 1987, 2010])
        facts.tier_rank = choice([-1, -1, 0, 1, self.terms.top_rank])
        facts.next_tier_rank = choice([None, 1, 2])
        facts.completeness = choice([0, 50, 100])
        facts.known_since = self._day()
        for name in ("favourite_hotel", "last_hotel", "next_hotel"):
            setattr(facts, name, choice([None, *(hotel.pk for hotel in self.hotels)]))
        for name in ("favourite_channel", "last_channel"):
            setattr(facts, name, choice([None, *(channel.pk for channel in self.channels)]))
        facts.favourite_room_type = choice([None, *(room.pk for room in self.rooms)])
        facts.company = choice([None, *(company.pk for company in self.companies)])
        facts.scene, facts.last_purpose = choice(PURPOSES), choice(PURPOSES)
        facts.language, facts.nationality = choice(["", "en", "zh-hans"]), choice(["", "CN", "GB"])
        facts.gender = choice(["", "F", "M"])
        facts.tags = self.random.sample([tag.pk for tag in self.tags], choice([0, 0, 1, 2, 4]))
        facts.counted_on = TODAY

    def _save(self) -> None:
        people = self.people.values()
        GuestFacts.objects.bulk_create([person.facts for person in people])
        for model, name in (
            (Stay, "stays"),
            (Charge, "charges"),
            (Touchpoint, "touchpoints"),
            (Message, "messages"),
            (Invitation, "responses"),
            (Ticket, "tickets"),
            (Review, "reviews"),
            (Voucher, "vouchers"),
            (Enrolment, "enrolments"),
        ):
            model.objects.bulk_create([row for person in people for row in getattr(person, name)])


# Rules


def rules(world: World) -> st.SearchStrategy[Any]:
    """Rules of any shape about every field, whose values lie where the guests' are."""

    @cache  # a strategy made anew for each draw took most of the time
    def made(code: str) -> st.SearchStrategy[Any]:
        return conditions(code, world)

    condition = st.sampled_from(sorted(FIELDS)).flatmap(made)
    groups = st.recursive(
        condition,
        lambda part: st.builds(_group, st.sampled_from(["all", "any", "none"]), st.lists(part, max_size=4)),
        max_leaves=10,
    )
    return groups.map(lambda node: {"all": [node]} if "field" in node else node).filter(
        lambda node: _depth(node) <= DEEPEST
    )


def _depth(node: Any) -> int:
    """How many groups lie within each other."""
    return 0 if "field" in node else 1 + max(map(_depth, next(iter(node.values()))), default=0)


def _group(how: str, parts: list[Any]) -> Any:
    return {how: parts}


def conditions(code: str, world: World) -> st.SearchStrategy[Any]:
    """Conditions on one field, in JSON."""
    field = FIELDS[code]
    if isinstance(field, Happening):
        return _happenings(field, world)
    kinds = [
        st.fixed_dictionaries({"field": st.just(code), "op": st.just(op.code), "value": _values(code, op.shape, world)})
        if op.shape != "none"
        else st.just({"field": code, "op": op.code})
        for op in field.operators
    ]
    return st.one_of(kinds)


def _values(code: str, shape: str, world: World) -> st.SearchStrategy[Any]:
    days = st.sampled_from([0, 1, 9, 10, 11, 30, 59, 60, 99, 100, 101, 365])
    numbers = (
        st.sampled_from([1, 2, 3, 4, 5])
        if code.startswith("rfm_")
        else st.sampled_from([0, 1, 2, 3, 5, 10, 17, 40, 60])
    )
    dates = days.map(lambda ago: (TODAY - timedelta(days=ago - 20)).isoformat())
    amounts = st.sampled_from(["0.00", "499.99", "500", "1000.00", "2500.00", "3000.01"])
    return {
        "number": numbers,
        "numbers": _pairs(numbers),
        "amount": amounts,
        "amounts": _pairs(amounts, Decimal),
        "days": days,
        "days_pair": _pairs(days),
        "date": dates,
        "dates": _pairs(dates),
        "choices": st.lists(st.sampled_from(_known(code, world)), min_size=1, max_size=3, unique=True),
    }[shape]


def _pairs(one: st.SearchStrategy[Any], key: Any = None) -> st.SearchStrategy[Any]:
    return st.tuples(one, one).map(lambda pair: sorted(pair, key=key))


def _known(code: str, world: World) -> list[Any]:
    """What can be chosen, guests' own values first; of two hundred countries nobody is from, few are enough."""
    if code == "segment":
        return list(world.terms.segments)
    if code == "nationality":
        return ["CN", "GB", "FR"]
    if code == "tag_categories":
        return list(world.terms.categories_of_tags.values())
    if code == "tags":
        return list(world.terms.categories_of_tags)
    return [choice.value for choice in FIELDS[code].choices()]


def _happenings(field: Happening, world: World) -> st.SearchStrategy[Any]:
    facets = {code: _facet(facet) for code, facet in field.facets.items()}
    some = st.lists(st.sampled_from(sorted(facets)), max_size=2, unique=True)

    @cache
    def made(codes: tuple[str, ...]) -> st.SearchStrategy[Any]:
        return st.fixed_dictionaries({code: facets[code] for code in codes})

    where = some.map(tuple).flatmap(made)
    return st.fixed_dictionaries(
        {"field": st.just(field.code), "op": st.sampled_from(["at_least", "less_than"]), "where": where},
        optional={"times": st.sampled_from([1, 1, 2, 3]), "within_days": st.sampled_from([1, 10, 30, 100, 365])},
    )


def _facet(facet: Any) -> st.SearchStrategy[Any]:
    if isinstance(facet, OneOf):
        known = [choice.value for choice in facet.choices()]
        return st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)
    if isinstance(facet, Flag):
        return st.just(True)
    if isinstance(facet, Worth):
        return st.sampled_from(["0.00", "20.00", "144.00", "1000.00", "7200.00"])
    return st.sampled_from([0, 1, 3, 5, 9])
