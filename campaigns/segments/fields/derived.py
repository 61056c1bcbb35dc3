"""Fields that depend on today: the stage of life, the quintiles, the layer of value. SQL twins of ``campaigns.rules``.

They compare columns with bounds reckoned beforehand rather than reckoning something for each row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise, StrPromise

from campaigns.models import GuestFacts
from campaigns.rules.layers import BEST, GOOD, Value, value_layer
from campaigns.rules.lifecycle import PERCENT, Stage, stage
from campaigns.rules.quintiles import EPOCH, quintile, recency
from campaigns.segments.nodes import Condition
from hotelcrm.frame import formats

from . import reading
from .kinds import Choice, Field, Sql, alternatives, negated, quantity, unknown
from .operators import CHOICES, NUMBER, Operator
from .yardstick import Yardstick

HIGHEST: Final = 5
_NOBODY: Final = Sql("false")

STAGES: Final[Mapping[str, StrPromise]] = {
    Stage.LEAD: pgettext_lazy("lifecycle", "lead"),
    Stage.NEW: pgettext_lazy("lifecycle", "new"),
    Stage.LOYAL: pgettext_lazy("lifecycle", "loyal"),
    Stage.COOLING: pgettext_lazy("lifecycle", "cooling"),
    Stage.DORMANT: pgettext_lazy("lifecycle", "dormant"),
    Stage.LOST: pgettext_lazy("lifecycle", "lost"),
}
LAYERS: Final[Mapping[str, StrPromise]] = {
    Value.HIGH: pgettext_lazy("value", "high value"),
    Value.POTENTIAL: pgettext_lazy("value", "potential"),
    Value.ORDINARY: pgettext_lazy("value", "ordinary"),
}


@dataclass(frozen=True, kw_only=True)
class Derived(Field):
    """One of several words that a rule finds for the facts: each has its twin in SQL."""

    editor: ClassVar[str] = "choices"
    phrase_not: StrOrPromise
    among: Mapping[str, StrPromise]
    twins: Callable[[Yardstick], Mapping[str, Sql]]
    rule: Callable[[GuestFacts, Yardstick], str]

    @property
    def operators(self) -> tuple[Operator, ...]:
        return CHOICES

    def value(self, op: Operator, raw: object) -> object:
        return reading.codes(raw, self.among)

    def choices(self, search: str = "") -> list[Choice]:
        return [Choice(code, str(label)) for code, label in self.among.items() if search.lower() in str(label).lower()]

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        twins = self.twins(by)
        found = [twins[code] for code in _codes(asked)]
        params = tuple(param for one in found for param in one.params)
        text = " OR ".join(one.text for one in found)
        either = Sql(f"({text})", params, total=all(one.total for one in found))
        return either if asked.op == "in" else negated(either)

    def words(self, asked: Condition, by: Yardstick) -> str:
        phrase = self.phrase if asked.op == "in" else self.phrase_not
        return str(phrase) % {"choices": alternatives([str(self.among[code]) for code in _codes(asked)])}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        return str(self.among[self.rule(facts, by)])


def _codes(asked: Condition) -> Sequence[str]:
    assert isinstance(asked.value, tuple)
    return asked.value


def stages(by: Yardstick) -> Mapping[str, Sql]:
    """`rules.lifecycle.stage` by dates: silence of n days is a departure n days before today."""
    limits = by.thresholds
    new, dormant, lost = (
        by.today - timedelta(days=days) for days in (limits.new_days, limits.loyal_days, limits.lost_days)
    )
    awake = "(f.is_in_house OR f.last_departure > %s)"
    settled = "(f.stays >= 2 OR (f.stays = 1 AND f.first_departure < %s))"
    late = f"(%s - f.last_departure) * {PERCENT} > f.usual_gap * %s"
    return {
        Stage.LEAD: Sql("f.stays = 0"),
        Stage.NEW: _partly(f"(f.stays = 1 AND (f.first_departure >= %s OR {awake}))", new, dormant),
        Stage.LOYAL: _partly(
            f"(f.stays >= 2 AND {awake} AND (f.is_in_house OR f.usual_gap IS NULL OR NOT ({late})))",
            dormant,
            by.today,
            limits.cooling_percent,
        ),
        Stage.COOLING: _partly(
            f"(f.stays >= 2 AND NOT f.is_in_house AND f.last_departure > %s AND {late})",
            dormant,
            by.today,
            limits.cooling_percent,
        ),
        Stage.DORMANT: _partly(
            f"(f.last_departure BETWEEN %s AND %s AND NOT f.is_in_house AND {settled})", lost, dormant, new
        ),
        Stage.LOST: _partly(f"(f.last_departure < %s AND NOT f.is_in_house AND {settled})", lost, new),
    }


def _partly(text: str, *params: Any) -> Sql:
    return Sql(text, params, total=False)


def stage_of(facts: GuestFacts, by: Yardstick) -> str:
    """The stage that the rule finds."""
    return stage(facts, today=by.today, thresholds=by.thresholds)


@dataclass(frozen=True)
class Scaled:
    """A column with its bounds on a scale."""

    column: str
    bounds: Callable[[Any], Sequence[int]]
    is_day: bool = False

    def sql(self, low: int, high: int, by: Yardstick) -> Sql:
        """Quintiles from `low` to `high`, both included; nobody before there is a scale."""
        if by.scale is None or low > high:
            return _NOBODY
        bounds = self.bounds(by.scale)
        text, params = "f.stays_24m > 0", []
        if low > 1:
            text += f" AND f.{self.column} >= %s"
            params.append(self._held(bounds[low - 2]))
        if high < HIGHEST:
            text += f" AND f.{self.column} < %s"
            params.append(self._held(bounds[high - 1]))
        return Sql(f"({text})", tuple(params), total=not self.is_day)

    def of(self, facts: GuestFacts, by: Yardstick) -> int | None:
        """A guest's quintile; None without a stay in 24 months."""
        held = getattr(facts, self.column)
        if by.scale is None or not facts.stays_24m or held is None:
            return None
        return quintile(recency(held) if self.is_day else held, self.bounds(by.scale))

    def _held(self, bound: int) -> Any:
        return EPOCH + timedelta(days=bound) if self.is_day else bound


