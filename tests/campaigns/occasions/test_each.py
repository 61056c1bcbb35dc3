"""Each occasion: whom it names, on which days, by which key; and whom not."""

from datetime import UTC, date, datetime

import pytest

from campaigns.models import Thresholds
from guests.models import SpecialDate
from loyalty.actions.expiring import warn
from loyalty.models import Member, PointsEntry, PointsLot, Tier, TierChange
from tests.factories import GuestFactory, HotelFactory, InvitationFactory, MemberFactory, StayFactory, TicketFactory

from .world import DAY, asked, campaign_for, clock, count, days_named, left, named, regular

pytestmark = pytest.mark.django_db
DAY_0 = date(2027, 6, 1)


@pytest.fixture
def hotel():
    return HotelFactory()


def noon(day):
    return clock(day, "12:00")


# Days of the year


@pytest.mark.parametrize(
    ("born", "first", "key"),
    [
        ((5, 8, False), date(2027, 5, 8), "2027"),
        ((2, 29, False), date(2027, 2, 28), "2027"),
        ((2, 29, False), date(2028, 2, 29), "2028"),
        ((1, 1, True), date(2027, 2, 6), "2027"),  # Spring Festival
        ((12, 20, True), date(2027, 1, 27), "2026"),  # the lunar year has not ended yet
        ((5, 10, True), date(2028, 6, 2), "2028"),  # a fifth month, before its leap month
        ((12, 30, True), date(2028, 1, 25), "2027"),  # a month of 29 days
        ((12, 31, False), date(2027, 12, 31), "2027"),
    ],
)
def test_a_birthday_is_on_its_day_by_its_calendar(born, first, key):
    month, day, is_lunar = born
    guest = GuestFactory(birth_month=month, birth_day=day, birth_is_lunar=is_lunar).pk
    campaign = campaign_for("birthday")

    assert named(campaign, noon(first)) == {guest: key}
    assert named(campaign, noon(first - DAY)) == {}
    assert named(campaign, noon(first + 2 * DAY)) == {}


def test_a_lunar_day_does_not_come_again_in_a_leap_month():
    GuestFactory(birth_month=5, birth_day=10, birth_is_lunar=True)

    found = days_named(campaign_for("birthday"), date(2028, 5, 25), 60)

    assert found == [date(2028, 6, 2), date(2028, 6, 3)]  # and not a month later, when it is a leap fifth month


def test_a_wedding_is_remembered_once_a_year_and_not_in_its_own(hotel):
    guest = GuestFactory()
    facts = {"guest": guest, "kind": "wedding", "month": 5, "day": 8}
    SpecialDate.objects.create(**facts, year=2027)
    SpecialDate.objects.create(**facts, label="again")
    SpecialDate.objects.create(guest=GuestFactory(), kind="child_birthday", month=5, day=8)
    campaign = campaign_for("anniversary")

    assert named(campaign, noon(date(2027, 5, 8))) == {guest.pk: "2027"}
    SpecialDate.objects.filter(label="again").delete()
    assert named(campaign, noon(date(2027, 5, 8))) == {}
    assert named(campaign, noon(date(2028, 5, 8))) == {guest.pk: "2028"}


# Membership


def test_who_joined_is_welcomed_once(hotel):
    member = MemberFactory(hotel=hotel, joined_on=DAY_0)
    MemberFactory(hotel=hotel, joined_on=DAY_0, closed_on=DAY_0)
    campaign = campaign_for("welcome")

    assert named(campaign, noon(DAY_0)) == {member.guest_id: "joined"}
    assert days_named(campaign, DAY_0 - 3 * DAY, 20) == [DAY_0 + n * DAY for n in range(7)]


def change(member, rank, day, *, why="reached", before=0):
    tiers = {tier.rank: tier for tier in Tier.objects.all()}
    at = datetime.combine(day, datetime.min.time(), UTC)
    TierChange.objects.create(member=member, before=tiers[before], after=tiers[rank], on=day, why=why, at=at)
    Member.objects.filter(pk=member.pk).update(tier=tiers[rank])


