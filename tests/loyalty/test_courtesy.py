"""Late check-outs: what is advised for whom tonight, why, and what promising one writes down."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from guests.actions import merge_guests
from guests.models import Guest, Touchpoint
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.desk.leaving import terms
from loyalty.actions.courtesy import (
    BeforeNoon,
    BeyondAdvice,
    NobodyToGrant,
    NothingAdvised,
    ReasonMissing,
    StayIsOver,
    grant,
    release_moved,
    take_back,
)
from loyalty.actions.enrolling import enrol
from loyalty.models import BenefitUse, CourtesyGrant, CourtesyRule, Member, Tier
from loyalty.queries.courtesy import Courtesy, advice_for, occupancies
from stays.actions import check_out, detach_guest
from stays.models import Stay
from tests.factories import NOW, TODAY, CompanyFactory, GuestFactory, HotelFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(rooms=10)


@pytest.fixture
def by() -> User:
    return UserFactory(display_name="Li")


@pytest.fixture
def leaving(hotel: Hotel) -> Stay:
    return leaves(hotel)


def leaves(hotel: Hotel, **fields) -> Stay:
    """A stay that leaves today."""
    fields = {"arrival": TODAY - 2 * DAY, "departure": TODAY, "status": "in_house"} | fields
    return StayFactory(hotel=hotel, **fields)


def fill(hotel: Hotel, rooms: int) -> None:
    """So many rooms taken tonight."""
    StayFactory.create_batch(rooms, hotel=hotel, status="in_house", arrival=TODAY - DAY, departure=TODAY + DAY)


def join(guest: Guest, hotel: Hotel, tier: str) -> Member:
    member = enrol(guest, hotel=hotel, by=None, at=NOW)
    Member.objects.filter(pk=member.pk).update(tier=Tier.objects.get(code=tier))
    return member


def ask(stay: Stay) -> Courtesy:
    return advice_for([stay], hotel=stay.hotel, today=TODAY)[stay.pk]


def advised(stay: Stay) -> tuple[time | None, str]:
    courtesy = ask(stay)
    return (courtesy.advice.until if courtesy.advice else None, courtesy.reason)


# The three cases of a front office manager


def test_an_ordinary_guest_on_a_full_day_and_on_a_quiet_one(hotel: Hotel, leaving: Stay):
    fill(hotel, 8)
    assert advised(leaving) == (time(14), "Tonight 80% full")

    fill(hotel, 1)
    assert advised(leaving) == (time(13), "Tonight 90% full")


def test_a_company_regular_and_a_gold_member(hotel: Hotel):
    fill(hotel, 9)
    gold, regular = leaves(hotel), leaves(hotel, company=CompanyFactory())
    join(gold.guest, hotel, "gold")
    StayFactory(
        hotel=HotelFactory(),
        guest=regular.guest,
        company=regular.company,
        arrival=TODAY - 300 * DAY,
        status="checked_out",
    )

    assert advised(gold) == (time(16), "Gold member; tonight 90% full")
    assert advised(regular) == (time(16), "Company regular; tonight 90% full")


def test_the_top_tier_and_a_vip_pay_no_half_day_and_are_not_inspected(hotel: Hotel):
    fill(hotel, 9)
    top, vip = leaves(hotel), leaves(hotel, guest=GuestFactory(vip_level=1))
    join(top.guest, hotel, "platinum")

    for stay, reason in [(top, "Platinum member; tonight 90% full"), (vip, "VIP; tonight 90% full")]:
        assert advised(stay) == (time(18), reason)
        advice = ask(stay).advice
        assert advice is not None
        assert (advice.fee, advice.waives_half_day, advice.no_inspection) == (0, True, True)


# What counts


@pytest.mark.parametrize(
    "fields",
    [
        {"departure": TODAY - 366 * DAY, "arrival": TODAY - 370 * DAY, "status": "checked_out"},
        {"arrival": TODAY - 20 * DAY, "status": "cancelled"},
        {"arrival": TODAY - 20 * DAY, "status": "checked_out", "company": None},
    ],
)
def test_a_stay_long_ago_called_off_or_private_makes_no_company_regular(hotel: Hotel, fields):
    firm = CompanyFactory()
    stay = leaves(hotel, company=firm)
    StayFactory(**({"hotel": hotel, "guest": stay.guest, "company": firm} | fields))

    assert advised(stay)[0] == time(14)


@pytest.mark.parametrize("change", [{"closed_on": TODAY}, {"tier": "silver"}])
def test_a_closed_account_or_a_lower_tier_counts_for_nothing(hotel: Hotel, leaving: Stay, change):
    join(leaving.guest, hotel, change.pop("tier", "gold"))
    Member.objects.update(**change) if change else None

    assert advised(leaving)[0] == time(14)


def test_a_hotels_own_line_comes_first(hotel: Hotel, leaving: Stay):
    CourtesyRule.objects.create(hotel=hotel, order=99, who="anybody", until=time(12, 30), fee_percent=50)
    CourtesyRule.objects.create(hotel=HotelFactory(), order=1, who="anybody", until=time(23))

    advice = ask(leaving).advice

    assert advice is not None
    assert (advice.until, advice.fee) == (time(12, 30), Decimal("300.00"))


def test_the_table_is_read_a_hotels_own_lines_first(hotel: Hotel):
    own = CourtesyRule.objects.create(hotel=hotel, order=99, who="anybody", until=time(12))

    rules = list(CourtesyRule.objects.all())

    assert rules[0] == own
    assert [rule.order for rule in rules[1:]] == [10, 20, 30, 40, 50, 60]


def test_tonights_rooms_are_those_who_stay_over_and_those_still_expected(hotel: Hotel):
    fill(hotel, 2)  # stay over
    StayFactory(hotel=hotel)  # arrives today
    StayFactory(hotel=hotel, arrival=TODAY - 3 * DAY, departure=TODAY + DAY)  # waited for since
    StayFactory(hotel=hotel, arrival=TODAY - 4 * DAY, departure=TODAY + DAY)  # no longer
    StayFactory(hotel=hotel, arrival=TODAY + DAY)  # not tonight
    StayFactory(hotel=hotel, departure=TODAY, status="in_house")  # day use
    leaves(hotel)
    for status in ("cancelled", "no_show", "checked_out"):
        StayFactory(hotel=hotel, status=status)
    StayFactory(hotel=HotelFactory())

    full = occupancies(hotel, {TODAY, TODAY + DAY}, today=TODAY)

    assert full == {TODAY: Decimal(40), TODAY + DAY: Decimal(20)}


def test_a_later_departure_is_advised_by_its_own_night(hotel: Hotel):
    stay = StayFactory(hotel=hotel, departure=TODAY + DAY)
    StayFactory.create_batch(9, hotel=hotel, arrival=TODAY + DAY)

    assert advised(stay) == (time(13), "90% booked that night")


def test_who_should_have_left_is_advised_for_today(hotel: Hotel):
    stay = leaves(hotel, departure=TODAY - DAY)

    assert (ask(stay).on, ask(stay).reason) == (TODAY, "Tonight 0% full")


def test_nothing_is_advised_for_a_stay_that_is_over_or_without_a_line(hotel: Hotel, leaving: Stay):
    over = leaves(hotel, status="checked_out")
    assert advised(over) == (None, "")

    CourtesyRule.objects.all().delete()
    assert advised(leaving) == (None, "")


def test_the_reason_speaks_the_language_of_the_page(hotel: Hotel, leaving: Stay):
    join(leaving.guest, hotel, "gold")

    with translation.override("zh-hans"):
        assert ask(leaving).reason == "金卡会员；今晚出租率 0%"


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_three_stays_as_for_one(hotel: Hotel, rows: int, django_assert_num_queries):
    stays = [leaves(hotel) for _ in range(rows)]
    for stay in stays:
        join(stay.guest, hotel, "gold")

    with django_assert_num_queries(5):
        found = advice_for(stays, hotel=hotel, today=TODAY)
        reasons = {courtesy.reason for courtesy in found.values()}

    assert (len(found), reasons) == (rows, {"Gold member; tonight 0% full"})


# Promising


def test_the_advised_hour_is_promised_and_counts_as_a_use(hotel: Hotel, leaving: Stay, by: User):
    row = grant(leaving, by=by, at=NOW)

    assert (row.until, row.on, row.advised, row.fee, row.currency, row.by) == (time(14), TODAY, time(14), 0, "CNY", by)
    use = BenefitUse.objects.get()
    assert (use.guest, use.benefit.code, use.stay, use.hotel, use.on) == (
        leaving.guest,
        "late-check-out",
        leaving,
        hotel,
        TODAY,
    )
    moment = Touchpoint.objects.get(guest=leaving.guest, kind="loyalty")
    assert (moment.details, moment.by) == ({"what": "courtesy", "until": "14:00"}, by)
    assert ask(leaving).grant == row


def test_terms_are_those_of_the_line(hotel: Hotel, by: User):
    CourtesyRule.objects.create(hotel=hotel, order=1, who="anybody", until=time(15), fee_percent=50, no_inspection=True)
    row = grant(leaves(hotel), by=by, at=NOW)

    assert (row.until, row.fee, row.no_inspection) == (time(15), Decimal("300.00"), True)


def test_the_same_hour_again_changes_nothing(leaving: Stay, by: User):
    first = grant(leaving, by=by, at=NOW)
    again = grant(leaving, by=UserFactory(), at=NOW + timedelta(minutes=1))

    assert (again, again.by, BenefitUse.objects.count()) == (first, by, 1)


def test_another_hour_replaces_the_promise_and_stays_one_use(leaving: Stay, by: User):
    grant(leaving, by=by, at=NOW)
    row = grant(leaving, until=time(13, 30), by=by, at=NOW)

    assert CourtesyGrant.objects.get() == row
    assert (row.until, BenefitUse.objects.count()) == (time(13, 30), 1)
    assert Touchpoint.objects.get(kind="loyalty").details["until"] == "13:30"


def test_later_than_advised_needs_the_right_and_a_reason(leaving: Stay, by: User):
    with pytest.raises(BeyondAdvice, match="Advised is 14:00 at the latest"):
        grant(leaving, until=time(15), reason="flight at six", by=by, at=NOW)
    with pytest.raises(ReasonMissing):
        grant(leaving, until=time(15), by=by, at=NOW, may_exceed=True)
    assert not CourtesyGrant.objects.exists()

    row = grant(leaving, until=time(15), reason="flight at six", by=by, at=NOW, may_exceed=True)

    assert (row.until, row.advised, row.reason) == (time(15), time(14), "flight at six")
    assert row.fee == ask(leaving).beyond == leaving.rate / 2 > 0  # the half-day charge


def test_for_whom_the_half_day_charge_is_waived_later_costs_nothing(hotel: Hotel, by: User):
    vip = leaves(hotel, guest=GuestFactory(vip_level=1))

    row = grant(vip, until=time(20), reason="flight", by=by, at=NOW, may_exceed=True)

    assert (row.fee, row.waives_half_day) == (0, True)
    assert terms(ask(vip), row) == ["no half-day charge", "no room inspection"]


def test_without_a_guest_the_promise_and_its_use_are_gone(leaving: Stay, by: User):
    grant(leaving, by=by, at=NOW)
    detach_guest(leaving, by=by, at=NOW)

    assert CourtesyGrant.objects.get().cancelled_at == NOW
    assert BenefitUse.objects.get().cancelled_by == by
    assert not Touchpoint.objects.filter(kind="loyalty").exists()


@pytest.mark.parametrize(
    "change", [{"departure": TODAY + DAY}, {"status": "cancelled"}, {"status": "no_show"}, {"guest": None}]
)
def test_what_an_import_moved_or_called_off_is_released_within_the_hour(leaving: Stay, by: User, change):
    grant(leaving, by=by, at=NOW)
    grant(leaves(leaving.hotel), by=by, at=NOW)
    Stay.objects.filter(pk=leaving.pk).update(**change)

    assert (release_moved(at=NOW), release_moved(at=NOW)) == (1, 0)

    held = dict(CourtesyGrant.objects.values_list("stay", "cancelled_at"))
    assert (held.pop(leaving.pk), list(held.values())) == (NOW, [None])
    assert BenefitUse.objects.get(stay=leaving).cancelled_at == NOW


def test_who_leaves_a_day_early_has_not_used_it(hotel: Hotel, by: User):
    stay = leaves(hotel, departure=TODAY + DAY)
    grant(stay, by=by, at=NOW)

    check_out(stay, by=by, at=NOW)

    assert BenefitUse.objects.get().cancelled_at == NOW


def test_who_should_have_left_before_keeps_the_promise_of_the_day(hotel: Hotel, by: User):
    stay = leaves(hotel, departure=TODAY - DAY)
    assert grant(stay, by=by, at=NOW).on == TODAY

    assert release_moved(at=NOW + DAY) == 0


def test_once_the_guest_has_left_the_use_stays(leaving: Stay, by: User):
    grant(leaving, by=by, at=NOW)
    check_out(leaving, by=by, at=NOW)

    with pytest.raises(StayIsOver):
        take_back(leaving, by=by, at=NOW)
    assert BenefitUse.objects.get().cancelled_at is None


def test_what_cannot_be_promised(hotel: Hotel, leaving: Stay, by: User):
    with pytest.raises(NobodyToGrant):
        grant(leaves(hotel, guest=None), by=by, at=NOW)
    with pytest.raises(StayIsOver):
        grant(leaves(hotel, status="checked_out"), by=by, at=NOW)
    with pytest.raises(BeforeNoon):
        grant(leaving, until=time(12), by=by, at=NOW)
    CourtesyRule.objects.all().delete()
    with pytest.raises(NothingAdvised):
        grant(leaving, by=by, at=NOW)
    with pytest.raises(BeyondAdvice):
        grant(leaving, until=time(13), by=by, at=NOW)
    assert not BenefitUse.objects.exists()


def test_taken_back_it_is_no_use_and_no_moment(leaving: Stay, by: User):
    grant(leaving, by=by, at=NOW)
    take_back(leaving, by=by, at=NOW)

    assert ask(leaving).grant is None
    use = BenefitUse.objects.get()
    assert (use.cancelled_at, use.cancelled_by) == (NOW, by)
    assert not Touchpoint.objects.filter(kind="loyalty").exists()
    assert take_back(leaving, by=by, at=NOW) is None


def test_promised_again_it_is_another_use(leaving: Stay, by: User):
    grant(leaving, by=by, at=NOW)
    take_back(leaving, by=by, at=NOW)
    row = grant(leaving, by=by, at=NOW)

    assert (row.cancelled_at, ask(leaving).grant) == (None, row)
    assert sorted(use.cancelled_at is None for use in BenefitUse.objects.all()) == [False, True]


def test_a_promise_for_another_last_day_does_not_hold(leaving: Stay, by: User):
    grant(leaving, by=by, at=NOW)
    Stay.objects.update(departure=TODAY + DAY)
    leaving.refresh_from_db()
    assert ask(leaving).grant is None

    row = grant(leaving, by=by, at=NOW)

    assert (row.on, BenefitUse.objects.get().on) == (TODAY + DAY, TODAY + DAY)


def test_after_a_merge_the_promise_is_still_taken_back(leaving: Stay, by: User):
    grant(leaving, by=by, at=NOW)
    survivor = GuestFactory()
    merge_guests(survivor, absorbed=leaving.guest, by=by, at=NOW)

    take_back(Stay.objects.get(pk=leaving.pk), by=by, at=NOW)

    assert not Touchpoint.objects.filter(kind="loyalty").exists()
