"""What the clocks assume of the year ahead: public holidays, days worked in exchange, what managers made of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django_countries import countries

from feedback.models import Shift, SpecialDay
from feedback.rules.public_days import PublicDay, public_days
from hotelcrm.accounts.models import Hotel

AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class ComingDay:
    """A day of a country's calendar, and the managers' lines that count before it."""

    public: PublicDay
    lines: tuple[SpecialDay, ...]


@dataclass(frozen=True)
class Calendar:
    """The year ahead in one country, for its hotels.

    `always` are those that are at work round the clock, to whom no day makes a difference. `unannounced` is the year of
    which the country has not said yet which days are worked in exchange, or the package does not know.
    """

    country: str
    hotels: tuple[Hotel, ...]
    always: tuple[Hotel, ...]
    days: tuple[ComingDay, ...]
    unannounced: int | None

    @property
    def place(self) -> str:
        """The country's name in the language of the page."""
        return str(countries.name(self.country)) or self.country


def coming(hotels: Iterable[Hotel], *, at: datetime, language: str) -> list[Calendar]:
    """The calendars of the countries of `hotels` from today on, a year ahead; two statements and that of `hotels`."""
    by_country: defaultdict[str, list[Hotel]] = defaultdict(list)
    for hotel in hotels:
        by_country[hotel.country].append(hotel)
    everyone = [hotel for group in by_country.values() for hotel in group]
    shifted = set(Shift.objects.filter(hotel__in=everyone).order_by().values_list("hotel", flat=True).distinct())
    lines = _lines(everyone, at.date(), at.date() + AHEAD)
    return [
        _calendar(country, group, shifted, lines, language, group[0].today(at))
        for country, group in sorted(by_country.items())
    ]


Lines = dict[date, list[SpecialDay]]


def _lines(hotels: list[Hotel], first: date, last: date) -> Lines:
    found: defaultdict[date, list[SpecialDay]] = defaultdict(list)
    mine = Q(hotel__in=hotels) | Q(hotel=None)
    for line in (
        SpecialDay.objects.filter(mine, day__range=(first, last)).select_related("hotel").order_by("hotel__code")
    ):
        found[line.day].append(line)
    return dict(found)


def _calendar(
    country: str, hotels: list[Hotel], shifted: set[int], lines: Lines, language: str, today: date
) -> Calendar:
    known = [public for year in (today.year, today.year + 1) for public in public_days(country, year, language)]
    days = tuple(
        ComingDay(public, tuple(line for line in lines.get(public.day, ()) if line.hotel in {None, *hotels}))
        for public in known
        if today <= public.day <= today + AHEAD
    )
    exchanging = {public.day.year for public in known if public.stands_for}
    unannounced = today.year + 1 if exchanging == {today.year} else None
    always = tuple(hotel for hotel in hotels if hotel.pk not in shifted)
    return Calendar(country, tuple(hotels), always, days, unannounced)
