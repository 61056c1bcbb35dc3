"""`feedback:board`: what is open at the hotel, by how urgent it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions.handling import set_state, spoke
from feedback.models import Ticket
from feedback.queries.dials import Standing
from hotelcrm.accounts.models import Role
from tests.factories import CategoryFactory, HotelFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db
URL = reverse("feedback:board")
HANDLES = {Role.FRONT_DESK, Role.DEPARTMENT, Role.GUEST_RELATIONS, Role.MANAGER}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel)
    client.force_login(person)
    return person


def ago(**passed):
    return timezone.now() - timedelta(**passed)


def ticket(hotel, **fields) -> Ticket:
    return TicketFactory(hotel=hotel, **({"at": ago(minutes=1), "severity": 3} | fields))


def groups(client, **wanted) -> dict[str, list[int]]:
    found = client.get(URL, wanted).context["board"].groups
    return {group.standing.value: [row.ticket.pk for row in group.rows] for group in found}


@pytest.mark.parametrize("role", Role)
def test_who_may_open_it(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(URL).status_code == (200 if role in HANDLES else 403)


def test_what_is_open_stands_by_how_urgent_it_is(client, hotel, front):
    running = ticket(hotel)
    soon = ticket(hotel, at=ago(minutes=100))  # of 120 for a first answer
    overdue = ticket(hotel, at=ago(minutes=150))
    worse = ticket(hotel, at=ago(minutes=150), severity=2)  # 30 minutes: longer overdue
    praise = ticket(hotel, kind="praise")
    waiting = ticket(hotel)
    set_state(waiting, "waiting", by=front, at=timezone.now(), key="w")
    done = ticket(hotel)
    set_state(done, "resolved", by=front, at=timezone.now(), key="d")

    assert groups(client) == {
        Standing.OVERDUE: [worse.pk, overdue.pk],
        Standing.SOON: [soon.pk],
        Standing.RUNNING: [running.pk],
        Standing.WAITING: [waiting.pk],
        Standing.FREE: [praise.pk],
    }
    assert client.get(URL).context["board"].count == 6


def test_the_clock_is_that_of_the_answer_until_there_is_one(client, hotel, front):
    asked = ticket(hotel, at=ago(minutes=60))
    answered = ticket(hotel, at=ago(minutes=60))
    spoke(answered, text="At once.", by=front, at=timezone.now(), key="a")

    page = client.get(URL).content.decode()

    assert groups(client) == {Standing.RUNNING: [asked.pk, answered.pk]}
    assert "60 minutes left" in page
    assert "answer until" in page
    assert "23 hours left" in page
    assert "solve until" in page


def test_a_pause_and_a_broken_promise_are_said_in_words(client, hotel, front):
    waiting = ticket(hotel)
    set_state(waiting, "waiting", by=front, at=timezone.now(), key="w")
    ticket(hotel, at=ago(hours=5))

    page = client.get(URL).content.decode()

    assert "paused" in page
    assert "Answer overdue" in page
    assert "for 3 hours" in page


def test_it_shows_this_hotel_alone(client, hotel, front):
    ticket(HotelFactory())

    assert groups(client) == {}
    assert "Nothing is open" in client.get(URL).content.decode()


def test_a_department_sees_its_own(client, hotel):
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))
    mine = ticket(hotel, department="spa")
    ticket(hotel, department="restaurant")
    ticket(hotel)

    assert groups(client) == {Standing.RUNNING: [mine.pk]}


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({"kind": "request"}, {"request"}),
        ({"severity": "1"}, {"urgent"}),
        ({"department": "spa"}, {"spa"}),
        ({"department": "desk"}, {"mine", "request", "urgent"}),
        ({"owner": "me"}, {"mine"}),
        ({"owner": "nobody"}, {"request", "urgent", "spa"}),
        ({"state": "verifying"}, set()),
        ({"kind": "nonsense", "owner": "-1", "severity": "x"}, {"mine", "request", "urgent", "spa"}),
    ],
)
def test_filters_live_in_the_address(client, hotel, front, wanted, left):
    made = {
        "mine": ticket(hotel, owner=front),
        "request": ticket(hotel, kind="request"),
        "urgent": ticket(hotel, severity=1),
        "spa": ticket(hotel, department="spa"),
    }

    found = {pk for rows in groups(client, **wanted).values() for pk in rows}

    assert found == {made[name].pk for name in left}


def test_a_category_has_all_that_hangs_on_it(client, hotel, front):
    room = CategoryFactory(name_en="Bedroom", department="")
    tap = CategoryFactory(parent=room, name_en="Tap", department="")
    below, elsewhere = ticket(hotel, category=tap), ticket(hotel, category=CategoryFactory(department=""))

    assert groups(client, category=room.pk) == {Standing.RUNNING: [below.pk]}
    assert elsewhere.pk not in groups(client, category=room.pk)[Standing.RUNNING]
    assert "Bedroom › Tap" in client.get(URL).content.decode()


def test_each_group_begins_with_some_and_has_its_pages(client, hotel, front, monkeypatch):
    monkeypatch.setattr("feedback.queries.board.SHOWN", 1)
    monkeypatch.setattr("feedback.queries.board.PAGE", 2)
    rows = [ticket(hotel, at=ago(minutes=50 - minutes)) for minutes in range(3)]

    whole = client.get(URL).context["board"]
    second = client.get(URL, {"urgency": "running", "page": "2"}).context["board"]

    assert [(group.count, len(group.rows), group.has_more) for group in whole.groups] == [(3, 1, True)]
    assert [row.ticket.pk for row in second.groups[0].rows] == [rows[2].pk]
    assert second.pages == 2


def test_words_of_guests_stay_words(client, hotel, front):
    ticket(hotel, summary="<script>alert(1)</script>")

    page = client.get(URL).content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_part_with_the_clocks_is_fetched_again(client, hotel, front):
    ticket(hotel)

    part = client.get(URL, headers=HTMX).content.decode()

    assert 'hx-trigger="every 60s"' in part
    assert "<html" not in part


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, hotel, front, rows, django_assert_num_queries):
    for number in range(rows):
        ticket(hotel, owner=front, room=str(number), category=CategoryFactory())
    client.get(URL)

    with django_assert_num_queries(14):
        client.get(URL)
