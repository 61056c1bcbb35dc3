"""What each fact means, and when it is counted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from campaigns.facts.counting import catch_up, count_all, count_changed, count_nightly, count_these
from campaigns.models import GuestChange, GuestFacts, Scale
from feedback.models import Review
from guests.models import Consent, Guest, Relationship
from guests.queries.consents import consents
from guests.queries.preferences import preference_groups
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.desk.guest_page import known, visits
from loyalty.actions import tiering
from loyalty.models import Programme, Tier
from loyalty.queries.standing import progress_of_many
from stays.models import Purpose
from tests.factories import (
    NOW,
    TODAY,
    ChannelFactory,
    ChargeFactory,
    ContactFactory,
    GuestFactory,
    GuestTagFactory,
    HotelFactory,
    InvitationFactory,
    MemberFactory,
    RoomTypeFactory,
    StayFactory,
    TagFactory,
    TicketFactory,
    staff,
)

from .world import build, drain

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def counted(guest: Guest, today: date = TODAY) -> GuestFacts:
    count_these([guest.pk], today=today)
    return GuestFacts.objects.get(pk=guest.pk)


def test_a_guest_nobody_knows_anything_of_has_a_row_of_nothing():
    facts = counted(GuestFactory(family_name="", given_name="", created_at=NOW))

    filled = {name: value for name, value in vars(facts).items() if value and name[0] != "_"}
    assert filled == {"guest_id": facts.pk, "tier_rank": -1, "known_since": TODAY, "counted_on": TODAY}


def test_what_is_as_it_was_is_not_written_again():
    guest = GuestFactory()
    StayFactory(guest=guest, status="checked_out", purpose="leisure")

    assert count_these([guest.pk], today=TODAY) == 1
    assert count_these([guest.pk], today=TODAY) == 0
    assert count_these([guest.pk], today=TODAY + DAY) == 0
    assert GuestFacts.objects.get().counted_on == TODAY
    assert count_these([guest.pk], today=TODAY + 400 * DAY) == 1
    assert GuestFacts.objects.get().counted_on == TODAY + 400 * DAY


def test_merged_erased_and_deleted_guests_have_no_row():
    merged, erased, deleted, left = GuestFactory.create_batch(4)
    count_all(today=TODAY)
    Guest.objects.filter(pk=merged.pk).update(merged_into=left)
    Guest.objects.filter(pk=erased.pk).update(erased_at=NOW)
    deleted.delete()
    drain()

    assert list(GuestFacts.objects.values_list("guest_id", flat=True)) == [left.pk]


def test_stays_that_took_place_are_counted_by_their_departure():
    guest = GuestFactory()
    done = {"guest": guest, "status": "checked_out", "rate": Decimal(100), "other_revenue": Decimal("0.50")}
    for days in (1, 364, 365, 729, 731):  # before today they left
        StayFactory(**done, arrival=TODAY - (days + 2) * DAY)
    for status in ("booked", "cancelled", "no_show", "in_house"):
        StayFactory(guest=guest, status=status, arrival=TODAY + 5 * DAY)
    facts = counted(guest)

    assert (facts.stays, facts.nights, facts.revenue) == (5, 10, 100_250)
    assert (facts.stays_12m, facts.nights_12m, facts.revenue_12m) == (2, 4, 40_100)
    assert (facts.stays_24m, facts.revenue_24m) == (4, 80_200)
    assert (facts.cancellations, facts.no_shows, facts.is_in_house) == (1, 1, True)
    assert (facts.bookings_ahead, facts.next_arrival) == (1, TODAY + 5 * DAY)
    assert (facts.first_arrival, facts.last_departure) == (TODAY - 733 * DAY, TODAY - DAY)
    assert (facts.first_departure, facts.last_arrival) == (TODAY - 731 * DAY, TODAY - 3 * DAY)
    assert facts.earlier_departure == TODAY - 364 * DAY


def test_the_usual_gap_is_the_mean_between_days_of_arrival():
    guest = GuestFactory()
    for days in (100, 90, 90, 31):  # two rooms on one day are one arrival
        StayFactory(guest=guest, status="checked_out", arrival=TODAY - days * DAY, booked_on=TODAY - (days + 9) * DAY)
    StayFactory(guest=guest, status="checked_out", arrival=TODAY - 95 * DAY, booked_on=None)
    facts = counted(guest)

    assert (facts.usual_gap, facts.expected_on, facts.lead_days) == (23, TODAY - 8 * DAY, 9)
    assert counted(StayFactory(status="checked_out").guest).usual_gap is None


def test_favourites_are_what_most_stays_have_and_the_last_ones_those_of_the_last():
    guest, here, there = GuestFactory(), HotelFactory(), HotelFactory()
    room, suite = RoomTypeFactory(hotel=here), RoomTypeFactory(hotel=there)
    direct, ota = ChannelFactory(), ChannelFactory(code="ctrip", kind="ota")
    usual = {"guest": guest, "hotel": here, "room_type": room, "channel": ota, "purpose": "business"}
    for days in (50, 40):
        StayFactory(**usual, status="checked_out", arrival=TODAY - days * DAY)
    once = usual | {"hotel": there, "room_type": suite, "channel": direct, "purpose": "family", "children": 1}
    StayFactory(**once, status="checked_out", arrival=TODAY - 9 * DAY)
    StayFactory(guest=guest, hotel=there, arrival=TODAY + 30 * DAY)
    StayFactory(guest=guest, hotel=here, arrival=TODAY + 60 * DAY)
    facts = counted(guest)

    assert (facts.favourite_hotel, facts.favourite_room_type, facts.favourite_channel) == (here.pk, room.pk, ota.pk)
    assert (facts.last_hotel, facts.last_channel, facts.last_purpose) == (there.pk, direct.pk, "family")
    assert (facts.scene, facts.family_stays, facts.direct_stays, facts.ota_stays) == ("business", 1, 1, 2)
    assert facts.next_hotel == there.pk


@pytest.mark.parametrize("purpose", Purpose.values)
def test_every_purpose_may_be_the_scene(purpose):
    facts = counted(StayFactory(status="checked_out", purpose=purpose).guest)

    assert (facts.scene, facts.last_purpose) == (purpose, purpose)


def test_amounts_are_cents_of_the_programmes_currency_and_one_without_a_rate_counts_nothing():
    world = build()
    count_all(today=TODAY)
    facts = GuestFacts.objects.get(pk=world.guest)
    assert (facts.revenue, facts.spend_food, facts.spend_spa, facts.spend_meeting) == (480_000, 10_000, 7_000, 0)

    stay = StayFactory(status="checked_out", currency="EUR", rate=Decimal("10.01"))
    ChargeFactory(stay=stay, currency="EUR", department="recreation", amount=Decimal("1.01"))
    ChargeFactory(stay=stay, currency="USD", department="recreation", amount=Decimal(500))
    facts = counted(stay.guest)
    assert (facts.revenue, facts.spend_recreation) == (16_016, 808)
    assert counted(StayFactory(status="checked_out", currency="USD").guest).revenue == 0


def test_who_refers_is_worth_what_those_spend_and_half_of_what_they_bring():
    guests = GuestFactory.create_batch(4)
    for other, guest in pairwise(guests):
        Relationship.objects.create(guest=guest, other=other, kind="referred_by")
    Relationship.objects.create(guest=guests[2], other=guests[0], kind="referred_by")  # by two ways: the shorter counts
    for guest, rate in zip(guests, (1, 10, 100, 1000), strict=True):
        StayFactory(guest=guest, status="checked_out", rate=Decimal(rate))
    drain()

    found = list(GuestFacts.objects.order_by("pk").values_list("referred", "referral_value"))
    assert found == [(2, 2_000 + 20_000 + 100_000), (1, 20_000 + 100_000), (1, 200_000), (0, 0)]


def test_membership_is_that_of_the_standing_account():
    world = build()
    count_all(today=TODAY)
    facts = GuestFacts.objects.get(pk=world.guest)

    assert (facts.tier_rank, facts.tier_since, facts.points) == (0, TODAY - 305 * DAY, 500)
    assert (facts.next_expiry_on, facts.next_expiry_points) == (TODAY + 20 * DAY, 500)
    assert (facts.vouchers, facts.next_voucher_on) == (1, TODAY + 50 * DAY)
    assert facts.last_earned_on == TODAY - 100 * DAY  # by the account that was joined to it


@pytest.mark.parametrize("window", Programme.Window.values)
def test_the_way_to_the_next_tier_is_loyaltys(window):
    world = build()
    Programme.objects.update(window=window)
    Tier.objects.filter(rank=1).update(nights=20, stays=9)
    top = MemberFactory(tier=Tier.objects.order_by("-rank")[0])
    count_all(today=TODAY)
    facts = GuestFacts.objects.get(pk=world.guest)
    steps = {step.what: step.amount for step in progress_of_many([world.member], TODAY)[world.member]}

    assert (facts.next_tier_rank, facts.next_tier_nights, facts.next_tier_stays) == (1, steps["nights"], steps["stays"])
    assert GuestFacts.objects.get(pk=top.guest_id).next_tier_rank is None


def test_a_raised_tier_counts_from_the_day_it_was_raised():
    world = build()
    Tier.objects.filter(rank=1).update(nights=4)
    tiering.review([world.member], at=NOW)
    drain()
    facts = GuestFacts.objects.get(pk=world.guest)

    assert (facts.tier_rank, facts.tier_since) == (1, TODAY)
    assert facts.tier_until is not None


def test_the_last_word_counts():
    guest, hotel = GuestFactory(), HotelFactory()
    InvitationFactory(guest=guest, hotel=hotel, finished_at=NOW - 9 * DAY, nps=10, csat=5)
    InvitationFactory(guest=guest, hotel=hotel, finished_at=NOW - DAY, nps=3)
    InvitationFactory(guest=guest, hotel=hotel, nps=8)  # begun, not finished
    for key, days, rating in (("1", 5, 4), ("2", 3, 2)):
        written = {"written_on": TODAY - days * DAY, "given": rating, "rating": rating, "entered_at": NOW}
        Review.objects.create(hotel=hotel, site="ctrip", key=key, guest=guest, **written)
    TicketFactory(guest=guest, hotel=hotel, at=NOW - 2 * DAY)
    TicketFactory(guest=guest, hotel=hotel, kind="request")
    TicketFactory(guest=guest, hotel=hotel, kind="praise")
    facts = counted(guest)

    assert (facts.last_nps, facts.last_csat, facts.last_score_on) == (3, 5, TODAY - DAY)
    assert (facts.reviews, facts.last_rating) == (2, 40)
    assert (facts.open_tickets, facts.open_complaints, facts.last_complaint_on) == (2, 1, TODAY - 2 * DAY)


def test_a_moment_falls_on_the_programmes_day():
    guest = GuestFactory(created_at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))  # half past midnight in Hangzhou
    TicketFactory(guest=guest, at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    facts = counted(guest)

    assert (facts.known_since, facts.last_complaint_on) == (TODAY, TODAY)


def test_a_guest_is_known_since_the_first_booking():
    guest = GuestFactory(created_at=NOW)
    StayFactory(guest=guest, status="cancelled", booked_on=TODAY - 90 * DAY, arrival=TODAY - 30 * DAY)

    assert counted(guest).known_since == TODAY - 90 * DAY


def test_birthdays_are_one_number():
    born = {"birth_year": 1980, "birth_month": 10, "birth_day": 13}

    assert counted(GuestFactory(**born)).birth_code == 1013
    assert counted(GuestFactory(**born, birth_is_lunar=True)).birth_code == 3013


def test_sensitive_preferences_are_for_segments_only_after_a_yes():
    guest = GuestFactory()
    plain = GuestTagFactory(guest=guest).tag_id
    sensitive = GuestTagFactory(guest=guest, tag=TagFactory(is_sensitive=True)).tag_id
    GuestTagFactory(guest=guest, withdrawn_at=NOW)
    assert counted(guest).tags == [plain]

    for days, decision in enumerate(("given", "withdrawn")):
        said = {"purpose": "sensitive", "channel": "any", "decision": decision, "evidence": "desk"}
        Consent.objects.create(guest=guest, at=NOW + days * DAY, **said)
        assert counted(guest).tags == ([plain, sensitive] if decision == "given" else [plain])


def test_completeness_is_that_of_the_guest_page():
    user = staff(Role.MANAGER, hotel := HotelFactory())
    access = access_of(user, hotel)
    said = {"purpose": "marketing", "decision": "refused", "evidence": "desk", "at": NOW}
    guests = [
        GuestFactory(family_name=""),
        GuestFactory(language="en", birth_month=2, birth_day=3),
        GuestFactory(),
        GuestFactory(),
    ]
    for number, guest in enumerate(guests):
        for _tag in range(number):
            GuestTagFactory(guest=guest, tag=TagFactory(is_sensitive=number == 2))
    StayFactory(guest=guests[1], hotel=hotel, purpose="business")
    ContactFactory(guest=guests[1], kind="email", value="x@example.com")
    ContactFactory(guest=guests[2], bounced_at=NOW)
    ContactFactory(guest=guests[3], kind="wechat", value="wx")
    Consent.objects.create(guest=guests[1], channel="sms", **said)
    Consent.objects.create(guest=guests[2], channel="any", **said)
    Consent.objects.create(guest=guests[2], channel="any", **said | {"purpose": "sensitive"})
    Consent.objects.create(guest=guests[3], channel="any", **said)
    count_all(today=TODAY)

    shown = [
        known(
            guest,
            contacts=list(guest.contacts.all()),
            preferences=preference_groups(guest, access),
            consents=consents(guest, today=TODAY),
            stays=visits(guest, access, TODAY),
        ).percent
        for guest in guests
    ]
    assert list(GuestFacts.objects.order_by("pk").values_list("completeness", flat=True)) == shown
    assert len(set(shown)) == len(shown)


# When


def test_changes_are_taken_in_turns_each_guest_once():
    guests = GuestFactory.create_batch(3)
    for _time in range(2):
        Guest.objects.filter(pk=guests[0].pk).update(vip_level=_time)

    assert [count_changed(today=TODAY, limit=2) for _turn in range(3)] == [2, 2, 0]
    assert GuestFacts.objects.count() == 3
    Guest.objects.update(vip_level=3)
    assert catch_up(at=NOW) == 3
    assert not GuestChange.objects.exists()


def test_the_night_counts_everybody_once_and_lays_the_scale():
    StayFactory(status="checked_out", arrival=TODAY - 363 * DAY)

    assert count_nightly(at=NOW) == 1
    assert count_nightly(at=NOW + timedelta(hours=9)) is None  # still the same day in Hangzhou
    assert count_nightly(at=NOW + timedelta(days=5)) == 1
    assert GuestFacts.objects.get().stays_12m == 0
    assert list(Scale.objects.order_by("on").values_list("on", "guests")) == [(TODAY, 1), (TODAY + 5 * DAY, 1)]
