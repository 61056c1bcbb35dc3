"""A stored signature: shown with what stands above it, and every look is in the log."""

import pytest
from django.urls import reverse

from guests.actions import Answer, merge_guests, record_signed
from guests.models import Notice
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import NOW, HotelFactory, UserFactory, staff

from .pages import HX, client_of, enter, signed_in

pytestmark = pytest.mark.django_db
STROKES = "M10 10L20 20L30 10"


@pytest.fixture
def hotel():
    return HotelFactory()


def signed(guest, hotel, signature=STROKES):
    said = [Answer("marketing", "email", "given", Notice.objects.get(purpose="marketing"))]
    return record_signed(guest, said=said, signature=signature, by=UserFactory(), at=NOW, hotel=hotel)


def url(guest, row) -> str:
    return reverse("guests:signature", args=[guest.number, row.pk])


def test_it_shows_the_strokes_and_the_answers_and_logs_the_look(hotel):
    person, guest = staff(Role.FRONT_DESK, hotel), enter()
    row = signed(guest, hotel)
    page = " ".join(client_of(person).get(url(guest, row), **HX).content.decode().split())

    assert f'<path d="{STROKES}">' in page
    assert "Offers and news, e-mail: given" in page
    looks = ReadLog.objects.filter(guest_id=guest.pk, what="signature").values_list("user", "object_id", "hotel_id")
    assert list(looks) == [(person.pk, row.pk, hotel.pk)]


def test_a_typed_name_is_text_and_never_markup(hotel):
    guest = enter()
    row = signed(guest, hotel, "typed:<script>alert(1)</script>")
    page = signed_in(Role.FRONT_DESK, hotel).get(url(guest, row), **HX).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<path" not in page


def test_the_history_of_answers_leads_to_it(hotel):
    guest = enter()
    row = signed(guest, hotel)
    card = signed_in(Role.FRONT_DESK, hotel).get(reverse("guests:card", args=[guest.number, "consents"]), **HX)

    assert url(guest, row) in card.content.decode()


def test_that_of_an_absorbed_profile_is_shown_with_the_survivor(hotel):
    survivor, absorbed = enter(), enter()
    row = signed(absorbed, hotel)
    merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW)

    assert signed_in(Role.FRONT_DESK, hotel).get(url(survivor, row), **HX).status_code == 200


def test_that_of_another_guest_is_not_there_and_no_look_is_logged(hotel):
    guest, row = enter(), signed(enter(), hotel)
    assert signed_in(Role.FRONT_DESK, hotel).get(url(guest, row), **HX).status_code == 404
    assert not ReadLog.objects.filter(what="signature").exists()


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
def test_who_may_see_it(hotel, role, department, status):
    guest = enter()
    row = signed(guest, hotel)
    assert signed_in(role, hotel, department).get(url(guest, row), **HX).status_code == status
