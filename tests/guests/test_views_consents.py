"""Recording answers on the guest page."""

import html

import pytest
from django.urls import reverse

from guests.actions import record_consent
from guests.actions.consents import notice_for
from guests.models import Consent, Notice
from hotelcrm.accounts.models import Role
from tests.factories import NOW, HotelFactory, staff

from .pages import HX, client_of, enter, signed_in

pytestmark = pytest.mark.django_db
ANSWER = {"purpose": "marketing", "channel": "sms", "decision": "given", "evidence": "desk"}


@pytest.fixture
def hotel():
    return HotelFactory()


def url(guest) -> str:
    return reverse("guests:record-consent", args=[guest.number])


def shown(purpose="marketing") -> dict[str, int]:
    """The notice that stands above the form, as the form sends it."""
    return {"notice": Notice.objects.get(purpose=purpose).pk}


def test_answer_is_recorded_and_shown(hotel):
    person, guest = staff(Role.FRONT_DESK, hotel), enter()
    response = client_of(person).post(url(guest), ANSWER | shown(), **HX)

    row = Consent.objects.get()
    assert (row.guest, row.purpose, row.channel, row.decision, row.by, row.hotel) == (
        guest,
        "marketing",
        "sms",
        "given",
        person,
        hotel,
    )
    assert "Text message: given" in " ".join(response.content.decode().split())


def test_form_shows_the_text_the_guest_is_to_hear(hotel):
    client, guest = signed_in(Role.FRONT_DESK, hotel), enter()
    form_url = reverse("guests:record-consent-for", args=[guest.number, "surveys", "email"])
    response = client.get(form_url, **HX)

    assert response.context["notice"].purpose == "surveys"
    assert response.context["card"].form.initial["channel"] == "email"


@pytest.mark.parametrize("field", list(ANSWER))
def test_every_part_of_an_answer_must_be_chosen(hotel, field):
    client, guest = signed_in(Role.FRONT_DESK, hotel), enter()
    response = client.post(url(guest), {**ANSWER, field: "nonsense"}, **HX)

    assert response.status_code == 422
    assert not Consent.objects.exists()


def test_without_a_notice_consent_is_refused_with_a_sentence(hotel):
    Notice.objects.all().delete()
    client, guest = signed_in(Role.FRONT_DESK, hotel), enter()
    response = client.post(url(guest), ANSWER, **HX)

    assert response.status_code == 422
    assert "There is no privacy notice" in response.content.decode()


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
def test_who_may_record(hotel, role, department, status):
    client, guest = signed_in(role, hotel, department), enter()
    assert client.get(url(guest)).status_code == status
    assert client.post(url(guest), ANSWER | shown()).status_code == status
    assert Consent.objects.exists() is (status == 200)


def test_another_purpose_brings_its_own_text(hotel):
    client, guest = signed_in(Role.FRONT_DESK, hotel), enter()
    response = client.get(url(guest), {"purpose": "profiling", "channel": "any"}, **HX)

    notice = Notice.objects.get(purpose="profiling")
    content = response.content.decode()
    assert notice.text_en in html.unescape(content)
    assert f'name="notice" value="{notice.pk}"' in content
    assert 'hx-trigger="change"' in content


@pytest.mark.parametrize("sent", [{}, {"notice": "0"}, {"notice": "x"}, "surveys"])
def test_an_answer_to_a_text_that_was_not_shown_is_refused(hotel, sent):
    client, guest = signed_in(Role.FRONT_DESK, hotel), enter()
    response = client.post(url(guest), ANSWER | (shown(sent) if sent == "surveys" else sent), **HX)

    assert response.status_code == 422
    assert "the one now above" in response.content.decode()
    assert not Consent.objects.exists()


def test_the_text_is_that_of_the_hotels_day(hotel):
    """At 17:00 UTC it is tomorrow in Hangzhou."""
    at = NOW.replace(hour=17)
    new = Notice.objects.create(purpose="surveys", version=99, text_en="New", text_zh="新", valid_from=hotel.today(at))

    assert notice_for("surveys", at, hotel) == new
    assert notice_for("surveys", at, None) != new


def test_asking_again_too_soon_is_refused_with_a_sentence_unless_the_guest_asks(hotel):
    client, guest = signed_in(Role.FRONT_DESK, hotel), enter()
    record_consent(guest, purpose="marketing", channel="sms", decision="refused", evidence="desk", by=None, at=NOW)
    card = client.get(reverse("guests:card", args=[guest.number, "consents"]), **HX).content.decode()
    assert card.count("After the no: ask again after 21 Nov 2027.") == 1
    response = client.post(url(guest), ANSWER | shown(), **HX)

    assert response.status_code == 422
    assert "The guest said no on 21 Nov 2026" in response.content.decode()
    client.post(url(guest), ANSWER | shown() | {"evidence": "request"}, **HX)
    assert Consent.objects.latest("pk").decision == "given"
