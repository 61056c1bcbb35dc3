"""What a stay earns is posted as target minus posted: a corrected, reopened or cancelled stay posts the difference.

docs/decisions/0014 says why. `settle` is for the desk, in the transaction of the change itself; `settle_due` follows
the imports, which note their stays in SettlementDue.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from guests.models import Guest
from hotelcrm.accounts.models import User
from loyalty.ledger.accounts import lock_many
from loyalty.models import Member, PointsEntry, SettlementDue
from loyalty.queries.bills import Terms
from loyalty.queries.targets import books_of, entries_of, owners_of, targets_of
from stays.models import Stay, StayStatus

from . import tiering
from .differences import Poster

BATCH = 500
log = logging.getLogger(__name__)


@transaction.atomic
def settle(stay_id: int, *, at: datetime, by: User | None) -> list[PointsEntry]:
    """Bring the points of a stay to what it should have earned, and return the entries that took; twice posts nothing.

    It earns for the member whose stay it is, once it ended with a check-out on or after the day of joining, or was
    claimed and approved. Otherwise, and when the stay is gone, what was posted is taken back, but for what expired
    since. Rates of departments, tier, currency rate and promotions are those of the first posting. The member's tier is
    reviewed, and one that the stay had brought goes with it. A closed account stays as it is. A stay whose currency has
    no rate earns nothing and is noted: once there is a rate, the sweep settles it.
    """
    held = _hold([stay_id], wait=True)
    settled = _settle([stay_id], held, Terms.current(), at=at, by=by)
    rows = (SettlementDue(stay_id=pk, since=at, waits_for=currency) for pk, currency in settled.waiting.items())
    SettlementDue.objects.bulk_create(rows, ignore_conflicts=True)
    return settled.entries


def settle_due(*, at: datetime, limit: int = 20_000) -> int:
    """Settle stays that were noted, `limit` at most, and return how many.

    A stay or guest that somebody holds right now is left for the next time; one that fails is logged, counted and
    left. One whose currency has no rate is kept, and left alone until there is one.
    """
    terms, after, done = Terms.current(), 0, 0
    due = _settleable(terms).order_by("stay_id").values_list("stay_id", flat=True)
    while done < limit:
        batch = list(due.filter(stay_id__gt=after)[: min(BATCH, limit - done)])
        if not batch:
            break
        after = batch[-1]
        done += _sweep(batch, terms, at=at)
    return done


def _settleable(terms: Terms) -> QuerySet[SettlementDue]:
    """Rows but for those that wait for a rate that is still missing; a stay that changed its currency waits no more.

    A rate may come while stays are settled by terms without it, at the desk or by a sweep. It finds none of them, but
    they leave a row, and whether that can be settled is asked anew each time: so no order of the two loses points.
    """
    unknown = Stay.objects.filter(pk=OuterRef("stay_id"), currency=OuterRef("waits_for"))
    asleep = unknown.exclude(currency__in=[terms.programme.currency, *terms.worth])
    return SettlementDue.objects.filter(Q(waits_for="") | ~Exists(asleep))


def note_due(cursor: Any, stay_ids: str, *, at: datetime, facts: Sequence[Any] = ()) -> None:
    """Note those of the stays selected by the statement `stay_ids` that a member has, or that earned; one statement.

    For changes of many stays at once, inside their transaction and after the change. `facts` fill the statement's
    places.
    """
    cursor.execute(NOTE.format(stay_ids=stay_ids), [at, *facts])


def note_currency(currency: str, *, at: datetime) -> None:
    """Have the stays that wait for a rate of `currency` settled: it has one now.

    What was posted at a rate before keeps that one. A row that the sweep holds is left: the sweep looks again.
    """
    rows = SettlementDue.objects.filter(waits_for=currency).order_by("stay_id")
    with transaction.atomic():
        held = list(rows.select_for_update(skip_locked=True).values_list("stay_id", flat=True))
        SettlementDue.objects.filter(stay_id__in=held).update(waits_for="", since=at)


# A row that is locked by the sweep is not waited for: the sweep never waits for a stay, so it has not read it yet.
NOTE = """
INSERT INTO loyalty_settlementdue (stay_id, since)
SELECT t.id, %s FROM ({stay_ids}) AS t (id)
WHERE EXISTS (SELECT FROM loyalty_pointsentry e WHERE e.stay_id = t.id)
    OR EXISTS (SELECT FROM stays_stay s JOIN guests_guest g ON g.id = s.guest_id
        JOIN loyalty_member m ON m.guest_id = coalesce(g.merged_into_id, g.id) WHERE s.id = t.id)
ORDER BY t.id
ON CONFLICT (stay_id) DO NOTHING
"""
CONCERNS = """
SELECT EXISTS (SELECT FROM loyalty_pointsentry WHERE stay_id = %(stay)s)
    OR EXISTS (SELECT FROM stays_stay s JOIN guests_guest g ON g.id = s.guest_id
        JOIN loyalty_member m ON m.guest_id = coalesce(g.merged_into_id, g.id)
        WHERE s.id = %(stay)s AND (s.status = 'checked_out'
            OR EXISTS (SELECT FROM loyalty_tierchange c WHERE c.member_id = m.id AND c."on" >= %(since)s)))
