"""What a stay earns: the rule of each amount, the tier's multiplier, the promotions. Exact decimals, floored once.

Amounts come in the programme's currency: `in_programme` converts the stay's, by what one unit is worth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Context, Decimal

# An amount of 14 digits by a worth of 18 by a rate of 8 stays exact.
EXACT = Context(prec=60)
WHOLE = Decimal(1)
NOTHING = Decimal(0)


class NoRateKnown(Exception):
    """Nobody said what a unit of `currency` is worth in the programme's."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(currency)


@dataclass(frozen=True)
class Rule:
    """So many points per unit of the programme's currency, for amounts that fit all that is filled."""

    id: int
    rate: Decimal
    hotel: int | None = None
    department: str = ""
    channel_kind: str = ""
    company: int | None = None
    any_company: bool = False
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def particular(self) -> tuple[bool, bool, bool, bool, bool, int]:
        """How particular it is, company before any company before channel before hotel before department."""
        return (
            self.company is not None,
            self.any_company,
            bool(self.channel_kind),
            self.hotel is not None,
            bool(self.department),
            self.id,
        )

    def holds(self, on: date) -> bool:
        """Whether it is in force that day."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)

    def fits(self, bill: "Bill", department: str) -> bool:
        """Whether it is about this department of that bill."""
        return (
            self.holds(bill.on)
            and self.hotel in {None, bill.hotel}
            and self.department in {"", department}
            and self.channel_kind in {"", bill.channel_kind}
            and self.company in {None, bill.company}
            and (not self.any_company or bill.company is not None)
        )


@dataclass(frozen=True)
class Bill:
    """A stay as the rules see it: `on` is the day of departure, `amounts` are by department."""

    hotel: int
    channel_kind: str
    company: int | None
    on: date
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True)
class Fixed:
    """The rule (None: none fitted) and the rate by which an amount has earned before, and goes on earning."""

    rule: int | None
    rate: Decimal


@dataclass(frozen=True)
class Bonus:
    """A promotion that the guest and the stay qualify for: `factor` times the base points, and `points` besides."""

    id: int
    factor: Decimal = WHOLE
    points: int = 0


@dataclass(frozen=True)
class Line:
    """One department's amount, the rule that counts for it (None: no rule fits), and its exact points."""

    department: str
    amount: Decimal
    rule: int | None
    rate: Decimal
    points: Decimal


@dataclass(frozen=True)
class Earning:
    """What a stay earns. `earned` includes the `tier_bonus`; `promotions` are besides, by id of the promotion."""

    lines: Sequence[Line] = ()
    base: int = 0
    tier_bonus: int = 0
    promotions: Mapping[int, int] = field(default_factory=dict)

    @property
    def earned(self) -> int:
        """Base and tier bonus: the whole part of the exact base points times the multiplier."""
        return self.base + self.tier_bonus

    @property
    def qualifying(self) -> int:
        """What counts for the tier: the base points, so that a high tier does not feed itself."""
        return self.base

    @property
    def total(self) -> int:
        """Everything."""
        return self.earned + sum(self.promotions.values())


def in_programme(amount: Decimal, currency: str, *, home: str, worth: Mapping[str, Decimal]) -> Decimal:
    """`amount` of `currency` in the programme's currency `home`, exact. Raises `NoRateKnown`."""
    if currency == home:
        return amount
    if currency not in worth:
        raise NoRateKnown(currency)
    return EXACT.multiply(amount, worth[currency])


def rule_for(rules: Iterable[Rule], bill: Bill, department: str) -> Rule | None:
    """The most particular rule that fits, of equals the later one; None when none fits."""
    return max((rule for rule in rules if rule.fits(bill, department)), key=lambda rule: rule.particular, default=None)


def earn(
    bill: Bill,
    rules: Sequence[Rule],
    *,
    multiplier: Decimal = WHOLE,
    bonuses: Iterable[Bonus] = (),
    fixed: Mapping[str, Fixed] | None = None,
) -> Earning:
    """What `bill` earns under `rules` for somebody whose tier multiplies by `multiplier`.

    Departments that are `fixed` keep their rate, whatever the rules say now. Points are floored once, at the end. A
    refund lessens the rest of the bill, never below nothing; a stay without base points (excluded, or for nothing)
    earns no promotion either.
    """
    kept = fixed or {}
    lines = tuple(
        _line(department, amount, kept.get(department) or _fixed(rules, bill, department))
        for department, amount in sorted(bill.amounts.items())
    )
    exact = max(NOTHING, _sum(line.points for line in lines))
    base, earned = _whole(exact), _whole(EXACT.multiply(exact, multiplier))
    promotions = {bonus.id: _bonus(exact, bonus) for bonus in bonuses} if base else {}
    return Earning(lines, base, earned - base, {pk: points for pk, points in promotions.items() if points})


def _fixed(rules: Sequence[Rule], bill: Bill, department: str) -> Fixed:
    rule = rule_for(rules, bill, department)
    return Fixed(rule.id, rule.rate) if rule else Fixed(None, NOTHING)


def _line(department: str, amount: Decimal, by: Fixed) -> Line:
    return Line(department, amount, by.rule, by.rate, EXACT.multiply(amount, by.rate))


def _bonus(exact: Decimal, bonus: Bonus) -> int:
    return _whole(EXACT.multiply(exact, bonus.factor - WHOLE)) + bonus.points


def _sum(points: Iterable[Decimal]) -> Decimal:
    total = NOTHING
    for one in points:
        total = EXACT.add(total, one)
    return total


def _whole(points: Decimal) -> int:
    return int(points.to_integral_value(rounding=ROUND_FLOOR))
