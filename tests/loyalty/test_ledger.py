"""The verbs of the ledger, one by one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyalty import ledger
from loyalty.models import LotUse, PointsEntry, Programme
from tests.factories import NOW, TODAY, MemberFactory, StayFactory

from .ledger_world import Kind, lots, posting, programme, proven, state

pytestmark = pytest.mark.django_db

TWO_YEARS_ON = date(2028, 11, 21)


@pytest.fixture
def member():
    return MemberFactory()


@pytest.fixture
def terms():
    return programme()


def test_credit_opens_a_lot_and_says_what_is_in_the_database(member, terms):
    entry = ledger.credit(
        posting(member, 200, Kind.BONUS, "welcome:1", reason="welcome", details={"a": 1}, qualifying=5), programme=terms
    )

    assert entry == PointsEntry.objects.get()
    stored = PointsEntry.objects.values().get()
    assert {name: getattr(entry, name) for name in stored} == stored
    assert state(member) == (200, 0)
    assert lots(member) == [(200, 200, TWO_YEARS_ON)]
    assert member.active_on == TODAY
    assert proven(member)


def test_the_same_credit_again_changes_nothing(member, terms):
    first = ledger.credit(posting(member, 200, key="a"), programme=terms)
    again = ledger.credit(posting(member, 200, key="a", on=TODAY + timedelta(days=3)), programme=terms)

    assert again == first
    assert again.on == TODAY
    assert state(member) == (200, 0)
    assert proven(member)


def test_a_credit_sent_again_later_is_no_activity(member):
    terms = programme(expiry=Programme.Expiry.ACTIVITY, expiry_months=3)
    wanted = posting(member, 200, key="a")
    ledger.credit(wanted, programme=terms)
    before = lots(member)
    ledger.credit(replace(wanted, on=TODAY + timedelta(days=60)), programme=terms)

    assert lots(member) == before == [(200, 200, date(2027, 2, 21))]


def test_of_lots_that_end_together_the_older_is_used_first_wherever_it_came_from(member, terms):
    """The transferred lot has the higher number, and is the older."""
    other = MemberFactory()
    yearly = programme(expiry=Programme.Expiry.YEAR_END, expiry_years=0)
    ledger.credit(posting(other, 50, on=TODAY - timedelta(days=30)), programme=yearly)
    ledger.credit(posting(member, 70), programme=yearly)
    ledger.transfer(other.pk, member.pk, points=None, cause=ledger.Cause("t", NOW, TODAY))
    ledger.debit(posting(member, 60, Kind.REDEEM), programme=yearly)

    assert [rest for _points, rest, _end in lots(member)] == [60, 0]
    assert proven(member, other)


@pytest.mark.parametrize(
    "other", [{"points": 201}, {"kind": Kind.BONUS}, {"qualifying": 1}, {"stay_id": 7}], ids=lambda other: str([*other])
)
def test_the_same_key_with_other_parameters_is_refused(member, terms, other):
    ledger.credit(posting(member, 200, key="a"), programme=terms)

    with pytest.raises(ledger.KeyReused):
        ledger.credit(posting(member, **{"points": 200, "key": "a"} | other), programme=terms)

    assert state(member) == (200, 0)


def test_the_same_key_of_another_member_is_another_posting(member, terms):
    other = MemberFactory()
    ledger.credit(posting(member, 200, key="a"), programme=terms)
    ledger.credit(posting(other, 300, key="a"), programme=terms)

    assert (state(member), state(other)) == ((200, 0), (300, 0))


@pytest.mark.parametrize("points", [0, -1])
def test_no_points_are_no_posting(member, points):
    with pytest.raises(ValueError, match="cannot be posted"):
        posting(member, points)


def test_verbs_post_their_own_kinds_alone(member, terms):
    with pytest.raises(ValueError, match="redeem"):
        ledger.credit(posting(member, 1, Kind.REDEEM), programme=terms)
    with pytest.raises(ValueError, match="earn"):
        ledger.debit(posting(member, 1, Kind.EARN), programme=terms)


# Expiry


@pytest.mark.parametrize(
    ("changed", "on", "expires_on"),
    [
        ({"expiry": Programme.Expiry.MONTHS, "expiry_months": 24}, TODAY, TWO_YEARS_ON),
        ({"expiry": Programme.Expiry.MONTHS, "expiry_months": 1}, date(2027, 1, 31), date(2027, 2, 28)),
        ({"expiry": Programme.Expiry.YEAR_END, "expiry_years": 0}, TODAY, date(2027, 1, 1)),
        ({"expiry": Programme.Expiry.YEAR_END, "expiry_years": 2}, TODAY, date(2029, 1, 1)),
        ({"expiry": Programme.Expiry.ACTIVITY, "expiry_months": 12}, TODAY, date(2027, 11, 21)),
        ({"expiry": Programme.Expiry.NEVER}, TODAY, None),
    ],
)
def test_points_hold_as_the_programme_says(member, changed, on, expires_on):
    ledger.credit(posting(member, 10, on=on), programme=programme(**changed))

    assert lots(member) == [(10, 10, expires_on)]


def test_activity_keeps_all_points_that_are_alive(member):
    terms = programme(expiry=Programme.Expiry.ACTIVITY, expiry_months=12)
    ledger.credit(posting(member, 10), programme=terms)
    ledger.credit(posting(member, 20, on=date(2027, 3, 1)), programme=terms)
    assert lots(member) == [(10, 10, date(2028, 3, 1)), (20, 20, date(2028, 3, 1))]

    ledger.debit(posting(member, 5, Kind.REDEEM, on=date(2027, 6, 1)), programme=terms)
    assert lots(member) == [(10, 5, date(2028, 6, 1)), (20, 20, date(2028, 6, 1))]

    ledger.debit(posting(member, 5, Kind.ADJUST, on=date(2027, 9, 1)), programme=terms)
    ledger.take_back(posting(member, 5, Kind.REVERSE, on=date(2027, 9, 1)), programme=terms)
    assert {end for _points, remaining, end in lots(member) if remaining} == {date(2028, 6, 1)}
    assert proven(member)


def test_activity_does_not_wake_points_that_are_dead(member):
    terms = programme(expiry=Programme.Expiry.ACTIVITY, expiry_months=12)
    ledger.credit(posting(member, 10), programme=terms)
    ledger.credit(posting(member, 20, on=date(2027, 11, 21)), programme=terms)

    assert lots(member) == [(10, 10, date(2027, 11, 21)), (20, 20, date(2028, 11, 21))]


# Debits


def test_debit_uses_what_expires_first_then_the_oldest_and_unexpiring_points_last(member):
    ledger.credit(posting(member, 10), programme=programme(expiry=Programme.Expiry.NEVER))
    for day, months in ((1, 12), (1, 6), (2, 12), (1, 12)):
        ledger.credit(posting(member, 10, on=date(2026, 12, day)), programme=programme(expiry_months=months))
    entry = ledger.debit(posting(member, 35, Kind.REDEEM), programme=programme())

    assert [remaining for _points, remaining, _end in lots(member)] == [10, 0, 0, 5, 0]
    assert sum(LotUse.objects.filter(entry=entry).values_list("points", flat=True)) == 35
    assert entry.points == -35
    assert proven(member)


def test_debit_beyond_the_balance_is_refused_and_the_transaction_goes_on(member, terms):
    ledger.credit(posting(member, 99), programme=terms)

    with pytest.raises(ledger.InsufficientPoints) as refused:
        ledger.debit(posting(member, 100, Kind.REDEEM), programme=terms)

    assert (refused.value.balance, refused.value.wanted) == (99, 100)
    assert state(member) == (99, 0)
    assert PointsEntry.objects.count() == 1


def test_debit_again_is_the_same_debit_even_when_nothing_is_left(member, terms):
    ledger.credit(posting(member, 100), programme=terms)
    first = ledger.debit(posting(member, 100, Kind.REDEEM, "redeem:1"), programme=terms)

    assert ledger.debit(posting(member, 100, Kind.REDEEM, "redeem:1"), programme=terms) == first
    with pytest.raises(ledger.KeyReused):
        ledger.debit(posting(member, 50, Kind.REDEEM, "redeem:1"), programme=terms)
    assert state(member) == (0, 0)


def test_points_whose_last_day_has_passed_cannot_be_spent(member):
    ledger.credit(posting(member, 100), programme=programme(expiry_months=1))
    ledger.credit(posting(member, 30), programme=programme(expiry_months=2))
    first_day_without = date(2026, 12, 21)

    with pytest.raises(ledger.InsufficientPoints) as refused:
        ledger.debit(posting(member, 31, Kind.REDEEM, on=first_day_without), programme=programme())
    assert refused.value.balance == 30
    assert PointsEntry.objects.filter(kind=Kind.EXPIRE).count() == 0

    ledger.debit(posting(member, 30, Kind.REDEEM, on=first_day_without), programme=programme())
    assert list(PointsEntry.objects.order_by("pk").values_list("kind", "points", "key"))[2:3] == [
        (Kind.EXPIRE, -100, "expire:2026-12-21:1")
    ]
    assert state(member) == (0, 0)
    assert proven(member)


def test_the_last_day_is_a_day_with_points(member):
    ledger.credit(posting(member, 100), programme=programme(expiry_months=1))
    ledger.debit(posting(member, 100, Kind.REDEEM, on=date(2026, 12, 20)), programme=programme())

    assert proven(member)


# Taking back


def test_take_back_begins_with_what_the_stay_earned(member, terms):
    stay, other = StayFactory(), StayFactory()
    ledger.credit(posting(member, 50, stay_id=other.pk), programme=terms)
    ledger.credit(posting(member, 50, stay_id=stay.pk), programme=terms)
    ledger.take_back(posting(member, 70, Kind.REVERSE, stay_id=stay.pk), programme=terms)

    assert [remaining for _points, remaining, _end in lots(member)] == [30, 0]
    assert proven(member)


def test_what_is_taken_back_beyond_the_balance_is_owed_and_earned_off_first(member, terms):
    ledger.credit(posting(member, 50), programme=terms)
    ledger.take_back(posting(member, 80, Kind.REVERSE), programme=terms)
    assert state(member) == (0, 30)

    with pytest.raises(ledger.InsufficientPoints):
        ledger.debit(posting(member, 1, Kind.REDEEM), programme=terms)

    ledger.credit(posting(member, 20), programme=terms)
    assert state(member) == (0, 10)
    ledger.credit(posting(member, 25), programme=terms)
    assert state(member) == (15, 0)
    assert lots(member)[1:] == [(20, 0, TWO_YEARS_ON), (25, 15, TWO_YEARS_ON)]
    assert proven(member)


# Reversals


def undo(entry, key="", on=TODAY):
    return ledger.reverse(entry, key=key or f"reverse:{entry.pk}", at=NOW, on=on, by_id=None, programme=programme())


def test_reversed_debit_returns_to_the_same_lots(member, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=6))
    ledger.credit(posting(member, 50), programme=terms)
    before = lots(member)
    spent = ledger.debit(posting(member, 70, Kind.REDEEM, qualifying=3), programme=terms)
    back = undo(spent)

    assert lots(member) == before
    assert (back.points, back.kind, back.reverses_id, back.qualifying) == (70, Kind.REVERSE, spent.pk, -3)
    assert sorted(LotUse.objects.filter(entry=back).values_list("points", flat=True)) == [-50, -20]
    assert proven(member)


def test_reversed_debit_pays_the_debt_first_from_what_expires_first(member, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=6))
    earned = ledger.credit(posting(member, 50), programme=terms)
    spent = ledger.debit(posting(member, 100, Kind.REDEEM), programme=terms)
    undo(earned)
    assert state(member) == (0, 50)

    undo(spent)
    assert state(member) == (50, 0)
    assert [remaining for _points, remaining, _end in lots(member)] == [0, 50]
    assert proven(member)


def test_reversed_debit_gives_dead_points_back_and_they_die_again(member):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=1))
    spent = ledger.debit(posting(member, 50, Kind.REDEEM), programme=programme())
    undo(spent, on=date(2027, 3, 1))
    assert state(member) == (50, 0)

    with pytest.raises(ledger.InsufficientPoints):
        ledger.debit(posting(member, 50, Kind.REDEEM, on=date(2027, 3, 1)), programme=programme())
    assert proven(member)


def test_reversed_credit_claws_back_its_own_lot_first(member, terms):
    ledger.credit(posting(member, 50), programme=programme(expiry_months=6))
    earned = ledger.credit(posting(member, 40), programme=terms)
    undo(earned)

    assert [remaining for _points, remaining, _end in lots(member)] == [50, 0]
    assert proven(member)


def test_an_entry_is_reversed_once(member, terms):
    earned = ledger.credit(posting(member, 50), programme=terms)
    back = undo(earned)

    assert undo(earned) == back
    with pytest.raises(ledger.AlreadyReversed):
        undo(earned, key="another")
    with pytest.raises(ledger.KeyReused):
        undo(ledger.credit(posting(member, 50), programme=terms), key=back.key)
    with pytest.raises(ledger.NotReversible):
        undo(back)
    assert state(member) == (50, 0)
