"""`manage.py verify` says that all is well with messages, and fails loudly when one row of them is not."""

import io
from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection

from guests.models import Guest
from hotelcrm.outbox.delivery.claiming import claim
from hotelcrm.outbox.delivery.handing import step
from hotelcrm.outbox.delivery.lanes import Lane
from hotelcrm.outbox.invariants import INVARIANTS
from hotelcrm.outbox.models import Attempt, Mailing, Message, State
from hotelcrm.outbox.transports import Fate, Outcome
from tests.factories import NOW

from .delivery_world import agreed, answer, message, road_to, turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_planned_once")]

DAY = timedelta(days=1)


def verify():
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify", stdout=out, stderr=err)
    except SystemExit as exit_:
        return exit_.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def house(hotel, road):
    """One message in every state, of a mailing, to a guest who agreed; and one to staff."""
    sender = road_to(hotel)
    begun = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing", queued=8)
    fates = [Fate.ACCEPTED, Fate.LATER, Fate.REFUSED_ADDRESS, Fate.NO_REPLY]
    rows = {fate: message(agreed(), hotel, mailing=begun) for fate in fates}
    chosen = {row.pk: fate for fate, row in rows.items()}
    road.answer = lambda envelope: Outcome(chosen.get(envelope.message_id, Fate.ACCEPTED))
    message(agreed(decision="refused"), hotel, mailing=begun)
    turn()
    Message.objects.filter(pk=rows[Fate.ACCEPTED].pk).update(state=State.DELIVERED)
    message(agreed(), hotel, mailing=begun, purpose="service")
    turn()
    [under_way] = [message(agreed(), hotel, mailing=begun)]
    [one] = claim(Lane(hotel.pk, "email", sender), at=NOW, limit=1).claimed
    step([], [one], at=NOW)
    message(agreed(), hotel, mailing=begun)
    message(None, hotel, staff=begun_by(), purpose="service")
    assert set(Message.objects.values_list("state", flat=True)) == set(State)
    return under_way


def begun_by():
    from tests.factories import UserFactory

    return UserFactory(email="ling@hotel.example")


def test_all_is_well(house):
    code, out, err = verify()

    assert (code, err) == (0, "")
    assert out.count(" outbox.") == len(INVARIANTS)


