"""`feedback:state`, `assign`, `take`, `verify` and `change`: what is done with a ticket."""

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions import handling
from feedback.models import Cause, TicketEvent
from feedback.queries.one import is_verified
from hotelcrm.accounts.models import Role
from tests.factories import CategoryFactory, GuestFactory, HotelFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db
VERBS = ("state", "assign", "verify", "change")
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


@pytest.fixture
def ticket(hotel, front):
    return TicketFactory(hotel=hotel, at=timezone.now())


def url(ticket, verb):
    return reverse(f"feedback:{verb}", args=[ticket.pk])


def post(client, ticket, verb, **fields):
    headers = fields.pop("headers", {})
    named = {f"{verb}-{name}": value for name, value in ({"key": "abc"} | fields).items()}
    answer = client.post(url(ticket, verb), named, headers=headers)
    ticket.refresh_from_db()
    return answer


@pytest.mark.parametrize("verb", [*VERBS, "attach", "link"])
@pytest.mark.parametrize("role", Role)
def test_who_may(client, hotel, role, verb):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))
    ticket = TicketFactory(hotel=hotel, department="spa")

    assert client.get(url(ticket, verb)).status_code == (200 if role in HANDLES else 403)
    assert client.post(url(ticket, verb)).status_code == (422 if role in HANDLES else 403)


@pytest.mark.parametrize("verb", [*VERBS, "take", "attach", "link"])
def test_a_ticket_of_another_hotel_is_none(client, front, verb):
    there = TicketFactory(hotel=HotelFactory())

    assert client.post(url(there, verb)).status_code == 404
    assert list(there.events.values_list("kind", flat=True)) == [TicketEvent.Kind.OPENED]


def test_a_state_goes_where_it_may_go(client, ticket):
    offered = client.get(url(ticket, "state")).context["form"].fields["state"].choices
    assert [value for value, _label in offered] == ["verifying", "in_progress", "waiting", "resolved"]

    assert post(client, ticket, "state", state="resolved", text="New tap.").url == ticket.get_absolute_url()
    assert ticket.state == "resolved"
    assert ticket.events.latest("pk").text == "New tap."


def test_a_state_that_does_not_follow_is_refused_in_words(client, ticket, front):
    handling.set_state(ticket, "resolved", by=front, at=timezone.now(), key="r")

    answer = post(client, ticket, "state", state="waiting")

    assert answer.status_code == 422
    assert "The ticket cannot be put into that state from where it stands now." in answer.content.decode()
    assert ticket.state == "resolved"


def test_it_is_handed_over_to_somebody_of_the_house(client, ticket, hotel):
    colleague = staff(Role.DEPARTMENT, hotel, "engineering")
    stranger = staff(Role.FRONT_DESK, HotelFactory())

    post(client, ticket, "assign", owner=colleague.pk, department="engineering")
    assert (ticket.owner, ticket.department) == (colleague, "engineering")

    assert post(client, ticket, "assign", owner=stranger.pk, department="desk", key="b").status_code == 422
    post(client, ticket, "assign", owner="", department="desk", key="c")
    assert (ticket.owner, ticket.department) == (None, "")


def test_one_takes_it_with_one_key(client, hotel, front):
    ticket = TicketFactory(hotel=hotel, department="spa", at=timezone.now())

    client.post(url(ticket, "take"))

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.department) == (front, "spa")
    assert client.get(url(ticket, "take")).status_code == 405


def test_who_hands_it_out_of_his_own_sight_is_told_so_and_nothing_fails(client, hotel):
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))
    ticket = TicketFactory(hotel=hotel, department="spa", at=timezone.now())

    answer = post(client, ticket, "assign", owner="", department="restaurant", headers=HTMX)

    assert answer.status_code == 200
    assert client.get(ticket.get_absolute_url()).status_code == 404


def test_facts_are_verified_with_who_was_asked(client, ticket):
    assert post(client, ticket, "verify", asked="Night manager", found="It is so.").status_code == 422

    post(client, ticket, "verify", asked="Night manager", found="The log says so.", is_true="yes")
    assert is_verified(ticket)

    post(client, ticket, "verify", asked="The guest", found="Another room.", is_true="no", key="b")
    assert not is_verified(ticket)


def test_what_it_is_about_is_corrected(client, ticket):
    taps, cause, guest = CategoryFactory(), Cause.objects.order_by("pk")[0], GuestFactory()

    post(client, ticket, "change", category=taps.pk, severity=1, cause=cause.pk, room="1208", guest=guest.number)

    assert (ticket.category, ticket.severity, ticket.cause) == (taps, 1, cause)
    assert (ticket.room, ticket.guest) == ("1208", guest)


def test_a_form_left_as_it_was_changes_nothing(client, ticket):
    form = client.get(url(ticket, "change")).context["form"]
    values = {name: form[name].value() or "" for name in ("category", "severity", "cause", "room", "guest")}

    post(client, ticket, "change", **values)

    assert list(ticket.events.values_list("kind", flat=True)) == [TicketEvent.Kind.OPENED]


@pytest.mark.parametrize("verb", VERBS)
def test_it_is_a_dialog_over_the_page(client, ticket, verb):
    assert client.get(url(ticket, verb), headers=HTMX).content.decode().startswith("<dialog")


def test_the_dialog_goes_when_it_is_done(client, ticket):
    answer = post(client, ticket, "state", state="in_progress", headers=HTMX)

    assert (answer["HX-Reswap"], answer["HX-Trigger"]) == ("delete", '{"ticket-changed": {}}')
