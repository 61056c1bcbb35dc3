"""What an occasion is, and the clock around all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django_stubs_ext import StrPromise

from campaigns.models import Campaign
from campaigns.running.choosing import Rows

HOUR: Final = time(9)  # where quiet hours usually end
EVENING: Final = time(21)  # and where they begin: what is made up for waits for the next morning
DAY: Final = timedelta(days=1)

# `named` yields guest_id, key, day, until (a day, or NULL) and stay_id. A zone is the guest's, else the hotel's.
DUE = """
SELECT guest_id, key, due_at, expires_at, stay_id
FROM (
    SELECT n.guest_id, n.key, n.stay_id, z.zone, (n.day + %(hour)s::time) AT TIME ZONE z.zone AS due_at,
        least(
            (n.day + %(hour)s::time) AT TIME ZONE z.zone + %(grace)s::interval, n.until::timestamp AT TIME ZONE z.zone
        ) AS expires_at
    FROM ({named}) n (guest_id, key, day, until, stay_id)
    JOIN guests_guest g ON g.id = n.guest_id
    CROSS JOIN LATERAL (SELECT coalesce(nullif(g.time_zone, ''), %(zone)s) AS zone OFFSET 0) z
) o
WHERE due_at <= %(at)s AND expires_at > %(at)s
    AND (%(at)s AT TIME ZONE zone)::time >= %(hour)s::time AND (%(at)s AT TIME ZONE zone)::time < %(evening)s::time
"""


@dataclass(frozen=True)
class Asked:
    """What an occasion is asked: for which campaign, when, and which local days may be due or made up for.

    It may be tomorrow already where the guest lives, or yesterday still.
    """

    campaign: Campaign
    at: datetime
    days: int
    first: date
    last: date


def nothing(_asked: Asked) -> dict[str, Any]:
    """No further parameters."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One occasion.

    `days` are as usual, before or after as `counted` says (a sentence for forms); None: it has none to choose.
    `sql` names the guests; its parameters are `first` and `last` (days on which it may be due), `days`, `hotel`,
    `today` (the hotel's day) and what `more` adds. It yields guest_id, key, day, until, stay_id. `grace` is for how
    long after its hour it is made up for. `is_of_hotel`: only stays of the campaign's hotel count.
    """

    code: str
    name: StrPromise
    explanation: StrPromise
    sql: str
    grace: timedelta
    days: int | None = None
    counted: StrPromise | str = ""
    is_of_hotel: bool = False
    more: Callable[[Asked], Mapping[str, Any]] = nothing

    def due(self, campaign: Campaign, *, at: datetime) -> Rows:
        """Whom the occasion names for `campaign` at `at`: since nine of their morning, for as long as its grace lasts.

        Guests come again as long as that is so: their key makes it once. At night nobody is named.
        """
        asked = self._asked(campaign, at)
        values = {
            "at": at,
            "first": asked.first,
            "last": asked.last,
            "days": asked.days,
            "hotel": campaign.hotel_id,
            "today": campaign.hotel.today(at),
            "zone": campaign.hotel.time_zone,
            "grace": self.grace,
            "hour": HOUR,
            "evening": EVENING,
            **self.more(asked),
        }
        return Rows(DUE.format(named=self.sql), values)

    def days_of(self, campaign: Campaign) -> int:
        """How many days before or after: the campaign's own, else as usual."""
        own = campaign.days if self.days is not None else None
        return own if own is not None else self.days or 0

    def _asked(self, campaign: Campaign, at: datetime) -> Asked:
        day = at.date()
        return Asked(campaign, at, self.days_of(campaign), day - DAY - self.grace, day + DAY)
