"""Welcome: the guest joined the programme.

When: on the day they joined, or so many days after it. Who joins in the evening is welcomed the next morning.
Key: ``joined``: once in a life, also for who leaves and comes back.
Grace: seven days.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .occasion import Occasion

OCCASION = Occasion(
    code="welcome",
    name=_("Welcome"),
    explanation=_("When a guest has joined the programme."),
    days=0,
    counted=_("days after joining"),
    grace=timedelta(days=7),
    sql="""
        SELECT m.guest_id, 'joined', m.joined_on + %(days)s, NULL::date, NULL::bigint
        FROM loyalty_member m
        WHERE m.joined_on BETWEEN %(first)s::date - %(days)s AND %(last)s::date - %(days)s
            AND m.merged_into_id IS NULL AND m.closed_on IS NULL
    """,
)
