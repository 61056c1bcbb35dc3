"""Points between two members, to many, and from many."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty import ledger
from loyalty.ledger import accounts
from loyalty.models import PointsEntry, Programme
from tests.factories import NOW, TODAY, MemberFactory

from .ledger_world import Kind, lots, posting, programme, proven, state

pytestmark = pytest.mark.django_db

LATER = date(2027, 3, 1)


@pytest.fixture
def member():
    return MemberFactory()


@pytest.fixture
def other():
    return MemberFactory()


@pytest.fixture
def terms():
    return programme()


def cause(key="merge:1", on=TODAY):
    return ledger.Cause(key, NOW, on)


# Transfers


def test_transfer_keeps_the_end_of_the_points(member, other, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry=Programme.Expiry.NEVER))
    ledger.credit(posting(member, 50), programme=programme(expiry_months=6))
    ledger.credit(posting(member, 50), programme=terms)
    pair = ledger.transfer(member.pk, other.pk, points=70, cause=cause())

    assert pair is not None
    out, into = pair
    assert (out.points, into.points, out.key, into.key) == (-70, 70, "merge:1:out", "merge:1:in")
    assert lots(other) == [(50, 50, date(2027, 5, 21)), (20, 20, date(2028, 11, 21))]
    assert (state(member), state(other)) == ((80, 0), (70, 0))
    assert proven(member, other)


def test_the_same_transfer_again_changes_nothing(member, other, terms):
    ledger.credit(posting(member, 50), programme=terms)
    pair = ledger.transfer(member.pk, other.pk, points=20, cause=cause())

    assert ledger.transfer(member.pk, other.pk, points=20, cause=cause()) == pair
    assert ledger.transfer(member.pk, other.pk, points=None, cause=cause()) == pair
    with pytest.raises(ledger.KeyReused):
        ledger.transfer(member.pk, other.pk, points=21, cause=cause())
    assert (state(member), state(other)) == ((30, 0), (20, 0))


def test_transfer_beyond_the_balance_is_refused(member, other, terms):
    ledger.credit(posting(member, 50), programme=terms)

    with pytest.raises(ledger.InsufficientPoints):
        ledger.transfer(member.pk, other.pk, points=51, cause=cause())
    with pytest.raises(ValueError, match="within one account"):
        ledger.transfer(member.pk, member.pk, points=1, cause=cause())
    assert ledger.transfer(other.pk, member.pk, points=None, cause=cause()) is None
    assert (state(member), state(other)) == ((50, 0), (0, 0))


def test_dead_points_are_not_transferred(member, other, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=1))
    ledger.credit(posting(member, 20), programme=terms)
    ledger.transfer(member.pk, other.pk, points=None, cause=cause(on=LATER))

    assert (state(member), state(other)) == ((0, 0), (20, 0))
    assert proven(member, other)


def test_transferred_points_pay_the_receivers_debt(member, other, terms):
    ledger.take_back(posting(other, 30, Kind.REVERSE), programme=terms)
    ledger.credit(posting(member, 20), programme=programme(expiry_months=6))
    ledger.credit(posting(member, 50), programme=terms)
    ledger.transfer(member.pk, other.pk, points=None, cause=cause())

    assert state(other) == (40, 0)
    assert [remaining for _points, remaining, _end in lots(other)] == [0, 40]
    assert proven(member, other)


def test_untransfer_is_exact_when_nothing_happened(member, other, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=6))
    ledger.credit(posting(member, 50), programme=terms)
    ledger.credit(posting(other, 10), programme=terms)
    before = lots(member), lots(other)
    pair = ledger.transfer(member.pk, other.pk, points=None, cause=cause())
    back = ledger.untransfer(pair, cause=cause("unmerge:1"))

    assert lots(member) == before[0]
    assert lots(other)[:1] == before[1]
    assert (state(member), state(other)) == ((100, 0), (10, 0))
    assert ledger.untransfer(pair, cause=cause("unmerge:1")) == back
    assert (state(member), state(other)) == ((100, 0), (10, 0))
    assert proven(member, other)


def test_untransfer_leaves_what_was_spent_with_the_receiver(member, other, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=6))
    ledger.credit(posting(member, 50), programme=terms)
    pair = ledger.transfer(member.pk, other.pk, points=None, cause=cause())
    ledger.debit(posting(other, 60, Kind.REDEEM), programme=terms)
    ledger.untransfer(pair, cause=cause("unmerge:1"))

    assert [remaining for _points, remaining, _end in lots(member)] == [0, 40]
    assert (state(member), state(other)) == ((40, 0), (0, 0))
    assert proven(member, other)


def test_untransfer_brings_the_receivers_debt_back(member, other, terms):
    ledger.take_back(posting(other, 30, Kind.REVERSE), programme=terms)
    ledger.credit(posting(member, 100), programme=terms)
    before = lots(member)
    pair = ledger.transfer(member.pk, other.pk, points=None, cause=cause())
    assert state(other) == (70, 0)
    ledger.untransfer(pair, cause=cause("unmerge:1"))

    assert (state(member), state(other)) == ((100, 0), (0, 30))
    assert lots(member) == before
    assert proven(member, other)


def test_untransfer_of_what_has_died_gives_nothing(member, other):
    ledger.credit(posting(member, 100), programme=programme(expiry_months=1))
    pair = ledger.transfer(member.pk, other.pk, points=None, cause=cause())

    assert ledger.untransfer(pair, cause=cause("unmerge:1", on=LATER)) is None
    assert (state(member), state(other)) == ((0, 0), (0, 0))
    assert proven(member, other)


def test_a_debt_moves_and_comes_back(member, other, terms):
    ledger.take_back(posting(member, 80, Kind.REVERSE), programme=terms)
    ledger.credit(posting(other, 50), programme=terms)
    pair = ledger.transfer_debt(member.pk, other.pk, cause=cause("merge:1:debt"))
    assert (state(member), state(other)) == ((0, 0), (0, 30))
    assert proven(member, other)

    again = ledger.untransfer_debt(pair, cause=cause("unmerge:1:debt"), programme=terms)
    assert ledger.untransfer_debt(pair, cause=cause("unmerge:1:debt"), programme=terms) == again
    assert (state(member), state(other)) == ((0, 80), (50, 0))
    assert [remaining for _points, remaining, _end in lots(other)] == [50]
    assert proven(member, other)


def test_a_debt_that_was_earned_off_meanwhile_comes_back_as_points(member, other, terms):
    ledger.take_back(posting(member, 80, Kind.REVERSE), programme=terms)
    pair = ledger.transfer_debt(member.pk, other.pk, cause=cause("merge:1:debt"))
    ledger.credit(posting(other, 70), programme=terms)
    ledger.untransfer_debt(pair, cause=cause("unmerge:1:debt"), programme=terms)

    assert (state(member), state(other)) == ((0, 80), (70, 0))
    assert proven(member, other)


def test_no_debt_moves_nothing(member, other):
    assert ledger.transfer_debt(member.pk, other.pk, cause=cause()) is None


# Joined accounts


def test_late_postings_land_on_the_standing_account(member, other, terms):
    third = MemberFactory()
    ledger.credit(posting(member, 10, key="stay:1:0:1"), programme=terms)
    ledger.transfer(member.pk, other.pk, points=None, cause=cause())
    for absorbed, into in ((member, other), (other, third)):
        absorbed.merged_into = into
        absorbed.save()
    late = ledger.credit(posting(member, 5), programme=terms)

    assert late.member_id == third.pk
    assert ledger.credit(posting(third, 10, key="stay:1:0:1"), programme=terms).member_id == member.pk
    assert ledger.post_batch([posting(third, 10, key="stay:1:0:1"), posting(other, 7)], programme=terms) == 1
    assert state(third) == (12, 0)


def test_a_debit_of_a_joined_account_is_given_back_at_the_standing_one(member, other, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=6))
    spent = ledger.debit(posting(member, 40, Kind.REDEEM), programme=terms)
    ledger.transfer(member.pk, other.pk, points=None, cause=cause())
    member.merged_into = other
    member.save()
    back = ledger.reverse(spent, key="r", at=NOW, on=TODAY, by_id=None, programme=terms)

    assert back.member_id == other.pk
    assert lots(other) == [(10, 10, date(2027, 5, 21)), (40, 40, date(2027, 5, 21))]
    assert (state(member), state(other)) == ((0, 0), (50, 0))
    assert proven(member, other)


def test_locks_are_given_back_before_they_are_taken_in_another_order(member, other, monkeypatch):
    """`third` was joined meanwhile to `member`, whose id is the lowest: not to be waited for with `other` in hand."""
    third = MemberFactory(merged_into=member)
    monkeypatch.setattr(accounts, "JOINED", "SELECT id FROM loyalty_member WHERE id = ANY(%s::bigint[]) AND false")

    with CaptureQueriesContext(connection) as sent:
        held = accounts.lock_many([other.pk, third.pk])

    assert {asked: account.id for asked, account in held.items()} == {other.pk: other.pk, third.pk: member.pk}
    steps = [word for query in sent for word in ("FOR NO KEY UPDATE", "ROLLBACK TO") if word in query["sql"]]
    assert steps == ["FOR NO KEY UPDATE", "ROLLBACK TO", "FOR NO KEY UPDATE"]


def test_transferred_points_go_back_to_the_lots_they_came_from_whatever_their_numbers(member, other, terms):
    """The lot of the higher number is the older one and is used first."""
    yearly = programme(expiry=Programme.Expiry.YEAR_END, expiry_years=0)
    ledger.credit(posting(member, 10), programme=yearly)
    ledger.credit(posting(member, 20, on=date(2026, 5, 1)), programme=yearly)
    pair = ledger.transfer(member.pk, other.pk, points=25, cause=cause())
    assert [rest for _points, rest, _end in lots(member)] == [5, 0]
    ledger.debit(posting(other, 3, Kind.REDEEM), programme=yearly)
    ledger.untransfer(pair, cause=ledger.Cause("back", NOW, TODAY))

    assert [rest for _points, rest, _end in lots(member)] == [10, 17]
    assert proven(member, other)


# Batches


@pytest.mark.parametrize("expiry", Programme.Expiry.values)
def test_a_batch_does_what_its_postings_would_do_one_by_one(expiry):
    terms = programme(expiry=expiry, expiry_months=12)
    rows = [(0, 100, TODAY), (1, 50, TODAY), (0, 30, LATER), (1, 10, TODAY), (1, 70, LATER), (2, 5, TODAY)]
    ends = []
    for together in (True, False):
        members = [MemberFactory() for _n in range(3)]
        for member, debt in zip(members, (0, 80, 1000), strict=True):
            ledger.take_back(posting(member, debt, Kind.REVERSE), programme=terms) if debt else None
        postings = [posting(members[n], points, Kind.BONUS, on=on) for n, points, on in rows]
        if together:
            assert ledger.post_batch(postings, programme=terms) == len(rows)
        else:
            for row in postings:
                ledger.credit(row, programme=terms)
        assert proven(*members)
        ends.append([(state(member), lots(member), member.active_on) for member in members])

    assert ends[0] == ends[1]


def test_a_batch_again_posts_nothing(member, other, terms):
    rows = [posting(member, 10, key="a"), posting(other, 20, key="a"), posting(member, 10, key="a")]

    assert ledger.post_batch(rows, programme=terms) == 2
    assert ledger.post_batch([*rows, posting(member, 1)], programme=terms) == 1
    assert (state(member), state(other)) == ((11, 0), (20, 0))


@pytest.mark.parametrize("is_posted", [True, False])
def test_a_batch_with_a_key_used_otherwise_posts_nothing(member, terms, is_posted):
    first = [posting(member, 10, key="a")]
    if is_posted:
        ledger.post_batch(first, programme=terms)
        first = []

    with pytest.raises(ledger.KeyReused):
        ledger.post_batch([posting(member, 5), *first, posting(member, 11, key="a")], programme=terms)
    assert state(member) == (10 if is_posted else 0, 0)


def test_a_batch_takes_nothing(member, terms):
    with pytest.raises(ValueError, match="takes none"):
        ledger.post_batch([posting(member, 10, Kind.REDEEM)], programme=terms)


# Expiry


def test_expiry_takes_what_is_due_and_nothing_else():
    members = [MemberFactory() for _n in range(3)]
    for member in members[:2]:
        for months in (1, 2, 24):
            ledger.credit(posting(member, 10 * months), programme=programme(expiry_months=months))
    ledger.debit(posting(members[0], 5, Kind.REDEEM), programme=programme())
    on = date(2027, 1, 21)

    assert ledger.expire_due(date(2026, 12, 20), at=NOW) == ledger.Expired()
    assert ledger.expire_due(on, at=NOW, batch=1) == ledger.Expired(members=2, lots=4, points=55)
    assert ledger.expire_due(on, at=NOW) == ledger.Expired()
    assert [state(member) for member in members] == [(240, 0), (240, 0), (0, 0)]
    assert list(PointsEntry.objects.filter(kind=Kind.EXPIRE).order_by("pk").values_list("points", "key", "on")) == [
        (-25, "expire:2027-01-21:1", on),
        (-30, "expire:2027-01-21:1", on),
    ]
    assert proven(*members)


def test_what_is_given_back_to_a_dead_lot_dies_again_on_the_same_day(member, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=1))
    spent = ledger.debit(posting(member, 30, Kind.REDEEM), programme=terms)
    ledger.expire_due(LATER, at=NOW)
    ledger.reverse(spent, key="r", at=NOW, on=LATER, by_id=None, programme=terms)
    assert state(member) == (30, 0)

    assert ledger.expire_due(LATER, at=NOW).points == 30
    assert set(PointsEntry.objects.filter(kind=Kind.EXPIRE).values_list("key", flat=True)) == {
        "expire:2027-03-01:1",
        "expire:2027-03-01:2",
    }
    assert proven(member)


def test_one_by_one_and_all_at_once_expire_the_same(terms):
    ends = []
    for together in (True, False):
        member = MemberFactory()
        for months in (1, 2, 3, 24):
            ledger.credit(posting(member, 10), programme=programme(expiry_months=months))
        if together:
            ledger.expire_due(date(2027, 1, 21), at=NOW)
        ledger.debit(posting(member, 5, Kind.REDEEM, on=date(2027, 1, 21)), programme=terms)
        entries = PointsEntry.objects.filter(member=member).order_by("pk").values_list("kind", "points")
        ends.append((lots(member), list(entries)))
        assert proven(member)

    assert ends[0] == ends[1]
