"""``manage.py stay_figures``: the figures of the database as JSON."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from stays.models import StayStatus
from tests.factories import ChannelFactory, HotelFactory, StayFactory

pytestmark = pytest.mark.django_db


def figures(*args):
    out = io.StringIO()
    call_command("stay_figures", "--json", *args, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def city():
    return HotelFactory(code="city", name_en="City Hotel", currency="EUR")


def row(hotel, arrival, departure, *, rate="100", **fields):
    """A booking as an import of the hotel bookings file leaves it."""
    said = {"distribution_channel": "TA/TO", "is_repeated_guest": "0", "meal": "BB", "country": "PRT"}
    said |= {"previous_cancellations": "0", "previous_bookings_not_canceled": "0", "deposit_type": "No Deposit"}
    extra = said | fields.pop("extra", {})
    defaults = {"status": StayStatus.CHECKED_OUT, "guest": None, "currency": "EUR", "rate": Decimal(rate)}
    return StayFactory(
        hotel=hotel,
        arrival=arrival,
        departure=departure,
        extra={key: value for key, value in extra.items() if value is not None},
        **(defaults | fields),
    )


def test_figures_of_a_few_rows(city):
    resort = HotelFactory(code="resort", name_en="Resort Hotel", currency="EUR")
    row(city, date(2016, 7, 30), date(2016, 8, 2), rate="100.10", booked_on=date(2016, 7, 20))
    row(resort, date(2016, 8, 1), date(2016, 8, 2), rate="300", extra={"distribution_channel": "Direct"})
    row(resort, date(2016, 8, 1), date(2016, 8, 1), rate="0", extra={"is_repeated_guest": "1"})
    row(city, date(2016, 8, 3), date(2016, 8, 5), status=StayStatus.CANCELLED, extra={"country": "CN"})

    found = figures()

    assert found["rows"] == 4
    assert (found["canceled"], found["cancel_rate"]) == (1, 25.0)
    assert found["cancel_by_hotel"] == {"City Hotel": 50.0, "Resort Hotel": 0.0}
    assert found["reservation_status"] == {"Check-Out": 3, "Canceled": 1}
    assert (found["room_nights_co"], found["room_rev_co"], found["ADR_weighted_co"]) == (4, 600.3, 150.075)
    assert (found["ALOS_co"], found["zero_night_checkouts"]) == (1.333, 1)
    assert found["by_hotel_co"] == {
        "City Hotel": {"b": 1, "n": 3, "rev": 300.3, "adr": 100.1},
        "Resort Hotel": {"b": 2, "n": 1, "rev": 300.0, "adr": 300.0},
    }
    assert found["channel_share_rev_co"] == {"Direct": 49.975, "TA/TO": 50.025}
    assert (found["repeat_n"], found["repeat_rate_all"], found["repeat_rate_checkout"]) == (1, 25.0, 33.3333)
    assert found["repeat_flag_contradiction: repeated & prev==0"] == 1
    assert found["country_codes_not_iso3"] == ["CN"]
    assert (found["CN"], found["CHN"], found["countries"]) == (1, 0, 2)
    assert found["arrival_min_max"] == ["2016-07-30 00:00:00", "2016-08-03 00:00:00"]
    assert found["checkouts_by_month"] == {"2016-07": 1, "2016-08": 2}
    assert (found["adr_zero"], found["adr_max"]) == (1, 300.0)


def test_look_alikes_are_rows_that_say_what_an_earlier_one_says(city):
    for _ in range(3):
        row(city, date(2016, 8, 1), date(2016, 8, 2))
    row(city, date(2016, 8, 1), date(2016, 8, 2), extra={"booking_changes": "1"})

    assert figures()["dup_full_rows"] == 2


def test_what_the_source_left_empty_is_counted(city):
    row(city, date(2016, 8, 1), date(2016, 8, 2), extra={"agent": "9", "country": None, "children": ""})
    row(city, date(2016, 8, 1), date(2016, 8, 2), extra={"company": "40", "children": "0"})

    found = figures()

    assert found["nulls"] == {"children": 1, "country": 1, "agent": 1, "company": 1}
    assert (found["agent_null_pct"], found["company_null_pct"]) == (50.0, 50.0)


def test_a_period_counts_bookings_by_arrival_and_splits_nights_at_its_edges(city):
    row(city, date(2016, 7, 30), date(2016, 8, 2))  # arrives before, sleeps one night in August
    row(city, date(2016, 8, 30), date(2016, 9, 2))  # arrives in August, sleeps two nights of it

    found = figures("--from", "2016-08-01", "--to", "2016-09-01")

    assert (found["rows"], found["checkouts"]) == (1, 1)
    assert (found["room_nights_co"], found["room_rev_co"]) == (3, 300.0)


def test_amounts_of_several_currencies_are_never_added(city):
    row(city, date(2016, 8, 1), date(2016, 8, 2), rate="100")
    row(HotelFactory(code="hz"), date(2016, 8, 1), date(2016, 8, 2), rate="700", currency="CNY")

    found = figures()

    assert {currency: report["room_rev_co"] for currency, report in found.items()} == {"CNY": 700.0, "EUR": 100.0}


def test_figures_of_one_hotel_and_of_one_source(city):
    row(city, date(2016, 8, 1), date(2016, 8, 2), source="hotel-bookings")
    row(HotelFactory(code="other"), date(2016, 8, 1), date(2016, 8, 2), source="demo")

    assert figures("--hotel", "city")["hotel"] == {"City Hotel": 1}
    assert figures("--source", "demo")["rows"] == 1
    assert figures("--hotel", "city", "--hotel", "other")["rows"] == 2


def test_stays_entered_here_have_no_figures_of_a_source(city):
    StayFactory(hotel=city, status=StayStatus.CHECKED_OUT, channel=ChannelFactory(code="desk", name_en="Desk"))

    found = figures()

    assert found["distribution_channel"] == {"Desk": 1}
    assert (found["repeat_rate_all"], found["customer_type"]) == (None, {})


def test_an_empty_database_has_figures_too():
    found = figures()

    assert (found["rows"], found["cancel_rate"], found["ADR_weighted_co"]) == (0, None, None)


def test_without_json_each_figure_is_a_line(city):
    row(city, date(2016, 8, 1), date(2016, 8, 2))
    out = io.StringIO()

    call_command("stay_figures", stdout=out)

    assert "rows: 1\n" in out.getvalue()


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--hotel", "nowhere"), "No hotel nowhere; there are: city"),
        (("--from", "2016-08-01"), "Give --from and --to together"),
        (("--from", "2016-08-01", "--to", "2016-08-01"), "Give --from and --to together"),
    ],
)
def test_a_wrong_option_is_told_with_what_to_do(city, args, complaint):
    with pytest.raises(CommandError, match=complaint):
        figures(*args)
