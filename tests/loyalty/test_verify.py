"""`manage.py verify` says that all is well, and fails loudly when one row of it is not."""

import io

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection

from hotelcrm.audit.invariants import SHOWN, invariants
from loyalty import ledger
from loyalty.models import LotUse, Member, PointsEntry, PointsLot
from tests.factories import NOW, TODAY, MemberFactory

from .ledger_world import Kind, posting, programme

pytestmark = pytest.mark.django_db


def verify():
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify", stdout=out, stderr=err)
    except SystemExit as exit_:
        return exit_.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def members():
    """Two with a past: points earned, spent, taken back, expired, transferred."""
    one, two = MemberFactory(), MemberFactory()
    terms = programme()
    for member in (one, two):
        ledger.credit(posting(member, 100), programme=terms)
        spent = ledger.debit(posting(member, 60, Kind.REDEEM), programme=terms)
        ledger.reverse(spent, key="r", at=NOW, on=TODAY, by_id=None, reason="", programme=terms)
        ledger.debit(posting(member, 30, Kind.REDEEM), programme=terms)
    ledger.transfer(one.pk, two.pk, points=20, cause=ledger.Cause("t", NOW, TODAY))
    ledger.take_back(posting(one, 500, Kind.REVERSE), programme=terms)
    return one, two


def test_all_is_well(members):
    code, out, err = verify()

    assert (code, err) == (0, "")
    assert out.count("OK ") == len(invariants()) > 10


def plant(sql, *args):
    """Past every guard: no trigger and no check."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, args)


def drop_check(table, name):
    plant(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


ERRORS = {
    "a balance that nobody posted": (
        "UPDATE loyalty_member SET balance = balance + 1 WHERE balance > 0",
        {"balance_is_entries", "balance_is_lots"},
    ),
    "an entry changed afterwards": (
        "UPDATE loyalty_pointsentry SET points = points + 1 WHERE kind = 'earn'",
        {"balance_is_entries"},
    ),
    "an entry removed": (
        "DELETE FROM loyalty_pointsentry WHERE kind = 'transfer' AND points > 0",
        {"balance_is_entries", "lots_belong_to_entries", "transfers_add_up"},
    ),
    "a lot emptied without a use": (
        "UPDATE loyalty_pointslot SET remaining = remaining - 1 WHERE remaining > 0",
        {"balance_is_lots", "lots_are_used_as_written"},
    ),
    "a lot of somebody else": (
        "UPDATE loyalty_pointslot l SET member_id = (SELECT max(id) FROM loyalty_member) WHERE remaining = 0",
        {"lots_belong_to_entries", "uses_belong_to_one_member"},
    ),
    "a use removed": ("DELETE FROM loyalty_lotuse WHERE points < 0", {"lots_are_used_as_written"}),
    "half a reversal": (
        "UPDATE loyalty_pointsentry SET points = points - 1 WHERE reverses_id IS NOT NULL",
        {"balance_is_entries", "reversals_undo_the_whole"},
    ),
    "points left in a joined account": (
        "UPDATE loyalty_member m SET merged_into_id = (SELECT min(id) FROM loyalty_member) WHERE balance > 0",
        {"joined_accounts_are_empty", "accounts_follow_their_guests"},
    ),
}


@pytest.mark.parametrize("what", ERRORS)
def test_a_planted_error_is_found(members, what):
    sql, expected = ERRORS[what]
    if what.startswith("an entry removed"):
        drop_check("loyalty_pointslot", foreign_key("loyalty_pointslot", "entry_id"))
    plant(sql)
    code, out, err = verify()

    found = {line.split("loyalty.")[1].split(":")[0] for line in out.splitlines() if line.startswith("BROKEN")}
    assert code == 1
    assert found - {"uses_belong_to_one_member"} == expected - {"uses_belong_to_one_member"}
    assert err.strip() == f"{len(found)} broken."


def foreign_key(table, column):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return next(name for name, facts in constraints.items() if facts["foreign_key"] and facts["columns"] == [column])


def test_a_balance_below_zero_is_found(members):
    drop_check("loyalty_member", "member_balance_not_negative")
    Member.objects.filter(pk=members[1].pk).update(balance=-5)

    code, out, _err = verify()
    assert code == 1
    assert f"member={members[1].pk} balance=-5 debt=0" in out


def test_so_many_rows_are_shown(members):
    MemberFactory.create_batch(SHOWN + 5, balance=7)

    _code, out, _err = verify()
    assert f"BROKEN ({SHOWN + 5:,}) loyalty.balance_is_lots" in out
    assert out.count("balance=7 lots=0") == SHOWN
    assert "and 5 more" in out


# What the database itself refuses


@pytest.mark.parametrize("model", [PointsEntry, LotUse])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET points = points", "DELETE FROM {}", "TRUNCATE {} CASCADE"], ids=lambda text: text[:6]
)
def test_entries_and_uses_are_never_changed(members, model, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"Cannot (update or delete|truncate) rows"):
            cursor.execute(statement.format(model._meta.db_table))


def test_a_lot_cannot_hold_more_than_it_was_given(members):
    lot = PointsLot.objects.order_by("pk").first()
    with pytest.raises(IntegrityError, match="pointslot_remaining_within"):
        PointsLot.objects.filter(pk=lot.pk).update(remaining=lot.points + 1)
