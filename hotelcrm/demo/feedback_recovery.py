"""Making good in the demo: limits in each hotel's money, what was given, what waits for a manager, and praise.

Next door: ``feedback_tickets`` (the tickets it is about; nothing happens here before they are there).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Avg, Exists, OuterRef, QuerySet

from feedback.actions import handling, praising, recovering
from feedback.actions.refusal import Refused
from feedback.actions.telling import lock, store, tell
from feedback.models import OPEN, AuthorityLimit, Compensation, Praise, State, Ticket, TicketEvent
from feedback.queries.prices import Prices
from feedback.queries.recovery import best, lines_of, roles_of
from feedback.rules.recovery import rounded
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.actions import trail
from loyalty.forms.vouchers import issuable
from loyalty.models import Member
from stays.models import Stay

KEY: Final = "demo:"
SEED: Final = 7
NIGHTS: Final = {Role.FRONT_DESK: Decimal("0.5"), Role.GUEST_RELATIONS: Decimal("1.5"), Role.MANAGER: Decimal(4)}
IN_A_MONTH: Final = 10  # times as much as for one ticket
GIVEN: Final = 0.35  # of the complaints that are over
JUDGED, RIGHT = 0.6, 0.85  # of them, and of those who said
AT_WORK: Final = 5  # open complaints that are made good today
GIFTS: Final = {"CN": ("果盘与致歉卡", "房内下午茶"), "": ("Fruit and a card", "A bottle of port in the room")}
REASONS: Final = {"CN": "给客人造成不便，表示歉意。", "": "Sorry for the trouble it was."}
FACTS: Final = {"CN": ("客房部", "情况属实。"), "": ("Housekeeping", "It was as the guest said.")}
Thing = TypeVar("Thing")
Kind, Gives = TicketEvent.Kind, Compensation.Gives


def fill(*, seed: int = SEED, at: datetime) -> int:
    """Give the demo its limits, compensation and praise, once there are tickets; how many were given or asked for."""
    tickets = Ticket.objects.filter(key__startswith=KEY, merged_into=None)
    if Compensation.objects.exists() or not tickets.exists():
        return 0
    random = Random(f"{seed}/recovery")
    with transaction.atomic(), trail("demo.recovery", by=None):
        for hotel in Hotel.objects.filter(Exists(tickets.filter(hotel=OuterRef("pk")))).order_by("pk"):
            _limit(hotel)
        made = _over(random, tickets.filter(kind=Ticket.Kind.COMPLAINT, state=State.CLOSED))
        made += _today(random, tickets.filter(kind=Ticket.Kind.COMPLAINT, state__in=OPEN, guest__isnull=False), at)
        _praise(random, tickets.filter(kind=Ticket.Kind.PRAISE))
    return made


def _limit(hotel: Hotel) -> None:
    """Half a night for the front desk, more for the others; nothing where somebody set limits already."""
    night = Stay.objects.filter(hotel=hotel, rate__gt=0).aggregate(rate=Avg("rate"))["rate"]
    if night is None or AuthorityLimit.objects.filter(hotel=hotel).exists():
        return
    for role, nights in NIGHTS.items():
        case = rounded(Decimal(night) * nights)
        AuthorityLimit.objects.create(hotel=hotel, role=role, per_case=case, per_month=case * IN_A_MONTH)


# What is over


def _over(random: Random, tickets: QuerySet[Ticket]) -> int:
    """Gifts and money back of the last months, within everybody's limits, and what the guests said afterwards."""
    spent: Counter[tuple[int, int, date]] = Counter()
    count = 0
    for ticket in tickets.select_related("hotel", "owner", "guest").order_by("resolved_at", "pk"):
        if random.random() < GIVEN:
            count += _gave(random, ticket, spent)
        if random.random() < JUDGED and ticket.guest_id:
            _judge(random, ticket)
    return count


def _gave(random: Random, ticket: Ticket, spent: Counter[tuple[int, int, date]]) -> int:
    by, at, hotel = ticket.owner, ticket.resolved_at, ticket.hotel
    roles = roles_of(by, hotel) if by else []
    authority = best(roles, lines_of(hotel, roles))
    if by is None or at is None or authority is None or authority.limits is None:
        return 0
    is_gift, limits = random.random() < 0.6, authority.limits
    cost = rounded(limits.per_case * Decimal(random.choice((1, 2, 4))) / (20 if is_gift else 6))
    on = hotel.today(at)
    month = (by.pk, hotel.pk, on.replace(day=1))
    if not cost or spent[month] + int(cost) + 1 > limits.per_month:
        return 0
    spent[month] += int(cost) + 1
    row = Compensation.objects.create(
        ticket=ticket,
        hotel=hotel,
        gives=Gives.GIFT if is_gift else Gives.REFUND,
        thing=random.choice(_of(GIFTS, hotel)) if is_gift else "",
        cost=cost,
        currency=hotel.currency,
        reason=_of(REASONS, hotel),
        state=Compensation.State.GIVEN,
        key=f"{KEY}given:{ticket.pk}",
        by=by,
        role=authority.role,
        case_limit=limits.per_case,
        month_limit=limits.per_month,
        at=at,
        given_on=on,
    )
    facts: dict[str, Any] = {"compensation": row.pk, "gives": row.gives, "state": row.state}
    tell(lock(ticket), Kind.COMPENSATION, key=f"compensation:{row.pk}:given", at=at, by=by, **facts)
    return 1


