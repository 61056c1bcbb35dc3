"""Two tickets become one, and two again."""

from datetime import timedelta

import pytest

from feedback.actions import handling
from feedback.actions.joining import CannotMergeError, CannotPartError, merge, unmerge
from feedback.actions.telling import OtherEventError
from feedback.clocks.promises import reading
from feedback.models import State, Ticket, TicketEvent
from feedback.queries.one import events_of, is_verified
from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from tests.factories import NOW, CategoryFactory, ContactFactory, GuestFactory, HotelFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db
Kind = TicketEvent.Kind
HOUR = timedelta(hours=1)


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def author(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.fixture
def guest():
    return ContactFactory().guest


@pytest.fixture
def older(hotel, guest):
    return TicketFactory(hotel=hotel, guest=guest, at=NOW)


@pytest.fixture
def newer(hotel, guest):
    return TicketFactory(hotel=hotel, guest=guest, at=NOW + HOUR)


def read(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def columns(ticket):
    """Everything of the row but what counts its events."""
    values = Ticket.objects.filter(pk=ticket.pk).values().get()
    return {name: value for name, value in values.items() if name != "version"}


def test_the_merged_one_is_closed_and_both_histories_are_read(older, newer, author):
    handling.note(newer, text="He called again.", by=author, at=NOW + HOUR, key="n")

    keep = merge(newer, into=older, by=author, at=NOW + 2 * HOUR, key="m")

    gone = read(newer)
    assert keep == older
    assert (gone.state, gone.merged_into, gone.closed_at) == (State.CLOSED, older, NOW + 2 * HOUR)
    assert read(older).state == State.NEW
    assert [(event.ticket_id, event.kind) for event in events_of(older)] == [
        (older.pk, Kind.OPENED),
        (newer.pk, Kind.OPENED),
        (newer.pk, Kind.NOTE),
        (older.pk, Kind.MERGED),
        (newer.pk, Kind.MERGED),
    ]


def test_what_is_done_to_the_merged_one_lands_on_the_other(older, newer, author):
    merge(newer, into=older, by=author, at=NOW + HOUR, key="m")

    event = handling.note(newer, text="She wrote to the old address.", by=author, at=NOW + HOUR, key="n")

    assert event.ticket == older


def test_a_form_sent_before_and_after_a_merge_counts_once(older, newer, author):
    first = handling.note(newer, text="Towels brought.", by=author, at=NOW + HOUR, key="n")
    merge(newer, into=older, by=author, at=NOW + HOUR, key="m")

    assert handling.note(newer, text="Towels brought.", by=author, at=NOW + HOUR, key="n") == first
    assert TicketEvent.objects.filter(kind=Kind.NOTE).count() == 1


def test_undone_both_are_as_they_were(older, newer, author, hotel):
    handling.set_state(newer, State.WAITING, by=author, at=NOW + HOUR, key="w")
    before = columns(older), columns(newer)

    merge(newer, into=older, by=author, at=NOW + 2 * HOUR, key="m")
    parted = unmerge(newer, by=author, at=NOW + 3 * HOUR, key="u")

    assert parted == newer
    assert (columns(older), columns(newer)) == before
    assert [event.kind for event in events_of(newer)] == [Kind.OPENED, Kind.STATE, Kind.MERGED, Kind.UNMERGED]


def test_a_solved_one_is_solved_again_after_the_undo(older, newer, author):
    handling.set_state(newer, State.RESOLVED, by=author, at=NOW + HOUR, key="r")
    before = columns(newer)

    merge(newer, into=older, by=author, at=NOW + 2 * HOUR, key="m")
    assert read(newer).resolved_at == NOW + HOUR
    unmerge(newer, by=author, at=NOW + 3 * HOUR, key="u")

    assert columns(newer) == before


def test_promises_count_from_the_earlier_of_both(older, newer, author):
    handling.spoke(older, text="I am sorry.", by=author, at=NOW + 2 * HOUR, key="s")
    keep = merge(older, into=newer, by=author, at=NOW + 3 * HOUR, key="m")

    assert (keep.opened_at, keep.responded_at) == (NOW, NOW + 2 * HOUR)

    unmerge(older, by=author, at=NOW + 4 * HOUR, key="u")
    assert (read(newer).opened_at, read(newer).responded_at) == (NOW + HOUR, None)


def test_what_is_missing_is_taken_over_and_given_back(hotel, guest, author):
    category = CategoryFactory()
    bare = TicketFactory(hotel=hotel, guest=None, severity=3)
    full = TicketFactory(hotel=hotel, guest=guest, severity=2, room="1208", category=category, owner=author)
    before = columns(bare)

    keep = merge(full, into=bare, by=author, at=NOW, key="m")

    assert (keep.guest, keep.room, keep.category, keep.owner, keep.severity) == (guest, "1208", category, author, 2)
    assert Touchpoint.objects.filter(guest=guest, key=f"ticket:{bare.pk}").count() == 1
    unmerge(full, by=author, at=NOW, key="u")
    assert columns(bare) == before
    assert not Touchpoint.objects.filter(guest=guest, key=f"ticket:{bare.pk}").exists()


def test_what_somebody_changed_since_the_merge_stays(hotel, guest, author):
    bare = TicketFactory(hotel=hotel, guest=None, severity=3)
    full = TicketFactory(hotel=hotel, guest=guest, severity=2, room="1208")
    merge(full, into=bare, by=author, at=NOW, key="m")
    handling.change(bare, room="1210", by=author, at=NOW, key="c")

    unmerge(full, by=author, at=NOW, key="u")

    assert (read(bare).room, read(bare).severity, read(bare).guest) == ("1210", 3, None)


def test_the_guest_of_what_was_merged_stays(older, newer, author, guest):
    merge(newer, into=older, by=author, at=NOW, key="m")

    for other in (GuestFactory(), None):
        with pytest.raises(handling.MergedGuestError):
            handling.change(older, guest=other, by=author, at=NOW, key="c")
    assert read(older).guest == guest
    unmerge(newer, by=author, at=NOW, key="u")
    handling.change(older, guest=None, by=author, at=NOW, key="c")
    assert (read(older).guest, read(newer).guest) == (None, guest)


def test_merging_twice_changes_nothing(older, newer, author):
    merge(newer, into=older, by=author, at=NOW, key="m")
    before = columns(older), columns(newer), TicketEvent.objects.count()

    merge(newer, into=older, by=author, at=NOW + HOUR, key="m")
    merge(newer, into=older, by=author, at=NOW + HOUR, key="another form")

    assert (columns(older), columns(newer), TicketEvent.objects.count()) == before


def test_a_form_sent_again_for_another_ticket_is_refused(hotel, guest, older, newer, author):
    third = TicketFactory(hotel=hotel, guest=guest)
    merge(newer, into=older, by=author, at=NOW + HOUR, key="m")
    with pytest.raises(OtherEventError):
        merge(third, into=older, by=author, at=NOW + HOUR, key="m")
    assert read(third).merged_into is None

    merge(third, into=older, by=author, at=NOW + HOUR, key="n")
    unmerge(third, by=author, at=NOW + HOUR, key="u")
    with pytest.raises(OtherEventError):
        unmerge(newer, by=author, at=NOW + HOUR, key="u")
    assert read(newer).merged_into == older


def test_an_old_form_neither_merges_nor_parts_again(older, newer, author):
    merge(newer, into=older, by=author, at=NOW + HOUR, key="m")
    unmerge(newer, by=author, at=NOW + HOUR, key="u")
    merge(newer, into=older, by=author, at=NOW + HOUR, key="m")
    assert read(newer).merged_into is None

    merge(newer, into=older, by=author, at=NOW + HOUR, key="n")
    unmerge(newer, by=author, at=NOW + HOUR, key="u")
    assert read(newer).merged_into == older


def test_a_merge_is_not_dated_before_what_was_written_before_it(older, newer, author):
    handling.note(older, text="He called again.", by=author, at=NOW + 2 * HOUR, key="n")

    merge(newer, into=older, by=author, at=NOW, key="m")

    assert read(newer).closed_at == NOW + 2 * HOUR
    assert set(TicketEvent.objects.filter(kind=Kind.MERGED).values_list("at", flat=True)) == {NOW + 2 * HOUR}


def test_merging_into_what_was_merged_goes_to_what_stands(hotel, guest, author, older, newer):
    third = TicketFactory(hotel=hotel, guest=guest)
    merge(newer, into=older, by=author, at=NOW, key="1")

    assert merge(third, into=newer, by=author, at=NOW, key="2") == older


def test_facts_verified_on_either_are_verified(older, newer, author):
    handling.verify(newer, asked="Engineer", found="Boiler off", is_true=True, by=author, at=NOW + HOUR, key="v")
    assert not is_verified(older)

    merge(newer, into=older, by=author, at=NOW + HOUR, key="m")

    assert is_verified(older)


def refused(gone, keep, author):
    with pytest.raises(CannotMergeError) as refusal:
        merge(gone, into=keep, by=author, at=NOW, key="m")
    assert TicketEvent.objects.filter(kind=Kind.MERGED).count() == 0
    return str(refusal.value)


def test_not_with_itself(older, author):
    assert refused(older, older, author) == "This is one ticket, not two."


def test_not_across_hotels(older, guest, author):
    assert "different hotels" in refused(TicketFactory(guest=guest), older, author)


def test_not_across_guests(older, hotel, author):
    assert "different guests" in refused(TicketFactory(hotel=hotel), older, author)


def test_not_praise_with_a_complaint(older, hotel, guest, author):
    assert "Praise" in refused(TicketFactory(hotel=hotel, guest=guest, kind="praise"), older, author)


def test_not_an_open_one_into_a_solved_one(older, newer, author):
    handling.set_state(older, State.RESOLVED, by=author, at=NOW, key="r")

    assert "done already" in refused(newer, older, author)


def test_a_solved_one_into_an_open_one(older, newer, author):
    handling.set_state(older, State.RESOLVED, by=author, at=NOW, key="r")

    assert merge(older, into=newer, by=author, at=NOW, key="m").state == State.NEW


def test_not_what_is_merged_already(hotel, guest, older, newer, author):
    third = TicketFactory(hotel=hotel, guest=guest)
    merge(newer, into=older, by=author, at=NOW, key="1")

    with pytest.raises(CannotMergeError, match="merged already"):
        merge(newer, into=third, by=author, at=NOW, key="2")


def test_the_last_merge_is_undone_first(hotel, guest, older, newer, author):
    third = TicketFactory(hotel=hotel, guest=guest)
    merge(newer, into=older, by=author, at=NOW, key="1")
    merge(third, into=older, by=author, at=NOW, key="2")

    with pytest.raises(CannotPartError, match="last one goes first"):
        unmerge(newer, by=author, at=NOW, key="3")
    unmerge(third, by=author, at=NOW, key="4")
    assert unmerge(newer, by=author, at=NOW, key="5").state == State.NEW


def test_what_was_merged_on_is_parted_from_the_end(hotel, guest, older, newer, author):
    third = TicketFactory(hotel=hotel, guest=guest)
    merge(newer, into=older, by=author, at=NOW, key="1")
    merge(older, into=third, by=author, at=NOW, key="2")

    with pytest.raises(CannotPartError):
        unmerge(newer, by=author, at=NOW, key="3")
    assert [event.ticket_id for event in events_of(third) if event.kind == Kind.OPENED] == [
        older.pk,
        third.pk,
        newer.pk,
    ]


def test_undoing_twice_changes_nothing(older, newer, author):
    merge(newer, into=older, by=author, at=NOW, key="m")
    unmerge(newer, by=author, at=NOW, key="u")
    before = columns(older), columns(newer), TicketEvent.objects.count()

    unmerge(newer, by=author, at=NOW, key="u")

    assert (columns(older), columns(newer), TicketEvent.objects.count()) == before


def test_nothing_to_undo(older, author):
    with pytest.raises(CannotPartError, match="not merged"):
        unmerge(older, by=author, at=NOW, key="u")


def test_merged_parted_and_merged_again(older, newer, author):
    before = columns(older), columns(newer)
    for turn in range(2):
        merge(newer, into=older, by=author, at=NOW + HOUR, key=f"m{turn}")
        unmerge(newer, by=author, at=NOW + HOUR, key=f"u{turn}")

    assert (columns(older), columns(newer)) == before


def test_an_answer_on_either_keeps_the_promise_of_both(older, newer, author):
    handling.spoke(newer, text="I am sorry.", by=author, at=NOW + HOUR, key="s")

    keep = merge(newer, into=older, by=author, at=NOW + HOUR, key="m")

    assert reading(keep, at=NOW + 5 * HOUR).respond.spent == HOUR
    unmerge(newer, by=author, at=NOW + 2 * HOUR, key="u")
    assert reading(read(older), at=NOW + 5 * HOUR).respond.is_running
