"""Reading stays for boards and briefs: each function is a fixed number of queries, however many rows there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.apps import apps
from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, Subquery, Sum

from guests.models import Guest
from hotelcrm.accounts.models import Hotel, User

from .models import Charge, RoomType, Stay, StayGuest, StayStatus

# A booking nobody has turned up for stays on the board this long, until somebody marks it.
DAYS_TO_WAIT = 3
YEAR = timedelta(days=365)
FEW = ("channel", "company")  # of which a board has few: fetched once each, not once a row
# What no board and no mark on a brief reads: a third of the time of fetching two hundred rows went into these.
NOT_ON_BOARDS = (
    *("source", "booked_on", "checked_in_at", "checked_out_at", "closed_on", "market_segment", "rate"),
    *("room_revenue", "other_revenue", "currency", "purpose_is_inferred", "extra", "version", "created_at"),
    *("guest__number", "guest__gender", "guest__birth_year", "guest__language", "guest__nationality"),
    *("guest__occupation", "guest__company", "guest__time_zone", "guest__generic_offers_only"),
    *("guest__merged_into", "guest__erased_at", "guest__version", "guest__created_at"),
)

Status = StayStatus
Ids = Collection[int]


@dataclass(frozen=True)
class Counts:
    """The numbers on the tabs: how many are expected, and how many of those are done."""

    arrivals: int
    arrived: int
    in_house: int
    departures: int
    departed: int
    tomorrow: int


def arriving(hotel: Hotel, on: date, *, today: date) -> QuerySet[Stay]:
    """Stays of `hotel` that arrive `on` that day, with what a board shows of them, expected ones first.

    Today's board also has bookings of the last `DAYS_TO_WAIT` days whose guests may still come. Cancelled ones are
    on no board.
    """
    return _for_board(Stay.objects.filter(_arriving(on, today), hotel=hotel))


def departing(hotel: Hotel, on: date, *, today: date) -> QuerySet[Stay]:
    """Stays of `hotel` that leave `on` that day, and today also those that should have left before."""
    return _for_board(Stay.objects.filter(_departing(on, today), hotel=hotel))


def is_open(today: date) -> Q:
    """Stays in house, to come, or waited for: a booking nobody has turned up for is, for `DAYS_TO_WAIT` days."""
    awaited = Q(arrival__gte=today - timedelta(days=DAYS_TO_WAIT), departure__gte=today)
    return Q(status=Status.IN_HOUSE) | awaited & Q(status=Status.BOOKED)


def staying(hotel: Hotel) -> QuerySet[Stay]:
    """Stays in house at `hotel`, by room."""
    return Stay.objects.filter(hotel=hotel, status=Status.IN_HOUSE).select_related("guest").order_by("room", "pk")


def stay_in(hotel: Hotel, room: str) -> Stay | None:
    """The stay that is in house in `room`; None when nobody is, and when two share it: nobody knows which is meant."""
    found = list(staying(hotel).filter(room=room.strip())[:2]) if room.strip() else []
    return found[0] if len(found) == 1 else None


def counts(hotel: Hotel, *, today: date) -> Counts:
    """What the tabs of `hotel`'s boards say today; four queries, each along an index."""
    here = Stay.objects.filter(hotel=hotel).order_by()
    arrivals = here.filter(_arriving(today, today))
    leaving = here.filter(_departing(today, today))
    numbers = arrivals.aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(status__in=[Status.IN_HOUSE, Status.CHECKED_OUT]))
    )
    left = leaving.aggregate(all=Count("pk"), done=Count("pk", filter=Q(status=Status.CHECKED_OUT)))
    return Counts(
        arrivals=numbers["all"],
        arrived=numbers["done"],
        in_house=here.filter(status=Status.IN_HOUSE).count(),
        departures=left["all"],
        departed=left["done"],
        tomorrow=here.filter(_arriving(today + timedelta(days=1), today)).count(),
    )


def earlier_visits(stay_ids: Ids) -> dict[int, int]:
    """For each of those stays, how many stays that were not called off its guest began earlier at the same hotel."""
    earlier = (
        Stay.objects.filter(guest=OuterRef("guest"), hotel=OuterRef("hotel"), arrival__lt=OuterRef("arrival"))
        .filter(status__in=[Status.CHECKED_OUT, Status.IN_HOUSE])
        .order_by()
        .annotate(number=Func(F("pk"), function="COUNT"))
        .values("number")
    )
    rows = Stay.objects.filter(pk__in=stay_ids).order_by().annotate(earlier=Subquery(earlier))
    return dict(rows.values_list("pk", "earlier"))


def people_of(stay: Stay) -> list[int]:
    """The keys of everybody in the room: the guest of the stay, if somebody knows, then the companions."""
    companions = StayGuest.objects.filter(stay=stay).order_by("pk").values_list("guest", flat=True)
    return [*([] if stay.guest_id is None else [stay.guest_id]), *companions]


