"""Vouchers and points for many guests at once, each by the key of its cause: one statement for all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.running.arrays import literal
from loyalty import codes, ledger
from loyalty.models import Member, PointsEntry, Programme, Voucher, VoucherType

from .vouchers import KeyReused, NotIssuedAnyMore, last_day, today_of

# What `vouchers.issue` writes for one, but for the line on the timeline: what brings the voucher has its own.
ISSUE = """
INSERT INTO loyalty_voucher (type_id, code, guest_id, source, key, state, valid_from, valid_until, reason, hotel_id,
    issued_by_id, issued_at, void_reason)
SELECT %(type)s, code, guest_id, %(source)s, key, 'issued', %(from)s, %(until)s, %(reason)s, %(hotel)s, %(by)s, %(at)s,
    ''
FROM unnest(%(guests)s::bigint[], %(keys)s::text[], %(codes)s::text[]) w (guest_id, key, code)
ON CONFLICT (key) DO NOTHING
RETURNING key, id
"""


class Gift(NamedTuple):
    """To whom, and by which key: the same key again is the same present."""

    guest_id: int
    key: str


@dataclass(frozen=True)
class Giving:
    """Who gives, when, at which hotel and why."""

    by: User | None
    at: datetime
    hotel: Hotel | None
    reason: str = ""


def issue_many(voucher_type: VoucherType, gifts: Sequence[Gift], *, source: str, giving: Giving) -> dict[str, int]:
    """Give each of `gifts` a voucher, as `vouchers.issue` would, and return the vouchers' ids by key.

    Timelines are not told: what brings the voucher to the guest tells. What was given before is not given again. To be
    called while the guests are held, so that none is merged meanwhile. Raises `KeyReused`, and gives nothing, where a
    key came with other contents, and `NotIssuedAnyMore`.
    """
    with transaction.atomic():
        found = _known([gift.key for gift in gifts])
        fresh = [gift for gift in gifts if gift.key not in found]
        for gift in gifts:
            if gift.key in found and found[gift.key][1:] != (gift.guest_id, voucher_type.pk):
                raise KeyReused
        if fresh and not voucher_type.is_active:
            raise NotIssuedAnyMore
        ids = {key: pk for key, (pk, *_said) in found.items()}
        return ids | _issue(voucher_type, fresh, source, giving)


def give_points(gifts: Collection[Gift], points: int, *, giving: Giving, details: Mapping[str, int]) -> int:
    """Give each of `gifts` who is a member so many points, as bonus, and return how many got them now.

    Whose membership is over, and who has none, gets none; a key gives once. To be called while the guests are held.
    Raises `ledger.KeyReused`.
    """
    programme = Programme.current()
    rows = Member.objects.standing().filter(guest__in=[gift.guest_id for gift in gifts])
    members = dict(rows.values_list("guest", "pk"))
    postings = [
        ledger.Posting(
            members[gift.guest_id],
            points,
            PointsEntry.Kind.BONUS,
            gift.key,
            giving.at,
            programme.today(giving.at),
            hotel_id=giving.hotel.pk if giving.hotel else None,
            by_id=giving.by.pk if giving.by else None,
            reason=giving.reason,
            details=details,
        )
        for gift in gifts
        if gift.guest_id in members
    ]
    return ledger.post_batch(postings, programme=programme) if postings else 0


def void_unsent(voucher_ids: Sequence[int], *, reason: str, by: User | None, at: datetime) -> int:
    """Make those of these vouchers worthless that are still issued, and return how many those were.

    For codes that never left the house. Redeemed ones stay redeemed; a second time finds nothing to do.
    """
    with transaction.atomic(), trail("loyalty.void_unsent", by=by):
        rows = Voucher.objects.filter(pk__in=voucher_ids, state=Voucher.State.ISSUED).order_by("pk")
        ids = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        changed = {"state": Voucher.State.VOID, "voided_by": by, "voided_at": at, "void_reason": reason}
        return Voucher.objects.filter(pk__in=ids).update(**changed)


def _known(keys: Sequence[str]) -> dict[str, tuple[int, int | None, int]]:
    """Voucher, guest and type of the keys that are used already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, id, guest_id, type_id FROM loyalty_voucher WHERE key = ANY(%s::text[])", [literal(keys)]
        )
        return {key: (pk, guest, kind) for key, pk, guest, kind in cursor.fetchall()}


def _issue(voucher_type: VoucherType, gifts: Sequence[Gift], source: str, giving: Giving) -> dict[str, int]:
    if not gifts:
        return {}
    start = today_of(giving.hotel, giving.at)
    values: dict[str, Any] = {
        "guests": literal(gift.guest_id for gift in gifts),
        "keys": literal(gift.key for gift in gifts),
        "codes": literal(codes.many(len(gifts))),
        "type": voucher_type.pk,
        "source": source,
        "from": start,
        "until": last_day(voucher_type, start),
        "reason": giving.reason,
        "hotel": giving.hotel.pk if giving.hotel else None,
        "by": giving.by.pk if giving.by else None,
        "at": giving.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(ISSUE, values)
        return dict(cursor.fetchall())
