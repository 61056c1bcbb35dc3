"""After the stay: the return offer. The survey is asked for by feedback, the day after departure.

When: seven days after the guest left the campaign's hotel, or so many days; not if they are back by then.
Key: ``stay:`` and the stay; of several rooms left on the same day the first one.
Grace: five days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from stays.models import StayStatus

from .occasion import Occasion

OCCASION = Occasion(
    code="post_stay",
    name=_("After the stay"),
    explanation=_("Some days after a stay at this hotel, with an offer to return."),
    days=7,
    counted=_("days after departure"),
    grace=timedelta(days=5),
    is_of_hotel=True,
    sql=f"""
        SELECT s.guest_id, 'stay:' || min(s.id), s.departure + %(days)s, NULL::date,
            min(s.id) FILTER (WHERE s.status = '{StayStatus.CHECKED_OUT.value}')
        FROM stays_stay s JOIN campaigns_guestfacts f ON f.guest_id = s.guest_id AND NOT f.is_in_house
        WHERE s.hotel_id = %(hotel)s
            AND s.departure BETWEEN %(first)s::date - %(days)s AND %(last)s::date - %(days)s
        GROUP BY s.guest_id, s.departure
        HAVING bool_or(s.status = '{StayStatus.CHECKED_OUT.value}')
    """,  # noqa: S608 (a constant)
)
