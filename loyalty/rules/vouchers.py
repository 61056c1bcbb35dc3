"""What a voucher takes off a bill."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Bill:
    """What the guest is to pay: an amount in the hotel's currency (None: not said), and the department's code."""

    amount: Decimal | None = None
    department: str = ""


def taken_off(gives: str, value: Decimal | None, bill: Bill) -> Decimal | None:
    """How much of `bill` a voucher pays, in the bill's currency: never more than the bill, a share to the cent.

    `gives` is a ``VoucherType.Gives``, `value` its amount or percent. None when it pays no amount, or a share of a
    bill that is not known.
    """
    if value is None:
        return None
    if gives == "amount":
        return value if bill.amount is None else min(value, bill.amount)
    if gives == "percent" and bill.amount is not None:
        return (bill.amount * value / 100).quantize(CENT, ROUND_HALF_UP)
    return None
