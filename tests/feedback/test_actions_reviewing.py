"""Keeping reviews: once each, on one scale, with a ticket for the bad ones; replies and guests."""

from datetime import timedelta
from decimal import Decimal

import pytest

from feedback.actions import handling, reviewing
from feedback.actions.joining import merge
from feedback.actions.opening import ErasedGuestError, OtherHousesStayError
from feedback.models import Review, Ticket
from feedback.rules.ratings import rating_of
from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from stays.models import StayStatus
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, StayFactory, TicketFactory, staff

from .reviews import review
from .tickets import reachable

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def person(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.mark.parametrize(
    ("given", "best", "rating"),
    [
        ("5", "5", "5.00"),
        ("1", "5", "1.00"),
        ("4.8", "5", "4.80"),
        ("10", "10", "5.00"),
        ("5.5", "10", "3.00"),
        ("1", "10", "1.00"),
        ("8.7", "10", "4.42"),
        ("0", "100", "1.00"),
        ("3", "10", "1.89"),
    ],
)
def test_every_scale_is_laid_over_one_to_five(given, best, rating):
    assert rating_of(Decimal(given), Decimal(best)) == Decimal(rating)


@pytest.mark.parametrize(("given", "best"), [("6", "5"), ("-1", "5"), ("1", "1")])
def test_a_rating_nobody_can_give_is_none(hotel, given, best):
    with pytest.raises(reviewing.NoSuchRatingError):
        review(hotel, given, best=Decimal(best))
    assert not Review.objects.exists()


def test_the_same_number_again_is_the_first_one(hotel):
    first = review(hotel, key="778", text="很好")
    again, is_new = reviewing.enter_review(
        hotel, site="ctrip", written_on=TODAY, given=Decimal(1), key="778", text="不好", at=NOW
    )
    assert (again, is_new) == (first, False)
    assert not Ticket.objects.exists()  # what came second says nothing


def test_without_a_number_the_words_of_the_same_author_and_day_are_the_same_review(hotel):
    first = review(hotel, text="很好", author="Ann")
    again, is_new = reviewing.enter_review(
        hotel, site="ctrip", written_on=TODAY, given=Decimal(5), text=" 很好 ", author="ann", at=NOW
    )
    assert (again, is_new) == (first, False)
    review(hotel, text="很好", author="Ben")
    review(HotelFactory(), text="很好", author="Ann")
    review(hotel, text="很好", author="Ann", site="fliggy")
    assert Review.objects.count() == 4


def test_one_or_two_stars_open_a_ticket_once(hotel):
    row = review(hotel, "3", best=Decimal(10), text="空调整夜很吵。")

    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.channel, ticket.key) == ("complaint", "review", f"review:{row.pk}")
    assert ticket.text == "空调整夜很吵。"
    assert reviewing.open_low(at=NOW) == 0


@pytest.mark.parametrize("given", ["2.01", "3", "5"])
def test_better_ones_open_none(hotel, given):
    review(hotel, given)
    assert not Ticket.objects.exists()


def test_bad_reviews_of_a_file_are_looked_into_while_they_are_fresh(hotel):
    fresh = {"hotel": hotel, "site": "ctrip", "given": 1, "rating": 1, "entered_at": NOW, "text": "脏"}
    Review.objects.create(key="new", written_on=TODAY, **fresh)
    Review.objects.create(key="old", written_on=TODAY - reviewing.FRESH - timedelta(days=1), **fresh)

    assert reviewing.open_low(at=NOW) == 1
    assert reviewing.open_low(at=NOW) == 0
    assert Ticket.objects.get().key == f"review:{Review.objects.get(key='new').pk}"


def test_a_review_that_breaks_holds_up_no_other(hotel, monkeypatch, caplog):
    low = {"hotel": hotel, "site": "ctrip", "given": 1, "rating": 1, "entered_at": NOW, "written_on": TODAY}
    broken, whole = (Review.objects.create(key=key, **low) for key in "ab")
    opened = reviewing.open_ticket

    def fails_once(*house, key, **rest):
        if key == reviewing.ticket_key(broken.pk):
            raise RuntimeError
        return opened(*house, key=key, **rest)

    monkeypatch.setattr(reviewing, "open_ticket", fails_once)

    assert reviewing.open_low(at=NOW) == 1
    assert Ticket.objects.get().key == f"review:{whole.pk}"
    assert str(broken.pk) in caplog.text


