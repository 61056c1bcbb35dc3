"""A small random world of guests, campaigns, messages and bookings, and the slow, obvious way to read it."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from campaigns.models import Campaign, Enrolment, Sent, Variant
from guests.models import Guest
from hotelcrm.outbox.models import Click, Link
from loyalty.models import CurrencyRate
from stays.models import Stay, StayStatus
from tests.factories import NOW, CampaignFactory, GuestFactory, HotelFactory, StayFactory, StepFactory, VariantFactory

from .letters import DAY, HOUR, follow, letter

Credit = tuple[int, int, int, int, str, datetime, datetime]
Outcomes = dict[tuple[str, int | None], list[tuple[int, Decimal]]]
STANDING = (StayStatus.BOOKED, StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT)


def build(seed: int, *, guests: int = 30) -> None:
    """Three campaigns of two steps with two wordings, most of whose guests book, some of them more than once."""
    dice = random.Random(seed)
    CurrencyRate.objects.create(currency="USD", worth=Decimal(7))
    hotels = [HotelFactory(), HotelFactory(time_zone="America/New_York")]
    people = GuestFactory.create_batch(guests)
    for person in dice.sample(people[1:], guests // 10):
        Guest.objects.filter(pk=person.pk).update(merged_into=people[0])
    link = Link.objects.create(url="https://example.com/spa")
    for number in range(3):
        _campaign(dice, hotels[number % 2], people, link)
    for person in people:
        for _ in range(dice.randrange(6)):
            _stay(dice, dice.choice(hotels), person)


def _campaign(dice: random.Random, hotel, people, link: Link) -> None:
    campaign = CampaignFactory(hotel=hotel, click_days=dice.choice([3, 10, 30]), delivery_days=dice.choice([2, 7, 20]))
    steps = [StepFactory(campaign=campaign, order=order, after_days=5 * order) for order in range(2)]
    variants = [[VariantFactory(step=step, name=name) for name in "AB"] for step in steps]
    for person in dice.sample(people, 2 * len(people) // 3):
        for key in dice.choice([["once"], ["2026", "2027"]]):
            _enrol(dice, campaign, person, key, variants, link)


def _enrol(dice: random.Random, campaign, person, key: str, variants, link: Link) -> None:
    at = NOW + dice.randrange(40 * 24) * HOUR
    held_out = dice.random() < 0.3
    about = _stay(dice, campaign.hotel, person) if dice.random() < 0.2 else None
    enrolment = Enrolment.objects.create(
        campaign=campaign, guest=person, key=key, arm="holdout" if held_out else "treated", enrolled_at=at, stay=about
    )
    for some in variants[: 0 if held_out else dice.randrange(3)]:
        state = dice.choice(["delivered", "delivered", "sent", "unknown", "cancelled"])
        why = {"unknown": "no_reply", "cancelled": "weekly_cap"}.get(state, "")
        message = letter(dice.choice(some), person, enrolment=enrolment, state=state, reason=why, at=at)
        at += 5 * DAY
        if state != "cancelled" and dice.random() < 0.2:
            follow(message, at + dice.randrange(200) * HOUR, link.url)


def _stay(dice: random.Random, hotel, person) -> Stay:
    created_at = NOW + dice.randrange(60 * 24) * HOUR
    day = created_at.date()
    arrival = day + dice.randrange(-3, 40) * DAY
    return StayFactory(
        hotel=hotel,
        guest=person,
        status=dice.choice([*STANDING, *STANDING, StayStatus.CANCELLED, StayStatus.NO_SHOW]),
        created_at=created_at,
        booked_on=dice.choice(
            [None, created_at.date(), created_at.date(), created_at.date() - dice.randrange(9) * DAY]
        ),
        arrival=arrival,
        room_revenue=Decimal(dice.randrange(400_000)) / 100,
        other_revenue=Decimal(dice.randrange(-40_000, 100_000)) / 100,
        currency=dice.choice(["CNY", "CNY", "USD", "CHF"]),
    )


@dataclass(frozen=True)
class Booking:
    """A stay that stands, by whom, and when it was booked."""

    stay: Stay
    guest: int
    at: datetime


def bookings() -> list[Booking]:
    """All of them, one by one."""
    found = []
    for stay in Stay.objects.select_related("hotel", "guest"):
        at = booked_at(stay)
        if stay.status in STANDING and stay.guest is not None and at is not None:
            found.append(Booking(stay, stay.guest.merged_into_id or stay.guest.pk, at))
    return found


def booked_at(stay: Stay) -> datetime | None:
    """As entered where that was on the day, else the day's end."""
    zone = ZoneInfo(stay.hotel.time_zone)
    if stay.booked_on is None:
        return stay.created_at if stay.created_at.astimezone(zone).date() <= stay.arrival else None
    begins = datetime.combine(stay.booked_on, time.min, tzinfo=zone)
    ends = datetime.combine(stay.booked_on + DAY, time.min, tzinfo=zone) - timedelta(microseconds=1)
    return min(max(stay.created_at, begins), ends)


