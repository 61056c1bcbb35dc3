"""What became of messages is asked of those who do not tell: WeCom, over real HTTP."""

import json
from datetime import timedelta

import pytest

from guests.models import Consent, Contact
from hotelcrm.outbox.actions.suppressing import index_of
from hotelcrm.outbox.answers.applying import apply_waiting
from hotelcrm.outbox.answers.asking import TICK, ask_all
from hotelcrm.outbox.models import Callback, Message, Sender, State, Suppression
from hotelcrm.outbox.transports.wecom.reference import reference
from tests.factories import NOW, ContactFactory, GuestFactory
from tests.outbox.delivery_world import message, stands
from tests.outbox.transports.provider import Provider, Said

pytestmark = pytest.mark.django_db

AT = NOW + timedelta(minutes=5)
SENT_ON = int((NOW + timedelta(minutes=3)).timestamp())
TASKS, RESULTS = "get_groupmsg_task", "get_groupmsg_send_result"


@pytest.fixture
def provider(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = Provider()
    yield found
    found.close()


@pytest.fixture
def wecom(provider):
    """WeCom as it knows its mailings: `wecom[call][member]` is what became of each customer."""
    known = {}
    provider.answer = lambda asked: Said(_answer(known, asked))
    return known


def _answer(known, asked):
    good = {"errcode": 0, "errmsg": "ok", "next_cursor": ""}
    if "gettoken" in asked.path:
        return good | {"access_token": "token-1", "expires_in": 7200}
    question = asked.json
    if question["msgid"] not in known:
        return {"errcode": 41064, "errmsg": "invalid msgid"}
    members = known[question["msgid"]]
    if TASKS in asked.path:
        tasks = [{"userid": who, "status": 2 if said else 0, "send_time": SENT_ON} for who, said in members.items()]
        return good | {"task_list": tasks}
    said, start = list(members[question["userid"]].items()), int(question["cursor"] or 0)
    page = [
        {"external_userid": customer, "userid": question["userid"], "status": status, "send_time": SENT_ON}
        for customer, status in said[start : start + 2]  # small pages
    ]
    return good | {"send_list": page, "next_cursor": str(start + 2) if start + 2 < len(said) else ""}


def road(provider, *, address="anna", corporation="ww1", **fields):
    told = {"endpoint": provider.url, "corp_id": corporation, "secret": "s"}
    facts = {"channel": "wecom", "transport": "wecom", "name": "星湾酒店", "is_active": False}
    return Sender.objects.create(**facts | {"address": address, "options": json.dumps(told)} | fields)


def sent(hotel, sender, customer, *, call="msg1", sent_at=NOW, **fields):
    guest = GuestFactory()
    ContactFactory(guest=guest, kind=Contact.Kind.WECOM, value=customer, is_primary=True)
    facts = {"channel": "wecom", "state": State.SENT, "sender": sender, "sent_at": sent_at, "handed_at": sent_at}
    facts |= {"reference": reference(call, customer), "address_index": index_of("wecom", customer)}
    return message(guest, hotel, **facts | fields)


def asked(provider, path=RESULTS):
    return [one.json["msgid"] for one in provider.asked if path in one.path]


def ask(at=AT):
    answered = ask_all(at=at)
    apply_waiting(at=at)
    return answered


def test_what_became_of_each_customer_is_known_afterwards(hotel, provider, wecom):
    sender = road(provider)
    rows = [sent(hotel, sender, f"wo{n}") for n in range(5)]
    wecom["msg1"] = {"anna": {"wo0": 1, "wo1": 0, "wo2": 2, "wo3": 3, "wo4": 1}}

    assert ask() == 1

    assert [stands(row) for row in rows] == [
        (State.DELIVERED, ""),
        (State.SENT, ""),  # the member of staff has not passed it on yet
        (State.FAILED, "bounced"),  # no customer any more
        (State.FAILED, "gave_up"),  # got another mailing that day
        (State.DELIVERED, ""),
    ]
    assert rows[0].delivered_at == NOW + timedelta(minutes=3)
    assert [bytes(found) for found in Suppression.objects.values_list("value_index", flat=True)] == [
        index_of("wecom", "wo2")
    ]
    assert not Consent.objects.filter(decision="withdrawn").exists()
    assert len(asked(provider)) == 3  # pages of two
    assert asked(provider, TASKS) == []  # whose customers they are is known


def test_where_wecom_chose_the_members_they_are_asked_for(hotel, provider, wecom):
    sender = road(provider, address="")
    rows = [sent(hotel, sender, f"wo{n}") for n in range(3)]
    wecom["msg1"] = {"anna": {"wo0": 1}, "bert": {"wo1": 1}, "carl": {}}

    ask()

    assert [stands(row)[0] for row in rows] == [State.DELIVERED, State.DELIVERED, State.SENT]
    assert (len(asked(provider, TASKS)), len(asked(provider))) == (1, 2)  # nothing of who has not passed it on


def test_asked_twice_it_counts_once_and_who_was_answered_is_asked_no_more(hotel, provider, wecom):
    row = sent(hotel, road(provider), "wo0")
    wecom["msg1"] = {"anna": {"wo0": 1}}

    assert (ask_all(at=AT), ask_all(at=AT + TICK)) == (1, 1)
    assert Callback.objects.count() == 1
    apply_waiting(at=AT)
    assert stands(row) == (State.DELIVERED, "")

    assert ask(AT + 2 * TICK) == 0
    assert asked(provider) == ["msg1", "msg1"]


def test_nothing_readable_is_kept_of_whom_it_was(hotel, provider, wecom):
    sent(hotel, road(provider), "woSecret")
    wecom["msg1"] = {"anna": {"woSecret": 1}}

    ask()

    callback = Callback.objects.values("key", "reference", "code").get()
    assert "woSecret" not in "".join(callback.values())


def test_those_who_wait_long_are_asked_ever_less_often_and_after_a_week_no_more(hotel, provider, wecom):
    sent(hotel, road(provider), "wo0")
    wecom["msg1"] = {"anna": {"wo0": 0}}

    ages = [n / 6 for n in range(9 * 24 * 6) if ask_all(at=NOW + n * TICK + timedelta(seconds=7))]

    assert len([age for age in ages if age < 2]) == 12
    assert len([age for age in ages if 2 <= age < 24]) == 22
    assert len([age for age in ages if age >= 24]) == 12
    assert max(ages) < 7 * 24


def test_only_what_was_sent_this_way_is_asked_for(hotel, provider, wecom):
    sender = road(provider)
    wecom["msg1"] = {"anna": {}}
    sent(hotel, sender, "wo0", state="delivered")
    sent(hotel, sender, "wo1", state="failed", reason="bounced")
    sent(hotel, sender, "wo2", reference="")
    sent(hotel, road(provider, corporation="ww2", transport="wecom_staff", channel="wecom_staff"), "wo3")

    assert ask() == 0
    assert provider.asked == []


def test_many_messages_of_one_call_are_one_question(hotel, provider, wecom):
    sender = road(provider)
    wecom["msg1"], wecom["msg2"] = {"anna": {"wo0": 1}}, {"anna": {"wo9": 1}}
    sent(hotel, sender, "wo9", call="msg2")
    for n in range(6):
        sent(hotel, sender, f"wo{n}")

    assert ask_all(at=AT) == 2
    assert sorted(asked(provider)) == ["msg1", "msg2"]


def test_a_call_that_wecom_does_not_know_keeps_no_other_waiting(hotel, provider, wecom):
    sender = road(provider)
    sent(hotel, sender, "wo0", call="forgotten")
    row = sent(hotel, sender, "wo1")
    wecom["msg1"] = {"anna": {"wo1": 1}}

    ask()

    assert stands(row)[0] == State.DELIVERED


@pytest.mark.parametrize(
    "fault", [Said({"errcode": 48002, "errmsg": "…"}), Said(b"", status=503), Said(b"", status=500), Said(closes=True)]
)
def test_one_account_that_does_not_answer_keeps_no_other_waiting(hotel, provider, wecom, fault, caplog):
    other = Provider()
    other.answer = fault
    mute = road(other, corporation="ww-mute")
    first = [sent(hotel, mute, f"wo{n}", call=f"mute{n}") for n in range(3)]
    row = sent(hotel, road(provider), "wo9")
    wecom["msg1"] = {"anna": {"wo9": 1}}

    assert ask() == 1
    other.close()

    assert stands(row)[0] == State.DELIVERED
    assert {stands(one) for one in first} == {(State.SENT, "")}
    assert len(other.asked) == 1  # the others would have been refused too
    assert f"Sender {mute.pk} does not say what became of messages: " in caplog.text
    assert "wo0" not in caplog.text


def test_a_sender_that_is_not_told_all_it_needs_keeps_no_other_waiting(hotel, provider, wecom, caplog):
    sent(hotel, road(provider, options="{}"), "wo0", call="msg2")
    row = sent(hotel, road(provider), "wo9")
    wecom["msg1"] = {"anna": {"wo9": 1}}

    ask()

    assert stands(row)[0] == State.DELIVERED
    assert "cannot ask what became of messages" in caplog.text


def test_the_members_own_customers_only(hotel, provider, wecom):
    """What another account says of a call by the same name changes nothing of ours."""
    ours, theirs = road(provider), road(provider, corporation="ww2")
    row = sent(hotel, ours, "wo0", state="delivered")
    sent(hotel, theirs, "wo0", key="another")
    wecom["msg1"] = {"anna": {"wo0": 2}}

    ask()

    assert stands(row)[0] == State.DELIVERED
    assert Message.objects.filter(sender=theirs).values_list("state", flat=True).get() == State.FAILED


def test_the_clock_asks(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["outbox.ask_providers"]

    assert timedelta(seconds=entry["schedule"]) == TICK
