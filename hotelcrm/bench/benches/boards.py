"""The arrivals board with two hundred arrivals, and the guest page: whole requests, and how many queries they take."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guests.models import Guest
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.members import enrol_some
from hotelcrm.bench.running import Run, bench
from stays.models import Stay, StayStatus

ARRIVALS = 200
GUESTS = 60


@bench("arrivals")
def arrivals(run: Run) -> Iterator[Figure]:
    """The board of the day with the number of arrivals nearest above 200, and of a quiet day: as many queries."""
    enrol_some(run.hotel)
    url = reverse("desk:arrivals")
    for on, number in _days(run):
        day = f"{url}?on={on}"
        stays = _stays(run, on)
        yield run.page("arrivals", f"board, {number} arrivals", [day], queries=_queries(run, day))
        opened = [f"{day}&stay={pk}" for pk in stays]
        yield run.page("arrivals", f"board at a stay, {number} arrivals", opened, queries=_queries(run, opened[0]))
        briefs = [reverse("desk:brief", args=[pk]) for pk in stays]
        yield run.page("arrivals", f"brief, {number} arrivals", briefs)


@bench("guest_page")
def guest_page(run: Run) -> Iterator[Figure]:
    """The page of guests with most stays, and of guests with one: as many queries."""
    enrol_some(run.hotel)
    regulars, rare = _guests(run)
    for case, guests in (("most stays", regulars), ("few stays", rare)):
        urls = [guest.get_absolute_url() for guest in guests]
        yield run.page("guest_page", case, urls, queries=_queries(run, urls[0]))


def _days(run: Run) -> list[tuple[date, int]]:
    """A busy day and a quiet one of the hotel, with their numbers of arrivals."""
    days = Stay.objects.filter(hotel=run.hotel).exclude(status=StayStatus.CANCELLED).order_by("arrival")
    counts = list(days.values_list("arrival").annotate(number=Count("pk")))
    full = [row for row in counts if row[1] >= ARRIVALS]
    busy = min(full, key=_number) if full else max(counts, key=_number)
    return [busy, min(counts, key=_number)]


def _number(row: tuple[date, int]) -> int:
    return row[1]


def _stays(run: Run, on: date) -> list[int]:
    stays = Stay.objects.filter(hotel=run.hotel, arrival=on).exclude(status=StayStatus.CANCELLED)
    return list(stays.order_by("pk").values_list("pk", flat=True)[:GUESTS])


def _guests(run: Run) -> tuple[list[Guest], list[Guest]]:
    by_stays = (
        Stay.objects.filter(hotel=run.hotel).exclude(guest=None).values_list("guest").annotate(number=Count("pk"))
    )
    most = [pk for pk, _stays in by_stays.order_by("-number", "guest")[:GUESTS]]
    few = [pk for pk, _stays in by_stays.filter(number=1).order_by("guest")[:GUESTS]]
    found = Guest.objects.in_bulk([*most, *few])
    return [found[pk] for pk in most], [found[pk] for pk in few]


def _queries(run: Run, url: str) -> int:
    """How many queries a request takes; asked in this process, where they can be counted."""
    client = Client()
    client.force_login(run.user)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)