def test_who_rose_is_congratulated_on_the_tier_they_still_have(hotel):
    riser, faller, climber = (MemberFactory(hotel=hotel, joined_on=DAY_0 - 90 * DAY) for _n in range(3))
    change(riser, 1, DAY_0)
    change(faller, 0, DAY_0, why="lapsed", before=2)
    change(climber, 1, DAY_0 - DAY)
    change(climber, 2, DAY_0, before=1)
    campaign = campaign_for("tier_upgraded")

    assert named(campaign, noon(DAY_0)) == {riser.guest_id: "1:2027-06-01", climber.guest_id: "2:2027-06-01"}
    assert named(campaign, noon(DAY_0 - DAY)) == {}
    assert days_named(campaign, DAY_0, 14) == [DAY_0 + n * DAY for n in range(7)]
    change(riser, 0, DAY_0 + DAY, why="undone", before=1)
    assert named(campaign, noon(DAY_0 + DAY)) == {climber.guest_id: "2:2027-06-01"}


def test_after_a_stay_that_brought_the_next_tier_near(hotel):
    near, far = GuestFactory(), GuestFactory()
    nights = Tier.objects.get(rank=1).nights or 0
    for guest, short in ((near, 2), (far, 3)):
        MemberFactory(guest=guest, hotel=hotel, joined_on=date(2027, 1, 1))
        left(hotel, guest, DAY_0, nights=nights - short)
    campaign = campaign_for("one_step_to_tier")

    assert named(campaign, noon(DAY_0 + 3 * DAY)) == {near.pk: "1:2027"}
    assert days_named(campaign, DAY_0, 30) == [DAY_0 + n * DAY for n in range(3, 17)]


def lot(member, expires_on, *, opened_on=date(2026, 1, 1)):
    at = datetime.combine(opened_on, datetime.min.time(), UTC)
    facts = {"kind": "earn", "points": 500, "key": f"lot:{expires_on}", "on": opened_on, "at": at}
    entry = PointsEntry.objects.create(member=member, **facts)
    dates = {"opened_on": opened_on, "expires_on": expires_on}
    return PointsLot.objects.create(member=member, entry=entry, points=500, remaining=500, **dates)


def test_points_that_expire_have_two_warnings_that_never_meet(hotel):
    member = MemberFactory(hotel=hotel, joined_on=date(2026, 1, 1))
    end = DAY_0 + 40 * DAY
    lot(member, end)
    month, week = campaign_for("points_expiring_30", hotel=hotel), campaign_for("points_expiring_7", hotel=hotel)
    found = {30: [], 7: []}
    count(month, noon(DAY_0))
    for day in (DAY_0 + n * DAY for n in range(50)):
        warn(at=clock(day, "00:30"))
        for ahead, campaign in ((30, month), (7, week)):
            if keys := asked(campaign, noon(day)):
                assert keys == {member.guest_id: f"{ahead}:{end}"}
                found[ahead].append((end - day).days)

    assert found == {30: list(range(30, 20, -1)), 7: list(range(7, 0, -1))}


def test_points_that_were_spent_or_came_late_are_told_of_as_they_are(hotel):
    member, late = (MemberFactory(hotel=hotel, joined_on=date(2026, 1, 1)) for _n in range(2))
    end = DAY_0 + 30 * DAY
    spent = lot(member, end)
    warn(at=clock(DAY_0, "00:30"))
    campaign = campaign_for("points_expiring_30", hotel=hotel)
    assert named(campaign, noon(DAY_0)) == {member.guest_id: f"30:{end}"}

    PointsLot.objects.filter(pk=spent.pk).update(remaining=0)
    lot(late, end, opened_on=DAY_0 + 15 * DAY)
    warn(at=clock(DAY_0 + 15 * DAY, "00:30"))

    assert named(campaign, noon(DAY_0 + 15 * DAY)) == {late.guest_id: f"30:{end}"}
    assert named(campaign, noon(DAY_0 + 22 * DAY)) == {late.guest_id: f"30:{end}"}
    assert named(campaign, noon(DAY_0 + 23 * DAY)) == {}  # the last week has a warning of its own


# Stays


