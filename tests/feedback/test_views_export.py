"""`feedback:export`: the filtered list as CSV."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import GuestFactory, HotelFactory, TicketFactory, confirm, staff
from tests.feedback.tickets import lesser_there

pytestmark = pytest.mark.django_db
URL = reverse("feedback:export")


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def manager(hotel, client):
    person = staff(Role.MANAGER, hotel)
    client.force_login(person)
    confirm(client)
    return person


def exported(client, **wanted) -> list[list[str]]:
    answer = client.get(URL, wanted)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize("role", Role)
def test_who_may_take_it_out_of_the_house(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))
    confirm(client)

    assert client.get(URL).status_code == (200 if role == Role.MANAGER else 403)


def test_it_asks_who_it_is(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))

    answer = client.get(URL, {"state": "open"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_it_holds_what_the_filters_leave_and_other_hotels_stay_out(client, hotel, manager):
    guest = GuestFactory(full_name="张敏")
    ticket = TicketFactory(hotel=hotel, guest=guest, room="1208", severity=2, at=timezone.now())
    TicketFactory(hotel=hotel, kind="request", at=timezone.now())
    TicketFactory(hotel=HotelFactory(), at=timezone.now())

    head, *rows = exported(client, kind="complaint")

    assert head[:5] == ["Ticket", "Hotel", "Kind", "State", "Severity"]
    assert [row[0] for row in rows] == [f"T-{ticket.pk}"]
    assert rows[0][2:5] == ["complaint", "new", "serious"]
    assert rows[0][6:10] == ["No hot water", "1208", str(guest.number), "张敏"]


def test_no_cell_starts_a_formula(client, hotel, manager):
    TicketFactory(hotel=hotel, summary='=HYPERLINK("http://evil","x")', room="+1", at=timezone.now())

    _head, row = exported(client)

    assert row[6] == '\'=HYPERLINK("http://evil","x")'
    assert row[7] == "'+1"


def test_each_guest_in_it_is_in_the_log(client, hotel, manager):
    guest = GuestFactory()
    for _time in range(2):
        TicketFactory(hotel=hotel, guest=guest, at=timezone.now())
    TicketFactory(hotel=hotel, kind="request", at=timezone.now())

    exported(client, kind="complaint")

    looks = ReadLog.objects.filter(what="export").values_list("guest_id", "user", "hotel_id")
    assert list(looks) == [(guest.pk, manager.pk, hotel.pk)]


def test_it_speaks_the_language_of_the_page_though_it_is_written_later(client, hotel, manager):
    TicketFactory(hotel=hotel, at=timezone.now())
    client.cookies["language"] = "zh-hans"

    head, row = exported(client)

    assert head[0] == "工单"
    assert row[2] == "投诉"


def test_too_long_a_list_is_to_be_filtered_first(client, hotel, manager, monkeypatch):
    monkeypatch.setattr("feedback.queries.lists.MOST_EXPORTED", 1)
    for _time in range(2):
        TicketFactory(hotel=hotel, at=timezone.now())

    answer = client.get(URL, {"state": "open"})

    assert answer.url == f"{reverse('feedback:list')}?state=open"
    assert not ReadLog.objects.filter(what="export").exists()


def test_who_exports_elsewhere_takes_nothing_from_here(client):
    _user, here, there = lesser_there(client)
    mine = TicketFactory(hotel=here, at=timezone.now())
    theirs = TicketFactory(hotel=there, department="spa", at=timezone.now())

    _head, *rows = exported(client)

    assert [row[0] for row in rows] == [f"T-{mine.pk}"]
    assert list(ReadLog.objects.values_list("guest_id", flat=True)) == [mine.guest_id]
    assert str(theirs) in client.get(reverse("feedback:list")).content.decode()
    assert len(exported(client, hotel=there.code)) == 1
