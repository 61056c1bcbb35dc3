"""Tier upgraded: a member rose to a higher tier, by stays or by hand, and still has it.

When: on the day of the change, or so many days after it.
Key: the rank reached and the day.
Grace: seven days. Of two rises within that time the higher one counts.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .occasion import Occasion

OCCASION = Occasion(
    code="tier_upgraded",
    name=_("Tier upgraded"),
    explanation=_("When a member has risen to a higher tier."),
    days=0,
    counted=_("days after the change"),
    grace=timedelta(days=7),
    sql="""
        SELECT m.guest_id, a.rank || ':' || max(c."on"), max(c."on") + %(days)s, NULL::date, NULL::bigint
        FROM loyalty_tierchange c
        JOIN loyalty_tier a ON a.id = c.after_id
        JOIN loyalty_tier b ON b.id = c.before_id AND b.rank < a.rank
        JOIN loyalty_member m ON m.id = c.member_id AND m.tier_id = c.after_id
            AND m.merged_into_id IS NULL AND m.closed_on IS NULL
        WHERE c."on" BETWEEN %(first)s::date - %(days)s AND %(last)s::date - %(days)s
            AND c.why <> 'joined' AND c.why <> 'merged'
        GROUP BY m.guest_id, a.rank
    """,
)
