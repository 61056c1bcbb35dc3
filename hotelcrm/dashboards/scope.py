"""Which hotels, which days, compared with what: read from the address of the page, within what a person may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TypeVar
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from stays.figures import Period
from stays.models import Stay, StayQuerySet

ALL = "all-"
Kind = TypeVar("Kind", "PeriodChoice", "Comparison")


@dataclass(frozen=True)
class PeriodChoice:
    """A period that can be chosen, by the word for it in the address."""

    key: str
    label: StrPromise
    of: Callable[[date], Period]


@dataclass(frozen=True)
class Comparison:
    """What a period is compared with."""

    key: str
    label: StrPromise
    of: Callable[[Period], Period]


def _this_year(today: date) -> Period:
    """The year so far; on the first of January, the year before, since this one has no whole day yet."""
    start = today.replace(month=1, day=1)
    return Period(start, today) if start < today else _last_year(today)


def _last_year(today: date) -> Period:
    start = date(today.year - 1, 1, 1)
    return Period(start, date(today.year, 1, 1), 12)


PERIODS = (
    PeriodChoice("30d", _("Last 30 days"), lambda today: Period.last_days(30, today=today)),
    PeriodChoice("3m", _("Last 3 months"), lambda today: Period.last_months(3, today=today)),
    PeriodChoice("6m", _("Last 6 months"), lambda today: Period.last_months(6, today=today)),
    PeriodChoice("12m", _("Last 12 months"), lambda today: Period.last_months(12, today=today)),
    PeriodChoice("this-year", _("This year so far"), _this_year),
    PeriodChoice("last-year", _("Last year"), _last_year),
)
COMPARISONS = (
    Comparison("before", pgettext_lazy("comparison", "vs. the period before"), Period.before),
    Comparison("year", pgettext_lazy("comparison", "vs. the year before"), Period.year_before),
)
DEFAULT_PERIOD, DEFAULT_COMPARISON = "12m", "before"


@dataclass(frozen=True)
class Choice:
    """One entry of a filter's menu."""

    label: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Scope:
    """What one page of figures is about. All its hotels have one `currency`, so that amounts may be added."""

    hotels: tuple[Hotel, ...]
    hotel_key: str
    period_choice: PeriodChoice
    comparison: Comparison
    today: date

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.hotels[0].currency

    @property
    def hotel_ids(self) -> list[int]:
        """Ids in order of the hotels' codes."""
        return [hotel.pk for hotel in self.hotels]

    @property
    def rooms(self) -> int:
        """Rooms of all hotels together."""
        return sum(hotel.rooms for hotel in self.hotels)

    @property
    def period(self) -> Period:
        """The days the figures are of."""
        return self.period_choice.of(self.today)

    @property
    def compared(self) -> Period:
        """The days they are compared with."""
        return self.comparison.of(self.period)

    @property
    def stays(self) -> StayQuerySet:
        """Stays of these hotels, of any time."""
        return Stay.objects.filter(hotel_id__in=self.hotel_ids)

    @property
    def title(self) -> str:
        """Which hotels, in words."""
        return self.hotels[0].name if len(self.hotels) == 1 else all_in(self.currency)

    def query(self, **changes: str) -> str:
        """The address's query of this scope with something changed; what is usual is left out of it."""
        said = {"hotel": self.hotel_key, "period": self.period_choice.key, "compare": self.comparison.key} | changes
        usual = {"period": DEFAULT_PERIOD, "compare": DEFAULT_COMPARISON}
        return "?" + urlencode({key: value for key, value in said.items() if usual.get(key) != value})


def all_in(currency: str) -> str:
    """The name of the choice of all hotels that reckon in `currency`."""
    return gettext("All hotels in %(currency)s") % {"currency": currency}


def scope_of(access: Access, asked: Mapping[str, str], *, at: datetime) -> Scope:
    """The scope that the address asks for; without a word on hotels, the one the person works at.

    Raises Http404 for a hotel the person may not see, exactly as for one that does not exist; an unknown period or
    comparison is the usual one.
    """
    offered = groups(access)
    here = access.hotel.code if access.hotel else ""
    key = asked.get("hotel") or here
    hotels = offered.get(key)
    if not hotels:
        raise Http404
    return Scope(
        hotels=hotels,
        hotel_key=key,
        period_choice=_chosen(PERIODS, asked.get("period"), DEFAULT_PERIOD),
        comparison=_chosen(COMPARISONS, asked.get("compare"), DEFAULT_COMPARISON),
        today=min(hotel.today(at) for hotel in hotels),  # the day that is over in all of them
    )


def groups(access: Access) -> dict[str, tuple[Hotel, ...]]:
    """What may be chosen: each hotel by its code, and all hotels of a currency where there are several."""
    return groups_of(access.hotels_for(Permission.DASHBOARDS))


def groups_of(hotels: Iterable[Hotel]) -> dict[str, tuple[Hotel, ...]]:
    """Each of `hotels` by its code, and those of one currency together where there are several."""
    hotels = sorted(hotels, key=lambda hotel: (hotel.currency, hotel.code))
    found: dict[str, tuple[Hotel, ...]] = {hotel.code: (hotel,) for hotel in hotels}
    for currency, members in groupby(hotels, key=lambda hotel: hotel.currency):
        together = tuple(members)
        if len(together) > 1:
            found[f"{ALL}{currency}"] = together
    return found


def _chosen(choices: tuple[Kind, ...], key: str | None, usual: str) -> Kind:
    found = {choice.key: choice for choice in choices}
    return found.get(key or usual, found[usual])


def hotel_choices(scope: Scope, access: Access) -> list[Choice]:
    """The hotels menu."""
    return [
        Choice(
            hotels[0].name if len(hotels) == 1 else all_in(hotels[0].currency),
            scope.query(hotel=key),
            key == scope.hotel_key,
        )
        for key, hotels in groups(access).items()
    ]


def period_choices(scope: Scope) -> list[Choice]:
    """The periods menu."""
    return [Choice(str(p.label), scope.query(period=p.key), p.key == scope.period_choice.key) for p in PERIODS]


def comparison_choices(scope: Scope) -> list[Choice]:
    """The comparisons menu."""
    return [Choice(str(c.label), scope.query(compare=c.key), c.key == scope.comparison.key) for c in COMPARISONS]
