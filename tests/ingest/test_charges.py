"""Charges from files: on the bill of the right stay, once, and the stay's revenue with them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest import processing
from hotelcrm.ingest.models import GuestKey, Kind
from stays.models import Charge, Stay
from tests.factories import GuestFactory, HotelFactory, StayFactory

from .files import applied, counts, faults, undone

pytestmark = pytest.mark.django_db

LIST = """流水号,确认号,部门,摘要,金额,日期
F1,C-1,餐饮,晚餐,268.00,2026-10-01
F2,C-1,水疗,,500,2026-10-02
F3,C-1,餐饮,冲账,-68.00,2026-10-02
"""


@pytest.fixture
def stay(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, confirmation="C-1", rate=Decimal(600))


def test_charges_go_on_the_bill_and_into_the_revenue(hotel: Hotel, stay: Stay) -> None:
    found = applied(LIST, Kind.CHARGES, hotel)

    assert counts(found) == (3, 0, 0, 0)
    first = Charge.objects.order_by("pk")[0]
    assert (first.stay, first.department, first.description, first.amount) == (stay, "food", "晚餐", Decimal(268))
    assert (first.currency, first.posted_on) == ("CNY", date(2026, 10, 1))
    stay.refresh_from_db()
    assert (stay.room_revenue, stay.other_revenue, stay.version) == (Decimal(1200), Decimal(700), 2)


def test_the_first_room_charge_takes_the_place_of_what_was_promised(hotel: Hotel, stay: Stay) -> None:
    applied("id,confirmation,department,amount,date\nF1,C-1,room,580,2026-10-01\n", Kind.CHARGES, hotel)

    stay.refresh_from_db()
    assert stay.room_revenue == Decimal(580)


def test_the_same_file_twice_changes_nothing(hotel: Hotel, stay: Stay) -> None:
    applied(LIST, Kind.CHARGES, hotel)
    assert counts(applied(LIST, Kind.CHARGES, hotel)) == (0, 0, 3, 0)
    assert Charge.objects.count() == 3


def test_charges_without_a_number_are_told_apart_by_content_and_order(hotel: Hotel, stay: Stay) -> None:
    rows = "confirmation,department,amount,date\nC-1,bar,12,2026-10-01\nC-1,bar,12,2026-10-01\n"
    assert counts(applied(rows, Kind.CHARGES, hotel)) == (2, 0, 0, 0)
    assert counts(applied(rows, Kind.CHARGES, hotel)) == (0, 0, 2, 0)


def test_stays_are_also_known_by_their_number_at_the_source(hotel: Hotel) -> None:
    applied("id,arrival,nights\nR1,2026-10-01,1\n", Kind.STAYS, hotel)
    applied("id,booking id,amount,date\nF1,R1,12,2026-10-01\n", Kind.CHARGES, hotel)

    assert Charge.objects.get().stay.external_id == "R1"


def test_bad_rows_are_reported_and_the_good_ones_are_in(hotel: Hotel, stay: Stay) -> None:
    StayFactory(hotel=HotelFactory(), confirmation="C-OTHER")
    applied("id,confirmation,amount,date\nF0,C-1,5,2026-10-01\n", Kind.CHARGES, hotel)
    rows = (
        "id,confirmation,department,amount,date,currency\n"
        "F1,C-1,restaurant,12,2026-10-01,CNY\n"
        "F2,C-NOBODY,restaurant,12,2026-10-01,CNY\n"
        "F3,C-OTHER,restaurant,12,2026-10-01,CNY\n"
        "F4,C-1,casino,12,2026-10-01,CNY\n"
        "F5,C-1,restaurant,much,2026-10-01,CNY\n"
        "F6,C-1,restaurant,12,,CNY\n"
        "F7,C-1,restaurant,12,2026-10-01,EUR\n"
        "F0,C-1,restaurant,6,2026-10-01,CNY\n"
        "F1,C-1,restaurant,12,2026-10-01,CNY\n"
    )
    found = applied(rows, Kind.CHARGES, hotel)

    assert counts(found) == (1, 0, 0, 8)
    assert faults(found) == [
        (3, "confirmation", "unknown_stay"),
        (4, "confirmation", "unknown_stay"),
        (5, "department", "unknown_word"),
        (6, "amount", "not_a_number"),
        (7, "date", "needed"),
        (8, "currency", "other_currency"),
        (9, "id", "charge_differs"),
        (10, "id", "duplicate"),
    ]


def test_undo_takes_charges_off_the_bill_and_out_of_the_revenue(hotel: Hotel, stay: Stay) -> None:
    rows = "id,confirmation,department,amount,date\nF1,C-1,room,580,2026-10-01\nF2,C-1,spa,80,2026-10-01\n"
    found = undone(applied(rows, Kind.CHARGES, hotel))

    stay.refresh_from_db()
    assert (found.state, Charge.objects.count()) == ("undone", 0)
    assert (stay.room_revenue, stay.other_revenue) == (Decimal(1200), Decimal(0))


def values(stay: Stay) -> dict[str, object]:
    return {**Stay.objects.filter(pk=stay.pk).values().get(), "updated_at": None}


@pytest.mark.parametrize(("status", "revenue"), [("checked_out", "1000.00"), ("cancelled", "0.00")])
def test_undo_puts_the_revenue_back_that_was_there_and_not_rate_times_nights(hotel: Hotel, status, revenue) -> None:
    """Three nights for 1000.00 are 333.33 a night; a cancelled stay earns nothing, whatever its rate was."""
    stay = StayFactory(
        hotel=hotel,
        confirmation="C-1",
        status=status,
        arrival=date(2026, 10, 1),
        departure=date(2026, 10, 4),
        rate=Decimal("333.33"),
        room_revenue=Decimal(revenue),
    )
    before = values(stay)
    undone(applied("id,confirmation,department,amount,date\nF1,C-1,room,580,2026-10-01\n", Kind.CHARGES, hotel))

    assert values(stay) == before


def test_after_the_charges_the_stays_themselves_can_be_taken_back(hotel: Hotel) -> None:
    stays = applied("id,arrival,nights,rate\nR1,2026-10-01,1,100\n", Kind.STAYS, hotel)
    charges = applied("id,booking id,amount,date\nF1,R1,12,2026-10-01\n", Kind.CHARGES, hotel)
    undone(charges)
    found = undone(stays)

    assert (found.kept, Stay.objects.count()) == (0, 0)


def test_stays_touched_since_lose_the_charges_and_keep_the_rest_of_their_bill(hotel: Hotel, stay: Stay) -> None:
    rows = "id,confirmation,department,amount,date\nF1,C-1,room,580,2026-10-01\nF2,C-1,spa,80,2026-10-01\n"
    found = applied(rows, Kind.CHARGES, hotel)
    applied("id,confirmation,department,amount,date\nF3,C-1,spa,7,2026-10-01\n", Kind.CHARGES, hotel)
    found = undone(found)

    stay.refresh_from_db()
    assert (found.kept, [charge.external_id for charge in stay.charges.all()]) == (0, ["F3"])
    assert (stay.room_revenue, stay.other_revenue) == (Decimal(1200), Decimal(7))


def test_a_stay_in_several_pieces_is_changed_once(hotel: Hotel, stay: Stay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "PIECE", 1)
    before = values(stay)
    found = applied(LIST, Kind.CHARGES, hotel)
    stay.refresh_from_db()
    assert (stay.other_revenue, stay.version) == (Decimal(700), 2)
    undone(found)

    assert values(stay) == before


def test_a_file_of_stays_said_again_after_charges_is_no_news(hotel: Hotel) -> None:
    rows = "id,arrival,nights,room\nR1,2026-10-01,1,101\n"
    applied(rows, Kind.STAYS, hotel)
    applied("id,booking id,amount,date\nF1,R1,12,2026-10-01\n", Kind.CHARGES, hotel)
    Stay.objects.update(room="808")

    assert counts(applied(rows, Kind.STAYS, hotel)) == (0, 0, 1, 0)


def test_what_guests_spent_in_the_house_is_on_their_timeline_until_it_is_undone(hotel: Hotel) -> None:
    guest = GuestFactory()
    StayFactory(hotel=hotel, guest=guest, confirmation="C-1")
    found = applied(LIST + "F4,C-1,客房,,600,2026-10-02\n", Kind.CHARGES, hotel)
    told = guest.touchpoints.order_by("at")
    assert [(one.kind, one.hotel, one.details) for one in told] == [
        ("restaurant", hotel, {"amount": "268.00", "currency": "CNY"}),
        ("spa", hotel, {"amount": "500.00", "currency": "CNY"}),
    ]
    assert told[0].key == f"charge:{Charge.objects.get(external_id='F1').pk}"
    assert told[0].at == datetime(2026, 10, 1, 12, tzinfo=UTC)  # eight in the evening in Hangzhou
    undone(found)

    assert guest.touchpoints.count() == 0


def test_what_was_spent_moves_with_the_stay_to_another_guest_and_back(hotel: Hotel) -> None:
    first, second = GuestFactory(), GuestFactory()
    for number, guest in (("G1", first), ("G2", second)):
        GuestKey.objects.create(source=f"file:{hotel.pk}", external_id=number, guest=guest)
    rows = "id,arrival,nights,booked on,guest id\nR1,2026-10-01,1,2026-09-01,{}\n"
    applied(rows.format("G1"), Kind.STAYS, hotel)
    applied("id,booking id,department,amount,date\nF1,R1,spa,12,2026-10-01\n", Kind.CHARGES, hotel)
    found = applied(rows.format("G2"), Kind.STAYS, hotel)

    assert [[one.kind for one in guest.touchpoints.order_by("at")] for guest in (first, second)] == [
        [],
        ["booking", "check_in", "spa", "check_out"],
    ]
    undone(found)
    assert [[one.kind for one in guest.touchpoints.order_by("at")] for guest in (first, second)] == [
        ["booking", "check_in", "spa", "check_out"],
        [],
    ]
