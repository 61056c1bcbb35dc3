"""What Excel does to lists is said, never swallowed."""

from datetime import date

import pytest

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest.models import Import, Kind
from stays.models import Stay

from .files import applied, checked, counts, faults

pytestmark = pytest.mark.django_db


def test_dates_that_can_be_read_both_ways_are_asked_about(hotel: Hotel) -> None:
    found = checked("id,arrival,nights\nR1,03/04/2026,1\nR2,05/06/2026,1\n", Kind.STAYS, hotel)

    assert found.state == Import.State.FAILED
    assert "“arrival”" in found.said


@pytest.mark.parametrize(("order", "arrival"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_the_order_that_was_chosen_holds(hotel: Hotel, order: str, arrival: date) -> None:
    applied("id,arrival,nights\nR1,03/04/2026,1\n", Kind.STAYS, hotel, options={"date_order": order})

    assert Stay.objects.get().arrival == arrival


@pytest.mark.parametrize(("other", "arrival"), [("31/12/2026", date(2026, 4, 3)), ("12/31/2026", date(2026, 3, 4))])
def test_one_clear_date_shows_the_order_of_its_column(hotel: Hotel, other: str, arrival: date) -> None:
    applied(f"id,arrival,nights\nR1,03/04/2026,1\nR2,{other},1\n", Kind.STAYS, hotel)

    assert Stay.objects.get(external_id="R1").arrival == arrival


def test_a_column_whose_days_and_months_are_mixed_is_reported(hotel: Hotel) -> None:
    """Excel has turned those it could into dates of its own order, and left the others."""
    rows = "id,arrival,nights\nR1,31/12/2026,1\nR2,12/30/2026,1\nR3,03/04/2026,1\n"
    found = applied(rows, Kind.STAYS, hotel)

    assert (counts(found), faults(found)) == ((2, 0, 0, 1), [(4, "arrival", "date_mixed")])
    assert [stay.arrival for stay in Stay.objects.order_by("external_id")] == [date(2026, 12, 31), date(2026, 12, 30)]


def test_a_bare_number_is_read_as_the_date_it_was_and_reported(hotel: Hotel) -> None:
    found = applied("id,arrival,nights\nR1,46327,1\n", Kind.STAYS, hotel)

    assert (faults(found), Stay.objects.get().arrival) == ([(2, "arrival", "date_serial")], date(2026, 11, 1))


def test_shortened_numbers_are_refused(hotel: Hotel) -> None:
    rows = (
        "id,confirmation,arrival,nights\n1.00001E+12,C1,2026-10-01,1\nR2,8.8012E+11,2026-10-01,1\nR3,C3,2026-10-01,1\n"
    )
    found = applied(rows, Kind.STAYS, hotel)

    assert counts(found) == (1, 0, 0, 2)
    assert faults(found) == [(2, "id", "digits_lost"), (3, "confirmation", "digits_lost")]


def test_rooms_that_lost_their_leading_zero_are_pointed_out(hotel: Hotel) -> None:
    rows = (
        "id,arrival,nights,room\nR1,2026-10-01,1,0805\nR2,2026-10-01,1,806\nR3,2026-10-01,1,1208\nR4,2026-10-01,1,A1\n"
    )
    found = applied(rows, Kind.STAYS, hotel)

    assert (counts(found), faults(found)) == ((4, 0, 0, 0), [(3, "room", "zeros_lost")])


@pytest.mark.parametrize(
    ("written", "comma", "read"),
    [
        ("1,234.50", False, "1234.50"), ("1.234,50", True, "1234.50"), ("¥ 600", False, "600.00"),
        ("(5.00)", False, "-5.00"), ("6e2", False, None), ("12,5", False, None), ("６００元", False, "600.00"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_written_or_refused(hotel: Hotel, written: str, comma: bool, read: str | None) -> None:
    options = {"decimal_comma": comma}
    found = applied(f"id;arrival;nights;rate\nR1;2026-10-01;1;{written}\n", Kind.STAYS, hotel, options=options)

    assert [str(stay.rate) for stay in Stay.objects.all()] == ([read] if read else [])
    assert (4 if read is None else 0, found.rejected) in {(4, 1), (0, 0)}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-7-1", date(2026, 7, 1)), ("2026/07/01 14:00", date(2026, 7, 1)), ("2026年7月1日", date(2026, 7, 1)),
        ("20260701", date(2026, 7, 1)), ("1 Jul 2026", date(2026, 7, 1)), ("July 1, 2026", date(2026, 7, 1)),
        ("31.12.2026", date(2026, 12, 31)), ("2026-02-29", None), ("today", None), ("infinity", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_written_or_refused(hotel: Hotel, written: str, read: date | None) -> None:
    applied(f"id;arrival;nights\nR1;{written};1\n", Kind.STAYS, hotel)

    assert [stay.arrival for stay in Stay.objects.all()] == ([read] if read else [])
