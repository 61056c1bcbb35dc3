"""What can be asked about guests: one entry per field, in the order in which pages offer them.

``kinds`` are numbers, amounts, days and the like; ``stays``, ``people``, ``standing`` list the fields of the facts;
``derived`` are those that depend on today; ``happenings`` ask the tables where things happen.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from .derived import VALUE
from .kinds import Field
from .listed import HAPPENINGS
from .people import PEOPLE, REACH
from .segment import OF_SEGMENT
from .standing import LOYALTY, VOICE
from .stays import SPENDING, STAYS

GROUPS: Final[Mapping[str, StrPromise]] = {
    "value": _("Value and lifecycle"),
    "stays": _("Stays"),
    "spending": _("Spending"),
    "people": _("Person"),
    "loyalty": _("Membership"),
    "feedback": _("Feedback"),
    "reach": _("Reach and consent"),
    "happenings": _("What happened"),
    "segments": _("Segments"),
}

_ALL: Final[tuple[Field, ...]] = (
    *VALUE,
    *STAYS,
    *SPENDING,
    *PEOPLE,
    *LOYALTY,
    *VOICE,
    *REACH,
    *HAPPENINGS,
    OF_SEGMENT,
)
FIELDS: Final[Mapping[str, Field]] = {field.code: field for field in _ALL}
