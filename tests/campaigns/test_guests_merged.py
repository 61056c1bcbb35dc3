"""Two profiles become one, and two again; a profile is erased: lists, facts and segments follow."""

from datetime import date

import pytest

from campaigns.facts import counting
from campaigns.models import GuestFacts, ListedGuest
from campaigns.segments.compiling import guests_of
from campaigns.segments.listing import guests_on
from guests.actions import merge_guests, undo_merge
from guests.merging import foreign_keys, relations
from guests.models import Merge
from tests.factories import GuestFactory, GuestListFactory, HotelFactory, StayFactory, UserFactory
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
ALL = {"all": []}


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def pair():
    return GuestFactory(), GuestFactory()


def stay(guest):
    return StayFactory(
        guest=guest, hotel=HotelFactory(), status="checked_out", arrival=date(2026, 5, 1), departure=date(2026, 5, 3)
    )


def count():
    counting.count_all(today=TODAY)


def on(listed):
    return set(guests_on(listed))


def test_a_list_names_the_survivor_and_both_again_when_it_is_undone(pair, by):
    survivor, absorbed = pair
    only, both = GuestListFactory(guests=[absorbed]), GuestListFactory(guests=[survivor, absorbed])
    count()

    merge_guests(survivor, absorbed=absorbed, by=by, at=NOON)
    count()
    assert (on(only), on(both)) == ({survivor}, {survivor})
    assert ListedGuest.objects.filter(list=both).count() == 2  # the other one waits for an undo

    undo_merge(Merge.objects.get(), by=by, at=NOON)
    count()
    assert (on(only), on(both)) == ({absorbed}, {survivor, absorbed})


def test_facts_are_the_survivors_and_each_ones_again(pair, by):
    survivor, absorbed = pair
    stay(survivor), stay(absorbed)
    count()

    merge_guests(survivor, absorbed=absorbed, by=by, at=NOON)
    count()
    assert list(GuestFacts.objects.filter(guest__in=pair).values_list("guest", "stays")) == [(survivor.pk, 2)]
    assert list(guests_of(ALL, today=TODAY).filter(pk__in=[one.pk for one in pair])) == [survivor]

    undo_merge(Merge.objects.get(), by=by, at=NOON)
    count()
    assert set(GuestFacts.objects.filter(guest__in=pair).values_list("guest", "stays")) == {
        (survivor.pk, 1),
        (absorbed.pk, 1),
    }


def test_who_is_erased_is_in_no_segment_and_on_no_list(pair):
    erased, other = pair
    listed = GuestListFactory(guests=pair)
    count()
    erased.erased_at = NOON
    erased.save()
    assert on(listed) == {other}  # before anything is counted

    count()
    assert not GuestFacts.objects.filter(guest=erased).exists()
    assert erased not in guests_of(ALL, today=TODAY)


def test_every_key_of_campaigns_to_a_guest_is_told_what_becomes_of_it():
    told = {f"{relation.model}.{relation.field}" for relation in relations()}
    ours = {name for name in foreign_keys() if name.startswith("campaigns.")}

    assert ours == {name for name in told if name.startswith("campaigns.")}
    assert ours >= {"campaigns.ListedGuest.guest", "campaigns.Enrolment.guest", "campaigns.GuestFacts.guest"}


def test_who_is_restricted_is_on_no_list_at_once(pair):
    restricted, other = pair
    listed = GuestListFactory(guests=pair)
    count()
    restricted.restricted_at = NOON
    restricted.save()

    assert on(listed) == {other}
