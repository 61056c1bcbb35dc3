"""What the clock rings for: alarms each minute, all open tickets anew each hour."""

import pytest
import time_machine
from django.conf import settings

from feedback import tasks
from feedback.models import Shift
from tests.factories import TicketFactory

from .clock_world import house, moment, told

pytestmark = pytest.mark.django_db


def test_the_alarms_of_each_minute_are_told():
    assert settings.CELERY_BEAT_SCHEDULE[tasks.sweep.name]["schedule"] == 60
    ticket = TicketFactory(hotel=house(), at=moment("9-18 10:00"))

    with time_machine.travel(moment("9-18 10:25"), tick=False):
        tasks.sweep()

    assert told(ticket) == ["respond:warned"]


def test_open_tickets_are_reckoned_anew_each_hour():
    assert settings.CELERY_BEAT_SCHEDULE[tasks.renew_open.name]["schedule"] == 3_600
    ticket = TicketFactory(hotel=house(), at=moment("9-18 10:00"))
    Shift.objects.filter(weekday=4).delete()

    with time_machine.travel(moment("9-18 10:25"), tick=False):
        tasks.renew_open()

    ticket.refresh_from_db()
    assert ticket.resolve_due_at == moment("9-20 10:00")
