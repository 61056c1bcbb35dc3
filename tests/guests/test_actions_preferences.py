"""Noting, taking back, correcting and withdrawing what a guest likes."""

from functools import partial

import pytest

from guests.actions import (
    ConsentMissingError,
    GoneError,
    NothingToUndoError,
    correct,
    observe,
    reinstate,
    unobserve,
    withdraw,
)
from guests.models import GuestTag
from tests.factories import NOW, HotelFactory, TagFactory, UserFactory

from .pages import agree, enter

pytestmark = pytest.mark.django_db
OBSERVED, STATED, INFERRED = GuestTag.Source.OBSERVED, GuestTag.Source.STATED, GuestTag.Source.INFERRED


def note(guest, tag, source=OBSERVED, **facts):
    return observe(guest, tag=tag, source=source, **{"by": None, "at": NOW, "hotel": None, **facts})


def test_first_note_says_who_when_and_where():
    guest, tag, by, hotel = enter(), TagFactory(), UserFactory(), HotelFactory()
    note(guest, tag, by=by, hotel=hotel, department="housekeeping")

    row = GuestTag.objects.get(guest=guest)
    assert (row.tag, row.source, row.times, row.noted_by, row.hotel, row.department) == (
        tag,
        OBSERVED,
        1,
        by,
        hotel,
        "housekeeping",
    )
    told = guest.touchpoints.get(kind="observation")
    assert (told.by, told.hotel, told.details["tag"]) == (by, hotel, tag.pk)


def test_again_counts_up_and_the_stronger_source_stays():
    guest, tag = enter(), TagFactory()
    note(guest, tag, INFERRED, confidence=62)
    note(guest, tag, STATED)
    row = note(guest, tag, OBSERVED)

    assert (row.times, row.source, row.confidence) == (3, STATED, 100)


def test_notes_are_kept_line_by_line():
    guest, tag = enter(), TagFactory()
    note(guest, tag, note="very hot")
    row = note(guest, tag, note="in a glass")

    assert row.note == "very hot\nin a glass"


def test_same_key_twice_is_one_note():
    guest, tag = enter(), TagFactory()
    note(guest, tag, key="tap-1")
    row = note(guest, tag, key="tap-1")

    assert row.times == 1
    assert guest.touchpoints.filter(kind="observation").count() == 1


def test_sensitive_tag_needs_the_guests_consent():
    guest, tag = enter(), TagFactory(is_sensitive=True)
    with pytest.raises(ConsentMissingError):
        note(guest, tag)
    assert not GuestTag.objects.exists()

    agree(guest)
    assert note(guest, tag).times == 1


def test_undo_of_the_first_note_removes_it_and_its_moment():
    guest, tag, by = enter(), TagFactory(), UserFactory()
    row = note(guest, tag)
    unobserve(row, times=1, by=by, at=NOW)

    assert not guest.guest_tags.exists()
    assert not guest.touchpoints.filter(kind="observation").exists()


def test_undo_of_a_later_note_brings_back_what_was():
    guest, tag, by = enter(), TagFactory(), UserFactory()
    first = UserFactory()
    note(guest, tag, by=first, note="very hot", department="restaurant")
    row = note(guest, tag, STATED, by=by, note="in a glass\nno sugar")
    unobserve(row, times=2, by=by, at=NOW)

    row = guest.guest_tags.get()
    assert (row.times, row.source, row.noted_by, row.department, row.note) == (
        1,
        OBSERVED,
        first,
        "restaurant",
        "very hot",
    )


def test_undo_is_refused_once_somebody_noted_it_again():
    guest, tag, by = enter(), TagFactory(), UserFactory()
    row = note(guest, tag)
    note(guest, tag)
    with pytest.raises(NothingToUndoError):
        unobserve(row, times=1, by=by, at=NOW)

    assert guest.guest_tags.get().times == 2


def test_withdrawn_stays_on_record_and_noting_it_again_brings_it_back():
    guest, tag, by = enter(), TagFactory(), UserFactory()
    row = withdraw(note(guest, tag), by=by, at=NOW)
    assert row.withdrawn_at == NOW

    assert note(guest, tag).withdrawn_at is None
    assert guest.guest_tags.get().times == 2


def test_withdrawing_twice_is_withdrawing_once():
    guest, by = enter(), UserFactory()
    row = note(guest, TagFactory())
    withdraw(row, by=by, at=NOW)
    withdraw(row, by=by, at=NOW)

    assert guest.touchpoints.filter(details__what="withdrawn").count() == 1


def test_reinstate_undoes_a_withdrawal():
    guest, by = enter(), UserFactory()
    row = note(guest, TagFactory())
    reinstate(withdraw(row, by=by, at=NOW), by=by, at=NOW)

    assert guest.guest_tags.get().withdrawn_at is None
    assert not guest.touchpoints.filter(details__what="withdrawn").exists()


def test_correcting_counts_nothing_up():
    guest, by = enter(), UserFactory()
    row = note(guest, TagFactory(), INFERRED, confidence=40, note="wrong")
    correct(row, source=STATED, note="right", by=by, at=NOW)

    row = guest.guest_tags.get()
    assert (row.source, row.confidence, row.note, row.times) == (STATED, 100, "right", 1)


@pytest.mark.parametrize(
    "verb", [partial(correct, source="stated", note=""), withdraw, reinstate], ids=["correct", "withdraw", "reinstate"]
)
def test_preference_taken_back_meanwhile_is_said_to_be_gone(verb):
    by = UserFactory()
    row = observe(enter(), tag=TagFactory(), source="stated", by=by, at=NOW, hotel=None)
    unobserve(row, times=1, by=by, at=NOW)
    with pytest.raises(GoneError):
        verb(row, by=by, at=NOW)
