"""Reads for the pages: which imports a person may see, and what a page says about one."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet
from django_stubs_ext import StrPromise

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel

from . import masks, storing
from .faults import SENTENCES
from .models import Import
from .reading import rows_of

SAMPLES = 3
LOOKED_AT = 1_000


@dataclass(frozen=True)
class Reason:
    """One kind of fault of an import: how many rows have it, and the first line where it stands."""

    column: str
    sentence: StrPromise
    severity: str
    count: int
    line: int


@dataclass(frozen=True)
class Pace:
    """How fast the work goes: rows a second, and how long it will take at that; None while nobody can tell."""

    rate: float | None = None
    left: timedelta | None = None


@dataclass(frozen=True)
class Column:
    """A column of the file as the mapping page shows it."""

    position: int
    name: str
    samples: tuple[str, ...]


def visible_to(access: Access) -> QuerySet[Import]:
    """Imports of the hotel somebody works at now; of every hotel and of the group for those who may see all stays."""
    found = Import.objects.select_related("hotel", "created_by").defer("sample")
    if access.may(Permission.ALL_HOTELS):
        return found
    return found.filter(hotel=access.hotel)


def reasons(upload: Import) -> list[Reason]:
    """What is wrong with rows of `upload`, rejections first, commonest first."""
    groups = upload.faults.values("column", "code", "severity").annotate(n=Count("pk"), first=Min("line"))
    return [
        Reason(row["column"], SENTENCES[row["code"]], row["severity"], row["n"], row["first"])
        for row in groups.order_by("severity", "-n", "code")
    ]


def fault_rows(upload: Import) -> Iterator[tuple[int, str, str, str]]:
    """Line, severity, column and sentence of every fault, in the order of the file."""
    for fault in upload.faults.order_by("line", "pk").iterator():
        yield fault.line, fault.get_severity_display(), fault.column, str(SENTENCES[fault.code])


def pace(upload: Import, *, at: datetime) -> Pace:
    """Rows a second since the phase began, and the time left for the rest of its rows."""
    if not upload.phase_at or not upload.done:
        return Pace()
    seconds = max((at - upload.phase_at).total_seconds(), 0.001)
    rate = upload.done / seconds
    return Pace(rate, timedelta(seconds=round(max(upload.total - upload.done, 0) / rate)))


def columns(upload: Import) -> list[Column]:
    """The file's columns with their first values; what may be personal is masked."""
    raw, known = storing.load(upload)
    with raw:
        first = [cells for _n, (_line, cells) in zip(range(SAMPLES), rows_of(raw, known), strict=False)]
    return [
        Column(n, name, tuple(masks.sample(cells[n] if n < len(cells) else "", name) for cells in first))
        for n, name in enumerate(known.header)
    ]


def personal_columns(upload: Import, names: Sequence[str]) -> list[str]:
    """Those columns among `names` whose header or first `LOOKED_AT` values look personal."""
    if not names:
        return []
    raw, known = storing.load(upload)
    with raw, closing(rows_of(raw, known)) as found:
        first = [cells for _n, (_line, cells) in zip(range(LOOKED_AT), found, strict=False)]
    at = {name: n for n, name in enumerate(known.header)}
    return [
        name for name in names if masks.is_personal(name, (cells[at[name]] for cells in first if at[name] < len(cells)))
    ]


def new_hotels(upload: Import) -> list[str]:
    """Codes of the hotels that the mapping would bring along and that do not exist yet."""
    codes = [one["code"] for one in upload.options.get("create_hotels", ())]
    known = set(Hotel.objects.filter(code__in=codes).values_list("code", flat=True))
    return [code for code in codes if code not in known]
