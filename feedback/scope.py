"""Which hotels and which days a page of feedback is about: read from its address, within what a person may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from stays.figures import Period

ALL: Final = "all"


@dataclass(frozen=True)
class PeriodChoice:
    """A period that can be chosen, by the word for it in the address; it ends with the day that `after` follows."""

    key: str
    label: StrPromise
    of: Callable[[date], Period]


PERIODS: Final = (
    PeriodChoice("30d", _("Last 30 days"), lambda after: Period.last_days(30, today=after)),
    PeriodChoice("3m", _("Last 3 months"), lambda after: Period.last_months(3, today=after)),
    PeriodChoice("6m", _("Last 6 months"), lambda after: Period.last_months(6, today=after)),
    PeriodChoice("12m", _("Last 12 months"), lambda after: Period.last_months(12, today=after)),
)
DEFAULT: Final = "6m"


@dataclass(frozen=True)
class Choice:
    """One entry of a filter's menu."""

    label: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Scope:
    """The hotels and days of one page; today belongs to it, for what was answered an hour ago is what matters."""

    hotels: tuple[Hotel, ...]
    hotel_key: str
    choice: PeriodChoice
    today: date

    @property
    def hotel_ids(self) -> list[int]:
        """Ids in order of the hotels' codes."""
        return [hotel.pk for hotel in self.hotels]

    @property
    def period(self) -> Period:
        """The days, today included."""
        return self.choice.of(self.today + timedelta(days=1))

    @property
    def before(self) -> Period:
        """As many days before them."""
        return self.period.before()

    @property
    def title(self) -> str:
        """Which hotels, in words."""
        return self.hotels[0].name if len(self.hotels) == 1 else gettext("All hotels")

    def query(self, **changes: str) -> str:
        """The query of this scope with something changed."""
        said = {"hotel": self.hotel_key, "period": self.choice.key} | changes
        return "?" + urlencode({key: value for key, value in said.items() if (key, value) != ("period", DEFAULT)})


def scope_of(access: Access, asked: Mapping[str, str], *, at: datetime) -> Scope:
    """What the address asks for; without a word the hotel the person works at, and the last six months.

    Raises Http404 for a hotel whose feedback the person may not see, exactly as for one that does not exist.
    """
    offered = groups(access)
    key = asked.get("hotel") or (access.hotel.code if access.hotel else "")
    if key not in offered:
        raise Http404
    hotels = offered[key]
    found = {choice.key: choice for choice in PERIODS}
    choice = found.get(asked.get("period") or DEFAULT, found[DEFAULT])
    return Scope(hotels, key, choice, max(hotel.today(at) for hotel in hotels))


def groups(access: Access) -> dict[str, tuple[Hotel, ...]]:
    """What may be chosen: each hotel by its code, and all of them where there are several."""
    hotels = tuple(access.hotels_for(Permission.SEE_FEEDBACK))
    every = {ALL: hotels} if len(hotels) > 1 else {}
    return every | {hotel.code: (hotel,) for hotel in hotels}


def hotel_choices(scope: Scope, access: Access) -> list[Choice]:
    """The hotels menu."""
    return [
        Choice(
            hotels[0].name if len(hotels) == 1 else gettext("All hotels"),
            scope.query(hotel=key),
            key == scope.hotel_key,
        )
        for key, hotels in groups(access).items()
    ]


def period_choices(scope: Scope) -> list[Choice]:
    """The periods menu."""
    return [Choice(str(one.label), scope.query(period=one.key), one.key == scope.choice.key) for one in PERIODS]
