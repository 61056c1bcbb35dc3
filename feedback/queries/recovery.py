"""What somebody may still give, what waits for a second person, and what was given."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from feedback.models import AuthorityLimit, Category, Compensation, Ticket
from feedback.queries.family import family
from feedback.queries.given import in_words
from feedback.rules.months import months, next_month
from feedback.rules.recovery import NOTHING, Limits, is_within, left
from hotelcrm.accounts.access import TABLE, Access, Permission
from hotelcrm.accounts.models import Hotel, Role, User

State = Compensation.State


# What one person may give


@dataclass(frozen=True)
class Authority:
    """In which role somebody gives at a hotel, and within which limits (None: every grant needs a second person)."""

    role: str
    limits: Limits | None


@dataclass(frozen=True)
class Room:
    """What `authority` leaves: `case` is what the ticket has had in all, `month` what the person gave alone.

    `is_foreign`: some of it was in another currency, before the ticket came to this hotel; the sum says nothing then.
    """

    authority: Authority
    case: Decimal
    month: Decimal
    is_foreign: bool = False

    @property
    def left(self) -> Decimal:
        """How much may still be given without a second person."""
        return NOTHING if self.is_foreign else left(self.authority.limits, case=self.case, month=self.month)

    def allows(self, cost: Decimal) -> bool:
        """Whether `cost` may be given without a second person; without limits nothing may, be it free."""
        return not self.is_foreign and is_within(cost, self.authority.limits, case=self.case, month=self.month)


def roles_of(user: User, hotel: Hotel) -> list[str]:
    """The roles at `hotel` in which `user` may give at all."""
    held = user.memberships.filter(hotel=hotel).order_by("role").values_list("role", flat=True)
    return [role for role in dict.fromkeys(held) if Permission.COMPENSATE in TABLE[Role(role)]]


def lines_of(hotel: Hotel, roles: Collection[str]) -> "QuerySet[AuthorityLimit]":
    """The limits of those roles there, in id order."""
    return AuthorityLimit.objects.filter(hotel=hotel, role__in=roles).order_by("pk")


def with_limits(hotels: "QuerySet[Hotel]") -> "QuerySet[Any]":
    """Those hotels, each with `has_limits`: whether any role may give anything there by itself."""
    return hotels.annotate(has_limits=Exists(AuthorityLimit.objects.filter(hotel=OuterRef("pk"))))


def best(roles: Collection[str], lines: Iterable[AuthorityLimit]) -> Authority | None:
    """The role that may give most for one ticket; None for who may give nothing at all, by no role."""
    if not roles:
        return None
    line = max(lines, key=lambda line: (line.per_case, line.per_month), default=None)
    if line is None:
        return Authority(next(iter(roles)), None)
    return Authority(line.role, Limits(line.per_case, line.per_month))


def room_of(ticket: Ticket, user: User, *, at: datetime) -> Room | None:
    """What `user` may still give for `ticket` alone; None for who may give nothing, be it with approval."""
    roles = roles_of(user, ticket.hotel)
    authority = best(roles, lines_of(ticket.hotel, roles))
    return room_within(authority, ticket, user, at=at) if authority else None


def room_within(authority: Authority, ticket: Ticket, user: User, *, at: datetime) -> Room:
    """The same for somebody whose `authority` is known; three queries."""
    rows = Compensation.objects.filter(ticket__in=family(ticket.pk), state=State.GIVEN)
    by_currency = dict(rows.values_list("currency").annotate(cost=Sum("cost")).order_by("currency"))
    is_foreign = any(currency != ticket.hotel.currency for currency in by_currency)
    month = given_alone(user, ticket.hotel, on=ticket.hotel.today(at))
    return Room(authority, by_currency.get(ticket.hotel.currency, NOTHING), month, is_foreign)


def given_alone(user: User, hotel: Hotel, *, on: date) -> Decimal:
    """What `user` gave at `hotel`, in its currency, in the month of that day without anybody else deciding."""
    first = on.replace(day=1)
    alone = Compensation.objects.filter(by=user, hotel=hotel, state=State.GIVEN, decided_by=None)
    month = alone.filter(given_on__gte=first, given_on__lt=next_month(first), currency=hotel.currency)
    return month.aggregate(cost=Sum("cost"))["cost"] or NOTHING


# What one ticket had


@dataclass(frozen=True)
class Item:
    """One compensation, and what the reader may do with it: nobody decides about an own wish."""

    row: Compensation
    may_decide: bool
    is_own: bool

    @classmethod
    def of(cls, rows: Iterable[Compensation], access: Access) -> list[Self]:
        """Those as somebody with `access` sees them."""
        hotels, me = access.ids_for(Permission.APPROVE_COMPENSATION), access.user.pk
        return [cls(row, row.hotel_id in hotels and row.by_id != me, row.by_id == me) for row in rows]

    @property
    def words(self) -> str:
        """What it gives, in the language of the page."""
        return in_words(self.row)


def of_case(ticket: Ticket) -> list[Compensation]:
    """Everything given, asked for, refused or withdrawn, newest first, with people, voucher and entry."""
    rows = Compensation.objects.filter(ticket__in=family(ticket.pk))
    return list(_with_people(rows).order_by("-at", "-pk"))


def made_good(stay_ids: Collection[int]) -> list[Compensation]:
    """What was given for the tickets of those stays, newest first; one query."""
    rows = Compensation.objects.filter(state=State.GIVEN, ticket__stay__in=stay_ids)
    return list(_with_people(rows).order_by("-given_on", "-pk"))


def _with_people(rows: "QuerySet[Compensation]") -> "QuerySet[Compensation]":
    return rows.select_related("by", "decided_by", "voucher_type", "voucher", "hotel", "ticket")


# What waits for a second person


def seen_by(access: Access) -> "QuerySet[Compensation]":
    """Compensations of the hotels at which the reader approves them, and the reader's own; with their people."""
    mine = Q(by=access.user, hotel__in=access.ids_for(Permission.COMPENSATE))
    rows = Compensation.objects.filter(Q(hotel__in=access.ids_for(Permission.APPROVE_COMPENSATION)) | mine)
    return _with_people(rows).select_related("ticket__guest", "ticket__category")


