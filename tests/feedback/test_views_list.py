"""`feedback:list`, `feedback:save-list` and `feedback:remove-list`: all tickets, and lists kept under a name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions.handling import set_state
from feedback.models import SavedFilter
from hotelcrm.accounts.models import Role
from tests.factories import GuestFactory, HotelFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db
URL = reverse("feedback:list")
SAVE = reverse("feedback:save-list")
HANDLES = {Role.FRONT_DESK, Role.DEPARTMENT, Role.GUEST_RELATIONS, Role.MANAGER}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel)
    client.force_login(person)
    return person


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def listed(client, **wanted) -> list[int]:
    return [row.ticket.pk for row in client.get(URL, wanted).context["page"].rows]


@pytest.mark.parametrize("role", Role)
def test_who_may_open_it(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(URL).status_code == (200 if role in HANDLES else 403)
    assert client.post(SAVE).status_code == (302 if role in HANDLES else 403)


def test_the_latest_stand_first_and_those_of_other_hotels_nowhere(client, hotel, front):
    old, new = TicketFactory(hotel=hotel, at=days_ago(3)), TicketFactory(hotel=hotel, at=days_ago(1))
    TicketFactory(hotel=HotelFactory(), at=days_ago(2))

    assert listed(client) == [new.pk, old.pk]
    assert listed(client, sort="opened") == [old.pk, new.pk]
    assert listed(client, sort="nonsense") == [new.pk, old.pk]


def test_a_manager_of_two_hotels_chooses_one(client, hotel):
    manager, other = staff(Role.MANAGER, hotel), HotelFactory(code="other")
    manager.memberships.create(hotel=other, role=Role.MANAGER)
    client.force_login(manager)
    here, there = TicketFactory(hotel=hotel, at=days_ago(1)), TicketFactory(hotel=other, at=days_ago(2))

    assert listed(client) == [here.pk, there.pk]
    assert listed(client, hotel="other") == [there.pk]


def test_state_period_room_and_guest_filter(client, hotel, front):
    guest = GuestFactory()
    done = TicketFactory(hotel=hotel, at=days_ago(2), room="1208")
    set_state(done, "resolved", by=front, at=days_ago(1), key="r")
    old, known = TicketFactory(hotel=hotel, at=days_ago(40)), TicketFactory(hotel=hotel, at=days_ago(3), guest=guest)

    assert listed(client, state="open") == [known.pk, old.pk]
    assert listed(client, state="done") == [done.pk]
    assert listed(client, state="resolved") == [done.pk]
    assert listed(client, period="month") == [done.pk, known.pk]
    assert listed(client, room="1208") == [done.pk]
    assert listed(client, guest=guest.number) == [known.pk]
    assert listed(client, guest="x", period="y", hotel="z") == [done.pk, known.pk, old.pk]


def test_it_has_pages(client, hotel, front, monkeypatch):
    monkeypatch.setattr("feedback.queries.lists.PAGE", 2)
    rows = [TicketFactory(hotel=hotel, at=days_ago(days)).pk for days in range(3)]

    page = client.get(URL, {"page": "2"}).context["page"]

    assert listed(client) == rows[:2]
    assert [row.ticket.pk for row in page.rows] == rows[2:]
    assert (page.first, page.last, page.counted, page.has_next) == (3, 3, 3, False)


def test_a_list_is_kept_for_oneself_or_for_everybody_at_the_hotel(client, hotel, front):
    query = "state=open&owner=me"
    client.post(SAVE, {"name": "Mine", "query": query})
    client.post(SAVE, {"name": "Ours", "query": query, "is_shared": "on"})
    colleague = staff(Role.FRONT_DESK, hotel)
    stranger = staff(Role.FRONT_DESK, HotelFactory())

    assert [kept.name for kept in client.get(URL).context["saved"]] == ["Mine", "Ours"]
    client.force_login(colleague)
    assert [kept.name for kept in client.get(URL).context["saved"]] == ["Ours"]
    client.force_login(stranger)
    assert client.get(URL).context["saved"] == []


def test_a_kept_list_holds_filters_and_nothing_else(client, hotel, front):
    page = client.get(URL, {"state": "open", "page": "3", "evil": "1", "sort": "due"})
    assert page.context["query"] == "state=open&sort=due"

    assert client.post(SAVE, {"name": "", "query": "state=open"}).url == f"{URL}?state=open"
    assert not SavedFilter.objects.exists()


def test_a_name_is_taken_once(client, hotel, front):
    for _time in range(2):
        client.post(SAVE, {"name": "Mine", "query": "state=open"})

    assert SavedFilter.objects.count() == 1
    assert "You have a list of that name already." in client.get(URL).content.decode()


def test_one_removes_ones_own_lists_alone(client, hotel, front):
    mine = SavedFilter.objects.create(hotel=hotel, owner=front, name="Mine")
    theirs = SavedFilter.objects.create(
        hotel=hotel, owner=staff(Role.MANAGER, hotel), name="Theirs", query="state=open", is_shared=True
    )

    assert client.post(reverse("feedback:remove-list", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("feedback:remove-list", args=[mine.pk])).status_code == 302
    assert list(SavedFilter.objects.all()) == [theirs]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, hotel, front, rows, django_assert_num_queries):
    for number in range(rows):
        TicketFactory(hotel=hotel, owner=front, room=str(number), at=days_ago(number))
        SavedFilter.objects.create(hotel=hotel, owner=front, name=str(number))
    client.get(URL)

    with django_assert_num_queries(17):
        client.get(URL)
