"""What spreadsheets do to lists: dates swapped or bare, long numbers shortened, leading zeros taken away.

It is found and said, never repaired in silence: what is lost is not in the file any more.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg2.sql import SQL, Composable, Identifier, Literal

from . import staging
from .convert import EITHER_IS_DAY, FIRST_IS_DAY, SECOND_IS_DAY
from .faults import WARNING, Check
from .fields import Type
from .mapping import Plan
from .reading import Refused
from .statements import execute

NUMBERS = {"external_id", "confirmation", "guest_number", "stay", "room"}
SHORTENED = r"^\d([.,]\d+)?[Ee]\+?\d+$"
SERIAL = r"^[2-6]\d{4}(\.\d+)?$"
AMBIGUOUS = _(
    "The dates under “%(column)s” can be read as day-month and as month-day. Choose the order of dates for this file."
)


def with_orders(cursor: Any, plan: Plan) -> Plan:
    """`plan`, knowing in which order each column of the staged file writes day and month.

    Raises `Refused` where the file does not show it and nobody said it: half of the dates would be silently wrong.
    """
    found = {name: _order(cursor, plan, name) for name in _dates(plan)} if not plan.date_order else {}
    shown = set(found.values()) - {"none", "unclear"}
    for name, order in found.items():
        if order == "unclear" and len(shown) != 1:
            raise Refused(AMBIGUOUS, column=plan.heading(name))
    # A column that does not show its order is written like the others of its file.
    return replace(
        plan, orders={name: next(iter(shown)) if order == "unclear" else order for name, order in found.items()}
    )


def _dates(plan: Plan) -> list[str]:
    return [name for name, one in plan.fields.items() if one.type == Type.DATE and plan.specs[name].how == "column"]


def _order(cursor: Any, plan: Plan, name: str) -> str:
    execute(
        cursor,
        "SELECT bool_or({cell} ~ {first}), bool_or({cell} ~ {second}), bool_or({cell} ~ {either}) FROM {raw} r",
        cell=_cell(plan, name, "r"),
        first=FIRST_IS_DAY,
        second=SECOND_IS_DAY,
        either=EITHER_IS_DAY,
        raw=Identifier(staging.TABLE),
    )
    first, second, either = cursor.fetchone()
    if first and second:
        return "mixed"
    if first or second:
        return "dmy" if first else "mdy"
    return "unclear" if either else "none"


def _cell(plan: Plan, name: str, table: str) -> Composable:
    return Identifier(table, f"c{plan.specs[name].columns[0]}")


def checks(plan: Plan) -> Iterator[Check]:
    """What a spreadsheet may have done to the cells of a row of the table of values ``v``."""
    for name in _dates(plan):
        cell, heading = _cell(plan, name, "v"), plan.heading(name)
        yield Check("date_serial", SQL("{} ~ {}").format(cell, Literal(SERIAL)), heading, WARNING)
        if plan.orders.get(name) == "mixed":
            yield Check("date_mixed", SQL("{} ~ {}").format(cell, Literal(EITHER_IS_DAY)), heading)
    for name in sorted(NUMBERS & plan.specs.keys()):
        cell, heading = _cell(plan, name, "v"), plan.heading(name)
        yield Check("digits_lost", SQL("{} ~ {}").format(cell, Literal(SHORTENED)), heading)
        yield Check("zeros_lost", _lost_zeros(plan, name), heading, WARNING)


def _lost_zeros(plan: Plan, name: str) -> Composable:
    """Digits only, and shorter than others of the column that begin with a zero."""
    return SQL(
        "{cell} ~ '^[1-9]\\d*$' AND char_length({cell}) <"
        " (SELECT max(char_length({raw_cell})) FROM {raw} r WHERE {raw_cell} ~ '^0\\d+$')"
    ).format(cell=_cell(plan, name, "v"), raw_cell=_cell(plan, name, "r"), raw=Identifier(staging.TABLE))
