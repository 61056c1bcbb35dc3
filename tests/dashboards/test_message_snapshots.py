"""The figures of many messages: kept by a task, and shown as of when they were counted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.dashboards import message_snapshots
from hotelcrm.dashboards.message_snapshots import figures_of, refresh
from hotelcrm.dashboards.models import Snapshot
from hotelcrm.dashboards.scope import PERIODS, scope_of
from hotelcrm.dashboards.snapshots import SHOWN_FOR
from hotelcrm.outbox.queries.figures import figures
from tests.factories import NOW, HotelFactory, MessageFactory, staff
from tests.guests.pages import client_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def hotel():
    return HotelFactory(code="here")


@pytest.fixture
def scope(hotel):
    return scope_of(access_of(staff(Role.MANAGER, hotel), hotel), {}, at=NOW)


@pytest.fixture
def large(monkeypatch):
    """From here on three messages are many."""
    monkeypatch.setattr(message_snapshots, "LARGE", 2)


def sent(hotel, days=2, **fields):
    at = NOW - timedelta(days=days)
    return MessageFactory(**({"hotel": hotel, "state": "sent", "handed_at": at, "sent_at": at} | fields))


def three(hotel):
    sent(hotel, state="delivered", delivered_at=NOW)
    sent(hotel, channel="sms", days=40, state="failed", reason="refused_address")
    sent(hotel, opted_out_at=NOW)
    MessageFactory(hotel=hotel, state="cancelled", reason="minor", due_at=NOW - timedelta(days=3))


def now(scope):
    return figures(scope.hotels, start=scope.period.start, end=scope.period.end)


def shown(scope, at=NOW):
    return figures_of(scope, at=at, shown_for=SHOWN_FOR)


def made(at=NOW):
    return refresh(at=at, fresh_for=2 * HOUR, seconds=60)


def test_a_snapshot_has_every_figure(hotel, scope, large):
    three(hotel)
    made()

    assert Snapshot.objects.filter(period="12m", comparison="messages").exists()
    assert shown(scope, NOW + HOUR) == (now(scope), scope, NOW)


def test_many_are_shown_as_they_were_and_few_as_they_are(hotel, scope, large, monkeypatch):
    three(hotel)
    made()
    sent(hotel)

    assert shown(scope, NOW + HOUR)[0].whole.handed == 3
    monkeypatch.setattr(message_snapshots, "LARGE", 100)
    assert shown(scope, NOW + HOUR)[0].whole.handed == 4


def test_the_days_are_those_of_when_it_was_made(hotel, scope, large):
    three(hotel)
    made()
    tomorrow = scope_of(access_of(staff(Role.MANAGER, hotel), hotel), {}, at=NOW + timedelta(days=1))

    found, of, as_of = shown(tomorrow, NOW + timedelta(days=1))
    assert (found.end, of.period, as_of) == (scope.period.end, scope.period, NOW)


def test_one_that_is_old_or_of_an_earlier_version_is_not_shown(hotel, scope, large):
    three(hotel)
    made()
    later = NOW + SHOWN_FOR + HOUR
    assert shown(scope, later)[2] == later

    Snapshot.objects.update(figures={"lines": [["?"]]})
    assert shown(scope, NOW + HOUR)[2] == NOW + HOUR
    assert made(NOW + HOUR) > 0


def test_refused_messages_alone_are_many_too(hotel, scope, large):
    for _number in range(3):
        MessageFactory(hotel=hotel, state="cancelled", reason="minor", due_at=NOW - timedelta(days=3))
    made()

    assert shown(scope, NOW + HOUR)[2] == NOW


def test_a_fresh_one_is_not_made_again_and_few_have_none(hotel, large):
    assert made() == 0
    three(hotel)
    count = made()

    assert 0 < count <= len(PERIODS)
    assert made(NOW + HOUR) == 0
    assert made(NOW + 3 * HOUR) == count


def test_no_more_are_made_than_there_is_time_for(hotel, large):
    three(hotel)

    assert refresh(at=NOW, fresh_for=HOUR, seconds=-1) == 0


def test_the_page_says_as_of_when(hotel, monkeypatch):
    monkeypatch.setattr(message_snapshots, "LARGE", 2)
    monkeypatch.setattr("hotelcrm.dashboards.message_views.timezone.now", lambda: NOW + HOUR)
    three(hotel)
    made()
    page = client_of(staff(Role.MANAGER, hotel, language="en")).get(reverse("dashboards:messages"))

    assert page.context["as_of"] == NOW
    assert "as of" in page.content.decode()


def test_of_many_the_page_counts_no_message(hotel, scope, large, django_assert_num_queries):
    three(hotel)
    made()
    with django_assert_num_queries(2):  # whether there are many, and the snapshot
        shown(scope, NOW + HOUR)
