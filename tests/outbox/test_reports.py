"""What providers report: kept once, and meaning the same in any order."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from django.db import connection, transaction

from guests.actions.consents import record_consent
from guests.consent import holds
from guests.models import Consent, Contact, Guest
from hotelcrm.outbox.actions.suppressing import index_of
from hotelcrm.outbox.answers import applying
from hotelcrm.outbox.answers.applying import PATIENCE, apply_waiting
from hotelcrm.outbox.answers.storing import store
from hotelcrm.outbox.invariants import INVARIANTS
from hotelcrm.outbox.models import Attempt, Callback, Mailing, Message, Reason, Sender, State, Suppression
from hotelcrm.outbox.transports.reports import Report
from tests.committed import at_once
from tests.factories import NOW, ContactFactory, GuestFactory, HotelFactory, UserFactory

from .delivery_world import agreed, answer, breaks, message

Kind = Callback.Kind
ADDRESS = "zhang@example.com"
MINUTE = timedelta(minutes=1)
AT = NOW + timedelta(hours=1)
CLAIMED = {"state": State.SENDING, "attempt": uuid4(), "lease_until": AT}


@pytest.fixture
def hotel(db):
    return HotelFactory()


@pytest.fixture
def guest(hotel):
    return agreed(address=ADDRESS)


def sender(hotel, transport="anymail", **fields):
    facts = {"channel": "email", "name": "Lakeside", "address": "hello@hotel.example", "options": "{}"} | fields
    return Sender.objects.create(hotel=hotel, transport=transport, **facts)


def sent(guest, hotel, **fields):
    """A message that the provider took under the reference "theirs"."""
    road = fields.pop("sender", None) or Sender.objects.filter(hotel=hotel).first() or sender(hotel)
    facts = {"state": State.SENT, "reference": "theirs", "sender": road, "sent_at": NOW, "handed_at": NOW}
    row = message(guest, hotel, **facts | {"address_index": index_of("email", ADDRESS)} | fields)
    finished = {} if row.state == State.SENDING else {"outcome": "accepted", "finished_at": NOW}
    attempt = {"attempt": row.attempt or uuid4(), "started_at": NOW, **finished}
    Attempt.objects.create(message=row, sender=road, **attempt)
    return row


def report(kind, *, key="", minutes=5, **fields):
    facts = {"reference": "theirs", "raw": "{}"} | fields
    return Report(key=key or f"{kind}-{minutes}", kind=kind, happened_at=NOW + minutes * MINUTE, **facts)


def tell(*reports, transport="anymail", by=None, at=AT):
    store(transport, reports, sender=by)
    applied = apply_waiting(at=at)
    verify()
    return applied


def verify():
    """What must hold of messages does, whatever was reported."""
    with connection.cursor() as cursor:
        for name, (_sentence, sql) in INVARIANTS.items():
            cursor.execute(sql)
            assert (name, cursor.fetchall()) == (name, [])


def stands(row):
    row.refresh_from_db()
    return row.state, row.reason


def suppressed():
    return {(row.channel, row.why) for row in Suppression.objects.filter(lifted_at=None)}


# Keeping


def test_a_report_is_kept_once_however_often_it_is_told(hotel):
    for _time in range(3):
        store("anymail", [report(Kind.DELIVERED, key="a"), report(Kind.OTHER, key="b")], sender=None)
    store("twilio", [report(Kind.DELIVERED, key="a")], sender=None)

    assert sorted(Callback.objects.values_list("transport", "key")) == [
        ("anymail", "a"),
        ("anymail", "b"),
        ("twilio", "a"),
    ]


def test_what_was_received_is_not_readable_in_the_database(hotel):
    store("anymail", [report(Kind.DELIVERED, raw='{"to": "zhang@example.com"}')], sender=None)

    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text || encode(raw, 'escape') FROM outbox_callback c")
        [[row]] = cursor.fetchall()
    assert "zhang" not in row
    assert Callback.objects.get().raw == '{"to": "zhang@example.com"}'


def test_keeping_rings_for_the_application(hotel, django_capture_on_commit_callbacks, monkeypatch):
    rung = []
    monkeypatch.setattr("hotelcrm.outbox.tasks.apply_reports.delay", lambda: rung.append(True))

    with django_capture_on_commit_callbacks(execute=True):
        store("anymail", [report(Kind.DELIVERED)], sender=None)
    with django_capture_on_commit_callbacks(execute=True):
        store("anymail", [], sender=None)

    assert rung == [True]


# What each means


def test_delivered(guest, hotel):
    row = sent(guest, hotel)

    assert tell(report(Kind.DELIVERED)) == 1

    assert stands(row) == (State.DELIVERED, "")
    assert row.delivered_at == NOW + 5 * MINUTE
    assert Callback.objects.get().applied_at == AT


def test_applied_once(guest, hotel):
    row = sent(guest, hotel)
    tell(report(Kind.DELIVERED))
    Message.objects.filter(pk=row.pk).update(state=State.SENT)

    assert tell(report(Kind.DELIVERED)) == 0
    assert stands(row) == (State.SENT, "")


def test_bounced_for_good(guest, hotel):
    row = sent(guest, hotel)

    tell(report(Kind.BOUNCED, code="550 5.1.1"))

    assert stands(row) == (State.FAILED, Reason.BOUNCED)
    found = Suppression.objects.get()
    assert (found.channel, found.why, found.note) == ("email", "dead", "550 5.1.1")
    assert bytes(found.value_index) == index_of("email", ADDRESS)
    assert Contact.objects.get(guest=guest).bounced_at == NOW + 5 * MINUTE


def test_given_up_by_the_provider_leaves_the_address_alone(guest, hotel):
    row = sent(guest, hotel)

    tell(report(Kind.FAILED, code="452 4.2.2"))

    assert stands(row) == (State.FAILED, Reason.GAVE_UP)
    assert suppressed() == set()
    assert Contact.objects.get(guest=guest).bounced_at is None


@pytest.mark.parametrize("kind", [Kind.DEFERRED, Kind.OTHER])
def test_what_changes_nothing_is_done_with(guest, hotel, kind):
    row = sent(guest, hotel)

    assert tell(report(kind)) == 1
    assert stands(row) == (State.SENT, "")


def test_refused_content_pauses_the_mailing_with_its_code(guest, hotel):
    mailing = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing", queued=1)
    row = sent(guest, hotel, mailing=mailing)

    tell(report(Kind.BLOCKED, code="550 5.7.1"))

    mailing.refresh_from_db()
    assert stands(row) == (State.FAILED, Reason.REFUSED_CONTENT)
    assert (mailing.paused_at, mailing.paused_because) == (AT, "550 5.7.1")
    assert suppressed() == set()


def test_refused_content_of_a_mailing_that_was_called_off(guest, hotel):
    mailing = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing", cancelled_at=NOW, queued=1)
    row = sent(guest, hotel, mailing=mailing)

    assert tell(report(Kind.BLOCKED)) == 1

    mailing.refresh_from_db()
    assert stands(row) == (State.FAILED, Reason.REFUSED_CONTENT)
    assert mailing.paused_at is None


# In any order

MIXED = (Kind.DELIVERED, Kind.BOUNCED, Kind.COMPLAINED, Kind.FAILED)


def end_state(row):
    row.refresh_from_db()
    contact = Contact.objects.get(guest=row.guest)
    times = (row.delivered_at, row.opted_out_at, contact.bounced_at)
    consents = sorted(row.guest.consents.filter(decision="withdrawn").values_list("purpose", "channel", "at"))
    return row.state, row.reason, times, consents, sorted(suppressed())


def test_the_end_is_the_same_for_every_order(hotel):
    road, ends = sender(hotel), []
    for n, order in enumerate(permutations(enumerate(MIXED))):
        address = f"guest-{n}@example.com"
        row = sent(
            agreed(address=address), hotel, sender=road, reference=f"r{n}", address_index=index_of("email", address)
        )
        for minutes, kind in order:
            tell(report(kind, key=f"{n}-{kind}", minutes=minutes, reference=f"r{n}"))
        ends.append(end_state(row))

    assert len(ends) == 24
    assert all(end == ends[0] for end in ends)
    assert ends[0][:2] == (State.FAILED, Reason.BOUNCED)


def test_delivered_twice_keeps_the_first_time(guest, hotel):
    row = sent(guest, hotel)

    tell(report(Kind.DELIVERED, minutes=9))
    tell(report(Kind.DELIVERED, minutes=3))
    tell(report(Kind.DELIVERED, minutes=6))

    row.refresh_from_db()
    assert row.delivered_at == NOW + 3 * MINUTE


def test_nothing_arrives_before_it_was_handed_over(guest, hotel):
    row = sent(guest, hotel)

    tell(report(Kind.DELIVERED, minutes=-2))  # the provider's clock goes wrong

    row.refresh_from_db()
    assert row.delivered_at == row.handed_at == NOW


def test_delivered_before_we_wrote_that_it_was_sent(guest, hotel):
    row = sent(guest, hotel, **CLAIMED, reference="", sent_at=None)

    assert tell(report(Kind.DELIVERED)) == 0
    assert stands(row) == (State.SENDING, "")
    Message.objects.filter(pk=row.pk).update(state=State.SENT, reference="theirs", sent_at=NOW)

    assert apply_waiting(at=AT + MINUTE) == 1
    assert stands(row) == (State.DELIVERED, "")


def test_a_message_that_is_being_sent_is_left_to_its_worker(guest, hotel):
    row = sent(guest, hotel, **CLAIMED)

    assert tell(report(Kind.DELIVERED, message_id=row.pk)) == 0
    assert stands(row) == (State.SENDING, "")
    assert Callback.objects.get().applied_at is None


@pytest.mark.parametrize(
    ("state", "reason"),
    [(State.UNKNOWN, Reason.NO_REPLY), (State.UNKNOWN, Reason.WORKER_LOST), (State.FAILED, Reason.WORKER_LOST)],
)
def test_what_nobody_knew_is_known_by_our_own_id(guest, hotel, state, reason):
    row = sent(guest, hotel, state=state, reason=reason, reference="", sent_at=None)

    tell(report(Kind.DELIVERED, message_id=row.pk, reference="whatever"))

    assert stands(row) == (State.DELIVERED, "")
    assert row.sent_at == NOW


def test_service_that_waits_to_be_sent_again_is_not_when_it_arrived(guest, hotel):
    row = sent(
        guest, hotel, purpose="service", state=State.QUEUED, reason=Reason.NO_REPLY, reference="", handed_at=None
    )

    Attempt.objects.create(message=row, attempt=uuid4(), started_at=NOW + MINUTE, outcome="unknown", finished_at=AT)

    tell(report(Kind.DELIVERED, message_id=row.pk))

    assert stands(row) == (State.DELIVERED, "")
    assert (row.handed_at, row.sent_at) == (NOW + MINUTE, NOW)  # of the latest attempt


def test_what_was_never_handed_over_has_not_arrived(guest, hotel):
    row = sent(guest, hotel, state=State.QUEUED, handed_at=None, sent_at=None)
    row.attempts.all().delete()

    assert tell(report(Kind.DELIVERED, message_id=row.pk)) == 0

    assert stands(row) == (State.QUEUED, "")
    assert Callback.objects.get().applied_at is None


@pytest.mark.usefixtures("transactional_db")
def test_a_message_that_somebody_holds_is_not_waited_for():
    hotel = HotelFactory()
    row = sent(agreed(), hotel, address_index=None)
    store("anymail", [report(Kind.DELIVERED)], sender=None)

    with transaction.atomic():
        Message.objects.select_for_update().get(pk=row.pk)
        meanwhile = at_once(lambda _n: apply_waiting(at=AT), [1])

    assert meanwhile == [0]
    assert apply_waiting(at=AT) == 1
    assert stands(row) == (State.DELIVERED, "")


# Whose it is


def test_nobody_of_ours_is_waited_for_and_then_noted(hotel):
    store("anymail", [report(Kind.DELIVERED, reference="of somebody else")], sender=None)
    received = Callback.objects.get().received_at

    assert apply_waiting(at=received + PATIENCE - MINUTE) == 0
    assert Callback.objects.get().fault == ""
    assert apply_waiting(at=received + PATIENCE) == 0
    assert Callback.objects.get().fault == "no_message"
    assert Callback.objects.get().applied_at is None


@pytest.mark.parametrize("facts", [{"reference": "theirs"}, {"reference": ""}])
def test_a_reference_of_another_provider_is_not_ours(guest, hotel, facts):
    row = sent(guest, hotel)

    tell(report(Kind.BOUNCED, **facts), transport="twilio")

    assert stands(row) == (State.SENT, "")


def test_our_id_in_the_mouth_of_another_provider_is_not_believed(guest, hotel):
    row = sent(guest, hotel)

    tell(report(Kind.BOUNCED, message_id=row.pk), transport="twilio")

    assert stands(row) == (State.SENT, "")


def test_another_sender_of_the_same_transport_is_not_believed(guest, hotel):
    row, other = sent(guest, hotel), sender(HotelFactory())
    by_id = report(Kind.BOUNCED, key="id", message_id=row.pk)

    assert tell(report(Kind.BOUNCED), by_id, by=other) == 0
    assert stands(row) == (State.SENT, "")

    assert tell(report(Kind.BOUNCED), by=row.sender) == 1  # its key is the other's as well
    assert stands(row) == (State.FAILED, Reason.BOUNCED)


def test_the_sender_of_an_earlier_attempt_may_tell_of_it(guest, hotel):
    first = sender(None)
    row = sent(guest, hotel)
    Attempt.objects.create(
        message=row, sender=first, attempt=uuid4(), started_at=NOW - MINUTE, outcome="refused", finished_at=NOW
    )

    assert tell(report(Kind.DELIVERED, message_id=row.pk), by=first) == 1
    assert stands(row) == (State.DELIVERED, "")


def test_of_each_sender_a_report_is_kept_once(hotel):
    one, other = sender(hotel), sender(HotelFactory())
    for teller in (one, one, other, None, None):
        store("anymail", [report(Kind.OTHER, key="a")], sender=teller)

    assert sorted(Callback.objects.values_list("sender", flat=True), key=str) == [one.pk, other.pk, None]


# One that cannot be applied


def test_one_that_cannot_be_applied_keeps_no_other_waiting(guest, hotel, monkeypatch, caplog):
    row = sent(guest, hotel)
    arrive = applying._arrive

    def half(message, report):
        return breaks() if report.key == "bad" else arrive(message, report)

    monkeypatch.setattr(applying, "_arrive", half)
    assert tell(report(Kind.DELIVERED, key="bad"), report(Kind.DELIVERED, key="good")) == 1

    assert stands(row) == (State.DELIVERED, "")
    bad = Callback.objects.get(key="bad")
    assert (bad.applied_at, bad.fault) == (None, "ZeroDivisionError")
    assert f"Report {bad.pk} cannot be applied: ZeroDivisionError." in caplog.text
    assert apply_waiting(at=AT) == 0  # nor is it tried for ever


def test_what_was_received_need_not_be_readable_any_more(guest, hotel):
    row = sent(guest, hotel)
    store("anymail", [report(Kind.DELIVERED)], sender=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_callback SET raw = 'no key opens this'")

    assert apply_waiting(at=AT) == 1
    assert stands(row) == (State.DELIVERED, "")


# What a guest wants


def test_a_complaint_ends_marketing_on_this_channel(guest, hotel):
    row = sent(guest, hotel)

    tell(report(Kind.COMPLAINED, code="spam"))

    answer = guest.consents.get(decision="withdrawn")
    assert (answer.purpose, answer.channel, answer.evidence) == ("marketing", "email", Consent.Evidence.MESSAGE)
    assert answer.at == NOW + 5 * MINUTE
    assert (holds(guest, "marketing", "email"), holds(guest, "marketing", "sms")) == (False, True)
    assert suppressed() == {("email", "complaint")}
    assert stands(row) == (State.SENT, "")
    assert row.opted_out_at == NOW + 5 * MINUTE


def test_unsubscribing_from_a_survey_ends_surveys_too(guest, hotel):
    answer(guest, "surveys", "given")
    sent(guest, hotel, purpose="surveys")

    tell(report(Kind.UNSUBSCRIBED))

    found = set(guest.consents.filter(decision="withdrawn").values_list("purpose", "channel"))
    assert found == {("marketing", "email"), ("surveys", "email")}
    assert suppressed() == {("email", "unsubscribed")}


def test_what_the_guest_said_later_at_the_desk_holds(guest, hotel):
    sent(guest, hotel)
    facts = {"purpose": "marketing", "channel": "email", "decision": "given", "evidence": "import"}
    record_consent(guest, **facts, by=None, at=NOW + 30 * MINUTE)

    tell(report(Kind.COMPLAINED, minutes=5))

    assert holds(guest, "marketing", "email")


def test_a_message_to_staff_has_no_guest_to_ask(hotel):
    row = sent(None, hotel, purpose="service", staff=UserFactory())

    assert tell(report(Kind.COMPLAINED)) == 1
    assert stands(row) == (State.SENT, "")
    assert suppressed() == {("email", "complaint")}


def test_of_an_erased_guest_only_the_address_is_kept_out(guest, hotel):
    sent(guest, hotel)
    Guest.objects.filter(pk=guest.pk).update(erased_at=NOW)

    tell(report(Kind.COMPLAINED))

    assert not guest.consents.filter(decision="withdrawn").exists()
    assert suppressed() == {("email", "complaint")}


def test_after_a_merge_the_answer_is_the_survivors(guest, hotel):
    survivor = GuestFactory()
    sent(guest, hotel)
    Guest.objects.filter(pk=guest.pk).update(merged_into=survivor)

    tell(report(Kind.COMPLAINED))

    assert survivor.consents.get().decision == "withdrawn"


def test_a_guest_who_answers_stop_is_found_by_the_number(hotel):
    number = "+8613800138000"
    both = [GuestFactory(), GuestFactory()]
    for one in both:
        ContactFactory(guest=one, value=number)
    stranger = ContactFactory(value="+8613900139000").guest

    tell(report(Kind.UNSUBSCRIBED, reference="", address=number), transport="aliyun")

    for one in both:
        found = set(one.consents.values_list("purpose", "channel", "decision"))
        assert found == {("marketing", "sms", "withdrawn"), ("surveys", "sms", "withdrawn")}
    assert not stranger.consents.exists()
    assert suppressed() == {("sms", "unsubscribed")}
    assert number not in Callback.objects.get().reference


def test_more_than_one_batch_is_applied_in_one_go(hotel):
    store("anymail", [report(Kind.OTHER, key=str(n)) for n in range(applying.BATCH + 1)], sender=None)

    assert apply_waiting(at=AT) == applying.BATCH + 1


@pytest.mark.usefixtures("transactional_db")
def test_two_at_once_apply_each_once():
    hotel = HotelFactory()
    road = sender(hotel)
    rows = [sent(agreed(), hotel, sender=road, reference=f"r{n}", address_index=None) for n in range(20)]
    store("anymail", [report(Kind.COMPLAINED, key=f"k{n}", reference=f"r{n}") for n in range(20)], sender=None)

    applied = at_once(lambda _n: apply_waiting(at=AT), range(4))

    assert sum(applied) == 20
    assert {row.guest.consents.filter(decision="withdrawn").count() for row in rows} == {1}
