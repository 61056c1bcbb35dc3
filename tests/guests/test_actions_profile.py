"""Entering and editing a guest: names in every form, birthdays that exist, and nobody's words overwritten."""

import pghistory.models
import pytest

from guests.actions import NamelessError, StaleEditError, create_guest, edit_guest, lock
from guests.days import NoSuchDayError
from guests.models import Contact, Guest, NameKey, Touchpoint
from guests.normalise import Unreadable
from tests.factories import NOW, HotelFactory, UserFactory

from .pages import enter

pytestmark = pytest.mark.django_db


def keys_of(guest: Guest) -> set[str]:
    return set(NameKey.objects.filter(guest=guest).values_list("text", flat=True))


def test_new_guest_has_number_pinyin_and_name_keys():
    guest = enter(family_name="欧阳", given_name="静")

    assert (guest.full_name, guest.pinyin) == ("欧阳静", "Ōuyáng Jìng")
    assert guest.number >= 10_000_000
    assert {"欧阳静", "静", "ouyangjing", "oyj"} <= keys_of(guest)


def test_full_name_alone_is_taken_apart():
    guest = create_guest(full_name="Anna Featherstone", by=None, at=NOW)

    assert (guest.family_name, guest.given_name) == ("Featherstone", "Anna")


def test_contacts_are_normalised_and_the_first_of_a_kind_is_primary():
    hotel = HotelFactory(country="CN")
    contacts = [("phone", "138 0013-8000"), ("phone", "+44 20 7946 0958"), ("email", "Anna@Example.com")]
    guest = enter(contacts=contacts, hotel=hotel)

    rows = [(row.kind, row.value, row.is_primary) for row in guest.contacts.order_by("pk")]
    assert rows == [
        ("phone", "+8613800138000", True),
        ("phone", "+442079460958", False),
        ("email", "anna@example.com", True),
    ]


def test_bad_contact_leaves_no_guest_behind():
    with pytest.raises(Unreadable):
        enter(contacts=[("phone", "12")])

    assert not Guest.objects.exists()
    assert not Contact.objects.exists()


def test_guest_needs_a_name():
    with pytest.raises(NamelessError):
        enter(family_name="  ", given_name="")


@pytest.mark.parametrize(
    "birth",
    [
        {"birth_year": 2023, "birth_month": 2, "birth_day": 29},
        {"birth_month": 4, "birth_day": 31},
        {"birth_month": 13, "birth_day": 1},
        {"birth_month": 5, "birth_day": 31, "birth_is_lunar": True},
    ],
)
def test_birthday_must_be_in_the_calendar(birth):
    with pytest.raises(NoSuchDayError):
        enter(**birth)


def test_edit_changes_names_keys_and_version_and_tells_the_timeline():
    guest = enter()
    by = UserFactory()
    saved = edit_guest(guest, version=1, by=by, at=NOW, given_name="敏华", occupation="律师")

    assert (saved.full_name, saved.pinyin, saved.version) == ("张敏华", "Zhāng Mǐnhuá", 2)
    assert "张敏华" in keys_of(guest)
    assert "张敏" not in keys_of(guest)
    told = guest.touchpoints.get(key=f"guest:{guest.pk}:edited:2")
    assert (told.kind, told.by, told.details["fields"]) == (Touchpoint.Kind.PROFILE, by, ["given_name", "occupation"])


def test_latin_name_typed_by_hand_survives_an_edit_of_something_else():
    guest = enter(latin_name="CHEUNG MAN")
    saved = edit_guest(guest, version=1, by=None, at=NOW, latin_name="CHEUNG MAN", occupation="律师")

    assert saved.latin_name == "CHEUNG MAN"


def test_stale_edit_shows_both_versions_and_changes_nothing():
    guest = enter()
    edit_guest(guest, version=1, by=None, at=NOW, occupation="律师")
    with pytest.raises(StaleEditError) as stale:
        edit_guest(guest, version=1, by=None, at=NOW, occupation="医生")

    assert stale.value.current.occupation == "律师"
    assert stale.value.wanted == {"occupation": "医生"}
    guest.refresh_from_db()
    assert (guest.occupation, guest.version) == ("律师", 2)


def test_saving_what_is_already_so_changes_nothing_whatever_the_version():
    guest = enter()
    edit_guest(guest, version=1, by=None, at=NOW, occupation="律师")
    again = edit_guest(guest, version=1, by=None, at=NOW, occupation="律师")

    assert again.version == 2
    assert guest.touchpoints.count() == 2


def test_edit_leaves_a_trail_of_who_did_it_without_personal_data():
    guest = enter()
    by = UserFactory()
    edit_guest(guest, version=1, by=by, at=NOW, given_name="敏华", vip_level=2)

    event = pghistory.models.Events.objects.tracks(guest).get()
    assert event.pgh_context == {
        "verb": "guests.edit",
        "by": by.pk,
        "guest": guest.pk,
        "fields": ["given_name", "vip_level"],
    }
    assert "敏" not in str(event.pgh_data)


def test_lock_leads_to_the_profile_that_absorbed_the_guest():
    kept, gone = enter(), enter()
    Guest.objects.filter(pk=gone.pk).update(merged_into=kept)
    gone.refresh_from_db()

    assert lock(gone) == kept
