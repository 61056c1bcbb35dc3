"""What is not handed over yet stops with the guest's word, in the same transaction; twins of a merge are sent once."""

from datetime import timedelta

import pytest

from guests.actions import edit_guest, merge_guests, undo_merge
from guests.actions.consents import record_consent
from guests.actions.restricting import restrict
from guests.models import Guest
from guests.signals import silenced
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.models import Message, State
from tests.factories import GuestFactory, UserFactory

from .rows import NOON, reachable

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HANDED = {"state": State.SENDING, "attempt": "0" * 32, "lease_until": NOON + DAY, "handed_at": NOON}
CLAIMED = HANDED | {"handed_at": None}


@pytest.fixture(autouse=True)
def _no_bell(monkeypatch):
    monkeypatch.setattr("hotelcrm.outbox.tasks.deliver_due.delay", lambda: None)


@pytest.fixture
def by():
    return UserFactory()


def put(guest, hotel, key="spring", **fields):
    """A row of `guest`, as it is."""
    text = {"subject": "Spring", "body": "The tea is in."}
    facts = {"channel": "email", "purpose": "marketing", "due_at": NOON, "state": State.QUEUED, **text}
    return Message.objects.create(guest=guest, hotel=hotel, key=key, **facts | fields)


def stands():
    return {row.key: (row.state, row.reason) for row in Message.objects.all()}


def say(guest, decision="withdrawn", *, purpose="marketing", channel="any", at=NOON):
    facts = {"purpose": purpose, "channel": channel, "decision": decision, "evidence": "web", "by": None}
    return record_consent(guest, at=at, **facts)


def each_state(guest, hotel):
    put(guest, hotel, "queued")
    put(guest, hotel, "later", due_at=NOON + DAY)
    put(guest, hotel, "held", state=State.HELD, reason="quiet_hours", due_at=NOON + DAY)
    put(guest, hotel, "claimed", **CLAIMED)
    put(guest, hotel, "handed", **HANDED)
    put(guest, hotel, "sent", state=State.SENT, handed_at=NOON)


def test_withdrawing_stops_what_was_not_handed_over(hotel):
    guest, other = reachable(), reachable()
    each_state(guest, hotel)
    put(guest, hotel, "service", purpose="service")
    put(other, hotel, "other")

    say(guest)

    assert stands() == {
        **dict.fromkeys(("queued", "later", "held", "claimed"), ("cancelled", "withdrawn")),
        "handed": ("sending", ""),
        "sent": ("sent", ""),
        "service": ("queued", ""),
        "other": ("queued", ""),
    }


@pytest.mark.parametrize(
    ("purpose", "channel", "stopped"),
    [
        ("marketing", "any", {"offer"}),
        ("marketing", "email", {"offer"}),
        ("marketing", "sms", set()),
        ("surveys", "any", {"survey"}),
        ("sensitive", "any", set()),
    ],
)
def test_only_what_was_refused_is_stopped(hotel, purpose, channel, stopped):
    guest = reachable(consents=("marketing", "surveys"))
    put(guest, hotel, "offer")
    put(guest, hotel, "survey", purpose="surveys")

    say(guest, purpose=purpose, channel=channel)

    assert {key for key, (state, _reason) in stands().items() if state == "cancelled"} == stopped


def test_a_no_to_recommendations_stops_offers_chosen_by_profile(hotel):
    guest = reachable()
    put(guest, hotel, "chosen")
    put(guest, hotel, "generic", is_generic=True)

    say(guest, "refused", purpose="profiling")

    assert stands() == {"chosen": ("cancelled", "generic_only"), "generic": ("queued", "")}


def test_so_does_the_wish_for_generic_offers_alone(hotel, by):
    guest = reachable()
    put(guest, hotel)

    edit_guest(guest, version=1, by=by, at=NOON, generic_offers_only=True)

    assert stands() == {"spring": ("cancelled", "generic_only")}


def test_what_was_claimed_and_is_of_no_use_any_more_goes_no_further(hotel):
    guest = reachable()
    put(guest, hotel, "claimed", **CLAIMED, expires_at=NOON)
    put(guest, hotel, "handed", **HANDED, expires_at=NOON)

    say(guest, at=NOON + timedelta(seconds=1))

    assert stands() == {"claimed": ("cancelled", "too_late"), "handed": ("sending", "")}


