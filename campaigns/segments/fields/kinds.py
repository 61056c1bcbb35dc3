"""Kinds of fields: what may be asked of a number, an amount, a day, a yes or no, a choice; in SQL and in words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from campaigns.models import GuestFacts
from campaigns.segments.nodes import Condition, Unfit
from hotelcrm.frame import formats

from . import reading
from .operators import (
    AMOUNT,
    CHOICES,
    DAY,
    FLAG,
    KNOWN,
    NUMBER,
    Operator,
)
from .yardstick import Yardstick

SHOWN_VALUES: Final = 6  # of a long list in a sentence


@dataclass(frozen=True)
class Sql:
    """An expression over `f`, the row of facts, with its parameters. `total`: it is never NULL."""

    text: str
    params: tuple[Any, ...] = ()
    total: bool = True


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen; `group` is the heading it stands under."""

    value: int | str
    label: str
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """Something that can be asked about a guest.

    `phrase` is the end of a sentence that begins "Guests who …", with the place for what is asked.
    """

    code: str
    group: str
    label: StrOrPromise
    phrase: StrOrPromise
    editor: ClassVar[str]

    @property
    @abstractmethod
    def operators(self) -> tuple[Operator, ...]:
        """What may be asked, the usual first."""

    def operator(self, code: object) -> Operator:
        """The operator of that code; `Unfit` if the field has none such."""
        for known in self.operators:
            if known.code == code:
                return known
        raise Unfit(_("This cannot be asked here."))

    def read(self, raw: Mapping[str, object]) -> Condition:
        """The condition that JSON asks for; `Unfit` where it is none."""
        op = self.operator(raw.get("op"))
        if set(raw) - {"op", "value"}:
            raise Unfit(_("There is something in it that does not belong here."))
        return Condition(self.code, op.code, self.value(op, raw.get("value")))

    def value(self, op: Operator, raw: object) -> object:
        """The value read strictly."""
        if op.shape == "none":
            if raw is not None:
                raise Unfit(_("This needs no value."))
            return None
        return op.read(raw)

    def choices(self, search: str = "") -> list[Choice]:
        """What can be chosen, narrowed down by a few letters; empty for fields without a list."""
        return []

    @abstractmethod
    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        """The condition as an expression over `f`."""

    @abstractmethod
    def words(self, asked: Condition, by: Yardstick) -> str:
        """The condition as the end of "Guests who …", in the active language."""

    @abstractmethod
    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        """What a guest has, in the active language."""


def compare(column: str, asked: Condition, low: Any = None) -> Sql:
    """The usual comparisons of a column; NULL where the column is."""
    value: Any = asked.value if low is None else low
    match asked.op:
        case "at_least":
            return Sql(f"{column} >= %s", (value,), total=False)
        case "at_most":
            return Sql(f"{column} <= %s", (value,), total=False)
        case "equals":
            return Sql(f"{column} = %s", (value,), total=False)
        case "between":
            return Sql(f"{column} BETWEEN %s AND %s", tuple(value), total=False)
        case "known":
            return Sql(f"{column} IS NOT NULL")
        case _:
            return Sql(f"{column} IS NULL")


def quantity(op: str, value: Any, shown: Callable[[Any], str] = formats.number) -> str:
    """How much is asked: "at least 2", "2 to 5"."""
    if op == "between":
        return _("%(low)s to %(high)s") % {"low": shown(value[0]), "high": shown(value[1])}
    words = {
        "at_least": _("at least %(number)s"),
        "at_most": _("at most %(number)s"),
        "equals": _("exactly %(number)s"),
    }
    return words[op] % {"number": shown(value)}


def counted(phrase: StrOrPromise, asked: Condition) -> str:
    """A phrase with how much is asked; its noun agrees with the larger number."""
    value: Any = asked.value
    largest = value[1] if asked.op == "between" else value
    return str(phrase % {"number": quantity(asked.op, value), "count": largest})


def whether_known(of: "OfColumn", op: str) -> str:
    """Of what may be empty: whether it is; in words of its own where the field has some."""
    own = of.phrase_known if op == "known" else of.phrase_unknown
    if own:
        return str(own)
    words = _("have something under “%(field)s”") if op == "known" else _("have nothing under “%(field)s”")
    return words % {"field": of.label}


def unknown() -> str:
    """What is said of an empty column."""
    return _("nothing")


@dataclass(frozen=True, kw_only=True)
class OfColumn(Field, ABC):
    """A field that is one column of the facts; the code is its name unless another is given."""

    column: str = ""
    nullable: bool = False
    phrase_known: StrOrPromise = ""
    phrase_unknown: StrOrPromise = ""

    @property
    def name(self) -> str:
        """The column."""
        return self.column or self.code

    def held(self, facts: GuestFacts) -> Any:
        """What stands there."""
        return getattr(facts, self.name)

    def known(self, asked: Sql) -> Sql:
        """The same; never NULL if the column is never empty."""
        return asked if self.nullable else Sql(asked.text, asked.params)


