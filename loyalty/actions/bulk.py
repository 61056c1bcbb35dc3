"""Many vouchers at once, named for nobody: to be printed, mailed by others, laid into rooms."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from loyalty import codes
from loyalty.models import Voucher, VoucherBatch, VoucherType

from .refusal import Refused
from .vouchers import KeyReused, NotIssuedAnyMore, last_day

MOST = 10_000
AT_ONCE = 2_000  # rows in one INSERT


class TooMany(Refused):
    sentence = _("Between 1 and 10,000 vouchers can be issued at once.")


@dataclass(frozen=True)
class Order:
    """What is to be issued: how many of which type, valid from which day on, and why."""

    voucher_type: VoucherType
    count: int
    valid_from: date
    reason: str


@transaction.atomic
def issue_batch(order: Order, *, key: str, hotel: Hotel, by: User, at: datetime) -> VoucherBatch:
    """Issue `order.count` vouchers, `MOST` at most, and return their batch.

    The same `key` (of the form) again returns the batch there is, with other contents it raises `KeyReused`. Raises
    `TooMany` or `NotIssuedAnyMore`.
    """
    if not 1 <= order.count <= MOST:
        raise TooMany
    wanted = {"type": order.voucher_type, "count": order.count, "reason": order.reason, "hotel": hotel}
    batch, is_new = VoucherBatch.objects.get_or_create(key=key, defaults={**wanted, "by": by, "at": at})
    if is_new:
        if not order.voucher_type.is_active:
            raise NotIssuedAnyMore
        Voucher.objects.bulk_create(_vouchers(batch, order, at=at), batch_size=AT_ONCE)
    elif any(getattr(batch, name) != value for name, value in wanted.items()) or batch.by_id != by.pk:
        raise KeyReused
    return batch


def _vouchers(batch: VoucherBatch, order: Order, *, at: datetime) -> list[Voucher]:
    until = last_day(order.voucher_type, order.valid_from)
    return [
        Voucher(
            type=order.voucher_type,
            code=codes.new(),
            batch=batch,
            source=Voucher.Source.BATCH,
            key=f"batch:{batch.pk}:{n}",
            valid_from=order.valid_from,
            valid_until=until,
            reason=order.reason,
            hotel=batch.hotel,
            issued_by=batch.by,
            issued_at=at,
        )
        for n in range(1, order.count + 1)
    ]


@transaction.atomic
def void_batch(batch: VoucherBatch, *, reason: str, by: User, at: datetime) -> int:
    """Make every voucher of `batch` that is still issued worthless, and return how many those were.

    Redeemed ones stay redeemed. A second time finds nothing to do.
    """
    open_ones = Voucher.objects.filter(batch=batch, state=Voucher.State.ISSUED).order_by("pk")
    ids = list(open_ones.select_for_update(no_key=True).values_list("pk", flat=True))
    with trail("loyalty.void_batch", by=by, batch=batch.pk):
        changed = {"state": Voucher.State.VOID, "voided_by": by, "voided_at": at, "void_reason": reason}
        return Voucher.objects.filter(pk__in=ids).update(**changed)
