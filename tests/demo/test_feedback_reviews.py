"""The reviews of the demo: in both languages, read, replied to in part, and true to what `verify` proves."""

import io

import pytest
from django.core.management import call_command

from feedback.models import OPEN, Review, Tally, Ticket
from hotelcrm.demo import feedback_reviews
from hotelcrm.demo.review_words import CHINESE, ENGLISH
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db
GUESTS = 1_500
IS_WHOLE = True


def test_half_a_year_of_reviews(made):
    rows = list(Review.objects.all())
    assert len(rows) == len(CHINESE) + len(ENGLISH) >= 110
    assert {row.language for row in rows} == {"zh", "en"}
    assert all(row.judged_at is not None for row in rows)
    replied = [row for row in rows if row.replied_at is not None]
    assert len(rows) / 3 < len(replied) < len(rows)
    assert all(row.replied_at and row.entered_at <= row.replied_at <= AT for row in replied)
    assert any(row.guest_id for row in rows)
    low = {f"review:{row.pk}" for row in rows if row.rating <= 2}
    tickets = Ticket.objects.filter(channel="review")
    assert set(tickets.values_list("key", flat=True)) == low
    assert tickets.filter(state__in=OPEN).count() <= 5  # what is old was put right
    assert Tally.objects.filter(kind="t").values("said").distinct().count() >= 8
    call_command("verify", stdout=io.StringIO())

    assert feedback_reviews.fill(at=AT) == 0  # on the next start nothing is added
