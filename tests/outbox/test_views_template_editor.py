"""The editor of one text: saved, checked while typing, shown with samples and with a guest, sent to oneself."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.actions import log_look
from hotelcrm.audit.models import ReadLog
from hotelcrm.outbox.actions.suppressing import index_of, suppress
from hotelcrm.outbox.models import Link, Message, Template
from hotelcrm.outbox.signing import NOBODY, Token, Use, unsign
from tests.factories import NOW, ContactFactory, GuestFactory, HotelFactory, StayFactory, staff

from .rows import sender

SIGNED = re.compile(r"/m/(preferences|unsubscribe)/([\w.:-]+)")
pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(name_en="Lakeside Hotel", name_zh="湖畔酒店")


@pytest.fixture
def user(hotel: Hotel) -> User:
    return staff(Role.MANAGER, hotel, language="en", email="lena@lakeside.example")


@pytest.fixture
def desk(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def template() -> Template:
    return Template.objects.create(code="spring", name_en="Spring", name_zh="春季", purpose="service")


def url(template: Template, verb: str = "variant", language: str = "en", channel: str = "email", *more: str) -> str:
    return reverse(f"outbox:{verb}", args=[template.pk, language, channel, *more])


def typed(source: str = "Dear {{ guest.salutation }}", **changes: Any) -> dict[str, Any]:
    return {"subject": "Hello", "preheader": "", "plain": "", "source": source, "version": 0} | changes


def show(desk: Client, template: Template, channel: str = "email", shown: str = "en", **data: Any) -> HttpResponse:
    return desk.post(url(template, "show-variant", "en", channel, shown), typed(**data))  # type: ignore[return-value]


def test_a_text_is_saved(desk: Client, template: Template) -> None:
    answer = desk.post(url(template), typed("Dear {{ guest.salutation }},\r\n\r\nwelcome"))
    assert answer["Location"] == url(template)
    variant = template.variants.get()
    assert (variant.subject, variant.source) == ("Hello", "Dear {{ guest.salutation }},\n\nwelcome")
    assert "Dear {{ guest.salutation }}" in variant.html


def test_a_faulty_text_stands_there_still_with_its_faults(desk: Client, template: Template) -> None:
    answer = desk.post(url(template), typed("one\n{{ guest.nmae }}"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'data-fault-line="2"' in page
    assert "{{ guest.nmae }}" in page
    assert not template.variants.exists()


def test_the_second_of_two_sees_both_versions_and_can_save_on(desk: Client, template: Template) -> None:
    desk.post(url(template), typed("theirs"))
    answer = desk.post(url(template), typed("mine"))
    assert answer.status_code == 409
    assert [(row["theirs"], row["typed"]) for row in answer.context["differences"]] == [("theirs", "mine")]
    assert answer.context["form"]["source"].value() == "mine"
    assert answer.context["form"]["version"].value() == "1"
    assert desk.post(url(template), typed("mine", version=1)).status_code == 302


def test_what_a_provider_approved_is_kept_and_shown_again(desk: Client, template: Template) -> None:
    data = typed(
        "Hello", aliyun_code="SMS_1", aliyun_parameters="name: {{ guest.salutation }}\nhotel: {{ hotel.name }}"
    )
    assert desk.post(url(template, channel="sms"), data).status_code == 302
    assert template.variants.get().provider_ids == {
        "aliyun": {
            "code": "SMS_1",
            "overseas": "",
            "parameters": {"name": "{{ guest.salutation }}", "hotel": "{{ hotel.name }}"},
        }
    }
    form = desk.get(url(template, channel="sms")).context["form"]
    assert form["aliyun_parameters"].value() == "name: {{ guest.salutation }}\nhotel: {{ hotel.name }}"


@pytest.mark.parametrize(("language", "channel"), [("fr", "email"), ("en", "fax"), ("en", "wecom_staff")])
def test_a_place_that_no_template_has_is_not_found(
    desk: Client, template: Template, language: str, channel: str
) -> None:
    assert desk.get(url(template, "variant", language, channel)).status_code == 404


def test_checking_says_what_is_wrong_and_how_long_a_text_message_is(desk: Client, template: Template) -> None:
    wrong = desk.post(url(template, "check-variant", "en", "sms"), typed("{{ guest.nmae }}"))
    assert [fault.line for fault in wrong.context["faults"]] == [1]
    fine = desk.post(url(template, "check-variant", "en", "sms"), typed("x" * 161))
    assert (fine.context["faults"], fine.context["counted"]) == ([], {"units": 161, "parts": 2})
    assert not template.variants.exists()


def test_a_preview_without_a_guest_shows_samples(desk: Client, template: Template) -> None:
    page = show(desk, template, source="Dear {{ guest.salutation }}, {{ stay.nights }} nights").content.decode()
    assert "Dear Ms Zhang, 2 nights" in page


def test_a_preview_has_a_policy_of_its_own(desk: Client, template: Template) -> None:
    for channel in ("email", "sms"):
        answer = show(desk, template, channel)
        assert "style-src 'unsafe-inline'" in answer["Content-Security-Policy"]
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = desk.get(url(template))["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_a_preview_with_a_guest_shows_the_guest_and_logs_the_look(
    desk: Client, hotel: Hotel, user: User, template: Template
) -> None:
    guest = GuestFactory(gender="F", language="en", full_name="Anna Featherstone", family_name="Featherstone")
    StayFactory(guest=guest, hotel=hotel)
    source = "Dear {{ guest.salutation }}, {{ stay.nights }} nights, {{ stay.confirmation | default: 'none' }}"
    for _typing in range(2):
        page = show(desk, template, source=source, guest=guest.number).content.decode()
        assert "Dear Ms Featherstone, 2 nights, none" in page
    assert ReadLog.objects.filter(user=user, guest_id=guest.pk, what="message").count() == 1


def test_a_preview_shows_no_stay_of_another_hotel(desk: Client, template: Template) -> None:
    guest = GuestFactory(gender="F", language="en")
    StayFactory(guest=guest, hotel=HotelFactory(), confirmation="SECRET77")
    page = show(desk, template, source="{{ stay.confirmation | default: 'none' }}", guest=guest.number).content.decode()
    assert "SECRET77" not in page
    assert "HZ20486" in page


def test_the_other_language_is_shown_as_it_is_saved(desk: Client, template: Template) -> None:
    assert "Nothing is written in this language yet." in show(desk, template, shown="zh-hans").content.decode()
    desk.post(url(template, language="zh-hans"), typed("{{ guest.salutation }}，您好"))
    assert "张女士，您好" in show(desk, template, shown="zh-hans").content.decode()
    assert show(desk, template, shown="fr").status_code == 404


def test_a_preview_that_cannot_be_made_says_why(desk: Client, template: Template) -> None:
    assert "This cannot be read" in show(desk, template, source="{% if %}").content.decode()
    assert "Write a text." in show(desk, template, source="").content.decode()


def test_a_preview_stores_no_links(desk: Client, template: Template) -> None:
    show(desk, template, source="[Here](https://lakeside.example/)")
    assert not Link.objects.exists()


def test_guests_looked_at_lately_are_offered(desk: Client, hotel: Hotel, user: User, template: Template) -> None:
    seen, _unseen = GuestFactory(), GuestFactory()
    log_look(seen.pk, what=ReadLog.What.PAGE, by=user, at=NOW, hotel_id=hotel.pk)
    assert desk.get(url(template)).context["viewed"] == [seen]


def test_a_test_is_sent_to_oneself(desk: Client, user: User, template: Template) -> None:
    answer = desk.post(url(template, "test-variant"), typed("Dear {{ guest.salutation }}"))
    assert "The test is on its way." in answer.content.decode()
    row = Message.objects.get()
    assert (row.staff, row.guest, row.subject) == (user, None, "Test: Hello")
    assert row.body.startswith("<!doctype html>")


def test_neither_preview_nor_test_holds_a_link_of_the_guest(desk: Client, template: Template) -> None:
    Template.objects.filter(pk=template.pk).update(purpose="marketing")
    guest = GuestFactory(language="en")
    data = typed("Hello\n\n[End this]({{ links.unsubscribe }})\n\n{{ links.preferences }}", guest=guest.number)
    page = show(desk, template, **data).content.decode()
    assert desk.post(url(template, "test-variant"), data).status_code == 200
    for text in (page, Message.objects.get().body):
        tokens = [unsign(Use[use.upper()], token) for use, token in SIGNED.findall(text)]
        assert tokens
        assert set(tokens) == {Token(NOBODY)}


def test_a_test_without_an_address_is_refused_with_a_sentence(desk: Client, template: Template) -> None:
    answer = desk.post(url(template, "test-variant", "en", "sms"), typed("Hello"))
    assert answer.status_code == 422
    assert "There is no address to send this to." in answer.content.decode()
    assert not Message.objects.exists()


def test_an_e_mail_goes_to_ones_own_address_whatever_is_posted(desk: Client, user: User, template: Template) -> None:
    assert user.email in desk.get(url(template)).content.decode()
    assert desk.post(url(template, "test-variant"), typed(address="guest@example.com")).status_code == 200
    assert Message.objects.get().address == user.email


def test_without_an_address_in_the_account_no_test_is_sent(desk: Client, user: User, template: Template) -> None:
    User.objects.filter(pk=user.pk).update(email="")
    assert "which has none" in desk.get(url(template)).content.decode()
    answer = desk.post(url(template, "test-variant"), typed(address="guest@example.com"))
    assert answer.status_code == 422
    assert "Your account has no e-mail address" in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(("channel", "kind", "known"), [("sms", "phone", "+8613800138000"), ("wecom", "wecom", "wm-1")])
@pytest.mark.parametrize("is_suppressed", [False, True])
def test_a_test_reaches_no_guest_and_nobody_who_is_never_written_to(
    desk: Client, template: Template, channel: str, kind: str, known: str, is_suppressed: bool
) -> None:
    if is_suppressed:
        suppress(index_of(channel, known), channel=channel, why="staff", at=NOW)
    else:
        ContactFactory(kind=kind, value=known)
    answer = desk.post(url(template, "test-variant", "en", channel), typed("Hello", address=f" {known} "))
    assert answer.status_code == 422
    assert "tests go to an address of your own" in unescape(answer.content.decode())
    assert not Message.objects.exists()


def test_a_test_by_a_provider_that_sends_no_unapproved_words_is_refused_in_a_sentence(
    desk: Client, template: Template
) -> None:
    sender("aliyun")
    answer = desk.post(url(template, "test-variant", "en", "sms"), typed("Hello", address="138 0013 8001"))

    assert answer.status_code == 422
    assert "This provider sends nothing but the templates that it approved." in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(("channel", "own"), [("sms", "138 0013 8001"), ("wecom", "lena")])
def test_a_text_is_sent_to_an_address_of_ones_own(desk: Client, template: Template, channel: str, own: str) -> None:
    assert desk.post(url(template, "test-variant", "en", channel), typed("Hello", address=own)).status_code == 200
    assert Message.objects.get().address == {"sms": "+8613800138001", "wecom": "lena"}[channel]


def test_a_number_that_cannot_be_read_is_refused(desk: Client, template: Template) -> None:
    assert desk.post(url(template, "test-variant", "en", "sms"), typed("Hello", address="x")).status_code == 422
    assert not Message.objects.exists()


def test_a_text_is_removed(desk: Client, template: Template) -> None:
    desk.post(url(template), typed())
    assert desk.post(url(template, "remove-variant"))["Location"] == reverse("outbox:template", args=[template.pk])
    assert not template.variants.exists()
    assert desk.post(url(template, "remove-variant")).status_code == 302


def test_the_front_desk_is_refused(client: Client, hotel: Hotel, template: Template) -> None:
    client.force_login(staff(Role.FRONT_DESK, hotel))
    for verb in ("variant", "check-variant", "test-variant", "remove-variant"):
        assert client.post(url(template, verb), typed()).status_code == 403
    assert show(client, template).status_code == 403


# What is said while typing


def said(desk: Client, template: Template, **data: Any) -> str:
    return desk.post(url(template, "check-variant"), typed(**data)).content.decode()


def test_a_number_that_names_nobody_is_said(desk: Client, template: Template) -> None:
    assert "No guest has this number." in said(desk, template, guest=99999999)
    assert "No guest has this number." not in said(desk, template, guest=GuestFactory().number)
    assert "No guest has this number." not in said(desk, template)


def test_a_fault_in_the_subject_leads_there(desk: Client, template: Template) -> None:
    page = said(desk, template, subject="Hello {{ guest.nmae }}")

    assert 'data-fault-field="subject"' in page
    assert 'data-go-field="subject"' in page
    assert "Line 1" not in page
