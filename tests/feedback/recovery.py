"""A house for the tests of recovery: limits, a verified complaint, somebody of each role."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from feedback.actions import handling, recovering
from feedback.models import AuthorityLimit, Compensation, Ticket
from hotelcrm.accounts.models import Hotel, Role, User
from loyalty.models import Member, Programme
from tests.factories import NOW, HotelFactory, MemberFactory, TicketFactory, staff

_keys = count()
CASE, MONTH = Decimal(200), Decimal(500)


def limit(hotel: Hotel, role: Role, case: Decimal = CASE, month: Decimal = MONTH) -> AuthorityLimit:
    return AuthorityLimit.objects.create(hotel=hotel, role=role, per_case=case, per_month=month)


def verified(hotel: Hotel, by: User, **fields: Any) -> Ticket:
    """A complaint whose facts were found true."""
    ticket: Ticket = TicketFactory(hotel=hotel, **fields)
    handling.verify(ticket, asked="客房部 / housekeeping", found="Boiler off", is_true=True, by=by, at=NOW, key="facts")
    return Ticket.objects.get(pk=ticket.pk)


@dataclass
class House:
    """A hotel with the front desk's limits, its people, a member, and a verified complaint of that member."""

    hotel: Hotel = field(default_factory=HotelFactory)

    def __post_init__(self) -> None:
        Programme.objects.update(cost_per_point=Decimal("0.02"), currency="CNY")
        self.front = staff(Role.FRONT_DESK, self.hotel)
        self.manager = staff(Role.MANAGER, self.hotel)
        self.limit = limit(self.hotel, Role.FRONT_DESK)
        self.member: Member = MemberFactory(hotel=self.hotel)
        self.ticket = self.complaint()

    def complaint(self, **fields: Any) -> Ticket:
        return verified(self.hotel, self.front, **{"guest": self.member.guest} | fields)

    def give(self, ticket: Ticket | None = None, **said: Any) -> Compensation:
        """Money back of 100, if nothing else is said."""
        what = {"gives": "refund", "cost": Decimal(100)} if "gives" not in said else {}
        defaults: dict[str, Any] = {"reason": "No hot water", "by": self.front, "at": NOW, "key": f"k{next(_keys)}"}
        return recovering.give(ticket or self.ticket, **defaults | what | said)
