"""What is done with a ticket."""

from datetime import timedelta

import pytest

from feedback.actions import handling
from feedback.actions.handling import NoSuchMoveError, NotNamedError
from feedback.actions.joining import merge, unmerge
from feedback.actions.moving import NothingSaidError
from feedback.actions.opening import NotAHandlerError, OtherHousesStayError
from feedback.actions.telling import OtherEventError
from feedback.models import Cause, Compensation, Notice, State, Ticket, TicketEvent
from feedback.queries.one import is_verified
from feedback.rules.states import MOVES, moves
from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from stays.models import StayGuest
from tests.factories import (
    NOW,
    CategoryFactory,
    GuestFactory,
    HotelFactory,
    StayFactory,
    TicketFactory,
    staff,
)

from .tickets import reachable

pytestmark = pytest.mark.django_db
Kind = TicketEvent.Kind
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def author(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.fixture
def ticket(hotel):
    return TicketFactory(hotel=hotel)


def read(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def kinds(ticket):
    return list(ticket.events.values_list("kind", flat=True))


# States


@pytest.mark.parametrize("start", State)
@pytest.mark.parametrize("to", State)
def test_every_move_is_allowed_or_refused_as_the_table_says(hotel, author, start, to):
    ticket = TicketFactory(hotel=hotel)
    for step, state in enumerate(ROAD_TO[start]):
        handling.set_state(ticket, state, by=author, at=NOW, key=f"to{step}")

    if to in MOVES[start]:
        handling.set_state(ticket, to, by=author, at=LATER, key="k")
        assert read(ticket).state == to
    else:
        with pytest.raises(NoSuchMoveError):
            handling.set_state(ticket, to, by=author, at=LATER, key="k")
        assert read(ticket).state == start


ROAD_TO = {
    State.NEW: [],
    State.VERIFYING: [State.VERIFYING],
    State.IN_PROGRESS: [State.IN_PROGRESS],
    State.WAITING: [State.WAITING],
    State.RESOLVED: [State.RESOLVED],
    State.CLOSED: [State.RESOLVED, State.CLOSED],
    State.REOPENED: [State.RESOLVED, State.REOPENED],
}


def test_praise_is_closed_without_being_solved(hotel, author):
    praise = TicketFactory(hotel=hotel, kind="praise")

    handling.set_state(praise, State.CLOSED, by=author, at=LATER, key="k")

    assert (read(praise).resolved_at, read(praise).closed_at) == (LATER, LATER)
    assert State.CLOSED not in moves("complaint", State.NEW)


def test_solved_closed_and_opened_again(ticket, author):
    for minute, state in enumerate([State.RESOLVED, State.CLOSED]):
        handling.set_state(ticket, state, by=author, at=NOW + timedelta(minutes=minute), key=state)
    row = read(ticket)
    assert (row.resolved_at, row.closed_at) == (NOW, NOW + timedelta(minutes=1))

    event = handling.set_state(ticket, State.REOPENED, by=author, at=LATER, key="again", text=" Cold once more. ")

    row = read(ticket)
    assert (row.state, row.resolved_at, row.closed_at) == (State.REOPENED, None, None)
    assert (event.text, event.details) == ("Cold once more.", {"from": "closed", "to": "reopened"})


def test_the_same_form_twice_is_once(ticket, author):
    first = handling.set_state(ticket, State.RESOLVED, by=author, at=NOW, key="k")

    assert handling.set_state(ticket, State.RESOLVED, by=author, at=LATER, key="k") == first
    assert kinds(ticket) == [Kind.OPENED, Kind.STATE]
    assert read(ticket).version == 2


# Hand-over


def test_who_is_handed_a_ticket_is_told(ticket, author, hotel):
    owner = staff(Role.FRONT_DESK, hotel)

    event = handling.assign(ticket, owner=owner, department="spa", by=author, at=LATER, key="k")

    row = read(ticket)
    assert (row.owner, row.department, row.level) == (owner, "spa", Role.DEPARTMENT)
    assert event.details == {"changes": {"owner": [None, owner.pk], "department": ["", "spa"]}}
    assert list(Notice.objects.values_list("user", "event", "why")) == [(owner.pk, event.pk, "assigned")]


def test_who_had_it_is_told_that_it_is_in_other_hands(hotel, author):
    owner, other = (staff(Role.FRONT_DESK, hotel) for _ in range(2))
    ticket = TicketFactory(hotel=hotel, owner=owner, by=owner)

    taken = handling.assign(ticket, owner=other, department="", by=other, at=LATER, key="k")
    back = handling.assign(ticket, owner=None, department="", by=other, at=LATER, key="l")

    assert list(Notice.objects.values_list("user", "event", "why")) == [(owner.pk, taken.pk, "taken")]
    assert back is not None  # who puts it back himself knows


def test_who_takes_it_himself_is_not_told(ticket, author):
    handling.assign(ticket, owner=author, department="", by=author, at=LATER, key="k")

    assert not Notice.objects.exists()


def test_a_ticket_that_is_theirs_already_is_not_handed_over(ticket, author):
    assert handling.assign(ticket, owner=None, department="", by=author, at=LATER, key="k") is None
    assert kinds(ticket) == [Kind.OPENED]


@pytest.mark.parametrize("whose", ["another hotel's", "marketing", "gone"])
def test_nobody_gets_a_ticket_who_handles_none_here(ticket, author, hotel, whose):
    somebody = {
        "another hotel's": lambda: staff(Role.FRONT_DESK, HotelFactory()),
        "marketing": lambda: staff(Role.MARKETING, hotel),
        "gone": lambda: staff(Role.FRONT_DESK, hotel, is_active=False),
    }[whose]()

    with pytest.raises(NotAHandlerError):
        handling.assign(ticket, owner=somebody, department="", by=author, at=LATER, key="k")
    with pytest.raises(NotAHandlerError):
        handling.note(ticket, text="Look", mentions=[somebody], by=author, at=LATER, key="n")
    assert kinds(ticket) == [Kind.OPENED]


def test_a_hand_over_leaves_what_was_escalated_with_whom_it_rose_to(ticket, author):
    Ticket.objects.filter(pk=ticket.pk).update(level=Role.MANAGER)

    handling.assign(ticket, owner=None, department="spa", by=author, at=LATER, key="k")

    assert read(ticket).level == Role.MANAGER


# Notes


def test_those_mentioned_in_a_note_are_told_once(ticket, author, hotel):
    one, two = staff(Role.FRONT_DESK, hotel), staff(Role.DEPARTMENT, hotel, "spa")

    for _double_click in range(2):
        event = handling.note(ticket, text="Please look.", mentions=[two, one, author], by=author, at=LATER, key="k")

    assert event.details == {"mentions": sorted([one.pk, two.pk, author.pk])}
    assert set(Notice.objects.values_list("user", "why")) == {(one.pk, "mentioned"), (two.pk, "mentioned")}
    assert Notice.objects.count() == 2


def test_a_form_sent_again_with_other_words_loses_none(ticket, author):
    handling.note(ticket, text="First", by=author, at=LATER, key="k")

    with pytest.raises(OtherEventError):
        handling.note(ticket, text="Second", by=author, at=LATER, key="k")


FINDING = {"asked": "Engineer", "found": "Boiler off"}
FORMS = {  # an action, what its form said, and what it says the second time
    "a state": ("set_state", {"state": State.IN_PROGRESS}, {"state": State.RESOLVED}),
    "an owner": ("assign", {"owner": "one", "department": ""}, {"owner": "two", "department": ""}),
    "nobody": ("assign", {"owner": "one", "department": "spa"}, {"owner": None, "department": "spa"}),
    "a department": ("assign", {"owner": "one", "department": ""}, {"owner": "one", "department": "spa"}),
    "a severity": ("change", {"severity": 1, "room": ""}, {"severity": 2, "room": ""}),
    "what was so already": ("change", {"severity": 1, "room": ""}, {"severity": 1, "room": "1208"}),
    "another column": ("change", {"severity": 1}, {"room": "1208"}),
    "one more": ("change", {"severity": 1}, {"severity": 1, "room": "1208"}),
    "one less": ("change", {"severity": 1, "room": "1208"}, {"severity": 1}),
    "whether it is so": ("verify", FINDING | {"is_true": True}, FINDING | {"is_true": False}),
    "who is mentioned": ("note", {"text": "Look", "mentions": ["one"]}, {"text": "Look", "mentions": ["one", "two"]}),
}


@pytest.mark.parametrize("what", FORMS)
def test_a_form_sent_again_with_other_contents_is_refused(ticket, author, hotel, what):
    people = {name: staff(Role.FRONT_DESK, hotel) for name in ("one", "two")}
    name, *forms = FORMS[what]
    first, second = ({field: _meant(value, people) for field, value in form.items()} for form in forms)
    event = getattr(handling, name)(ticket, by=author, at=LATER, key="k", **first)
    before = Ticket.objects.filter(pk=ticket.pk).values()[0]

    assert getattr(handling, name)(ticket, by=author, at=LATER, key="k", **first) == event
    with pytest.raises(OtherEventError):
        getattr(handling, name)(ticket, by=author, at=LATER, key="k", **second)
    assert Ticket.objects.filter(pk=ticket.pk).values()[0] == before


def _meant(value, people):
    if isinstance(value, list):
        return [people[name] for name in value]
    return people.get(value, value)


def test_a_form_that_names_a_stay_is_known_again_by_it(hotel, author):
    ticket, stay = TicketFactory(hotel=hotel, guest=None), StayFactory(hotel=hotel, room="1208")
    event = handling.change(ticket, stay=stay, severity=3, by=author, at=LATER, key="k")

    assert handling.change(ticket, stay=stay, severity=3, by=author, at=LATER, key="k") == event


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_no_note(ticket, author, text):
    with pytest.raises(NothingSaidError):
        handling.note(ticket, text=text, by=author, at=LATER, key="k")


# Speaking and verifying


def test_what_was_said_in_person_is_the_first_answer(ticket, author):
    handling.spoke(ticket, text="I apologised.", by=author, at=LATER, key="k")
    handling.spoke(ticket, text="And once more.", by=author, at=LATER + timedelta(hours=1), key="l")

    assert (read(ticket).responded_at, read(ticket).state) == (LATER, State.IN_PROGRESS)
    assert kinds(ticket) == [Kind.OPENED, Kind.SPOKE, Kind.STATE, Kind.SPOKE]


def test_the_last_finding_holds(ticket, author):
    facts = {"by": author, "asked": "Engineer", "found": "Boiler"}
    assert not is_verified(ticket)
    handling.verify(ticket, is_true=True, at=NOW, key="1", **facts)
    assert is_verified(ticket)

    handling.verify(ticket, is_true=False, at=LATER, key="2", **facts)

    assert not is_verified(ticket)


def test_verified_facts_end_the_verifying(ticket, author):
    handling.set_state(ticket, State.VERIFYING, by=author, at=NOW, key="v")

    event = handling.verify(
        ticket, asked=" Housekeeping,\n room 12 ", found="Towels\nwere used", is_true=True, by=author, at=NOW, key="f"
    )

    assert event.text == "Housekeeping, room 12\nTowels\nwere used"
    assert event.details == {"is_true": True}
    assert read(ticket).state == State.IN_PROGRESS


@pytest.mark.parametrize("missing", ["asked", "found"])
def test_a_finding_says_who_was_asked_and_what_was_found(ticket, author, missing):
    facts = {"asked": "Engineer", "found": "Boiler off"} | {missing: " "}

    with pytest.raises(NotNamedError):
        handling.verify(ticket, is_true=True, by=author, at=NOW, key="k", **facts)


# What it is about


def test_what_is_changed_is_told_before_and_after(ticket, author):
    category, cause = CategoryFactory(), Cause.objects.get(code="stock")

    event = handling.change(
        ticket, severity=1, category=category, cause=cause, room="1208", by=author, at=LATER, key="k"
    )

    row = read(ticket)
    assert (row.severity, row.category, row.cause, row.room) == (1, category, cause, "1208")
    assert event.details["changes"] == {
        "severity": [3, 1],
        "category": [None, category.pk],
        "cause": [None, cause.pk],
        "room": ["", "1208"],
    }


def test_what_is_so_already_is_no_change(ticket, author):
    assert handling.change(ticket, severity=3, room="", by=author, at=LATER, key="k") is None
    assert kinds(ticket) == [Kind.OPENED]


def test_a_severity_moves_the_promise(ticket, author):
    before = ticket.resolve_due_at

    handling.change(ticket, severity=1, by=author, at=LATER, key="k")

    assert read(ticket).resolve_due_at < before


def test_a_stay_brings_its_guest_and_room(hotel, author):
    ticket, stay = TicketFactory(hotel=hotel, guest=None), StayFactory(hotel=hotel, room="1208")

    handling.change(ticket, stay=stay, by=author, at=LATER, key="k")

    row = read(ticket)
    assert (row.stay, row.guest, row.room) == (stay, stay.guest, "1208")
    assert Touchpoint.objects.filter(guest=stay.guest, key=f"ticket:{ticket.pk}", at=NOW).count() == 1


def test_another_guest_takes_it_off_the_first_ones_timeline(ticket, author):
    first, second = ticket.guest, GuestFactory()

    handling.change(ticket, guest=second, by=author, at=LATER, key="k")

    assert list(Touchpoint.objects.filter(kind="ticket").values_list("guest", flat=True)) == [second.pk]
    handling.change(ticket, guest=first, by=author, at=LATER, key="l")
    assert list(Touchpoint.objects.filter(kind="ticket").values_list("guest", flat=True)) == [first.pk]


def test_a_companion_complains_about_the_stay_of_another(hotel, author):
    stay = StayFactory(hotel=hotel)
    companion = StayGuest.objects.create(stay=stay, guest=GuestFactory()).guest
    ticket = TicketFactory(hotel=hotel, guest=companion)

    handling.change(ticket, stay=stay, by=author, at=LATER, key="k")

    assert read(ticket).stay == stay


@pytest.mark.parametrize("whose", ["another hotel's", "another guest's"])
def test_a_stay_that_cannot_be_meant(ticket, author, hotel, whose):
    stay = StayFactory(guest=ticket.guest) if whose == "another hotel's" else StayFactory(hotel=hotel)

    with pytest.raises(OtherHousesStayError):
        handling.change(ticket, stay=stay, by=author, at=LATER, key="k")
    assert kinds(ticket) == [Kind.OPENED]


def test_what_a_ticket_has_not_cannot_be_changed(ticket, author):
    with pytest.raises(TypeError, match="summary"):
        handling.change(ticket, summary="Nothing", by=author, at=LATER, key="k")


# The guest writes


@pytest.mark.parametrize(
    ("stood", "stands"),
    [
        (State.NEW, State.NEW),
        (State.VERIFYING, State.VERIFYING),
        (State.WAITING, State.IN_PROGRESS),
        (State.RESOLVED, State.REOPENED),
        (State.CLOSED, State.REOPENED),
        (State.REOPENED, State.REOPENED),
    ],
)
def test_what_the_guest_writes_moves_it(ticket, author, stood, stands):
    for step, state in enumerate(ROAD_TO[stood]):
        handling.set_state(ticket, state, by=author, at=NOW, key=f"to{step}")

    handling.guest_wrote(ticket, text="Still cold.", at=LATER, key="k")

    assert read(ticket).state == stands
    assert handling.guest_wrote(ticket, text="Still cold.", at=LATER, key="k").by is None
    assert ticket.events.filter(kind=Kind.GUEST_WROTE).count() == 1


def test_the_owner_is_told_that_the_guest_wrote(ticket, author, hotel):
    owner = staff(Role.FRONT_DESK, hotel)
    handling.spoke(ticket, text="Sorry.", by=author, at=NOW, key="s")
    handling.guest_wrote(ticket, text="And?", at=LATER, key="1")
    handling.assign(ticket, owner=owner, department="", by=author, at=LATER, key="a")
    handling.guest_wrote(ticket, text="Hello?", at=LATER, key="2")

    told = Notice.objects.filter(why="guest_wrote").order_by("pk").values_list("user", "event__key")
    assert list(told) == [(author.pk, "1"), (owner.pk, "2")]


def test_nobody_is_told_who_left(ticket, author):
    handling.spoke(ticket, text="Sorry.", by=author, at=NOW, key="s")
    type(author).objects.filter(pk=author.pk).update(is_active=False)

    handling.guest_wrote(ticket, text="And?", at=LATER, key="1")

    assert not Notice.objects.filter(why="guest_wrote").exists()


# Another guest, once words were exchanged


def _given(ticket, author):
    Compensation.objects.create(
        ticket=ticket,
        hotel=ticket.hotel,
        gives=Compensation.Gives.GIFT,
        thing="Fruit",
        cost=30,
        currency="CNY",
        reason="Sorry",
        state=Compensation.State.ASKED,
        key="gift",
        by=author,
        role=Role.GUEST_RELATIONS,
        at=NOW,
    )


SAID = {
    "the guest wrote": lambda ticket, _by: handling.guest_wrote(ticket, text="I am ill.", at=NOW, key="w"),
    "the house wrote": lambda ticket, by: handling.reply(
        ticket, text="Get well.", by=by, at=NOW, key="r", seen_version=9
    ),
    "something was given": _given,
}


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("to", ["another", "nobody"])
def test_what_one_guest_read_or_wrote_is_never_another_guests(hotel, author, said, to):
    first = reachable()
    ticket = TicketFactory(hotel=hotel, guest=first)
    SAID[said](ticket, author)

    with pytest.raises(handling.OtherGuestError):
        handling.change(ticket, guest=GuestFactory() if to == "another" else None, by=author, at=LATER, key="c")
    assert read(ticket).guest == first
    assert handling.change(ticket, guest=first, severity=1, by=author, at=LATER, key="d") is not None


def test_what_was_said_on_a_merged_ticket_counts_too(ticket, author, hotel):
    gone = TicketFactory(hotel=hotel, guest=ticket.guest)
    handling.guest_wrote(gone, text="I am ill.", at=NOW, key="w")
    merge(gone, into=ticket, by=author, at=NOW, key="m")
    Ticket.objects.filter(pk=gone.pk).update(guest=None)

    with pytest.raises(handling.OtherGuestError):
        handling.change(ticket, guest=GuestFactory(), by=author, at=LATER, key="c")


def test_who_wrote_without_a_name_is_named_later(hotel, author):
    ticket, guest = TicketFactory(hotel=hotel, guest=None), GuestFactory()
    handling.guest_wrote(ticket, text="The shower is cold too.", at=NOW, key="w")

    handling.change(ticket, guest=guest, by=author, at=LATER, key="c")

    assert read(ticket).guest == guest


def test_what_was_written_to_a_guest_who_went_with_a_parted_ticket_is_not_the_next_ones(hotel, author):
    kept, gone = TicketFactory(hotel=hotel, guest=None), TicketFactory(hotel=hotel, guest=reachable())
    merge(gone, into=kept, by=author, at=NOW, key="m")
    handling.reply(kept, text="Get well.", by=author, at=NOW, key="r", seen_version=9)
    unmerge(gone, by=author, at=NOW, key="u")

    with pytest.raises(handling.OtherGuestError):
        handling.change(kept, guest=GuestFactory(), by=author, at=LATER, key="c")
    handling.change(kept, guest=gone.guest, by=author, at=LATER, key="d")
    assert read(kept).guest == gone.guest


def test_a_stay_says_who_it_was_only_where_nobody_knows(ticket, author, hotel):
    first = ticket.guest
    gone = TicketFactory(hotel=hotel, guest=None)
    merge(gone, into=ticket, by=author, at=NOW, key="m")

    with pytest.raises(OtherHousesStayError):
        handling.change(gone, stay=StayFactory(hotel=hotel), by=author, at=LATER, key="k")
    assert read(ticket).guest == first


@pytest.mark.parametrize("to", ["another", "nobody"])
def test_another_guest_leaves_the_stay_of_the_former_one(hotel, author, to):
    stay = StayFactory(hotel=hotel, room="1208")
    ticket = TicketFactory(hotel=hotel, guest=None, stay=stay)
    guest = GuestFactory() if to == "another" else None

    for _click in range(2):
        handling.change(ticket, guest=guest, by=author, at=LATER, key="k")

    row = read(ticket)
    assert (row.guest, row.stay, row.room) == (guest, None, "1208")
    assert row.events.latest("pk").details["changes"]["stay"] == [stay.pk, None]


def test_a_companion_keeps_the_stay(hotel, author):
    stay = StayFactory(hotel=hotel)
    companion = StayGuest.objects.create(stay=stay, guest=GuestFactory()).guest
    ticket = TicketFactory(hotel=hotel, guest=None, stay=stay)

    handling.change(ticket, guest=companion, by=author, at=LATER, key="k")

    assert (read(ticket).guest, read(ticket).stay) == (companion, stay)
