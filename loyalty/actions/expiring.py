"""The hourly sweep of points whose last day has passed, and the warnings before it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from loyalty import ledger
from loyalty.models import ExpiryNotice, Programme

Ahead = ExpiryNotice.Ahead


def expire_points(*, at: datetime) -> ledger.Expired:
    """Expire all points that are over on the programme's day at `at`; again on the same day finds nothing.

    Asked every hour, for the day ends at the programme's midnight, and a night that was missed is made up for.
    """
    return ledger.expire_due(Programme.current().today(at), at=at)


def warn(*, at: datetime) -> int:
    """Write the `ExpiryNotice` of every member whose turn it is at `at`, and return how many; again writes none.

    Each turn lasts until the next one: the notice of 30 days is made while 30 to 8 days are left, that of 7 days while
    7 to 1 are. So an outage is made up for, and what is too late for one turn is told by the next alone; nobody gets
    two at once. Points that come in between belong to the turn they come in. Accounts that were closed or joined to
    another's are not warned.
    """
    today = Programme.current().today(at)
    turns = _turns(today)
    facts: dict[str, Any] = {
        "ahead": [ahead for ahead, _first, _last in turns],
        "first": [first for _ahead, first, _last in turns],
        "last": [last for _ahead, _first, last in turns],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(WARN, facts)
        return int(cursor.rowcount)


# Those who were warned are left out before the insert, which would find them one by one; a sweep that runs at the same
# moment is the conflict's matter.
WARN = """
INSERT INTO loyalty_expirynotice (member_id, expires_on, ahead, points, at)
SELECT due.member_id, due.expires_on, due.ahead, due.points, %(at)s
FROM (
    SELECT l.member_id, l.expires_on, turn.ahead, sum(l.remaining)::bigint points
    FROM unnest(%(ahead)s::smallint[], %(first)s::date[], %(last)s::date[]) turn (ahead, first, last)
    JOIN loyalty_pointslot l ON l.remaining > 0 AND l.expires_on BETWEEN turn.first AND turn.last
    GROUP BY l.member_id, l.expires_on, turn.ahead
) due
JOIN loyalty_member m ON m.id = due.member_id AND m.merged_into_id IS NULL AND m.closed_on IS NULL
WHERE NOT EXISTS (
    SELECT FROM loyalty_expirynotice n
    WHERE n.member_id = due.member_id AND n.expires_on = due.expires_on AND n.ahead = due.ahead
)
ORDER BY due.member_id, due.expires_on
ON CONFLICT (member_id, expires_on, ahead) DO NOTHING
"""


def _turns(today: date) -> list[tuple[int, date, date]]:
    """For each kind of notice the first and the last `expires_on` that it is made for today."""
    until_next = {Ahead.MONTH: Ahead.WEEK + 1, Ahead.WEEK: 1}
    return [
        (ahead.value, today + timedelta(days=least), today + timedelta(days=ahead))
        for ahead, least in until_next.items()
    ]
