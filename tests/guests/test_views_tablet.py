"""The form on the tablet: in the guest's language, nothing ticked, signed, and nothing of ours around it."""

import re

import pytest
from django.urls import reverse

from guests.actions import record_consent
from guests.models import Consent, Notice, Signature
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import NOW, ContactFactory, HotelFactory, staff

from .pages import client_of, enter, signed_in

pytestmark = pytest.mark.django_db
STROKES = "M100 200L120 180L160 210M300 150L320 190"


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside", name_zh="湖畔酒店")


def url(guest) -> str:
    return reverse("guests:consent-form", args=[guest.number])


def notices() -> dict[str, int]:
    """The ids of the texts of today, as the form sends them."""
    rows = Notice.objects.order_by("purpose", "-version").distinct("purpose")
    return {f"notice-{row.purpose}": row.pk for row in rows}


def said(**answers: str) -> dict[str, object]:
    """A whole form with these answers (``marketing_email="yes"``), signed."""
    given = {name.replace("_", "-"): answer for name, answer in answers.items()}
    return {"drawing": STROKES, "in": "en", **notices(), **given}


def refuse(guest, purpose="marketing", channel="any", at=NOW):
    return record_consent(guest, purpose=purpose, channel=channel, decision="refused", evidence="desk", by=None, at=at)


def test_nothing_is_ticked_beforehand_whatever_holds_and_whatever_the_address_says(hotel):
    guest = enter()
    record_consent(guest, purpose="marketing", channel="any", decision="given", evidence="import", by=None, at=NOW)
    page = signed_in(Role.FRONT_DESK, hotel).get(url(guest), {"surveys-email": "yes"}).content.decode()

    assert page.count('type="radio"') == 2 * 10
    assert "checked" not in page
    assert page.count("You said yes on 21 Nov 2026.") == 4


@pytest.mark.parametrize(
    ("language", "chosen", "title", "house"),
    [
        ("zh-hant", "", "您的选择", "湖畔酒店"),
        ("ja", "", "Your choices", "Lakeside"),
        ("", "", "Your choices", "Lakeside"),
        ("en", "zh-hans", "您的选择", "湖畔酒店"),
        ("zh-hans", "en", "Your choices", "Lakeside"),
        ("zh-hans", "klingon", "您的选择", "湖畔酒店"),
    ],
)
def test_the_form_is_in_the_guests_language_unless_another_is_chosen(hotel, language, chosen, title, house):
    guest, client = enter(language=language), signed_in(Role.FRONT_DESK, hotel)
    page = client.get(url(guest), {"language": chosen}).content.decode()

    assert f"<h1>{title}</h1>" in page
    assert house in page
    text = Notice.objects.get(purpose="sensitive")
    assert (text.text_zh in page) is (house == "湖畔酒店")


def test_another_language_keeps_what_was_answered_and_writes_nothing(hotel):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    page = client.post(url(guest), said(marketing_email="no") | {"language": "zh-hans"}).content.decode()

    assert "您的选择" in page
    assert re.search(r'name="marketing-email" value="no"[^>]*checked', page)
    assert page.count("checked") == 1
    assert STROKES in page
    assert not Consent.objects.exists()


def test_answers_and_signature_are_kept_together(hotel):
    person, guest = staff(Role.FRONT_DESK, hotel), enter()
    response = client_of(person).post(url(guest), said(marketing_email="yes", surveys_sms="no", sensitive_any="yes"))

    assert response.status_code == 302
    signature = Signature.objects.get()
    assert (signature.guest, signature.drawing, signature.by, signature.hotel) == (guest, STROKES, person, hotel)
    rows = signature.answers.order_by("purpose").values_list("purpose", "channel", "decision", "evidence", "by")
    assert list(rows) == [
        ("marketing", "email", "given", "signed", person.pk),
        ("sensitive", "any", "given", "signed", person.pk),
        ("surveys", "sms", "refused", "signed", person.pk),
    ]
    assert Consent.objects.count() == 3


def test_who_cannot_draw_types_the_name(hotel):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    response = client.post(url(guest), said(profiling_any="no") | {"drawing": "", "typed": " 张  敏 "})

    assert response.status_code == 302
    signature = Signature.objects.get()
    assert (signature.typed_name, signature.strokes) == ("张 敏", "")


