"""Points expire: the notices that loyalty writes, as long as there is anything left to warn of.

Each notice has its own turn, and the two do not overlap: that of thirty days ends where that of seven begins.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.models import ExpiryNotice

from .occasion import Asked, Occasion

Ahead = ExpiryNotice.Ahead

# A notice that was made late, for points that came late, is due when it is made.
SQL = """
    SELECT m.guest_id, %(ahead)s || ':' || n.expires_on,
        greatest(n.expires_on - %(ahead)s, (n.at AT TIME ZONE %(zone)s)::date), n.expires_on - %(until)s, NULL::bigint
    FROM loyalty_expirynotice n
    JOIN loyalty_member m ON m.id = n.member_id AND m.merged_into_id IS NULL AND m.closed_on IS NULL
    WHERE n.ahead = %(ahead)s AND n.expires_on BETWEEN %(last)s::date - 1 AND %(last)s::date + %(ahead)s
        AND EXISTS (
            SELECT FROM loyalty_pointslot l
            WHERE l.member_id = n.member_id AND l.remaining > 0 AND l.expires_on = n.expires_on
        )
"""


def _month(_asked: Asked) -> dict[str, int]:
    return {"ahead": Ahead.MONTH.value, "until": Ahead.WEEK.value}


def _week(_asked: Asked) -> dict[str, int]:
    return {"ahead": Ahead.WEEK.value, "until": 0}


def month(code: str) -> Occasion:
    """The first warning."""
    return Occasion(
        code=code,
        name=_("Points expire in 30 days"),
        explanation=_("Thirty days before points expire, if any are left of them."),
        grace=timedelta(days=10),
        more=_month,
        sql=SQL,
    )


def week(code: str) -> Occasion:
    """The last warning."""
    return Occasion(
        code=code,
        name=_("Points expire in 7 days"),
        explanation=_("Seven days before points expire, if any are left of them."),
        grace=timedelta(days=7),
        more=_week,
        sql=SQL,
    )
