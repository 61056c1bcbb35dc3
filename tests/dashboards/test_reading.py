"""The reading of a scope: figures side by side with those before, and the sentences made of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from guests.models import Touchpoint
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from hotelcrm.dashboards.drawings import charts
from hotelcrm.dashboards.reading import read
from hotelcrm.dashboards.scope import scope_of
from hotelcrm.dashboards.sentences import sentences
from hotelcrm.dashboards.tiles import tiles
from stays.models import Channel, StayStatus
from tests.factories import (
    NOW,
    ChannelFactory,
    CompanyFactory,
    GuestFactory,
    HotelFactory,
    MembershipFactory,
    StayFactory,
    staff,
)

pytestmark = pytest.mark.django_db

YEARS = (date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1))  # two and one period before, and this one


@pytest.fixture
def hotel():
    return HotelFactory(code="hz", rooms=10)


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


@pytest.fixture
def reading(hotel, manager):
    def of(**asked):
        return read(scope_of(access_of(manager, hotel), asked, at=NOW), at=NOW)

    return of


def visit(hotel, arrival, guest=None, *, revenue=1000, nights=2, **fields):
    defaults = {"status": StayStatus.CHECKED_OUT, "departure": arrival + timedelta(days=nights)}
    guest = GuestFactory() if guest is None else guest
    return StayFactory(hotel=hotel, arrival=arrival, guest=guest, room_revenue=Decimal(revenue), **(defaults | fields))


def test_house_figures_of_both_periods(hotel, reading):
    visit(hotel, date(2026, 3, 1), revenue=3_650, nights=5)
    visit(hotel, date(2025, 3, 1), revenue=1_000, nights=2)

    found = reading()

    assert (found.now.house.sold, found.now.house.available, found.now.house.revenue) == (5, 3650, 3_650)
    assert (found.before.house.sold, found.before.house.adr) == (2, 500)
    assert sum(month.house.sold for month in found.months) == 5
    assert sum(month.house.available for month in found.months) == 3650


def test_stays_of_another_hotel_are_in_no_figure(hotel, reading):
    visit(hotel, date(2026, 3, 1), revenue=100)
    visit(HotelFactory(), date(2026, 3, 1), revenue=9_999)

    found = reading()

    assert (found.now.house.revenue, found.now.guests, found.now.bookings.all) == (100, 1, 1)


def test_direct_share_and_commission_are_of_room_revenue(hotel, reading):
    ota = ChannelFactory(code="ota", kind=Channel.Kind.OTA, commission=Decimal(15))
    visit(hotel, date(2026, 3, 1), revenue=600, channel=ChannelFactory(code="lobby"))
    visit(hotel, date(2026, 4, 1), revenue=400, channel=ota)

    found = reading()

    assert (found.now.direct_share, found.now.commission) == (Decimal("0.6"), 60)
    assert [(c.channel.code, c.revenue, c.net, c.share) for c in found.channels] == [
        ("lobby", 600, 600, Decimal("0.6")),
        ("ota", 400, 340, Decimal("0.4")),
    ]
    assert found.channels[1].net_share == Decimal(340) / Decimal(940)


def test_revenue_of_another_currency_is_in_no_amount(hotel, reading):
    visit(hotel, date(2026, 3, 1), revenue=100)
    visit(hotel, date(2026, 3, 5), revenue=9_999, currency="EUR")

    found = reading()

    assert (found.now.house.revenue, found.foreign_nights, found.now.house.adr) == (100, 2, 50)
    assert [channel.revenue for channel in found.channels] == [100]


def test_several_hotels_are_added_and_shown_apart(hotel, manager, reading):
    other = HotelFactory(code="sz", rooms=30)
    MembershipFactory(user=manager, hotel=other, role=Role.MANAGER)
    visit(hotel, date(2026, 3, 1), revenue=100)
    visit(other, date(2026, 3, 1), revenue=300)

    found = reading(hotel="all-CNY")

    assert (found.now.house.revenue, found.now.house.available) == (400, 40 * 365)
    assert [(of.code, house.revenue) for of, house in found.by_hotel] == [("hz", 100), ("sz", 300)]


def test_a_reading_takes_the_same_number_of_queries_with_one_stay_and_with_three(
    hotel, manager, django_assert_num_queries
):
    scope = scope_of(access_of(manager, hotel), {}, at=NOW)
    for _ in range(3):
        visit(hotel, date(2026, 3, 1))
        visit(hotel, date(2025, 3, 1))
        with django_assert_num_queries(20):
            read(scope, at=NOW)


# Use of briefs and observations


def test_a_brief_counts_when_it_was_opened_before_check_in(hotel, manager, reading):
    stays = [visit(hotel, date(2026, 3, 1)) for _ in range(3)]
    for stay, hours in zip(stays, (-1, 1, None), strict=True):
        if hours is not None:
            ReadLog.objects.create(
                user=manager,
                guest_id=stay.guest_id,
                what=ReadLog.What.BRIEF,
                object_id=stay.pk,
                at=stay.checked_in_at + timedelta(hours=hours),
            )

    staff_now = reading().now.staff

    assert (staff_now.arrivals, staff_now.briefed) == (3, 1)


def test_an_arrival_without_a_time_of_check_in_or_a_guest_is_not_judged(hotel, reading):
    visit(hotel, date(2026, 3, 1), checked_in_at=None)
    StayFactory(hotel=hotel, guest=None, arrival=date(2026, 3, 1), status=StayStatus.CHECKED_OUT)

    assert reading().now.staff.briefed_share is None


def test_observations_are_those_noted_at_the_hotel_in_the_period(hotel, reading):
    guest = visit(hotel, date(2026, 3, 1)).guest
    visit(hotel, date(2026, 3, 1))
    for number, (where, at) in enumerate(
        ((hotel, NOW - timedelta(days=9)), (HotelFactory(), NOW - timedelta(days=9)), (hotel, NOW))
    ):
        Touchpoint.objects.create(
            guest=guest, kind=Touchpoint.Kind.OBSERVATION, hotel=where, at=at, key=f"observe:{number}"
        )

    staff_now = reading().now.staff

    assert (staff_now.observations, staff_now.observations_per_hundred) == (1, 50)


# In words


def lost_company_guests(hotel):
    """Last year's guests all came back; of this year's missing ones, company guests had brought the most."""
    for number in range(30):
        guest = GuestFactory(company=CompanyFactory() if number < 3 else None)
        visit(hotel, YEARS[0], guest)
        visit(hotel, YEARS[1], guest, revenue=10_000 if number < 3 else 100)
        if number >= 9:
            visit(hotel, YEARS[2], guest)


def test_a_loss_that_many_share_is_said_to_be_spread(hotel, reading):
    for _ in range(4):
        visit(hotel, YEARS[1])

    assert sentences(reading())[0].rest == "headcount retention 0%: the loss is spread over 4 guests"


def test_the_first_sentence_says_what_a_few_guests_took_with_them(hotel, reading):
    lost_company_guests(hotel)

    first = sentences(reading())[0]

    assert first.lead == "Revenue retention fell from 100% to 6%"
    assert first.rest == (
        "and headcount retention went from 100% to 70%: "
        "half of the revenue that did not come again was that of 2 company guests"
    )
    assert first.core == 2
    assert (first.tone, first.icon, first.shows_left) == ("bad", "arrow-down-right", True)


def test_without_a_year_before_retention_is_told_without_a_change(hotel, reading):
    guest = GuestFactory()
    visit(hotel, YEARS[1], guest)
    visit(hotel, YEARS[2], guest)

    first = sentences(reading())[0]

    assert (first.lead, first.tone, first.shows_left) == ("Revenue retention is 100%", "plain", False)
    assert first.rest == "headcount retention 100%"


def test_revpar_names_what_moved_it(hotel, reading):
    visit(hotel, YEARS[1], revenue=1_000, nights=10)
    visit(hotel, YEARS[2], revenue=2_000, nights=10)

    leads = {said.lead: said.rest for said in sentences(reading())}

    assert leads["RevPAR rose from CN¥0 to CN¥1"] == "mostly by price: ADR +100%, occupancy ±0 points"


@pytest.mark.parametrize("opened_before", [False, True])
def test_unopened_briefs_are_news_only_to_a_house_that_opened_some(hotel, manager, reading, opened_before):
    guests = [GuestFactory() for _ in range(20)]
    stays = [visit(hotel, year, guest) for year in YEARS for guest in guests]
    if opened_before:
        at = stays[20].checked_in_at - timedelta(hours=1)
        facts = {"guest_id": stays[20].guest_id, "object_id": stays[20].pk}
        ReadLog.objects.create(user=manager, what=ReadLog.What.BRIEF, at=at, **facts)

    told = [said.lead for said in sentences(reading())]

    assert told == (["Check-in briefs were opened before 0% of arrivals"] if opened_before else [])


def test_when_nothing_moved_nothing_is_said(hotel, reading):
    guests = [GuestFactory(), GuestFactory()]
    for year in YEARS:
        for guest in guests:
            visit(hotel, year, guest)

    assert sentences(reading()) == []


def test_tiles_say_value_change_and_direction(hotel, reading):
    for year, count in ((YEARS[1], 4), (YEARS[2], 5)):
        for number in range(count):
            status = StayStatus.CANCELLED if number == 0 else StayStatus.CHECKED_OUT
            visit(hotel, year, status=status, revenue=1_000 if year == YEARS[1] else 1_100)

    found = {tile.label: tile for tile in tiles(reading())}

    assert (found["ADR"].value, found["ADR"].was) == ("CN¥550", "CN¥500")
    assert (found["ADR"].change.direction, found["ADR"].change.text, found["ADR"].change.css) == ("up", "10%", "up")
    cancelled = found["Cancelled"]
    assert (cancelled.value, cancelled.was, cancelled.change.text) == ("20%", "25%", "5")
    assert (cancelled.change.direction, cancelled.change.css) == ("down", "up")  # less is better here
    assert (found["Repeat rate"].change.direction, found["Repeat rate"].change.css) == ("same", "")


def test_tiles_of_a_period_without_stays_show_a_dash_and_no_change(hotel, reading):
    found = {tile.label: (tile.value, tile.change) for tile in tiles(reading())}

    assert found == {
        "Revenue retention": ("–", None),
        "Repeat rate": ("–", None),
        "Direct share": ("–", None),
        "Occupancy": ("0%", found["Occupancy"][1]),
        "ADR": ("–", None),
        "RevPAR": ("CN¥0", None),
        "Average length of stay": ("–", None),
        "Cancelled": ("–", None),
    }


def test_charts_have_the_numbers_of_the_reading(hotel, reading):
    visit(hotel, date(2026, 3, 1), revenue=3_100, nights=31)

    found = {chart.key: chart for chart in charts(reading())}
    march = found["house"].labels.index("Mar 2026")

    assert [series.values[march] for series in found["house"].series] == [10, 100, 10]
    assert found["house"].labels[0] == "21–30 Nov"
    assert len(found["house"].labels) == 13
    assert "retention" not in found  # nobody came the year before


def test_sentences_and_tiles_are_written_in_the_language_of_the_page(hotel, reading):
    guest = GuestFactory()
    visit(hotel, YEARS[1], guest)
    visit(hotel, YEARS[2], guest)
    with translation.override("zh-hans"):
        found = reading()
        assert sentences(found)[0].lead == "收入保持率为 100%"
        assert [tile.label for tile in tiles(found)][:3] == ["收入保持率", "复购率", "自有渠道占比"]