def credited(at: datetime) -> dict[int, Credit]:
    """The conversion of each stay: campaign, variant, guest, message, touch, when touched, when booked."""
    found: dict[int, Credit] = {}
    for booking in bookings():
        best = None
        for sent in Sent.objects.select_related("message__guest", "enrolment__campaign"):
            owner = sent.message.guest.merged_into_id or sent.message.guest_id
            if owner != booking.guest or sent.enrolment.stay_id == booking.stay.pk or booking.at > at:
                continue
            for touch, touched_at, days in touches(sent):
                if touched_at <= booking.at <= touched_at + days * DAY:
                    rank = (touch == "click", touched_at, sent.message_id)
                    best = max(best or (rank, sent), (rank, sent), key=lambda pair: pair[0])
        if best is not None:
            (clicked, touched_at, message), sent = best
            touch = "click" if clicked else "delivery"
            whose = sent.enrolment.campaign_id, sent.variant_id, booking.guest, message
            found[booking.stay.pk] = (*whose, touch, touched_at, booking.at)
    return found


def touches(sent: Sent) -> list[tuple[str, datetime, int]]:
    """When the guest followed a link of it, and when it arrived."""
    message, campaign = sent.message, sent.enrolment.campaign
    found = [("click", click.at, campaign.click_days) for click in Click.objects.filter(message=message)]
    if message.state in {"sent", "delivered"}:
        found.append(("delivery", message.delivered_at or message.sent_at, campaign.delivery_days))
    return found


def values(campaign: Campaign, span: timedelta, at: datetime) -> Outcomes:
    """Bookings and revenue of each guest that is compared, by arm and the one wording of the first step he got."""
    rates = {"CNY": Decimal(1), "USD": Decimal(7)}
    first = Variant.objects.filter(step__campaign=campaign, step__order=0)
    people: dict[int, list[Enrolment]] = {}
    for enrolment in campaign.enrolments.select_related("guest"):
        people.setdefault(enrolment.guest.merged_into_id or enrolment.guest_id, []).append(enrolment)
    found: Outcomes = {}
    for guest, mine in people.items():
        over = [one for one in mine if one.enrolled_at + span <= at]
        if len({one.arm for one in mine}) > 1 or not over:
            continue
        stays = {
            booking.stay
            for booking in bookings()
            for one in over
            if booking.guest == guest == booking.stay.guest_id
            if one.enrolled_at <= booking.at <= one.enrolled_at + span and booking.stay.pk != one.stay_id
        }
        revenue = sum((max(stay.revenue * rates.get(stay.currency, 0), Decimal(0)) for stay in stays), Decimal(0))
        wordings = {one.sent.filter(variant__in=first).values_list("variant", flat=True).first() for one in over}
        found.setdefault((mine[0].arm, wordings.pop() if len(wordings) == 1 else None), []).append(
            (len(stays), revenue)
        )
    return found
