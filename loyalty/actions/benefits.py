"""Uses of what a tier entitles to."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guests.actions.profiles import lock
from guests.models import Guest, Touchpoint
from guests.timeline import retract, touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.frame import formats
from loyalty.models import Benefit, BenefitUse, CourtesyGrant, Member, TierBenefit
from stays.models import Stay

from .refusal import Refused
from .vouchers import KeyReused

QUARTER = Decimal("0.25")


class NotEntitled(Refused):
    sentence = gettext_lazy("The guest's tier does not include this.")


class OddQuantity(Refused):
    """Whole times, and quarters of an hour."""


class BeyondWhatIsLeft(Refused):
    """How much is left this year."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(_("Only %(left)s is left this year.") % {"left": formats.number(left.normalize())})


class TooLateToTakeBack(Refused):
    sentence = gettext_lazy("A use is taken back on the day itself and at the same hotel.")


class NotYours(Refused):
    sentence = gettext_lazy("Whoever recorded it, or a manager, takes it back.")


class TakenBack(Refused):
    sentence = gettext_lazy("This use was recorded and taken back. Open the form again for another one.")


class OfLateCheckOut(Refused):
    sentence = gettext_lazy("This belongs to a late check-out. Take that back on the stay.")


@transaction.atomic
def use(  # noqa: PLR0913 (each is a column of the row)
    guest: Guest,
    *,
    benefit: Benefit,
    quantity: Decimal,
    key: str,
    hotel: Hotel,
    stay: Stay | None,
    by: User,
    at: datetime,
    beyond: bool = False,
) -> BenefitUse:
    """Record that `guest` used `quantity` (times or hours) of `benefit` at `hotel` today, and return the row.

    The same `key` (of the form) again returns the row there is; with other contents it raises ``vouchers.KeyReused``,
    and `TakenBack` after that row was. Raises `NotEntitled`, `OddQuantity`, or `BeyondWhatIsLeft` of this calendar year
    unless `beyond` is allowed.
    """
    person = lock(guest)
    known = BenefitUse.objects.filter(guest=person, key=key).first()
    if known is not None:
        return _same(known, (benefit.pk, quantity, hotel.pk, stay.pk if stay else None, by.pk))
    _check_steps(benefit, quantity)
    on = hotel.today(at)
    left = left_of(person, benefit, on=on)
    if left is not None and quantity > left and not beyond:
        raise BeyondWhatIsLeft(left)
    row = BenefitUse.objects.create(
        guest=person, benefit=benefit, quantity=quantity, hotel=hotel, stay=stay, on=on, at=at, by=by, key=key
    )
    kind, details = Touchpoint.Kind.LOYALTY, {"benefit": benefit.code, "quantity": str(quantity)}
    touch(person, kind=kind, key=_cause(row), at=at, hotel=hotel, by=by, what="benefit", use=row.pk, **details)
    return row


@transaction.atomic
def take_back(row: BenefitUse, *, hotel: Hotel, by: User, at: datetime, is_manager: bool = False) -> BenefitUse:
    """Undo a use of today at `hotel`; taken back already, it stays so.

    Raises `TooLateToTakeBack`, `NotYours` unless `by` recorded it or `is_manager`, or `OfLateCheckOut`.
    """
    lock(Guest(pk=row.guest_id))
    row = BenefitUse.objects.select_for_update(of=("self",), no_key=True).select_related("guest").get(pk=row.pk)
    if row.cancelled_at is not None:
        return row
    if row.hotel_id != hotel.pk or row.on != hotel.today(at):
        raise TooLateToTakeBack
    if not is_manager and row.by_id != by.pk:
        raise NotYours
    if CourtesyGrant.objects.filter(use=row).exists():
        raise OfLateCheckOut
    row.cancelled_at, row.cancelled_by = at, by
    row.save(update_fields=["cancelled_at", "cancelled_by"])
    retract(row.guest, key=_cause(row))
    return row


def left_of(guest: Guest, benefit: Benefit, *, on: date) -> Decimal | None:
    """How much of `benefit` the guest's tier leaves in the calendar year of that day, never below zero; None: no limit.

    Raises `NotEntitled`.
    """
    tiers = Member.objects.standing().filter(guest=guest).values("tier")
    terms = TierBenefit.objects.filter(tier__in=tiers, benefit=benefit, benefit__is_active=True).first()
    if terms is None:
        raise NotEntitled
    if terms.per_year is None:
        return None
    uses = BenefitUse.objects.filter(guest=guest, benefit=benefit, on__year=on.year, cancelled_at=None)
    used: Decimal = uses.aggregate(n=Sum("quantity"))["n"] or Decimal(0)
    return max(terms.per_year - used, Decimal(0))


def _same(known: BenefitUse, wanted: tuple[int, Decimal, int, int | None, int]) -> BenefitUse:
    """The use that was recorded by the same form with the same contents."""
    if (known.benefit_id, known.quantity, known.hotel_id, known.stay_id, known.by_id) != wanted:
        raise KeyReused
    if known.cancelled_at is not None:
        raise TakenBack
    return known


def _check_steps(benefit: Benefit, quantity: Decimal) -> None:
    if benefit.unit == Benefit.Unit.HOURS and (quantity <= 0 or quantity % QUARTER):
        raise OddQuantity(_("Enter hours in quarters: 0.25, 0.5, 1.75."))
    if benefit.unit == Benefit.Unit.TIMES and (quantity < 1 or quantity % 1):
        raise OddQuantity(_("Enter a whole number of times."))


def _cause(row: BenefitUse) -> str:
    return f"benefit:{row.pk}"