@dataclass(frozen=True, kw_only=True)
class Number(OfColumn):
    """A whole number. `none` is said where none are asked for: "have no open complaint"."""

    editor: ClassVar[str] = "number"
    none: StrOrPromise = ""

    @property
    def operators(self) -> tuple[Operator, ...]:
        return (*NUMBER, *KNOWN) if self.nullable else NUMBER

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        return self.known(compare(f"f.{self.name}", asked))

    def words(self, asked: Condition, by: Yardstick) -> str:
        if asked.op in {"known", "unknown"}:
            return whether_known(self, asked.op)
        if self.none and asked.op in {"equals", "at_most"} and asked.value == 0:
            return str(self.none)
        return counted(self.phrase, asked)

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        held = self.held(facts)
        return unknown() if held is None else formats.number(held)


@dataclass(frozen=True, kw_only=True)
class Amount(OfColumn):
    """An amount in the programme's currency; whole cents in the column and in the condition."""

    editor: ClassVar[str] = "amount"

    @property
    def operators(self) -> tuple[Operator, ...]:
        return AMOUNT

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        return self.known(compare(f"f.{self.name}", asked))

    def words(self, asked: Condition, by: Yardstick) -> str:
        return str(self.phrase) % {"amount": quantity(asked.op, asked.value, lambda cents: money(cents, by))}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        return money(self.held(facts), by)


def money(cents: int, by: Yardstick) -> str:
    """Cents as people write an amount."""
    return formats.money(reading.major(cents), by.currency)


@dataclass(frozen=True, kw_only=True)
class Day(OfColumn):
    """A day, asked relative to today or by the calendar. `ahead`: it usually lies ahead, so that is offered first."""

    editor: ClassVar[str] = "day"
    nullable: bool = True
    ahead: bool = False

    @property
    def operators(self) -> tuple[Operator, ...]:
        past, future, calendar = DAY[:3], DAY[3:6], DAY[6:]
        first = (*future, *past) if self.ahead else (*past, *future)
        return (*first, *calendar, *KNOWN) if self.nullable else (*first, *calendar)

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        column = f"f.{self.name}"
        if asked.op in {"known", "unknown"}:
            return compare(column, asked)
        low, high = bounds(asked.op, asked.value, by.today)
        if low is None:
            return self.known(Sql(f"{column} <= %s", (high,), total=False))
        if high is None:
            return self.known(Sql(f"{column} >= %s", (low,), total=False))
        return self.known(Sql(f"{column} BETWEEN %s AND %s", (low, high), total=False))

    def words(self, asked: Condition, by: Yardstick) -> str:
        if asked.op in {"known", "unknown"}:
            return whether_known(self, asked.op)
        return str(self.phrase) % {"when": when(asked.op, asked.value)}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        held = self.held(facts)
        return unknown() if held is None else away(held, by.today)


def bounds(op: str, value: Any, today: date) -> tuple[date | None, date | None]:
    """The first and the last day that an operator of days means; None: no end on that side."""
    if op in _CALENDAR:
        return _CALENDAR[op](value)
    low, high = _RELATIVE[op](value)
    return tuple(None if days is None else today + timedelta(days=days) for days in (low, high))  # type: ignore[return-value]


_CALENDAR: Final[Mapping[str, Callable[[Any], tuple[date | None, date | None]]]] = {
    "on_or_after": lambda day: (day, None),
    "on_or_before": lambda day: (None, day),
    "dates_between": lambda days: days,
}
_RELATIVE: Final[Mapping[str, Callable[[Any], tuple[int | None, int | None]]]] = {
    "days_ago_at_least": lambda days: (None, -days),
    "days_ago_at_most": lambda days: (-days, 0),
    "days_ago_between": lambda days: (-days[1], -days[0]),
    "in_days_at_most": lambda days: (0, days),
    "in_days_at_least": lambda days: (days, None),
    "in_days_between": lambda days: days,
}


def when(op: str, value: Any) -> str:
    """When is asked: "in the last 30 days", "150 to 365 days ago"."""
    if op in {"on_or_after", "on_or_before"}:
        words = _("on %(day)s or later") if op == "on_or_after" else _("on %(day)s or earlier")
        return words % {"day": formats.date_only(value)}
    if op == "dates_between":
        return _("from %(low)s to %(high)s") % {"low": formats.date_only(value[0]), "high": formats.date_only(value[1])}
    if op in {"days_ago_between", "in_days_between"}:
        words = _("%(low)s to %(high)s days ago") if op == "days_ago_between" else _("in %(low)s to %(high)s days")
        return words % {"low": formats.number(value[0]), "high": formats.number(value[1])}
    words = {
        "days_ago_at_least": ngettext("at least %(number)s day ago", "at least %(number)s days ago", value),
        "days_ago_at_most": ngettext("in the last %(number)s day", "in the last %(number)s days", value),
        "in_days_at_most": ngettext("in the next %(number)s day", "in the next %(number)s days", value),
        "in_days_at_least": ngettext("in %(number)s day or later", "in %(number)s days or later", value),
    }[op]
    return words % {"number": formats.number(value)}


