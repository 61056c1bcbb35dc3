"""One module per kind of row: what a good row is, how it meets the rows we have, and how it is written.

Each module offers the same functions, see ``Kind`` below; ``rows`` is what they share: the values of all fields, the
checks, and the table of rows that they end in.
"""

from typing import Any, Protocol

from hotelcrm.ingest.faults import Check
from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.models import Kind as KindName

from . import charges, guests, reviews, rows, stays

__all__ = ["KINDS", "Kind", "rows"]


class Kind(Protocol):
    """What a module of this package does for its kind of row."""

    def prepare(self, cursor: Any, plan: Plan) -> None:
        """Make what the rows refer to, as far as the mapping brings it along."""

    def understand(self, cursor: Any, plan: Plan) -> list[Check]:
        """Fill the table of rows from the staged cells, each with its faults and what is to be done with it."""

    def write(self, cursor: Any, plan: Plan, piece: rows.Piece) -> None:
        """Make the new and change the changed rows of one piece, and note both for the undo."""


KINDS: dict[str, Kind] = {
    KindName.GUESTS: guests,
    KindName.STAYS: stays,
    KindName.CHARGES: charges,
    KindName.REVIEWS: reviews,
}
