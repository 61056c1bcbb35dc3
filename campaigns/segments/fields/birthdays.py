"""Birthdays, of either calendar, and age."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import GuestFacts
from campaigns.rules import days
from campaigns.segments.nodes import Condition
from hotelcrm.frame import formats

from . import reading
from .kinds import Number, OfColumn, Sql, compare, quantity, unknown, when, whether_known
from .operators import KNOWN, Operator
from .yardstick import Yardstick

A_YEAR: Final = 366
LUNAR: Final = 2000  # is added to the code of a day by the lunar calendar

_OPERATORS: Final = (
    Operator("this_month", gettext_lazy("this month"), "none"),
    Operator("next_month", gettext_lazy("next month"), "none"),
    Operator("in_days_at_most", gettext_lazy("in the next days"), "days", lambda raw: reading.whole(raw, most=A_YEAR)),
    Operator("days_ago_at_most", gettext_lazy("in the last days"), "days", lambda raw: reading.whole(raw, most=A_YEAR)),
    *KNOWN,
)


@dataclass(frozen=True, kw_only=True)
class Birthday(OfColumn):
    """A day of the year, which by the lunar calendar is another one each year; `rules.days` says which."""

    editor: ClassVar[str] = "day"

    @property
    def operators(self) -> tuple[Operator, ...]:
        return _OPERATORS

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        column = f"f.{self.name}"
        if asked.op in {"known", "unknown"}:
            return Sql(f"{column} <> 0" if asked.op == "known" else f"{column} = 0")
        return Sql(f"{column} = ANY(%s)", (days.codes(*window(asked, by.today)),))

    def words(self, asked: Condition, by: Yardstick) -> str:
        if asked.op in {"known", "unknown"}:
            return whether_known(self, asked.op)
        months = {"this_month": _("this month"), "next_month": _("next month")}
        return str(self.phrase) % {"when": months[asked.op] if asked.op in months else when(asked.op, asked.value)}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        code = self.held(facts)
        if not code:
            return unknown()
        month, day = divmod(code % LUNAR, 100)
        words = _("%(day)s/%(month)s by the lunar calendar") if code > LUNAR else _("%(day)s/%(month)s")
        return words % {"day": day, "month": month}


def window(asked: Condition, today: date) -> tuple[date, date]:
    """From which day to which birthdays are asked for."""
    value: Any = asked.value
    if asked.op == "in_days_at_most":
        return today, today + timedelta(days=value)
    if asked.op == "days_ago_at_most":
        return today - timedelta(days=value), today
    first = today.replace(day=1) if asked.op == "this_month" else _after(today)
    return first, _after(first) - timedelta(days=1)


def _after(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, kw_only=True)
class Age(Number):
    """What they turn in the course of this year: the day of birth is often not known, the year is."""

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        column, year, value = f"f.{self.name}", by.today.year, asked.value
        if asked.op in {"known", "unknown"}:
            return compare(column, asked)
        if isinstance(value, tuple):
            return Sql(f"{column} BETWEEN %s AND %s", (year - value[1], year - value[0]), total=False)
        assert isinstance(value, int)
        sign = {"at_least": "<=", "at_most": ">=", "equals": "="}[asked.op]
        return Sql(f"{column} {sign} %s", (year - value,), total=False)

    def words(self, asked: Condition, by: Yardstick) -> str:
        if asked.op in {"known", "unknown"}:
            return whether_known(self, asked.op)
        return str(self.phrase) % {"number": quantity(asked.op, asked.value)}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        born = self.held(facts)
        return unknown() if born is None else formats.number(by.today.year - born)
