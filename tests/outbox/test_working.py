"""A turn: from what is due to what a transport is handed, and what the rows say afterwards."""

from datetime import timedelta

import pytest

from guests.models import Touchpoint
from hotelcrm.outbox import tasks
from hotelcrm.outbox.delivery import claiming, working
from hotelcrm.outbox.models import Attempt, Message, SenderState, State
from hotelcrm.outbox.signing import Token, Use, unsign
from hotelcrm.outbox.transports import Fate, Outcome
from tests.factories import NOW, HotelFactory, UserFactory

from .delivery_world import SENT, agreed, breaks, message, road_to, says, stands, turn

pytestmark = pytest.mark.django_db


def test_what_is_due_is_written_and_sent(hotel, road):
    sender = road_to(hotel)
    guest = agreed(address="min@example.com", language="en")
    row = message(guest, hotel, subject="Autumn", body="Come and see.")

    tally = turn()

    [envelope] = road.handed
    assert (envelope.address, envelope.name, envelope.subject) == ("min@example.com", "张敏", "Autumn")
    assert "Come and see." in envelope.text
    assert dict(tally.states) == {"sent": 1}
    assert str(tally) == "1 sent"
    assert stands(row) == SENT
    assert (row.sent_at, row.handed_at, row.lease_until, row.tries) == (NOW, NOW, None, 1)
    assert (row.reference, row.sender) == (f"theirs-{row.pk}", sender)
    assert bytes(row.address_index) == bytes(guest.contacts.get().value_index)
    assert (road.opened, road.closed) == (1, 1)


def test_each_handing_over_is_an_attempt(hotel, road):
    sender = road_to(hotel)
    road.answer = says(Fate.ACCEPTED, code="250", reference="theirs", parts=3)
    row = message(agreed(), hotel)

    turn()

    attempt = Attempt.objects.get()
    row.refresh_from_db()
    assert (attempt.message, attempt.sender, attempt.attempt) == (row, sender, row.attempt)
    assert (attempt.started_at, attempt.finished_at) == (NOW, NOW)
    assert (attempt.outcome, attempt.code, attempt.reference, attempt.segments) == ("accepted", "250", "theirs", 3)


def test_what_was_sent_is_on_the_timeline_with_ids_and_codes_only(hotel, road):
    road_to(hotel)
    guest = agreed()
    row = message(guest, hotel, subject="Secret subject")

    turn()

    touch = Touchpoint.objects.get(guest=guest)
    assert (touch.kind, touch.key, touch.hotel, touch.at) == ("message", f"message:{row.pk}", hotel, NOW)
    assert touch.details == {"message": row.pk, "channel": "email", "purpose": "marketing"}


def test_what_was_not_accepted_is_on_no_timeline(hotel, road):
    road_to(hotel)
    road.answer = says(Fate.LATER)
    message(agreed(), hotel)

    turn()

    assert not Touchpoint.objects.exists()


def test_what_is_due_later_stays(hotel, road):
    road_to(hotel)
    row = message(agreed(), hotel, due_at=NOW + timedelta(seconds=1))

    assert str(turn()) == "nothing was done"
    assert stands(row) == (State.QUEUED, "")
    turn(NOW + timedelta(seconds=1))
    assert stands(row) == SENT


def test_a_turn_goes_on_until_nothing_is_due(hotel, road, monkeypatch):
    monkeypatch.setattr(working, "AT_ONCE", 3)
    road_to(hotel)
    for _n in range(8):
        message(agreed(), hotel)

    tally = turn()

    assert dict(tally.states) == {"sent": 8}
    assert not tally.is_more
    assert sorted(road.ids) == sorted(Message.objects.values_list("pk", flat=True))


def test_a_turn_whose_time_is_over_says_that_there_is_more(hotel, road):
    road_to(hotel)
    message(agreed(), hotel)

    tally = turn(at_most=timedelta(0))

    assert (tally.is_more, road.handed) == (True, [])


