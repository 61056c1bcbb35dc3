"""Stays from files: whose they are, what they say, and that an older file does not undo the desk's work."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from guests.actions import merge_guests
from guests.models import Contact, Touchpoint
from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest import processing
from hotelcrm.ingest.models import GuestKey, Kind
from stays.models import Channel, Purpose, Stay, StayStatus
from stays.purpose import of_stay
from tests.factories import (
    NOW,
    ChannelFactory,
    CompanyFactory,
    ContactFactory,
    GuestFactory,
    HotelFactory,
    RoomTypeFactory,
    StayFactory,
    UserFactory,
)

from .files import applied, checked, counts, faults, undone

pytestmark = pytest.mark.django_db

LIST = """订单号,确认号,状态,抵店日期,离店日期,房型,房号,成人,儿童,渠道,早餐,房价,币种,备注
R1,C-1,已离店,2026-10-01,2026-10-03,湖景房,0805,2,1,携程,含双早,"¥1,200.00",人民币,安静房
R2,C-2,预订,2026-12-24,2026-12-26,LV,,1,,官网,无早,600,,
R3,C-3,取消,2026/11/1,2026/11/4,,,2,,前台,,500,,
"""


def test_a_chinese_list_fills_stays(hotel: Hotel) -> None:
    lake_view = RoomTypeFactory(hotel=hotel, code="LV", name_zh="湖景房")
    ctrip = ChannelFactory(code="ctrip", name_zh="携程")
    found = applied(LIST, Kind.STAYS, hotel)

    assert (counts(found), faults(found)) == ((3, 0, 0, 0), [])
    first, second, third = Stay.objects.order_by("external_id")
    assert (first.hotel, first.source, first.external_id, first.confirmation) == (
        hotel,
        f"file:{hotel.pk}",
        "R1",
        "C-1",
    )
    assert (first.status, first.arrival, first.departure) == ("checked_out", date(2026, 10, 1), date(2026, 10, 3))
    assert (first.room_type, first.room, first.channel) == (lake_view, "0805", ctrip)
    assert (first.adults, first.children, first.infants, first.meal_plan) == (2, 1, 0, "breakfast")
    assert (first.rate, first.room_revenue, first.currency) == (Decimal(1200), Decimal(2400), "CNY")
    assert (first.requests, first.guest, first.purpose) == ("安静房", None, "family")
    assert first.checked_in_at == datetime(2026, 10, 1, 4, tzinfo=UTC)  # noon in Hangzhou
    assert (second.status, second.room_type, second.room_revenue) == ("booked", lake_view, Decimal(1200))
    assert second.checked_in_at is None
    assert (third.status, third.room_revenue, third.checked_in_at) == ("cancelled", Decimal(0), None)


def test_the_same_file_twice_changes_nothing(hotel: Hotel) -> None:
    RoomTypeFactory(hotel=hotel, code="LV", name_zh="湖景房")
    applied(LIST, Kind.STAYS, hotel)
    before = list(Stay.objects.order_by("pk").values())

    assert counts(applied(LIST, Kind.STAYS, hotel)) == (0, 0, 3, 0)
    assert list(Stay.objects.order_by("pk").values()) == before


def test_rows_that_look_alike_are_all_real_and_not_doubled(hotel: Hotel) -> None:
    rows = "arrival,nights,rate\n2026-10-01,2,100\n2026-10-01,2,100\n2026-10-01,2,100\n2026-10-02,1,90\n"

    assert counts(applied(rows, Kind.STAYS, hotel)) == (4, 0, 0, 0)
    assert counts(applied(rows, Kind.STAYS, hotel)) == (0, 0, 4, 0)
    assert Stay.objects.count() == 4
    assert counts(applied(rows + "2026-10-01,2,100\n", Kind.STAYS, hotel)) == (1, 0, 4, 0)


def test_a_later_export_changes_what_it_says_differently(hotel: Hotel) -> None:
    applied("id,status,arrival,departure,room,rate\nR1,booked,2026-12-01,2026-12-03,101,100\n", Kind.STAYS, hotel)
    rows = "id,status,arrival,departure,room,rate\nR1,checked out,2026-12-01,2026-12-04,,100\n"
    found = applied(rows, Kind.STAYS, hotel)

    assert counts(found) == (0, 1, 0, 0)
    stay = Stay.objects.get()
    assert (stay.status, stay.departure, stay.room, stay.room_revenue) == (
        "checked_out",
        date(2026, 12, 4),
        "101",
        Decimal(300),
    )
    assert (stay.version, stay.checked_out_at is not None) == (2, True)


def test_an_older_file_does_not_send_a_guest_who_came_back_to_booked(hotel: Hotel) -> None:
    rows = "id,status,arrival,departure\nR1,booked,2026-11-21,2026-11-23\n"
    applied(rows, Kind.STAYS, hotel)
    at = datetime(2026, 11, 21, 8, tzinfo=UTC)
    Stay.objects.update(status=StayStatus.IN_HOUSE, checked_in_at=at, room="808", version=2)

    assert counts(applied(rows, Kind.STAYS, hotel)) == (0, 0, 1, 0)
    assert counts(applied(rows.replace("departure\n", "departure \n"), Kind.STAYS, hotel)) == (0, 0, 1, 0)
    stay = Stay.objects.get()
    assert (stay.status, stay.room, stay.checked_in_at) == ("in_house", "808", at)


@pytest.mark.parametrize("named_by", ["number", "phone", "email", "document"])
def test_the_guest_is_found_by_what_the_file_says(hotel: Hotel, named_by: str) -> None:
    applied(
        "guest id,name,phone,email,passport\nG7,Anna Smith,+44 20 7946 0958,anna@example.com,X1234567\n",
        Kind.GUESTS,
        hotel,
    )
    anna = GuestKey.objects.get(external_id="G7").guest
    head, cell = {
        "number": ("guest id", "G7"),
        "phone": ("phone", "0044 20 7946 0958"),
        "email": ("email", "Anna@Example.com"),
        "document": ("passport", "x123-4567"),
    }[named_by]
    rows = f"id,status,arrival,departure,booked on,{head}\nR1,checked out,2026-10-01,2026-10-02,2026-09-01,{cell}\n"
    found = applied(rows, Kind.STAYS, hotel)

    stay = Stay.objects.get()
    assert (counts(found), faults(found), stay.guest) == ((1, 0, 0, 0), [], anna)
    told = Touchpoint.objects.filter(key__startswith=f"stay:{stay.pk}:").order_by("at")
    assert list(told.values_list("kind", flat=True)) == ["booking", "check_in", "check_out"]


def test_an_unknown_guest_is_said_and_the_stay_is_kept(hotel: Hotel) -> None:
    ContactFactory(guest=GuestFactory(), value="+8613800138000")
    ContactFactory(guest=GuestFactory(), value="+8613800138000")
    rows = "id,arrival,nights,phone\nR1,2026-10-01,1,13900139000\nR2,2026-10-01,1,13800138000\nR3,2026-10-01,1,12\n"
    found = applied(rows, Kind.STAYS, hotel)

    assert counts(found) == (3, 0, 0, 0)
    assert faults(found) == [(2, "", "guest_unknown"), (3, "", "guest_unknown"), (4, "phone", "unreadable")]
    assert Stay.objects.filter(guest=None).count() == 3


def test_a_merged_guest_stands_for_the_profile_that_absorbed_it(hotel: Hotel) -> None:
    survivor = GuestFactory()
    GuestKey.objects.create(source=f"file:{hotel.pk}", external_id="G1", guest=GuestFactory(merged_into=survivor))
    applied("id,arrival,nights,guest id\nR1,2026-10-01,1,G1\n", Kind.STAYS, hotel)

    assert Stay.objects.get().guest == survivor


def test_bad_rows_are_reported_with_their_line_and_the_good_ones_are_in(hotel: Hotel) -> None:
    rows = (
        "id,status,arrival,departure,adults,rate,channel,room type,company,currency\n"
        "R1,checked out,2026-10-01,2026-10-02,1,100,,,,\n"
        "R2,teleported,2026-10-01,2026-10-02,1,100,,,,\n"
        "R3,booked,2026-10-05,2026-10-02,1,100,,,,\n"
        "R4,booked,,2026-10-02,1,100,,,,\n"
        "R5,booked,2026-10-01,,1,100,,,,\n"
        "R6,booked,2026-13-01,2026-13-02,1,100,,,,\n"
        "R7,booked,2026-10-01,2026-10-02,two,100,,,,\n"
        "R8,booked,2026-10-01,2026-10-02,1,cheap,,,,\n"
        "R1,booked,2026-10-01,2026-10-02,1,100,,,,\n"
        "R9,booked,2026-10-01,2026-10-02,0,-5,Marsmail,Igloo,Nobody Ltd,QQQ\n"
        "R10,booked,2026-10-01,2026-10-02,0,-5,Marsmail,Igloo,Nobody Ltd,\n"
        "R11,booked,2026-10-01,2026-10-02,1,5400,,,,,surplus\n"
    )
    found = applied(rows, Kind.STAYS, hotel)

    assert counts(found) == (2, 0, 0, 10)
    assert faults(found)[:9] == [
        (3, "status", "unknown_word"),
        (4, "departure", "departure_before_arrival"),
        (5, "arrival", "needed"),
        (6, "departure", "needed"),
        (7, "arrival", "no_such_day"),
        (7, "departure", "no_such_day"),
        (8, "adults", "not_a_number"),
        (9, "rate", "not_a_number"),
        (10, "id", "duplicate"),
    ]
    assert [row for row in faults(found) if row[0] == 12] == [
        (12, "", "no_people"),
        (12, "channel", "unknown_channel"),
        (12, "company", "unknown_company"),
        (12, "rate", "negative"),
        (12, "room type", "unknown_room_type"),
    ]
    assert [row for row in faults(found) if row[0] == 13] == [(13, "", "cells"), (13, "rate", "far_off")]
    assert (11, "currency", "unknown_word") in faults(found)
    assert Stay.objects.get(external_id="R10").channel.code == "undefined"


def test_companies_are_known_by_code_and_name(hotel: Hotel) -> None:
    company = CompanyFactory(code="GC", name="绿云科技")
    applied("id,arrival,nights,company\nR1,2026-10-01,1,gc\nR2,2026-10-01,1,绿云科技\n", Kind.STAYS, hotel)

    assert list(Stay.objects.values_list("company", flat=True)) == [company.pk, company.pk]


def test_rows_of_another_hotel_are_refused(hotel: Hotel) -> None:
    HotelFactory(code="hill", name_en="Hillside")
    rows = "id,hotel,arrival,nights\nR1,Lakeside,2026-10-01,1\nR2,Hillside,2026-10-01,1\nR3,Moonbase,2026-10-01,1\n"
    found = applied(rows, Kind.STAYS, hotel)

    assert counts(found) == (1, 0, 0, 2)
    assert faults(found) == [(3, "hotel", "other_hotel"), (4, "hotel", "unknown_hotel")]
    assert Stay.objects.get().hotel == hotel


def test_without_a_hotel_the_file_says_which(hotel: Hotel) -> None:
    hill = HotelFactory(code="hill", name_en="Hillside", currency="EUR", time_zone="Europe/Lisbon")
    rows = "id,hotel,status,arrival,nights\nR1,hill,checked out,2026-10-01,1\nR2,,booked,2026-10-01,1\n"
    found = applied(rows, Kind.STAYS)

    assert counts(found) == (1, 0, 0, 1)
    assert faults(found) == [(3, "hotel", "needed")]
    stay = Stay.objects.get()
    assert (stay.hotel, stay.currency, stay.checked_in_at) == (hill, "EUR", datetime(2026, 10, 1, 11, tzinfo=UTC))


def test_checking_keeps_nothing_but_the_report(hotel: Hotel) -> None:
    found = checked("id,arrival,nights\nR1,2026-10-01,1\nR2,soon,1\n", Kind.STAYS, hotel)

    assert (found.state, counts(found), faults(found)) == ("previewed", (1, 0, 0, 1), [(3, "arrival", "no_such_day")])
    assert Stay.objects.count() == 0


def test_undo_removes_new_stays_and_restores_changed_ones_with_their_timeline(hotel: Hotel) -> None:
    guest = GuestFactory()
    GuestKey.objects.create(source=f"file:{hotel.pk}", external_id="G1", guest=guest)
    first = "id,status,arrival,departure,guest id\nR1,booked,2026-10-01,2026-10-02,\n"
    applied(first, Kind.STAYS, hotel)
    before = Stay.objects.values().get()
    rows = (
        "id,status,arrival,departure,guest id\n"
        "R1,checked out,2026-10-01,2026-10-05,G1\n"
        "R2,booked,2026-12-01,2026-12-02,G1\n"
    )
    found = applied(rows, Kind.STAYS, hotel)
    assert (counts(found), Touchpoint.objects.filter(guest=guest).count()) == ((1, 1, 0, 0), 2)
    found = undone(found)

    after = Stay.objects.values().get()
    assert (found.state, found.kept) == ("undone", 0)
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert Touchpoint.objects.filter(guest=guest).count() == 0


def test_undo_keeps_stays_that_were_touched_since(hotel: Hotel) -> None:
    found = applied("id,arrival,nights\nR1,2026-10-01,1\nR2,2026-10-01,1\nR3,2026-10-01,1\n", Kind.STAYS, hotel)
    Stay.objects.filter(external_id="R1").update(room="808", version=2)
    charged = Stay.objects.get(external_id="R2")
    charged.charges.create(
        amount=5, currency="CNY", posted_on=charged.arrival, department="spa", source="x", external_id="1"
    )
    found = undone(found)

    assert (found.kept, sorted(Stay.objects.values_list("external_id", flat=True))) == (2, ["R1", "R2"])


def test_a_file_for_one_hotel_leaves_the_numbers_of_another_alone(hotel: Hotel) -> None:
    other = StayFactory(source=f"file:{hotel.pk + 1}", external_id="R1")
    applied("id,arrival,nights\nR1,2026-10-01,1\n", Kind.STAYS, hotel)

    other.refresh_from_db()
    assert (Stay.objects.count(), other.version) == (2, 1)


def test_without_a_status_the_hotels_day_says_whether_the_guest_has_left(
    hotel: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the 22nd in Hangzhou already."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 21, 17, tzinfo=UTC))
    rows = "id,hotel,arrival,departure,nights\nR1,lake,2026-11-20,2026-11-21,\nR2,lake,2026-11-20,,2\n"
    for found in (applied(rows, Kind.STAYS, hotel), applied(rows, Kind.STAYS)):
        stays = Stay.objects.filter(source=f"file:{found.hotel_id or 'group'}").order_by("external_id")
        assert list(stays.values_list("status", flat=True)) == ["checked_out", "booked"]


def test_the_purpose_is_inferred_as_for_a_booking_at_the_desk(hotel: Hotel) -> None:
    for kind in (Channel.Kind.OTA, Channel.Kind.GROUP, Channel.Kind.CORPORATE):
        ChannelFactory(code=kind, kind=kind)
    CompanyFactory(code="GC")
    first = date(2026, 11, 2)  # a Monday
    parties = [
        (0, 0, "ota", "", ""), (1, 0, "ota", "", ""), (2, 0, "ota", "", ""), (2, 1, "ota", "", ""),
        (1, 0, "group", "", ""), (1, 0, "corporate", "", ""), (2, 0, "ota", "Meetings", ""), (2, 0, "ota", "", "GC"),
    ]  # fmt: skip
    rows = [
        f"{first + timedelta(days=day)},{nights},{','.join(map(str, party))}"
        for day in range(7)
        for nights in range(10)
        for party in parties
    ]
    applied("arrival,nights,adults,children,channel,market segment,company\n" + "\n".join(rows), Kind.STAYS, hotel)

    stays = Stay.objects.select_related("channel")
    assert stays.count() == 7 * 10 * len(parties)
    assert [(s.arrival, s.nights, s.adults, s.purpose) for s in stays if s.purpose != of_stay(s)] == []
    assert {s.purpose for s in stays} == set(Purpose.values)
    assert [s for s in stays if s.purpose_is_inferred != bool(s.purpose)] == []


def test_a_purpose_that_the_file_states_takes_the_place_of_an_inferred_one(hotel: Hotel) -> None:
    rows = "id,arrival,nights,adults,purpose\nR1,2026-11-02,1,1,{}\n"
    applied(rows.format(""), Kind.STAYS, hotel)
    assert Stay.objects.values_list("purpose", "purpose_is_inferred").get() == ("business", True)
    found = applied(rows.format("business"), Kind.STAYS, hotel)
    assert Stay.objects.values_list("purpose", "purpose_is_inferred").get() == ("business", False)
    undone(found)

    assert Stay.objects.values_list("purpose", "purpose_is_inferred", "version").get() == ("business", True, 1)


def test_a_code_that_is_no_countrys_is_said_where_countries_have_three_letters(hotel: Hotel) -> None:
    rows = "id,arrival,nights,country\nR1,2026-10-01,1,PRT\nR2,2026-10-01,1,CN\nR3,2026-10-01,1,\nR4,2026-10-01,1,GBR\n"
    found = applied(rows, Kind.STAYS, hotel, options={"extra": ["country"]})

    assert (counts(found), faults(found)) == ((4, 0, 0, 0), [(3, "country", "country_code")])
    assert Stay.objects.get(external_id="R2").extra == {"country": "CN"}


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen after the rows were checked and before they are written."""

    def set_up(what: Callable[[], object]) -> None:
        count = processing._counts

        def counted(cursor):
            what()
            return count(cursor)

        monkeypatch.setattr(processing, "_counts", counted)

    return set_up