def plant(sql, *args):
    """Past every guard: no trigger and no check."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("message_sending_is_claimed", "message_refused_has_reason"):
            cursor.execute(f"ALTER TABLE outbox_message DROP CONSTRAINT {name}")
        cursor.execute(sql, args)


def broken(expected):
    """Exactly these are told to be broken, and the command fails."""
    code, out, err = verify()

    found = {line.split("outbox.")[1].split(":")[0] for line in out.splitlines() if line.startswith("BROKEN")}
    assert code == 1
    assert found == expected
    assert err.strip() == f"{len(found)} broken."


ERRORS = {
    "a state that nobody knows": (
        "UPDATE outbox_message SET state = 'lost' WHERE state = 'cancelled'",
        {"sums_close"},
    ),
    "a message of a mailing that is gone": (
        "DELETE FROM outbox_message WHERE state = 'queued' AND mailing_id IS NOT NULL",
        {"sums_close"},
    ),
    "a message of a hotel that is not there": (
        "UPDATE outbox_message SET hotel_id = 0 WHERE state = 'cancelled'",
        {"messages_name_what_there_is"},
    ),
    "a message of a mailing that is not there": (
        "UPDATE outbox_message SET mailing_id = 0 WHERE state = 'cancelled'",
        {"messages_name_what_there_is", "sums_close"},
    ),
    "a refusal without a reason": (
        "UPDATE outbox_message SET reason = '' WHERE state = 'held'",
        {"refusals_have_reasons"},
    ),
    "a message sent without consent": (
        "UPDATE outbox_message SET handed_at = '2026-11-21 06:30+00' WHERE state = 'cancelled'",
        {"handed_with_consent"},
    ),
    "a claim without an attempt": (
        "UPDATE outbox_message SET attempt = NULL WHERE state = 'sending'",
        {"sending_is_claimed"},
    ),
    "a claim without a lease": (
        "UPDATE outbox_message SET lease_until = NULL WHERE state = 'sending'",
        {"sending_is_claimed"},
    ),
    "a handing over without an attempt's row": (
        "DELETE FROM outbox_attempt WHERE finished_at IS NULL",
        {"attempts_are_open_while_sending"},
    ),
    "an attempt of another claim": (
        "UPDATE outbox_attempt SET attempt = gen_random_uuid() WHERE finished_at IS NULL",
        {"attempts_are_open_while_sending"},
    ),
    "an attempt left open": (
        "UPDATE outbox_attempt SET finished_at = NULL WHERE outcome = 'refused'",
        {"attempts_are_open_while_sending"},
    ),
    "an attempt by a sender that is not there": (
        "UPDATE outbox_attempt SET sender_id = 0 WHERE outcome = 'accepted'",
        {"attempts_name_what_there_is"},
    ),
    "a message that left without an attempt": (
        "DELETE FROM outbox_attempt WHERE outcome = 'unknown'",
        {"gone_was_handed"},
    ),
    "a message that left and was never handed over": (
        "UPDATE outbox_message SET handed_at = NULL WHERE state = 'unknown'",
        {"gone_was_handed"},
    ),
    "a message sent twice": (
        """
        INSERT INTO outbox_attempt (message_id, attempt, started_at, finished_at, outcome, code, reference, segments)
        SELECT id, gen_random_uuid(), now(), now(), 'accepted', '', '', 1 FROM outbox_message WHERE state = 'delivered'
        """,
        {"nothing_is_doubled"},
    ),
    "a message that waits for an erased guest": (
        """
        UPDATE guests_guest SET erased_at = now()
        WHERE id IN (SELECT guest_id FROM outbox_message WHERE state = 'queued')
        """,
        {"nothing_waits_for_the_erased"},
    ),
}


@pytest.mark.parametrize("what", ERRORS)
def test_a_planted_error_is_found(house, what):
    sql, expected = ERRORS[what]
    plant(sql)
    broken(expected)


def test_every_invariant_has_a_planted_error():
    assert {name for _sql, names in ERRORS.values() for name in names} == set(INVARIANTS)


# What was known of consent when a message was handed over


def sent(guest, hotel, at, **fields):
    row = message(guest, hotel, **({"state": "sent", "handed_at": at, "sent_at": at} | fields))
    Attempt.objects.create(
        message=row, attempt=uuid4(), started_at=at, finished_at=at, outcome=Attempt.Outcome.ACCEPTED
    )
    return row


def recorded(row, at):
    """As if it had been entered at `at`."""
    with pgtrigger.ignore("guests.Consent:append_only"):
        type(row).objects.filter(pk=row.pk).update(recorded_at=at)


def test_a_consent_that_came_afterwards_is_none(hotel):
    guest = agreed()
    sent(guest, hotel, NOW - 3 * DAY)  # the guest agreed two days ago

    broken({"handed_with_consent"})


def test_a_withdrawal_on_record_before_counts(hotel):
    guest = agreed()
    recorded(answer(guest, "marketing", "withdrawn", at=NOW - DAY), NOW - DAY)
    sent(guest, hotel, NOW)

    broken({"handed_with_consent"})


def test_a_withdrawal_that_was_entered_later_could_not_be_known(hotel):
    guest = agreed()
    recorded(answer(guest, "marketing", "withdrawn", at=NOW - DAY), NOW + DAY)
    sent(guest, hotel, NOW)

    assert verify()[0] == 0


def test_a_no_to_one_channel_stands_against_a_yes_to_any(hotel):
    guest = agreed()
    recorded(answer(guest, "marketing", "refused", at=NOW - DAY, channel="email"), NOW - DAY)
    sent(guest, hotel, NOW, channel="sms")
    assert verify()[0] == 0

    sent(guest, hotel, NOW)
    broken({"handed_with_consent"})


def test_consent_to_offers_is_none_to_surveys(hotel):
    sent(agreed(), hotel, NOW, purpose="surveys")

    broken({"handed_with_consent"})


def test_what_a_merged_profile_agreed_to_counts(hotel):
    survivor, absorbed = agreed(decision="refused"), agreed()
    Guest.objects.filter(pk=absorbed.pk).update(merged_into=survivor)
    sent(survivor, hotel, NOW)

    assert verify()[0] == 0


def test_service_needs_no_consent(hotel):
    sent(agreed(decision="refused"), hotel, NOW, purpose="service")

    assert verify()[0] == 0
