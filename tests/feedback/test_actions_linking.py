"""Tickets that have to do with each other, and what keeps coming back."""

from datetime import timedelta

import pytest

from feedback.actions.joining import merge, unmerge
from feedback.actions.linking import OneTicketError, link, unlink
from feedback.actions.telling import OtherEventError
from feedback.models import TicketEvent, TicketLink
from feedback.queries.again import Again, again, earlier
from feedback.queries.one import linked_to
from hotelcrm.accounts.models import Role
from tests.factories import NOW, CategoryFactory, GuestFactory, HotelFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def author(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.fixture
def two(hotel):
    guest = GuestFactory()
    return [TicketFactory(hotel=hotel, guest=guest) for _ in range(2)]


def told(ticket):
    kinds = {"linked", "unlinked"}
    return list(ticket.events.filter(kind__in=kinds).values_list("kind", "details"))


@pytest.mark.parametrize("is_older_first", [True, False])
def test_both_say_that_they_are_linked(two, author, is_older_first):
    one, other = two if is_older_first else reversed(two)

    link(one, other=other, by=author, at=NOW, key="k")

    assert list(linked_to(one)) == [other]
    assert list(linked_to(other)) == [one]
    assert told(one) == [("linked", {"other": other.pk})]
    assert told(other) == [("linked", {"other": one.pk})]


def test_linking_again_changes_nothing(two, author):
    one, other = two
    link(one, other=other, by=author, at=NOW, key="k")

    link(one, other=other, by=author, at=NOW, key="k")
    link(other, other=one, by=author, at=NOW, key="from the other side")

    assert TicketLink.objects.count() == 1
    assert TicketEvent.objects.filter(kind="linked").count() == 2


def test_a_link_is_taken_away_once(two, author):
    one, other = two
    link(one, other=other, by=author, at=NOW, key="k")

    for _double_click in range(2):
        unlink(other, other=one, by=author, at=NOW, key="u")

    assert not linked_to(one).exists()
    assert [kind for kind, _details in told(other)] == ["linked", "unlinked"]


def test_an_old_form_takes_no_new_link_away(two, author):
    one, other = two
    link(one, other=other, by=author, at=NOW, key="k")
    unlink(one, other=other, by=author, at=NOW, key="u")
    link(one, other=other, by=author, at=NOW, key="l")

    unlink(one, other=other, by=author, at=NOW, key="u")

    assert list(linked_to(one)) == [other]


@pytest.mark.parametrize("act", [link, unlink])
def test_a_form_sent_again_for_another_ticket_is_refused(two, author, hotel, act):
    one, other = two
    third = TicketFactory(hotel=hotel)
    for n, ticket in enumerate((other, third) if act is unlink else ()):
        link(one, other=ticket, by=author, at=NOW, key=f"l{n}")
    act(one, other=other, by=author, at=NOW, key="k")
    before = list(linked_to(one))

    with pytest.raises(OtherEventError):
        act(one, other=third, by=author, at=NOW, key="k")
    assert list(linked_to(one)) == before


def test_a_form_is_known_again_when_both_were_merged_meanwhile(two, author, hotel):
    one, other = two
    third, fourth = (TicketFactory(hotel=hotel, guest=guest) for guest in (None, one.guest))
    link(one, other=third, by=author, at=NOW, key="k")
    merge(one, into=fourth, by=author, at=NOW, key="m1")
    merge(third, into=other, by=author, at=NOW, key="m2")

    link(one, other=third, by=author, at=NOW, key="k")

    assert TicketEvent.objects.filter(kind="linked").count() == 2
    assert list(linked_to(fourth)) == [other]


def test_where_there_is_no_link_nothing_is_taken_away(two, author):
    unlink(two[0], other=two[1], by=author, at=NOW, key="u")

    assert told(two[0]) == []


def test_no_ticket_is_linked_with_itself(two, author):
    with pytest.raises(OneTicketError):
        link(two[0], other=two[0], by=author, at=NOW, key="k")
    merge(two[0], into=two[1], by=author, at=NOW, key="m")
    with pytest.raises(OneTicketError):
        link(two[0], other=two[1], by=author, at=NOW, key="l")


def test_a_merged_ticket_brings_its_links_and_takes_them_back(two, author, hotel):
    one, other = two
    third = TicketFactory(hotel=hotel)
    link(one, other=third, by=author, at=NOW, key="k")

    merge(one, into=other, by=author, at=NOW, key="m")
    assert (list(linked_to(other)), list(linked_to(third))) == ([third], [other])

    unmerge(one, by=author, at=NOW, key="u")
    assert (list(linked_to(other)), list(linked_to(third))) == ([], [one])


def test_two_linked_ones_that_are_merged_are_linked_with_nobody(two, author):
    link(two[0], other=two[1], by=author, at=NOW, key="k")

    merge(two[0], into=two[1], by=author, at=NOW, key="m")

    assert not linked_to(two[1]).exists()


# "Room 1208, third time"


@pytest.fixture
def room(hotel):
    """Tickets about one subject in one room, each of another guest."""
    category = CategoryFactory()

    def make(days_ago=0, **fields):
        facts = {"hotel": hotel, "room": "1208", "category": category}
        return TicketFactory(**(facts | fields), at=NOW - days_ago * DAY)

    return make


def test_the_third_time_in_a_room(room):
    first, second, third = room(80), room(3), room()

    assert again([third.pk, first.pk, second.pk]) == {second.pk: Again(room=2), third.pk: Again(room=3)}
    assert [again([row.pk]).get(row.pk, Again()).times for row in (first, second, third)] == [1, 2, 3]
    assert list(earlier(third)) == [second, first]


def test_the_third_time_of_a_guest(room):
    guest = GuestFactory()
    room(80, room="1", guest=guest)
    room(3, room="2", guest=guest)
    third = room(room="3", guest=guest)

    assert again([third.pk]) == {third.pk: Again(guest=3)}
    assert earlier(third).count() == 2


def test_a_ticket_of_the_same_guest_in_the_same_room_is_one(room):
    guest = GuestFactory()
    room(1, guest=guest)
    second = room(guest=guest)

    assert again([second.pk]) == {second.pk: Again(room=2, guest=2)}
    assert earlier(second).count() == 1


NOT_AGAIN = {
    "another subject": lambda: {"category": CategoryFactory()},
    "another room": lambda: {"room": "1209"},
    "another hotel": lambda: {"hotel": HotelFactory()},
    "praise": lambda: {"kind": "praise"},
    "too long ago": lambda: {"days_ago": 91},
    "later": lambda: {"days_ago": -1},
    "without a subject": lambda: {"category": None},
}


@pytest.mark.parametrize("what", NOT_AGAIN)
def test_what_does_not_count(room, what):
    room(**({"days_ago": 1} | NOT_AGAIN[what]()))
    ticket = room()

    assert again([ticket.pk]) == {}
    assert not earlier(ticket).exists()


@pytest.mark.parametrize("fields", [{"category": None}, {"kind": "praise"}, {"room": ""}])
def test_what_comes_for_the_first_time_whatever_was(room, fields):
    room(1, **fields)
    ticket = room(**fields)

    assert again([ticket.pk]) == {}
    assert not earlier(ticket).exists()


def test_the_edge_of_ninety_days_counts(room):
    room(90)

    assert again([room().pk])


def test_what_was_merged_is_no_time_of_its_own(room, author):
    guest = GuestFactory()
    first, second, third = (room(days, guest=guest) for days in (2, 1, 0))
    merge(second, into=first, by=author, at=NOW, key="m")

    assert again([third.pk]) == {third.pk: Again(room=2, guest=2)}


def test_a_list_costs_one_statement_whatever_its_length(room, django_assert_num_queries):
    tickets = [room() for _ in range(3)]

    with django_assert_num_queries(1):
        again([tickets[0].pk])
    with django_assert_num_queries(1):
        again([ticket.pk for ticket in tickets])
    with django_assert_num_queries(0):
        assert again([]) == {}
