"""How many guests a rule has, by which channels they can be reached, and who they are, within five seconds."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from guests.models import Guest

from .compiling import USABLE, compiled, expression
from .expanding import expanded
from .fields.yardstick import Yardstick
from .tree import parse, walk

PATIENCE: Final = "5s"
# Sets of a million ids are hashed in memory; both cores count.
_SETTINGS: Final = f"SET LOCAL statement_timeout = '{PATIENCE}'; SET LOCAL work_mem = '128MB'"
_CANCELED: Final = "57014"


class TooSlow(Exception):
    """A rule that takes longer than people wait; `sentence` says what to do."""

    def __init__(self) -> None:
        self.sentence = _("This takes longer than five seconds. Ask for fewer days, or narrow it down first.")
        super().__init__(self.sentence)


@dataclass(frozen=True)
class Size:
    """So many guests, `of` all whose data may be used; by channel those whom offers may reach.

    `parts` has, by path, how many guests each group and condition has by itself.
    """

    guests: int
    email: int
    sms: int
    wecom: int
    of: int
    took_ms: float
    parts: Mapping[str, int] = field(default_factory=dict)


def size(rule: object, *, today: date, parts: bool = False) -> Size:
    """Count the guests of a rule (JSON) in one statement; with `parts`, of every group and condition in it as well.

    Raises `BadRule`, and `TooSlow` after five seconds.
    """
    tree = expanded(given := parse(rule))
    by = Yardstick(today)
    whole = expression(tree, by)
    columns = ["count(*)", f"count(*) FILTER (WHERE {whole.text})"]
    params: list[Any] = [*whole.params]
    for channel in ("email", "sms", "wecom"):
        columns.append(f"count(*) FILTER (WHERE f.reach_{channel} AND {whole.text})")
        params += whole.params
    paths = []
    if parts:
        nodes = dict(walk(tree))
        for path, _node in walk(given):
            made = expression(nodes[path], by)
            paths.append(path)
            columns.append(f"count(*) FILTER (WHERE {made.text})")
            params += made.params
    statement = f"SELECT {', '.join(columns)} FROM campaigns_guestfacts f WHERE {USABLE}"  # noqa: S608 (values are bound)
    started = time.perf_counter()
    of, guests, email, sms, wecom, *counts = _row(statement, params)
    took = (time.perf_counter() - started) * 1000
    return Size(guests, email, sms, wecom, of, took, dict(zip(paths, counts, strict=True)))


def sample(rule: object, *, today: date, number: int = 10) -> list[Guest]:
    """A few guests of a rule, chosen by a hash of their ids: the same ones as long as the rule is the same.

    Raises `BadRule`, and `TooSlow` after five seconds.
    """
    made = compiled(parse(rule), today=today)
    statement = f"""
        SELECT f.guest_id FROM campaigns_guestfacts f WHERE {made.sql} ORDER BY hashint8(f.guest_id) LIMIT %s
    """  # noqa: S608 (values are bound)
    with _patient(), connection.cursor() as cursor:
        cursor.execute(statement, [*made.params, number])
        chosen = [pk for (pk,) in cursor.fetchall()]
    found = Guest.objects.in_bulk(chosen)
    return [found[pk] for pk in chosen]


def _row(statement: str, params: list[Any]) -> tuple[int, ...]:
    with _patient(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        row: tuple[int, ...] = cursor.fetchone()
    return row


@contextmanager
def _patient() -> Iterator[None]:
    """Settings for one statement that only reads: rolled back at the end, so that they hold for nothing else."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_SETTINGS)
            yield
            transaction.set_rollback(True)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != _CANCELED:
            raise
        raise TooSlow from error
