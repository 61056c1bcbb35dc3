"""From a tree to one expression of SQL over `f`, the row of facts, with bound parameters only."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from campaigns.models import GuestBrief
from guests.models import Guest

from .expanding import expanded
from .fields import FIELDS
from .fields.kinds import Sql, negated
from .fields.yardstick import Yardstick
from .nodes import Group, How, Node
from .tree import parse

# Whose data may not be used is in no segment; who was merged or erased has no facts.
USABLE: Final = "NOT f.is_restricted"
_BRIEF: Final = frozenset(field.column for field in GuestBrief._meta.concrete_fields)
_COLUMN: Final = re.compile(r"\bf\.(\w+)")


@dataclass(frozen=True)
class Compiled:
    """`sql` is true, false or NULL (which means no) for a row `f` of the facts; `params` are for its ``%s``."""

    sql: str
    params: tuple[Any, ...]


def compiled(group: Group, *, today: date) -> Compiled:
    """Who the guests of a tree are: one boolean expression over ``campaigns_guestfacts f``.

    Guests whose use is restricted are left out. Raises `BadRule` where segments name each other in a circle, or one
    that is gone.
    """
    made = expression(expanded(group), Yardstick(today))
    return Compiled(f"({USABLE} AND {made.text})", made.params)


def table_of(*texts: str) -> str:
    """The narrowest table that has all columns of `f` that these expressions ask for."""
    asked = {name for text in texts for name in _COLUMN.findall(text)}
    return "campaigns_guestbrief" if asked <= _BRIEF else "campaigns_guestfacts"


def guests_of(rule: object, *, today: date) -> QuerySet[Guest]:
    """The guests of a rule (JSON), in no order. Raises `BadRule`."""
    made = compiled(parse(rule), today=today)
    among = f"SELECT f.guest_id FROM {table_of(made.sql)} f WHERE {made.sql}"  # noqa: S608 (values are bound)
    inside = RawSQL(among, made.params)  # noqa: S611 (the same)
    return Guest.objects.filter(pk__in=inside)


def expression(node: Node, by: Yardstick) -> Sql:
    """An expanded node as SQL. NULL within it counts as no wherever that matters."""
    if not isinstance(node, Group):
        return FIELDS[node.field].sql(node, by)
    parts = [expression(part, by) for part in node.parts]
    if node.how is How.NONE:
        parts = [negated(part) for part in parts]
    if not parts:
        return Sql("false" if node.how is How.ANY else "true")
    joined = (" OR " if node.how is How.ANY else " AND ").join(part.text for part in parts)
    params = tuple(param for part in parts for param in part.params)
    return Sql(f"({joined})", params, total=all(part.total for part in parts))
