"""The places in the rail: which exist, who sees them, and which one a page belongs to."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from hotelcrm.accounts.access import Access, Permission, may_administer


@dataclass(frozen=True)
class Place:
    """One entry of the rail; `key` goes there after ``g``, `covers` are the beginnings of its pages' URL names."""

    label: StrPromise
    icon: str
    url_name: str
    permission: Permission
    key: str
    covers: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A place as one person sees it on one page."""

    place: Place
    url: str
    is_here: bool
    waiting: int = 0


BAR = 5  # as many targets as a phone's bar holds with words under them


@dataclass(frozen=True)
class Rail:
    """The places as a page shows them: where there is room all below each other, on a phone `rest` behind “More”."""

    first: list[Entry]
    rest: list[Entry]

    @property
    def is_in_rest(self) -> bool:
        """Whether the page belongs to a place behind “More”."""
        return any(entry.is_here for entry in self.rest)

    @property
    def waiting_in_rest(self) -> int:
        """How much waits behind the places behind “More”."""
        return sum(entry.waiting for entry in self.rest)


PLACES = (
    Place(_("Desk"), "door-open", "desk:arrivals", Permission.DESK, "d", ("desk:", "stays:")),
    Place(_("In house"), "house-door", "desk:in-house", Permission.IN_HOUSE, "h", ("desk:in-house",)),
    Place(_("Guests"), "people", "desk:guests", Permission.SEE_GUESTS, "g", ("guests:", "desk:guest", "desk:search")),
    # Of two with one key the first that is open is shown: who takes in no vouchers begins with those issued in bulk.
    Place(_("Loyalty"), "ticket-perforated", "loyalty:redeem", Permission.REDEEM, "v", ("loyalty:",)),
    Place(_("Loyalty"), "ticket-perforated", "loyalty:batches", Permission.ISSUE_IN_BULK, "v", ("loyalty:",)),
    Place(_("Tickets"), "life-preserver", "feedback:mine", Permission.HANDLE_TICKETS, "t", ("feedback:",)),
    Place(
        _("Feedback"),
        "chat-square-quote",
        "feedback:overview",
        Permission.SEE_FEEDBACK,
        "f",
        ("feedback:survey", "feedback:review", "feedback:word", "feedback:overview", "feedback:praise"),
    ),
    Place(
        _("Marketing"),
        "megaphone",
        "campaigns:campaigns",
        Permission.MANAGE_CAMPAIGNS,
        "c",
        ("campaigns:", "admin:campaigns_"),
    ),
    Place(_("Messages"), "envelope", "outbox:messages", Permission.SEE_MESSAGES, "m", ("outbox:",)),
    Place(_("Imports"), "file-earmark-arrow-up", "ingest:history", Permission.IMPORT, "i", ("ingest:",)),
    Place(_("Dashboards"), "bar-chart", "dashboards:manager", Permission.DASHBOARDS, "b", ("dashboards:",)),
    Place(_("Looks"), "eye", "privacy:looks", Permission.READ_AUDIT, "l", ("privacy:",)),
    Place(_("Loyalty"), "ticket-perforated", "loyalty:simulator", Permission.MANAGE_LOYALTY, "v", ("loyalty:",)),
    Place(_("Admin"), "gear", "admin:index", Permission.CONFIGURE, "a", ("admin:",)),
)

# What waits for the person behind a place, by its URL name: the rooms that know enter their count.
_COUNTS: dict[str, Callable[[Access], int]] = {}


def count_at(url_name: str, count: Callable[[Access], int]) -> None:
    """Show beside the place of that name how much waits there; `count` makes one query, on every page of the role."""
    _COUNTS[url_name] = count


def entries(request: HttpRequest) -> list[Entry]:
    """The rail for this person and page; empty for those who are not signed in."""
    access = getattr(request, "access", None)
    if not isinstance(access, Access):
        return []
    shown = list(_open_to(access))
    key = _here(request, {place.key for place, _url in shown})
    return [Entry(place, url, place.key == key, _waiting(place, access)) for place, url in shown]


def rail(found: list[Entry]) -> Rail:
    """These parted: “More” is one of a bar's targets, and stands there only for more than one place."""
    cut = len(found) if len(found) <= BAR else BAR - 1
    return Rail(found[:cut], found[cut:])


def _waiting(place: Place, access: Access) -> int:
    count = _COUNTS.get(place.url_name)
    return count(access) if count else 0


def _open_to(access: Access) -> Iterator[tuple[Place, str]]:
    shown: set[str] = set()
    for place in PLACES:
        if place.key in shown or not _may_enter(access, place):
            continue
        try:
            url = reverse(place.url_name)
        except NoReverseMatch:  # a house may be run without one of the rooms
            continue
        shown.add(place.key)
        yield place, url


def _may_enter(access: Access, place: Place) -> bool:
    if place.permission is Permission.CONFIGURE:  # the admin asks for the role at any hotel
        return may_administer(access.user, access.memberships)
    return access.may(place.permission)


def _here(request: HttpRequest, shown: Collection[str]) -> str:
    """The key of the place the page belongs to; of those that are shown, as a page may belong to several."""
    match = request.resolver_match
    name = match.view_name if match else ""
    found = [
        (len(start), place.key)
        for place in PLACES
        for start in place.covers
        if place.key in shown and name.startswith(start)
    ]
    return max(found)[1] if found else ""
