"""What a hotel's stays add up to: occupancy, rates, bookings, channels, lead time, and which guests come again.

Every figure is a set-based query over a ``StayQuerySet`` that the caller has already narrowed to the hotels it may
see. Rules that hold for all of them:

- a period is half open, ``[start, end)``, in the hotel's own calendar;
- room nights and room revenue belong to the night they were slept: a stay across the boundary is split by nights;
- bookings, cancellations, lead times and guests belong to the day of arrival;
- money is ``Decimal`` in one currency; amounts of another currency are reported beside it, never added to it;
- a rate with nothing underneath is ``None``, not zero.

``periods`` (which days), ``nights`` (occupancy, ADR, RevPAR, channels), ``bookings`` (cancelled, no-show, lead time,
length of stay), ``guests`` (repeat rate, retention, who left), ``source`` (what only an imported file knows).
Next door: ``hotelcrm.dashboards`` (the page) and ``manage.py stay_figures`` (the same numbers as JSON).
"""

from .bookings import Bookings, LeadBucket, bookings, lead_buckets, lead_time
from .guests import ChannelLoyalty, Core, Left, Retention, channel_loyalty, core, left, repeat_rate, retention
from .nights import House, NightRow, house, nights
from .periods import Period

__all__ = [
    "Bookings",
    "ChannelLoyalty",
    "Core",
    "House",
    "LeadBucket",
    "Left",
    "NightRow",
    "Period",
    "Retention",
    "bookings",
    "channel_loyalty",
    "core",
    "house",
    "lead_buckets",
    "lead_time",
    "left",
    "nights",
    "repeat_rate",
    "retention",
]
