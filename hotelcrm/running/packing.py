"""Figures as JSON and back: dataclasses by the types of their fields, so that nothing is written down twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db.models import Model

Rows = Mapping[type[Model], Mapping[int, Model]]


def pack(value: Any) -> Any:
    """`value` as JSON: amounts and days as text, rows of the database as their ids, what has keys as pairs."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Decimal | date):  # a datetime is a date too
        return str(value)
    if isinstance(value, Mapping):
        return [[pack(key), pack(part)] for key, part in value.items()]
    if isinstance(value, tuple | list):
        return [pack(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: pack(getattr(value, field.name)) for field in fields(value)}
    return value


def unpack(kind: Any, data: Any, rows: Rows) -> Any:
    """What `pack` made of a value of type `kind`; `rows` has the rows of the database by their ids.

    Raises KeyError where a field or a row has gone since, so that the caller reckons anew.
    """
    origin = get_origin(kind)
    if origin in {Union, UnionType}:  # a value or None
        inner = next(part for part in get_args(kind) if part is not type(None))
        return None if data is None else unpack(inner, data, rows)
    if origin is tuple:
        return _tuple(get_args(kind), data, rows)
    if origin in {list, Sequence}:
        return [unpack(get_args(kind)[0], part, rows) for part in data]
    if origin is dict:
        of_key, of_value = get_args(kind)
        return {unpack(of_key, key, rows): unpack(of_value, part, rows) for key, part in data}
    if origin is Counter:
        return Counter({unpack(get_args(kind)[0], key, rows): number for key, number in data})
    return _plain(kind, data, rows)


def _plain(kind: Any, data: Any, rows: Rows) -> Any:
    if kind in rows:
        return rows[kind][data]
    if isinstance(kind, type) and is_dataclass(kind):
        types = get_type_hints(kind)
        return kind(**{field.name: unpack(types[field.name], data[field.name], rows) for field in fields(kind)})
    if kind in {date, datetime}:
        return kind.fromisoformat(data)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind(data)
    return data


def _tuple(kinds: tuple[Any, ...], data: list[Any], rows: Rows) -> tuple[Any, ...]:
    if kinds[1:] == (Ellipsis,):
        return tuple(unpack(kinds[0], part, rows) for part in data)
    return tuple(unpack(kind, part, rows) for kind, part in zip(kinds, data, strict=True))