def away(on: date, today: date) -> str:
    """A day, and how far it is: "5 Mar 2026 (262 days ago)"."""
    days = abs((today - on).days)
    if not days:
        return _("%(day)s (today)") % {"day": formats.date_only(on)}
    ago = ngettext("%(day)s (%(number)s day ago)", "%(day)s (%(number)s days ago)", days)
    ahead = ngettext("%(day)s (in %(number)s day)", "%(day)s (in %(number)s days)", days)
    return (ago if on < today else ahead) % {"day": formats.date_only(on), "number": formats.number(days)}


@dataclass(frozen=True, kw_only=True)
class YesNo(OfColumn):
    """What is so or not; `phrase` says that it is, `phrase_not` that it is not. `test` is a condition for a column."""

    editor: ClassVar[str] = "yes_no"
    phrase_not: StrOrPromise
    test: str = "f.{}"
    says: Callable[[Any], bool] = bool

    @property
    def operators(self) -> tuple[Operator, ...]:
        return FLAG

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        text = self.test.format(self.name)
        return Sql(text if asked.op == "yes" else f"NOT ({text})")

    def words(self, asked: Condition, by: Yardstick) -> str:
        return str(self.phrase if asked.op == "yes" else self.phrase_not)

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        return _("yes") if self.says(self.held(facts)) else _("no")


Source = Callable[[str], list[Choice]]
Names = Callable[[Collection[Any]], Mapping[Any, str]]


@dataclass(frozen=True, kw_only=True)
class ChoiceOf(OfColumn):
    """One of several. `among` are codes known to the program; `source` and `names` ask the database for ids.

    Who has none is in no choice, and so in "none of them".
    """

    editor: ClassVar[str] = "choices"
    phrase_not: StrOrPromise
    among: Callable[[], Sequence[tuple[int | str, StrOrPromise]]] | None = None
    source: Source | None = None
    names: Names | None = None
    empty: int | str | None = None

    @property
    def operators(self) -> tuple[Operator, ...]:
        return (*CHOICES, *KNOWN) if self.nullable else CHOICES

    def value(self, op: Operator, raw: object) -> object:
        if op.shape != "choices":
            return super().value(op, raw)
        if self.among is None:
            return reading.numbers(raw)
        known = [value for value, _label in self.among()]
        if isinstance(known[0], int):
            chosen = reading.numbers(raw)
            if set(chosen) - set(known):
                raise Unfit(_("Choose from the list."))
            return chosen
        return reading.codes(raw, [str(value) for value in known])

    def choices(self, search: str = "") -> list[Choice]:
        if self.source is not None:
            return self.source(search)
        everything = self.among() if self.among else ()
        return [Choice(value, str(label)) for value, label in everything if search.lower() in str(label).lower()]

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        column = f"f.{self.name}"
        if asked.op in {"known", "unknown"} and not self.nullable:  # pragma: no cover (no such operator)
            raise Unfit(asked.op)
        if asked.op in {"known", "unknown"}:
            return compare(column, asked)
        within = Sql(f"{column} = ANY(%s)", (list(_values(asked)),), total=not self.nullable)
        return within if asked.op == "in" else negated(within)

    def words(self, asked: Condition, by: Yardstick) -> str:
        if asked.op in {"known", "unknown"}:
            return whether_known(self, asked.op)
        words = self.phrase if asked.op == "in" else self.phrase_not
        return str(words) % {"choices": alternatives(self.labels(_values(asked)))}

    def labels(self, values: Sequence[Any]) -> list[str]:
        """What these values are called, in their order."""
        if self.names is not None:
            named = self.names(values)
            return [named.get(value, _("(gone)")) for value in values]
        labels = dict(self.among() if self.among else ())
        return [str(labels[value]) for value in values]

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        held = self.held(facts)
        return unknown() if held is None or held == self.empty else self.labels([held])[0]


def _values(asked: Condition) -> tuple[Any, ...]:
    assert isinstance(asked.value, tuple)
    return asked.value


def negated(of: Sql) -> Sql:
    """The opposite, where NULL counts as no."""
    return Sql(f"NOT ({of.text})" if of.total else f"({of.text}) IS NOT TRUE", of.params)


def alternatives(names: Sequence[str]) -> str:
    """One of them: "A, B or C"; of a long list the first few and how many more."""
    shown = list(names[:SHOWN_VALUES])
    more = len(names) - len(shown)
    if more:
        return _("%(names)s or %(number)s more") % {"names": _(", ").join(shown), "number": formats.number(more)}
    if len(shown) == 1:
        return shown[0]
    return _("%(names)s or %(last)s") % {"names": _(", ").join(shown[:-1]), "last": shown[-1]}
