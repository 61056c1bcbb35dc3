"""The tickets of the demo: three months of complaints, requests and praise, and what is open today.

What is over is written in bulk, as the actions would have left it; what is open goes through the actions, so that its
clocks run from today. Some of it comes anew each day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from django.db import transaction

from feedback.actions import handling
from feedback.actions.opening import OPENED, level_of, open_ticket
from feedback.clocks.promises import renew
from feedback.clocks.sweeping import sweep
from feedback.forms.opening import summary_of
from feedback.models import Category, Cause, Shift, State, Ticket, TicketEvent, Weekday
from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.actions import trail
from stays.models import Stay, StayStatus

from .messages import MOST_GUESTS
from .ticket_words import ANSWER, ASKED, FOUND, NOTE, QUESTION, SCENES, Scene

PAST: Final = 120
DAYS: Final = 92
DAILY: Final = 6  # opened on each day the demo is started
TODAY: Final = 36
KEY: Final = "demo:"
LATE: Final = 0.15  # answered or solved too late
HOURS: Final = ((time(7), time(12)), (time(12, 30), time(23)))
ABROAD: Final = 0.15  # of what is over, at the second hotel
MINUTES: Final = {1: (8, 90), 2: (25, 400), 3: (90, 1200), 4: (300, 2400)}  # in which most is answered, and solved
Kind = TicketEvent.Kind


@dataclass(frozen=True)
class _House:
    """A hotel with those who handle its tickets, its catalogue, and stays to complain of."""

    hotel: Hotel
    staff: list[User]
    categories: dict[str, Category]
    causes: dict[str, Cause]
    place: int

    def pick(self, random: Random) -> User:
        """Somebody at work."""
        return random.choice(self.staff)


def fill(*, seed: int = 7, at: datetime) -> int:
    """Tickets of three months once, and some of today on each day; returns how many were opened."""
    houses = list(_houses())
    if not houses or Stay.objects.order_by()[: MOST_GUESTS * 4].count() >= MOST_GUESTS * 4:
        return 0
    opened = 0
    with transaction.atomic(), trail("demo.tickets", by=None):
        if not Ticket.objects.filter(key__startswith=KEY).exists():
            random = Random(seed)
            opened = _over(houses, random, at) + _open(houses[0], random, at, key=f"{KEY}open", number=TODAY)
        else:
            today = houses[0].hotel.today(at)
            opened = _of_today(houses[0], today, at)
    return opened


def _of_today(house: _House, today: date, at: datetime) -> int:
    key = f"{KEY}{today}"
    if (
        Ticket.objects.filter(key__startswith=key).exists()
        or Ticket.objects.filter(key__startswith=f"{KEY}open", opened_at__gte=at - timedelta(days=1)).exists()
    ):
        return 0
    return _open(house, Random(key), at, key=key, number=DAILY)


def _houses() -> Iterator[_House]:
    """The first two hotels, if they are the demo's."""
    categories = {row.code: row for row in Category.objects.order_by("pk")}
    causes = {row.code: row for row in Cause.objects.order_by("pk")}
    for hotel in Hotel.objects.order_by("pk")[:2]:
        at_work = {Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER}
        staff = User.objects.filter(memberships__hotel=hotel, memberships__role__in=at_work).order_by("pk")
        if staff and categories:
            yield _House(hotel, list(staff.distinct()), categories, causes, int(hotel.country == "CN"))
            _at_work(hotel)


def _at_work(hotel: Hotel) -> None:
    """From seven to eleven in the evening, with half an hour for lunch."""
    if not Shift.objects.filter(hotel=hotel).exists():
        Shift.objects.bulk_create(
            Shift(hotel=hotel, weekday=day, opens=opens, closes=closes) for day in Weekday for opens, closes in HOURS
        )


# What is over