def test_before_arrival_until_the_day_before(hotel):
    stay = StayFactory(hotel=hotel, arrival=DAY_0)
    StayFactory(hotel=HotelFactory(), arrival=DAY_0)
    StayFactory(hotel=hotel, arrival=DAY_0, status="cancelled")
    campaign = campaign_for("pre_arrival", hotel=hotel)

    assert named(campaign, noon(DAY_0 - DAY)) == {stay.guest_id: f"stay:{stay.pk}"}
    assert days_named(campaign, DAY_0 - 10 * DAY, 20) == [DAY_0 - n * DAY for n in (3, 2, 1)]


def test_two_rooms_are_one_arrival_and_one_departure(hotel):
    guest = GuestFactory()
    first = StayFactory(hotel=hotel, guest=guest, arrival=DAY_0)
    second = StayFactory(hotel=hotel, guest=guest, arrival=DAY_0)
    before, after = campaign_for("pre_arrival", hotel=hotel), campaign_for("post_stay", hotel=hotel)

    assert named(before, noon(DAY_0 - DAY)) == {guest.pk: f"stay:{first.pk}"}
    type(first).objects.filter(pk=first.pk).update(status="cancelled")
    assert named(before, noon(DAY_0 - DAY)) == {guest.pk: f"stay:{first.pk}"}  # one room less is no other arrival
    type(first).objects.filter(pk=second.pk).update(status="checked_out")
    assert named(after, noon(second.departure + 7 * DAY)) == {guest.pk: f"stay:{first.pk}"}


def test_an_offer_to_return_a_week_after_departure_unless_they_are_back(hotel):
    guest, back = GuestFactory(), GuestFactory()
    stay = left(hotel, guest, DAY_0)
    left(hotel, back, DAY_0)
    left(HotelFactory(), GuestFactory(), DAY_0)
    StayFactory(hotel=hotel, guest=back, arrival=DAY_0 + 6 * DAY, status="in_house")
    campaign = campaign_for("post_stay", hotel=hotel)

    assert named(campaign, noon(DAY_0 + 7 * DAY)) == {guest.pk: f"stay:{stay.pk}"}
    assert days_named(campaign, DAY_0, 30) == [DAY_0 + n * DAY for n in range(7, 12)]


def test_the_tenth_stay_and_the_twentieth(hotel):
    guest = regular(hotel, *(DAY_0 + n * 5 * DAY for n in range(-20, 0)))
    campaign = campaign_for("milestone_stay", hotel=hotel)
    tenth, twentieth = DAY_0 - 55 * DAY, DAY_0 - 5 * DAY

    assert named(campaign, noon(tenth + DAY)) == {guest.pk: "10"}
    assert named(campaign, noon(twentieth + DAY)) == {guest.pk: "20"}
    found = days_named(campaign, DAY_0 - 70 * DAY, 80)
    assert found == [day + n * DAY for day in (tenth, twentieth) for n in range(1, 8)]


def test_a_tenth_stay_elsewhere_is_another_hotels_to_thank_for(hotel):
    guest = regular(hotel, *(DAY_0 - n * 5 * DAY for n in range(1, 10)))
    other = HotelFactory()
    left(other, guest, DAY_0)

    assert named(campaign_for("milestone_stay", hotel=hotel), noon(DAY_0 + DAY)) == {}
    assert named(campaign_for("milestone_stay", hotel=other), noon(DAY_0 + DAY)) == {guest.pk: "10"}


# Silence


def test_dormant_after_180_days_without_a_booking(hotel):
    silent, booked = regular(hotel, DAY_0), regular(hotel, DAY_0)
    StayFactory(hotel=hotel, guest=booked, arrival=DAY_0 + 250 * DAY)
    campaign = campaign_for("dormancy")

    assert named(campaign, noon(DAY_0 + 180 * DAY)) == {silent.pk: DAY_0.isoformat()}
    assert days_named(campaign, DAY_0 + 170 * DAY) == [DAY_0 + n * DAY for n in range(180, 194)]


