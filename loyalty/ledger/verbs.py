"""Points in, points out, points taken back, and an entry undone."""

from datetime import date, datetime

from loyalty.models import LotUse, PointsEntry, Programme
from loyalty.rules.lots import Lot, Share, allocate, in_order, own_first

from . import writing
from .accounts import Account, Page, enter, unit
from .posting import AlreadyReversed, InsufficientPoints, KeyReused, NotReversible, Posting, end_of, expiry
from .writing import NewLot, keep_alive, known, write

Kind = PointsEntry.Kind
CREDITS = {Kind.EARN, Kind.BONUS, Kind.ADJUST}
DEBITS = {Kind.REDEEM, Kind.ADJUST}


def credit(posting: Posting, *, programme: Programme) -> PointsEntry:
    """Give points: they pay the debt first, and the rest is a lot that expires by the programme's terms.

    The same posting again returns the entry there is; raises `KeyReused` when the key came with other parameters.
    """
    _check(posting, CREDITS)
    until = end_of(posting, programme)
    if programme.expiry != Programme.Expiry.ACTIVITY:
        return writing.credit(posting, until)[0]
    with unit():
        entry, is_new = writing.credit(posting, until)
        if is_new:  # a retry on a later day is no activity
            keep_alive(entry, expiry(programme, posting.on))
    return entry


def debit(posting: Posting, *, programme: Programme) -> PointsEntry:
    """Take points that are there, from the lots that expire first; raises `InsufficientPoints`, or `KeyReused`.

    Points whose last day has passed cannot be spent, swept or not: they are expired in the same transaction.
    """
    _check(posting, DEBITS)
    with unit():
        page = enter(posting.member_id, posting.key)
        if page.known_id is not None:
            return known(page.known_id, posting, -posting.points)
        alive = [lot for lot in page.lots if not lot.is_over(posting.on)]
        shares, missing = allocate(in_order(alive), posting.points)
        if missing:
            raise InsufficientPoints(posting.points - missing, posting.points)
        expire(page, posting.at, posting.on)
        entry = write(page.account, posting, -posting.points, uses=shares, is_new=True)
        if programme.expiry == Programme.Expiry.ACTIVITY:
            keep_alive(entry, expiry(programme, posting.on))
    return entry


def take_back(posting: Posting, *, programme: Programme) -> PointsEntry:  # noqa: ARG001 (as every verb)
    """Take back points that should not have been given, down to a debt that the member earns off first.

    They come from lots opened by the same stay and promotion, then from the others in the order of use. The same
    posting again returns the entry there is; raises `KeyReused` when the key came with other parameters.
    """
    _check(posting, {Kind.REVERSE})
    with unit():
        page = enter(posting.member_id, posting.key, stay_id=posting.stay_id, promotion_id=posting.promotion_id)
        if page.known_id is not None:
            return known(page.known_id, posting, -posting.points)
        return claw_back(page, posting)


def reverse(
    entry: PointsEntry,
    *,
    key: str,
    at: datetime,
    on: date,
    by_id: int | None,
    programme: Programme,  # noqa: ARG001 (as every verb)
) -> PointsEntry:
    """Undo a whole entry: what was spent returns to the same lots (a debt first), what was given is taken back.

    Lots that expired meanwhile get their points back, and the night expires them again. Once only: the same key again
    returns the reversal there is, another raises `AlreadyReversed`. Raises `NotReversible` for reversals, expiries and
    transfers.
    """
    if entry.kind not in CREDITS | DEBITS:
        raise NotReversible
    posting = Posting(
        entry.member_id,
        abs(entry.points),
        Kind.REVERSE,
        key,
        at,
        on,
        entry.hotel_id,
        entry.stay_id,
        entry.promotion_id,
        -entry.qualifying,
        by_id,
    )
    with unit():
        page = enter(entry.member_id, key, entry_id=entry.pk)
        if page.known_id is not None:
            return _same_reversal(known(page.known_id, posting, -entry.points), entry)
        if PointsEntry.objects.filter(reverses=entry).exists():
            raise AlreadyReversed
        if entry.points > 0:
            return claw_back(page, posting, reverses_id=entry.pk)
        return give_back(page.account, entry, posting, reverses_id=entry.pk)


def claw_back(page: Page, posting: Posting, *, reverses_id: int | None = None) -> PointsEntry:
    """Take points from the locked account, its own lots first; what no lot has becomes debt."""
    expire(page, posting.at, posting.on)
    alive = [lot for lot in page.lots if not lot.is_over(posting.on)]
    shares, _debt = allocate(own_first(alive), posting.points)
    return write(page.account, posting, -posting.points, uses=shares, reverses_id=reverses_id)


def give_back(
    account: Account, entry: PointsEntry, posting: Posting, *, until: date | None = None, reverses_id: int | None = None
) -> PointsEntry:
    """Give back what `entry` took: the debt first, with those that expire first, the rest to the lots it came from.

    What came from no lot but was owed, and has been earned off since, is a lot that ends at `until`. The lots of an
    account that was joined to another's stay closed: lots with the same end are opened instead.
    """
    uses = LotUse.objects.filter(entry=entry).select_related("lot").order_by("pk")
    lots = in_order(Lot(use.lot_id, use.points, use.lot.expires_on, use.lot.opened_on) for use in uses)
    owed = posting.points - sum(lot.remaining for lot in lots)
    paid = {share.lot.id: share.points for share in allocate(lots, max(account.debt - owed, 0))[0]}
    opened = [NewLot(owed, owed - min(owed, account.debt), posting.on, until)] if owed > account.debt else []
    back = []
    for lot in lots:
        rest = lot.remaining - paid.get(lot.id, 0)
        if entry.member_id != account.id:
            opened.append(NewLot(lot.remaining, rest, lot.opened_on, lot.expires_on))
        elif rest:
            back.append(Share(lot, -rest))
    return write(account, posting, posting.points, lots=opened, uses=back, reverses_id=reverses_id)


def expire(page: Page, at: datetime, on: date) -> None:
    """Expire those of the account's lots whose last day has passed, before any other points move."""
    account, over = page.account, [Share(lot, lot.remaining) for lot in page.lots if lot.is_over(on)]
    if over:
        points = sum(share.points for share in over)
        posting = Posting(account.id, points, Kind.EXPIRE, _expiry_key(account, on), at, on)
        write(account, posting, -points, uses=over)


def _expiry_key(account: Account, on: date) -> str:
    """What was given back to an expired lot expires again, perhaps on the same day: hence the number."""
    start = f"expire:{on}:"
    return f"{start}{PointsEntry.objects.filter(member_id=account.id, key__startswith=start).count() + 1}"


def _check(posting: Posting, kinds: set[PointsEntry.Kind]) -> None:
    if posting.kind not in kinds:
        raise ValueError(f"This verb does not post entries of the kind {posting.kind}.")


def _same_reversal(known_entry: PointsEntry, entry: PointsEntry) -> PointsEntry:
    if known_entry.reverses_id != entry.pk:
        raise KeyReused(known_entry)
    return known_entry
