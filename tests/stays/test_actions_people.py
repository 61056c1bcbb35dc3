"""Whose stay it is, and who shares the room."""

from datetime import UTC, date, datetime

import pytest

from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel, User
from stays import actions
from stays.models import Purpose, Stay, StayGuest, StayStatus
from tests.factories import NOW, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unknown(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, guest=None, status=StayStatus.CHECKED_OUT, booked_on=date(2026, 10, 1))


def test_attach_guest_puts_the_past_on_the_timeline_at_its_own_time(unknown: Stay, front: User):
    guest = GuestFactory()

    actions.attach_guest(unknown, guest=guest, by=front, at=NOW)

    told = Touchpoint.objects.filter(guest=guest).order_by("at").values_list("kind", "at")
    assert list(told) == [
        ("booking", datetime(2026, 10, 1, 4, tzinfo=UTC)),  # noon in Hangzhou
        ("check_in", unknown.checked_in_at),
    ]
    unknown.refresh_from_db()
    assert (unknown.guest, unknown.version) == (guest, 2)


def test_attach_guest_twice_changes_nothing_more(unknown: Stay, front: User):
    guest = GuestFactory()
    actions.attach_guest(unknown, guest=guest, by=front, at=NOW)

    assert actions.attach_guest(unknown, guest=guest, by=front, at=NOW).version == 2


def test_attach_guest_guesses_a_purpose_nobody_stated(hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel, guest=None, adults=2, children=1)

    stay = actions.attach_guest(stay, guest=GuestFactory(), by=front, at=NOW)

    assert (stay.purpose, stay.purpose_is_inferred) == (Purpose.FAMILY, True)


def test_attach_guest_leaves_a_stated_purpose_alone(hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel, guest=None, adults=2, children=1, purpose=Purpose.BUSINESS)

    stay = actions.attach_guest(stay, guest=GuestFactory(), by=front, at=NOW)

    assert (stay.purpose, stay.purpose_is_inferred) == (Purpose.BUSINESS, False)


def test_attach_guest_over_another_is_refused(hotel: Hotel, front: User):
    with pytest.raises(actions.HasAnotherGuest):
        actions.attach_guest(StayFactory(hotel=hotel), guest=GuestFactory(), by=front, at=NOW)


@pytest.mark.parametrize("gone", ["merged", "erased"])
def test_attach_guest_that_is_gone_is_refused(unknown: Stay, front: User, gone: str):
    guest = GuestFactory(merged_into=GuestFactory()) if gone == "merged" else GuestFactory(erased_at=NOW)

    with pytest.raises(actions.GuestIsGone):
        actions.attach_guest(unknown, guest=guest, by=front, at=NOW)


def test_attach_guest_who_was_a_companion(unknown: Stay, front: User):
    guest = GuestFactory()
    StayGuest.objects.create(stay=unknown, guest=guest)

    actions.attach_guest(unknown, guest=guest, by=front, at=NOW)

    assert unknown.companions.count() == 0


def test_detach_guest_takes_the_stay_off_the_timeline_and_nothing_else(unknown: Stay, hotel: Hotel, front: User):
    guest = GuestFactory()
    other = StayFactory(hotel=hotel, guest=guest, room="5")
    actions.check_in(other, by=front, at=NOW)
    actions.attach_guest(unknown, guest=guest, by=front, at=NOW)
    unknown.refresh_from_db()

    actions.detach_guest(unknown, by=front, at=NOW)

    unknown.refresh_from_db()
    assert unknown.guest is None
    assert list(Touchpoint.objects.filter(guest=guest).values_list("key", flat=True)) == [f"stay:{other.pk}:check_in"]


def test_detach_guest_from_a_stay_without_one_changes_nothing(unknown: Stay, front: User):
    assert actions.detach_guest(unknown, by=front, at=NOW).version == 1


def test_add_companion_once(hotel: Hotel, front: User):
    stay, friend = StayFactory(hotel=hotel), GuestFactory()

    first = actions.add_companion(stay, guest=friend, by=front, at=NOW)
    again = actions.add_companion(stay, guest=friend, by=front, at=NOW)

    assert first == again
    assert Stay.objects.get(pk=stay.pk).version == 2


def test_add_companion_who_is_the_guest_is_refused(hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel)

    with pytest.raises(actions.IsTheGuest):
        actions.add_companion(stay, guest=stay.guest, by=front, at=NOW)


def test_remove_companion(hotel: Hotel, front: User):
    stay, friend = StayFactory(hotel=hotel), GuestFactory()
    actions.add_companion(stay, guest=friend, by=front, at=NOW)

    stay = actions.remove_companion(stay, guest=friend, by=front, at=NOW)

    assert (stay.companions.count(), stay.version) == (0, 3)