@pytest.mark.parametrize(
    "change",
    [
        {"drawing": ""},
        {"drawing": "M1 1"},
        {"drawing": 'M1 1L2 2L3 3" onload="alert(1)'},
        {"drawing": "M1 1" + "L2 2" * 5_000},
        {"drawing": "", "typed": "   "},
        {"drawing": "", "typed": "x" * 121},
        {"marketing-email": ""},
        {"marketing-email": "maybe"},
        {"notice-marketing": "0"},
        {"notice-surveys": ""},
    ],
)
def test_a_form_that_is_not_whole_keeps_nothing(hotel, change):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    response = client.post(url(guest), said(marketing_email="yes") | change)

    assert response.status_code == 422
    assert (Consent.objects.count(), Signature.objects.count()) == (0, 0)


def test_a_text_that_changed_meanwhile_is_read_again(hotel):
    guest, client, form = enter(), signed_in(Role.FRONT_DESK, hotel), said(marketing_email="yes")
    Notice.objects.create(
        purpose="marketing", version=9, text_en="Now otherwise", text_zh="新", valid_from=hotel.today()
    )
    response = client.post(url(guest), form)

    assert response.status_code == 422
    assert "Now otherwise" in response.content.decode()
    assert not Consent.objects.exists()


def test_after_a_no_the_form_says_until_when_it_does_not_ask(hotel):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    refuse(guest, channel="sms")
    page = " ".join(client.get(url(guest)).content.decode().split())

    assert page.count("You said no on 21 Nov 2026; we do not ask again before 21 Nov 2027.") == 1
    response = client.post(url(guest), said(marketing_sms="yes"))
    assert response.status_code == 422
    assert "Tick that you ask for this yourself." in response.content.decode()
    assert Consent.objects.count() == 1


def test_who_asks_for_it_may_change_a_no_at_once_and_the_evidence_says_so(hotel):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    refuse(guest, channel="sms")
    response = client.post(url(guest), said(marketing_sms="yes", own_marketing_sms="on", marketing_email="yes"))

    assert response.status_code == 302
    rows = Consent.objects.filter(decision="given").order_by("channel").values_list("channel", "evidence")
    assert list(rows) == [("email", "signed"), ("sms", "request")]


def test_a_no_to_what_was_agreed_is_a_withdrawal(hotel):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    record_consent(guest, purpose="surveys", channel="any", decision="given", evidence="import", by=None, at=NOW)
    client.post(url(guest), said(surveys_email="no"))

    assert Consent.objects.latest("pk").decision == "withdrawn"


def test_the_guest_sees_nothing_of_ours(hotel):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    ContactFactory(guest=guest, kind="email", value="min@example.com", is_primary=True)
    page = client.get(url(guest)).content.decode()

    assert "m•••@example.com" in page
    assert "min@example.com" not in page
    for ours in ('class="rail', 'id="search', "Guests", "Dashboards", "hx-"):
        assert ours not in page


def test_thanks_lead_staff_back_to_where_they_came_from(hotel):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    back = "/desk/stays/7/brief/"
    response = client.post(url(guest), said(marketing_email="no") | {"back": back}, follow=True)

    page = response.content.decode()
    assert "Thank you" in page
    assert f'href="{back}"' in page
    assert response.redirect_chain[0][0].startswith(reverse("guests:consent-thanks", args=[guest.number]))


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil"])
def test_no_other_site_is_gone_back_to(hotel, back):
    guest, client = enter(), signed_in(Role.FRONT_DESK, hotel)
    page = client.get(url(guest), {"back": back}).content.decode()

    assert f'href="{guest.get_absolute_url()}"' in page
    assert "evil" not in page


def test_opening_the_form_is_a_look(hotel):
    person, guest = staff(Role.FRONT_DESK, hotel), enter()
    client_of(person).get(url(guest))

    assert ReadLog.objects.filter(guest_id=guest.pk, user=person, what="page").count() == 1


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.FRONT_DESK, "", 200),
        (Role.PRIVACY_OFFICER, "", 200),
        (Role.MARKETING, "", 403),
        (Role.DEPARTMENT, "spa", 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_hand_it_over(hotel, role, department, status):
    client, guest = signed_in(role, hotel, department), enter()
    assert client.get(url(guest)).status_code == status
    assert client.get(reverse("guests:consent-thanks", args=[guest.number])).status_code == status


def test_there_is_no_form_for_nobody(hotel):
    client = signed_in(Role.FRONT_DESK, hotel)
    assert client.get(reverse("guests:consent-form", args=[999_999_999])).status_code == 404


@pytest.mark.parametrize(("years", "is_child"), [(13, True), (14, False), (None, False)])
def test_for_a_child_a_guardian_signs(hotel, years, is_child):
    born = {"birth_year": hotel.today().year - years, "birth_month": 1, "birth_day": 1} if years else {}
    page = signed_in(Role.FRONT_DESK, hotel).get(url(enter(**born))).content.decode()

    assert ("a parent or guardian answers and signs" in page) is is_child
