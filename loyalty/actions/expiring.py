"""The hourly sweep of points whose last day has passed."""

from datetime import datetime

from loyalty import ledger
from loyalty.models import Programme


def expire_points(*, at: datetime) -> ledger.Expired:
    """Expire all points that are over on the programme's day at `at`; again on the same day finds nothing.

    Asked every hour, for the day ends at the programme's midnight, and a night that was missed is made up for.
    """
    return ledger.expire_due(Programme.current().today(at), at=at)
