"""What a benchmark tells: one object, one line."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MEDIAN, NEARLY_ALL = 0.5, 0.95
DIGITS = 2


@dataclass(frozen=True)
class Figure:
    """One measurement: times of one event in milliseconds, `seconds` of the whole, `peak_mb` of memory.

    `floor` is in the unit of what it is a floor of (p95 of a request, seconds, or so many a second); `ratio` is ours
    divided by it.
    """

    bench: str
    case: str
    n: int
    p50: float | None = None
    p95: float | None = None
    sql_p95: float | None = None
    queries: int | None = None
    seconds: float | None = None
    per_second: float | None = None
    floor: float | None = None
    ratio: float | None = None
    peak_mb: float | None = None

    def __str__(self) -> str:
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps({name: _short(value) for name, value in known.items()}, ensure_ascii=False)


def _short(value: str | float) -> str | float:
    return round(value, DIGITS) if isinstance(value, float) else value


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which `share` (0 to 1) of `times` stay: the nearest rank, so always one that was measured."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(action: Callable[[], Any]) -> float:
    """How many milliseconds `action` takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000
