"""Thirty and seven days before points expire a row says so, once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guests.actions import merge_guests, undo_merge
from loyalty import ledger
from loyalty.actions.expiring import expire_points, warn
from loyalty.models import ExpiryNotice, Member
from loyalty.tasks import warn_of_expiry
from tests.factories import NOW, TODAY, MemberFactory, UserFactory

from .ledger_world import Kind, posting, programme

pytestmark = pytest.mark.django_db

ENDS = date(2028, 11, 21)  # of points that came in today, after 24 months


@pytest.fixture
def member():
    row = MemberFactory()
    ledger.credit(posting(row, 100), programme=programme())
    return row


def noon(days: int) -> datetime:
    """So many days before the points are over."""
    return datetime.combine(ENDS - timedelta(days=days), NOW.timetz())


def notices(**which: Any) -> list[tuple[int, date, int]]:
    rows = ExpiryNotice.objects.filter(**which).order_by("pk")
    return list(rows.values_list("ahead", "expires_on", "points"))


# When


@pytest.mark.parametrize(
    ("days", "ahead"),
    [(31, []), (30, [30]), (29, [30]), (8, [30]), (7, [7]), (5, [7]), (1, [7]), (0, []), (-1, [])],
)
def test_each_turn_lasts_until_the_next(member, days, ahead):
    assert warn(at=noon(days)) == len(ahead)
    assert notices() == [(turn, ENDS, 100) for turn in ahead]


def test_the_same_hour_and_the_next_day_warn_nobody_again(member):
    assert [warn(at=noon(days)) for days in (30, 30, 29, 8, 7, 7, 1)] == [1, 0, 0, 0, 1, 0, 0]
    assert [row.at for row in ExpiryNotice.objects.order_by("pk")] == [noon(30), noon(7)]


def test_the_day_is_the_programmes(member):
    midnight = datetime(2028, 10, 21, 16, tzinfo=NOW.tzinfo)  # of the 22nd in Shanghai, 30 days ahead

    assert warn(at=midnight - timedelta(minutes=1)) == 0
    assert warn(at=midnight) == 1


def test_the_clock_asks(member, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(30))

    warn_of_expiry()

    assert notices() == [(30, ENDS, 100)]


# Of which points


def test_points_of_one_day_are_one_notice_and_of_two_days_two(member):
    ledger.credit(posting(member, 20), programme=programme())
    ledger.credit(posting(member, 7, on=TODAY + timedelta(days=1)), programme=programme())

    warn(at=noon(20))

    assert notices() == [(30, ENDS, 120), (30, ENDS + timedelta(days=1), 7)]


def test_two_turns_at_once_for_two_ends(member):
    ledger.credit(posting(member, 7, on=TODAY + timedelta(days=5)), programme=programme())

    assert warn(at=noon(7)) == 2
    assert set(notices()) == {(7, ENDS, 100), (30, ENDS + timedelta(days=5), 7)}


def test_points_that_never_expire_are_no_matter():
    ledger.credit(posting(MemberFactory(), 100), programme=programme(expiry="never"))

    assert [warn(at=noon(days)) for days in (30, 7)] == [0, 0]


def test_points_spent_meanwhile_are_not_warned_of(member):
    ledger.debit(posting(member, 40, Kind.REDEEM, on=ENDS - timedelta(days=31)), programme=programme())
    warn(at=noon(30))
    ledger.debit(posting(member, 60, Kind.REDEEM, on=ENDS - timedelta(days=20)), programme=programme())
    warn(at=noon(7))

    assert notices() == [(30, ENDS, 60)]


def test_a_longer_life_is_another_notice():
    member, alive = MemberFactory(), programme(expiry="activity", expiry_months=24)
    ledger.credit(posting(member, 100), programme=alive)
    warn(at=noon(30))
    stayed = ENDS - timedelta(days=10)
    ledger.credit(posting(member, 1, on=stayed), programme=alive)

    assert warn(at=noon(7)) == 0
    later = date(2030, 11, 11)
    assert warn(at=datetime.combine(later - timedelta(days=30), NOW.timetz())) == 1
    assert notices() == [(30, ENDS, 100), (30, later, 101)]


def test_expired_points_are_gone_without_a_word(member):
    expire_points(at=noon(0))

    assert warn(at=noon(7)) == 0


# Whose


def test_a_closed_account_is_not_warned(member):
    Member.objects.filter(pk=member.pk).update(closed_on=TODAY)

    assert warn(at=noon(30)) == 0


def test_of_joined_accounts_the_one_that_stands_is_warned(member):
    other, by = MemberFactory(), UserFactory()
    ledger.credit(posting(other, 50), programme=programme())
    record = merge_guests(member.guest, absorbed=other.guest, by=by, at=NOW)

    assert warn(at=noon(30)) == 1
    assert notices(member=member) == [(30, ENDS, 150)]

    undo_merge(record, by=by, at=noon(20))
    assert warn(at=noon(20)) == 1
    assert notices(member=other) == [(30, ENDS, 50)]
    assert warn(at=noon(7)) == 2


def test_a_notice_stays_with_its_account(member):
    other = MemberFactory()
    warn(at=noon(30))
    merge_guests(other.guest, absorbed=member.guest, by=UserFactory(), at=noon(29))

    assert warn(at=noon(29)) == 1
    assert [notices(member=row) for row in (member, other)] == [[(30, ENDS, 100)]] * 2


# How


def _more(count: int) -> None:
    members = MemberFactory.create_batch(count)
    ledger.post_batch([posting(row, 10) for row in members], programme=programme())


@pytest.mark.parametrize("count", [1, 30])
def test_one_statement_for_however_many(count):
    _more(count)

    with CaptureQueriesContext(connection) as asked:
        assert warn(at=noon(30)) == count

    assert len(asked.captured_queries) == 2  # the programme, and all notices


def test_open_lots_are_found_by_their_end(member):
    # Of a few rows any index over open lots is as quick.
    ledger.post_batch([posting(member, 1) for _lot in range(2_000)], programme=programme())
    with CaptureQueriesContext(connection) as asked:
        warn(at=noon(30))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE loyalty_pointslot")
        # Without a figure of how many there are, those may seem the quickest.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off")
        cursor.execute(f"EXPLAIN {asked.captured_queries[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "pointslot_due" in plan
    assert "Seq Scan" not in plan


def test_the_database_refuses_a_second_one_and_a_change(member):
    warn(at=noon(30))
    row = ExpiryNotice.objects.get()
    with pytest.raises(DatabaseError, match="Cannot update or delete rows"), transaction.atomic():
        ExpiryNotice.objects.update(points=1)
    row.pk = None
    with pytest.raises(IntegrityError, match="expirynotice_once"):
        row.save(force_insert=True)
