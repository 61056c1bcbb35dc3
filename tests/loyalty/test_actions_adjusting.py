"""Points by hand: at once within the limit, with a second pair of eyes above it, never twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from guests.actions import merge_guests
from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions import adjusting
from loyalty.models import Adjustment, AdjustmentLimit, Member, PointsEntry
from tests.factories import NOW, HotelFactory, MemberFactory, MembershipFactory, staff
from tests.loyalty.ledger_world import posting, programme, proven, state

pytestmark = pytest.mark.django_db
State = Adjustment.State


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def member(hotel):
    return MemberFactory(hotel=hotel)


@pytest.fixture
def author(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


def adjust(member, hotel, by, points, *, key="form", reason="Bill posted late"):
    return adjusting.adjust(member, points=points, reason=reason, key=key, by=by, at=NOW, hotel=hotel)


def test_within_the_limit_it_is_posted_at_once(member, hotel, author):
    row = adjust(member, hotel, author, 2_000)

    entry = PointsEntry.objects.get(member=member)
    assert (row.state, row.needed_approval, row.entry) == (State.POSTED, False, entry)
    assert (entry.kind, entry.points, entry.by, entry.qualifying) == ("adjust", 2_000, author, 0)
    assert (entry.reason, entry.details) == ("", {"adjustment": row.pk})  # no erasure reaches an entry
    assert state(member) == (2_000, 0)
    assert proven(member)


def test_above_the_limit_it_waits_and_moves_nothing(member, hotel, author):
    row = adjust(member, hotel, author, 2_001)

    assert (row.state, row.needed_approval, row.entry) == (State.WAITING, True, None)
    assert state(member) == (0, 0)


def test_many_small_ones_of_a_month_add_up_to_a_large_one(member, hotel, author):
    adjust(member, hotel, author, 1_500, key="a")
    adjust(member, hotel, author, -400, key="b")

    within, above = adjust(member, hotel, author, 100, key="c"), adjust(member, hotel, author, 1, key="d")

    assert (within.state, above.state) == (State.POSTED, State.WAITING)
    assert adjusting.left_alone(member, by=author, at=NOW, hotel=hotel) == 0


def test_what_others_posted_was_approved_long_ago_or_of_another_member_does_not_count(member, hotel, author, manager):
    adjust(member, hotel, manager, 9_000, key="a")
    adjusting.approve(adjust(member, hotel, author, 5_000, key="b"), by=manager, at=NOW)
    adjust(MemberFactory(hotel=hotel), hotel, author, 2_000, key="c")
    old = adjust(member, hotel, author, 2_000, key="d")
    Adjustment.objects.filter(pk=old.pk).update(at=NOW - timedelta(days=30))

    assert adjust(member, hotel, author, 2_000, key="e").state == State.POSTED


def test_what_was_posted_to_an_account_joined_to_this_one_counts(member, hotel, author):
    other = MemberFactory(hotel=hotel)
    adjust(other, hotel, author, 2_000)
    merge_guests(member.guest, absorbed=other.guest, by=author, at=NOW)

    assert adjust(member, hotel, author, 1, key="b").state == State.WAITING


def test_a_manager_has_a_limit_as_well(member, hotel, manager):
    adjust(member, hotel, manager, 10_000, key="a")

    assert adjust(member, hotel, manager, 1, key="b").state == State.WAITING


def test_the_best_role_at_this_hotel_counts_and_no_other(member, hotel, author):
    MembershipFactory(user=author, hotel=HotelFactory(), role=Role.MANAGER)
    assert adjusting.limit_of(author, hotel) == 2_000

    MembershipFactory(user=author, hotel=hotel, role=Role.MANAGER)
    assert adjusting.limit_of(author, hotel) == 10_000


def test_a_role_that_may_not_adjust_lends_no_limit(hotel):
    AdjustmentLimit.objects.create(role=Role.FRONT_DESK, points=500)

    assert adjusting.limit_of(staff(Role.FRONT_DESK, hotel), hotel) == 0


def test_taking_more_than_there_is_is_refused_with_a_sentence(member, hotel, author):
    adjust(member, hotel, author, 300)

    with pytest.raises(ledger.InsufficientPoints, match="400 points are wanted, 300 are there"):
        adjust(member, hotel, author, -400, key="other")

    assert state(member) == (300, 0)
    assert Adjustment.objects.count() == 1


def test_a_large_debit_beyond_the_balance_does_not_even_wait(member, hotel, author):
    with pytest.raises(ledger.InsufficientPoints):
        adjust(member, hotel, author, -50_000)

    assert not Adjustment.objects.exists()


def test_points_are_taken(member, hotel, author):
    adjust(member, hotel, author, 300)

    assert adjust(member, hotel, author, -100, key="other").entry.points == -100
    assert state(member) == (200, 0)
    assert proven(member)


def test_zero_is_refused(member, hotel, author):
    with pytest.raises(adjusting.MovesNothing):
        adjust(member, hotel, author, 0)


def test_the_same_form_twice_posts_once(member, hotel, author):
    first, second = adjust(member, hotel, author, 300), adjust(member, hotel, author, 300)

    assert first == second
    assert state(member) == (300, 0)


def test_the_same_form_with_other_contents_is_refused(member, hotel, author):
    adjust(member, hotel, author, 300)

    with pytest.raises(adjusting.SentDifferently):
        adjust(member, hotel, author, 301)


def test_a_closed_membership_moves_no_more(member, hotel, author):
    member.closed_on = NOW.date()
    member.save()

    with pytest.raises(adjusting.MembershipOver):
        adjust(member, hotel, author, 10)


def test_the_timeline_tells_what_was_posted_and_not_why(member, hotel, author):
    row = adjust(member, hotel, author, 300)

    told = Touchpoint.objects.get(guest=member.guest, kind=Touchpoint.Kind.LOYALTY)
    assert told.details == {"what": "points", "points": 300, "adjustment": row.pk}


# The second pair of eyes


def test_another_manager_approves_and_it_is_posted_in_the_authors_name(member, hotel, author, manager):
    row = adjusting.approve(adjust(member, hotel, author, 5_000), by=manager, at=NOW)

    assert (row.state, row.decided_by, row.entry.by) == (State.POSTED, manager, author)
    assert state(member) == (5_000, 0)
    assert proven(member)


def test_nobody_approves_or_refuses_an_own_request(member, hotel, manager):
    row = adjust(member, hotel, manager, 10_001)

    with pytest.raises(adjusting.OwnRequest):
        adjusting.approve(row, by=manager, at=NOW)
    with pytest.raises(adjusting.OwnRequest):
        adjusting.refuse(row, note="no", by=manager, at=NOW)

    assert state(member) == (0, 0)


def test_the_database_refuses_it_too(member, hotel, author, manager):
    row = adjust(member, hotel, author, 5_000)
    entry = ledger.credit(posting(member, 5_000, "adjust"), programme=programme())

    with pytest.raises(IntegrityError, match="adjustment_four_eyes"), transaction.atomic():
        Adjustment.objects.filter(pk=row.pk).update(state="posted", decided_by=author, entry=entry)


def test_approving_twice_posts_once(member, hotel, author, manager):
    row = adjust(member, hotel, author, 5_000)

    adjusting.approve(row, by=manager, at=NOW)
    adjusting.approve(row, by=manager, at=NOW)

    assert state(member) == (5_000, 0)


def test_the_second_manager_is_told_who_was_first(member, hotel, author, manager):
    row = adjust(member, hotel, author, 5_000)
    adjusting.approve(row, by=manager, at=NOW)

    with pytest.raises(adjusting.AlreadyDecided, match=f"{manager} was there before you: posted"):
        adjusting.refuse(row, note="no", by=staff(Role.MANAGER, hotel), at=NOW)


def test_what_was_refused_or_withdrawn_is_not_posted_any_more(member, hotel, author, manager):
    refused = adjusting.refuse(adjust(member, hotel, author, 5_000), note="No receipt", by=manager, at=NOW)
    withdrawn = adjusting.withdraw(adjust(member, hotel, author, 6_000, key="b"), by=author, at=NOW)

    for row in (refused, withdrawn):
        with pytest.raises(adjusting.AlreadyDecided):
            adjusting.approve(row, by=manager, at=NOW)
    assert (refused.note, withdrawn.state) == ("No receipt", State.WITHDRAWN)
    assert state(member) == (0, 0)


def test_only_the_author_withdraws(member, hotel, author, manager):
    with pytest.raises(adjusting.NotTheAuthor):
        adjusting.withdraw(adjust(member, hotel, author, 5_000), by=manager, at=NOW)


def test_points_gone_meanwhile_leave_it_waiting(member, hotel, author, manager):
    adjusting.approve(adjust(member, hotel, author, 5_000), by=manager, at=NOW)
    row = adjust(member, hotel, author, -5_000, key="b")
    ledger.debit(posting(member, 1, "redeem"), programme=programme())

    with pytest.raises(ledger.InsufficientPoints):
        adjusting.approve(row, by=manager, at=NOW)

    row.refresh_from_db()
    assert (row.state, row.decided_by) == (State.WAITING, None)


@pytest.mark.parametrize(
    ("over", "refusal"), [("closed_on", adjusting.MembershipOver), ("merged_into", adjusting.JoinedMeanwhile)]
)
def test_an_account_that_is_over_meanwhile_leaves_it_waiting(member, hotel, author, manager, over, refusal):
    row = adjust(member, hotel, author, 5_000)
    Member.objects.filter(pk=member.pk).update(**{over: NOW.date() if over == "closed_on" else MemberFactory()})

    with pytest.raises(refusal):
        adjusting.approve(row, by=manager, at=NOW)

    row.refresh_from_db()
    assert row.state == State.WAITING
