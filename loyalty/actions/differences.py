"""Posting the differences between what stays should have earned and what is posted, and telling the timelines."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from guests.models import Touchpoint
from hotelcrm.accounts.models import User
from loyalty import ledger
from loyalty.models import Member, PointsEntry, Programme
from loyalty.queries.bills import Terms
from loyalty.queries.targets import Books, Past, Posted, Target, past_of
from stays.models import Stay

Kind = PointsEntry.Kind


@dataclass
class Change:
    """A difference to be posted; `points` and `qualifying` are signed."""

    stay_id: int
    account: int
    promotion: int | None
    points: int
    qualifying: int


class Poster:
    """Posts the differences of some stays, and tells the timelines."""

    def __init__(
        self,
        terms: Terms,
        books: Books,
        targets: Mapping[int, Target],
        held: Mapping[int, Stay],
        accounts: Mapping[int, int],
        *,
        at: datetime,
        by: User | None,
    ) -> None:
        self.terms, self.books, self.targets, self.held, self.accounts = terms, books, targets, held, accounts
        self.at, self.by = at, by
        self.today = terms.programme.today(at)
        self.past = Past({}, {})

    def post(self, stay_ids: Collection[int], closed: set[int]) -> list[PointsEntry]:
        """Take back what is too much, post what is missing, and return the entries."""
        changes = self._open_changes(stay_ids, closed)
        moved = sorted(changes, key=lambda change: change.points > 0)
        entries = [self._move(change) for change in moved]
        self._tell(changes)
        return entries

    def post_together(self, stay_ids: Collection[int], closed: set[int]) -> None:
        """The same for many stays: what is missing is posted by one statement."""
        changes = self._open_changes(stay_ids, closed)
        for change in changes:
            if change.points < 0:
                self._move(change)
        postings = [self._posting(change) for change in changes if change.points > 0]
        ledger.post_batch(postings, programme=self.terms.programme)
        self._tell(changes)

    def _open_changes(self, stay_ids: Collection[int], closed: set[int]) -> list[Change]:
        found = [change for stay_id in stay_ids for change in self._changes(stay_id) if change.account not in closed]
        again = {change.stay_id for change in found} & set(self.books.sums)
        if again:
            self.past = past_of(again, self.accounts, today=self.today)
        return [change for change in map(self._without_expired, found) if change.points]

    def _without_expired(self, change: Change) -> Change:
        """What is to be taken back, less what expiry took of it: the member never had that."""
        gone = self.past.expired.get((change.stay_id, change.account, change.promotion), 0)
        return replace(change, points=min(change.points + gone, 0)) if change.points < 0 else change

    def _changes(self, stay_id: int) -> Iterable[Change]:
        target = self.targets.get(stay_id)
        wanted: dict[tuple[int, int | None], Posted] = {}
        if target is not None:
            wanted = {(target.member.pk, promotion): sums for promotion, sums in target.points().items()}
        posted = self.books.sums.get(stay_id, {})
        for account, promotion in sorted({*wanted, *posted}, key=lambda pair: (pair[0], pair[1] or 0)):
            goal, have = (sums.get((account, promotion), Posted()) for sums in (wanted, posted))
            if goal.points != have.points:
                yield Change(stay_id, account, promotion, goal.points - have.points, goal.qualifying - have.qualifying)

    def _move(self, change: Change) -> PointsEntry:
        verb: Callable[..., PointsEntry] = ledger.credit if change.points > 0 else ledger.take_back
        return verb(self._posting(change), programme=self.terms.programme)

    def _posting(self, change: Change) -> ledger.Posting:
        number = self.books.last[change.stay_id, change.promotion] = (
            self.books.last[change.stay_id, change.promotion] + 1
        )
        stay, target = self.held.get(change.stay_id), self.targets.get(change.stay_id)
        moment = Moment(self.at, self.today, self.by)
        return posting_of(change, number, stay=stay, target=target, moment=moment, end=self._end(change))

    def _end(self, change: Change) -> ledger.End | None:
        """Points of a stay that earned before end as the first did: undone and done again they do not live longer."""
        if change.stay_id not in self.past.ends or self.terms.programme.expiry == Programme.Expiry.ACTIVITY:
            return None
        return ledger.End(self.past.ends[change.stay_id])

    def _tell(self, changes: Collection[Change]) -> None:
        """Let the timeline say once for each stay how many points it brought."""
        if not changes:
            return
        totals: dict[tuple[int, int], int] = {}
        for change in changes:
            pair = change.stay_id, change.account
            before = sum(one.points for (account, _p), one in self.books.sums.get(pair[0], {}).items()
                         if account == pair[1])  # fmt: skip
            totals[pair] = totals.get(pair, before) + change.points
        guests = dict(Member.objects.filter(pk__in={one.account for one in changes}).values_list("pk", "guest"))
        keys = [f"points:stay:{stay_id}" for stay_id, _account in totals]
        Touchpoint.objects.filter(guest__in=guests.values(), key__in=keys).delete()
        moment = Moment(self.at, self.today, self.by)
        Touchpoint.objects.bulk_create(
            touchpoint_of(stay_id, self.held.get(stay_id), guests[account], points, moment=moment)
            for (stay_id, account), points in totals.items()
            if points > 0
        )


@dataclass(frozen=True)
class Moment:
    """When a posting is made, on which day of the programme, and by whom."""

    at: datetime
    on: date
    by: User | None = None


def posting_of(
    change: Change,
    number: int,
    *,
    stay: Stay | None,
    target: Target | None,
    moment: Moment,
    end: ledger.End | None = None,
) -> ledger.Posting:
    """What posts `change`, the posting of that `number` for its stay and promotion.

    The first for a member says what it fixes: the details of the `target`, when that is the member's own.
    """
    mine = target is not None and target.member.pk == change.account
    gives = Kind.EARN if change.promotion is None else Kind.BONUS
    return ledger.Posting(
        member_id=change.account,
        points=abs(change.points),
        kind=gives if change.points > 0 else Kind.REVERSE,
        key=f"stay:{change.stay_id}:{change.promotion or 0}:{number}",
        at=moment.at,
        on=moment.on,
        hotel_id=stay.hotel_id if stay else None,
        stay_id=change.stay_id,
        promotion_id=change.promotion,
        qualifying=change.qualifying,
        by_id=moment.by.pk if moment.by else None,
        details=target.details if target is not None and mine and change.promotion is None else {},
        end=end,
    )


def touchpoint_of(stay_id: int, stay: Stay | None, guest_id: int, points: int, *, moment: Moment) -> Touchpoint:
    """What the timeline says of the points of a stay, at its check-out, or when it is gone at the `moment`."""
    return Touchpoint(
        guest_id=guest_id,
        kind=Touchpoint.Kind.LOYALTY,
        key=f"points:stay:{stay_id}",
        at=(stay.checked_out_at if stay else None) or moment.at,
        hotel_id=stay.hotel_id if stay else None,
        by=moment.by,
        details={"what": "points", "points": points, "stay": stay_id},
    )
