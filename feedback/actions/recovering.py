"""Giving something to make good: at once within one's limits, above them when somebody else agrees.

Points and vouchers are issued by loyalty, in the same transaction. Locks: the ticket (and before it its guest), then
the giver's limits in id order; so two grants at once, of one person or for one ticket, count each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import AuthorityLimit, Compensation, Notice, State, Ticket, TicketEvent
from feedback.queries.family import family
from feedback.queries.one import lacks_facts
from feedback.queries.prices import Prices
from feedback.queries.recovery import Room, approvers, best, lines_of, roles_of, room_within
from guests.models import Guest, Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.access import TABLE, Permission
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.actions import trail
from loyalty import ledger
from loyalty.actions import vouchers
from loyalty.actions.refusal import Refused as RefusedByLoyalty
from loyalty.models import Member, PointsEntry, Programme, Voucher, VoucherType

from .refusal import Refused
from .telling import lock, notify, tell

Gives, Stands = Compensation.Gives, Compensation.State
MOST_COST = Decimal(10_000_000)


class NotVerifiedError(Refused):
    sentence = gettext_lazy("First verify what happened: ask, and write down what was found. Then give.")


class ClosedTicketError(Refused):
    sentence = gettext_lazy("This ticket is closed: reopen it first.")


class NoReasonError(Refused):
    sentence = gettext_lazy("Say what it is for: whoever reads it in a year knows nothing else.")


class NothingGivenError(Refused):
    sentence = gettext_lazy("Say what to give, and what it costs the house.")


class NoGuestError(Refused):
    sentence = gettext_lazy("This ticket names no guest: points and vouchers need one.")


class NoMemberError(Refused):
    sentence = gettext_lazy(
        "The guest is no member, so there is no account for points. A voucher can be given instead."
    )


class NoPriceError(Refused):
    """Nobody said what the hotel's currency is worth in the programme's."""


class NoAuthorityError(Refused):
    sentence = gettext_lazy("Your role at this hotel gives nothing to make good.")


class SentDifferentlyError(Refused):
    sentence = gettext_lazy("This form was sent before with other contents. Open it again.")


class OwnWishError(Refused):
    sentence = gettext_lazy("Somebody else than whoever asked for it decides.")


class NotTheAuthorError(Refused):
    sentence = gettext_lazy("Only whoever asked for it withdraws it.")


class AlreadyDecidedError(Refused):
    """By whom, and how."""

    def __init__(self, row: Compensation) -> None:
        who = row.decided_by or row.by
        super().__init__(_("%(who)s was there before you: %(state)s.") % {"who": who, "state": row.get_state_display()})


@dataclass(frozen=True)
class Wish:
    """What is to be given, as the form says it; `cost` counts for a gift and money back, loyalty prices the rest."""

    gives: str
    points: int | None = None
    voucher_type: VoucherType | None = None
    thing: str = ""
    cost: Decimal | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it says what it gives, and nothing else besides."""
        named = {
            Gives.POINTS: bool(self.points and self.points > 0),
            Gives.VOUCHER: self.voucher_type is not None,
            Gives.REFUND: bool(self.cost and 0 < self.cost <= MOST_COST),
            Gives.GIFT: bool(self.thing and self.cost is not None and 0 <= self.cost <= MOST_COST),
        }
        others = {Gives.POINTS: self.points, Gives.VOUCHER: self.voucher_type, Gives.GIFT: self.thing or None}
        return named[Gives(self.gives)] and all(others[one] is None for one in others if one != self.gives)


