"""Which column fills which field: guessed, corrected by hand, kept by name, or shipped; and checked against a file."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel

from . import models
from .fields import FIELDS, Field, Type
from .reading import Refused
from .shipped import SHIPPED

MOST_EXTRA = 50
HOME = "CN"
OTHER_KIND = _("The mapping %(name)s is for %(kind)s.")


@dataclass(frozen=True)
class Spec:
    """Where one field comes from: a column, several added up, the parts of a date, or one value for every row."""

    columns: tuple[int, ...] = ()
    how: str = "column"  # column, sum, parts, value
    words: Mapping[str, str] = field(default_factory=dict)
    value: str = ""


@dataclass(frozen=True)
class Plan:
    """A mapping that fits a file: everything that is needed to read the file's rows."""

    kind: str
    header: tuple[str, ...]
    specs: Mapping[str, Spec]
    options: Mapping[str, Any]
    extra: Mapping[str, int]  # name in Stay.extra: column
    hotel_id: int | None
    country: str  # from which a phone number without a country code is dialled
    orders: Mapping[str, str] = field(default_factory=dict)  # field: dmy, mdy or mixed, as found in the file

    def position(self, name: str) -> int | None:
        """The column of the field `name`, if it is one."""
        spec = self.specs.get(name)
        return spec.columns[0] if spec and spec.columns else None

    @property
    def fields(self) -> dict[str, Field]:
        """The fields that the file fills."""
        return {name: FIELDS[self.kind][name] for name in self.specs}

    @property
    def source(self) -> str:
        """The system whose numbers the file carries: numbers of two hotels' systems must not meet."""
        return str(self.options.get("source") or f"file:{self.hotel_id or 'group'}")

    @property
    def empty(self) -> frozenset[str]:
        """Words that stand for nothing."""
        return frozenset(self.options.get("empty", ()))

    @property
    def date_order(self) -> str:
        """Dmy or mdy, if somebody said so."""
        return str(self.options.get("date_order") or "")

    @property
    def comma(self) -> bool:
        """Whether decimals stand behind a comma."""
        return bool(self.options.get("decimal_comma"))

    @property
    def digest(self) -> str:
        """A short sign for this way of reading: a corrected mapping reads the same file anew."""
        options = sorted((name, value) for name, value in self.options.items() if name != "create")
        said = repr((self.kind, self.header, sorted(self.specs.items()), options, self.hotel_id))
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()

    def heading(self, name: str) -> str:
        """The columns of the file behind field `name`, for a fault."""
        return ", ".join(self.header[n] for n in self.specs[name].columns) if name in self.specs else ""

    def creates(self, what: str) -> list[dict[str, Any]]:
        """What the mapping brings along (`hotels` or `channels`), if whoever applies it agreed."""
        return list(self.options.get(f"create_{what}", ())) if self.options.get("create") else []


def known(name: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Kind, columns and options of the mapping called `name`, shipped or saved. Raises `Refused` for an unknown one."""
    if name in SHIPPED:
        one = SHIPPED[name]
        return one.kind, dict(one.columns), dict(one.options)
    saved = models.Mapping.objects.filter(name=name).first()
    if saved is None:
        raise Refused(_("There is no mapping called %(name)s."), name=name)
    return saved.kind, dict(saved.columns), dict(saved.options)


def names(kind: str) -> list[str]:
    """The names of all mappings for `kind`, shipped ones first."""
    shipped = [name for name, one in SHIPPED.items() if one.kind == kind]
    return shipped + list(models.Mapping.objects.filter(kind=kind).order_by("name").values_list("name", flat=True))


def fitting(kind: str, header: list[str]) -> str:
    """The first mapping for `kind` whose every column is in `header`, or ""."""
    for name in names(kind):
        _kind, columns, options = known(name)
        if columns and set(headings(columns, options)) <= set(header):
            return name
    return ""


def headings(columns: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[str]:
    """Every header that a mapping speaks of."""
    for spec in columns.values():
        if isinstance(spec, str):
            yield spec
        elif "sum" in spec:
            yield from spec["sum"]
        else:
            yield from (spec[part] for part in ("column", "year", "month", "day") if part in spec)
    yield from options.get("extra", ())


def plan(
    kind: str, header: list[str], columns: Mapping[str, Any], options: Mapping[str, Any], hotel: Hotel | None
) -> Plan:
    """Fit a mapping to a file. Raises `Refused`, naming the columns or fields that are missing."""
    position = {name: n for n, name in enumerate(header)}
    absent = sorted({name for name in headings(columns, options) if name not in position})
    if absent:
        raise Refused(_("The file has no column called %(names)s."), names=", ".join(absent))
    unknown = sorted(set(columns) - set(FIELDS[kind]))
    if unknown:
        raise Refused(_("There is no field called %(names)s."), names=", ".join(unknown))
    specs = {name: _spec(FIELDS[kind][name], spec, position) for name, spec in columns.items()}
    missing = [one for one in FIELDS[kind].values() if one.is_needed and not specs.keys() & ({one.name} | one.any_of)]
    if missing:
        fields = ", ".join(str(one.label) for one in missing)
        raise Refused(_("Say which column holds: %(fields)s."), fields=fields)
    extra = {name: position[name] for name in options.get("extra", ())[:MOST_EXTRA]}
    return Plan(
        kind,
        tuple(header),
        specs,
        options,
        extra,
        hotel_id=hotel.pk if hotel else None,
        country=hotel.country if hotel else HOME,
    )


def _spec(one: Field, spec: Any, position: Mapping[str, int]) -> Spec:
    if isinstance(spec, str):
        return Spec((position[spec],))
    if "value" in spec:
        return Spec(how="value", value=str(spec["value"]))
    if one.type == Type.PERSONAL and "column" not in spec:
        raise Refused(_("%(field)s can only be one column."), field=one.label)
    if "sum" in spec:
        return Spec(tuple(position[name] for name in spec["sum"]), "sum")
    if "year" in spec:
        return Spec(tuple(position[spec[part]] for part in ("year", "month", "day")), "parts")
    words = {word.lower(): meaning for word, meaning in spec.get("words", {}).items()}
    return Spec((position[spec["column"]],), words=words)
