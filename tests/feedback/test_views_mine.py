"""`feedback:mine` and `feedback:seen`: what waits for one person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions.handling import assign, note, set_state
from feedback.models import Notice
from feedback.queries.mine import waiting
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db
URL = reverse("feedback:mine")
HANDLES = {Role.FRONT_DESK, Role.DEPARTMENT, Role.GUEST_RELATIONS, Role.MANAGER}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel)
    client.force_login(person)
    return person


def now():
    return timezone.now()


def keys(rows) -> list[int]:
    return [row.ticket.pk for row in rows]


@pytest.mark.parametrize("role", Role)
def test_who_may_open_it(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(URL).status_code == (200 if role in HANDLES else 403)


def test_mine_are_the_open_ones_in_my_hands_the_next_due_first(client, hotel, front):
    later = TicketFactory(hotel=hotel, owner=front, at=now())
    first = TicketFactory(hotel=hotel, owner=front, at=now() - timedelta(hours=3))
    done = TicketFactory(hotel=hotel, owner=front, at=now())
    set_state(done, "resolved", by=front, at=now(), key="d")
    TicketFactory(hotel=hotel, owner=staff(Role.FRONT_DESK, hotel), at=now())

    found = client.get(URL).context["mine"]

    assert keys(found.owned) == [first.pk, later.pk]
    assert found.owned_count == 2


@pytest.mark.parametrize(("role", "department"), [(Role.FRONT_DESK, ""), (Role.DEPARTMENT, "spa")])
def test_what_nobody_has_taken_on_is_that_of_ones_own_team(client, hotel, role, department):
    client.force_login(staff(role, hotel, department))
    by_team = {name: TicketFactory(hotel=hotel, department=name, at=now()) for name in ("", "spa", "restaurant")}
    TicketFactory(hotel=HotelFactory(), department=department, at=now())

    assert keys(client.get(URL).context["mine"].unowned) == [by_team[department].pk]


def test_what_one_was_told_stands_once_for_each_ticket_until_it_is_seen(client, hotel, front):
    other = staff(Role.GUEST_RELATIONS, hotel)
    ticket = TicketFactory(hotel=hotel, at=now())
    note(ticket, text="Please look.", by=other, at=now(), key="a", mentions=[front])
    assign(ticket, owner=front, department="", by=other, at=now(), key="b")

    told = client.get(URL).context["mine"].told
    page = client.get(URL).content.decode()
    answer = client.post(reverse("feedback:seen", args=[ticket.pk]))

    assert [(row.row.ticket.pk, len(row.notices)) for row in told] == [(ticket.pk, 2)]
    assert "Handed to you, you are mentioned" in page
    assert answer.status_code == 302
    assert client.get(URL).context["mine"].told == []
    assert not Notice.objects.filter(user=front, seen_at=None).exists()


def test_seen_leaves_what_others_were_told(client, hotel, front):
    colleague = staff(Role.FRONT_DESK, hotel)
    ticket = TicketFactory(hotel=hotel, at=now())
    by = staff(Role.MANAGER, hotel)
    note(ticket, text="Both of you.", by=by, at=now(), key="a", mentions=[front, colleague])

    client.post(reverse("feedback:seen", args=[ticket.pk]))

    assert Notice.objects.filter(user=colleague, seen_at=None).count() == 1


def test_seen_knows_no_ticket_of_another_hotel(client, front):
    there = TicketFactory(hotel=HotelFactory())

    assert client.post(reverse("feedback:seen", args=[there.pk])).status_code == 404


def test_the_rail_counts_what_waits(client, hotel, front):
    access = access_of(front, hotel)
    owned = TicketFactory(hotel=hotel, owner=front, by=front, at=now())
    named = TicketFactory(hotel=hotel, at=now())
    note(named, text="Look.", by=staff(Role.MANAGER, hotel), at=now(), key="a", mentions=[front])
    asked = TicketFactory(hotel=hotel, owner=front, by=front, at=now())
    set_state(asked, "waiting", by=front, at=now(), key="w")

    assert waiting(access) == 2
    assert '<strong class="waiting">2<' in client.get(URL).content.decode()
    set_state(owned, "resolved", by=front, at=now(), key="r")
    assert waiting(access) == 1


def test_a_ticket_of_two_reasons_counts_once(hotel, front):
    ticket = TicketFactory(hotel=hotel, owner=front, by=staff(Role.MANAGER, hotel), at=now())
    assert Notice.objects.filter(user=front, ticket=ticket).exists()

    assert waiting(access_of(front, hotel)) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, hotel, front, rows, django_assert_num_queries):
    for number in range(rows):
        TicketFactory(hotel=hotel, owner=front, by=staff(Role.MANAGER, hotel), room=str(number), at=now())
        TicketFactory(hotel=hotel, at=now())
    client.get(URL)

    with django_assert_num_queries(16):
        client.get(URL)


def test_of_what_one_sees_no_longer_one_is_told_nothing(client, hotel):
    spa = staff(Role.DEPARTMENT, hotel, "spa")
    client.force_login(spa)
    ticket = TicketFactory(hotel=hotel, department="spa", owner=spa, summary="Secret matter", at=now())
    assert len(client.get(URL).context["mine"].told) == 1

    assign(ticket, owner=None, department="restaurant", by=staff(Role.MANAGER, hotel), at=now(), key="a")

    assert "Secret matter" not in client.get(URL).content.decode()
    assert waiting(access_of(spa, hotel)) == 0
    assert client.get(ticket.get_absolute_url()).status_code == 404


def test_with_nothing_to_do_it_says_how_to_begin(front, hotel, client):
    page = client.get(URL).content.decode()
    assert f'<a class="btn btn-quiet" href="{reverse("feedback:new")}">' in page
    assert "from below" not in page

    TicketFactory(hotel=hotel)

    assert "Take one on from below" in client.get(URL).content.decode()
