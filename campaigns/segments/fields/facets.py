"""With what a happening happened: at which hotel, for which purpose, for how much."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaigns.segments.nodes import Unfit
from hotelcrm.frame import formats

from . import reading
from .kinds import Choice, Names, Source, Sql, alternatives, money
from .yardstick import Yardstick

# In the programme's currency; an amount in one without a rate is worth nothing, as in the facts.
_WORTH: Final = (
    "CASE WHEN {currency} = %s THEN {amount} ELSE {amount} * coalesce("
    "(SELECT w.worth FROM loyalty_currencyrate w WHERE w.currency = {currency}), 0) END >= %s"
)


@dataclass(frozen=True, kw_only=True)
class Facet(ABC):
    """One thing that narrows a happening down; `phrase` stands in brackets behind it."""

    code: str
    label: StrOrPromise
    phrase: StrOrPromise
    editor: ClassVar[str]

    @abstractmethod
    def read(self, raw: object) -> object:
        """The value, read strictly."""

    @abstractmethod
    def sql(self, value: Any, by: Yardstick) -> Sql:
        """A condition on the row ``h``."""

    @abstractmethod
    def words(self, value: Any, by: Yardstick) -> str:
        """The same in words."""

    def choices(self, search: str = "") -> list[Choice]:
        """What can be chosen."""
        return []


@dataclass(frozen=True, kw_only=True)
class OneOf(Facet):
    """A column that is one of several; `among` are codes, else `source` and `names` ask for ids.

    `test` compares otherwise than by the column itself.
    """

    editor: ClassVar[str] = "choices"
    column: str
    test: str = "{} = ANY(%s)"
    among: Sequence[tuple[int | str, StrOrPromise]] = ()
    source: Source | None = None
    names: Names | None = None

    def read(self, raw: object) -> object:
        if not self.among:
            return reading.numbers(raw)
        known = [value for value, _label in self.among]
        if isinstance(known[0], str):
            return reading.codes(raw, [str(value) for value in known])
        chosen = reading.numbers(raw)
        if set(chosen) - set(known):
            raise Unfit(_("Choose from the list."))
        return chosen

    def choices(self, search: str = "") -> list[Choice]:
        if self.source is not None:
            return self.source(search)
        return [Choice(value, str(label)) for value, label in self.among if search.lower() in str(label).lower()]

    def sql(self, value: Any, by: Yardstick) -> Sql:
        return Sql(self.test.format(self.column), (list(value),))

    def words(self, value: Any, by: Yardstick) -> str:
        named = self.names(value) if self.names is not None else dict(self.among)
        return str(self.phrase) % {"choices": alternatives([str(named.get(one, _("(gone)"))) for one in value])}


@dataclass(frozen=True, kw_only=True)
class Bound(Facet):
    """A number with a bound, `sign` says on which side."""

    editor: ClassVar[str] = "number"
    column: str
    sign: str = ">="

    def read(self, raw: object) -> object:
        return reading.whole(raw)

    def sql(self, value: Any, by: Yardstick) -> Sql:
        return Sql(f"{self.column} {self.sign} %s", (value,))

    def words(self, value: Any, by: Yardstick) -> str:
        return str(self.phrase % {"number": formats.number(value), "count": value})


@dataclass(frozen=True, kw_only=True)
class Worth(Facet):
    """An amount of at least so much in the programme's currency."""

    editor: ClassVar[str] = "amount"
    amount: str
    currency: str

    def read(self, raw: object) -> object:
        return reading.cents(raw)

    def sql(self, value: Any, by: Yardstick) -> Sql:
        text = _WORTH.format(amount=f"({self.amount})", currency=self.currency)
        return Sql(text, (by.currency, reading.major(value)))

    def words(self, value: Any, by: Yardstick) -> str:
        return str(self.phrase) % {"amount": money(value, by)}


@dataclass(frozen=True, kw_only=True)
class Flag(Facet):
    """Something that is so; there is nothing to choose but to ask for it."""

    editor: ClassVar[str] = "flag"
    test: str

    def read(self, raw: object) -> object:
        if raw is not True:
            raise Unfit(_("This is asked for, or left out."))
        return True

    def sql(self, value: Any, by: Yardstick) -> Sql:
        return Sql(self.test)

    def words(self, value: Any, by: Yardstick) -> str:
        return str(self.phrase)
