"""Contacts and documents: normalised, never doubled, revealed only for a reason."""

import pytest
from django.db import connection

from guests.actions import (
    GoneError,
    ReasonMissingError,
    add_contact,
    add_document,
    make_primary,
    mark_bounced,
    mark_verified,
    merge_guests,
    remove_contact,
    remove_document,
    reveal_contact,
    reveal_document,
)
from guests.normalise import Unreadable
from hotelcrm.audit.models import ReadLog
from tests.factories import NOW, HotelFactory, UserFactory

from .pages import enter

pytestmark = pytest.mark.django_db
ID_CARD = "11010519491231002X"


def phone(guest, value="13800138000", **facts):
    return add_contact(guest, kind="phone", value=value, by=None, at=NOW, **facts)


def test_same_contact_written_differently_is_one():
    guest = enter()
    assert phone(guest) == phone(guest, "+86 138-0013-8000")
    assert guest.contacts.count() == 1


def test_number_without_country_code_is_of_the_hotels_country():
    contact = phone(enter(), "020 7946 0958", hotel=HotelFactory(country="GB"))
    assert contact.value == "+442079460958"


@pytest.mark.parametrize(("kind", "value"), [("phone", " "), ("email", ""), ("wecom", "  "), ("email", "not one")])
def test_what_is_no_contact_is_refused(kind, value):
    with pytest.raises(Unreadable):
        add_contact(enter(), kind=kind, value=value, by=None, at=NOW)


def test_only_one_contact_of_a_kind_is_primary():
    guest, by = enter(), UserFactory()
    first, second = phone(guest), phone(guest, "13900139000")
    make_primary(second, by=by, at=NOW)

    assert list(guest.contacts.filter(is_primary=True)) == [second]
    first.refresh_from_db()
    assert not first.is_primary


def test_when_the_primary_contact_goes_the_oldest_other_takes_its_place():
    guest, by = enter(), UserFactory()
    first, second = phone(guest), phone(guest, "13900139000")
    remove_contact(first, by=by, at=NOW)
    remove_contact(first, by=by, at=NOW)  # a second click

    assert list(guest.contacts.filter(is_primary=True)) == [second]


def test_reveal_is_logged_with_its_reason():
    contact, by, hotel = phone(enter()), UserFactory(), HotelFactory()
    assert reveal_contact(contact, by=by, at=NOW, hotel=hotel, reason=" to call ") == "+8613800138000"

    row = ReadLog.objects.get()
    assert (row.user, row.guest_id, row.object_id, row.what, row.reason, row.hotel_id, row.at) == (
        by,
        contact.guest_id,
        contact.pk,
        ReadLog.What.CONTACT,
        "to call",
        hotel.pk,
        NOW,
    )


def test_without_a_reason_nothing_is_revealed_or_logged():
    contact = phone(enter())
    with pytest.raises(ReasonMissingError):
        reveal_contact(contact, by=UserFactory(), at=NOW, hotel=None, reason="  ")

    assert not ReadLog.objects.exists()


def test_document_keeps_only_its_last_four_signs():
    guest = enter()
    document = add_document(guest, kind="id_card", country="CN", number="110105 19491231 002x", by=None, at=NOW)
    again = add_document(guest, kind="id_card", country="CN", number=ID_CARD, by=None, at=NOW)

    assert document == again
    assert reveal_document(document, by=UserFactory(), at=NOW, hotel=None, reason="check") == "002X"
    with connection.cursor() as cursor:
        cursor.execute("SELECT identitydocument::text FROM guests_identitydocument identitydocument")
        assert "19491231" not in cursor.fetchone()[0]


def test_removing_a_document_twice_is_removing_it_once():
    guest, by = enter(), UserFactory()
    document = add_document(guest, kind="id_card", country="CN", number=ID_CARD, by=None, at=NOW)
    remove_document(document, by=by, at=NOW)
    remove_document(document, by=by, at=NOW)

    assert not guest.documents.exists()


def test_a_dump_holds_no_readable_contact():
    phone(enter())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM guests_contact WHERE position('13800138000'::bytea IN value) > 0")
        assert cursor.fetchone() == (0,)


def test_contact_that_moved_with_a_merge_is_made_primary_of_the_survivor():
    kept, gone, by = enter(), enter(), UserFactory()
    phone(kept)
    moved = phone(gone, "13900139000")
    merge_guests(kept, absorbed=gone, by=by, at=NOW)
    make_primary(moved, by=by, at=NOW)  # as it was read before the merge

    assert list(kept.contacts.filter(is_primary=True)) == [moved]


@pytest.mark.parametrize("verb", [make_primary, mark_verified, mark_bounced])
def test_contact_removed_meanwhile_is_said_to_be_gone(verb):
    contact, by = phone(enter()), UserFactory()
    remove_contact(contact, by=by, at=NOW)
    with pytest.raises(GoneError):
        verb(contact, by=by, at=NOW)


def test_contact_that_bounced_is_verified_when_it_reaches_the_guest_again():
    contact, by = phone(enter()), UserFactory()
    bounced = mark_bounced(contact, by=by, at=NOW)
    assert (bounced.bounced_at, bounced.verified_at) == (NOW, None)
    verified = mark_verified(contact, by=by, at=NOW)
    assert (verified.bounced_at, verified.verified_at) == (None, NOW)