def test_a_known_guest_has_it_on_the_timeline(hotel):
    guest = GuestFactory()
    row = review(hotel, "4", guest=guest)
    touched = guest.touchpoints.get(kind=Touchpoint.Kind.REVIEW)
    assert touched.details == {"review": row.pk, "site": "ctrip", "rating": "4.00"}


def test_the_second_to_reply_sees_what_the_first_replied(hotel, person):
    row = review(hotel, "4")
    other = staff(Role.MANAGER, hotel)
    reviewing.reply(row, text="Thank you.", seen="", by=person, at=NOW)

    with pytest.raises(reviewing.RepliedMeanwhileError) as meanwhile:
        reviewing.reply(row, text="Come again.", seen="", by=other, at=NOW + timedelta(minutes=1))
    assert meanwhile.value.review.reply == "Thank you."
    assert meanwhile.value.review.replied_by == person

    later = NOW + timedelta(minutes=2)
    said = reviewing.reply(row, text="Come again.", seen=meanwhile.value.review.reply_version, by=other, at=later)
    assert (said.reply, said.replied_by, said.replied_at) == ("Come again.", other, later)


def test_the_same_reply_again_changes_nothing_and_an_empty_one_is_none(hotel, person):
    row = review(hotel)
    first = reviewing.reply(row, text="Thank you.", seen="", by=person, at=NOW)
    again = reviewing.reply(row, text=" Thank you. ", seen="", by=staff(Role.MANAGER, hotel), at=NOW + timedelta(1))
    assert (again.replied_by, again.replied_at) == (person, first.replied_at)
    with pytest.raises(reviewing.NoReplyError):
        reviewing.reply(row, text=" ", seen=first.reply_version, by=person, at=NOW)


def test_naming_the_guest_moves_it_between_timelines_and_names_the_tickets_guest(hotel, person):
    row, wrong = review(hotel, "1", text="脏"), GuestFactory()
    stay = StayFactory(hotel=hotel, status=StayStatus.CHECKED_OUT)

    reviewing.name_guest(row, guest=wrong, by=person, at=NOW)
    assert Ticket.objects.get().guest == wrong
    named = reviewing.name_guest(row, guest=stay.guest, stay=stay, by=person, at=NOW)

    assert (named.guest, named.stay) == (stay.guest, stay)
    assert not wrong.touchpoints.filter(kind="review").exists()
    assert stay.guest.touchpoints.filter(kind="review").count() == 1
    reviewing.name_guest(row, guest=None, by=person, at=NOW)
    assert not Touchpoint.objects.filter(kind="review").exists()


def test_the_guest_of_what_its_ticket_was_merged_into_stays(hotel, person):
    row, first = review(hotel, "1", text="脏"), GuestFactory()
    kept = TicketFactory(hotel=hotel, guest=first)
    merge(Ticket.objects.exclude(pk=kept.pk).get(), into=kept, by=person, at=NOW, key="m")

    named = reviewing.name_guest(row, guest=GuestFactory(), by=person, at=NOW)

    kept.refresh_from_db()
    assert (kept.guest, named.guest == first) == (first, False)


def test_of_nobody_it_gets_the_guest_as_far_as_nothing_was_written_to_another(hotel, person):
    row, first, author = review(hotel, "1", text="脏"), reachable(), GuestFactory()
    opened, kept = Ticket.objects.get(), TicketFactory(hotel=hotel, guest=None)
    merge(opened, into=kept, by=person, at=NOW, key="m")
    handling.change(kept, guest=first, by=person, at=NOW, key="c")
    handling.reply(kept, text="Get well.", by=person, at=NOW, key="r", seen_version=9)
    Ticket.objects.filter(pk=kept.pk).update(guest=None)

    assert reviewing.name_guest(row, guest=author, by=person, at=NOW).guest == author
    kept.refresh_from_db()
    assert kept.guest is None
    reviewing.name_guest(row, guest=first, by=person, at=NOW)
    kept.refresh_from_db()
    assert kept.guest == first


def test_a_stay_elsewhere_and_an_erased_guest_are_refused(hotel, person):
    row, stay = review(hotel), StayFactory()
    with pytest.raises(OtherHousesStayError):
        reviewing.name_guest(row, guest=stay.guest, stay=stay, by=person, at=NOW)
    with pytest.raises(ErasedGuestError):
        reviewing.name_guest(row, guest=GuestFactory(erased_at=NOW), by=person, at=NOW)
    row.refresh_from_db()
    assert row.guest is None
