"""The surveys of the demo: asked through the gate, answered believably, and true to what `verify` proves."""

import io

import pytest
from django.core.management import call_command

from feedback.models import Invitation, Survey, Ticket
from hotelcrm.demo import feedback_surveys
from hotelcrm.outbox.models.message import GONE
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db
GUESTS = 1_500
IS_WHOLE = True


def test_half_a_year_of_answers(made):
    rows = Invitation.objects.select_related("message")
    answered = [row for row in rows if row.finished_at is not None]
    assert len(answered) >= 15
    assert all(row.message is None or row.message.state in GONE for row in answered)
    assert all(row.finished_at is not None and row.invited_at < row.finished_at <= AT for row in answered)
    assert {row.channel for row in answered} >= {"room", "sms"}
    late = [row for row in answered if row.finished_at and row.finished_at > AT - feedback_surveys.RECENT]
    low = [row for row in late if row.nps is not None and row.nps <= 6]
    assert {f"survey:{row.pk}" for row in low} <= set(Ticket.objects.values_list("key", flat=True))
    assert Survey.objects.get(code="after-stay").is_active
    call_command("verify", stdout=io.StringIO())

    assert feedback_surveys.fill(at=AT) == 0  # on the next start nothing is added
