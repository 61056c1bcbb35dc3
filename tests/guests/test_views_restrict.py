"""The privacy officer restricts the use of a guest's data and lifts it again, each for a reason."""

import pytest
from django.urls import reverse

from guests.actions import restrict
from hotelcrm.accounts.models import Role
from tests.factories import NOW, HotelFactory, UserFactory

from .pages import HX, enter, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


def url(guest, verb="restrict") -> str:
    return reverse(f"guests:{verb}", args=[guest.number])


def test_it_is_restricted_shown_as_a_badge_and_lifted(hotel):
    guest, client = enter(), signed_in(Role.PRIVACY_OFFICER, hotel)
    assert "use restricted" not in client.get(guest.get_absolute_url()).content.decode()
    response = client.post(url(guest), {"reason": "disputed"}, **HX)

    assert "Kept, but used for no message" in response.content.decode()
    assert "guest-changed" in response["HX-Trigger-After-Settle"]
    assert "use restricted" in client.get(guest.get_absolute_url()).content.decode()
    assert "Use of data restricted" in client.get(guest.get_absolute_url()).content.decode()
    client.post(url(guest, "lift-restriction"), {"reason": "corrected"}, **HX)
    guest.refresh_from_db()
    assert guest.restricted_at is None


@pytest.mark.parametrize("verb", ["restrict", "lift-restriction"])
@pytest.mark.parametrize("reason", ["", "because"])
def test_without_a_reason_nothing_happens(hotel, verb, reason):
    guest = enter()
    if verb == "lift-restriction":
        restrict(guest, reason="claim", by=UserFactory(), at=NOW)
    response = signed_in(Role.PRIVACY_OFFICER, hotel).post(url(guest, verb), {"reason": reason}, **HX)

    assert response.status_code == 422
    guest.refresh_from_db()
    assert (guest.restricted_at is None) is (verb == "restrict")


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER, Role.MARKETING])
def test_others_see_the_badge_and_no_button(hotel, role):
    guest = restrict(enter(), reason="claim", by=UserFactory(), at=NOW)
    client = signed_in(role, hotel)
    page = client.get(guest.get_absolute_url()).content.decode()

    assert "use restricted" in page
    assert "Lift the restriction" not in page
    assert client.post(url(guest, "lift-restriction"), {"reason": "settled"}).status_code == 403
