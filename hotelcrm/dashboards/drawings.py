"""The charts of the page: the numbers of the reading, rounded as one reads them; the frame draws them with a table."""

from collections.abc import Sequence
from decimal import Decimal

from babel import dates
from django.utils.translation import gettext as _

from hotelcrm.frame import formats
from hotelcrm.frame.charts import Chart, Series
from stays.figures import LeadBucket, Period

from .reading import Reading


def charts(reading: Reading) -> list[Chart]:
    """The charts in the order of the page, in its language."""
    drawn = [_house(reading), _channels(reading), _retention(reading), _lead_times(reading)]
    return [chart for chart in drawn if chart.labels]


def _share(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value * 100, 1)


def _amount(value: Decimal | None) -> int | None:
    return None if value is None else round(value)


def month_names(months: Sequence[Period], *, short: bool = False) -> list[str]:
    """Month and year of each; one that the period cuts says which days, `short` without the year for under an axis."""
    return [_month(month, short=short) for month in months]


def _month(month: Period, *, short: bool) -> str:
    if month.start.day != 1 or month.end.day != 1:
        return formats.span(month.start, month.last, today=month.start if short else None)
    return str(dates.format_skeleton("yMMM", month.start, locale=formats.locale()))


def _house(reading: Reading) -> Chart:
    months, currency = reading.months, reading.scope.currency
    return Chart(
        key="house",
        title=_("Occupancy, ADR and RevPAR by month"),
        along=_("Month"),
        labels=month_names([month.period for month in months], short=True),
        series=[
            Series(_("Occupancy"), [_share(month.house.occupancy) for month in months], unit="%"),
            Series(_("ADR"), [_amount(m.house.adr) for m in months], kind="line", unit=currency, right=True),
            Series(_("RevPAR"), [_amount(m.house.revpar) for m in months], kind="line", unit=currency, right=True),
        ],
    )


def _channels(reading: Reading) -> Chart:
    channels, currency = reading.channels, reading.scope.currency
    return Chart(
        key="channels",
        title=_("Channels: net revenue and repeat rate of the guests they bring"),
        along=_("Channel"),
        labels=[channel.channel.name for channel in channels],
        series=[
            Series(_("Net revenue"), [_amount(channel.net) for channel in channels], unit=currency),
            Series(_("Repeat rate"), [_share(c.repeat_rate) for c in channels], kind="line", unit="%", right=True),
        ],
        is_lying=True,
    )


def _retention(reading: Reading) -> Chart:
    """Before and now; without a before there is nothing to compare, and the first sentence of the page says it all."""
    both = (reading.before, reading.now)
    sides = both if all(side.retention.guests for side in both) else ()
    return Chart(
        key="retention",
        title=_("Retention: guests who came again, and the revenue that came with them"),
        along=_("Came again in"),
        labels=[days(side.period) for side in sides],
        series=[
            Series(_("Headcount retention"), [_share(side.retention.headcount) for side in sides], unit="%"),
            Series(_("Revenue retention"), [_share(side.retention.by_revenue) for side in sides], unit="%"),
        ],
    )


def _lead_times(reading: Reading) -> Chart:
    buckets = reading.lead_buckets if any(bucket.bookings for bucket in reading.lead_buckets) else ()
    return Chart(
        key="lead-times",
        title=_("Lead time: how early guests book, and how many of them cancel"),
        along=_("Days before arrival"),
        labels=[_bucket(bucket) for bucket in buckets],
        series=[
            Series(_("Bookings"), [bucket.bookings for bucket in buckets]),
            Series(
                _("Cancelled or no-show"), [_share(b.lost_rate) for b in buckets], kind="line", unit="%", right=True
            ),
        ],
    )


def _bucket(bucket: LeadBucket) -> str:
    first = bucket.above + 1
    return _("over %(days)s") % {"days": bucket.above} if bucket.up_to is None else f"{first}–{bucket.up_to}"


def days(period: Period) -> str:
    """The days of a period as people write them, the last one included."""
    return formats.span(period.start, period.last)