def spend_of_year(guest: Guest, *, hotel_ids: Ids, today: date) -> dict[str, Decimal]:
    """What `guest` spent at those hotels on stays that ended in the last 365 days or have not ended: by currency."""
    rows = (
        Stay.objects.filter(guest=guest, hotel__in=hotel_ids, departure__gt=today - YEAR, arrival__lte=today)
        .filter(status__in=[Status.CHECKED_OUT, Status.IN_HOUSE])
        .order_by("currency")
        .values("currency")
        .annotate(spend=Sum("room_revenue") + Sum("other_revenue"))
    )
    return {row["currency"]: row["spend"] for row in rows if row["spend"]}


def last_completed(guest: Guest, *, hotel_ids: Ids, before: date, number: int) -> list[Stay]:
    """The guest's last `number` completed stays at those hotels that ended by that day, newest first."""
    stays = Stay.objects.filter(guest=guest, hotel__in=hotel_ids, departure__lte=before).completed()
    return list(stays.order_by("-departure", "-pk")[:number])


def departments_used(stays: Iterable[Stay]) -> dict[int, set[str]]:
    """For each of the stays, the departments that charged something to it."""
    used: dict[int, set[str]] = {stay.pk: set() for stay in stays}
    rows = Charge.objects.filter(stay__in=list(used), amount__gt=0).order_by().values_list("stay", "department")
    for stay_id, department in rows.distinct():
        used[stay_id].add(department)
    return used


def without_guest(hotel_ids: Ids) -> QuerySet[Stay]:
    """Stays of those hotels whose guest nobody has named, newest first."""
    found = Stay.objects.filter(hotel__in=hotel_ids).without_guest()
    return found.select_related("hotel", "channel", "room_type", "company").order_by("-arrival", "-pk")


def guest_promised(stay: Stay, *, before: date, today: date) -> Stay | None:
    """The first other booking that has `stay.room` and is to arrive by then, or has been waited for since."""
    others = Stay.objects.filter(hotel=stay.hotel_id, room=stay.room, status=Status.BOOKED, departure__gte=today)
    due = others.filter(arrival__gte=today - timedelta(days=DAYS_TO_WAIT), arrival__lt=before)
    return due.exclude(pk=stay.pk).select_related("guest").order_by("arrival", "pk").first()


def is_known_room(stay: Stay) -> bool:
    """Whether another stay of the hotel names `stay.room`; while none names any, all rooms are as good."""
    others = Stay.objects.filter(hotel=stay.hotel_id).exclude(pk=stay.pk)
    return others.filter(room=stay.room).exists() or not others.exclude(room="").exists()


def free_rooms(hotel: Hotel, *, today: date, room_type: RoomType | None, number: int) -> list[str]:
    """At most `number` rooms of the last year's stays that nobody is in or is to get today; of `room_type` first."""
    here = Stay.objects.filter(hotel=hotel).exclude(room="").order_by()
    due = Q(status=Status.BOOKED, arrival__range=(today - timedelta(days=DAYS_TO_WAIT), today), departure__gte=today)
    taken = set(here.filter(Q(status=Status.IN_HOUSE) | due).values_list("room", flat=True))
    seen = here.filter(arrival__range=(today - YEAR, today)).values_list("room", "room_type").distinct()
    wanted = None if room_type is None else room_type.pk
    free = {room: False for room, _kind in seen if room not in taken}
    free |= {room: True for room, kind in seen if room in free and wanted is not None and kind == wanted}
    return sorted(free, key=lambda room: (not free[room], len(room), room))[:number]


def _for_board(stays: QuerySet[Stay]) -> QuerySet[Stay]:
    return stays.select_related("guest").prefetch_related(*FEW).defer(*NOT_ON_BOARDS)


def _arriving(on: date, today: date) -> Q:
    due = Q(arrival=on) & ~Q(status=Status.CANCELLED)
    if on != today:
        return due
    waiting = Q(arrival__range=(today - timedelta(days=DAYS_TO_WAIT), today), status=Status.BOOKED)
    return due | waiting & Q(departure__gte=today)


def _departing(on: date, today: date) -> Q:
    due = Q(departure=on, status__in=[Status.IN_HOUSE, Status.CHECKED_OUT])
    if on > today:
        return Q(departure=on, status__in=[Status.BOOKED, Status.IN_HOUSE])
    if on < today:
        return due
    return due | Q(departure__lt=today, status=Status.IN_HOUSE)


@dataclass(frozen=True)
class Change:
    """One entry of a stay's history: when, which action by whom, and what the stay was like afterwards."""

    at: datetime
    verb: str
    by: str
    status: str
    room: str


def changes(stay: Stay) -> list[Change]:
    """The history of `stay`, newest first: two queries."""
    history = apps.get_model("stays", "StayHistory")
    rows = history.objects.filter(pgh_obj=stay.pk).select_related("pgh_context").order_by("-pgh_created_at", "-pk")
    contexts = [(row, row.pgh_context.metadata if row.pgh_context else {}) for row in rows]
    names = User.objects.in_bulk({metadata["by"] for _row, metadata in contexts if metadata.get("by")})
    return [
        Change(
            at=row.pgh_created_at,
            verb=str(metadata.get("verb", "")),
            by=str(names.get(metadata.get("by"), "")),
            status=str(StayStatus(row.status).label),
            room=row.room,
        )
        for row, metadata in contexts
    ]
