"""Demo data a day or a month later: bookings for the days ahead, and every demo stay brought up to today.

What is due today is left to whoever tries the desk. Called on every start; on the same day a second time it changes
nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.actions import trail
from stays.models import Channel, RoomType, Stay, StayStatus

from . import (
    campaigns,
    feedback_recovery,
    feedback_reviews,
    feedback_surveys,
    feedback_tickets,
    history,
    loyalty,
    messages,
)
from .houses import room_numbers
from .rows import SOURCE
from .seasons import AHEAD

_ARRIVALS: Final = 0.22  # of the rooms, on an ordinary day
_ENOUGH_AHEAD: Final = 40  # days; fewer are topped up
_NIGHTS: Final = (1, 2, 2, 3, 3, 4)
_CHANNELS: Final = ("website", "phone", "mini-program", "booking-com", "ctrip")
_CAME, _LEFT = time(15, 20), time(10, 40)
_ONE_NEVER_COMES: Final = 60  # in so many bookings
_ONE_HAS_NO_ROOM_YET: Final = 5  # in so many of today's
_CHANGED: Final = ("status", "room", "checked_in_at", "checked_out_at", "closed_on", "version", "updated_at")


@dataclass(frozen=True)
class Moved:
    """How many stays were booked, and how many moved on."""

    booked: int
    advanced: int


def refresh(*, at: datetime) -> Moved:
    """Bring the demo's stays up to the instant `at`; a second call on the same day changes nothing."""
    booked = advanced = 0
    ours = Stay.objects.filter(hotel=OuterRef("pk"), source=SOURCE)
    with transaction.atomic(), trail("demo.refresh", by=None):
        for hotel in Hotel.objects.filter(Exists(ours)).order_by("pk"):
            booked += _book_ahead(hotel, hotel.today(at))
            advanced += _advance(hotel, hotel.today(at), at)
        loyalty.fill(at=at)
        messages.fill(at=at)
        feedback_surveys.fill(at=at)
        feedback_tickets.fill(at=at)
        feedback_recovery.fill(at=at)
        feedback_reviews.fill(at=at)
        campaigns.fill(at=at)
    return Moved(booked, advanced)


def _book_ahead(hotel: Hotel, today: date) -> int:
    """Bookings for the days that the story does not reach yet, days missed in between included."""
    last = Stay.objects.filter(hotel=hotel, source=SOURCE).aggregate(last=Max("arrival"))["last"]
    if (last - today).days >= _ENOUGH_AHEAD:
        return 0
    days = [last + timedelta(days=n) for n in range(1, (today - last).days + AHEAD + 1)]
    stays = Stay.objects.bulk_create(list(_Bookings(hotel, last).on(days, today)), batch_size=1000)
    history.tell_some([stay.pk for stay in stays])
    return len(stays)


class _Bookings:
    """Bookings of guests who have been at the hotel and have no other booking, in turn; the same for the same days."""

    def __init__(self, hotel: Hotel, last: date) -> None:
        self._hotel, self._random = hotel, Random(f"{hotel.code}/{last}")
        busy = Stay.objects.filter(guest=OuterRef("pk"), departure__gte=last - timedelta(days=AHEAD))
        been = Stay.objects.filter(guest=OuterRef("pk"), hotel=hotel, status=StayStatus.CHECKED_OUT)
        guests = list(Guest.objects.current().filter(Exists(been), ~Exists(busy)).order_by("pk")[:20_000])
        self._random.shuffle(guests)
        # Nobody's turn comes again before the stay before is over.
        self._each_day = min(round(hotel.rooms * _ARRIVALS), len(guests) // (max(_NIGHTS) + 1))
        self._guests = cycle(guests)
        rates = Stay.objects.filter(hotel=hotel, source=SOURCE, rate__gt=0).order_by("-pk")
        self._rates = list(rates.values_list("rate", flat=True)[:200])
        self._types = list(RoomType.objects.filter(hotel=hotel).order_by("code"))
        self._channels = list(Channel.objects.filter(code__in=_CHANNELS).order_by("code"))

    def on(self, days: list[date], today: date) -> Iterator[Stay]:
        for day in days:
            for number in range(self._each_day):
                yield self._one(day, number, min(day, today))

    def _one(self, day: date, number: int, latest: date) -> Stay:
        random, hotel = self._random, self._hotel
        rate, nights = random.choice(self._rates), random.choice(_NIGHTS)
        return Stay(
            hotel=hotel,
            guest=next(self._guests),
            source=SOURCE,
            external_id=f"{hotel.code}-{day:%Y%m%d}-{number}",
            confirmation=f"{hotel.code[0].upper()}{day:%y%m%d}{number:02d}",
            status=StayStatus.BOOKED,
            booked_on=latest - timedelta(days=random.randrange(20)),
            arrival=day,
            departure=day + timedelta(days=nights),
            expected_at=time(random.randrange(13, 23), 30),
            room_type=random.choice(self._types),
            adults=random.choice((1, 2, 2)),
            channel=random.choice(self._channels),
            rate=rate,
            room_revenue=rate * nights,
            currency=hotel.currency,
        )


def _advance(hotel: Hotel, today: date, at: datetime) -> int:
    """Check in and out what was due before today, and give today's arrivals their rooms."""
    ours = Stay.objects.select_for_update().filter(hotel=hotel, source=SOURCE)
    due = Q(status=StayStatus.BOOKED, arrival__lt=today) | Q(status=StayStatus.IN_HOUSE, departure__lt=today)
    overdue = list(ours.filter(due).order_by("arrival", "pk"))
    staying = Stay.objects.filter(hotel=hotel, status=StayStatus.IN_HOUSE, departure__gte=today)
    taken = set(staying.values_list("room", flat=True)) - {""}
    free = [number for number in room_numbers(hotel.rooms) if number not in taken]
    for stay in overdue:
        _live_on(stay, hotel, today, free)
    moved = overdue + (_give_rooms(ours.filter(status=StayStatus.BOOKED, arrival=today), free) if overdue else [])
    for stay in moved:
        stay.version, stay.updated_at = stay.version + 1, at
    Stay.objects.bulk_update(moved, _CHANGED, batch_size=500)
    history.tell_some([stay.pk for stay in overdue])
    loyalty.note_due([stay.pk for stay in overdue], at=at)
    return len(overdue)


def _give_rooms(arriving: QuerySet[Stay], free: list[str]) -> list[Stay]:
    """Rooms for today's arrivals, some aside, and other rooms for those whose room is not free; the stays changed."""
    changed = []
    for stay in arriving.order_by("pk"):
        if stay.room in free:
            free.remove(stay.room)
        elif stay.room or stay.pk % _ONE_HAS_NO_ROOM_YET:
            stay.room = free.pop() if free else ""
            changed.append(stay)
    return changed


def _live_on(stay: Stay, hotel: Hotel, today: date, free: list[str]) -> None:
    """What has become of one stay by the beginning of `today`."""
    if stay.status == StayStatus.BOOKED:
        room = stay.room if stay.room in free else next(reversed(free), "")
        if not room or stay.pk % _ONE_NEVER_COMES == 0:
            stay.status, stay.closed_on = StayStatus.NO_SHOW, stay.arrival
            return
        free.remove(room)
        stay.status, stay.room = StayStatus.IN_HOUSE, room
        stay.checked_in_at = datetime.combine(stay.arrival, _CAME, hotel.zone)
    if stay.departure < today:
        stay.status = StayStatus.CHECKED_OUT
        stay.checked_out_at = datetime.combine(stay.departure, _LEFT, hotel.zone)
        if stay.room not in free:
            free.insert(0, stay.room)
