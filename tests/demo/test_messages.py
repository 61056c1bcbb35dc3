"""The messages of the demo."""

from datetime import timedelta

import pytest
from django.db.models import Count, F

from guests.models import Contact
from hotelcrm.audit.invariants import verify
from hotelcrm.demo import messages
from hotelcrm.outbox.actions.suppressing import KINDS
from hotelcrm.outbox.models import Attempt, Mailing, Message, Sender, Suppression
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.queries.figures import figures
from tests.demo.conftest import AT

GUESTS = 900
pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(made):
    return Message.objects.count()


def test_every_channel_has_a_sender_that_keeps_messages_here(filled):
    assert set(Sender.objects.values_list("channel", "transport")) == {
        (channel, "file") for channel in ("email", "sms", "wecom", "wecom_staff")
    }


def past():
    return Mailing.objects.filter(created_at__lt=AT - timedelta(days=1)).order_by("created_at")


def test_the_mailings_of_the_last_months_went_through_the_gate(filled):
    assert past().count() == len(messages.PAST)
    rows = Message.objects.filter(mailing__in=past()).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("pk")))

    assert states["delivered"] > states["failed"] > 0
    assert rows.filter(state="cancelled", reason="no_consent").exists()
    assert not rows.filter(state__in=["queued", "held", "sending"]).exists()


def test_what_was_written_then_was_made_then_and_by_a_sender(filled):
    rows = Message.objects.filter(mailing__in=past())

    assert not rows.exclude(created_at=F("mailing__created_at")).exists()
    assert not rows.filter(handed_at__isnull=False, sender=None).exists()
    assert not Attempt.objects.filter(message__in=rows, sender=None).exists()


def test_only_mail_is_opened(filled):
    assert set(Message.objects.filter(opened_at__isnull=False).values_list("channel", flat=True)) == {"email"}
    assert not Message.objects.exclude(channel="email").filter(clicked_at__isnull=False, opened_at__isnull=False)


def test_a_refused_address_is_never_written_to_again(filled):
    refused = Message.objects.filter(state="failed", reason="refused_address")

    assert Suppression.objects.filter(why="dead").count() == refused.count() > 0
    for message in refused.order_by("pk"):
        kind = KINDS[Road(message.channel)]
        assert Contact.objects.filter(guest=message.guest_id, kind=kind, bounced_at__isnull=False).exists()


def test_a_mailing_waits_for_tomorrow(filled):
    waiting = Mailing.objects.get(created_at__gte=AT)

    assert waiting.messages.filter(state__in=["queued", "held"], due_at__gt=AT).exists()
    assert not waiting.messages.filter(handed_at__isnull=False).exists()


def test_letters_to_those_who_arrive_soon_wait_for_the_worker(filled):
    letters = Message.objects.filter(purpose="service")

    assert letters.filter(state="queued").exists()
    assert all((letter.facts or {}).get("stay") for letter in letters)


def test_the_managers_figures_have_something_to_say(filled):
    first = past()[0]
    found = figures([first.hotel], start=first.created_at.date(), end=AT.date())
    whole = found.whole

    assert len({line.on for line in found.lines}) == len(messages.PAST)
    assert whole.handed > whole.delivered > whole.opened > whole.clicked > 0
    assert whole.bounced


def test_nothing_that_must_hold_is_broken(filled):
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


def test_a_second_time_changes_nothing(filled):
    assert messages.fill(at=AT) == 0
    assert Message.objects.count() == filled
