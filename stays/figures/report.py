"""All figures of some stays as one flat mapping: what ``manage.py stay_figures`` prints.

The keys are those of the figures published with the hotel bookings data set (Antonio, Almeida, Nunes 2019), so that an
import of that file can be checked number by number. ``_co`` means check-outs only. Shares and rates are in percent.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, Value
from django.db.models.functions import Coalesce, NullIf

from stays.models import StayQuerySet, StayStatus

from . import source
from .bookings import arriving, bookings, lead_buckets, lead_time
from .expressions import MonthOf
from .nights import NightRow, nights, ratio
from .periods import Period, months_later

# The data set's own words.
STATUS = {
    StayStatus.CHECKED_OUT: "Check-Out",
    StayStatus.CANCELLED: "Canceled",
    StayStatus.NO_SHOW: "No-Show",
    StayStatus.IN_HOUSE: "In-House",
    StayStatus.BOOKED: "Booked",
}
OPEN_END = 9999
ISO3 = 3
HOTEL = F("hotel__name_en")
CHANNEL = Coalesce(source.said("distribution_channel"), F("channel__name_en"), output_field=CharField())
SEGMENT = NullIf(F("market_segment"), Value(""))
COUNTRY = source.said("country")


def reports(stays: StayQuerySet, period: Period | None = None) -> dict[str, Any]:
    """The report of `stays`; when they are in several currencies, one for each, since amounts do not add up."""
    currencies = list(stays.order_by("currency").values_list("currency", flat=True).distinct())
    if len(currencies) > 1:
        return {currency: report(stays.filter(currency=currency), period) for currency in currencies}
    return report(stays, period)


def report(stays: StayQuerySet, period: Period | None = None) -> dict[str, Any]:
    """Every figure of `stays`, all in one currency (those arriving in `period`, if given), ready to print as JSON.

    Numbers are rounded as published: rates to two, three or four places, amounts to cents.
    """
    mine = arriving(stays, period)
    checked_out = mine.filter(status=StayStatus.CHECKED_OUT)
    return {
        **_rows(mine),
        **_bookings(mine),
        **_repeated(mine, checked_out),
        **_nights(stays.filter(status=StayStatus.CHECKED_OUT), period),
        **_rates(mine, checked_out),
        **_kinds(mine, checked_out),
        **_countries(mine, checked_out),
        **_lead_times(mine),
        **_days(mine, checked_out),
    }


def number(value: Decimal | None, places: int) -> float | None:
    """`value` rounded to `places`. JSON has no decimals; this float prints the same digits and is not reckoned with."""
    return None if value is None else float(round(value, places))


def percent(value: Decimal | None, places: int = 3) -> float | None:
    """A ratio as a percentage."""
    return None if value is None else number(value * 100, places)


def percents(values: Mapping[str, Decimal], places: int = 3) -> dict[str, float | None]:
    """Ratios as percentages."""
    return {name: percent(value, places) for name, value in values.items()}


def _rows(mine: StayQuerySet) -> dict[str, Any]:
    empty = source.missing(mine, "children", "country", "agent", "company")
    rows = mine.count()
    return {
        "rows": rows,
        "dup_full_rows": source.look_alikes(mine),
        "nulls": empty,
        "agent_null_pct": percent(ratio(empty["agent"], rows)),
        "company_null_pct": percent(ratio(empty["company"], rows)),
        "hotel": source.tally(mine, HOTEL),
        "no_guests": mine.filter(adults=0, children=0, infants=0).count(),
    }


def _bookings(mine: StayQuerySet) -> dict[str, Any]:
    counts = bookings(mine)
    by_status = source.tally(mine, F("status"))
    deposits = source.lost_rates(mine, source.said("deposit_type"))
    return {
        "canceled": counts.cancelled + counts.no_show,
        "cancel_rate": percent(counts.lost_rate, 4),
        "cancel_by_hotel": percents(source.lost_rates(mine, HOTEL)),
        "reservation_status": {STATUS[StayStatus(status)]: n for status, n in by_status.items()},
        "cancel_nonrefund": percent(deposits.get("Non Refund")),
    }


def _repeated(mine: StayQuerySet, checked_out: StayQuerySet) -> dict[str, Any]:
    flags, flags_out = source.repeat_flags(mine), source.repeat_flags(checked_out)
    flag = source.said("is_repeated_guest")
    return {
        "repeat_rate_all": percent(ratio(flags["repeated"], flags["told"]), 4),
        "repeat_n": flags["repeated"],
        "repeat_rate_checkout": percent(ratio(flags_out["repeated"], flags_out["told"]), 4),
        "repeat_by_hotel_co": percents(source.repeat_rates(checked_out, HOTEL)),
        "repeat_vs_new_adr_co": {name: number(adr, 3) for name, adr in source.adr_by(checked_out, flag).items()},
        "repeat_vs_new_cancel": percents(source.lost_rates(mine, flag)),
        "repeat_flag_contradiction: prev_bookings_not_canceled>0 & is_repeated_guest==0": flags["new_with_history"],
        "repeat_flag_contradiction: repeated & prev==0": flags["repeated_without_history"],
    }


def _nights(checked_out: StayQuerySet, period: Period | None) -> dict[str, Any]:
    """Room nights, revenue and ADR of check-outs, split by nights where a stay crosses the edge of `period`."""
    arrived = arriving(checked_out, period)
    counts = bookings(arrived)
    rows = nights(checked_out, period or _everything(checked_out), statuses=[StayStatus.CHECKED_OUT])
    slept, revenue = _sums(rows)
    names = dict(checked_out.order_by().values_list("hotel_id", "hotel__name_en").distinct())
    by_hotel = source.tally(arrived, HOTEL)
    return {
        "checkouts": counts.stayed,
        "room_nights_co": slept,
        "room_rev_co": number(revenue, 2),
        "ADR_weighted_co": number(ratio(revenue, slept), 4),
        "ALOS_co": number(counts.alos, 3),
        "zero_night_checkouts": arrived.filter(departure=F("arrival")).count(),
        "by_hotel_co": {
            name: _hotel([row for row in rows if names[row.hotel_id] == name], n)
            for name, n in sorted(by_hotel.items())
        },
    }


def _everything(stays: StayQuerySet) -> Period:
    """A period that every one of `stays` lies in."""
    ends = stays.aggregate(start=Min("arrival"), end=Max("departure"))
    start = ends["start"] or date(1970, 1, 1)
    return Period(start, months_later(ends["end"] or start, 1))


def _sums(rows: list[NightRow]) -> tuple[int, Decimal]:
    return sum(row.nights for row in rows), sum((row.revenue for row in rows), Decimal(0))


def _hotel(rows: list[NightRow], arrivals: int) -> dict[str, Any]:
    slept, revenue = _sums(rows)
    return {"b": arrivals, "n": slept, "rev": number(revenue, 2), "adr": number(ratio(revenue, slept), 3)}


def _rates(mine: StayQuerySet, checked_out: StayQuerySet) -> dict[str, Any]:
    rates = source.rates(mine)
    return {
        "ADR_simple_mean_all": number(rates["mean"], 4),
        "ADR_simple_mean_co": number(source.rates(checked_out)["mean"], 4),
        "adr_neg": rates["negative"],
        "adr_zero": rates["zero"],
        "adr_max": number(rates["greatest"], 2),
        "adr_min": number(rates["least"], 2),
    }


def _kinds(mine: StayQuerySet, checked_out: StayQuerySet) -> dict[str, Any]:
    return {
        "distribution_channel": source.tally(mine, CHANNEL),
        "market_segment": source.tally(mine, SEGMENT),
        "customer_type": source.tally(mine, source.said("customer_type")),
        "deposit_type": source.tally(mine, source.said("deposit_type")),
        "meal": source.tally(mine, source.said("meal")),
        "channel_share_rev_co": percents(source.share_of_revenue(checked_out, CHANNEL)),
        "segment_share_rev_co": percents(source.share_of_revenue(checked_out, SEGMENT)),
    }


def _countries(mine: StayQuerySet, checked_out: StayQuerySet) -> dict[str, Any]:
    countries = source.tally(mine, COUNTRY)
    out = source.tally(checked_out, COUNTRY)
    return {
        "country_top10_co": dict(list(out.items())[:10]),
        "countries": len(countries),
        "country_codes_not_iso3": sorted(code for code in countries if len(code) != ISO3),
        "CHN": countries.get("CHN", 0),
        "CN": countries.get("CN", 0),
    }


def _lead_times(mine: StayQuerySet) -> dict[str, Any]:
    mean, median = lead_time(mine)
    buckets = lead_buckets(mine)
    return {
        "lead_time_mean": number(mean, 3),
        "lead_time_median": number(median, 1),
        "lead_buckets_cancel": {
            f"({bucket.above}, {bucket.up_to or OPEN_END}]": percent(bucket.lost_rate, 2) for bucket in buckets
        },
    }


def _days(mine: StayQuerySet, checked_out: StayQuerySet) -> dict[str, Any]:
    ends = mine.aggregate(first=Min("arrival"), last=Max("arrival"))
    by_month = checked_out.values(month=MonthOf(F("arrival"))).annotate(n=Count("pk")).order_by("month")
    return {
        "arrival_min_max": [f"{day} 00:00:00" if day else None for day in ends.values()],
        "checkouts_by_month": {f"{row['month']:%Y-%m}": row["n"] for row in by_month},
        "status_date_before_arrival_checkout": source.earliest_checkout_before_arrival(checked_out),
    }
