"""Predicted trip: by the guest's own rhythm the next arrival is near, and nothing is booked.

When: fifteen days before the expected arrival, or so many days; not for those who come so often that this would be
during the last stay.
Key: the day of the last arrival: once for each expectation.
Grace: seven days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .occasion import Occasion
from .silence import QUIET

OCCASION = Occasion(
    code="predicted_trip",
    name=_("Next trip expected"),
    explanation=_("Some days before a regular is expected by their own rhythm, if nothing is booked."),
    days=15,
    counted=_("days before the expected arrival"),
    grace=timedelta(days=7),
    sql=f"""
        SELECT f.guest_id, f.last_arrival::text, f.expected_on - %(days)s, f.expected_on, NULL::bigint
        FROM campaigns_guestfacts f
        WHERE f.expected_on BETWEEN %(first)s::date + %(days)s AND %(last)s::date + %(days)s
            AND f.expected_on - %(days)s > f.last_departure AND {QUIET}
    """,  # noqa: S608 (a constant)
)
