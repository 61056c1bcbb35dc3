"""The fields a file can fill, a module for each kind, and the headers under which they are found in both languages.

Next door: ``headers`` finds the fields in a file, ``mapping`` keeps what was corrected, ``kinds`` reads the rows.
"""

from hotelcrm.ingest.models import Kind

from .charges import CHARGES
from .guests import GUESTS
from .reviews import REVIEWS
from .shape import Field, Type
from .stays import STAYS

__all__ = ["FIELDS", "Field", "Type"]

FIELDS: dict[str, dict[str, Field]] = {
    Kind.STAYS: {one.name: one for one in STAYS},
    Kind.GUESTS: {one.name: one for one in GUESTS},
    Kind.CHARGES: {one.name: one for one in CHARGES},
    Kind.REVIEWS: {one.name: one for one in REVIEWS},
}
