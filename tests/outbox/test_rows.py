"""Messages to many guests, each with its own key and times: judged, then written."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from hotelcrm.outbox.actions.checking import CalledOffError, UnfitMessageError
from hotelcrm.outbox.actions.mailings import call_off
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.actions.rows import Row, judge, judge_all, queue_judged
from hotelcrm.outbox.models import Mailing, Message
from tests.factories import ContactFactory, UserFactory
from tests.outbox.test_mailings import crowd

from .rows import NOON, mailing_of, reachable, template

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
COLUMNS = ("guest", "state", "reason", "channel", "due_at", "expires_at", "purpose", "facts", "is_generic", "template")


@pytest.fixture(autouse=True)
def bell(monkeypatch):
    """How often it rang."""
    rung = []
    monkeypatch.setattr("hotelcrm.outbox.tasks.deliver_due.delay", lambda: rung.append(1))
    return rung


@dataclass(frozen=True)
class Wanted:
    """When, until when, about what: one of each for every guest of the crowd."""

    due: timedelta
    lasts: timedelta | None
    facts: dict[str, int]


WANTED = [
    Wanted(timedelta(0), None, {}),
    Wanted(timedelta(hours=9), None, {"stay": 3}),
    Wanted(timedelta(0), timedelta(hours=5), {"voucher": 7}),
    Wanted(-DAY, DAY / 2, {}),
]


@pytest.mark.parametrize("channels", [["email"], ["sms", "email"], ["wecom", "sms"]])
def test_each_stands_where_it_alone_would(hotel, channels):
    """The same gate, channel, times and facts as of one message after the other."""
    spring = template()
    mailing = mailing_of(hotel, template=spring)
    rows = []
    for guest in crowd(hotel):
        ContactFactory(guest=guest, value=f"+86139001{guest.pk:05}", is_primary=not guest.contacts.exists())
        for n, one in enumerate(WANTED):
            due = NOON + one.due
            times = {"due_at": due, "expires_at": due + one.lasts if one.lasts else None}
            facts = {"purpose": "marketing", "at": NOON, "template": spring, "facts": one.facts or None}
            queue(guest, hotel=hotel, channels=channels, key=f"alone:{n}", **facts, **times)
            rows.append(Row(guest.pk, f"row:{n}", **times, facts=one.facts))

    queue_judged(mailing, judge(mailing, rows, channels=channels, at=NOON))

    alone, together = (
        list(Message.objects.filter(key__startswith=start).order_by("guest", "key").values_list(*COLUMNS))
        for start in ("alone", "row")
    )
    assert together == alone
    assert len(together) == len(WANTED) * 6
    assert Mailing.objects.get().queued == len(together)


def test_judging_writes_nothing_and_says_what_is_known(hotel):
    guest, other = reachable(), reachable()
    mailing = mailing_of(hotel)
    known = queue(guest, hotel=hotel, channels=["email"], purpose="marketing", key="k", at=NOON, subject="S", body="B")

    judged = judge(mailing, [Row(guest.pk, "k", NOON), Row(other.pk, "k", NOON)], channels=["email"], at=NOON)

    assert [(one.known_id, one.is_new, one.is_refused) for one in judged] == [
        (known.pk, False, False),
        (None, True, False),
    ]
    assert Message.objects.count() == 1
    assert list(queue_judged(mailing, judged)) == [(other.pk, "k")]
    known.refresh_from_db()
    assert (known.mailing, Mailing.objects.get().queued) == (None, 1)


def test_twice_is_once(hotel, bell, django_capture_on_commit_callbacks):
    mailing, rows = mailing_of(hotel), [Row(reachable().pk, "k", NOON)]
    with django_capture_on_commit_callbacks(execute=True):
        first = queue_judged(mailing, judge(mailing, rows, channels=["email"], at=NOON))
    stale = judge(mailing, [Row(reachable().pk, "k", NOON)], channels=["email"], at=NOON)

    assert queue_judged(mailing, judge(mailing, rows, channels=["email"], at=NOON)) == {}
    assert (len(first), Mailing.objects.get().queued, bell) == (1, 1, [1])
    queue_judged(mailing, stale)
    assert queue_judged(mailing, stale) == {}  # somebody else was quicker than who judged
    assert Mailing.objects.get().queued == Message.objects.count() == 2


def test_what_is_attached_in_between_is_in_the_facts(hotel):
    guest, mailing = reachable(), mailing_of(hotel)
    [judged] = judge(mailing, [Row(guest.pk, "k", NOON, None, {"stay": 1})], channels=["email"], at=NOON)

    queue_judged(mailing, [judged.about(voucher=9)])

    assert Message.objects.get().facts == {"stay": 1, "voucher": 9}


def test_keys_and_texts_of_any_signs_arrive_as_they_are(hotel):
    guest, mailing = reachable(), mailing_of(hotel)
    keys = ['a"b', "a\\b", "a,b", "{a}", "NULL", "生日", "a'b", "a\x1fb", "a%sb"]
    rows = [Row(guest.pk, key, NOON, None, {"path": key}) for key in keys]

    queue_judged(mailing, judge(mailing, rows, channels=["email"], at=NOON))

    assert dict(Message.objects.values_list("key", "facts")) == {key: {"path": key} for key in keys}


def test_of_several_mailings_each_gets_its_own(hotel):
    first, second = mailing_of(hotel), mailing_of(hotel, template=template("other", says=["sms"]))
    guest = reachable()
    ContactFactory(guest=guest, value="+8613900139000", is_primary=True)
    rows = [Row(guest.pk, "a", NOON)], [Row(guest.pk, "b", NOON), Row(guest.pk, "c", NOON)]

    answers = judge_all(list(zip((first, second), rows, strict=True)), channels=["email", "sms"], at=NOON)

    assert [[(one.row.key, one.channel) for one in some] for some in answers] == [
        [("a", "email")],
        [("b", "sms"), ("c", "sms")],
    ]


def test_nothing_is_asked_for_nobody(hotel):
    mailing = mailing_of(hotel)
    assert judge(mailing, [], channels=["email"], at=NOON) == []
    assert queue_judged(mailing, []) == {}


def test_what_is_no_message_is_refused(hotel):
    mailing, rows = mailing_of(hotel), [Row(reachable().pk, "k", NOON)]
    with pytest.raises(UnfitMessageError, match="no channel to guests"):
        judge(mailing, rows, channels=["wecom_staff"], at=NOON)
    with pytest.raises(UnfitMessageError, match="key"):
        judge(mailing, [*rows, Row(1, "k" * 121, NOON)], channels=["email"], at=NOON)
    call_off(mailing, by=UserFactory(), at=NOON)
    mailing.refresh_from_db()
    with pytest.raises(CalledOffError):
        judge(mailing, rows, channels=["email"], at=NOON)
