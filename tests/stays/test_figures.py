"""Periods, room nights and bookings: the figures of the house."""

from datetime import date
from decimal import Decimal

import pytest

from stays.figures import Period, bookings, house, lead_buckets, lead_time, nights
from stays.models import Stay, StayStatus
from tests.factories import ChannelFactory, HotelFactory, StayFactory

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))


def stayed(arrival, departure, revenue=0, **fields):
    defaults = {"status": StayStatus.CHECKED_OUT, "room_revenue": Decimal(revenue)}
    return StayFactory(arrival=arrival, departure=departure, **(defaults | fields))


def by_month(rows):
    """Nights and revenue of each month, all hotels together."""
    months = {}
    for row in rows:
        slept, revenue = months.get(row.month, (0, 0))
        months[row.month] = slept + row.nights, revenue + row.revenue
    return months


# Periods


def test_the_last_twelve_months_end_yesterday_and_are_compared_with_the_twelve_before():
    period = Period.last_months(12, today=date(2026, 11, 21))

    assert (period.start, period.end, period.last) == (date(2025, 11, 21), date(2026, 11, 21), date(2026, 11, 20))
    assert period.before() == Period(date(2024, 11, 21), date(2025, 11, 21), 12)


def test_a_period_in_days_is_compared_with_as_many_days():
    period = Period.last_days(30, today=date(2026, 3, 1))

    assert period.days == 30
    assert period.before() == Period(date(2025, 12, 31), date(2026, 1, 30))


def test_a_year_before_the_29th_of_february_is_the_28th():
    assert Period(date(2024, 2, 29), date(2024, 3, 1)).year_before() == Period(date(2023, 2, 28), date(2023, 3, 1))


def test_months_of_a_period_are_cut_at_its_edges():
    months = list(Period(date(2025, 12, 10), date(2026, 2, 3)).by_month())

    assert months == [
        Period(date(2025, 12, 10), date(2026, 1, 1)),
        Period(date(2026, 1, 1), date(2026, 2, 1)),
        Period(date(2026, 2, 1), date(2026, 2, 3)),
    ]


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 2, 1), date(2026, 1, 1))


# Room nights


@pytest.mark.django_db
def test_nights_of_a_stay_across_the_boundary_are_split_with_their_revenue():
    stayed(date(2026, 5, 30), date(2026, 6, 3), 400)  # two nights in May, two in June
    stayed(date(2026, 6, 29), date(2026, 7, 2), 300)  # two nights in June, one in July

    assert by_month(nights(Stay.objects.all(), JUNE)) == {date(2026, 6, 1): (4, Decimal(400))}


@pytest.mark.django_db
def test_nights_of_two_neighbouring_periods_add_up_to_those_of_both():
    stayed(date(2026, 5, 20), date(2026, 7, 10), 1_020)
    whole = nights(Stay.objects.all(), Period(date(2026, 5, 1), date(2026, 8, 1)))

    parts = [
        row
        for period in (Period(date(2026, 5, 1), date(2026, 6, 13)), Period(date(2026, 6, 13), date(2026, 8, 1)))
        for row in nights(Stay.objects.all(), period)
    ]

    assert sum(row.nights for row in parts) == sum(row.nights for row in whole) == 51
    assert round(sum(row.revenue for row in parts), 6) == round(sum(row.revenue for row in whole), 6) == 1_020


@pytest.mark.django_db
def test_nights_of_a_stay_of_several_months_fall_on_each_of_them():
    stayed(date(2026, 1, 30), date(2026, 4, 2), 620)  # 2 + 28 + 31 + 1 nights at 10

    found = by_month(nights(Stay.objects.all(), Period(date(2026, 1, 1), date(2026, 5, 1))))

    assert {month: (slept, round(revenue, 6)) for month, (slept, revenue) in found.items()} == {
        date(2026, 1, 1): (2, 20),
        date(2026, 2, 1): (28, 280),
        date(2026, 3, 1): (31, 310),
        date(2026, 4, 1): (1, 10),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 6, 30)])
def test_a_day_use_earns_on_its_day_and_sells_no_night(day):
    stayed(day, day, 90)

    assert by_month(nights(Stay.objects.all(), JUNE)) == {date(2026, 6, 1): (0, Decimal(90))}


@pytest.mark.django_db
def test_a_day_use_on_the_day_after_the_period_is_not_in_it():
    stayed(date(2026, 7, 1), date(2026, 7, 1), 90)

    assert nights(Stay.objects.all(), JUNE) == []


@pytest.mark.django_db
def test_a_guest_who_leaves_on_the_first_day_slept_no_night_of_the_period():
    stayed(date(2026, 5, 30), date(2026, 6, 1), 200)

    assert nights(Stay.objects.all(), JUNE) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "sold"),
    [
        (StayStatus.BOOKED, 0),
        (StayStatus.IN_HOUSE, 2),
        (StayStatus.CHECKED_OUT, 2),
        (StayStatus.CANCELLED, 0),
        (StayStatus.NO_SHOW, 0),
    ],
)
def test_a_night_is_sold_when_somebody_came(status, sold):
    stayed(date(2026, 6, 5), date(2026, 6, 7), status=status)

    assert sum(row.nights for row in nights(Stay.objects.all(), JUNE)) == sold


