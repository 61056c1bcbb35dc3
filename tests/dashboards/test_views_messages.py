"""The manager's page of messages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, MessageFactory
from tests.guests.pages import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("dashboards:messages")


@pytest.fixture
def hotel():
    return HotelFactory(code="here")


def sent(hotel, days=2, **fields):
    at = timezone.now() - timedelta(days=days)
    return MessageFactory(**({"hotel": hotel, "state": "sent", "handed_at": at, "sent_at": at} | fields))


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER])
def test_it_is_the_managers(hotel, role):
    assert signed_in(role, hotel).get(URL).status_code == 403


def test_what_became_of_them_by_channel(hotel):
    sent(hotel, state="delivered", delivered_at=timezone.now())
    sent(hotel, channel="sms", state="failed", reason="refused_address")
    MessageFactory(hotel=hotel, state="cancelled", reason="minor", due_at=timezone.now() - timedelta(days=3))
    response = signed_in(Role.MANAGER, hotel).get(URL, {"period": "30d"})
    page = response.content.decode()

    rows = [(row.label, row.sums.handed, row.sums.delivered, row.sums.bounced) for row in response.context["channels"]]
    assert rows == [("e-mail", 1, 1, 0), ("text message", 1, 0, 1)]
    assert [tile.value for tile in response.context["tiles"]] == ["2", "50%", "50%", "0%"]
    assert "the guest is under age" in page


def test_a_short_period_is_drawn_by_day_and_a_long_one_by_month(hotel):
    sent(hotel)
    client = signed_in(Role.MANAGER, hotel)
    by_day, by_month = (client.get(URL, {"period": period}).context["charts"][0] for period in ("30d", "12m"))

    assert (len(by_day.labels), by_day.title) == (30, "Messages by day")
    assert len(by_month.labels) in {12, 13}
    assert sum(by_day.series[0].values) == sum(by_month.series[0].values) == 1


def test_days_below_the_drawing_are_short(hotel, monkeypatch):
    at = datetime(2027, 1, 15, 4, tzinfo=UTC)
    monkeypatch.setattr("hotelcrm.dashboards.message_views.timezone.now", lambda: at)
    sent(hotel, handed_at=at - timedelta(days=1), sent_at=at)
    labels = signed_in(Role.MANAGER, hotel).get(URL, {"period": "30d"}).context["charts"][0].labels

    assert (labels[0], labels[-1]) == ("16 Dec 2026", "14 Jan")


def test_a_hotel_that_is_not_mine_answers_like_one_that_is_not(hotel):
    other = HotelFactory(code="other")
    client = signed_in(Role.MANAGER, hotel)

    assert [client.get(URL, {"hotel": code}).status_code for code in (other.code, "no-such")] == [404, 404]


def test_marketing_compares_hotels(hotel):
    other = HotelFactory(code="other")
    sent(hotel)
    sent(other)
    response = signed_in(Role.MARKETING, hotel).get(URL, {"hotel": "all-CNY", "period": "30d"})

    assert [row.sums.handed for row in response.context["hotels"]] == [1, 1]


def test_nothing_yet_leads_to_the_messages(hotel):
    page = signed_in(Role.MANAGER, hotel).get(URL).content.decode()

    assert "No message went out in these days." in page
    assert reverse("outbox:messages") in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(hotel, rows, django_assert_num_queries):
    client = signed_in(Role.MANAGER, hotel)
    for _row in range(rows):
        sent(hotel)
    client.get(URL)

    with django_assert_num_queries(11):
        client.get(URL)
