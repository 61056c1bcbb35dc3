"""Several workers asked to credit bookings at the same moment."""

import pytest
from django.db import connection, transaction

from campaigns import tasks
from campaigns.models import Conversion
from campaigns.results.attributing import TURN, attribute
from tests.committed import at_once
from tests.factories import NOW, GuestFactory

from .letters import DAY, booking, letter, variant_of

LATER = NOW + 60 * DAY


@pytest.fixture
def booked(transactional_db: None) -> int:
    variant, number = variant_of(), 5
    for _ in range(number):
        booking(letter(variant, GuestFactory()).guest, NOW + DAY)
    return number


def test_four_at_once_credit_each_booking_once(booked: int):
    found = at_once(lambda _: attribute(at=LATER)["credited"], range(4))

    assert sum(found) == Conversion.objects.count() == booked


def test_while_one_is_at_it_another_leaves_at_once(booked: int):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TURN)
        assert at_once(lambda _: attribute(at=LATER).total(), range(1)) == [0]

    assert attribute(at=LATER)["credited"] == booked


@pytest.mark.django_db
def test_the_clock_asks_for_it(settings):
    assert tasks.attribute.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    tasks.attribute()