def test_a_turn_whose_time_ends_while_it_looks_for_work_says_so_too(hotel, road, monkeypatch):
    road_to(hotel)
    message(agreed(), hotel)
    over = iter([False])
    monkeypatch.setattr(working.Turn, "is_over", lambda _turn: next(over, True))

    tally = turn()

    assert (tally.is_more, road.handed) == (True, [])


def test_what_a_turn_had_no_time_for_can_be_claimed_by_others(hotel, road, monkeypatch):
    road_to(hotel)
    rows = [message(agreed(), hotel) for _n in range(3)]
    over = iter([False, False, False, True])
    monkeypatch.setattr(working.Turn, "is_over", lambda _turn: next(over, True))

    tally = turn()

    assert (dict(tally.states), tally.is_more) == ({"sent": 1}, True)
    left = Message.objects.filter(state=State.QUEUED)
    assert left.count() == len(rows) - 1
    assert {(row.attempt, row.lease_until, row.tries, row.handed_at) for row in left} == {(None, None, 0, None)}


def test_the_bell_rings_again_while_there_is_more(hotel, road, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.deliver_due, "delay", lambda: rung.append("again"))
    monkeypatch.setattr(tasks, "TURN", timedelta(0))
    tasks.deliver_due()
    assert rung == ["again"]

    monkeypatch.setattr(tasks, "TURN", timedelta(seconds=5))
    tasks.deliver_due()
    assert rung == ["again"]


def test_the_sweep_rings(db, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.deliver_due, "delay", lambda: rung.append("due"))

    tasks.sweep()

    assert rung == ["due"]


# Who sends


def test_a_hotels_own_sender_comes_before_the_groups(hotel, road):
    other = HotelFactory()
    group, own = road_to(None), road_to(hotel)
    theirs, ours = message(agreed(), other), message(agreed(), hotel)

    turn()

    assert (stands(theirs), stands(ours)) == (SENT, SENT)
    assert (theirs.sender, ours.sender) == (group, own)


def test_a_message_without_sender_is_held_and_says_so(hotel, road):
    road_to(hotel, channel="sms")
    road_to(HotelFactory())
    road_to(hotel, is_active=False)
    row = message(agreed(), hotel)

    tally = turn()

    assert dict(tally.states) == {"held": 1}
    assert stands(row) == (State.HELD, "no_sender")
    assert row.due_at == NOW + claiming.NO_SENDER_AGAIN

    road_to(hotel)
    turn(NOW + claiming.NO_SENDER_AGAIN)
    assert stands(row) == SENT


@pytest.mark.parametrize("how", ["unknown transport", "missing option"])
def test_a_sender_that_cannot_work_is_left_alone_and_says_why(hotel, road, how):
    sender = road_to(hotel)
    if how == "missing option":
        road.fault = "host is missing"
    else:
        sender.transport = "pigeon"
        sender.save()
    row = message(agreed(), hotel)

    turn()

    state = SenderState.objects.get(sender=sender)
    assert stands(row) == (State.QUEUED, "")
    assert state.closed_until > NOW
    assert ("host is missing" if how == "missing option" else "pigeon") in state.last_error


# To staff


def test_a_message_to_staff_asks_nobody(hotel, road):
    road_to(hotel)
    somebody = UserFactory(email="ling@hotel.example", display_name="Ling")
    row = message(None, hotel, staff=somebody, purpose="service")

    turn()

    assert [(envelope.address, envelope.name) for envelope in road.handed] == [("ling@hotel.example", "Ling")]
    assert stands(row) == SENT
    assert not Touchpoint.objects.exists()


def test_a_given_address_comes_before_the_guests_own(hotel, road):
    road_to(hotel)
    row = message(agreed(), hotel, purpose="service", address="elsewhere@example.com")

    turn()

    assert [envelope.address for envelope in road.handed] == ["elsewhere@example.com"]
    assert stands(row) == SENT


def test_staff_without_address_get_none(hotel, road):
    road_to(hotel)
    row = message(None, hotel, staff=UserFactory(email=""), purpose="service")

    turn()

    assert (stands(row), road.handed) == ((State.CANCELLED, "no_address"), [])


# What is on the envelope


