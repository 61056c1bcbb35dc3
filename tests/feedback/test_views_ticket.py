"""`feedback:ticket`: one ticket with all that was said and done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions import handling
from feedback.actions.joining import merge
from feedback.actions.linking import link
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import CategoryFactory, GuestFactory, HotelFactory, StayFactory, TicketFactory, staff
from tests.feedback.tickets import lesser_there

pytestmark = pytest.mark.django_db
HANDLES = {Role.FRONT_DESK, Role.DEPARTMENT, Role.GUEST_RELATIONS, Role.MANAGER}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel, display_name="Front Wang")
    client.force_login(person)
    return person


def now(**later):
    return timezone.now() + timedelta(**later)


def url(ticket):
    return reverse("feedback:ticket", args=[ticket.pk])


def page_of(client, ticket) -> str:
    return client.get(url(ticket)).content.decode()


@pytest.mark.parametrize("role", Role)
def test_who_may_open_it(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    ticket = TicketFactory(hotel=hotel, department="spa")

    assert client.get(url(ticket)).status_code == (200 if role in HANDLES else 403)


def test_a_ticket_of_another_hotel_or_department_is_none(client, hotel, front):
    assert client.get(url(TicketFactory(hotel=HotelFactory()))).status_code == 404
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))
    assert client.get(url(TicketFactory(hotel=hotel, department="restaurant"))).status_code == 404


def test_the_look_at_its_guest_is_logged_once_for_the_page_and_its_parts(client, hotel, front):
    ticket = TicketFactory(hotel=hotel, at=now())

    client.get(url(ticket))
    client.get(url(ticket), headers=HTMX)

    looks = ReadLog.objects.values_list("guest_id", "what", "object_id", "user")
    assert list(looks) == [(ticket.guest_id, "ticket", ticket.pk, front.pk)]


def test_what_the_guest_reads_and_what_colleagues_read_are_told_apart(client, hotel, front):
    ticket = TicketFactory(hotel=hotel, at=now(minutes=-5))
    handling.note(ticket, text="He was rude to us.", by=front, at=now(), key="n")
    handling.spoke(ticket, text="I am sorry.", by=front, at=now(), key="s")
    handling.guest_wrote(ticket, text="Thank you.", at=now(), key="g")

    entries = {entry.event.text: entry for entry in client.get(url(ticket)).context["story"].entries if entry.is_said}
    page = page_of(client, ticket)

    assert {text: entry.look for text, entry in entries.items()} == {
        "He was rude to us.": "note",
        "I am sorry.": "reply",
        "Thank you.": "guest",
    }
    assert "only for colleagues" in page
    assert "the guest reads this" in page


def test_it_tells_what_was_changed_and_by_whom(client, hotel, front):
    ticket = TicketFactory(hotel=hotel, at=now())
    handling.change(ticket, severity=1, by=front, at=now(), key="c")
    handling.assign(ticket, owner=front, department="spa", by=front, at=now(), key="a")

    entries = client.get(url(ticket)).context["story"].entries
    lines = [(entry.words, entry.lines) for entry in entries if entry.lines]

    assert lines[0] == ("Changed", ("Severity: ordinary → urgent",))
    assert lines[1][0] == "Handed over to Front Wang"
    assert set(lines[1][1]) == {"Owner: — → Front Wang", "Department: Front office → Spa"}


def test_both_clocks_say_how_they_stand(client, hotel, front):
    ticket = TicketFactory(hotel=hotel, severity=3, at=now(minutes=-100))
    told = client.get(url(ticket)).context["story"]
    assert (told.respond.state, told.resolve.state) == ("soon", "running")
    assert told.respond.share == 83

    handling.spoke(ticket, text="At once.", by=front, at=now(), key="s")
    handling.set_state(ticket, "waiting", by=front, at=now(), key="w")

    told = client.get(url(ticket)).context["story"]
    assert (told.respond.state, told.resolve.state) == ("kept", "paused")
    assert "left when the guest has answered" in page_of(client, ticket)


def test_a_promise_kept_too_late_is_called_late(client, hotel, front):
    ticket = TicketFactory(hotel=hotel, severity=3, at=now(hours=-5))
    handling.spoke(ticket, text="At last.", by=front, at=now(), key="s")

    assert client.get(url(ticket)).context["story"].respond.state == "late"
    assert "3 hours too late" in page_of(client, ticket)


def test_praise_promises_nothing(client, hotel, front):
    told = client.get(url(TicketFactory(hotel=hotel, kind="praise", at=now()))).context["story"]

    assert (told.respond, told.resolve) == (None, None)


def test_the_room_says_how_often_it_was(client, hotel, front):
    taps = CategoryFactory(department="")
    for days in (100, 20, 10):
        TicketFactory(hotel=hotel, room="1208", category=taps, at=now(days=-days))
    TicketFactory(hotel=HotelFactory(), room="1208", category=taps, at=now(days=-1))
    ticket = TicketFactory(hotel=hotel, room="1208", category=taps, at=now())

    assert client.get(url(ticket)).context["story"].times_in_room == 3
    assert "Ticket no. 3 here within 90 days" in page_of(client, ticket)


def test_beside_it_stand_the_guests_other_tickets_and_what_was_linked(client, hotel, front):
    guest = GuestFactory()
    ticket, other = (TicketFactory(hotel=hotel, guest=guest, at=now()) for _ in range(2))
    linked = TicketFactory(hotel=hotel, at=now())
    link(ticket, other=linked, by=front, at=now(), key="l")
    TicketFactory(hotel=HotelFactory(), guest=guest, at=now())

    told = client.get(url(ticket)).context["story"]

    assert [row.ticket.pk for row in told.of_guest] == [other.pk]
    assert [row.ticket.pk for row in told.linked] == [linked.pk]


def test_what_was_merged_is_told_with_its_number(client, hotel, front):
    guest = GuestFactory()
    gone, kept = (TicketFactory(hotel=hotel, guest=guest, at=now()) for _ in range(2))
    handling.note(gone, text="Said before.", by=front, at=now(), key="n")
    merge(gone, into=kept, by=front, at=now(), key="m")

    told = client.get(url(kept)).context["story"]
    assert [entry.other for entry in told.entries if entry.event.text == "Said before."] == [gone]
    assert told.merged == [gone]
    assert f"part of {kept}" in page_of(client, gone)


def test_what_was_said_on_the_merged_one_and_what_it_was_linked_with_stand_with_the_other(client, hotel, front):
    guest = GuestFactory()
    kept, gone = (TicketFactory(hotel=hotel, guest=guest, text=text, at=now()) for text in ("Cold.", "And loud, too."))
    linked = TicketFactory(hotel=hotel, at=now())
    link(gone, other=linked, by=front, at=now(), key="l")
    merge(gone, into=kept, by=front, at=now(), key="m")

    told = client.get(url(kept)).context["story"]

    assert [entry.said for entry in told.entries if entry.said] == ["And loud, too."]
    assert "And loud, too." in page_of(client, kept)
    assert page_of(client, kept).count("Cold.") == 1
    assert [row.ticket.pk for row in told.linked] == [linked.pk]


def test_people_are_listed_as_the_language_lists_them(client, hotel, front):
    ticket = TicketFactory(hotel=hotel, at=now())
    named = [staff(Role.FRONT_DESK, hotel, display_name=name) for name in ("周兰", "李强")]
    handling.note(ticket, text="请看", by=front, at=now(), key="n", mentions=named)

    page = client.get(url(ticket), headers={"accept-language": "zh-hans"}).content.decode()

    assert "周兰、李强" in page


def test_a_department_does_not_write_to_guests_and_opens_no_profile(client, hotel):
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))
    ticket = TicketFactory(hotel=hotel, department="spa", guest=GuestFactory(full_name="张敏"), at=now())

    page = page_of(client, ticket)

    assert "张敏" in page
    assert ticket.guest.get_absolute_url() not in page
    assert reverse("feedback:reply", args=[ticket.pk]) not in page
    assert client.post(reverse("feedback:reply", args=[ticket.pk])).status_code == 403


def test_words_stay_words(client, hotel, front):
    evil = "<script>alert(1)</script>"
    ticket = TicketFactory(hotel=hotel, summary=evil, text=evil, room="<b>1", at=now())
    handling.note(ticket, text=evil, by=front, at=now(), key="n")

    assert evil not in page_of(client, ticket)
    assert "<b>1" not in page_of(client, ticket)


def test_parts_come_alone_and_leave_the_box_one_writes_in(client, hotel, front):
    part = client.get(url(TicketFactory(hotel=hotel, at=now())), headers=HTMX).content.decode()

    assert part.count('hx-swap-oob="true"') == 3
    assert "ticket-compose" not in part


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, hotel, front, rows, django_assert_num_queries):
    guest = GuestFactory()
    ticket = TicketFactory(hotel=hotel, guest=guest, room="1208", at=now())
    for number in range(rows):
        TicketFactory(hotel=hotel, guest=guest, room="1208", at=now(days=-number - 1))
        handling.note(ticket, text=str(number), by=front, at=now(), key=str(number), mentions=[front])
        link(ticket, other=TicketFactory(hotel=hotel, at=now()), by=front, at=now(), key=f"l{number}")
    client.get(url(ticket))

    with django_assert_num_queries(32):
        client.get(url(ticket))


def test_what_a_role_allows_elsewhere_is_not_offered_here(client):
    _user, _here, there = lesser_there(client)
    guest = GuestFactory()
    stay = StayFactory(hotel=there, guest=guest)
    ticket = TicketFactory(hotel=there, guest=guest, stay=stay, department="spa", at=now())

    page = page_of(client, ticket)

    for verb in ("reply", "merge"):
        assert reverse(f"feedback:{verb}", args=[ticket.pk]) not in page
    assert stay.get_absolute_url() not in page
    assert client.get(stay.get_absolute_url()).status_code == 404
    assert guest.get_absolute_url() in page  # a profile is the group's