RECENCY: Final = Scaled("last_departure", lambda scale: scale.recency, is_day=True)
FREQUENCY: Final = Scaled("stays_24m", lambda scale: scale.frequency)
MONETARY: Final = Scaled("revenue_24m", lambda scale: scale.monetary)


@dataclass(frozen=True, kw_only=True)
class Quintile(Field):
    """1 to 5 on a scale of the guests with a stay in 24 months."""

    editor: ClassVar[str] = "number"
    scaled: Scaled

    @property
    def operators(self) -> tuple[Operator, ...]:
        return NUMBER

    def value(self, op: Operator, raw: object) -> object:
        value = super().value(op, raw)
        for number in value if isinstance(value, tuple) else (value,):
            reading.whole(number, least=1, most=HIGHEST)
        return value

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        value: Any = asked.value
        low, high = value if asked.op == "between" else (value, value)
        low, high = 1 if asked.op == "at_most" else low, HIGHEST if asked.op == "at_least" else high
        return self.scaled.sql(low, high, by)

    def words(self, asked: Condition, by: Yardstick) -> str:
        return str(self.phrase) % {"number": quantity(asked.op, asked.value)}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        held = self.scaled.of(facts, by)
        return unknown() if held is None else _("%(number)s of 5") % {"number": formats.number(held)}


def layers(by: Yardstick) -> Mapping[str, Sql]:
    """`rules.layers.value_layer` by bounds of the scale."""
    good = [scaled.sql(GOOD, HIGHEST, by) for scaled in (FREQUENCY, MONETARY)]
    best = MONETARY.sql(BEST, HIGHEST, by)
    top = Sql("f.tier_rank >= %s", (by.top_rank,)) if by.top_rank > 0 else _NOBODY
    regular = Sql("(f.is_key_company AND f.stays_12m >= %s)", (by.thresholds.frequent_stays,))
    high = _either(top, _both(best, good[0]), regular)
    some = _either(Sql("f.is_key_company"), *good)
    return {
        Value.HIGH: high,
        Value.POTENTIAL: _both(some, negated(high)),
        Value.ORDINARY: _both(negated(some), negated(top)),
    }


def _either(*parts: Sql) -> Sql:
    return _joined(" OR ", parts)


def _both(*parts: Sql) -> Sql:
    return _joined(" AND ", parts)


def _joined(word: str, parts: Sequence[Sql]) -> Sql:
    params = tuple(param for part in parts for param in part.params)
    return Sql(f"({word.join(part.text for part in parts)})", params, total=all(part.total for part in parts))


def layer_of(facts: GuestFacts, by: Yardstick) -> str:
    """The layer that the rule finds."""
    return value_layer(
        tier_rank=facts.tier_rank,
        top_rank=by.top_rank,
        frequency=FREQUENCY.of(facts, by),
        monetary=MONETARY.of(facts, by),
        is_key_company=facts.is_key_company,
        stays_12m=facts.stays_12m,
        frequent_stays=by.thresholds.frequent_stays,
    )


VALUE: Final[tuple[Field, ...]] = (
    Derived(
        code="lifecycle",
        group="value",
        label=gettext_lazy("Lifecycle stage"),
        phrase=gettext_lazy("are %(choices)s by lifecycle"),
        phrase_not=gettext_lazy("are not %(choices)s by lifecycle"),
        among=STAGES,
        twins=stages,
        rule=stage_of,
    ),
    Derived(
        code="value_layer",
        group="value",
        label=gettext_lazy("Layer of value"),
        phrase=gettext_lazy("are %(choices)s guests"),
        phrase_not=gettext_lazy("are not %(choices)s guests"),
        among=LAYERS,
        twins=layers,
        rule=layer_of,
    ),
    Quintile(
        code="rfm_recency",
        group="value",
        label=gettext_lazy("Recency, quintile"),
        phrase=gettext_lazy("have a recency of %(number)s out of 5"),
        scaled=RECENCY,
    ),
    Quintile(
        code="rfm_frequency",
        group="value",
        label=gettext_lazy("Frequency, quintile"),
        phrase=gettext_lazy("have a frequency of %(number)s out of 5"),
        scaled=FREQUENCY,
    ),
    Quintile(
        code="rfm_monetary",
        group="value",
        label=gettext_lazy("Monetary value, quintile"),
        phrase=gettext_lazy("have a monetary value of %(number)s out of 5"),
        scaled=MONETARY,
    ),
)