@pytest.mark.django_db
def test_nights_are_kept_apart_by_hotel_channel_and_currency():
    one, other = HotelFactory(), HotelFactory()
    ota = ChannelFactory(code="ota")
    stayed(date(2026, 6, 5), date(2026, 6, 6), 100, hotel=one)
    stayed(date(2026, 6, 5), date(2026, 6, 6), 200, hotel=one, channel=ota)
    stayed(date(2026, 6, 5), date(2026, 6, 6), 300, hotel=other)
    stayed(date(2026, 6, 5), date(2026, 6, 6), 400, hotel=other, currency="EUR")

    found = {(row.hotel_id, row.channel_id, row.currency): row.revenue for row in nights(Stay.objects.all(), JUNE)}
    desk = ChannelFactory().pk

    assert found == {
        (one.pk, desk, "CNY"): 100,
        (one.pk, ota.pk, "CNY"): 200,
        (other.pk, desk, "CNY"): 300,
        (other.pk, desk, "EUR"): 400,
    }


@pytest.mark.django_db
def test_house_figures_of_a_half_full_house():
    stayed(date(2026, 6, 1), date(2026, 6, 16), 9_000)  # 15 nights of 30 in a house of one room

    found = house(nights(Stay.objects.all(), JUNE), rooms=1, days=JUNE.days, currency="CNY")

    assert (found.occupancy, found.adr, found.revpar) == (Decimal("0.5"), Decimal(600), Decimal(300))


@pytest.mark.django_db
def test_another_currency_fills_the_house_and_stays_out_of_its_rates():
    stayed(date(2026, 6, 1), date(2026, 6, 11), 1_000)
    stayed(date(2026, 6, 11), date(2026, 6, 21), 7_000, currency="EUR")

    found = house(nights(Stay.objects.all(), JUNE), rooms=1, days=30, currency="CNY")

    assert (found.sold, found.priced, found.adr) == (20, 10, Decimal(100))


def test_house_without_rooms_or_nights_has_no_rates():
    found = house([], rooms=0, days=30, currency="CNY")

    assert (found.occupancy, found.adr, found.revpar) == (None, None, None)


# Bookings


@pytest.mark.django_db
def test_bookings_are_counted_by_what_became_of_them():
    for status, count in (
        (StayStatus.CHECKED_OUT, 5),
        (StayStatus.CANCELLED, 3),
        (StayStatus.NO_SHOW, 1),
        (StayStatus.BOOKED, 1),
    ):
        for _ in range(count):
            stayed(date(2026, 6, 5), date(2026, 6, 8), status=status)
    stayed(date(2026, 7, 1), date(2026, 7, 3), status=StayStatus.CANCELLED)

    found = bookings(Stay.objects.all(), JUNE)

    assert (found.all, found.cancellation_rate, found.no_show_rate) == (10, Decimal("0.3"), Decimal("0.1"))
    assert (found.lost_rate, found.alos) == (Decimal("0.4"), 3)


@pytest.mark.django_db
def test_length_of_stay_counts_day_uses_and_whole_stays():
    stayed(date(2026, 6, 5), date(2026, 6, 5))
    stayed(date(2026, 6, 29), date(2026, 7, 3))  # four nights, though only two of them are in June

    assert bookings(Stay.objects.all(), JUNE).alos == 2


@pytest.mark.django_db
def test_anonymous_share_says_how_many_stays_have_no_guest():
    stayed(date(2026, 6, 5), date(2026, 6, 6))
    stayed(date(2026, 6, 5), date(2026, 6, 6), guest=None)
    stayed(date(2026, 6, 5), date(2026, 6, 6), guest=None, status=StayStatus.CANCELLED)

    assert bookings(Stay.objects.all(), JUNE).anonymous_share == Decimal("0.5")


@pytest.mark.django_db
def test_no_bookings_have_no_rates():
    found = bookings(Stay.objects.all(), JUNE)

    assert (found.all, found.cancellation_rate, found.alos, found.anonymous_share) == (0, None, None, None)
    assert lead_time(Stay.objects.all(), JUNE) == (None, None)


@pytest.mark.django_db
def test_lead_time_and_its_buckets_with_bounds_on_the_right_side():
    for booked_on, status in (
        (date(2026, 6, 20), StayStatus.CHECKED_OUT),  # the day of arrival
        (date(2026, 6, 13), StayStatus.CANCELLED),  # 7 days before: still the first bucket
        (date(2026, 6, 12), StayStatus.CHECKED_OUT),  # 8 days
        (date(2025, 6, 19), StayStatus.NO_SHOW),  # 366 days
        (None, StayStatus.CANCELLED),
    ):
        stayed(date(2026, 6, 20), date(2026, 6, 21), booked_on=booked_on, status=status)

    mean, median = lead_time(Stay.objects.all(), JUNE)
    buckets = {(b.above, b.up_to): (b.bookings, b.lost) for b in lead_buckets(Stay.objects.all(), JUNE)}

    assert (mean, median) == (Decimal("95.25"), Decimal("7.5"))
    assert buckets == {
        (-1, 7): (2, 1),
        (7, 30): (1, 0),
        (30, 90): (0, 0),
        (90, 180): (0, 0),
        (180, 365): (0, 0),
        (365, None): (1, 1),
    }
