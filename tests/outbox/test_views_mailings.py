"""Mailings: how far they are, paused, resumed and called off."""

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from tests.factories import NOW, HotelFactory, MailingFactory, MessageFactory
from tests.guests.pages import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("outbox:mailings")


@pytest.fixture
def mailing(hotel):
    return MailingFactory(hotel=hotel)


def act(client, verb, mailing, **data):
    return client.post(reverse(f"outbox:{verb}", args=[mailing.pk]), data, follow=True).content.decode()


def test_each_says_how_many_went_out_wait_or_were_refused(hotel, mailing):
    for state, reason in [("sent", ""), ("delivered", ""), ("queued", ""), ("cancelled", "no_consent")]:
        MessageFactory(hotel=hotel, mailing=mailing, state=state, reason=reason)
    MessageFactory(hotel=hotel, mailing=MailingFactory(hotel=hotel), state="unknown", reason="no_reply")
    rows = signed_in(Role.MARKETING, hotel).get(URL).context["rows"]

    assert [(row.total, row.left, row.gone, row.refused, row.failed) for row in rows] == [
        (1, 0, 0, 0, 1),
        (4, 1, 2, 1, 0),
    ]


def test_a_page_gives_the_reasons_the_most_first(hotel, mailing):
    for reason in ("no_consent", "no_consent", "minor"):
        MessageFactory(hotel=hotel, mailing=mailing, state="cancelled", reason=reason)
    page = signed_in(Role.MANAGER, hotel).get(reverse("outbox:mailing", args=[mailing.pk])).content.decode()

    assert page.index("the guest did not agree to this") < page.index("the guest is under age")


def test_paused_it_says_why_and_resumed_it_goes_on(hotel, mailing):
    MessageFactory(hotel=hotel, mailing=mailing)
    client = signed_in(Role.MARKETING, hotel)

    assert "Wrong price" in act(client, "pause", mailing, because="Wrong price")
    mailing.refresh_from_db()
    assert mailing.paused_because == "Wrong price"
    assert "It goes on." in act(client, "resume", mailing)
    mailing.refresh_from_db()
    assert mailing.paused_at is None


def test_called_off_nothing_more_is_sent_and_what_was_sent_stays(hotel, mailing):
    waiting = MessageFactory(hotel=hotel, mailing=mailing)
    sent = MessageFactory(hotel=hotel, mailing=mailing, state="sent", handed_at=NOW, sent_at=NOW)
    page = act(signed_in(Role.MARKETING, hotel), "call-off", mailing)

    assert "1 message is not sent" in page
    waiting.refresh_from_db()
    sent.refresh_from_db()
    assert (waiting.state, waiting.reason, sent.state) == ("cancelled", "called_off", "sent")


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_one_that_was_called_off_stays_so(hotel, verb):
    mailing = MailingFactory(hotel=hotel, cancelled_at=NOW)

    assert "This mailing was called off." in act(signed_in(Role.MARKETING, hotel), verb, mailing)


@pytest.mark.parametrize("verb", ["pause", "resume", "call-off"])
def test_a_manager_stops_only_his_own_hotels_mailings(hotel, verb):
    other = MailingFactory(hotel=HotelFactory())
    client = signed_in(Role.MANAGER, hotel)
    answers = [client.post(reverse(f"outbox:{verb}", args=[pk])) for pk in (other.pk, 999_999_999)]

    assert [answer.status_code for answer in answers] == [404, 404]
    other.refresh_from_db()
    assert (other.paused_at, other.cancelled_at) == (None, None)


@pytest.mark.parametrize("verb", ["pause", "resume", "call-off"])
def test_the_desk_only_looks(hotel, mailing, verb):
    client = signed_in(Role.FRONT_DESK, hotel)

    assert client.get(reverse("outbox:mailing", args=[mailing.pk])).status_code == 200
    assert client.post(reverse(f"outbox:{verb}", args=[mailing.pk])).status_code == 403


def test_none_yet_says_what_will_appear(hotel):
    assert "No mailing yet." in signed_in(Role.MARKETING, hotel).get(URL).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(hotel, rows, django_assert_num_queries):
    client = signed_in(Role.MARKETING, hotel)
    for _row in range(rows):
        MessageFactory(hotel=hotel, mailing=MailingFactory(hotel=hotel))
    client.get(URL)

    with django_assert_num_queries(7):
        client.get(URL)
