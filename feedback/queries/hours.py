"""When hotels are at work, from their shifts, their special days and the public holidays of their countries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import Q

from feedback.models import ServiceLevel, Shift, SpecialDay
from feedback.rules import hours as rules
from feedback.rules.hours import DAY, FARTHEST, Hours
from feedback.rules.public_days import public_days
from hotelcrm.accounts.models import Hotel

Week = Mapping[int, tuple[rules.Shift, ...]]


def hours_of(hotel_ids: Collection[int], *, at: datetime, since: datetime | None = None) -> dict[int, Hours]:
    """The hours of hotels by id; three statements for any number.

    The days that differ are those from `since` (`at`, if not given) until `FARTHEST` after `at`. A hotel without shifts
    is at work round the clock, on special days too. Of the lines of a day the hotel's own comes first, then the one
    for all hotels, then what the country does. To be kept for one request or one batch: managers edit it.
    """
    # Two days more on either side: a shift may have begun the day before, on a calendar ahead of UTC's or behind it.
    first, last = ((since or at) - 2 * DAY).date(), (at + FARTHEST + 2 * DAY).date()
    weeks = _weeks(hotel_ids)
    own = _special_days(hotel_ids, first, last)
    found = {}
    for hotel in Hotel.objects.filter(pk__in=hotel_ids):
        week = weeks.get(hotel.pk, {})
        like = _public(hotel.country, first, last) | own[None] | own[hotel.pk]
        days = {day: () if weekday is None else week.get(weekday, ()) for day, weekday in like.items()}
        found[hotel.pk] = Hours(hotel.zone, week, days, is_always=not week)
    return found


def _weeks(hotel_ids: Collection[int]) -> dict[int, Week]:
    weeks: dict[int, dict[int, tuple[rules.Shift, ...]]] = defaultdict(dict)
    for shift in Shift.objects.filter(hotel__in=hotel_ids).order_by("opens"):
        week = weeks[shift.hotel_id]
        week[shift.weekday] = (*week.get(shift.weekday, ()), rules.Shift(shift.opens, shift.closes))
    return dict(weeks)


Like = dict[date, int | None]


def _special_days(hotel_ids: Collection[int], first: date, last: date) -> defaultdict[int | None, Like]:
    """By hotel, and under None those for all."""
    days: defaultdict[int | None, Like] = defaultdict(dict)
    mine = Q(hotel__in=hotel_ids) | Q(hotel=None)
    for special in SpecialDay.objects.filter(mine, day__range=(first, last)):
        days[special.hotel_id][special.day] = special.like
    return days


def _public(country: str, first: date, last: date) -> Like:
    years = range(first.year, last.year + 1)
    known = (public for year in years for public in public_days(country, year))
    return {public.day: public.like for public in known if first <= public.day <= last}


def levels_of(hotel_ids: Collection[int]) -> dict[tuple[int, int], ServiceLevel]:
    """What is promised, by hotel and severity: the hotel's own line, else the one for all; one statement.

    A severity with neither is missing.
    """
    lines = list(ServiceLevel.objects.filter(Q(hotel__in=hotel_ids) | Q(hotel=None)))
    for_all = [line for line in lines if line.hotel_id is None]
    own = {(line.hotel_id, line.severity): line for line in lines if line.hotel_id is not None}
    return {(hotel_id, line.severity): line for hotel_id in hotel_ids for line in for_all} | own
