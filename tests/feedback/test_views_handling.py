"""`feedback:state`, `assign`, `take`, `verify` and `change`: what is done with a ticket."""

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions import handling
from feedback.models import Category, Cause, Notice, TicketEvent
from feedback.queries.one import is_verified
from hotelcrm.accounts.models import Role
from tests.factories import CategoryFactory, GuestFactory, HotelFactory, TicketFactory, staff
from tests.feedback.tickets import lesser_there

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


def test_a_department_names_no_guest(client, hotel):
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))
    ticket, guest = TicketFactory(hotel=hotel, guest=None, department="spa"), GuestFactory(full_name="张敏敏")

    post(client, ticket, "change", severity=1, guest=guest.number)

    assert (ticket.guest, ticket.severity) == (None, 1)
    assert "guest" not in client.get(url(ticket, "change")).context["form"].fields
    assert "张敏敏" not in client.get(ticket.get_absolute_url()).content.decode()


def test_who_sees_guests_elsewhere_names_none_here(client):
    _user, _here, there = lesser_there(client)
    ticket, guest = TicketFactory(hotel=there, guest=None, department="spa"), GuestFactory()

    post(client, ticket, "change", severity=1, guest=guest.number)

    assert (ticket.guest, ticket.severity) == (None, 1)


def drawn(client, ticket) -> dict[str, object]:
    """What a browser sends of the form for changes, as it is drawn now, with what the fields were at first."""
    form = client.get(url(ticket, "change")).context["form"]
    values = {name: form[name].value() for name in ("category", "severity", "cause", "room", "guest")}
    sent = {name: "" if value is None else value for name, value in values.items()}
    return {f"{start}change-{name}": value for name, value in sent.items() for start in ("", "initial-")}


def send(client, ticket, form, **typed):
    answer = client.post(url(ticket, "change"), form | {f"change-{name}": value for name, value in typed.items()})
    ticket.refresh_from_db()
    return answer


def test_a_form_drawn_before_takes_nothing_back_that_a_colleague_changed(client, ticket, hotel):
    form, taps = drawn(client, ticket), CategoryFactory()
    handling.change(ticket, severity=1, category=taps, by=staff(Role.MANAGER, hotel), at=timezone.now(), key="other")

    assert send(client, ticket, form, key="abc", room="99").status_code == 302

    assert (ticket.severity, ticket.category, ticket.room) == (1, taps, "99")
    assert list(ticket.events.latest("pk").details["changes"]) == ["room"]


def test_what_both_changed_is_shown_first_and_goes_when_saved_again(client, ticket, hotel):
    form = drawn(client, ticket)
    handling.change(ticket, severity=1, room="1208", by=staff(Role.MANAGER, hotel), at=timezone.now(), key="other")

    answer = send(client, ticket, form, key="abc", severity=2, room="1208")
    page = answer.content.decode()

    assert (answer.status_code, ticket.severity) == (422, 1)
    assert "Meanwhile somebody changed this: it is “urgent” now." in page
    assert '<input type="hidden" name="initial-change-severity" value="1"' in page
    assert "“1208” now" not in page  # the room is as both want it
    assert send(client, ticket, form | {"initial-change-severity": 1}, key="abc", severity=2).status_code == 302
    assert ticket.severity == 2


def test_what_is_retired_stays_until_somebody_takes_it_off(client, ticket, front):
    taps, cause = CategoryFactory(), Cause.objects.order_by("pk")[0]
    handling.change(ticket, category=taps, cause=cause, by=front, at=timezone.now(), key="c")
    Category.objects.filter(pk=taps.pk).update(is_active=False)
    Cause.objects.filter(pk=cause.pk).update(is_active=False)

    send(client, ticket, drawn(client, ticket), key="abc", room="99")
    assert (ticket.category, ticket.cause, ticket.room) == (taps, cause, "99")

    send(client, ticket, drawn(client, ticket), key="def", category="", cause="")
    assert (ticket.category, ticket.cause) == (None, None)


def test_who_takes_what_a_colleague_has_is_told_so_and_so_is_the_colleague(client, hotel, front):
    colleague = staff(Role.FRONT_DESK, hotel, display_name="Chen")
    ticket = TicketFactory(hotel=hotel, owner=colleague, by=colleague, at=timezone.now())

    answer = client.post(url(ticket, "take"), follow=True)

    assert "It is in your hands. Chen is told." in answer.content.decode()
    assert list(Notice.objects.values_list("user", "why")) == [(colleague.pk, "taken")]
    client.force_login(colleague)
    assert "In other hands now" in client.get(reverse("feedback:mine")).content.decode()


def test_the_words_of_one_guest_are_not_given_to_another_by_the_form(client, ticket):
    handling.guest_wrote(ticket, text="I am ill.", at=timezone.now(), key="w")

    answer = post(client, ticket, "change", severity=3, guest=GuestFactory().number)

    assert answer.status_code == 422
    assert "another guest must not read that" in answer.content.decode()
