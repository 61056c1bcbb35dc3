"""Points from one account to another, and back again when the accounts part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyalty.models import LotUse, PointsEntry, PointsLot, Programme
from loyalty.rules.lots import Lot, Share, allocate, in_order, own_first

from .accounts import Account, Page, lock_many, read, unit
from .posting import InsufficientPoints, Posting, expiry
from .verbs import claw_back, expire, give_back
from .writing import NewLot, known, write

Pair = tuple[PointsEntry, PointsEntry]


@dataclass(frozen=True)
class Cause:
    """Why points move between accounts. The keys of the two entries are `key` with ``:out`` and ``:in``."""

    key: str
    at: datetime
    on: date
    by_id: int | None = None

    def out(self, account: Account, points: int) -> Posting:
        """The posting on the side that points come from."""
        return self._posting(account, points, f"{self.key}:out")

    def into(self, account: Account, points: int) -> Posting:
        """The posting on the side that points go to."""
        return self._posting(account, points, f"{self.key}:in")

    def _posting(self, account: Account, points: int, key: str) -> Posting:
        kind = PointsEntry.Kind.TRANSFER
        return Posting(account.id, points, kind, key, self.at, self.on, by_id=self.by_id)


def transfer(source_id: int, target_id: int, *, points: int | None, cause: Cause) -> Pair | None:
    """Move points (None: all that are alive) between members: the entry that took them, and the one that gave them.

    The points keep their end: for each lot they come from, the receiver gets one. The receiver's debt is paid first.
    The same transfer again returns the entries there are; None when all there is, is nothing. Raises
    `InsufficientPoints`, `KeyReused`, and `ValueError` when both are one account.
    """
    with unit():
        source, target = _hold(source_id, target_id)
        page = read(source, f"{cause.key}:out")
        if page.known_id is not None:
            return _known(page, target, cause, points)
        alive = [lot for lot in page.lots if not lot.is_over(cause.on)]
        wanted = sum(lot.remaining for lot in alive) if points is None else points
        shares, missing = allocate(in_order(alive), wanted)
        if missing:
            raise InsufficientPoints(wanted - missing, wanted)
        expire(page, cause.at, cause.on)
        if not wanted:
            return None
        out = write(source, cause.out(source, wanted), -wanted, uses=shares)
        return out, _receive(target, shares, cause.into(target, wanted))


def transfer_debt(source_id: int, target_id: int, *, cause: Cause) -> Pair | None:
    """Let the target owe what the source owes: written off here, taken back there. None without a debt."""
    with unit():
        source, target = _hold(source_id, target_id)
        points = source.debt
        if not points:
            return None
        out = write(source, cause.out(source, points), points, lots=[NewLot(points, 0, cause.on, None)])
        return out, claw_back(read(target, f"{cause.key}:in"), cause.into(target, points))


def untransfer(pair: Pair, *, cause: Cause) -> Pair | None:
    """Give back what is left of transferred points, to the lots they came from, with the end they have by now.

    What was spent or has expired since stays with the receiver; what had paid the receiver's debt is taken back from
    the receiver as any points are. Returns the entry that took them and the one that gave them, None when nothing is
    left.
    """
    out, into = pair
    with unit():
        source, target = _hold(into.member_id, out.member_id)
        page = read(source, f"{cause.key}:out", entry_id=into.pk)
        if page.known_id is not None:
            return _known(page, target, cause, None)
        expire(page, cause.at, cause.on)
        parts = [part for part in _parts(out, into) if part.points and not part.lot.is_over(cause.on)]
        points = sum(part.points for part in parts)
        if not points:
            return None
        alive = [lot for lot in page.lots if not lot.is_over(cause.on)]
        shares, _debt = allocate(own_first(alive), points)
        gone = write(source, cause.out(source, points), -points, uses=shares)
        return gone, _return(target, parts, cause.into(target, points))


def untransfer_debt(pair: Pair, *, cause: Cause, programme: Programme) -> Pair:
    """Let a debt be owed again by whom it came from; what the other had paid towards it returns to the same lots.

    Returns the entry that wrote it off and the one that made it owed again.
    """
    out, into = pair
    with unit():
        source, target = _hold(into.member_id, out.member_id)
        page = read(source, f"{cause.key}:out")
        if page.known_id is not None:
            return _known(page, target, cause, None)
        points = out.points
        back = give_back(source, into, cause.out(source, points), until=expiry(programme, cause.on))
        return back, claw_back(read(target, f"{cause.key}:in"), cause.into(target, points))


def _hold(source_id: int, target_id: int) -> tuple[Account, Account]:
    """Both accounts, locked in order of their ids."""
    held = lock_many([source_id, target_id])
    if held[source_id].id == held[target_id].id:
        raise ValueError("Points are not transferred within one account.")
    return held[source_id], held[target_id]


def _receive(target: Account, shares: Sequence[Share], posting: Posting) -> PointsEntry:
    # What dies first pays the debt, as it would have been spent first.
    coming = [Lot(n, share.points, share.lot.expires_on, share.lot.opened_on) for n, share in enumerate(shares)]
    paid = {share.lot.id: share.points for share in allocate(coming, target.debt)[0]}
    lots = [NewLot(lot.remaining, lot.remaining - paid.get(lot.id, 0), lot.opened_on, lot.expires_on) for lot in coming]
    return write(target, posting, posting.points, lots=lots)


def _parts(out: PointsEntry, into: PointsEntry) -> list[Share]:
    """The lots that points were transferred from, with what of them is to go back, and the end they have by now.

    The uses of the one entry and the lots of the other were written in one order.
    """
    came_from = LotUse.objects.filter(entry=out).order_by("pk")
    went_to = PointsLot.objects.filter(entry=into).order_by("pk")
    paid = dict(LotUse.objects.filter(entry=into).values_list("lot_id", "points"))
    return [
        Share(Lot(use.lot_id, 0, lot.expires_on, lot.opened_on), lot.remaining + paid.get(lot.pk, 0))
        for use, lot in zip(came_from, went_to, strict=True)
    ]


def _return(target: Account, parts: Sequence[Share], posting: Posting) -> PointsEntry:
    """Give back to the lots; an end that activity has moved meanwhile moves with the points."""
    for part in parts:
        PointsLot.objects.filter(pk=part.lot.id).update(expires_on=part.lot.expires_on)
    return write(target, posting, posting.points, uses=[Share(part.lot, -part.points) for part in parts])


def _known(page: Page, target: Account, cause: Cause, points: int | None) -> Pair:
    assert page.known_id is not None, "asked only then"
    out = PointsEntry.objects.get(pk=page.known_id)
    wanted = points or abs(out.points)
    sign = 1 if out.points > 0 else -1
    into_id = read(target, f"{cause.key}:in").known_id
    assert into_id is not None, "both entries of a transfer are written together"
    return (
        known(out.pk, cause.out(page.account, wanted), sign * wanted),
        known(into_id, cause.into(target, wanted), -sign * wanted),
    )
