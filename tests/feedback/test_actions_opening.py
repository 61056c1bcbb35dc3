"""Opening a ticket."""

import pytest

from feedback.actions.opening import NotAHandlerError, OtherHousesStayError, OtherTicketError, open_ticket
from feedback.models import Category, Cause, Notice, ServiceLevel, Severity, Ticket, TicketEvent
from guests.models import Touchpoint
from hotelcrm.accounts.models import Department, Role
from stays.models import StayGuest
from tests.factories import NOW, CategoryFactory, GuestFactory, HotelFactory, StayFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


def opened(hotel, **fields):
    facts = {"kind": "complaint", "channel": "desk", "key": "k", "at": NOW, "summary": "No hot water", "text": "Cold."}
    return open_ticket(hotel, **(facts | fields))


def test_a_ticket_is_opened_once_by_its_key(hotel):
    first = opened(hotel)

    assert opened(hotel, summary=" No  hot water ", text="Cold.\n") == first
    assert Ticket.objects.get().events.count() == Ticket.objects.get().version == 1


@pytest.mark.parametrize(
    "other", [{"summary": "Cold water"}, {"text": "Ice."}, {"kind": "request"}, {"channel": "phone"}, {"hotel": None}]
)
def test_the_same_key_with_other_words_is_no_ticket(hotel, other):
    opened(hotel)
    where = HotelFactory() if "hotel" in other else hotel

    with pytest.raises(OtherTicketError):
        opened(where, **{name: value for name, value in other.items() if name != "hotel"})
    assert Ticket.objects.count() == 1


def test_department_and_severity_are_those_of_the_category():
    ticket = TicketFactory(category=CategoryFactory(department="engineering", severity=2))

    assert (ticket.department, ticket.severity, ticket.owner, ticket.level) == ("engineering", 2, None, "department")


def test_without_a_category_it_is_the_desks_and_ordinary(hotel):
    ticket = opened(hotel)

    assert (ticket.department, ticket.severity, ticket.level) == ("", Severity.ORDINARY, "front_desk")


def test_the_first_event_says_how_it_was(hotel):
    owner, by = staff(Role.FRONT_DESK, hotel), staff(Role.MANAGER, hotel)
    category, stay = CategoryFactory(), StayFactory(hotel=hotel, room="1208")

    ticket = opened(hotel, stay=stay, category=category, owner=owner, by=by, invitation=7)

    event = ticket.events.get()
    assert (event.kind, event.key, event.at, event.by) == ("opened", "opened", NOW, by)
    assert event.details == {
        "guest": stay.guest_id,
        "stay": stay.pk,
        "room": "1208",
        "category": category.pk,
        "severity": 3,
        "department": "housekeeping",
        "owner": owner.pk,
        "source": {"invitation": 7},
    }
    assert list(Notice.objects.values_list("user", "event", "why")) == [(owner.pk, event.pk, "assigned")]


def test_a_stay_brings_its_guest_and_its_room(hotel):
    stay = StayFactory(hotel=hotel, room="1208")

    ticket = opened(hotel, stay=stay)

    assert (ticket.guest, ticket.room) == (stay.guest, "1208")


def test_another_room_may_be_meant(hotel):
    assert opened(hotel, stay=StayFactory(hotel=hotel, room="1208"), room="Pool").room == "Pool"


def test_a_companion_may_complain(hotel):
    stay = StayFactory(hotel=hotel)
    companion = StayGuest.objects.create(stay=stay, guest=GuestFactory()).guest

    assert opened(hotel, stay=stay, guest=companion).guest == companion


@pytest.mark.parametrize("whose", ["another hotel's", "another guest's"])
def test_a_stay_that_cannot_be_meant(hotel, whose):
    stay = StayFactory() if whose == "another hotel's" else StayFactory(hotel=hotel)
    guest = None if whose == "another hotel's" else GuestFactory()

    with pytest.raises(OtherHousesStayError):
        opened(hotel, stay=stay, guest=guest)
    assert not Ticket.objects.exists()


def test_it_is_on_the_guests_timeline(hotel):
    guest, by = GuestFactory(), staff(Role.FRONT_DESK, hotel)
    ticket = opened(hotel, guest=guest, by=by)

    point = Touchpoint.objects.get(guest=guest)
    assert (point.kind, point.key, point.at, point.hotel, point.by) == ("ticket", f"ticket:{ticket.pk}", NOW, hotel, by)
    assert point.details == {"ticket": ticket.pk, "what": "complaint"}


def test_who_handles_no_tickets_here_owns_none(hotel):
    with pytest.raises(NotAHandlerError):
        opened(hotel, owner=staff(Role.MARKETING, hotel))
    assert not TicketEvent.objects.exists()


def test_it_promises_an_answer_and_a_solution(hotel):
    ticket = opened(hotel)

    assert NOW < ticket.respond_warn_at < ticket.respond_due_at < ticket.resolve_due_at
    assert ticket.next_alarm_at == ticket.respond_warn_at


def test_praise_promises_nothing(hotel):
    assert opened(hotel, kind="praise").next_alarm_at is None


# What is there to begin with


def test_the_catalogue_is_in_both_languages_and_names_departments():
    rows = [*Category.objects.all(), *Cause.objects.all()]

    assert len(rows) > 90
    assert [row.code for row in rows if not row.name_en or not row.name_zh or row.name_en == row.name_zh] == []
    assert {row.department for row in rows if isinstance(row, Category)} == {"", *Department.values}


def test_the_catalogue_is_a_tree_of_two_floors():
    assert not Category.objects.filter(parent__parent__isnull=False).exists()
    assert Category.objects.filter(parent=None).count() == 14


def test_every_severity_has_a_level_and_the_worse_is_the_sooner():
    levels = list(ServiceLevel.objects.filter(hotel=None).order_by("severity"))

    assert [level.severity for level in levels] == Severity.values
    assert sorted(level.respond_minutes for level in levels) == [level.respond_minutes for level in levels]
    assert sorted(level.resolve_minutes for level in levels) == [level.resolve_minutes for level in levels]