def test_dormancy_begins_where_the_house_says_or_the_campaign(hotel):
    regular(hotel, DAY_0)
    Thresholds.objects.update(loyal_days=90)
    assert days_named(campaign_for("dormancy"), DAY_0 + 80 * DAY)[0] == DAY_0 + 90 * DAY
    assert days_named(campaign_for("dormancy", days=100), DAY_0 + 80 * DAY)[0] == DAY_0 + 100 * DAY


def test_a_regular_is_going_quiet_after_one_and_a_half_gaps(hotel):
    guest = regular(hotel, DAY_0 - 41 * DAY, DAY_0)  # a gap of 41 days: longer than 61.5 days are 62
    regular(hotel, DAY_0)
    campaign = campaign_for("cooling")

    assert named(campaign, noon(DAY_0 + 62 * DAY)) == {guest.pk: DAY_0.isoformat()}
    assert days_named(campaign, DAY_0 + 50 * DAY) == [DAY_0 + n * DAY for n in range(62, 69)]


def test_nobody_is_going_quiet_who_is_dormant(hotel):
    regular(hotel, DAY_0 - 119 * DAY, DAY_0)  # 1.5 gaps: 178 days
    campaign = campaign_for("cooling")

    assert days_named(campaign, DAY_0 + 170 * DAY) == [DAY_0 + n * DAY for n in (179,)]
    regular(hotel, DAY_0 - 200 * DAY, DAY_0)
    assert days_named(campaign, DAY_0 + 290 * DAY, 30) == []


def test_before_the_next_trip_by_the_guests_own_rhythm(hotel):
    guest, often = regular(hotel, DAY_0 - 60 * DAY, DAY_0), regular(hotel, DAY_0 - 10 * DAY, DAY_0)
    campaign = campaign_for("predicted_trip")
    expected = DAY_0 - DAY + 60 * DAY

    found = named(campaign, noon(expected - 15 * DAY))
    assert found == {guest.pk: (DAY_0 - DAY).isoformat()}
    assert often.pk not in found
    assert days_named(campaign, DAY_0, 70) == [expected - n * DAY for n in range(15, 8, -1)]
    StayFactory(hotel=hotel, guest=guest, arrival=expected)
    assert named(campaign, noon(expected - 15 * DAY)) == {}


# Feedback


@pytest.mark.parametrize(
    ("scores", "is_low"),
    [({"nps": 6}, True), ({"nps": 7}, False), ({"csat": 2}, True), ({"csat": 3}, False), ({"nps": 9, "csat": 1}, True)],
)
def test_after_a_low_score(hotel, scores, is_low):
    at = clock(DAY_0, "18:00")
    row = InvitationFactory(hotel=hotel, finished_at=at, **scores)
    campaign = campaign_for("low_score", hotel=hotel)

    assert named(campaign, noon(DAY_0 + 2 * DAY)) == ({row.guest_id: f"answer:{row.pk}"} if is_low else {})
    assert len(days_named(campaign, DAY_0, 30)) == (14 if is_low else 0)
    assert named(campaign_for("low_score"), noon(DAY_0 + 2 * DAY)) == {}  # another hotel's


def test_after_a_low_score_people_talk_first(hotel):
    row = InvitationFactory(hotel=hotel, nps=2, finished_at=clock(DAY_0, "18:00"))
    ticket = TicketFactory(hotel=hotel, guest=row.guest, at=clock(DAY_0, "18:00"))
    campaign = campaign_for("low_score", hotel=hotel)
    assert days_named(campaign, DAY_0, 10) == []

    type(ticket).objects.filter(pk=ticket.pk).update(state="resolved", resolved_at=clock(DAY_0 + 10 * DAY))

    assert days_named(campaign, DAY_0 + 10 * DAY, 10) == [DAY_0 + n * DAY for n in range(10, 16)]


def test_days_of_a_campaign_shift_what_can_be_shifted(hotel):
    StayFactory(hotel=hotel, arrival=DAY_0)
    week = campaign_for("pre_arrival", hotel=hotel, days=7)

    assert days_named(week, DAY_0 - 10 * DAY, 20) == [DAY_0 - n * DAY for n in range(7, 0, -1)]
