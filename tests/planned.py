"""What ``manage.py verify`` asks, planned once for a connection: in small houses planning takes most of its time."""

import hashlib
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

ASKED = "SELECT *, count(*) OVER () FROM ("  # how hotelcrm.audit.invariants begins
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def plan_once(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A database wrapper (``connection.execute_wrapper``): the same statement, prepared when it first comes."""
    if params is not None or not str(sql).startswith(ASKED):
        return execute(sql, params, many, context)
    name = f"asked_{hashlib.md5(sql.encode()).hexdigest()}"
    names = _planned.setdefault(context["connection"].connection, set())
    if name not in names:
        execute(f"PREPARE {name} AS {sql}", None, many, context)
        names.add(name)
    return execute(f"EXECUTE {name}", None, many, context)
