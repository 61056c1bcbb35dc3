"""Unsubscribing: a GET asks, a POST acts, once or ten times, and a link that does not work says so kindly."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from guests.actions import merge_guests
from guests.consent import holds
from guests.models import Consent
from hotelcrm.outbox.signing import HOLDS, NOBODY, Token, Use, sign
from tests.factories import NOW, GuestFactory, HotelFactory, UserFactory

from .delivery_world import agreed, answer, message, stands

pytestmark = pytest.mark.django_db
SIGNED = re.compile(r"/m/preferences/[^\"]+")
KIND = "This link does not work any more"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside", name_zh="湖畔酒店")


def address(guest, sent=None, use=Use.UNSUBSCRIBE) -> str:
    return reverse("outbox:unsubscribe", args=[sign(use, Token(guest.pk, sent.pk if sent else 0))])


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_a_get_asks_and_never_acts(client, hotel):
    guest = agreed()
    sent = message(guest, hotel)
    page = text(client.get(address(guest, sent)))
    client.head(address(guest, sent))

    assert "No more offers and news by e-mail?" in page
    assert "Lakeside" in page
    assert Consent.objects.count() == 1
    sent.refresh_from_db()
    assert sent.opted_out_at is None


def test_one_click_withdraws_without_a_cookie_and_without_a_redirect(hotel):
    guest = agreed()
    sent = message(guest, hotel)
    response = Client(enforce_csrf_checks=True).post(address(guest, sent), ONE_CLICK)

    assert response.status_code == 200
    last = Consent.objects.latest("pk")
    assert (last.guest, last.purpose, last.channel, last.decision, last.evidence, last.by, last.hotel) == (
        guest,
        "marketing",
        "email",
        "withdrawn",
        "message",
        None,
        hotel,
    )
    sent.refresh_from_db()
    assert sent.opted_out_at is not None


def test_one_click_may_come_as_multipart_too(hotel):
    guest = agreed()
    body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    response = Client(enforce_csrf_checks=True).post(
        address(guest, message(guest, hotel)), body, content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 200
    assert not holds(guest, "marketing", "email")


def test_the_button_of_the_page_does_the_same_and_thanks(client, hotel):
    guest = agreed()
    page = text(client.post(address(guest, message(guest, hotel)), ONE_CLICK | {"in": "en"}))

    assert "No more offers and news by e-mail" in page
    assert "Thank you for telling us." in page
    assert not holds(guest, "marketing", "email")


def test_only_the_channel_of_the_message_ends(client, hotel):
    guest = agreed()
    client.post(address(guest, message(guest, hotel, channel="sms")), ONE_CLICK)

    assert not holds(guest, "marketing", "sms")
    assert holds(guest, "marketing", "email")


def test_a_survey_ends_surveys(client, hotel):
    guest = agreed()
    answer(guest, "surveys", "given")
    page = text(client.post(address(guest, message(guest, hotel, purpose="surveys")), ONE_CLICK))

    assert "No more surveys by e-mail" in page
    assert not holds(guest, "surveys", "email")
    assert holds(guest, "marketing", "email")


def test_without_a_message_offers_end_on_every_channel(client):
    guest = agreed()
    answer(guest, "marketing", "given", channel="sms", at=NOW)
    client.post(address(guest), ONE_CLICK)

    assert [holds(guest, "marketing", channel) for channel in ("any", "email", "sms", "wecom")] == [False] * 4


def test_what_waits_is_cancelled_and_what_the_guest_needs_is_not(client, hotel):
    guest = agreed()
    waiting = [message(guest, hotel, purpose=purpose) for purpose in ("marketing", "service")]
    client.post(address(guest, message(guest, hotel, state="sent")), ONE_CLICK)

    assert [stands(row)[0] for row in waiting] == ["cancelled", "queued"]


def test_twice_is_once(client, hotel):
    guest = agreed()
    sent = message(guest, hotel)
    first = text(client.post(address(guest, sent), ONE_CLICK))
    sent.refresh_from_db()
    told = sent.opted_out_at
    again = text(client.post(address(guest, sent), ONE_CLICK))

    assert SIGNED.sub("", again) == SIGNED.sub("", first)  # the hour of a signature is another
    assert Consent.objects.count() == 2
    sent.refresh_from_db()
    assert sent.opted_out_at == told


@pytest.mark.parametrize("channel", ["email", ""])
def test_who_opens_the_link_again_reads_that_it_is_done_and_how_to_undo_it(client, hotel, channel):
    guest = agreed()
    link = address(guest, message(guest, hotel, channel=channel) if channel else None)
    client.post(link, ONE_CLICK)
    page = text(client.get(link, {"language": "zh-hans"}))

    assert "您已经告诉过我们" in page
    assert "/m/preferences/" in page
    assert "<form" not in page
    assert 'href="?language=en"' in page


def test_the_link_of_an_absorbed_profile_leads_to_the_survivor(client, hotel):
    survivor, absorbed = agreed(), agreed()
    sent = message(absorbed, hotel)
    link = address(absorbed, sent)
    merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW)
    client.post(link, ONE_CLICK)

    assert Consent.objects.latest("pk").guest == survivor
    assert not holds(survivor, "marketing", "email")


def test_an_erased_guest_and_nobody_are_told_the_same_as_everybody(client, hotel):
    """Whoever holds a link learns nothing about whether the guest is still known."""
    known, erased = agreed(), agreed(erased_at=NOW)
    pages = []
    for pk in (known.pk, erased.pk, 999_999_999):
        link = reverse("outbox:unsubscribe", args=[sign(Use.UNSUBSCRIBE, Token(pk, message(known, hotel).pk))])
        asked, done = client.get(link), client.post(link, ONE_CLICK)
        assert (asked.status_code, done.status_code) == (200, 200)
        pages.append(
            [text(page).split("<main")[1].split('<a href="/m/')[0].replace(link, "") for page in (asked, done)]
        )

    assert pages[0] == pages[1] == pages[2]
    assert Consent.objects.filter(guest=erased).count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace(".", "9.", 1),
        lambda token: token.rsplit(":", 1)[0],
        lambda _token: "nonsense",
        lambda _token: "9" * 5_000,
    ],
)
def test_a_changed_link_gets_a_kind_sentence_and_does_nothing(client, hotel, method, spoil):
    guest = agreed()
    token = spoil(sign(Use.UNSUBSCRIBE, Token(guest.pk, message(guest, hotel).pk)))
    response = getattr(client, method)(reverse("outbox:unsubscribe", args=[token]))

    assert response.status_code == 404
    assert KIND in text(response)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("use", [Use.PREFERENCES, Use.OPENED, Use.LINK])
def test_a_link_for_something_else_does_nothing_here(client, use):
    guest = agreed()
    response = client.post(address(guest, use=use), ONE_CLICK)

    assert (response.status_code, Consent.objects.count()) == (404, 1)


def test_a_link_holds_for_a_year_and_not_for_ever(client, monkeypatch):
    guest = agreed()
    link = address(guest)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + timedelta(days=390).total_seconds())
    assert client.get(link).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + (HOLDS + timedelta(days=1)).total_seconds())
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("language", "query", "expected"),
    [("zh-hans", "", "不再通过电子邮件接收"), ("de", "", "No more"), ("zh-hans", "?language=en", "No more")],
)
def test_the_page_speaks_the_guests_language_unless_another_is_chosen(client, hotel, language, query, expected):
    guest = agreed(language=language)
    assert expected in text(client.get(address(guest, message(guest, hotel)) + query))


def test_who_was_never_asked_refuses(client, hotel):
    guest = GuestFactory()
    client.post(address(guest, message(guest, hotel, purpose="service")), ONE_CLICK)

    assert list(Consent.objects.values_list("decision", "channel")) == [("refused", "email")]


def test_no_page_sets_a_session_or_may_be_kept(client, hotel):
    guest = agreed()
    response = client.get(address(guest, message(guest, hotel)))

    assert "session" not in client.cookies
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("page", ["unsubscribe", "preferences"])
@pytest.mark.parametrize("number", [0, 44])
def test_the_link_of_a_preview_or_a_test_is_nobodys_and_says_so(client, hotel, page, number):
    sample = reverse(f"outbox:{page}", args=[sign(Use[page.upper()], Token(NOBODY, number))])
    answers = [client.get(sample), client.post(sample, ONE_CLICK)]

    assert [response.status_code for response in answers] == [404, 404]
    assert all("This link is only shown" in text(response) for response in answers)
    assert "Nothing was changed." in text(answers[0])
    assert not Consent.objects.exists()
