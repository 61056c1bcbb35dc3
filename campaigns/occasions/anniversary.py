"""Anniversary: of the guest's wedding, where the profile knows its day.

When: on the day, or so many days before it; never in the year of the wedding itself. Both calendars, as birthdays.
Key: the year of the anniversary, by its own calendar: two notes of one wedding are one anniversary.
Grace: until the next evening.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from guests.models import SpecialDate

from .birthday import on_which_days
from .occasion import Occasion

OCCASION = Occasion(
    code="anniversary",
    name=_("Wedding anniversary"),
    explanation=_("On the anniversary of the guest's wedding, where its day is known."),
    days=0,
    counted=_("days before the anniversary"),
    grace=timedelta(hours=36),
    more=on_which_days,
    sql=f"""
        SELECT d.guest_id, b.year::text, min(b.day) - %(days)s, NULL::date, NULL::bigint
        FROM unnest(%(codes)s::int[], %(ons)s::date[], %(years)s::int[]) b (code, day, year)
        JOIN guests_specialdate d ON d.kind = '{SpecialDate.Kind.WEDDING.value}'
            AND d.month = b.code %% 2000 / 100 AND d.day = b.code %% 100 AND d.is_lunar = (b.code > 2000)
            AND (d.year IS NULL OR d.year < b.year)
        GROUP BY d.guest_id, b.year
    """,  # noqa: S608 (a constant)
)
