"""What somebody may give alone, and what would be fair: pure, in the currency of the hotel."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median
from typing import Final

NOTHING: Final = Decimal(0)
CENT: Final = Decimal("0.01")
# Of one night's price, in percent, by severity: what an urgent, a serious, an ordinary and a small matter is worth.
OF_A_NIGHT: Final = {1: 100, 2: 50, 3: 20, 4: 10}
FOR_A_TIER, FOR_A_VIP, FOR_A_REGULAR = 10, 20, 10  # percent on top: for each rank above the first, and once each
MOST_ON_TOP: Final = 100
REGULAR_NIGHTS: Final = 10  # nights' worth of spend in a year make a regular
ENOUGH: Final = 3  # similar cases that say more than the price of a night
DIGITS: Final = 2  # of a suggestion that mean something: 1,200, not 1,234.56


@dataclass(frozen=True)
class Limits:
    """What a role gives without asking."""

    per_case: Decimal
    per_month: Decimal


def left(limits: Limits | None, *, case: Decimal, month: Decimal) -> Decimal:
    """What may still be given alone after `case` for the ticket, by anybody, and `month` by this person, alone.

    Never below zero; without limits nothing.
    """
    if limits is None:
        return NOTHING
    return max(min(limits.per_case - case, limits.per_month - month), NOTHING)


def is_within(cost: Decimal, limits: Limits | None, *, case: Decimal, month: Decimal) -> bool:
    """Whether `cost` may be given without a second person. Without limits nothing may, be it free."""
    return limits is not None and cost <= left(limits, case=case, month=month)


class Form(StrEnum):
    """What to give, as ``Compensation.Gives`` has it."""

    POINTS = "points"
    VOUCHER = "voucher"
    REFUND = "refund"
    GIFT = "gift"


class Why(StrEnum):
    """What speaks for an amount, or for its form; the words for it are ``feedback.queries.suggesting``'s."""

    SIMILAR = "similar"  # value: so many cases; amount: their median
    NIGHT = "night"  # value: percent of a night
    TIER = "tier"  # value: percent on top
    VIP = "vip"
    REGULAR = "regular"
    GIVEN = "given"  # amount: what the case has had already
    ENOUGH = "enough"  # nothing more
    NO_MEASURE = "no_measure"  # neither a night's price nor similar cases
    MEMBER = "member"
    NO_MEMBER = "no_member"
    GRAVE = "grave"
    GESTURE = "gesture"


@dataclass(frozen=True)
class Reason:
    """One reason, with the number and the amount it speaks of."""

    why: Why
    value: int = 0
    amount: Decimal = NOTHING


@dataclass(frozen=True)
class Case:
    """What counts: how bad it was, and what the guest is to the house.

    `night` is the price of a night of the stay (None: no stay), `spend` what the guest spent in a year, `tier_rank` the
    rank of the tier (None: no member), `similar` what cases alike got in all, `given` what this one has had; amounts in
    the hotel's currency.
    """

    severity: int
    night: Decimal | None = None
    spend: Decimal = NOTHING
    tier_rank: int | None = None
    is_vip: bool = False
    similar: Sequence[Decimal] = ()
    given: Decimal = NOTHING


@dataclass(frozen=True)
class Suggestion:
    """What to give and why; `cost` 0 and no `gives`: nothing more."""

    cost: Decimal
    gives: Form | None
    reasons: tuple[Reason, ...]


def suggest(case: Case) -> Suggestion:
    """What would be fair for `case`.

    The median of what cases alike got, of three or more; else the severity's share of a night. More for a higher tier,
    a VIP and a regular, at most twice as much. Less what was given already, and rounded to two digits. Small matters
    call for a gesture, ordinary ones for points, of who is no member for a voucher, urgent ones for money back.
    """
    base = _base(case)
    if base is None:
        return Suggestion(NOTHING, None, (Reason(Why.NO_MEASURE),))
    amount, reason = base
    extra = _on_top(case)
    percent = min(sum(reason.value for reason in extra), MOST_ON_TOP)
    fair = rounded(amount * (100 + percent) / 100)
    reasons = [reason, *extra]
    if case.given:
        reasons.append(Reason(Why.GIVEN, amount=case.given))
    rest = fair - case.given
    if rest <= 0:
        return Suggestion(NOTHING, None, (*reasons, Reason(Why.ENOUGH)))
    form, because = _form(case)
    return Suggestion(rest, form, (*reasons, Reason(because)))


def rounded(amount: Decimal) -> Decimal:
    """`amount` to the two digits that mean something, no finer than a cent; nothing stays nothing."""
    if amount <= 0:
        return NOTHING
    step = max(Decimal(1).scaleb(amount.adjusted() - DIGITS + 1), CENT)
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _base(case: Case) -> tuple[Decimal, Reason] | None:
    if len(case.similar) >= ENOUGH:
        usual = rounded(median(case.similar))
        return usual, Reason(Why.SIMILAR, len(case.similar), usual)
    if case.night is None or case.night <= 0:
        return None
    share = OF_A_NIGHT[case.severity]
    return case.night * share / 100, Reason(Why.NIGHT, share)


def _on_top(case: Case) -> list[Reason]:
    reasons = []
    if case.tier_rank:
        reasons.append(Reason(Why.TIER, FOR_A_TIER * case.tier_rank))
    if case.is_vip:
        reasons.append(Reason(Why.VIP, FOR_A_VIP))
    if case.night and case.spend >= case.night * REGULAR_NIGHTS:
        reasons.append(Reason(Why.REGULAR, FOR_A_REGULAR, case.spend))
    return reasons


def _form(case: Case) -> tuple[Form, Why]:
    if case.severity <= 1:
        return Form.REFUND, Why.GRAVE
    if len(OF_A_NIGHT) <= case.severity:
        return Form.GIFT, Why.GESTURE
    if case.tier_rank is None:
        return Form.VOUCHER, Why.NO_MEMBER
    return Form.POINTS, Why.MEMBER
