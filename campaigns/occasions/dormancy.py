"""Dormancy: silent for 180 days, with no booking to come.

When: as many days after the last departure as make a guest dormant (a setting), or so many days of the campaign's own.
Key: the day of that departure: once for each silence.
Grace: fourteen days.

Who stayed once is named too, though the stages of life call them new for a year: the audience may leave them out.
"""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from .occasion import Asked, Occasion
from .silence import QUIET, bounds


def _silence(asked: Asked) -> dict[str, Any]:
    own = asked.campaign.days
    return {"silent": bounds(asked)["loyal"] if own is None else own}


OCCASION = Occasion(
    code="dormancy",
    name=_("Dormancy"),
    explanation=_("When a guest has been silent for 180 days and has no booking."),
    days=180,
    counted=_("days after the last departure"),
    grace=timedelta(days=14),
    more=_silence,
    sql=f"""
        SELECT f.guest_id, f.last_departure::text, f.last_departure + %(silent)s, NULL::date, NULL::bigint
        FROM campaigns_guestfacts f
        WHERE f.last_departure BETWEEN %(first)s::date - %(silent)s AND %(last)s::date - %(silent)s AND {QUIET}
    """,  # noqa: S608 (a constant)
)
