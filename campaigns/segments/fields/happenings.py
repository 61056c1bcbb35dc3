"""What happened, or did not: a stay, a charge, a message … with this and that, so often, so lately.

Each happening is a table with a guest and a day; `facets` narrow it down. Only the expression of one condition is
written here; `listed` says which happenings there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from campaigns.models import GuestFacts
from campaigns.segments.nodes import Condition, Unfit
from hotelcrm.frame import formats

from . import reading
from .facets import Facet
from .kinds import Field, Sql, away, negated
from .operators import Operator
from .yardstick import Yardstick

MOST_TIMES: Final = 1_000

AT_LEAST: Final = Operator("at_least", pgettext_lazy("happening", "at least so many times"), "happening")
LESS_THAN: Final = Operator("less_than", gettext_lazy("less often than, or not at all"), "happening")


@dataclass(frozen=True, kw_only=True)
class Happening(Field):
    """Rows of `table` (``… h``) that are a guest's. `day` is when; `is_moment`: it has an hour, too.

    `phrase` has the place for how often; `phrase_not` is said of not once. What facts know of the same (the last
    departure) answers in place of the rows or not at all: beside them the planner takes both for independent, and asks
    guest by guest.
    """

    editor: ClassVar[str] = "happening"
    group: str = "happenings"
    table: str
    day: str
    guest: str = "h.guest_id"
    base: str = ""
    is_moment: bool = False
    phrase_not: StrOrPromise
    facets: Mapping[str, Facet] = field(default_factory=dict)
    # What facts know of the last times: how many there were, and the days of the last and of the one before.
    known: tuple[str, str, str] | None = None

    @property
    def operators(self) -> tuple[Operator, ...]:
        return AT_LEAST, LESS_THAN

    def read(self, raw: Mapping[str, object]) -> Condition:
        op = self.operator(raw.get("op"))
        if set(raw) - {"op", "times", "within_days", "where"}:
            raise Unfit(_("There is something in it that does not belong here."))
        times = reading.whole(raw.get("times", 1), least=1, most=MOST_TIMES)
        days = raw.get("within_days")
        within = None if days is None else reading.whole(days, least=1, most=reading.MOST_DAYS)
        where = self._read_where(raw.get("where", {}))
        return Condition(self.code, op.code, times=times, within_days=within, where=where)

    def _read_where(self, raw: object) -> Mapping[str, object]:
        if not isinstance(raw, Mapping) or set(raw) - set(self.facets):
            raise Unfit(_("This cannot be asked here."))
        return {code: self.facets[code].read(raw[code]) for code in self.facets if code in raw}

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        happened = self._by_facts(asked, by) or self._by_rows(asked, by)
        return happened if asked.op == AT_LEAST.code else negated(happened)

    def _by_facts(self, asked: Condition, by: Yardstick) -> Sql | None:
        """The same without a look at the rows, where facts say enough; None where they do not."""
        times = asked.times or 1
        if self.known is None or asked.where or (asked.within_days is not None and times >= len(self.known)):
            return None
        number, *days = (f"f.{column}" for column in self.known)
        if asked.within_days is None:
            return Sql(f"{number} >= %s", (times,))
        rows = self.rows(asked, by)
        # Who left a day that is still to come, by mistake or by a file: the rows are counted. Not to be joined.
        counted = f"SELECT count(*) FROM {self.table} WHERE {self.guest} = f.guest_id AND {rows.text}"  # noqa: S608 (constants)
        known = f"(CASE WHEN {days[0]} > %s THEN ({counted}) >= %s ELSE {days[times - 1]} >= %s END)"
        return Sql(known, (by.today, *rows.params, times, by.days_ago(asked.within_days)), total=False)

    def _by_rows(self, asked: Condition, by: Yardstick) -> Sql:
        rows = self.rows(asked, by)
        times = asked.times or 1
        if times == 1 and by.is_of_few:
            found = f"EXISTS (SELECT FROM {self.table} WHERE {self.guest} = f.guest_id AND {rows.text})"
            params = rows.params
        elif times == 1:
            # A set, beside anything else too: EXISTS within OR is asked guest by guest, or by one process alone.
            some = f"{self.guest} IS NOT NULL AND {rows.text}"
            found = f"f.guest_id IN (SELECT {self.guest} FROM {self.table} WHERE {some})"  # noqa: S608 (constants)
            params = rows.params
        else:
            often = f"{self.guest} IS NOT NULL AND {rows.text} GROUP BY {self.guest} HAVING count(*) >= %s"
            found = f"f.guest_id IN (SELECT {self.guest} FROM {self.table} WHERE {often})"  # noqa: S608 (constants)
            params = (*rows.params, times)
        return Sql(found, params)

    def rows(self, asked: Condition, by: Yardstick) -> Sql:
        """Which rows of the table count, whoever's they are."""
        parts = [Sql(self.base)] if self.base else []
        parts += [self.facets[code].sql(value, by) for code, value in asked.where.items()]
        parts.append(self._window(asked.within_days, by))
        params = tuple(param for part in parts for param in part.params)
        return Sql(" AND ".join(part.text for part in parts), params)

    def _window(self, days: int | None, by: Yardstick) -> Sql:
        if days is None:
            return Sql(f"{self.day} IS NOT NULL")
        if self.is_moment:
            return Sql(f"{self.day} >= %s AND {self.day} < %s", (by.midnight(days), by.midnight(-1)))
        return Sql(f"{self.day} BETWEEN %s AND %s", (by.days_ago(days), by.today))

    def words(self, asked: Condition, by: Yardstick) -> str:
        did = str(self.phrase) % {"often": _often(asked)}
        if asked.op == LESS_THAN.code and asked.times == 1:
            did = str(self.phrase_not)
        if asked.within_days is not None:
            lately = ngettext("in the last %(number)s day", "in the last %(number)s days", asked.within_days)
            did = _("%(did)s %(when)s") % {"did": did, "when": lately % {"number": formats.number(asked.within_days)}}
        if not asked.where:
            return did
        narrowed = _(", ").join(self.facets[code].words(value, by) for code, value in asked.where.items())
        return _("%(did)s (%(narrowed)s)") % {"did": did, "narrowed": narrowed}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        rows = self.rows(asked, by)
        statement = f"SELECT count(*), max({self.day}) FROM {self.table} WHERE {self.guest} = %s AND {rows.text}"  # noqa: S608 (constants)
        with connection.cursor() as cursor:
            cursor.execute(statement, [facts.pk, *rows.params])
            times, last = cursor.fetchone()
        if not times:
            return _("not once")
        words = ngettext("%(number)s time, last %(day)s", "%(number)s times, last %(day)s", times)
        return words % {"number": formats.number(times), "day": away(self._on(last, by), by.today)}

    def _on(self, last: Any, by: Yardstick) -> date:
        return timezone.localtime(last, by.zone).date() if self.is_moment else last


def _often(asked: Condition) -> str:
    times = asked.times or 1
    if asked.op == LESS_THAN.code:
        return _("fewer than %(number)s times") % {"number": formats.number(times)}
    if times == 1:
        return _("at least once")
    return _("at least %(number)s times") % {"number": formats.number(times)}