def _over(houses: list[_House], random: Random, at: datetime) -> int:
    """Tickets that were answered, solved and closed, with all that happened to them."""
    tickets, histories = [], []
    for number in range(PAST):
        house = houses[-1] if random.random() < ABROAD else houses[0]
        ticket, history = _life(house, random, number, at)
        tickets.append(ticket)
        histories.append(history)
    Ticket.objects.bulk_create(tickets)
    events = []
    for ticket, history in zip(tickets, histories, strict=True):
        for event in history:
            event.ticket = ticket
            event.ticket_id = ticket.pk
        events += history
    TicketEvent.objects.bulk_create(events)
    Touchpoint.objects.bulk_create(_touch(ticket) for ticket in tickets if ticket.guest_id)
    renew([ticket.pk for ticket in tickets], at=at)
    return len(tickets)


def _touch(ticket: Ticket) -> Touchpoint:
    assert ticket.guest_id is not None, "left out above"
    facts: dict[str, str | int] = {"ticket": ticket.pk, "what": ticket.kind}
    return Touchpoint(
        guest_id=ticket.guest_id,
        key=f"ticket:{ticket.pk}",
        kind=Touchpoint.Kind.TICKET,
        at=ticket.opened_at,
        hotel=ticket.hotel,
        by=ticket.by,
        details=facts,
    )


def _life(house: _House, random: Random, number: int, at: datetime) -> tuple[Ticket, list[TicketEvent]]:
    """One ticket from its first word to its end."""
    scene = random.choice(SCENES)
    stay = _stay(house, random, at - timedelta(days=random.uniform(3, DAYS)))
    opened = _during(house, stay, random, at)
    category, by = house.categories[scene.category], house.pick(random)
    said, done = scene.words(house.hotel.country)
    ticket = _row(house, scene, stay, category, by, opened, f"{KEY}{number}", said)
    history = [TicketEvent(kind=Kind.OPENED, key=OPENED, at=opened, by=by, details=_facts(ticket))]
    if scene.kind != Ticket.Kind.PRAISE:
        history += _handled(house, scene, random, ticket, done)
    ticket.closed_at = (ticket.resolved_at or opened) + timedelta(days=1)
    ticket.resolved_at = ticket.resolved_at or ticket.closed_at
    was = State.RESOLVED if scene.kind != Ticket.Kind.PRAISE else State.NEW
    history.append(_moved(was, State.CLOSED, ticket.closed_at, None, text=done if was == State.NEW else ""))
    ticket.version = len(history)
    return ticket, history


def _handled(house: _House, scene: Scene, random: Random, ticket: Ticket, done: str) -> list[TicketEvent]:
    answer, solution = MINUTES[ticket.severity]
    late = 2.5 if random.random() < LATE else 0.6
    by = house.pick(random)
    answered = ticket.opened_at + timedelta(minutes=random.uniform(0.2, 1) * answer * late)
    solved = answered + timedelta(minutes=random.uniform(0.2, 1) * solution * late)
    ticket.responded_at, ticket.resolved_at = answered, solved
    history = [
        TicketEvent(kind=Kind.SPOKE, key="demo:answer", at=answered, by=by, text=ANSWER[house.place]),
        _moved(State.NEW, State.IN_PROGRESS, answered, by, key="demo:answer:state"),
    ]
    if scene.kind == Ticket.Kind.COMPLAINT:
        text = f"{ASKED[house.place]}\n{FOUND[house.place]}"
        between = answered + (solved - answered) / 2
        facts = {"is_true": True}
        history.append(TicketEvent(kind=Kind.VERIFIED, key="demo:facts", at=between, by=by, text=text, details=facts))
        ticket.cause = house.causes.get(scene.cause)
        cause = {"changes": {"cause": [None, ticket.cause_id]}}
        if ticket.cause is not None:
            history.append(TicketEvent(kind=Kind.CHANGED, key="demo:cause", at=between, by=by, details=cause))
    history.append(_moved(State.IN_PROGRESS, State.RESOLVED, solved, by, text=done))
    return history


def _moved(was: str, to: str, at: datetime, by: User | None, *, key: str = "", text: str = "") -> TicketEvent:
    facts = {"from": was, "to": to}
    return TicketEvent(kind=Kind.STATE, key=key or f"demo:{to}", at=at, by=by, text=text, details=facts)


