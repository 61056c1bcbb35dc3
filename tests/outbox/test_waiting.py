"""Where something is due, and what is taken first, however much waits in front of it."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from hotelcrm.outbox.delivery.claiming import PICK, claim
from hotelcrm.outbox.delivery.lanes import BUSY, Lane, busy
from hotelcrm.outbox.delivery.sweeping import TOO_LATE, sweep
from hotelcrm.outbox.models import Mailing, Message
from tests.factories import NOW, HotelFactory

from .delivery_world import agreed, message, road_to

pytestmark = pytest.mark.django_db

MANY = 3_000
MINUTE = timedelta(minutes=1)


def mailing(hotel, **fields):
    return Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing", **fields)


def taken(hotel, sender, limit):
    return [one.message.pk for one in claim(Lane(hotel.pk, "email", sender), at=NOW, limit=limit).claimed]


def looked_at(statement, **facts):
    """How many rows of messages the server touched for `statement`, wanted or not."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", facts)
        [(plan,)] = cursor.fetchall()
    found = json.loads(plan) if isinstance(plan, str) else plan
    return _touched(found[0]["Plan"])


def _touched(node):
    own = node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)
    rows = own * node.get("Actual Loops", 0) if node.get("Relation Name") == "outbox_message" else 0
    return rows + sum(map(_touched, node.get("Plans", [])))


@pytest.mark.parametrize("purpose", ["marketing", "service"])
@pytest.mark.parametrize("held_back", ["paused", "not due yet"])
def test_what_does_not_go_is_not_stepped_over_one_by_one(hotel, purpose, held_back):
    late = held_back == "not due yet"
    begun = mailing(hotel, paused_at=None if late else NOW)
    guest, due = agreed(), NOW + MINUTE if late else NOW - 9 * MINUTE
    fields = {"guest": guest, "hotel": hotel, "channel": "email", "purpose": purpose, "mailing": begun, "due_at": due}
    Message.objects.bulk_create(Message(key=f"{n}", subject="", body="", **fields) for n in range(MANY))
    behind = [message(agreed(), hotel, purpose=purpose) for _n in range(2)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outbox_message")

    assert looked_at(PICK, hotel=hotel.pk, channel="email", at=NOW, limit=10) < 30
    assert looked_at(BUSY, at=NOW) < 30
    assert sorted(taken(hotel, road_to(hotel), 10)) == [row.pk for row in behind]


def test_what_does_not_expire_yet_costs_no_sweep_anything(hotel):
    begun = mailing(hotel, paused_at=NOW)
    fields = {"guest": agreed(), "hotel": hotel, "channel": "email", "purpose": "marketing", "mailing": begun}
    ends = (None, NOW + MINUTE)
    Message.objects.bulk_create(
        Message(key=f"{n}", subject="", body="", due_at=NOW, expires_at=ends[n % 2], **fields) for n in range(MANY)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outbox_message")

    assert looked_at(TOO_LATE, at=NOW, limit=1_000) < 30
    assert sweep(at=NOW).too_late == 0
    assert sweep(at=NOW + MINUTE).too_late == MANY / 2


def test_the_mailing_that_waits_longest_goes_first_and_others_fill_the_claim(hotel):
    sender = road_to(hotel)
    young, old = mailing(hotel), mailing(hotel)
    fourth, second = (message(agreed(), hotel, mailing=young, due_at=NOW - n * MINUTE).pk for n in (1, 5))
    third = message(agreed(), hotel, due_at=NOW - 4 * MINUTE).pk
    first = message(agreed(), hotel, mailing=old, due_at=NOW - 9 * MINUTE).pk
    message(agreed(), hotel, mailing=old, due_at=NOW + MINUTE)

    assert taken(hotel, sender, 1) == [first]
    assert taken(hotel, sender, 10) == [second, fourth, third]


def test_each_lane_is_found_once_however_many_mailings_wait_there(hotel):
    other = HotelFactory()
    for house, channel, begun in (
        (hotel, "email", mailing(hotel)),
        (hotel, "email", mailing(hotel)),
        (hotel, "email", None),
        (hotel, "sms", mailing(hotel, paused_at=NOW)),
        (other, "sms", None),
        (other, "wecom", mailing(other)),
    ):
        message(agreed(), house, channel=channel, mailing=begun)
    message(agreed(), hotel, purpose="service")
    message(agreed(), other, channel="email", due_at=NOW + MINUTE)

    found = sorted((lane.hotel_id, lane.channel) for lane in busy(NOW))

    assert found == sorted([(hotel.pk, "email"), (other.pk, "sms"), (other.pk, "wecom")])


def test_a_mailing_that_was_called_off_while_paused_is_found_and_so_cancelled(hotel):
    message(agreed(), hotel, mailing=mailing(hotel, paused_at=NOW, cancelled_at=NOW))

    assert [lane.hotel_id for lane in busy(NOW)] == [hotel.pk]
