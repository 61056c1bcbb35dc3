"""Correcting and withdrawing preferences on the guest page."""

import json

import pytest
from django.urls import reverse

from guests.actions import observe
from hotelcrm.accounts.models import Role
from tests.factories import NOW, HotelFactory, TagFactory

from .pages import HX, agree, enter, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return signed_in(Role.FRONT_DESK, hotel)


def noted(hotel, **tag):
    guest = enter()
    agree(guest)
    tag = TagFactory(**{"name_en": "Green tea", **tag})
    return observe(guest, tag=tag, source="inferred", confidence=40, by=None, at=NOW, hotel=hotel)


def url(verb, row) -> str:
    return reverse(f"guests:{verb}", args=[row.guest.number, row.pk])


def test_correction_sets_source_and_note_right(hotel, desk):
    row = noted(hotel)
    response = desk.post(url("correct", row), {"source": "stated", "note": "only in winter"}, **HX)

    assert "only in winter" in response.content.decode()
    row.refresh_from_db()
    assert (row.source, row.confidence, row.note, row.times) == ("stated", 100, "only in winter", 1)


def test_faulty_correction_comes_back_as_typed(hotel, desk):
    response = desk.post(url("correct", noted(hotel)), {"source": "rumour", "note": "only in winter"}, **HX)
    assert response.status_code == 422
    assert "only in winter" in response.content.decode()


def test_withdrawn_preference_leaves_the_card_and_undo_brings_it_back(hotel, desk):
    row = noted(hotel)
    response = desk.post(url("withdraw", row), **HX)
    assert "Green tea" not in response.content.decode()
    [note] = json.loads(response["HX-Trigger-After-Settle"])["toasts"]["notes"]

    desk.post(note["undo"], **HX)
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_preference_of_another_guest_is_not_found(hotel, desk):
    row = noted(hotel)
    for verb in ("correct", "withdraw", "reinstate"):
        address = reverse(f"guests:{verb}", args=[enter().number, row.pk])
        assert desk.post(address, {"source": "stated"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [(Role.FRONT_DESK, "", 200), (Role.MARKETING, "", 403), (Role.DEPARTMENT, "spa", 403)],
)
def test_who_may_change_preferences(hotel, role, department, status):
    client, row = signed_in(role, hotel, department), noted(hotel)
    for verb in ("correct", "withdraw", "reinstate"):
        assert client.post(url(verb, row), {"source": "stated"}).status_code == status
