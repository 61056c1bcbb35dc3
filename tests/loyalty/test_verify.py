"""`manage.py verify` says that all is well, and fails loudly when one row of it is not."""

import io

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection

from hotelcrm.accounts.models import Role
from hotelcrm.audit.invariants import SHOWN, invariants
from loyalty import ledger
from loyalty.actions import adjusting, rewards, vouchers
from loyalty.models import LotUse, Member, PointsEntry, PointsLot
from tests.factories import NOW, TODAY, HotelFactory, MemberFactory, RewardFactory, staff

from .ledger_world import Kind, posting, programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_planned_once")]


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
        ledger.reverse(spent, key="r", at=NOW, on=TODAY, by_id=None, programme=terms)
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
    "a lot of more points than its entry": (
        "UPDATE loyalty_pointslot SET points = points + 1 WHERE remaining > 0",
        {"lots_given_are_points_given", "lots_are_used_as_written"},
    ),
    "a use of somebody else's lot": (
        "UPDATE loyalty_lotuse SET member_id = (SELECT max(id) FROM loyalty_member)",
        {"uses_belong_to_one_member"},
    ),
    "a stay that fails each time": (
        "INSERT INTO loyalty_settlementdue (stay_id, since, failures) VALUES (1, now(), 5), (2, now(), 4)",
        {"stays_can_be_reckoned"},
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
    broken(expected)


def broken(expected):
    """Exactly these are told to be broken, and the command fails."""
    code, out, err = verify()

    found = {line.split("loyalty.")[1].split(":")[0] for line in out.splitlines() if line.startswith("BROKEN")}
    assert code == 1
    assert found == expected
    assert err.strip() == f"{len(found)} broken."


def foreign_key(table, column):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return next(name for name, facts in constraints.items() if facts["foreign_key"] and facts["columns"] == [column])


# What was bought and adjusted


@pytest.fixture
def house(members):
    """A reward bought, one given back, a voucher taken in, one void, an adjustment approved and one posted at once."""
    hotel = HotelFactory()
    author, manager = staff(Role.GUEST_RELATIONS, hotel), staff(Role.MANAGER, hotel)
    member, reward, facts = MemberFactory(), RewardFactory(points=10), {"by": author, "at": NOW, "hotel": hotel}
    waiting = adjusting.adjust(member, points=5_000, reason="x", key="much", **facts)
    adjusting.approve(waiting, by=manager, at=NOW)
    adjusting.adjust(member, points=-50, reason="x", key="little", **facts)
    rewards.redeem(member, reward=reward, key="kept", **facts)
    back = rewards.redeem(member, reward=reward, key="back", **facts)
    rewards.cancel(back, reason="x", by=author, at=NOW)
    used, void = (
        vouchers.issue(reward.voucher_type, guest=member.guest, source="desk", key=key, **facts) for key in "uv"
    )
    vouchers.redeem(used, **facts)
    vouchers.void(void, reason="x", by=author, at=NOW)


BOUGHT = {
    "a reward for fewer points": (
        "UPDATE loyalty_redemption SET points = points - 1 WHERE state = 'done'",
        {"redemptions_are_paid"},
    ),
    "points kept after a cancellation": (
        "UPDATE loyalty_redemption SET state = 'cancelled', cancelled_at = at WHERE state = 'done'",
        {"redemptions_are_paid", "rewards_taken_are_redemptions"},
    ),
    "a reward that was given back and kept": (
        "UPDATE loyalty_redemption SET state = 'done', cancelled_at = NULL WHERE state = 'cancelled'",
        {"redemptions_are_paid", "rewards_taken_are_redemptions"},
    ),
    "one more taken than was bought": (
        "UPDATE loyalty_reward SET taken = taken + 1",
        {"rewards_taken_are_redemptions"},
    ),
    "redeemed, and nobody knows when": (
        "UPDATE loyalty_voucher SET redeemed_at = NULL WHERE state = 'redeemed'",
        {"vouchers_are_redeemed_once"},
    ),
    "redeemed, and to be redeemed again": (
        "UPDATE loyalty_voucher SET state = 'issued' WHERE state = 'redeemed'",
        {"vouchers_are_redeemed_once"},
    ),
    "void, and to be redeemed": (
        "UPDATE loyalty_voucher SET state = 'issued' WHERE state = 'void'",
        {"vouchers_are_redeemed_once"},
    ),
    "approved by its author": (
        "UPDATE loyalty_adjustment SET decided_by_id = by_id WHERE needed_approval",
        {"adjustments_have_four_eyes"},
    ),
    "approved by nobody": (
        "UPDATE loyalty_adjustment SET decided_by_id = NULL WHERE needed_approval",
        {"adjustments_have_four_eyes"},
    ),
    "approved for other points than were posted": (
        "UPDATE loyalty_adjustment SET points = points + 1 WHERE NOT needed_approval",
        {"adjustments_have_four_eyes"},
    ),
    "posted without an entry": (
        "UPDATE loyalty_adjustment SET entry_id = NULL WHERE NOT needed_approval",
        {"adjustments_have_four_eyes"},
    ),
}
CHECKS = [
    ("loyalty_redemption", "redemption_cancelled_says_when"),
    ("loyalty_voucher", "voucher_redeemed_says_when"),
    ("loyalty_voucher", "voucher_void_says_when"),
    ("loyalty_adjustment", "adjustment_posted_has_entry"),
    ("loyalty_adjustment", "adjustment_four_eyes"),
]


@pytest.mark.parametrize("what", BOUGHT)
def test_an_error_planted_among_what_was_bought_and_adjusted_is_found(house, what):
    sql, expected = BOUGHT[what]
    assert verify()[0] == 0
    for table, check in CHECKS:
        drop_check(table, check)
    plant(sql)

    broken(expected)


def test_no_invariant_is_without_a_planted_error():
    planted = set().union(*(expected for _sql, expected in (ERRORS | BOUGHT).values()))

    assert {f"loyalty.{name}" for name in planted | {"nobody_is_below_zero"}} == {
        row.name for row in invariants() if row.name.startswith("loyalty.")
    }


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


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM loyalty_pointslot",
        "TRUNCATE loyalty_pointslot CASCADE",
        "UPDATE loyalty_pointslot SET points = points",
        "UPDATE loyalty_pointslot SET member_id = member_id",
        "UPDATE loyalty_pointslot SET entry_id = entry_id",
        "UPDATE loyalty_pointslot SET opened_on = opened_on",
    ],
)
def test_lots_are_never_removed_and_stay_as_they_were_opened(members, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"Cannot (update of .* or delete|truncate) rows"):
            cursor.execute(statement)


def test_a_lot_cannot_hold_more_than_it_was_given(members):
    lot = PointsLot.objects.order_by("pk").first()
    with pytest.raises(IntegrityError, match="pointslot_remaining_within"):
        PointsLot.objects.filter(pk=lot.pk).update(remaining=lot.points + 1)