def _row(
    house: _House, scene: Scene, stay: Stay, category: Category, by: User, opened: datetime, key: str, said: str
) -> Ticket:
    return Ticket(
        hotel=house.hotel,
        kind=scene.kind,
        channel=Ticket.Channel.DESK,
        key=key,
        guest_id=stay.guest_id,
        stay=stay,
        room=stay.room,
        category=category,
        department=category.department,
        severity=category.severity,
        owner=by,
        level=level_of(category.department),
        summary=summary_of(said),
        text=said,
        state=State.CLOSED,
        by=by,
        opened_at=opened,
    )


def _facts(ticket: Ticket) -> dict[str, object]:
    """As `open_ticket` tells it."""
    names = ("room", "severity", "department")
    ids = {name: getattr(ticket, f"{name}_id") for name in ("hotel", "guest", "stay", "category", "owner")}
    return {name: getattr(ticket, name) for name in names} | ids | {"source": {}}


def _stay(house: _House, random: Random, around: datetime) -> Stay:
    """A stay of about that day whose guest is known."""
    on = house.hotel.today(around)
    stays = Stay.objects.filter(hotel=house.hotel, guest__isnull=False, status=StayStatus.CHECKED_OUT).exclude(room="")
    near = stays.filter(arrival__lte=on, departure__gte=on).order_by("pk")
    found = list(near[:30]) or list(stays.filter(arrival__lte=on).order_by("-arrival", "pk")[:30])
    return random.choice(found)


def _during(house: _House, stay: Stay, random: Random, at: datetime) -> datetime:
    """Some hour of the stay, and long enough ago to be over."""
    day = stay.arrival + timedelta(days=random.randrange(max(stay.nights, 1)))
    moment = datetime.combine(day, time(random.randrange(7, 23), random.randrange(60)), house.hotel.zone)
    return min(moment, at - timedelta(days=4))


# What is open


def _open(house: _House, random: Random, at: datetime, *, key: str, number: int) -> int:
    """Tickets of those in house: some just opened, some at work, some late, some waiting for the guest."""
    in_house = Stay.objects.filter(hotel=house.hotel, status=StayStatus.IN_HOUSE, guest__isnull=False)
    stays = list(in_house.exclude(room="").order_by("room", "pk"))
    if not stays:
        return 0
    for place in range(number):
        scene = SCENES[(place * 5 + number) % len(SCENES)]
        opened = at - timedelta(minutes=random.choice((4, 15, 40, 75, 130, 260, 500, 900, 1500, 2800)))
        _now(house, scene, stays[(place * 7) % len(stays)], random, opened, at, key=f"{key}:{place}", place=place)
    for minutes in (45, 20, 0):
        sweep(at=at - timedelta(minutes=minutes))
    return number


def _now(
    house: _House,
    scene: Scene,
    stay: Stay,
    random: Random,
    opened: datetime,
    at: datetime,
    *,
    key: str,
    place: int,
) -> None:
    said, _done = scene.words(house.hotel.country)
    by = house.pick(random)
    ticket = open_ticket(
        house.hotel,
        kind=scene.kind,
        channel=random.choice((Ticket.Channel.DESK, Ticket.Channel.PHONE, Ticket.Channel.DESK)),
        key=key,
        at=opened,
        by=by,
        stay=stay,
        category=house.categories[scene.category],
        owner=random.choice((None, None, *house.staff)),
        summary=summary_of(said),
        text=said,
    )
    if scene.kind == Ticket.Kind.PRAISE or place % 3 == 0:
        return
    soon = min(opened + timedelta(minutes=random.choice((6, 12, 25))), at)
    handling.spoke(ticket, text=ANSWER[house.place], by=by, at=soon, key=f"{key}:answer")
    if place % 6 == 1:
        asked = f"{key}:ask"
        handling.spoke(ticket, text=QUESTION[house.place], by=by, at=soon, key=asked)
        handling.set_state(ticket, State.WAITING, by=by, at=soon, key=f"{asked}:state")
    elif place % 6 == 2:
        handling.note(ticket, text=NOTE[house.place], by=by, at=soon, key=f"{key}:note", mentions=[house.staff[0]])
