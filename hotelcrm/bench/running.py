"""What a benchmark is given, and the list of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules

from hotelcrm.accounts.access import Access, access_of
from hotelcrm.accounts.models import Hotel, Role, User

from . import benches
from .figures import MEDIAN, NEARLY_ALL, Figure, percentile
from .site import FLOOR, Answer, Browser

ROUNDS = 200  # requests of one case
WARMING_UP = 20

_BENCHES: dict[str, "Bench"] = {}


@dataclass
class Run:
    """A database of `guests` guests, and a server that shows it to one member of the front desk."""

    guests: int
    port: int

    @cached_property
    def user(self) -> User:
        """Somebody at the front desk of the first hotel."""
        return User.objects.filter(memberships__role=Role.FRONT_DESK).order_by("pk")[0]

    @cached_property
    def hotel(self) -> Hotel:
        """The hotel that person works at."""
        return self.access.memberships[0].hotel

    @cached_property
    def access(self) -> Access:
        """What that person may do there."""
        first = access_of(self.user, None).memberships[0]
        return access_of(self.user, first.hotel)

    @cached_property
    def browser(self) -> Browser:
        """That person, signed in."""
        return Browser(self.port, self.user)

    @cached_property
    def floor(self) -> float:
        """p95 in milliseconds of a request that does nothing."""
        return percentile(self._times(lambda _n: self.browser.post(FLOOR)), NEARLY_ALL)

    def page(self, bench: str, case: str, urls: Sequence[str], *, queries: int | None = None) -> Figure:
        """Time GETs of `urls`, in turn."""
        return self._figure(bench, case, lambda n: self.browser.get(urls[n % len(urls)]), queries=queries)

    def post(
        self, bench: str, case: str, url: str, forms: Sequence[dict[str, str]], *, sql: Sequence[float] = ()
    ) -> Figure:
        """Time POSTs of `forms` to `url`, in turn; `sql` are milliseconds that the same took in the database."""
        return self._figure(bench, case, lambda n: self.browser.post(url, **forms[n % len(forms)]), sql=sql)

    def _figure(
        self,
        bench: str,
        case: str,
        ask: Callable[[int], Answer],
        *,
        sql: Sequence[float] = (),
        queries: int | None = None,
    ) -> Figure:
        times = self._times(ask)
        p95 = percentile(times, NEARLY_ALL)
        return Figure(
            bench,
            case,
            len(times),
            p50=percentile(times, MEDIAN),
            p95=p95,
            sql_p95=percentile(sql, NEARLY_ALL) if sql else None,
            queries=queries,
            floor=self.floor,
            ratio=p95 / self.floor,
        )

    def _times(self, ask: Callable[[int], Answer]) -> list[float]:
        for n in range(WARMING_UP):
            ask(n)
        return [ask(n).took for n in range(ROUNDS)]


Bench = Callable[[Run], Iterator[Figure]]


def bench(name: str) -> Callable[[Bench], Bench]:
    """Enter a benchmark into the list under `name`."""

    def enter(function: Bench) -> Bench:
        _BENCHES[name] = function
        return function

    return enter


def all_benches() -> dict[str, Bench]:
    """Every benchmark by name, in order of name."""
    for module in iter_modules(benches.__path__):
        import_module(f"{benches.__name__}.{module.name}")
    return dict(sorted(_BENCHES.items()))
