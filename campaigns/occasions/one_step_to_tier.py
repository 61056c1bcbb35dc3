"""One step to the next tier: after the last stay one more stay, or two nights, are missing.

When: three days after departure, or so many days; not while the guest is in house again.
Key: the rank in reach and the year of that departure: once a year for each tier.
Grace: fourteen days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .occasion import Occasion

STAYS, NIGHTS = 1, 2

OCCASION = Occasion(
    code="one_step_to_tier",
    name=_("One step to the next tier"),
    explanation=_("After a stay, when one more stay or two nights lead to the next tier."),
    days=3,
    counted=_("days after departure"),
    grace=timedelta(days=14),
    sql=f"""
        SELECT f.guest_id, f.next_tier_rank || ':' || date_part('year', f.last_departure),
            f.last_departure + %(days)s, NULL::date, NULL::bigint
        FROM campaigns_guestfacts f
        WHERE f.last_departure BETWEEN %(first)s::date - %(days)s AND %(last)s::date - %(days)s
            AND (f.next_tier_stays <= {STAYS} OR f.next_tier_nights <= {NIGHTS})
            AND f.next_tier_rank IS NOT NULL AND NOT f.is_in_house
    """,  # noqa: S608 (constants)
)