def test_agreeing_stops_nothing_and_wakes_nothing(hotel):
    guest = reachable()
    put(guest, hotel)
    say(guest)

    record = {"purpose": "marketing", "channel": "any", "decision": "given", "evidence": "import", "by": None}
    record_consent(guest, at=NOON + DAY, **record)

    assert stands() == {"spring": ("cancelled", "withdrawn")}


def test_a_restriction_stops_service_too(hotel, by):
    guest = reachable()
    each_state(guest, hotel)
    put(guest, hotel, "service", purpose="service")

    restrict(guest, reason="asked", by=by, at=NOON)

    stopped = dict.fromkeys(("queued", "later", "held", "claimed", "service"), ("cancelled", "restricted"))
    assert stands() == {**stopped, "handed": ("sending", ""), "sent": ("sent", "")}


def test_an_erasure_stops_everything(hotel):
    guest = reachable()
    each_state(guest, hotel)
    guest.erased_at = NOON
    guest.save(update_fields=["erased_at"])

    silenced.send(Guest, guest=guest, at=NOON, by=None)

    assert {reason for state, reason in stands().values() if state == "cancelled"} == {"erased"}
    assert [state for state, _reason in stands().values()].count("cancelled") == 4


def test_what_waits_for_another_reason_is_left_to_the_claim(hotel):
    guest = GuestFactory()  # without an address yet
    put(guest, hotel, "service", purpose="service", due_at=NOON + DAY)

    say(guest)

    assert stands() == {"service": ("queued", "")}


# Twins


def twins(hotel, *, mine=None, theirs=None):
    keep, gone = reachable(), reachable()
    put(keep, hotel, **mine or {})
    put(gone, hotel, **theirs or {})
    put(gone, hotel, "autumn")
    return keep, gone


def whose():
    return {(row.guest_id, row.key): (row.state, row.reason) for row in Message.objects.all()}


def test_of_two_messages_for_one_occasion_the_survivors_goes(hotel, by):
    keep, gone = twins(hotel)

    merge_guests(keep, absorbed=gone, by=by, at=NOON)

    assert whose() == {
        (keep.pk, "spring"): ("queued", ""),
        (gone.pk, "spring"): ("cancelled", "merged"),
        (keep.pk, "autumn"): ("queued", ""),
    }


def test_where_the_others_left_already_the_survivors_stays(hotel, by):
    keep, gone = twins(hotel, theirs={"state": State.SENT, "handed_at": NOON})

    merge_guests(keep, absorbed=gone, by=by, at=NOON)

    assert whose()[keep.pk, "spring"] == ("cancelled", "merged")
    assert whose()[gone.pk, "spring"] == ("sent", "")


def test_where_both_left_already_nothing_changes(hotel, by):
    gone_out = {"state": State.SENT, "handed_at": NOON}
    keep, gone = twins(hotel, mine=gone_out, theirs=gone_out)

    record = merge_guests(keep, absorbed=gone, by=by, at=NOON)

    assert [whose()[guest.pk, "spring"] for guest in (keep, gone)] == [("sent", "")] * 2
    assert "outbox.stopped" not in record.moved


def test_parted_again_each_has_a_message_again(hotel, by):
    keep, gone = twins(hotel)
    before = whose()

    undo_merge(merge_guests(keep, absorbed=gone, by=by, at=NOON), by=by, at=NOON + DAY)

    assert whose() == before


def test_what_was_stopped_otherwise_stays_so_when_they_part(hotel, by):
    keep, gone = twins(hotel)
    record = merge_guests(keep, absorbed=gone, by=by, at=NOON)
    Message.objects.filter(guest=gone).update(reason="called_off")

    undo_merge(record, by=by, at=NOON + DAY)

    assert whose()[gone.pk, "spring"] == ("cancelled", "called_off")


def test_a_message_to_the_absorbed_guest_finds_the_survivors(hotel, by):
    keep, gone = twins(hotel)
    merge_guests(keep, absorbed=gone, by=by, at=NOON)

    text = {"subject": "Spring", "body": "The tea is in."}
    found = queue(gone, hotel=hotel, channels=["email"], purpose="marketing", key="spring", at=NOON, **text)

    assert found.guest == keep
    assert Message.objects.count() == 3
