"""After the resolution: told and asked once, judged once, and what the guest writes is short, not too often, once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from feedback.actions import asking, handling
from feedback.actions.letters import NobodyToAnswerError, UnreachableError
from feedback.actions.refusal import Refused
from feedback.actions.replying import AnsweredMeanwhileError
from feedback.models import Notice, State, Ticket, TicketEvent
from feedback.queries.panel import panel
from hotelcrm.accounts.access import access_of
from hotelcrm.outbox.models import Message
from tests.factories import NOW, ContactFactory, TicketFactory
from tests.feedback.recovery import House

pytestmark = pytest.mark.django_db
Kind = TicketEvent.Kind
HOUR = timedelta(hours=1)


@pytest.fixture
def house():
    house = House()
    ContactFactory(guest=house.member.guest, kind="email", value="guest@example.com")
    handling.assign(house.ticket, owner=house.front, department="", by=house.manager, at=NOW, key="owner")
    return house


def resolved(house, ticket=None, at=NOW):
    ticket = ticket or house.ticket
    handling.set_state(ticket, State.RESOLVED, by=house.front, at=at, key=f"resolved:{at}")
    return Ticket.objects.get(pk=ticket.pk)


def test_the_guest_is_told_what_was_done_and_given_and_asked(house):
    house.give(gives="gift", thing="Fruit basket", cost=Decimal(30))
    ticket = resolved(house)

    event = asking.ask(ticket, text="The boiler is repaired.", by=house.front, at=NOW)

    message = Message.objects.get()
    assert (message.guest, message.purpose, message.state) == (house.member.guest, "service", "queued")
    assert "The boiler is repaired." in message.body
    assert "Fruit basket" in message.body
    assert "/f/t/" in message.body
    assert (event.kind, event.message, event.text) == (Kind.ASKED, message, "The boiler is repaired.")
    ticket.refresh_from_db()
    assert ticket.asked_at == NOW


def test_refunds_say_the_amount_and_nothing_says_the_cost_of_a_gift(house):
    house.give(cost=Decimal(88))
    house.give(gives="gift", thing="Wine", cost=Decimal("31.5"))

    asking.ask(resolved(house), text="", at=NOW)

    body = Message.objects.get().body
    assert "88" in body
    assert "31.5" not in body


def test_once_for_each_resolution(house):
    ticket = resolved(house)
    first = asking.ask(ticket, text="Done.", by=house.front, at=NOW)

    assert asking.ask(ticket, text="Done.", by=house.front, at=NOW + HOUR).pk == first.pk
    with pytest.raises(asking.AskedAlreadyError):
        asking.ask(ticket, text="Done, really.", by=house.front, at=NOW + HOUR)
    assert Message.objects.count() == 1

    handling.set_state(ticket, State.REOPENED, by=house.front, at=NOW + HOUR, key="reopened")
    again = asking.ask(resolved(house, at=NOW + 2 * HOUR), text="Done.", by=house.front, at=NOW + 2 * HOUR)
    assert again.pk != first.pk
    assert Message.objects.count() == 2


def test_nobody_is_asked_before_it_is_resolved(house):
    with pytest.raises(asking.NotResolvedError):
        asking.ask(house.ticket, text="", at=NOW)


def test_a_ticket_without_a_guest_and_a_guest_without_an_address(house):
    with pytest.raises(NobodyToAnswerError):
        asking.ask(resolved(house, TicketFactory(hotel=house.hotel, guest=None)), text="", at=NOW)
    with pytest.raises(UnreachableError):
        asking.ask(resolved(house, TicketFactory(hotel=house.hotel)), text="", at=NOW)
    assert not Message.objects.exists()


def test_whom_nobody_told_is_told_after_half_an_hour(house):
    resolved(house)
    praise = TicketFactory(hotel=house.hotel, kind="praise", guest=house.member.guest)
    handling.set_state(praise, State.RESOLVED, by=house.front, at=NOW, key="done")

    assert asking.ask_due(at=NOW + timedelta(minutes=29)) == 0
    assert asking.ask_due(at=NOW + timedelta(minutes=30)) == 1
    assert asking.ask_due(at=NOW + HOUR) == 0
    facts = Message.objects.get().facts
    assert facts is not None
    assert facts["ticket"] == house.ticket.pk


def test_also_of_what_was_closed_before_the_half_hour_was_over(house):
    handling.set_state(resolved(house), State.CLOSED, by=house.front, at=NOW, key="closed")
    assert panel(Ticket.objects.get(), access_of(house.front, house.hotel), at=NOW).may_tell
    lost = resolved(house, TicketFactory(hotel=house.hotel))  # no address
    handling.set_state(lost, State.CLOSED, by=house.front, at=NOW, key="closed")

    assert [asking.ask_due(at=NOW + HOUR) for _turn in range(2)] == [1, 0]
    assert TicketEvent.objects.filter(kind=Kind.ASKED).count() == 2


def test_one_that_cannot_be_asked_holds_up_no_other(house, monkeypatch, caplog):
    broken, whole = resolved(house), resolved(house, house.complaint())
    ask = asking.ask

    def fails_once(ticket, **rest):
        if ticket.pk == broken.pk:
            raise RuntimeError
        return ask(ticket, **rest)

    monkeypatch.setattr(asking, "ask", fails_once)

    assert asking.ask_due(at=NOW + HOUR) == 1
    assert TicketEvent.objects.get(kind=Kind.ASKED).ticket == whole
    assert str(broken.pk) in caplog.text


def test_nobody_tells_over_a_colleagues_words_that_he_has_not_seen(house):
    ticket = resolved(house)
    handling.reply(ticket, text="Called.", by=house.manager, at=NOW, key="r", seen_version=ticket.version)

    with pytest.raises(AnsweredMeanwhileError) as meanwhile:
        asking.ask(ticket, text="Done.", by=house.front, at=NOW, seen_version=ticket.version)

    assert [event.text for event in meanwhile.value.events] == ["Called."]
    assert not TicketEvent.objects.filter(kind=Kind.ASKED).exists()
    asking.ask(ticket, text="Done.", by=house.front, at=NOW, seen_version=meanwhile.value.version)


def test_whom_nothing_reaches_is_tried_once(house):
    ticket = resolved(house, TicketFactory(hotel=house.hotel))

    for _minute in range(2):
        assert asking.ask_due(at=NOW + HOUR) == 0

    event = TicketEvent.objects.get(kind=Kind.ASKED)
    assert (event.ticket, event.details) == (ticket, {"reached": False})


def test_it_was_right(house):
    asking.ask(resolved(house), text="", at=NOW)

    for _tap in range(2):
        event = asking.judge(house.ticket, was_right=True, at=NOW + HOUR)

    house.ticket.refresh_from_db()
    assert (house.ticket.was_right, house.ticket.state) == (True, State.RESOLVED)
    assert event.details == {"was_right": True}
    assert Notice.objects.filter(user=house.front, event=event).count() == 1


def test_it_was_not_right_opens_it_again_and_tells_the_owner(house):
    asking.ask(resolved(house), text="", at=NOW)

    for _tap in range(2):
        event = asking.judge(house.ticket, was_right=False, text="Still cold.", at=NOW + HOUR)

    house.ticket.refresh_from_db()
    assert (house.ticket.was_right, house.ticket.state, house.ticket.resolved_at) == (False, State.REOPENED, None)
    assert event.text == "Still cold."
    assert Notice.objects.get(user=house.front, event=event).why == Notice.Why.GUEST_WROTE


def test_the_other_answer_afterwards_is_refused_kindly(house):
    asking.ask(resolved(house), text="", at=NOW)
    asking.judge(house.ticket, was_right=True, at=NOW + HOUR)

    with pytest.raises(asking.JudgedAlreadyError):
        asking.judge(house.ticket, was_right=False, at=NOW + HOUR)


def test_nor_are_other_words_with_the_same_answer_lost_in_silence(house):
    asking.ask(resolved(house), text="", at=NOW)
    first = asking.judge(house.ticket, was_right=False, text="Still cold.", at=NOW + HOUR)

    assert asking.judge(house.ticket, was_right=False, at=NOW + HOUR) == first
    with pytest.raises(asking.JudgedAlreadyError):
        asking.judge(house.ticket, was_right=False, text="And it drips.", at=NOW + HOUR)


def test_nobody_judges_what_nobody_asked(house):
    with pytest.raises(asking.NotAskedError):
        asking.judge(house.ticket, was_right=True, at=NOW)
    asking.ask(resolved(house), text="", at=NOW)
    handling.set_state(house.ticket, State.REOPENED, by=house.front, at=NOW + HOUR, key="reopened")
    with pytest.raises(asking.NotAskedError):
        asking.judge(house.ticket, was_right=True, at=NOW + HOUR)


def test_after_a_second_resolution_the_guest_judges_again(house):
    asking.ask(resolved(house), text="", at=NOW)
    asking.judge(house.ticket, was_right=False, at=NOW + HOUR)
    asking.ask(resolved(house, at=NOW + 2 * HOUR), text="Now it is.", at=NOW + 2 * HOUR)

    asking.judge(house.ticket, was_right=True, at=NOW + 3 * HOUR)

    house.ticket.refresh_from_db()
    assert house.ticket.was_right is True


def test_an_answer_is_kept_once_for_each_form(house):
    for _click in range(2):
        asking.answer(house.ticket, text=" Thank you. ", at=NOW, key="form")

    assert [event.text for event in TicketEvent.objects.filter(kind=Kind.GUEST_WROTE)] == ["Thank you."]


def test_an_answer_opens_what_was_resolved(house):
    asking.answer(resolved(house), text="No.", at=NOW, key="form")

    house.ticket.refresh_from_db()
    assert house.ticket.state == State.REOPENED


def test_ten_answers_an_hour_are_enough(house):
    for number in range(asking.OFTEN):
        asking.answer(house.ticket, text=f"{number}", at=NOW, key=f"form{number}")

    with pytest.raises(asking.TooOftenError):
        asking.answer(house.ticket, text="More", at=NOW + HOUR - timedelta(seconds=1), key="more")
    asking.answer(house.ticket, text="9", at=NOW, key="form9")  # sent before
    asking.answer(house.ticket, text="More", at=NOW + HOUR, key="more")


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "x" * (asking.LONGEST + 1)])
def test_what_is_no_answer_is_refused(house, text):
    with pytest.raises(Refused):
        asking.answer(house.ticket, text=text, at=NOW, key="form")

    assert not TicketEvent.objects.filter(kind=Kind.GUEST_WROTE).exists()
