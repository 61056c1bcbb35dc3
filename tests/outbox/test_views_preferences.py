"""The preference centre: each tap is kept at once, in the guest's language, without showing an address."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from guests.actions import merge_guests
from guests.consent import holds
from guests.models import Consent, Notice
from hotelcrm.outbox.models import Suppression
from hotelcrm.outbox.signing import Token, Use, sign
from tests.factories import NOW, ContactFactory, HotelFactory, UserFactory

from .delivery_world import agreed, answer, message

pytestmark = pytest.mark.django_db
ON = re.compile(r'value="([a-z-]+)-yes" aria-pressed="true"')
OFF = re.compile(r'value="([a-z-]+)-no" aria-pressed="true"')


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside", name_zh="湖畔酒店")


def link(guest, sent=None, use=Use.PREFERENCES) -> str:
    return reverse("outbox:preferences", args=[sign(use, Token(guest.pk, sent.pk if sent else 0))])


def texts() -> dict[str, int]:
    rows = Notice.objects.order_by("purpose", "-version").distinct("purpose")
    return {f"notice-{row.purpose}": row.pk for row in rows}


def tap(client, guest, choice, sent=None, **more):
    return client.post(link(guest, sent), {"choice": choice, "in": "en", **texts(), **more}, follow=True)


def test_it_shows_what_holds_and_masks_addresses(client, hotel):
    guest = agreed(address="anna@example.com")
    ContactFactory(guest=guest, value="+8613800138000", is_primary=True)
    answer(guest, "marketing", "refused", channel="sms", at=NOW)
    page = client.get(link(guest, message(guest, hotel))).content.decode()

    assert ON.findall(page) == ["marketing-email", "marketing-wecom", "marketing-phone"]
    assert OFF.findall(page) == ["marketing-sms"]
    assert "a•••@example.com" in page
    assert "+86138 •••• 8000" in page or "•••• 8000" in page
    assert "anna@" not in page
    assert "13800138000" not in page


def test_a_no_is_kept_at_once_and_marks_the_message(client, hotel):
    guest = agreed()
    sent = message(guest, hotel)
    response = tap(client, guest, "marketing-email-no", sent)

    assert "Thank you, that is kept." in response.content.decode()
    last = Consent.objects.latest("pk")
    assert (last.channel, last.decision, last.evidence, last.by, last.hotel) == (
        "email",
        "withdrawn",
        "web",
        None,
        hotel,
    )
    sent.refresh_from_db()
    assert sent.opted_out_at is not None


def test_a_no_to_something_else_does_not_mark_the_message(client, hotel):
    guest = agreed()
    sent = message(guest, hotel)
    tap(client, guest, "surveys-email-no", sent)

    sent.refresh_from_db()
    assert sent.opted_out_at is None


def test_a_yes_takes_as_many_taps_and_keeps_the_text(client, hotel):
    """Even within the cool-down after a no: nobody asked, the guest came."""
    guest = agreed(decision="refused")
    tap(client, guest, "marketing-email-yes", message(guest, hotel))

    last = Consent.objects.latest("pk")
    assert (last.decision, last.channel, last.notice.purpose) == ("given", "email", "marketing")
    assert not holds(guest, "marketing", "sms")


def test_a_yes_to_a_text_that_changed_is_read_again(client, hotel):
    guest = agreed(decision="refused")
    sent = message(guest, hotel)
    response = tap(client, guest, "marketing-email-yes", sent, **{"notice-marketing": 1_000_000})

    assert response.status_code == 422
    assert "The text has changed" in response.content.decode()
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("choice", ["", "nonsense", "marketing-fax-no", "marketing-email", "<script>"])
def test_what_is_no_button_does_nothing(client, hotel, choice):
    guest = agreed()
    assert tap(client, guest, choice, message(guest, hotel)).status_code == 422
    assert Consent.objects.count() == 1


def test_the_same_tap_again_adds_nothing(client, hotel):
    guest = agreed()
    for _ in range(3):
        tap(client, guest, "marketing-email-no", message(guest, hotel))

    assert Consent.objects.count() == 2


def test_everything_off_holds_for_every_channel_and_leaves_allergies_alone(client, hotel):
    guest = agreed()
    answer(guest, "marketing", "given", channel="sms", at=NOW)
    answer(guest, "sensitive", "given")
    sent = message(guest, hotel)
    tap(client, guest, "off", sent)

    for purpose in ("marketing", "surveys", "profiling"):
        assert [holds(guest, purpose, channel) for channel in ("any", "email", "sms")] == [False] * 3
    assert holds(guest, "sensitive")
    sent.refresh_from_db()
    assert sent.opted_out_at is not None
    before = Consent.objects.count()
    tap(client, guest, "off", sent)
    assert Consent.objects.count() == before


def test_generic_offers_and_the_language_are_kept(client, hotel):
    guest = agreed(language="zh-hans", full_name="张敏")
    sent = message(guest, hotel)
    tap(client, guest, "generic", sent)
    page = tap(client, guest, "en", sent).content.decode()

    guest.refresh_from_db()
    assert (guest.generic_offers_only, guest.language) == (True, "en")
    assert "What you receive from us" in page
    tap(client, guest, "personal", sent)
    guest.refresh_from_db()
    assert guest.generic_offers_only is False


def test_a_yes_lifts_what_a_mailbox_reported_for_that_channel(client, hotel):
    guest = agreed(decision="refused")
    index = bytes(guest.contacts.get().value_index)
    mine = [
        Suppression.objects.create(channel="email", value_index=index, why=why, at=NOW)
        for why in ("unsubscribed", "complaint")
    ]
    tap(client, guest, "marketing-email-yes", message(guest, hotel))

    for row in mine:
        row.refresh_from_db()
    assert [row.lifted_at is None for row in mine] == [False, True]


def test_a_merged_guest_chooses_for_the_survivor(client, hotel):
    survivor, absorbed = agreed(), agreed()
    old = link(absorbed, message(absorbed, hotel))
    merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW)
    client.post(old, {"choice": "marketing-email-no", **texts()})

    assert Consent.objects.latest("pk").guest == survivor


@pytest.mark.parametrize("method", ["get", "post"])
def test_erased_unknown_and_changed_links_get_the_same_kind_sentence(client, hotel, method):
    guest, erased = agreed(), agreed(erased_at=NOW)
    links = [
        link(erased),
        reverse("outbox:preferences", args=[sign(Use.PREFERENCES, Token(999_999_999))]),
        link(guest, use=Use.UNSUBSCRIBE),
        link(guest)[:-2] + "/",
    ]
    answers = [getattr(client, method)(address, {"choice": "off"}) for address in links]

    assert [response.status_code for response in answers] == [404] * 4
    assert len({response.content for response in answers}) == 1
    assert "This link does not work any more" in answers[0].content.decode()
    assert Consent.objects.count() == 2


@pytest.mark.parametrize(
    ("language", "query", "house"),
    [("zh-hans", "", "湖畔酒店"), ("ko", "", "Lakeside"), ("en", "?language=zh-hans", "湖畔酒店")],
)
def test_the_page_speaks_the_guests_language(client, hotel, language, query, house):
    guest = agreed(language=language)
    assert house in unescape(client.get(link(guest, message(guest, hotel)) + query).content.decode())


def test_no_text_no_yes_and_a_no_still_counts(client, hotel):
    guest = agreed()
    Notice.objects.filter(purpose="marketing").update(valid_from="2999-01-01")
    sent = message(guest, hotel)
    assert 'value="marketing-email-yes"' not in client.get(link(guest, sent)).content.decode()
    tap(client, guest, "marketing-email-no", sent)

    assert not holds(guest, "marketing", "email")


def test_the_page_asks_as_many_queries_for_any_history(client, hotel, django_assert_num_queries):
    guest = agreed()
    sent = message(guest, hotel)
    address = link(guest, sent)
    with django_assert_num_queries(5):
        client.get(address)
    for channel in ("email", "sms", "wecom"):
        answer(guest, "surveys", "given", channel=channel)
    with django_assert_num_queries(5):
        client.get(address)


def test_in_chinese_one_agrees_while_a_plain_yes_stays_a_yes(client, hotel):
    guest = agreed()
    page = client.get(link(guest), {"language": "zh-hans"}).content.decode()

    assert ">同意</button>" in page
    assert ">不同意</button>" in page
    with translation.override("zh-hans"):
        assert (gettext("Yes"), gettext("No")) == ("是", "否")
