"""A screen in a guest's hands opens nothing but the form, until a member of staff types the password."""

import pytest
from django.test import Client
from django.urls import reverse

from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from tests.factories import PASSWORD, GuestFactory, HotelFactory, confirm, staff

pytestmark = pytest.mark.django_db
WHO = reverse("account_reauthenticate")


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def guest(hotel: Hotel) -> Guest:
    return GuestFactory()


@pytest.fixture
def person(hotel: Hotel) -> User:
    return staff(Role.FRONT_DESK, hotel, language="en")


@pytest.fixture
def tablet(client: Client, person: User, guest: Guest) -> Client:
    client.force_login(person)
    assert client.get(form_of(guest)).status_code == 200
    return client


def form_of(guest: Guest) -> str:
    return reverse("guests:consent-form", args=[guest.number])


@pytest.mark.parametrize(
    "path", ["/", "/guests/", "/search/?q=li", "/accounts/password/change/", "/m/o/x.gif", "/nowhere/"]
)
def test_every_other_page_asks_who_it_is_and_leads_on_there(tablet: Client, path: str) -> None:
    answer = tablet.get(path, follow=True)

    assert [way.partition("?")[0] for way, _status in answer.redirect_chain] == [WHO]
    assert answer.templates[0].name == "account/reauthenticate.html"


def test_the_form_of_another_guest_is_another_page(tablet: Client) -> None:
    assert tablet.get(form_of(GuestFactory())).url.startswith(WHO)


def test_nothing_is_written_and_no_part_of_a_page_is_given(tablet: Client, guest: Guest) -> None:
    posted = tablet.post(reverse("guests:restrict", args=[guest.number]), {"reason": "x"})
    part = tablet.get("/guests/", headers={"HX-Request": "true"})

    assert posted.url == WHO
    assert (part.headers["HX-Redirect"], part.content) == (WHO, b"")
    guest.refresh_from_db()
    assert guest.restricted_at is None


def test_the_form_and_its_thanks_stay_open(tablet: Client, guest: Guest) -> None:
    assert tablet.get(form_of(guest)).status_code == 200
    assert tablet.post(form_of(guest), {"language": "zh-hans"}).status_code == 200
    assert tablet.get(reverse("guests:consent-thanks", args=[guest.number])).status_code == 200


def test_the_password_leads_on_to_work(tablet: Client, guest: Guest) -> None:
    answer = tablet.post(WHO, {"password": PASSWORD, "next": guest.get_absolute_url()}, follow=True)

    assert answer.redirect_chain[0][0] == guest.get_absolute_url()
    assert answer.status_code == 200
    assert tablet.get("/guests/").status_code == 200


def test_a_wrong_password_opens_nothing(tablet: Client) -> None:
    assert tablet.post(WHO, {"password": "wrong"}).status_code == 200
    assert tablet.get("/guests/").url.startswith(WHO)


def test_a_password_typed_a_minute_ago_is_none(client: Client, person: User, guest: Guest) -> None:
    client.force_login(person)
    confirm(client)
    client.get(form_of(guest))

    assert client.get("/guests/").url.startswith(WHO)


def test_who_guesses_is_stopped(tablet: Client) -> None:
    codes = [tablet.post(WHO, {"password": f"guess {number}"}).status_code for number in range(11)]

    assert codes[-1] == 429


def test_the_page_leads_back_to_the_form_or_out_and_nowhere_else(tablet: Client, guest: Guest) -> None:
    page = tablet.get(WHO).text
    assert f'href="{form_of(guest)}"' in page
    assert reverse("frame:start") not in page
    assert reverse("account_reset_password") not in page
    assert 'autocomplete="new-password"' in page

    tablet.post(reverse("account_logout"))
    assert tablet.get("/guests/").url.startswith(reverse("account_login"))


def test_other_browsers_of_the_same_person_go_on_working(tablet: Client, person: User) -> None:
    desk = Client()
    desk.force_login(person)

    assert desk.get("/guests/").status_code == 200


def test_no_browser_keeps_what_staff_see(client: Client, person: User, guest: Guest) -> None:
    client.force_login(person)

    assert client.get(guest.get_absolute_url()).headers["Cache-Control"] == "private, no-store"
