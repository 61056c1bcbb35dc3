"""Two accounts become one when their guests do, and two again when that is undone.

What was done is kept with the record of the merge, under `ENTRY` in its `moved`: ids and what an undo restores.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection

from guests.actions import CannotUndoError
from guests.models import Guest, Merge
from hotelcrm.accounts.models import User
from loyalty import ledger
from loyalty.models import Member, PointsEntry, Programme, TierChange, TierGrant

from . import tiering
from .settling import note_due

ENTRY = "loyalty.joined"
OWNER = "loyalty.Member.guest"  # the relation in guests.merging: what stands there goes back by itself
STAYS = "SELECT id FROM stays_stay WHERE guest_id IN ({guests})"


def join(record: Merge, *, survivor: Guest, absorbed: Guest, at: datetime, by: User | None) -> None:
    """Let the survivor have what the absorbed guest had in the programme; within the transaction of the merge.

    Whose guest is no member yet takes the account over as it is. Of two accounts the survivor's stays: all points, or
    the debt, come to it, the better tier counts and is reviewed, and later postings to the other land here. Stays of
    both are noted to be reckoned: since the earlier day of joining this is one member.
    """
    rows = _hold(survivor, absorbed)
    theirs = rows.get(absorbed.pk)
    if theirs is None:
        _reckon(survivor, absorbed, at=at)  # the member's now
        return
    mine = rows.get(survivor.pk)
    if mine is None:
        theirs.guest = survivor
        theirs.save(update_fields=["guest"])
        record.moved[OWNER] = [theirs.pk]
    else:
        record.moved[ENTRY] = _join(mine, theirs, record, at=at, by=by)
    record.save(update_fields=["moved"])
    _reckon(survivor, absorbed, at=at)
    tiering.review([(mine or theirs).pk], at=at, by=by)


def check_parting(record: Merge, *, survivor: Guest, parted: Guest) -> None:
    """Raise `CannotUndoError` when `part` could not give each account back to whose it was; writes nothing.

    A later merge that joined an account into the survivor's has to be undone first: the joined account would go with
    the account that goes back, and the tier that an undo restores is that of before the later merge. The same when an
    account is not where this merge brought it. Both guests are held, so the accounts need not be: that comes after
    the stays.
    """
    rows = {row.guest_id: row for row in Member.objects.filter(guest__in=[survivor, parted])}
    mine, theirs = (rows.get(guest.pk) for guest in (survivor, parted))
    if record.moved.keys().isdisjoint({OWNER, ENTRY}):
        return  # no account went anywhere
    later = Merge.objects.filter(survivor=survivor, pk__gt=record.pk, undone_at=None, moved__has_key=ENTRY)
    if not _is_as_left(record, mine, theirs) or later.exists():
        raise CannotUndoError


def part(record: Merge, *, survivor: Guest, parted: Guest, at: datetime, by: User | None) -> None:
    """Undo `join`, within the transaction that parts the guests.

    The account that was taken over went back with its guest. Of two accounts each has again what it had: what is left
    of the points goes back to the lots they came from, a debt is owed again by whom it was, and what happened since
    stays with the survivor. Stays of both are noted to be reckoned, and both tiers are reviewed.
    """
    _reckon(survivor, parted, at=at)
    rows = _hold(survivor, parted)
    done = record.moved.get(ENTRY)
    mine, theirs = (rows.get(guest.pk) for guest in (survivor, parted))
    if done is not None:
        if mine is None or theirs is None or theirs.merged_into_id != mine.pk:
            raise CannotUndoError  # `check_parting` was not asked
        _part(mine, theirs, done, record, at=at, by=by)
    standing = [row.pk for row in (mine, theirs) if row is not None]
    if standing:
        tiering.review(standing, at=at, by=by)


def _is_as_left(record: Merge, mine: Member | None, theirs: Member | None) -> bool:
    """Whether the accounts still are where the merge brought them."""
    if mine is None or mine.merged_into_id is not None:
        return False
    if OWNER in record.moved:
        return theirs is None and record.moved[OWNER] == [mine.pk]
    return theirs is not None and theirs.merged_into_id == mine.pk


def _hold(*guests: Guest) -> dict[int, Member]:
    """The accounts of these guests by guest, locked in order of their ids."""
    rows = Member.objects.filter(guest__in=guests).order_by("pk").select_for_update(no_key=True)
    return {row.guest_id: row for row in rows}


def _reckon(*guests: Guest, at: datetime) -> None:
    with connection.cursor() as cursor:
        note_due(cursor, STAYS.format(guests=", ".join(str(guest.pk) for guest in guests)), at=at)


def _join(mine: Member, theirs: Member, record: Merge, *, at: datetime, by: User | None) -> dict[str, Any]:
    programme = Programme.current()
    why = _cause(f"merge:{record.pk}", programme, at=at, by=by)
    points = ledger.transfer(theirs.pk, mine.pk, points=None, cause=why)
    debt = ledger.transfer_debt(theirs.pk, mine.pk, cause=_cause(f"{why.key}:debt", programme, at=at, by=by))
    grants = sorted(theirs.grants.values_list("pk", flat=True))
    TierGrant.objects.filter(pk__in=grants).update(member=mine)
    before = _keep(mine, theirs, at=at, by=by, on=why.on)
    theirs.merged_into = mine
    theirs.save(update_fields=["merged_into"])
    return {
        "account": theirs.pk,
        "points": [entry.pk for entry in points or ()],
        "debt": [entry.pk for entry in debt or ()],
        "grants": grants,
        "before": before,
    }


def _part(mine: Member, theirs: Member, done: dict[str, Any], record: Merge, *, at: datetime, by: User | None) -> None:
    programme = Programme.current()
    why = _cause(f"unmerge:{record.pk}", programme, at=at, by=by)
    theirs.merged_into = None  # else its postings would land on the other
    theirs.save(update_fields=["merged_into"])
    entries = PointsEntry.objects.in_bulk([*done["points"], *done["debt"]])
    if done["points"]:
        out, into = (entries[pk] for pk in done["points"])
        ledger.untransfer((out, into), cause=why)
    if done["debt"]:
        out, into = (entries[pk] for pk in done["debt"])
        back = _cause(f"{why.key}:debt", programme, at=at, by=by)
        ledger.untransfer_debt((out, into), cause=back, programme=programme)
    TierGrant.objects.filter(pk__in=done["grants"], member=mine).update(member=theirs)
    _restore(mine, done["before"], at=at, by=by, on=why.on)


def _cause(key: str, programme: Programme, *, at: datetime, by: User | None) -> ledger.Cause:
    return ledger.Cause(key, at, programme.today(at), by.pk if by else None)


# The tier

KEPT = ("tier_id", "tier_until", "earned_tier_id", "earned_until", "joined_on", "closed_on")


def _keep(mine: Member, theirs: Member, *, at: datetime, by: User | None, on: date) -> dict[str, Any]:
    """Let `mine` have the better of both tiers and the earlier day of joining; what it had, for the undo."""
    before = {name: _plain(getattr(mine, name)) for name in KEPT}
    was = mine.tier
    if _worth(theirs.tier.rank, theirs.tier_until) > _worth(mine.tier.rank, mine.tier_until):
        mine.tier, mine.tier_until = theirs.tier, theirs.tier_until
    if _worth(theirs.earned_tier.rank, theirs.earned_until) > _worth(mine.earned_tier.rank, mine.earned_until):
        mine.earned_tier, mine.earned_until = theirs.earned_tier, theirs.earned_until
    mine.joined_on = min(mine.joined_on, theirs.joined_on)
    if theirs.closed_on is None:
        mine.closed_on = None
    mine.save(update_fields=list(KEPT_FIELDS))
    _tell(mine, was.pk, at=at, by=by, on=on)
    return before


KEPT_FIELDS = tuple(name.removesuffix("_id") for name in KEPT)


def _restore(mine: Member, before: dict[str, Any], *, at: datetime, by: User | None, on: date) -> None:
    """What `mine` had; the review that follows adds what was reached since. An account closed since stays so."""
    was = mine.tier_id
    for name, value in before.items():
        if name == "closed_on" and mine.closed_on is not None:
            continue
        setattr(mine, name, date.fromisoformat(value) if isinstance(value, str) else value)
    mine.save(update_fields=list(KEPT_FIELDS))
    _tell(mine, was, at=at, by=by, on=on)


def _tell(mine: Member, was: int, *, at: datetime, by: User | None, on: date) -> None:
    if mine.tier_id != was:
        TierChange.objects.create(
            member=mine,
            before_id=was,
            after_id=mine.tier_id,
            until=mine.tier_until,
            on=on,
            why=TierChange.Why.MERGED,
            by=by,
            at=at,
        )


def _worth(rank: int, until: date | None) -> tuple[int, date]:
    return rank, until or date.max


def _plain(value: int | date | None) -> int | str | None:
    return value.isoformat() if isinstance(value, date) else value
