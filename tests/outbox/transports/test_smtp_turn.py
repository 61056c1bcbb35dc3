"""A turn of a worker over real SMTP: what each fault of the server leaves behind, and what the guest received."""

import json
from datetime import timedelta

import pytest

from guests.models import Contact
from hotelcrm.outbox.models import Attempt, Mailing, Reason, Sender, SenderState, State, Suppression
from hotelcrm.outbox.signing import Token, Use, unsign
from tests.factories import NOW, HotelFactory
from tests.outbox.delivery_world import agreed, message, stands, turn

from .mail_server import CLOSE, HANG, MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    found = MailServer()
    yield found
    found.stop()


@pytest.fixture
def hotel(server):
    hotel = HotelFactory()
    facts = {"name": "Lakeside", "address": "hello@hotel.example", "options": json.dumps(server.told)}
    Sender.objects.create(hotel=hotel, channel="email", transport="smtp", per_second=100_000, **facts)
    return hotel


def recipients(server):
    return [envelope.rcpt_tos[0] for envelope in server.inbox.envelopes]


def test_a_mail_arrives_with_what_mailboxes_want_to_know(server, hotel):
    row = message(agreed(address="zhang@example.com", full_name="张敏"), hotel)

    turn()

    [mail] = server.mails
    assert stands(row) == (State.SENT, "")
    assert (mail["Subject"], str(mail["To"])) == ("Autumn", "张敏 <zhang@example.com>")
    way_out = mail["List-Unsubscribe"].strip().removesuffix("/>").rpartition("/")[2]
    assert unsign(Use.UNSUBSCRIBE, way_out) == Token(row.guest_id, row.pk)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert row.reference == mail["Message-ID"].strip("<>")


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data"])
@pytest.mark.parametrize("fault", [HANG, CLOSE])
def test_a_fault_before_the_dot_costs_nothing(server, hotel, stage, fault):
    row = message(agreed(), hotel)
    server.plan[stage] = [fault]

    turn()

    assert stands(row) == (State.QUEUED, "")
    assert row.tries == 0
    assert recipients(server) == []
    turn(NOW + timedelta(minutes=2))
    assert stands(row) == (State.SENT, "")
    assert len(recipients(server)) == 1


@pytest.mark.parametrize("fault", [HANG, CLOSE])
def test_after_the_dot_marketing_stays_unknown(server, hotel, fault):
    row = message(agreed(), hotel)
    server.plan["dot"] = [fault]

    turn()
    turn(NOW + timedelta(days=2))

    assert stands(row) == (State.UNKNOWN, Reason.NO_REPLY)
    assert len(recipients(server)) == 1


def test_after_the_dot_service_comes_again_by_the_same_name(server, hotel):
    row = message(agreed(), hotel, purpose="service")
    server.plan["dot"] = [CLOSE]

    turn()
    turn(NOW + timedelta(hours=1))

    first, again = server.mails
    assert stands(row) == (State.SENT, "")
    assert first["Message-ID"] == again["Message-ID"]
    assert Attempt.objects.filter(message=row).count() == 2


def test_greylisting_is_waited_for(server, hotel):
    row = message(agreed(), hotel)
    server.plan["rcpt"] = ["450 4.7.1 greylisted, come back later"]

    turn()
    assert stands(row) == (State.HELD, Reason.TRY_AGAIN)
    turn(row.due_at)

    assert stands(row) == (State.SENT, "")


def test_a_dead_address_is_never_written_to_again(server, hotel):
    guest = agreed(address="nobody@example.com")
    row = message(guest, hotel)
    server.plan["rcpt"] = ["550 5.1.1 <nobody@example.com> no such user"]

    turn()
    later = message(guest, hotel, due_at=NOW + timedelta(days=3))
    turn(NOW + timedelta(days=3))

    assert stands(row) == (State.FAILED, Reason.REFUSED_ADDRESS)
    assert Suppression.objects.get().note == "550 5.1.1"
    assert Contact.objects.get(guest=guest).bounced_at == NOW
    assert stands(later)[0] == State.CANCELLED
    assert recipients(server) == []


def test_refused_content_pauses_its_mailing_and_spares_the_addresses(server, hotel):
    mailing = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing")
    rows = [message(agreed(), hotel, mailing=mailing) for _n in range(3)]
    server.plan["dot"] = ["554 5.7.1 looks like spam"]

    turn()

    mailing.refresh_from_db()
    assert sorted(stands(row) for row in rows) == [
        (State.FAILED, Reason.REFUSED_CONTENT),
        (State.QUEUED, ""),  # until somebody lets the mailing go on
        (State.QUEUED, ""),
    ]
    assert mailing.paused_because == "554 5.7.1"
    assert not Suppression.objects.exists()


def test_a_rule_of_a_mailbox_is_about_this_guest_alone(server, hotel):
    mailing = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing")
    rows = [message(agreed(), hotel, mailing=mailing) for _n in range(3)]
    server.plan["rcpt"] = ["550 5.7.1 <guest@example.com> takes mail from its friends only"]

    turn()

    mailing.refresh_from_db()
    assert sorted(stands(row) for row in rows) == [
        (State.HELD, Reason.REFUSED_SENDER),
        (State.SENT, ""),
        (State.SENT, ""),
    ]
    assert (mailing.paused_at, mailing.paused_because) == (None, "")
    assert not Suppression.objects.exists()
    assert not Contact.objects.exclude(bounced_at=None).exists()


def test_a_server_that_never_wants_a_guest_is_asked_for_hours_and_then_no_more(server, hotel):
    row = message(agreed(), hotel)
    server.plan["rcpt"] = "550 5.7.1 not authorized"

    at = NOW
    while stands(row)[0] == State.HELD or at == NOW:
        turn(at)
        at = max(at + timedelta(minutes=1), row.due_at)

    assert stands(row) == (State.FAILED, Reason.REFUSED_SENDER)
    assert set(Attempt.objects.values_list("outcome", "code")) == {("refused", "550 5.7.1")}
    assert not Suppression.objects.exists()


def test_a_server_that_relays_for_nobody_is_left_alone(server, hotel):
    rows = [message(agreed(), hotel) for _n in range(8)]
    server.plan["rcpt"] = "554 5.7.1 relay access denied"

    turn()

    assert sorted(stands(row)[0] for row in rows) == [State.HELD] * 5 + [State.QUEUED] * 3


@pytest.mark.parametrize(
    ("stage", "said"),
    [("greeting", "450 4.3.2 overloaded"), ("mail", "451 4.3.0 try later"), ("dot", "452 4.3.1 full")],
)
def test_an_overloaded_server_is_left_alone(server, hotel, stage, said):
    rows = [message(agreed(), hotel) for _n in range(8)]
    server.plan[stage] = said

    turn()

    state = SenderState.objects.get()
    assert (state.failures, state.closed_until) == (5, NOW + timedelta(seconds=30))
    assert {stands(row)[0] for row in rows} <= {State.HELD, State.QUEUED}


def test_a_sender_that_is_refused_fails_no_message(server, hotel):
    row = message(agreed(), hotel)
    server.plan["mail"] = ["550 5.7.1 we do not know you"]

    turn()

    assert stands(row) == (State.HELD, Reason.REFUSED_SENDER)
    assert not Suppression.objects.exists()