@transaction.atomic
def give(  # noqa: PLR0913 (each is a column of the row)
    ticket: Ticket,
    *,
    gives: str,
    reason: str,
    by: User,
    at: datetime,
    key: str,
    cost: Decimal | None = None,
    points: int | None = None,
    voucher_type: VoucherType | None = None,
    thing: str = "",
) -> Compensation:
    """Give something for `ticket` and return what became of it: given, or waiting for somebody else's approval.

    It is given at once if it stays within the limits of `by`'s best role at the hotel, with all that the case has had
    and what `by` gave alone this month. `cost` is in the hotel's currency and counts for a gift and for money back;
    points and vouchers cost what loyalty says. The same `key` again returns the row there is. Raises `Refused`: facts
    not verified, ticket closed, no reason, nothing said, no guest, no member, no price, no authority, the key sent
    with other contents, or what loyalty refuses.
    """
    wish = Wish(gives, points, voucher_type, thing.strip(), None if cost is None else Decimal(cost))
    held, reason = lock(ticket), reason.strip()
    known = Compensation.objects.filter(key=key).first()
    if known is not None:
        return _same(known, held, wish, reason=reason, by=by)
    _check(held, wish, reason)
    price = _price(wish, held.hotel)
    room = _hold_room(held, by, at=at)
    limits = room.authority.limits if room.allows(price) else None
    defaults = _columns(held, wish, price, room, is_alone=limits is not None) | {"reason": reason, "by": by, "at": at}
    with trail("feedback.give", by=by, ticket=held.pk):
        row, is_new = Compensation.objects.get_or_create(key=key, defaults=defaults)
        if not is_new:  # the same form for another ticket, which was quicker
            return _same(row, held, wish, reason=reason, by=by)
        if limits is not None:
            _issue(row, held, by=by, at=at)
    event = _told(row, held, by=by, at=at)
    if limits is None:
        notify(event, approvers(held.hotel), Notice.Why.APPROVAL, at=at)
    return row


def _columns(ticket: Ticket, wish: Wish, price: Decimal, room: Room, *, is_alone: bool) -> dict[str, Any]:
    """What a new row says; with the limits of this moment where nobody else decides."""
    limits = room.authority.limits if is_alone else None
    return {
        "ticket": ticket,
        "hotel": ticket.hotel,
        "gives": wish.gives,
        "points": wish.points,
        "voucher_type": wish.voucher_type,
        "thing": wish.thing,
        "cost": price,
        "currency": ticket.hotel.currency,
        "state": Stands.ASKED,
        "role": room.authority.role,
        "case_limit": limits.per_case if limits else None,
        "month_limit": limits.per_month if limits else None,
    }


@transaction.atomic
def approve(compensation: Compensation, *, by: User, at: datetime) -> Compensation:
    """Give what waited, once, and return it; the same person a second time changes nothing.

    Raises `OwnWishError` for whoever asked, `AlreadyDecidedError`, and, when it goes on waiting: `NotVerifiedError` and
    `ClosedTicketError`, for another finding may have come and the ticket be over; `NoGuestError`, `NoMemberError` or
    what loyalty refuses, for the guest may have left the ticket or the programme.
    """
    row, ticket = _hold_to_decide(compensation, by)
    if row.state == Stands.GIVEN and row.decided_by_id == by.pk:
        return row
    _still_asked(row)
    _check_ticket(ticket, row.gives)
    row.decided_by, row.decided_at = by, at
    with trail("feedback.approve_compensation", by=by, compensation=row.pk):
        _issue(row, ticket, by=by, at=at)
    _tell_decision(row, ticket, by=by, at=at)
    return row


@transaction.atomic
def refuse(compensation: Compensation, *, text: str, by: User, at: datetime) -> Compensation:
    """Say no to what waits, with `text` for whoever asked. Raises `OwnWishError`, `AlreadyDecidedError`."""
    row, ticket = _hold_to_decide(compensation, by)
    if row.state == Stands.REFUSED and row.decided_by_id == by.pk:
        return row
    _still_asked(row)
    _end(row, Stands.REFUSED, text=text.strip(), by=by, at=at)
    _tell_decision(row, ticket, by=by, at=at)
    return row


