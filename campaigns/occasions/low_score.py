"""Low score: a survey about the campaign's hotel came back with 0 to 6 of 10, or 1 or 2 of 5.

When: two days after the answer, or so many days, once no complaint of the guest is open any more: first people talk.
Key: ``answer:`` and the invitation.
Grace: fourteen days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .occasion import Occasion

NPS, CSAT = 6, 2  # and below

OCCASION = Occasion(
    code="low_score",
    name=_("After a low score"),
    explanation=_("After a low score in a survey, once no complaint of the guest is open any more."),
    days=2,
    counted=_("days after the answer"),
    grace=timedelta(days=14),
    is_of_hotel=True,
    sql=f"""
        SELECT i.guest_id, 'answer:' || i.id, a.day + %(days)s, NULL::date, i.stay_id
        FROM feedback_invitation i
        JOIN campaigns_guestfacts f ON f.guest_id = i.guest_id AND f.open_complaints = 0
        CROSS JOIN LATERAL (SELECT (i.finished_at AT TIME ZONE %(zone)s)::date AS day) a
        WHERE i.hotel_id = %(hotel)s AND (i.nps <= {NPS} OR i.csat <= {CSAT})
            AND i.finished_at >= %(first)s::date - %(days)s - 1 AND i.finished_at < %(last)s::date - %(days)s + 2
            AND a.day BETWEEN %(first)s::date - %(days)s AND %(last)s::date - %(days)s
    """,  # noqa: S608 (constants)
)
