"""What becomes of tickets when their guests are merged, parted, restricted or erased."""

import pytest

from feedback.actions import handling
from feedback.actions.joining import merge, unmerge
from feedback.actions.letters import UnreachableError
from feedback.actions.opening import ErasedGuestError, open_ticket
from feedback.models import Ticket, TicketEvent
from guests.actions import CannotUndoError, merge_guests, restrict, undo_merge
from guests.models import Guest, Touchpoint
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Message
from tests.factories import NOW, GuestFactory, HotelFactory, TicketFactory, staff

from .tickets import reachable

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def author(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


def of(ticket):
    return Ticket.objects.get(pk=ticket.pk).guest


def timeline(guest):
    kind = Touchpoint.Kind.TICKET
    return set(Touchpoint.objects.filter(guest=guest, kind=kind).values_list("key", flat=True))


def test_tickets_and_their_touchpoints_move_and_come_back(hotel, author):
    one, two = GuestFactory(), GuestFactory()
    first, second = TicketFactory(hotel=hotel, guest=one), TicketFactory(hotel=hotel, guest=two)

    record = merge_guests(one, absorbed=two, by=author, at=NOW)
    assert (of(first), of(second)) == (one, one)
    assert timeline(one) == {f"ticket:{first.pk}", f"ticket:{second.pk}"}

    undo_merge(record, by=author, at=NOW)
    assert (of(first), of(second)) == (one, two)
    assert timeline(two) == {f"ticket:{second.pk}"}


def test_a_ticket_of_a_merged_profile_is_the_survivors(hotel, author):
    one, two = GuestFactory(), GuestFactory()
    merge_guests(one, absorbed=two, by=author, at=NOW)

    ticket = open_ticket(hotel, kind="complaint", channel="survey", key="survey:1", guest=two, at=NOW)

    assert ticket.guest == one
    assert timeline(one) == {f"ticket:{ticket.pk}"}


def test_a_reply_to_a_ticket_read_before_the_merge_goes_to_the_survivor(hotel, author):
    one, two = reachable(), GuestFactory()
    ticket = TicketFactory(hotel=hotel, guest=two)
    merge_guests(one, absorbed=two, by=author, at=NOW)

    event = handling.reply(ticket, text="We are sorry.", by=author, at=NOW, key="r", seen_version=1)

    assert event.message.guest == one


def test_guests_whose_tickets_are_one_are_not_parted(hotel, author):
    one, two = GuestFactory(), GuestFactory()
    first, second = TicketFactory(hotel=hotel, guest=one), TicketFactory(hotel=hotel, guest=two)
    record = merge_guests(one, absorbed=two, by=author, at=NOW)
    merge(second, into=first, by=author, at=NOW, key="m")

    with pytest.raises(CannotUndoError):
        undo_merge(record, by=author, at=NOW)
    unmerge(second, by=author, at=NOW, key="u")
    undo_merge(record, by=author, at=NOW)
    assert (of(first), of(second)) == (one, two)


def test_nor_when_the_ticket_that_stands_would_go(hotel, author):
    one, two = GuestFactory(), GuestFactory()
    first, second = TicketFactory(hotel=hotel, guest=one), TicketFactory(hotel=hotel, guest=two)
    record = merge_guests(one, absorbed=two, by=author, at=NOW)
    merge(first, into=second, by=author, at=NOW, key="m")

    with pytest.raises(CannotUndoError):
        undo_merge(record, by=author, at=NOW)


def test_guests_are_parted_when_both_tickets_go(hotel, author):
    one, two = GuestFactory(), GuestFactory()
    first, second = (TicketFactory(hotel=hotel, guest=two) for _ in range(2))
    merge(second, into=first, by=author, at=NOW, key="m")
    record = merge_guests(one, absorbed=two, by=author, at=NOW)

    undo_merge(record, by=author, at=NOW)

    assert (of(first), of(second)) == (two, two)


def test_nobody_opens_a_ticket_for_a_guest_who_was_erased(hotel):
    guest = GuestFactory(erased_at=NOW)

    with pytest.raises(ErasedGuestError):
        open_ticket(hotel, kind="complaint", channel="review", key="review:1", guest=guest, at=NOW)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("gone", ["erased", "restricted"])
def test_nobody_replies_to_a_guest_whose_data_may_not_be_used(hotel, author, gone):
    guest = reachable()
    ticket = TicketFactory(hotel=hotel, guest=guest)
    if gone == "erased":
        Guest.objects.filter(pk=guest.pk).update(erased_at=NOW)
    else:
        restrict(guest, reason="contested", by=author, at=NOW)

    with pytest.raises(UnreachableError):
        handling.reply(ticket, text="We are sorry.", by=author, at=NOW, key="r", seen_version=1)
    assert not Message.objects.exists()
    assert not TicketEvent.objects.filter(kind="reply").exists()
    assert Ticket.objects.get().responded_at is None
