"""Two workers asked to credit bookings at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from campaigns import tasks
from campaigns.models import Conversion
from campaigns.results.attributing import TURN, attribute
from tests.factories import NOW, GuestFactory

from .letters import DAY, booking, letter, variant_of

LATER = NOW + 60 * DAY


@pytest.mark.django_db(transaction=True)
def test_two_at_once_credit_each_booking_once():
    variant = variant_of()
    for _ in range(20):
        booking(letter(variant, GuestFactory()).guest, NOW + DAY)
    together = Barrier(4)

    def work(_number: int) -> int:
        try:
            together.wait(timeout=30)
            return attribute(at=LATER)["credited"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        credited = list(workers.map(work, range(4)))

    assert sum(credited) == 20
    assert Conversion.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_while_one_is_at_it_another_leaves_at_once():
    booking(letter(variant_of(), GuestFactory()).guest, NOW + DAY)

    def other() -> int:
        try:
            return attribute(at=LATER).total()
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor, ThreadPoolExecutor(1) as worker:
        cursor.execute(TURN)
        assert worker.submit(other).result(timeout=30) == 0
    assert attribute(at=LATER)["credited"] == 1


@pytest.mark.django_db
def test_the_clock_asks_for_it(settings):
    assert tasks.attribute.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    tasks.attribute()
