"""How many guests a rule has, by which channels they can be reached, and who they are, within five seconds."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from guests.models import Guest

from .compiling import USABLE, compiled, expression, table_of
from .expanding import expanded
from .fields.listed import HAPPENINGS
from .fields.yardstick import Yardstick
from .nodes import Condition, Group, How, Node
from .tree import below, parse, walk

PATIENCE: Final = "5s"
# Sets of a million ids are hashed in memory; both cores count.
MEMORY: Final = "128MB"
_CANCELED: Final = "57014"
CHANNELS: Final = ("email", "sms", "wecom")
HAPPENING_CODES: Final = frozenset(happening.code for happening in HAPPENINGS)


class TooSlow(Exception):
    """A rule that takes longer than people wait; `sentence` says what to do."""

    def __init__(self) -> None:
        self.sentence = _("This takes longer than five seconds. Ask for fewer days, or narrow it down first.")
        super().__init__(self.sentence)


@dataclass(frozen=True)
class Size:
    """So many guests; by channel those whom offers may reach; how long the counting took.

    `of` are all guests whose data may be used, `unreached` those of the segment whom no channel reaches, and `parts`
    has, by path, how many guests each group and condition has by itself; all three only where parts were asked for.
    """

    guests: int
    email: int
    sms: int
    wecom: int
    took_ms: float
    of: int | None = None
    unreached: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)


def size(rule: object, *, today: date, parts: bool = False) -> Size:
    """Count the guests of a rule (JSON) in one statement; with `parts`, of every group and condition in it as well.

    Raises `BadRule`, and `TooSlow` after five seconds.
    """
    given = parse(rule)
    by = Yardstick(today)
    tree = expanded(given)
    paths = [path for path, _node in walk(given)] if parts else []
    statement, params = _of_parts(tree, paths, by) if parts else _of_whole(tree, by)
    started = time.perf_counter()
    guests, email, sms, wecom, *more = _row(statement, params)
    took = (time.perf_counter() - started) * 1000
    if not parts:
        return Size(guests, email, sms, wecom, took)
    everybody, unreached, *each = more
    return Size(guests, email, sms, wecom, took, everybody, unreached, dict(zip(paths, each, strict=True)))


def _of_whole(tree: Group, by: Yardstick) -> tuple[str, list[Any]]:
    """The condition in WHERE: indexes help, and what happened is joined."""
    made = expression(tree, by)
    reached = ", ".join(f"count(*) FILTER (WHERE f.reach_{channel})" for channel in CHANNELS)
    table = table_of(reached, made.text)
    statement = f"SELECT count(*), {reached} FROM {table} f WHERE {USABLE} AND {made.text}"  # noqa: S608 (values are bound)
    return statement, list(made.params)


def _of_parts(tree: Group, paths: Sequence[str], by: Yardstick) -> tuple[str, list[Any]]:
    """Every condition once for each guest, and the groups by their answers."""
    leaves = {path: node for path, node in walk(tree) if isinstance(node, Condition)}
    names = {path: f"c{number}" for number, path in enumerate(leaves)}
    made = [expression(node, by) for node in leaves.values()]
    columns = [f"({one.text}) IS TRUE AS {name}" for one, name in zip(made, names.values(), strict=True)]
    answers = {path: _by_name(node, path, names) for path, node in walk(tree)}
    whole, nobody = answers[""], " AND ".join(f"NOT reach_{channel}" for channel in CHANNELS)
    counts = [whole, *(f"{whole} AND reach_{channel}" for channel in CHANNELS), "true", f"{whole} AND {nobody}"]
    counts += [answers[path] for path in paths]
    # OFFSET 0 keeps the planner from asking what happened once for each count.
    barrier = " OFFSET 0" if any(node.field in HAPPENING_CODES for node in leaves.values()) else ""
    reached = [f"f.reach_{channel}" for channel in CHANNELS]
    table = table_of(*reached, *columns)
    inner = f"SELECT {', '.join([*reached, *columns])} FROM {table} f WHERE {USABLE}{barrier}"  # noqa: S608 (the same)
    counted = ", ".join(f"count(*) FILTER (WHERE {count})" for count in counts)
    return f"SELECT {counted} FROM ({inner}) AS answered", [param for one in made for param in one.params]  # noqa: S608 (the same)


def _by_name(node: Node, path: str, names: Mapping[str, str]) -> str:
    """A node by the names of its conditions' answers, which are never NULL."""
    if isinstance(node, Condition):
        return names[path]
    parts = [_by_name(part, below(path, place), names) for place, part in enumerate(node.parts)]
    joined = (" AND " if node.how is How.ALL else " OR ").join(parts) or ("true" if node.how is How.ALL else "false")
    return f"(NOT ({joined}))" if node.how is How.NONE else f"({joined})"


def sample(rule: object, *, today: date, number: int = 10) -> list[Guest]:
    """A few guests of a rule, chosen by a hash of their ids: the same ones as long as the rule is the same.

    Raises `BadRule`, and `TooSlow` after five seconds.
    """
    made = compiled(parse(rule), today=today)
    statement = f"""
        SELECT f.guest_id FROM {table_of(made.sql)} f WHERE {made.sql} ORDER BY hashint8(f.guest_id) LIMIT %s
    """  # noqa: S608 (values are bound)
    with patient(), connection.cursor() as cursor:
        cursor.execute(statement, [*made.params, number])
        chosen = [pk for (pk,) in cursor.fetchall()]
    # Facts are seconds old: who was merged, erased or restricted within them is not named.
    found = Guest.objects.current().filter(restricted_at=None).in_bulk(chosen)
    return [found[pk] for pk in chosen if pk in found]


def _row(statement: str, params: list[Any]) -> tuple[int, ...]:
    with patient(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        row: tuple[int, ...] = cursor.fetchone()
    return row


@contextmanager
def patient() -> Iterator[None]:
    """Settings for one statement that only reads: rolled back at the end, so that they hold for nothing else."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'; SET LOCAL work_mem = '{MEMORY}'")
            yield
            transaction.set_rollback(True)
    except OperationalError as error:
        if not was_cut_off(error):
            raise
        raise TooSlow from error


def was_cut_off(error: OperationalError) -> bool:
    """Whether a statement took longer than it was given."""
    return getattr(error.__cause__, "pgcode", "") == _CANCELED