def _judge(random: Random, ticket: Ticket) -> None:
    """Asked within the hour, and answered in the evening; who was not content was called."""
    if ticket.resolved_at is None:
        return
    asked, row, is_right = ticket.resolved_at + timedelta(minutes=30), lock(ticket), random.random() < RIGHT
    store(row, asked_at=asked, was_right=is_right)
    tell(row, Kind.ASKED, key=f"{KEY}asked", at=asked)
    tell(row, Kind.JUDGED, key=f"{KEY}judged", at=asked + timedelta(hours=4), was_right=is_right)


# Today


def _today(random: Random, tickets: QuerySet[Ticket], at: datetime) -> int:
    """Points for members, vouchers for others, and two wishes of guest relations that a manager decides about."""
    chosen = tickets.select_related("hotel", "guest").order_by("severity", "pk")[:AT_WORK]
    people = {user.username: user for user in User.objects.filter(username__in=("front", "relations"))}
    if len(people) < 2:
        return 0
    count = 0
    for place, ticket in enumerate(chosen):
        is_wish = place < 2
        by = people["relations"] if is_wish else people["front"]
        asked, found = _of(FACTS, ticket.hotel)
        handling.verify(
            ticket, asked=asked, found=found, is_true=True, by=by, at=at - timedelta(minutes=2), key=f"{KEY}facts"
        )
        what = _refund(ticket, by) if is_wish else _small(random, ticket, by)
        try:
            key, reason = f"{KEY}today:{ticket.pk}", _of(REASONS, ticket.hotel)
            recovering.give(ticket, **what, reason=reason, by=by, at=at, key=key)
        except Refused:
            continue
        count += 1
    return count


def _refund(ticket: Ticket, by: User) -> dict[str, Any]:
    """A little more than `by` gives alone."""
    return {"gives": Gives.REFUND, "cost": rounded(_most(ticket, by) * Decimal("1.3"))}


def _small(random: Random, ticket: Ticket, by: User) -> dict[str, Any]:
    prices, most = Prices.at(ticket.hotel), _most(ticket, by)
    points = prices.points_for(most / 2)
    if points and Member.objects.standing().filter(guest=ticket.guest).exists():
        return {"gives": Gives.POINTS, "points": points}
    for kind in issuable(ticket.hotel):
        cost = prices.voucher(kind)
        if cost is not None and cost <= most:
            return {"gives": Gives.VOUCHER, "voucher_type": kind}
    return {"gives": Gives.GIFT, "thing": random.choice(_of(GIFTS, ticket.hotel)), "cost": rounded(most / 8)}


def _most(ticket: Ticket, by: User) -> Decimal:
    roles = roles_of(by, ticket.hotel)
    authority = best(roles, lines_of(ticket.hotel, roles))
    return authority.limits.per_case if authority and authority.limits else Decimal(0)


# Praise


def _praise(random: Random, tickets: QuerySet[Ticket]) -> None:
    """Guests named one colleague or two, more often somebody of a department."""
    for ticket in tickets.exclude(Exists(Praise.objects.filter(ticket=OuterRef("pk")))).order_by("pk"):
        people = list(
            User.objects.filter(memberships__hotel=ticket.hotel_id, memberships__role__in=_NAMED)
            .order_by("pk")
            .distinct()
        )
        if not people or ticket.by is None or random.random() < 0.15:
            continue
        named = random.sample(people, min(len(people), random.choice((1, 1, 2))))
        at = ticket.opened_at + timedelta(minutes=20)
        praising.praise(ticket, users=named, by=ticket.by, at=at, key=f"{KEY}praise")


_NAMED: Final = (Role.DEPARTMENT, Role.FRONT_DESK, Role.GUEST_RELATIONS)


def _of(words: Mapping[str, Thing], hotel: Hotel) -> Thing:
    """In the language of the house."""
    return words.get(hotel.country, words[""])
