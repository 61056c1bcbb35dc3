"""Before arrival: a stay at the campaign's hotel is near.

When: three days before arrival, or so many days. Who books later is written to at once, until the day before arrival.
Key: ``stay:`` and the stay; of several rooms booked for the same arrival the first one.
Grace: until the day of arrival begins, and no longer than thirty days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from stays.models import StayStatus

from .occasion import Occasion

OCCASION = Occasion(
    code="pre_arrival",
    name=_("Before arrival"),
    explanation=_("Some days before a booked arrival at this hotel."),
    days=3,
    counted=_("days before arrival"),
    grace=timedelta(days=30),
    is_of_hotel=True,
    sql=f"""
        SELECT s.guest_id, 'stay:' || min(s.id), s.arrival - %(days)s, s.arrival,
            min(s.id) FILTER (WHERE s.status = '{StayStatus.BOOKED.value}')
        FROM stays_stay s
        WHERE s.hotel_id = %(hotel)s AND s.guest_id IS NOT NULL
            AND s.arrival BETWEEN %(last)s::date - 1 AND %(last)s::date + %(days)s
        GROUP BY s.guest_id, s.arrival
        HAVING bool_or(s.status = '{StayStatus.BOOKED.value}')
    """,  # noqa: S608 (a constant)
)
