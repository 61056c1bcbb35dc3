"""Which of some segments some guests are in, in one statement: what a page or a batch of messages asks."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import connection

from campaigns.models import Segment

from .compiling import USABLE, expression
from .expanding import expanded
from .fields.kinds import Sql
from .fields.yardstick import Yardstick
from .nodes import BadRule
from .sensitive import is_sensitive
from .sizing import TooSlow, patient
from .tree import parse


def belonging(guest_ids: Collection[int], segments: Collection[Segment], *, today: date) -> dict[int, frozenset[int]]:
    """The ids of those of `segments` that each guest is in; guests in none are left out.

    Nobody is in one whose rule is faulty or asks for something sensitive, and in none of them where the statement
    takes longer than people wait.
    """
    made = {row.pk: found for row in segments if (found := _expression(row, today)) is not None}
    if not made or not guest_ids:
        return {}
    try:
        rows = _rows(guest_ids, made)
    except TooSlow:
        return {}
    return {pk: frozenset(of for of, is_in in zip(made, answers, strict=True) if is_in) for pk, *answers in rows}


def _expression(segment: Segment, today: date) -> Sql | None:
    try:
        tree = expanded(parse(segment.rule), of=segment.pk)
    except BadRule:
        return None
    return None if is_sensitive(tree) else expression(tree, Yardstick(today, is_of_few=True))


def _rows(guest_ids: Collection[int], made: Mapping[int, Sql]) -> list[tuple[int, ...]]:
    columns = ", ".join(f"({one.text}) IS TRUE" for one in made.values())
    params = [param for one in made.values() for param in one.params]
    statement = f"SELECT f.guest_id, {columns} FROM campaigns_guestfacts f WHERE {USABLE} AND f.guest_id = ANY(%s)"  # noqa: S608 (values are bound)
    with patient(), connection.cursor() as cursor:
        cursor.execute(statement, [*params, list(guest_ids)])
        return list(cursor.fetchall())