@transaction.atomic
def withdraw(compensation: Compensation, *, by: User, at: datetime) -> Compensation:
    """Let whoever asked take back what still waits. Raises `NotTheAuthorError`, `AlreadyDecidedError`."""
    row, ticket = _hold(compensation)
    if row.by_id != by.pk:
        raise NotTheAuthorError
    if row.state == Stands.WITHDRAWN:
        return row
    _still_asked(row)
    _end(row, Stands.WITHDRAWN, text="", by=by, at=at)
    _told(row, ticket, by=by, at=at)
    _unnotice(row, ticket, at=at)
    return row


def _same(row: Compensation, ticket: Ticket, wish: Wish, *, reason: str, by: User) -> Compensation:
    """What the same form gave before; its price may have changed since, its contents may not."""
    was = Wish(row.gives, row.points, row.voucher_type, row.thing, row.cost if _is_said(row.gives) else None)
    said = wish if _is_said(wish.gives) else Wish(wish.gives, wish.points, wish.voucher_type, wish.thing)
    if row.ticket_id not in family(ticket.pk) or (was, row.reason, row.by_id) != (said, reason, by.pk):
        raise SentDifferentlyError
    return row


def _is_said(gives: str) -> bool:
    """Whether the form says the cost, and not loyalty."""
    return gives in {Gives.REFUND, Gives.GIFT}


def _check(ticket: Ticket, wish: Wish, reason: str) -> None:
    """Refuse what nobody could approve either."""
    _check_ticket(ticket, wish.gives)
    if not reason:
        raise NoReasonError
    if not wish.is_whole:
        raise NothingGivenError
    if wish.gives in {Gives.POINTS, Gives.VOUCHER}:
        guest = _guest_of(ticket)
        if wish.gives == Gives.POINTS:
            _member_of(guest)


def _check_ticket(ticket: Ticket, gives: str) -> None:
    """Refuse to give for what is over, or is not known to be so; when it is asked for, and again when it is given."""
    if ticket.state == State.CLOSED:
        raise ClosedTicketError
    if lacks_facts(ticket, gives):
        raise NotVerifiedError


def _guest_of(ticket: Ticket) -> Guest:
    if ticket.guest is None:
        raise NoGuestError
    return ticket.guest


def _member_of(guest: Guest) -> Member:
    member = Member.objects.standing().filter(guest=guest).first()
    if member is None:
        raise NoMemberError
    return member


def _price(wish: Wish, hotel: Hotel) -> Decimal:
    """What the wish costs the hotel, in its currency."""
    if _is_said(wish.gives):
        return wish.cost or Decimal(0)
    prices = Prices.at(hotel)
    price = prices.voucher(wish.voucher_type) if wish.voucher_type else prices.points(wish.points or 0)
    if price is None:
        raise NoPriceError(
            _("Nobody has said what %(here)s is worth in %(home)s, so it has no price yet: see the currency rates.")
            % {"here": hotel.currency, "home": prices.home}
        )
    return price


def _hold_room(ticket: Ticket, by: User, *, at: datetime) -> Room:
    """What `by` may still give alone, and his limits held: until this is over nobody else counts them."""
    roles = roles_of(by, ticket.hotel)
    lines: Iterable[AuthorityLimit] = lines_of(ticket.hotel, roles).select_for_update(no_key=True)
    authority = best(roles, list(lines))
    if authority is None:
        raise NoAuthorityError
    return room_within(authority, ticket, by, at=at)


def _hold(compensation: Compensation) -> tuple[Compensation, Ticket]:
    """The row as it is now, and its ticket (or the one that was merged into), both held."""
    ticket = lock(Ticket(pk=compensation.ticket_id))
    rows = Compensation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("hotel", "by", "decided_by", "voucher_type").get(pk=compensation.pk), ticket


