"""Replies: through the outbox, in the guest's language, and never across a colleague's."""

import pytest
from django.utils import translation

from feedback.actions import asking, handling
from feedback.actions.handling import AnsweredMeanwhileError, reply
from feedback.actions.joining import merge
from feedback.actions.letters import NobodyToAnswerError, UnreachableError
from feedback.links import ticket_of
from feedback.models import State, Ticket, TicketEvent
from guests.models import Contact
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Message
from tests.factories import NOW, ContactFactory, GuestFactory, HotelFactory, TicketFactory, staff

from .tickets import reachable

pytestmark = pytest.mark.django_db
Kind = TicketEvent.Kind


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside", name_zh="湖畔")


@pytest.fixture
def author(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.fixture
def ticket(hotel):
    return TicketFactory(hotel=hotel, guest=reachable(language="en"), summary="Drunk, shouted at Li")


def send(ticket, author, text="We are sorry.", *, key="k", seen=1, **more):
    return reply(ticket, text=text, by=author, at=NOW, key=key, seen_version=seen, **more)


def test_the_guest_gets_a_message(ticket, author):
    event = send(ticket, author)

    message = event.message
    assert (message.guest, message.hotel, message.channel, message.purpose, message.by) == (
        ticket.guest,
        ticket.hotel,
        "email",
        "service",
        author,
    )
    assert message.subject == f"Your message to Lakeside [{ticket}]"
    text, _blank, way = message.body.partition("\n\n")
    assert text == "We are sorry."
    assert ticket_of(way.split("/f/t/")[1].strip("/"), at=NOW) == ticket
    assert (event.kind, event.text) == (Kind.REPLY, "We are sorry.")


def test_it_is_the_first_answer(ticket, author):
    send(ticket, author)

    row = Ticket.objects.get(pk=ticket.pk)
    assert (row.responded_at, row.state) == (NOW, State.IN_PROGRESS)


def test_in_the_guests_language_whatever_the_page_is_in(hotel, author):
    ticket = TicketFactory(hotel=hotel, guest=reachable(language="zh-hans"))

    with translation.override("en"):
        event = send(ticket, author)

    assert event.message.subject == f"关于您给湖畔的留言 [{ticket}]"


def test_what_staff_wrote_of_it_stays_in_the_house(ticket, author):
    message = send(ticket, author).message

    assert "Drunk" not in message.subject + message.body


def test_all_mails_of_a_ticket_are_one_thread(ticket, author):
    first, second = send(ticket, author), send(ticket, author, "And again.", key="l", seen=3)

    assert first.message.facts == second.message.facts == {"ticket": ticket.pk, "thread": f"ticket-{ticket.pk}"}
    assert first.message.subject == second.message.subject


def test_a_double_click_sends_once(ticket, author):
    first = send(ticket, author)

    assert send(ticket, author) == first
    assert Message.objects.count() == 1


def test_a_channel_may_be_chosen(ticket, author):
    ContactFactory(guest=ticket.guest, kind=Contact.Kind.PHONE, value="+8613800138001")

    assert send(ticket, author, channels=["sms"]).message.channel == "sms"


def test_the_first_channel_that_reaches_the_guest(hotel, author):
    ticket = TicketFactory(hotel=hotel, guest=ContactFactory(kind=Contact.Kind.PHONE).guest)

    assert send(ticket, author).message.channel == "sms"


# Two people


def test_the_second_sees_the_firsts_reply_before_sending(ticket, author, hotel):
    colleague = staff(Role.FRONT_DESK, hotel)
    first = send(ticket, colleague, "I called the engineer.")

    with pytest.raises(AnsweredMeanwhileError) as meanwhile:
        send(ticket, author, "We are sorry.", key="l")

    assert meanwhile.value.events == [first]
    assert Message.objects.count() == 1
    assert send(ticket, author, key="l", seen=meanwhile.value.version).message.body.startswith("We are sorry.")


def test_what_was_said_in_person_counts_as_well(ticket, author, hotel):
    said = handling.spoke(ticket, text="On the phone", by=staff(Role.FRONT_DESK, hotel), at=NOW, key="s")

    with pytest.raises(AnsweredMeanwhileError) as meanwhile:
        send(ticket, author)
    assert meanwhile.value.events == [said]


def test_and_what_the_guest_wrote(ticket, author):
    handling.guest_wrote(ticket, text="It is warm now.", at=NOW, key="g")

    with pytest.raises(AnsweredMeanwhileError):
        send(ticket, author)


def test_and_what_the_guest_judged_and_what_a_colleague_told_him(ticket, author, hotel):
    colleague = staff(Role.FRONT_DESK, hotel)
    handling.set_state(ticket, State.RESOLVED, by=colleague, at=NOW, key="r")
    told = asking.ask(ticket, text="Repaired.", at=NOW, by=colleague)
    judged = asking.judge(ticket, was_right=False, text="It is not.", at=NOW)

    with pytest.raises(AnsweredMeanwhileError) as meanwhile:
        send(ticket, author, "Glad all is well!", seen=2)

    assert meanwhile.value.events == [told, judged]


def test_ones_own_words_and_notes_are_no_surprise(ticket, author, hotel):
    send(ticket, author)
    handling.note(ticket, text="Engineer is on it.", by=staff(Role.FRONT_DESK, hotel), at=NOW, key="n")

    assert send(ticket, author, "Ten minutes.", key="l").text == "Ten minutes."


def test_a_version_of_a_merged_ticket_says_nothing_of_the_other(ticket, author, hotel):
    colleague, other = staff(Role.FRONT_DESK, hotel), TicketFactory(hotel=hotel, guest=ticket.guest)
    send(other, colleague, "I called the engineer.")
    merge(ticket, into=other, by=colleague, at=NOW, key="m")

    with pytest.raises(AnsweredMeanwhileError) as meanwhile:
        send(ticket, author, key="l", seen=9)

    assert [event.text for event in meanwhile.value.events] == ["I called the engineer."]
    assert meanwhile.value.ticket == other
    assert send(other, author, key="l", seen=meanwhile.value.version).ticket == other


# Nobody there


def test_nobody_to_answer(hotel, author):
    with pytest.raises(NobodyToAnswerError):
        send(TicketFactory(hotel=hotel, guest=None), author)


def test_what_cannot_be_sent_is_no_answer(hotel, author):
    ticket = TicketFactory(hotel=hotel, guest=GuestFactory())

    with pytest.raises(UnreachableError, match="no address for this channel"):
        send(ticket, author)

    assert not Message.objects.exists()
    assert Ticket.objects.get().responded_at is None
    assert Ticket.objects.get().version == 1


@pytest.mark.parametrize("seen", [0, 1, 2, 100])
def test_any_version_that_a_form_may_bring(ticket, author, seen):
    assert send(ticket, author, seen=seen).kind == Kind.REPLY
