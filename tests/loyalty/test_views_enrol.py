"""Joining at the desk: three questions at most, one click, and the card on paper."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guests.models import Consent, Guest
from hotelcrm.accounts.models import Hotel, Role
from hotelcrm.audit.models import ReadLog
from loyalty import numbers
from loyalty.actions.enrolling import enrol
from loyalty.models import Member, Tier
from tests.factories import NOW, TODAY, ContactFactory, GuestFactory, HotelFactory
from tests.guests.pages import HX, NAUGHTY, agree, enter, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def desk(hotel: Hotel) -> Client:
    return signed_in(Role.FRONT_DESK, hotel)


@pytest.fixture
def guest() -> Guest:
    return enter()


def url(guest: Guest, name: str = "enrol") -> str:
    return reverse(f"loyalty:{name}", args=[guest.number])


def asked(response) -> list[str]:
    return [name for name, field in response.context["form"].fields.items() if not field.widget.is_hidden]


def test_of_a_stranger_three_things_are_asked(desk: Client, guest: Guest):
    response = desk.get(url(guest), **HX)

    assert asked(response) == ["contact", "birth_month", "birth_day", "agreed"]
    text = response.content.decode()
    assert "Joining gives 200 points at once." in text
    assert response.context["form"].text.text_en.split("\n")[0] in text
    assert not Member.objects.exists()


def test_what_is_known_is_not_asked(desk: Client):
    guest = enter(birth_month=3, birth_day=5)
    ContactFactory(guest=guest)
    agree(guest, "marketing")

    response = desk.get(url(guest), **HX)

    assert asked(response) == []
    assert "nothing is left to ask" in response.content.decode()
    assert desk.post(url(guest), **HX).status_code == 200
    assert Member.objects.get().guest == guest


def test_an_address_that_bounced_reaches_nobody(desk: Client, guest: Guest):
    ContactFactory(guest=guest, bounced_at=NOW)

    assert "contact" in asked(desk.get(url(guest), **HX))


def test_one_click_keeps_the_answers_and_says_the_number(desk: Client, guest: Guest, hotel: Hotel):
    notice = desk.get(url(guest), **HX).context["form"].text
    answers = {"contact": "zhang@example.com", "birth_month": 3, "birth_day": 5, "agreed": "on", "notice": notice.pk}

    response = desk.post(url(guest), answers, **HX)

    member = Member.objects.get(guest=guest)
    assert (response.status_code, response["HX-Reswap"]) == (200, "none")
    assert all(event in response["HX-Trigger"] for event in ("close-dialog", "guest-changed"))
    assert numbers.shown(member.number) in response["HX-Trigger-After-Settle"]
    assert member.hotel == hotel
    assert guest.contacts.get().kind == "email"
    assert Consent.objects.get(guest=guest).notice == notice
    assert Guest.objects.filter(pk=guest.pk, birth_month=3, birth_day=5).exists()


def test_on_the_guests_own_page_everything_is_drawn_anew(desk: Client, guest: Guest):
    here = {"HX-Current-URL": f"http://testserver{guest.get_absolute_url()}", "HX-Request": "true"}

    response = desk.post(url(guest), {"contact": "13800138000"}, headers=here)

    assert response["HX-Refresh"] == "true"


def test_without_htmx_it_is_a_page_that_leads_back_to_the_guest(desk: Client, guest: Guest):
    assert "<h1>Join Guest Circle</h1>" in desk.get(url(guest)).content.decode()

    response = desk.post(url(guest), {"contact": "13800138000"})

    assert (response.status_code, response["Location"]) == (302, guest.get_absolute_url())


def test_a_second_click_is_the_same_member(desk: Client, guest: Guest):
    for _ in range(2):
        assert desk.post(url(guest), {"contact": "13800138000"}, **HX).status_code == 200

    assert Member.objects.get().balance == 200


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "A member needs a phone or an e-mail"),
        ({"contact": "12"}, "phone"),
        ({"contact": "a@"}, "e-mail"),
        ({"contact": "13800138000", "birth_month": 2, "birth_day": 30}, "30"),
        ({"contact": "13800138000", "birth_month": 2}, "Enter both month and day, or neither."),
        ({"contact": "13800138000", "agreed": "on", "notice": 0}, "tell it to the guest, then save"),
    ],
)
def test_a_faulty_answer_is_said_and_nothing_kept(desk: Client, guest: Guest, answers, said: str):
    response = desk.post(url(guest), answers, **HX)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Member.objects.exists()
    assert not guest.contacts.exists()


def test_a_closed_membership_is_refused_with_a_sentence(desk: Client, guest: Guest, hotel: Hotel):
    enrol(guest, hotel=hotel, by=None, at=NOW)
    Member.objects.update(closed_on=TODAY)

    response = desk.post(url(guest), {"contact": "13800138000"}, **HX)

    assert response.status_code == 422
    assert "membership was closed" in response.content.decode()


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_naughty_answers_stay_text(desk: Client, guest: Guest, naughty: str):
    text = desk.post(url(guest), {"contact": naughty}, **HX).content.decode()

    assert "<script>alert" not in text
    assert "<img src=x" not in text


@pytest.mark.parametrize("role", [Role.MARKETING, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_may_not_enrol(hotel: Hotel, guest: Guest, role: Role):
    client = signed_in(role, hotel)

    assert [client.get(url(guest)).status_code, client.post(url(guest)).status_code] == [403, 403]


def test_nobody_of_that_number(desk: Client, guest: Guest):
    Guest.objects.update(erased_at=NOW)

    assert desk.post(url(guest)).status_code == 404
    assert desk.post(reverse("loyalty:enrol", args=[99])).status_code == 404


# The card


def test_the_card_has_the_number_as_a_code_in_both_languages(desk: Client, guest: Guest, hotel: Hotel):
    member = enrol(guest, hotel=hotel, by=None, at=NOW)
    Member.objects.update(tier=Tier.objects.get(code="gold"), tier_until=TODAY)

    text = desk.get(url(guest, "card")).content.decode()

    for words in (
        numbers.shown(member.number),
        "<svg",
        "tier-gold",
        "宾客荟",
        "Guest Circle",
        "金卡会员 · Gold",
        "2026-11-21",
    ):
        assert words in text
    assert ReadLog.objects.filter(guest_id=guest.pk, what="page").exists()


def test_who_is_no_member_has_no_card(desk: Client, guest: Guest):
    assert desk.get(url(guest, "card")).status_code == 404
    assert not ReadLog.objects.exists()


def test_departments_see_no_cards(hotel: Hotel):
    guest = GuestFactory()
    enrol(guest, hotel=hotel, by=None, at=NOW)

    assert signed_in(Role.DEPARTMENT, hotel, "spa").get(url(guest, "card")).status_code == 403