def test_a_guest_merged_between_check_and_writing_is_the_survivor(hotel: Hotel, between) -> None:
    survivor, absorbed = GuestFactory(), GuestFactory()
    GuestKey.objects.create(source=f"file:{hotel.pk}", external_id="G1", guest=absorbed)
    between(lambda: merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW))
    applied("id,arrival,nights,booked on,guest id\nR1,2026-10-01,1,2026-09-01,G1\n", Kind.STAYS, hotel)

    assert Stay.objects.get().guest == survivor
    assert Touchpoint.objects.get(kind="booking").guest == survivor


def test_an_undo_gives_a_stay_back_to_the_survivor_of_its_guest(hotel: Hotel) -> None:
    survivor, absorbed, other = GuestFactory(), GuestFactory(), GuestFactory()
    for number, guest in (("G1", absorbed), ("G2", other)):
        GuestKey.objects.create(source=f"file:{hotel.pk}", external_id=number, guest=guest)
    rows = "id,arrival,nights,booked on,guest id\nR1,2026-10-01,1,2026-09-01,{}\n"
    applied(rows.format("G1"), Kind.STAYS, hotel)
    found = applied(rows.format("G2"), Kind.STAYS, hotel)
    merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW)
    undone(found)

    assert Stay.objects.get().guest == survivor
    assert Touchpoint.objects.get(kind="booking").guest == survivor


def test_two_rows_of_guests_who_become_one_meanwhile_are_written_once(hotel: Hotel, between) -> None:
    survivor, absorbed = GuestFactory(full_name="张敏"), GuestFactory(full_name="张敏")
    for number, guest in (("G1", absorbed), ("G2", survivor)):
        GuestKey.objects.create(source=f"file:{hotel.pk}", external_id=number, guest=guest)
    between(lambda: merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW))
    rows = "guest id,name,email,occupation\nG1,张敏,one@example.com,Pilot\nG2,张敏,two@example.com,Baker\n"
    found = applied(rows, Kind.GUESTS, hotel)

    assert (found.state, Contact.objects.get().guest) == ("applied", survivor)
    survivor.refresh_from_db()
    assert survivor.occupation == "Pilot"
