"""Cooling: a guest who comes back regularly is silent for longer than 1.5 x their own usual gap.

When: on the first day of that, or so many days after it, while the guest is not dormant yet. Without a booking to come.
Key: the day of the last departure: once for each silence.
Grace: seven days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .occasion import Occasion
from .silence import QUIET, bounds

FIRST = "f.last_departure + f.usual_gap * %(percent)s / 100 + 1"

OCCASION = Occasion(
    code="cooling",
    name=_("Going quiet"),
    explanation=_("When a regular has been silent for longer than 1.5 x their usual gap."),
    days=0,
    counted=_("days after that"),
    grace=timedelta(days=7),
    more=bounds,
    sql=f"""
        SELECT f.guest_id, f.last_departure::text, {FIRST} + %(days)s, f.last_departure + %(loyal)s, NULL::bigint
        FROM campaigns_guestfacts f
        WHERE f.last_departure BETWEEN %(first)s::date - %(loyal)s AND %(last)s::date
            AND {FIRST} BETWEEN %(first)s::date - %(days)s AND %(last)s::date - %(days)s
            AND f.stays >= 2 AND {QUIET}
    """,  # noqa: S608 (constants)
)