def test_a_mailbox_can_unsubscribe_by_itself(hotel, road, settings):
    settings.PUBLIC_URL = "https://crm.example"
    road_to(hotel)
    guest = agreed()
    row = message(guest, hotel)

    turn()

    headers = road.handed[0].headers
    assert headers["Message-ID"].endswith("@example.com>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")  # the sender has no mailbox for it
    assert address.startswith("https://crm.example/m/unsubscribe/")
    token = address.removeprefix("https://crm.example/m/unsubscribe/").rstrip("/")
    assert unsign(Use.UNSUBSCRIBE, token) == Token(guest.pk, row.pk)


def test_nobody_unsubscribes_from_what_is_needed(hotel, road):
    road_to(hotel)
    message(agreed(), hotel, purpose="service")

    turn()

    [envelope] = road.handed
    assert envelope.is_service
    assert set(envelope.headers) == {"Message-ID", "Auto-Submitted"}


def test_the_second_attempt_has_the_same_reference_and_another_attempt(hotel, road):
    road_to(hotel)
    road.answer = says(Fate.LATER)
    message(agreed(), hotel)

    turn()
    turn(NOW + timedelta(minutes=1))

    first, second = road.handed
    assert first.reference == second.reference
    assert first.attempt != second.attempt


# What cannot be written, and what fails where it never should


def test_what_cannot_be_written_fails_and_keeps_nobody_waiting(hotel, road, monkeypatch):
    road_to(hotel)
    bad, good = message(agreed(), hotel), message(agreed(), hotel)
    write = working.write

    def half(messages, *, at):
        return write(messages, at=at) | {bad.pk: working.Unwritable("no name")}

    monkeypatch.setattr(working, "write", half)
    tally = turn()

    assert dict(tally.states) == {"failed": 1, "sent": 1}
    assert stands(bad) == (State.FAILED, "unwritable")
    assert bad.handed_at is None
    assert stands(good) == SENT
    assert Attempt.objects.get().message == good


def test_a_fault_while_writing_lets_everything_go(hotel, road, monkeypatch):
    road_to(hotel)
    row = message(agreed(), hotel)
    monkeypatch.setattr(working, "write", breaks)

    with pytest.raises(ZeroDivisionError):
        turn()

    assert stands(row) == (State.QUEUED, "")
    assert road.closed == 1


def test_after_a_transport_raised_nobody_knows(hotel, road, caplog):
    road_to(hotel)
    road.answer = breaks
    row = message(agreed(), hotel, subject="Secret subject")

    tally = turn()

    assert dict(tally.states) == {"unknown": 1}
    assert stands(row) == (State.UNKNOWN, "no_reply")
    assert "A transport failed while it had 1 messages." in caplog.text
    assert "Secret subject" not in caplog.text


def test_what_a_transport_says_when_it_breaks_is_in_no_log(hotel, road, caplog):
    road_to(hotel)
    message(agreed(address="zhang@example.com"), hotel)

    def breaks_loudly(envelope):
        raise RuntimeError(f"cannot write to {envelope.address}")

    road.answer = breaks_loudly
    turn()

    assert "zhang@example.com" not in caplog.text
    assert "RuntimeError at " in caplog.text
    assert "test_working.py:" in caplog.text


def test_a_provider_that_takes_many_gets_many(hotel, road):
    road_to(hotel)
    road.batch = 4
    rows = [message(agreed(), hotel) for _n in range(6)]
    no = rows[2].pk
    road.answer = lambda e: Outcome(Fate.REFUSED_ADDRESS if e.message_id == no else Fate.ACCEPTED)

    tally = turn()

    assert dict(tally.states) == {"sent": 5, "failed": 1}
    assert stands(rows[2]) == (State.FAILED, "refused_address")
    assert Attempt.objects.filter(finished_at=None).count() == 0


def test_a_batch_takes_as_many_queries_for_three_as_for_one(hotel, road, django_assert_num_queries):
    road_to(hotel)
    road.batch = 10
    for n in (1, 3):
        for _n in range(n):
            message(agreed(), hotel)
        turn()  # prepares statements
        for _n in range(n):
            message(agreed(), hotel)
        with django_assert_num_queries(22):
            turn()
