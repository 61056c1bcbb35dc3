"""Birthday: the guest's own, by the solar or the lunar calendar.

When: on the day, or so many days before it. 29 February is kept on the 28th in common years, a lunar day 30 on the 29th
of a month that has no more; of a leap month's days the first ones count.
Key: the year of the birthday, by its own calendar.
Grace: until the next evening; a wish that comes later is none.
"""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.rules.kept import kept

from .occasion import Asked, Occasion


def on_which_days(asked: Asked) -> dict[str, Any]:
    """The yearly days whose turn it is, as columns."""
    ahead = timedelta(days=asked.days)
    found = kept(asked.first + ahead, asked.last + ahead)
    return {
        "codes": [one.code for one in found],
        "ons": [one.on for one in found],
        "years": [one.year for one in found],
    }


OCCASION = Occasion(
    code="birthday",
    name=pgettext_lazy("occasion", "Birthday"),
    explanation=_("On the guest's birthday, by the calendar it is kept by."),
    days=0,
    counted=_("days before the birthday"),
    grace=timedelta(hours=36),
    more=on_which_days,
    sql="""
        SELECT f.guest_id, b.year::text, b.day - %(days)s, NULL::date, NULL::bigint
        FROM unnest(%(codes)s::smallint[], %(ons)s::date[], %(years)s::int[]) b (code, day, year)
        JOIN campaigns_guestfacts f ON f.birth_code = b.code AND f.birth_code <> 0
    """,
)
