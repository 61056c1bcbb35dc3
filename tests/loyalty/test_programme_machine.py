"""Any history of the programme, through what staff do, against one kept by hand in plain Python.

`tests/loyalty/test_ledger_machine.py` does the same for the verbs of the ledger, lot by lot. Here the model knows which
bills there are, who was merged into whom, and what was given and taken besides stays; after each step the database has
to say the same, and everything that `manage.py verify` asks has to hold. A longer search, each time another one:
``pytest tests/loyalty/test_programme_machine.py --hypothesis-profile=long``.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from guests.actions import CannotUndoError, SamePersonError, merge_guests, undo_merge
from guests.models import Guest, Merge
from hotelcrm.accounts.models import Role
from hotelcrm.audit.invariants import verify
from loyalty import ledger
from loyalty.actions import adjusting, enrolling, expiring, rewards, settling, tiering, vouchers
from loyalty.actions.refusal import Refused
from loyalty.models import (
    Adjustment,
    ExpiryNotice,
    Member,
    PointsEntry,
    PointsLot,
    Programme,
    Promotion,
    Redemption,
    Reward,
    SettlementDue,
    Tier,
    Voucher,
)
from stays import actions as desk
from stays.models import Charge, Stay, StayStatus
from tests.factories import (
    NOW,
    TODAY,
    GuestFactory,
    HotelFactory,
    MemberFactory,
    RewardFactory,
    StayFactory,
    VoucherTypeFactory,
    staff,
)

Kind = PointsEntry.Kind
GUESTS, MEMBERS, WELCOME, ALONE, VALID, STOCK = 4, 2, 200, 2_000, 20, 2
TERMS = [
    {"expiry": Programme.Expiry.NEVER},
    {"expiry": Programme.Expiry.MONTHS, "expiry_months": 1},
    {"expiry": Programme.Expiry.ACTIVITY, "expiry_months": 2},
]
REFUSALS = (Refused, desk.Refused, ledger.RefusedError, SamePersonError, CannotUndoError)
OF_STAYS = (Kind.EARN, Kind.BONUS, Kind.REVERSE)
one = st.integers(0, 30)  # of however many there are
who = st.integers(0, GUESTS - 1)
amounts = st.integers(-300, 600).filter(bool)


@dataclass
class Model:
    """What was done, by hand: `into` is whom a guest was merged into, `pools` who was ever one with whom.

    `flows` are the points that came and went besides stays and expiry, by guest; an undo of a merge parts the guests
    and not the flows, so they are known of a pool only.
    """

    into: list[int | None] = field(default_factory=lambda: [None] * GUESTS)
    pools: list[int] = field(default_factory=lambda: list(range(GUESTS)))
    flows: list[int] = field(default_factory=lambda: [0] * GUESTS)
    bills: dict[int, int] = field(default_factory=dict)  # by stay
    taken: dict[int, int] = field(default_factory=dict)  # by reward
    alone: list[tuple[int, datetime, int]] = field(default_factory=list)  # account, when, points moved without another
    bonus: int | None = None
    account: list[bool] = field(default_factory=lambda: [guest < MEMBERS for guest in range(GUESTS)])

    def root(self, guest: int) -> int:
        """Who stands for that guest."""
        above = self.into[guest]
        return guest if above is None else above

    def unite(self, keep: int, gone: int) -> "Union":
        """Let `gone` be part of `keep`, with those who were part of it."""
        moved = [guest for guest in range(GUESTS) if guest == gone or self.into[guest] == gone]
        for guest in moved:
            self.into[guest] = keep
        old, new = self.pools[gone], self.pools[keep]
        self.pools = [new if pool == old else pool for pool in self.pools]
        union = Union(keep, gone, moved, self.account[keep], self.account[gone])
        self.account[keep], self.account[gone] = union.kept or union.came, False
        return union

    def is_stuck(self, union: "Union", later: "list[Union]") -> bool:
        """Whether the survivor is part of somebody, or an account was joined to the one that would go or change."""
        moves = union.came and any(one.keep == union.keep and one.kept and one.came for one in later)
        return moves or self.into[union.keep] is not None or self.into[union.gone] != union.keep

    def part(self, union: "Union") -> None:
        """Take `unite` back."""
        for guest in union.moved:
            self.into[guest] = None if guest == union.gone else union.gone
        if union.came:
            self.account[union.keep], self.account[union.gone] = union.kept, True

    def target(self, stay: int) -> int:
        """What a stay earns: a point for each yuan, and as much again and the bonus with the promotion."""
        worth = max(self.bills[stay], 0)
        return worth if self.bonus is None or not worth else worth * 2 + self.bonus


@dataclass
class Union:
    """A merge: who went with it, and which of the two had an account (`kept`, `came`)."""

    keep: int
    gone: int
    moved: list[int]
    kept: bool
    came: bool
    pk: int = 0
    is_undone: bool = False


@dataclass
class Made:
    """A row with what the model knows of it; `day` is the last one of a voucher, else the one it was made on."""

    pk: int
    guest: int
    points: int = 0
    state: str = ""
    day: date = TODAY
    voucher: int | None = None


class History(RuleBasedStateMachine):
    """Rules are the public actions, through which everything else goes as well; the clock only goes forward."""

    @initialize(terms=st.sampled_from(TERMS), bonus=st.sampled_from([None, 50]))
    def begin(self, terms: dict[str, Any], bonus: int | None) -> None:
        Programme.objects.update(**terms, welcome_points=WELCOME, reviewed_on=None)
        Tier.objects.update(multiplier=1)  # tiers come and go; what they multiply by is kept by the first posting
        self.hotel = HotelFactory()
        self.author, self.manager = staff(Role.GUEST_RELATIONS, self.hotel), staff(Role.MANAGER, self.hotel)
        self.guests = [GuestFactory().pk for _n in range(GUESTS)]
        for guest in self.guests[:MEMBERS]:
            MemberFactory(guest_id=guest, hotel=self.hotel)
        if bonus is not None:
            Promotion.objects.create(code=uuid4().hex, starts_on=TODAY, ends_on=date.max, factor=2, points=bonus)
        self.type = VoucherTypeFactory(valid_days=VALID)
        self.rewards = [RewardFactory(points=points, stock=STOCK, voucher_type=self.type).pk for points in (150, 400)]
        self.model = Model(bonus=bonus, taken=dict.fromkeys(self.rewards, 0))
        self.at, self.number = NOW, 0
        self.stays: list[int] = []
        self.merges: list[Union] = []
        self.bought: list[Made] = []
        self.given: dict[int, Made] = {}
        self.asked: list[Made] = []
        self.again: list[Callable[[], Any]] = []
        self.last: Callable[[], Any] | None = None

    # How it acts

    @property
    def today(self) -> date:
        return self.hotel.today(self.at)

    def _key(self) -> str:
        self.number += 1
        return f"key-{self.number}"

    def _do(
        self, action: Callable[..., Any], *args: Any, refused: Any = None, keyed: bool = False, **facts: Any
    ) -> Any:
        """Do it now; `refused` is what it has to raise, and then nothing may have changed. None came of a refusal."""
        facts = {"by": self.author, "at": self.at} | facts
        self.last = lambda: action(*args, **facts)
        if keyed:
            self.again.append(self.last)
        if refused is None:
            return self.last()
        before = _snapshot()
        with pytest.raises(refused):
            self.last()
        assert _snapshot() == before
        return None

    def _account(self, guest: int) -> Member | None:
        return Member.objects.standing().filter(guest=self.guests[self.model.root(guest)]).first()

    def _short(self, account: Member, points: int) -> Any:
        """What refuses to take so many."""
        lots = PointsLot.objects.filter(member=account, remaining__gt=0).exclude(expires_on__lte=self.today)
        return ledger.InsufficientPoints if (lots.aggregate(sum=Sum("remaining"))["sum"] or 0) < points else None

    # Stays

    @rule(guest=who, amount=st.integers(1, 600), alone=st.booleans())
    def stay(self, guest: int, amount: int, alone: bool) -> None:
        """A guest who came yesterday leaves; `alone` says that nobody knows who it was."""
        person = None if alone else Guest(pk=self.guests[self.model.root(guest)])
        row = StayFactory(
            hotel=self.hotel, guest=person, arrival=self.today - timedelta(days=1), departure=self.today, rate=0,
            status=StayStatus.IN_HOUSE, room=str(len(self.stays)), checked_in_at=self.at - timedelta(days=1),
        )  # fmt: skip
        self.stays.append(row.pk)
        self.model.bills[row.pk] = 0
        self._charge(row, "room", amount)
        self._do(desk.check_out, row)

    def _charge(self, stay: Stay, department: str, amount: int) -> None:
        posting = desk.Posting(department, Decimal(amount), "CNY", self.today, "machine", self._key())
        self._do(desk.post_charge, stay, posting, keyed=True)
        self.model.bills[stay.pk] += amount

    @precondition(lambda self: self.stays)
    @rule(number=one, amount=amounts, department=st.sampled_from([Charge.Department.ROOM, Charge.Department.FOOD]))
    def correct(self, number: int, amount: int, department: str) -> None:
        self._charge(self._stay(number), department, amount)

    @precondition(lambda self: self.stays)
    @rule(number=one)
    def reopen_or_close(self, number: int) -> None:
        row = self._stay(number)
        if row.status == StayStatus.IN_HOUSE:
            self._do(desk.check_out, row)
        else:
            late = row.checked_out_at is None or self.hotel.today(row.checked_out_at) != self.today
            self._do(desk.undo_check_out, row, refused=desk.Refused if late else None)

    @precondition(lambda self: self.stays)
    @rule(number=one, guest=who)
    def give_to_another(self, number: int, guest: int) -> None:
        row, person = self._stay(number), self.guests[guest]
        if row.guest_id is None:
            gone = self.model.into[guest] is not None
            self._do(desk.attach_guest, row, guest=Guest(pk=person), refused=desk.GuestIsGone if gone else None)
        else:
            self._do(desk.detach_guest, row)

    def _stay(self, number: int) -> Stay:
        return Stay.objects.select_related("hotel").get(pk=self.stays[number % len(self.stays)])

    # Points for rewards, and back

    @rule(guest=who, number=st.integers(0, 1))
    def redeem(self, guest: int, number: int) -> None:
        account, reward = self._account(guest), Reward.objects.get(pk=self.rewards[number])
        if account is None:
            return
        refused = self._short(account, reward.points)
        if self.model.taken[reward.pk] >= STOCK:
            refused = rewards.OutOfStock
        key, facts = self._key(), {"reward": reward, "hotel": self.hotel}
        row = self._do(rewards.redeem, account, key=key, refused=refused, keyed=refused is None, **facts)
        if row is None:
            return
        self.model.flows[guest] -= reward.points
        self.model.taken[reward.pk] += 1
        self.bought.append(Made(row.pk, guest, reward.points, "done", self.today, row.voucher_id))
        self._gave(row.voucher, guest)
        other = Reward.objects.get(pk=self.rewards[1 - number])
        with pytest.raises(vouchers.KeyReused):
            rewards.redeem(account, reward=other, key=key, hotel=self.hotel, by=self.author, at=self.at)

    @precondition(lambda self: self.bought)
    @rule(number=one, any_day=st.booleans())
    def cancel(self, number: int, any_day: bool) -> None:
        bought = self.bought[number % len(self.bought)]
        ticket = self.given[bought.voucher or 0]
        refused = {"redeemed": vouchers.AlreadyRedeemed, "expired": vouchers.IsExpired}.get(ticket.state)
        if not any_day and bought.day != self.today:
            refused = rewards.TooLateToCancel
        done = bought.state == "cancelled"
        row = Redemption.objects.select_related("member").get(pk=bought.pk)
        self._do(rewards.cancel, row, reason="x", any_day=any_day, refused=None if done else refused)
        if not done and refused is None:
            bought.state, ticket.state = "cancelled", "void"
            self.model.flows[bought.guest] += bought.points
            self.model.taken[row.reward_id] -= 1

    # Vouchers

    def _gave(self, voucher: Voucher, guest: int) -> None:
        self.given[voucher.pk] = Made(voucher.pk, guest, 0, "issued", self.today + timedelta(days=VALID - 1))

    @rule(guest=who)
    def give_a_voucher(self, guest: int) -> None:
        facts = {"guest": Guest(pk=self.guests[guest]), "source": "desk", "key": self._key(), "hotel": self.hotel}
        self._gave(self._do(vouchers.issue, self.type, keyed=True, **facts), guest)

    @precondition(lambda self: self.given)
    @rule(number=one)
    def take_in(self, number: int) -> None:
        ticket = self._ticket(number)
        over = vouchers.IsExpired if ticket.day < self.today else None
        known = {"redeemed": vouchers.AlreadyRedeemed, "void": vouchers.IsVoid, "expired": vouchers.IsExpired}
        refused = known.get(ticket.state, over)
        row = Voucher.objects.get(pk=ticket.pk)
        self._do(vouchers.redeem, row, hotel=self.hotel, key=self._key(), refused=refused, keyed=refused is None)
        if refused is None:
            ticket.state = "redeemed"

    @precondition(lambda self: self.given)
    @rule(number=one)
    def void(self, number: int) -> None:
        ticket = self._ticket(number)
        bought = any(one.voucher == ticket.pk and one.state == "done" for one in self.bought)
        refused = {
            "issued": vouchers.BoughtWithPoints if bought else None,
            "redeemed": vouchers.AlreadyRedeemed,
            "expired": vouchers.IsExpired,
        }.get(ticket.state)
        self._do(vouchers.void, Voucher.objects.get(pk=ticket.pk), reason="x", refused=refused)
        if refused is None:
            ticket.state = "void"

    def _ticket(self, number: int) -> Made:
        return list(self.given.values())[number % len(self.given)]

    # By hand

    @rule(guest=who, points=st.integers(-2_500, 2_500).filter(bool))
    def adjust(self, guest: int, points: int) -> None:
        account = self._account(guest)
        if account is None:
            return
        refused = ledger.InsufficientPoints if -points > account.balance else None
        needs_another = abs(points) + self._moved_alone(account) > ALONE
        if points < 0 and not needs_another:
            refused = refused or self._short(account, -points)
        facts = {"points": points, "reason": "x", "key": self._key(), "hotel": self.hotel}
        row = self._do(adjusting.adjust, account, refused=refused, keyed=refused is None, **facts)
        if row is None:
            return
        state = "waiting" if needs_another else "posted"
        assert row.state == state
        self.asked.append(Made(row.pk, guest, points, state))
        if state == "posted":
            self.model.flows[guest] += points
            self.model.alone.append((account.pk, self.at, abs(points)))

    def _moved_alone(self, account: Member) -> int:
        """What the author moved alone within 30 days, on this account and those that were joined to it, in steps."""
        mine = {row.pk for row in Member.objects.filter(guest__in=self.guests) if _standing(row) == account.pk}
        since = self.at - timedelta(days=30)
        return sum(points for owner, at, points in self.model.alone if owner in mine and at > since)

    @precondition(lambda self: any(asked.state == "waiting" for asked in self.asked))
    @rule(number=one, says_yes=st.booleans())
    def decide(self, number: int, says_yes: bool) -> None:
        waiting = [asked for asked in self.asked if asked.state == "waiting"]
        asked = waiting[number % len(waiting)]
        row = Adjustment.objects.select_related("member__guest").get(pk=asked.pk)
        self._do(adjusting.approve, row, refused=adjusting.OwnRequest)
        if not says_yes:
            self._do(adjusting.refuse, row, note="x", by=self.manager)
            asked.state = "refused"
            return
        joined = row.member.merged_into_id is not None
        refused = adjusting.JoinedMeanwhile if joined else self._short(row.member, -asked.points)
        self._do(adjusting.approve, row, by=self.manager, refused=refused)
        if refused is None:
            asked.state = "posted"
            self.model.flows[asked.guest] += asked.points

    # Who is who

    @rule(guest=who)
    def enrol(self, guest: int) -> None:
        joins = not self.model.account[self.model.root(guest)]
        self._do(enrolling.enrol, Guest(pk=self.guests[guest]), hotel=self.hotel, keyed=True)
        if joins:
            self.model.account[self.model.root(guest)] = True
            self.model.flows[guest] += WELCOME

    @rule(survivor=who, absorbed=who)
    def merge(self, survivor: int, absorbed: int) -> None:
        keep, into = self.model.root(survivor), self.model.into[absorbed]
        known = survivor != absorbed and any(
            (one.keep, one.gone, one.is_undone) == (keep, absorbed, False) for one in self.merges
        )
        refused = None if known or (into is None and keep != absorbed) else SamePersonError
        first, second = (Guest(pk=self.guests[guest]) for guest in (survivor, absorbed))
        record = self._do(merge_guests, first, absorbed=second, refused=refused)
        if record is not None and not known:
            self.merges.append(self.model.unite(keep, absorbed))
            self.merges[-1].pk = record.pk

    @precondition(lambda self: self.merges)
    @rule(number=one)
    def part(self, number: int) -> None:
        place = number % len(self.merges)
        union = self.merges[place]
        later = [one for one in self.merges[place + 1 :] if not one.is_undone]
        stuck = not union.is_undone and self.model.is_stuck(union, later)
        self._do(undo_merge, Merge.objects.get(pk=union.pk), refused=CannotUndoError if stuck else None)
        if not union.is_undone and not stuck:
            union.is_undone = True
            self.model.part(union)
            self.again.clear()  # whose form it was is not the same question any more

    # The clock

    @rule(days=st.integers(1, 25))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    @rule()
    def night(self) -> None:
        self.last = lambda at=self.at: _night(at)
        self.last()
        for ticket in self.given.values():
            if ticket.state == "issued" and ticket.day < self.today:
                ticket.state = "expired"
        assert not PointsLot.objects.filter(remaining__gt=0, expires_on__lte=self.today).exists()
        self._adds_up()

    # Told twice

    @precondition(lambda self: self.last)
    @rule()
    def send_the_last_again(self) -> None:
        assert self.last is not None
        self._repeat(self.last)

    @precondition(lambda self: self.again)
    @rule(number=one)
    def send_again(self, number: int) -> None:
        """Whatever has a key, or is done once: however late, and whatever happened meanwhile."""
        self._repeat(self.again[number % len(self.again)])

    def _repeat(self, action: Callable[[], Any]) -> None:
        before = _snapshot()
        with suppress(*REFUSALS):
            action()
        assert _snapshot() == before

    # What has to hold

    @invariant()
    def everything_that_verify_asks_holds(self) -> None:
        assert [verdict for verdict in verify() if not verdict.holds] == []

    @invariant()
    def rows_say_what_the_model_says(self) -> None:
        for model, rows in ((Redemption, self.bought), (Voucher, self.given.values()), (Adjustment, self.asked)):
            said = dict(model.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "state"))
            assert said == {row.pk: row.state for row in rows}
        assert dict(Reward.objects.filter(pk__in=self.rewards).values_list("pk", "taken")) == self.model.taken
        into = [row.merged_into_id for row in Guest.objects.filter(pk__in=self.guests).order_by("pk")]
        assert into == [None if above is None else self.guests[above] for above in self.model.into]
        owners = Member.objects.standing().filter(guest__in=self.guests).values_list("guest", flat=True)
        assert set(owners) == {self.guests[guest] for guest in range(GUESTS) if self.model.account[guest]}

    @invariant()
    def points_add_up_as_soon_as_all_is_settled(self) -> None:
        if not SettlementDue.objects.filter(stay_id__in=self.stays).exists():
            self._adds_up()

    def _adds_up(self) -> None:
        """Each stay's points are its owner's alone; each pool has those and its flows, less what expired."""
        members = list(Member.objects.filter(guest__in=self.guests).select_related("merged_into"))
        expired = PointsEntry.objects.filter(member__in=members, kind=Kind.EXPIRE).order_by().values_list("member")
        gone = dict(expired.annotate(sum=Sum("points")))
        earned = self._stays_add_up(members, -sum(gone.values()))
        has = dict.fromkeys(self.model.pools, 0)
        place = {guest: self.model.pools[number] for number, guest in enumerate(self.guests)}
        for row in members:
            has[place[row.guest_id]] += row.balance - row.debt - gone.get(row.pk, 0) - earned.get(row.pk, 0)
        assert has == {
            pool: sum(self.model.flows[guest] for guest in range(GUESTS) if self.model.pools[guest] == pool)
            for pool in self.model.pools
        }

    def _stays_add_up(self, members: list[Member], expired: int) -> dict[int, int]:
        """What each account has for stays, which has to be what it should have.

        What expired meanwhile is not taken back; and of accounts that were one for a while only the sum is known, for
        what was taken back then is set off against whose points it took (docs/decisions/0014).
        """
        standing = {row.pk: _standing(row) for row in members}
        owners: dict[int | None, Member] = {row.guest_id: row for row in members if row.merged_into_id is None}
        found: dict[tuple[int, int], int] = {}
        rows = PointsEntry.objects.filter(stay__in=self.stays, kind__in=OF_STAYS).order_by().values("stay_id", "member")
        for row in rows.annotate(sum=Sum("points")):
            pair = row["stay_id"], standing[row["member"]]
            found[pair] = found.get(pair, 0) + row["sum"]
        wanted: dict[tuple[int, int], int] = {}
        for stay in Stay.objects.filter(pk__in=self.stays, status=StayStatus.CHECKED_OUT, guest__in=list(owners)):
            owner = owners[stay.guest_id]
            if owner.joined_on <= stay.departure:
                wanted[stay.pk, owner.pk] = self.model.target(stay.pk)
        for stay_id in self.stays:
            has, due = (
                {account: points for (stay_of, account), points in pairs.items() if stay_of == stay_id and points}
                for pairs in (found, wanted)
            )
            assert 0 <= sum(has.values()) - sum(due.values()) <= expired
            assert has == due or expired or any(union.is_undone for union in self.merges)
        earned: dict[int, int] = {}
        for (_stay, account), points in found.items():
            earned[account] = earned.get(account, 0) + points
        return earned


def _standing(row: Member) -> int:
    while row.merged_into is not None:
        row = row.merged_into
    return row.pk


def _night(at: Any) -> None:
    """All that the clock asks for, as often as it likes."""
    settling.settle_due(at=at)
    expiring.expire_points(at=at)
    vouchers.expire_due(at)
    tiering.review_nightly(at=at)
    expiring.warn(at=at)


def _snapshot() -> list[Any]:
    """What nobody may change by saying something twice, or by what was refused."""
    asked: list[Any] = [
        PointsEntry.objects.values_list("pk"),
        PointsLot.objects.values_list("pk", "remaining"),
        Member.objects.values_list("pk", "guest", "tier", "tier_until", "balance", "debt", "merged_into"),
        Redemption.objects.values_list("pk", "member", "state"),
        Reward.objects.values_list("pk", "taken"),
        Voucher.objects.values_list("pk", "guest", "state"),
        Adjustment.objects.values_list("pk", "state", "entry"),
        ExpiryNotice.objects.values_list("pk"),
        Charge.objects.values_list("pk"),
        Stay.objects.values_list("pk", "guest", "status", "version"),
        Guest.objects.values_list("pk", "merged_into"),
        Merge.objects.values_list("pk", "undone_at"),
    ]
    return [list(rows.order_by("pk")) for rows in asked]


class InOneTransaction(History):
    """Each history begins with an empty ledger, and leaves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._unit = transaction.atomic()
        self._unit.__enter__()

    def teardown(self) -> None:
        try:
            if hasattr(self, "model"):
                self.night()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self._unit.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.usefixtures("_planned_once")
def test_any_history_of_the_programme() -> None:
    long = settings.get_current_profile_name() == "long"
    run_state_machine_as_test(
        InOneTransaction,
        settings=settings(
            max_examples=300 if long else 12,
            stateful_step_count=50 if long else 25,
            derandomize=not long,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
