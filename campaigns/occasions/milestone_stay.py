"""Milestone: the tenth stay, the twentieth, and so on, counted over all hotels; the last one at the campaign's.

When: the day after departure, or so many days after it.
Key: the number of the stay.
Grace: seven days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from stays.models import StayStatus

from .occasion import Occasion

EVERY = 10

OCCASION = Occasion(
    code="milestone_stay",
    name=_("Milestone stay"),
    explanation=_("After the tenth stay, the twentieth, and so on."),
    days=1,
    counted=_("days after departure"),
    grace=timedelta(days=7),
    is_of_hotel=True,
    sql=f"""
        SELECT s.guest_id, c.place::text, s.departure + %(days)s, NULL::date, s.id
        FROM stays_stay s
        JOIN campaigns_guestfacts f ON f.guest_id = s.guest_id AND f.stays >= {EVERY}
        CROSS JOIN LATERAL (
            SELECT count(*) AS place FROM stays_stay b
            WHERE b.guest_id = s.guest_id AND b.status = '{StayStatus.CHECKED_OUT.value}'
                AND (b.departure, b.id) <= (s.departure, s.id)
        ) c
        WHERE s.hotel_id = %(hotel)s AND s.status = '{StayStatus.CHECKED_OUT.value}' AND c.place %% {EVERY} = 0
            AND s.departure BETWEEN %(first)s::date - %(days)s AND %(last)s::date - %(days)s
    """,  # noqa: S608 (constants)
)