def _hold_to_decide(compensation: Compensation, by: User) -> tuple[Compensation, Ticket]:
    row, ticket = _hold(compensation)
    if row.by_id == by.pk:
        raise OwnWishError
    held = by.memberships.filter(hotel=row.hotel_id).values_list("role", flat=True)
    if not any(Permission.APPROVE_COMPENSATION in TABLE[Role(role)] for role in held):
        raise NoAuthorityError
    return row, ticket


def _still_asked(row: Compensation) -> None:
    if row.state != Stands.ASKED:
        raise AlreadyDecidedError(row)


def _issue(row: Compensation, ticket: Ticket, *, by: User, at: datetime) -> None:
    """Have loyalty issue it, and keep it as given."""
    try:
        if row.gives == Gives.POINTS:
            row.entry = _points(row, _guest_of(ticket), by=by, at=at)
        elif row.gives == Gives.VOUCHER:
            row.voucher = _voucher(row, _guest_of(ticket), by=by, at=at)
    except (RefusedByLoyalty, ledger.RefusedError) as refused:
        raise Refused(str(refused)) from refused
    row.state, row.given_on = Stands.GIVEN, row.hotel.today(at)
    row.save(update_fields=["state", "given_on", "entry", "voucher", "decided_by", "decided_at"])


def _points(row: Compensation, guest: Guest, *, by: User, at: datetime) -> PointsEntry:
    member, programme = _member_of(guest), Programme.current()
    posting = ledger.Posting(
        member_id=member.pk,
        points=row.points or 0,
        kind=PointsEntry.Kind.BONUS,
        key=_key(row),
        at=at,
        on=programme.today(at),
        hotel_id=row.hotel_id,
        by_id=by.pk,
        details={"compensation": row.pk},
    )
    entry = ledger.credit(posting, programme=programme)
    facts: dict[str, str | int] = {"what": "points", "points": posting.points, "compensation": row.pk}
    touch(guest, kind=Touchpoint.Kind.LOYALTY, key=_key(row), at=at, hotel=row.hotel, by=by, **facts)
    return entry


def _voucher(row: Compensation, guest: Guest, *, by: User, at: datetime) -> Voucher:
    """Why it was given stands with the compensation, where it is encrypted; the voucher names the ticket."""
    if row.voucher_type is None:
        raise NothingGivenError
    source = Voucher.Source.COMPENSATION
    return vouchers.issue(
        row.voucher_type,
        guest=guest,
        source=source,
        key=_key(row),
        by=by,
        at=at,
        hotel=row.hotel,
        reason=str(row.ticket),
    )


def _key(row: Compensation) -> str:
    return f"compensation:{row.pk}"


def _end(row: Compensation, state: Compensation.State, *, text: str, by: User, at: datetime) -> None:
    row.state, row.decision, row.decided_by, row.decided_at = state, text, by, at
    with trail(f"feedback.compensation_{state}", by=by, compensation=row.pk):
        row.save(update_fields=["state", "decision", "decided_by", "decided_at"])


def _told(row: Compensation, ticket: Ticket, *, by: User, at: datetime) -> TicketEvent:
    facts: dict[str, Any] = {"compensation": row.pk, "gives": row.gives, "state": row.state}
    event, _is_new = tell(ticket, TicketEvent.Kind.COMPENSATION, key=f"{_key(row)}:{row.state}", at=at, by=by, **facts)
    return event


def _tell_decision(row: Compensation, ticket: Ticket, *, by: User, at: datetime) -> None:
    notify(_told(row, ticket, by=by, at=at), [row.by], Notice.Why.DECIDED, at=at)
    _unnotice(row, ticket, at=at)


def _unnotice(row: Compensation, ticket: Ticket, *, at: datetime) -> None:
    """Nobody need decide any more."""
    asked = TicketEvent.objects.filter(ticket__in=family(ticket.pk), key=f"{_key(row)}:{Stands.ASKED}")
    Notice.objects.filter(event__in=asked, why=Notice.Why.APPROVAL, seen_at=None).update(seen_at=at)
