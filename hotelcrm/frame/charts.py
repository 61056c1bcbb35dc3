"""A chart and the table behind it, from the same numbers; ``static/js/charts.js`` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django_stubs_ext import StrOrPromise

Value = Decimal | int | float | None


@dataclass(frozen=True)
class Series:
    """One row of bars or one line; `right` gives it the second axis."""

    name: StrOrPromise
    values: Sequence[Value]
    kind: Literal["bar", "line"] = "bar"
    unit: str = ""
    right: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the table behind a chart."""

    label: StrOrPromise
    values: list[Value]


@dataclass(frozen=True)
class Chart:
    """What to draw: `key` names it on the page, `along` says what the labels are (a month, a channel)."""

    key: str
    title: StrOrPromise
    along: StrOrPromise
    labels: Sequence[StrOrPromise]
    series: Sequence[Series]
    is_stacked: bool = False
    is_lying: bool = False

    @property
    def data_id(self) -> str:
        """Where on the page the numbers for the drawing are."""
        return f"{self.key}-data"

    @property
    def css(self) -> str:
        """How high the drawing is: a list of names needs a line for each."""
        return "tall" if self.is_lying else ""

    @property
    def rows(self) -> list[Row]:
        """The same numbers as a table."""
        return [Row(label, [s.values[at] for s in self.series]) for at, label in enumerate(self.labels)]

    @property
    def spec(self) -> dict[str, Any]:
        """The numbers for the drawing. Floats: a pixel is coarser than the rounding; the table keeps the decimals."""
        return {
            "labels": [str(label) for label in self.labels],
            "stacked": self.is_stacked,
            "lying": self.is_lying,
            "series": [
                {
                    "name": str(s.name),
                    "kind": s.kind,
                    "unit": s.unit,
                    "right": s.right,
                    "values": [None if value is None else float(value) for value in s.values],
                }
                for s in self.series
            ],
        }
