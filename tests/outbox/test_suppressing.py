"""Addresses never written to again: known by their blind index, and by nothing else."""

from datetime import timedelta

import pytest
from django.db import connection

from guests.models import Contact
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.actions.suppressing import index_of, lift, suppress
from hotelcrm.outbox.models import Suppression
from hotelcrm.pii import blind
from tests.committed import at_once
from tests.factories import NOW, ContactFactory, HotelFactory, staff

ADDRESS = "zhang@example.com"
LATER = NOW + timedelta(days=1)
Why = Suppression.Why


@pytest.fixture
def contact(db):
    return ContactFactory(kind="email", value=ADDRESS)


@pytest.fixture
def officer(db):
    return staff(Role.MARKETING, HotelFactory())


def put(why=Why.DEAD, at=NOW, **fields):
    return suppress(index_of("email", ADDRESS), channel="email", why=why, at=at, **fields)


def bounced(contact):
    return Contact.objects.get(pk=contact.pk).bounced_at


def test_the_index_is_that_of_contacts():
    assert index_of("email", ADDRESS) == blind.index("email", ADDRESS)
    assert index_of("sms", "+8613800138000") == blind.index("phone", "+8613800138000")
    assert index_of("wecom", "wm-1") == blind.index("wecom", "wm-1")


def test_the_row_says_who_when_and_why(contact, officer):
    row = put(Why.STAFF, by=officer, note="asked on the phone")

    row.refresh_from_db()
    assert (row.channel, row.why, row.note, row.at) == ("email", "staff", "asked on the phone", NOW)
    assert (row.by, row.lifted_at) == (officer, None)
    assert bytes(row.value_index) == bytes(contact.value_index)


def test_the_address_is_nowhere_in_the_row(contact):
    put()

    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text || encode(value_index, 'escape') FROM outbox_suppression s")
        [[row]] = cursor.fetchall()
    assert "zhang" not in row


def test_told_again_it_stays_one(contact):
    first, again = put(), put(at=LATER, note="again")

    again.refresh_from_db()
    assert first.pk == again.pk
    assert (again.at, again.note) == (NOW, "")


def test_each_reason_stands_by_itself(contact, officer):
    put(Why.COMPLAINT)
    put(Why.UNSUBSCRIBED)
    lift(Suppression.objects.get(why=Why.COMPLAINT), by=officer, at=LATER)

    assert [row.why for row in Suppression.objects.filter(lifted_at=None)] == ["unsubscribed"]


def test_a_dead_address_is_marked_with_every_guest_who_has_it(contact):
    other = ContactFactory(kind="email", value=ADDRESS)
    stranger = ContactFactory(kind="email", value="li@example.com")

    put()

    assert [bounced(one) for one in (contact, other, stranger)] == [NOW, NOW, None]


@pytest.mark.parametrize("why", [Why.COMPLAINT, Why.UNSUBSCRIBED, Why.STAFF])
def test_an_address_that_lives_is_not_marked_as_dead(contact, why):
    put(why)

    assert bounced(contact) is None


def test_the_first_bounce_is_the_one_that_is_remembered(contact):
    put()
    put(at=LATER)

    assert bounced(contact) == NOW


def test_a_dead_phone_is_no_dead_mailbox(contact):
    suppress(blind.index("email", ADDRESS), channel="sms", why=Why.DEAD, at=NOW)

    assert bounced(contact) is None


# Lifting


def test_what_was_lifted_is_tried_anew(contact, officer):
    lifted = lift(put(), by=officer, at=LATER)

    lifted.refresh_from_db()
    assert lifted.lifted_at == LATER
    assert bounced(contact) is None


def test_lifting_one_reason_leaves_a_bounce_alone(contact, officer):
    put()
    lift(put(Why.UNSUBSCRIBED), by=officer, at=LATER)

    assert bounced(contact) == NOW


def test_lifted_twice_it_was_lifted_the_first_time(contact, officer):
    row = put()
    lift(row, by=officer, at=LATER)

    assert lift(row, by=officer, at=LATER + timedelta(days=1)).lifted_at == LATER


def test_what_happens_after_lifting_counts_again(contact, officer):
    lift(put(), by=officer, at=LATER)

    row = put(at=LATER + timedelta(hours=1), note="550 5.1.1")

    row.refresh_from_db()
    assert (row.lifted_at, row.at, row.note) == (None, LATER + timedelta(hours=1), "550 5.1.1")
    assert bounced(contact) == LATER + timedelta(hours=1)


def test_old_news_after_lifting_changes_nothing(contact, officer):
    lift(put(), by=officer, at=LATER)

    row = put(at=LATER - timedelta(hours=1))

    row.refresh_from_db()
    assert row.lifted_at == LATER
    assert bounced(contact) is None


def test_the_trail_says_who_lifted_it(contact, officer):
    lift(put(), by=officer, at=LATER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT metadata->>'verb', metadata->'by' FROM pghistory_context ORDER BY created_at")
        verbs = cursor.fetchall()
    assert ("outbox.lift", str(officer.pk)) in [(verb, str(by)) for verb, by in verbs]


@pytest.mark.usefixtures("transactional_db")
def test_many_at_once_are_one():
    contact = ContactFactory(kind="email", value=ADDRESS)

    rows = at_once(lambda _n: put().pk, range(8))

    assert len(set(rows)) == 1
    assert bounced(contact) == NOW
