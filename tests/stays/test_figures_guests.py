"""Retention, repeat rate and who left: the figures that say what a guest's going costs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hotelcrm.accounts.models import Hotel
from stays.figures import Period, channel_loyalty, core, left, repeat_rate, retention
from stays.models import Channel, Stay, StayStatus
from tests.factories import ChannelFactory, CompanyFactory, GuestFactory, HotelFactory, StayFactory

pytestmark = pytest.mark.django_db

LAST_YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
THIS_YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def visit(guest, arrival, *, revenue=100, **fields):
    defaults = {"status": StayStatus.CHECKED_OUT, "room_revenue": Decimal(revenue)}
    return StayFactory(guest=guest, arrival=arrival, **(defaults | fields))


def hundred_guests(hotel: Hotel, *, lost: int, lost_revenue: int, whole: int = 100_000) -> None:
    """A hundred guests last year who brought `whole`; `lost` of them, who brought `lost_revenue`, did not return."""
    for number in range(100):
        guest = GuestFactory()
        is_lost = number < lost
        share = Decimal(lost_revenue) / lost if is_lost else Decimal(whole - lost_revenue) / (100 - lost)
        visit(guest, date(2025, 3, 1), revenue=round(share, 2), hotel=hotel)
        if not is_lost:
            visit(guest, date(2026, 3, 1), revenue=1, hotel=hotel)


@pytest.mark.parametrize(
    ("lost", "lost_revenue", "headcount", "by_revenue"),
    [(2, 58_000, "0.98", "0.42"), (20, 3_000, "0.80", "0.97")],
    ids=["hotel A", "hotel B"],
)
def test_retention_of_the_worked_example(lost, lost_revenue, headcount, by_revenue):
    hundred_guests(HotelFactory(), lost=lost, lost_revenue=lost_revenue)

    found = retention(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY")

    assert found.headcount == Decimal(headcount)
    assert round(found.by_revenue, 4) == Decimal(by_revenue)
    assert (found.guests, found.lost) == (100, lost)


def test_retention_counts_all_that_was_charged_in_the_first_period_only():
    stayer, leaver = GuestFactory(), GuestFactory()
    visit(stayer, date(2025, 5, 1), revenue=100, other_revenue=Decimal(50))
    visit(stayer, date(2026, 5, 1), revenue=9_999)
    visit(leaver, date(2025, 5, 1), revenue=50)

    found = retention(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY")

    assert (found.revenue, found.revenue_kept, found.revenue_lost) == (200, 150, 50)
    assert found.by_revenue == Decimal("0.75")


def test_retention_leaves_out_guests_who_first_came_in_the_second_period():
    visit(GuestFactory(), date(2026, 5, 1))

    found = retention(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY")

    assert (found.guests, found.headcount, found.by_revenue) == (0, None, None)


@pytest.mark.parametrize("status", [StayStatus.BOOKED, StayStatus.CANCELLED, StayStatus.NO_SHOW])
def test_a_stay_that_did_not_take_place_brings_nobody_back(status):
    guest = GuestFactory()
    visit(guest, date(2025, 5, 1))
    visit(guest, date(2026, 5, 1), status=status)

    assert retention(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY").headcount == 0


def test_retention_counts_guests_of_every_currency_and_revenue_of_one():
    visit(GuestFactory(), date(2025, 5, 1), revenue=100, currency="CNY")
    visit(GuestFactory(), date(2025, 5, 1), revenue=700, currency="EUR")

    found = retention(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY")

    assert (found.guests, found.revenue) == (2, 100)


def test_an_unknown_guest_belongs_to_no_guest_figure():
    visit(None, date(2025, 5, 1))
    visit(None, date(2025, 6, 1))

    assert retention(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY").guests == 0
    assert repeat_rate(Stay.objects.all(), LAST_YEAR) == (0, 0)


def test_repeat_rate_counts_guests_with_two_stays_in_the_window():
    twice, once, across = GuestFactory(), GuestFactory(), GuestFactory()
    visit(twice, date(2025, 1, 1))
    visit(twice, date(2025, 12, 31))
    visit(once, date(2025, 5, 1))
    visit(across, date(2024, 12, 31))
    visit(across, date(2025, 5, 1))

    assert repeat_rate(Stay.objects.all(), LAST_YEAR) == (3, 1)


def test_a_channel_is_credited_with_the_guests_whose_first_stay_it_brought():
    ota = ChannelFactory(code="ota", kind=Channel.Kind.OTA)
    direct = ChannelFactory(code="desk")
    moved, once = GuestFactory(), GuestFactory()
    visit(moved, date(2025, 2, 1), channel=ota)
    visit(moved, date(2025, 8, 1), channel=direct)
    visit(once, date(2025, 2, 1), channel=direct)

    found = {row.channel_id: (row.guests, row.repeaters) for row in channel_loyalty(Stay.objects.all(), LAST_YEAR)}

    assert found == {ota.pk: (1, 1), direct.pk: (1, 0)}


def test_left_lists_those_who_brought_most_first_with_their_share_of_the_loss():
    rich, poor, stayer = GuestFactory(), GuestFactory(), GuestFactory()
    visit(rich, date(2025, 2, 1), revenue=600)
    visit(rich, date(2025, 9, 1), revenue=200)
    visit(poor, date(2025, 3, 1), revenue=200)
    visit(stayer, date(2025, 3, 1), revenue=5_000)
    visit(stayer, date(2026, 3, 1))

    found = left(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY", limit=10)

    assert [(row.guest_id, row.stays, row.revenue, row.share) for row in found] == [
        (rich.pk, 2, 800, Decimal("0.8")),
        (poor.pk, 1, 200, Decimal("0.2")),
    ]
    assert found[0].last_arrival == date(2025, 9, 1)


def test_left_shares_are_of_the_whole_loss_on_every_page():
    for revenue in (500, 300, 200):
        visit(GuestFactory(), date(2025, 2, 1), revenue=revenue)

    second = left(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY", limit=1, offset=1)

    assert [row.share for row in second] == [Decimal("0.3")]


def test_core_is_the_fewest_guests_who_brought_half_of_what_went():
    company = CompanyFactory()
    for revenue, employer in ((400, company), (200, None), (200, company), (200, None)):
        visit(GuestFactory(company=employer), date(2025, 2, 1), revenue=revenue)

    found = core(left(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY", limit=10))

    assert found is not None
    assert (found.size, found.of_companies, found.revenue) == (2, 1, 600)


def test_there_is_no_core_when_the_listed_guests_do_not_reach_half():
    for _ in range(5):
        visit(GuestFactory(), date(2025, 2, 1))

    assert core(left(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY", limit=2)) is None
    assert core([]) is None


def test_figures_of_guests_take_the_same_number_of_queries_whatever_the_size(django_assert_num_queries):
    for _ in range(3):
        visit(GuestFactory(), date(2025, 2, 1) + timedelta(days=1))

    with django_assert_num_queries(4):
        retention(Stay.objects.all(), LAST_YEAR, THIS_YEAR, currency="CNY")
        repeat_rate(Stay.objects.all(), LAST_YEAR)
        channel_loyalty(Stay.objects.all(), LAST_YEAR)
