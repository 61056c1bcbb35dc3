"""The messages of the demo."""

import pytest
from django.db.models import Count

from hotelcrm.audit.invariants import verify
from hotelcrm.demo import messages
from hotelcrm.outbox.models import Mailing, Message, Sender
from hotelcrm.outbox.queries.figures import figures
from tests.demo.conftest import AT

GUESTS = 300
pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(made):
    return Message.objects.count()


def test_every_channel_has_a_sender_that_keeps_messages_here(filled):
    assert set(Sender.objects.values_list("channel", "transport")) == {
        (channel, "file") for channel in ("email", "sms", "wecom", "wecom_staff")
    }


def test_the_mailing_went_through_the_gate(filled):
    [mailing] = Mailing.objects.all()
    states = dict(mailing.messages.order_by().values_list("state").annotate(n=Count("pk")))

    assert states["delivered"] > states["failed"] > 0
    assert mailing.messages.filter(state="cancelled", reason="no_consent").exists()
    assert not mailing.messages.filter(state__in=["queued", "held", "sending"]).exists()


def test_letters_to_those_who_arrive_soon_wait_for_the_worker(filled):
    letters = Message.objects.filter(purpose="service")

    assert letters.filter(state="queued").exists()
    assert all((letter.facts or {}).get("stay") for letter in letters)


def test_the_managers_figures_have_something_to_say(filled):
    mailing = Mailing.objects.get()
    whole = figures([mailing.hotel], start=mailing.created_at.date(), end=AT.date()).whole

    assert whole.handed > whole.delivered > whole.opened > whole.clicked > 0
    assert whole.bounced


def test_nothing_that_must_hold_is_broken(filled):
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


def test_a_second_time_changes_nothing(filled):
    assert messages.fill(at=AT) == 0
    assert Message.objects.count() == filled