def waiting(access: Access) -> list[Item]:
    """What waits and the reader may see, oldest first; one query."""
    return Item.of(seen_by(access).filter(state=State.ASKED).order_by("at", "pk"), access)


def approvers(hotel: Hotel) -> "QuerySet[User]":
    """Those who decide at `hotel`."""
    roles = [role for role in Role if Permission.APPROVE_COMPENSATION in TABLE[role]]
    return User.objects.filter(is_active=True, memberships__hotel=hotel, memberships__role__in=roles).distinct()


# What was given


@dataclass(frozen=True)
class Line:
    """What was given in one month, by one role, at one hotel, for one category: how often and at what cost."""

    month: date
    hotel: Hotel
    role: str
    category: Category | None
    count: int
    cost: Decimal
    currency: str

    @property
    def role_name(self) -> str:
        """The role in the language of the page."""
        return str(Role(self.role).label)


@dataclass(frozen=True)
class Total:
    """Of one hotel and currency: how often, and at what cost."""

    hotel: Hotel
    currency: str
    count: int
    cost: Decimal


def period(today: date, *, month: date | None) -> tuple[date, date]:
    """From which day, and until before which: that `month`, or those that are listed, this one the last."""
    first = month.replace(day=1) if month else months(today)[-1]
    return first, next_month(month or today)


def given(access: Access, *, since: date, until: date, hotel: Hotel | None = None) -> list[Line]:
    """What was given from `since` until before `until` at the hotels at which the reader approves, newest month first.

    Three queries. Costs are in each hotel's currency and are not added up across currencies.
    """
    hotels = {row.pk: row for row in access.hotels_for(Permission.APPROVE_COMPENSATION)}
    ids = [hotel.pk] if hotel and hotel.pk in hotels else list(hotels)
    rows = Compensation.objects.filter(state=State.GIVEN, hotel__in=ids, given_on__gte=since, given_on__lt=until)
    grouped = (
        rows.annotate(month=TruncMonth("given_on"))
        .values("month", "hotel", "role", "ticket__category", "currency")
        .annotate(count=Count("pk"), total=Sum("cost"))
        .order_by("-month", "hotel__code", "role", "-total")
    )
    found = list(grouped)
    categories = Category.objects.in_bulk({row["ticket__category"] for row in found} - {None})
    return [
        Line(
            row["month"],
            hotels[row["hotel"]],
            row["role"],
            categories.get(row["ticket__category"]),
            row["count"],
            row["total"],
            row["currency"],
        )
        for row in found
    ]


def totals(lines: Iterable[Line]) -> list[Total]:
    """The lines added up by hotel and currency."""
    sums: dict[tuple[int, str], Total] = {}
    for line in lines:
        key = line.hotel.pk, line.currency
        before = sums.get(key) or Total(line.hotel, line.currency, 0, NOTHING)
        sums[key] = Total(line.hotel, line.currency, before.count + line.count, before.cost + line.cost)
    return list(sums.values())