"""


def settle_if_concerned(stay_id: int, *, at: datetime, by: User | None) -> None:
    """Settle a stay that a member completed or that has earned; for any other this is one cheap query.

    One that is not completed may have been, brought no points, and yet the tier that the member has since yesterday.
    """
    with connection.cursor() as cursor:
        cursor.execute(CONCERNS, {"stay": stay_id, "since": at.date() - tiering.FRESH})
        [concerned] = cursor.fetchone()
    if concerned:
        settle(stay_id, at=at, by=by)


# The sweep


def _sweep(stay_ids: list[int], terms: Terms, *, at: datetime) -> int:
    try:
        with transaction.atomic():
            return _sweep_together(stay_ids, terms, at=at)
    except Exception:
        if len(stay_ids) == 1:
            log.exception("Stay %s could not be settled.", stay_ids[0])
            SettlementDue.objects.filter(stay_id=stay_ids[0]).update(failures=F("failures") + 1)
            return 0
    return sum(_sweep([stay_id], terms, at=at) for stay_id in stay_ids)


def _sweep_together(stay_ids: list[int], terms: Terms, *, at: datetime) -> int:
    due = SettlementDue.objects.select_for_update(skip_locked=True).filter(stay_id__in=stay_ids).order_by("stay_id")
    claimed = [row.stay_id for row in due]
    there = set(Stay.objects.filter(pk__in=claimed).values_list("pk", flat=True))
    held = _hold(claimed, wait=False)
    ready = [stay_id for stay_id in claimed if stay_id in held or stay_id not in there]
    waiting = _settle(ready, held, terms, at=at, by=None).waiting
    SettlementDue.objects.filter(stay_id__in=set(ready) - set(waiting)).delete()
    for currency in sorted(set(waiting.values())):
        mine = [stay_id for stay_id, missing in waiting.items() if missing == currency]
        SettlementDue.objects.filter(stay_id__in=mine).update(waits_for=currency)
    return len(ready)


# Locks


def _hold(stay_ids: Collection[int], *, wait: bool) -> dict[int, Stay]:
    """The stays as they are now, held together with their guests: guests first, each in id order.

    As `stays.actions.locking.lock_visit` for many. Without `wait` those are missing that somebody else holds.
    """
    while True:
        mark = transaction.savepoint()
        guests = _hold_guests(stay_ids, wait=wait)
        rows = Stay.objects.select_related("hotel", "channel").filter(pk__in=stay_ids).order_by("pk")
        found = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=not wait))
        agreed = {stay.pk: stay for stay in found if stay.guest_id is None or _standing(stay.guest_id, guests)}
        if wait and len(agreed) < len(found):  # whose stay it is changed while we waited
            transaction.savepoint_rollback(mark)
            continue
        transaction.savepoint_commit(mark)
        for stay in agreed.values():
            stay.guest = _standing(stay.guest_id, guests) if stay.guest_id is not None else None
        return agreed


def _hold_guests(stay_ids: Collection[int], *, wait: bool) -> dict[int, Guest]:
    pairs = Stay.objects.filter(pk__in=stay_ids).values_list("guest", "guest__merged_into")
    wanted = {guest_id for pair in pairs for guest_id in pair if guest_id is not None}
    rows = Guest.objects.filter(pk__in=wanted).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True, skip_locked=not wait)}


def _standing(guest_id: int, held: Mapping[int, Guest]) -> Guest | None:
    guest = held.get(guest_id)
    return guest if guest is None or guest.merged_into_id is None else held.get(guest.merged_into_id)


@dataclass(frozen=True)
class Settled:
    """What was posted, and which stays wait for the rate of which currency."""

    entries: list[PointsEntry] = field(default_factory=list)
    waiting: dict[int, str] = field(default_factory=dict)


def _settle(
    stay_ids: Collection[int], held: Mapping[int, Stay], terms: Terms, *, at: datetime, by: User | None
) -> Settled:
    """Settle stays that are held; those not `held` are gone. Of many the entries are not returned."""
    owners = owners_of(held.values())
    holders = entries_of(stay_ids).values_list("member", flat=True).distinct()
    asked = {owner.pk for owner in owners.values()} | set(holders)
    asked |= _risen(held.values(), at=at)
    if not asked:
        return Settled()
    accounts = {member: account.id for member, account in lock_many(asked).items()}
    closed = set(Member.objects.filter(pk__in=accounts.values()).exclude(closed_on=None).values_list("pk", flat=True))
    books = books_of(stay_ids, accounts)
    targets = targets_of(held, owners, books, terms)
    poster = Poster(terms, books, targets, held, accounts, at=at, by=by)
    entries: list[PointsEntry] = []
    if len(stay_ids) == 1:
        entries = poster.post(stay_ids, closed)
    else:
        poster.post_together(stay_ids, closed)
    last_year = terms.programme.today(at).year - 1
    late = {target.member.pk for pk, target in targets.items() if held[pk].departure.year == last_year}
    tiering.undo(set(accounts.values()) - closed, at=at, programme=terms.programme)
    tiering.review_late(late - closed, at=at, programme=terms.programme)
    tiering.review(set(accounts.values()) - closed, at=at, programme=terms.programme)
    waiting = {pk: target.waits_for for pk, target in targets.items() if target.waits_for}
    return Settled(entries, waiting)


def _risen(stays: Iterable[Stay], *, at: datetime) -> set[int]:
    """Members whose stay is not completed, and whose tier changed just now: perhaps by this stay, before it was."""
    guests = {stay.guest_id for stay in stays if stay.status != StayStatus.CHECKED_OUT and stay.guest_id is not None}
    risen = Member.objects.standing().filter(guest__in=guests, tier_changes__on__gte=at.date() - tiering.FRESH)
    return set(risen.values_list("pk", flat=True)) if guests else set()
