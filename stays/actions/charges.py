"""What is put on a stay's bill, told once or ten times."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from guests.models import Guest, Touchpoint
from guests.timeline import retract, touch
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from stays.models import Charge, Stay
from stays.signals import stay_reckoned

from .locking import lock_visit, standing, store
from .refusal import Refused

ROOM = Q(department=Charge.Department.ROOM)
EVENING = time(20)
MOMENTS: dict[str, Touchpoint.Kind] = {
    Charge.Department.FOOD.value: Touchpoint.Kind.RESTAURANT,
    Charge.Department.SPA.value: Touchpoint.Kind.SPA,
    Charge.Department.MEETING.value: Touchpoint.Kind.MEETING,
}


class OtherCurrency(Refused):
    sentence = _("This bill is kept in another currency.")


class ChargeDiffers(Refused):
    sentence = _("A charge with this number was posted before, with other contents.")


@dataclass(frozen=True)
class Posting:
    """One amount for a bill; `source` and `external_id` together name it for ever.

    `amount` is in the major unit of `currency` and negative for a correction.
    """

    department: str
    amount: Decimal
    currency: str
    posted_on: date
    source: str
    external_id: str
    description: str = ""


@transaction.atomic
def post_charge(stay: Stay, posting: Posting, *, by: User | None, at: datetime) -> Charge:
    """Put `posting` on the bill of `stay`, bring the stay's revenue up to date, and return the charge.

    Restaurant, spa and meeting are moments on the timeline of the stay's guest as well.
    The same posting again returns the charge there is; the same number with other contents is refused with
    `ChargeDiffers`, another currency than the stay's with `OtherCurrency`.
    """
    stay = lock_visit(stay)
    if posting.currency != stay.currency:
        raise OtherCurrency
    charge, created = Charge.objects.get_or_create(
        source=posting.source,
        external_id=posting.external_id,
        defaults={
            "stay": stay,
            "department": posting.department,
            "amount": posting.amount,
            "currency": posting.currency,
            "posted_on": posting.posted_on,
            "description": posting.description,
            "created_by": by,
        },
    )
    if created:
        with trail("stays.post_charge", by=by, stay=stay.pk, charge=charge.pk):
            recount(stay, at=at)
        tell_charge(stay, charge, by=by)
        stay_reckoned.send(Stay, stay_id=stay.pk, at=at, by=by)
    elif not _says(charge, stay, posting):
        raise ChargeDiffers
    return charge


def recount(stay: Stay, *, at: datetime) -> Stay:
    """Set the revenue of a locked stay to the sums of its charges and return it.

    Room revenue is what the booking promises (rate x nights) until the first room charge; from then on it is the sum
    of the room charges. Other revenue is always the sum of the other charges. docs/decisions says why.
    """
    sums = stay.charges.aggregate(room=Sum("amount", filter=ROOM), other=Sum("amount", filter=~ROOM))
    if sums["room"] is not None:
        stay.room_revenue = sums["room"]
    stay.other_revenue = sums["other"] or Decimal(0)
    return store(stay, "room_revenue", "other_revenue", at=at)


def tell_charge(stay: Stay, charge: Charge, *, by: User | None) -> None:
    """Put on the timeline of a locked stay's guest what was enjoyed: corrections and the room itself are no moments.

    A bill knows the day and not the hour, so it stands at eight in the evening of that day, when the day's bookings and
    arrivals have happened.
    """
    kind = MOMENTS.get(charge.department)
    if stay.guest is None or kind is None or charge.amount <= 0:
        return
    at = datetime.combine(charge.posted_on, EVENING, tzinfo=stay.hotel.zone).astimezone(UTC)
    sums = {"amount": str(charge.amount), "currency": charge.currency}
    touch(standing(stay.guest), kind=kind, key=f"charge:{charge.pk}", at=at, hotel=stay.hotel, by=by, **sums)


def untell_charges(stay: Stay, guest: Guest) -> None:
    """Take what was charged to `stay` off the timeline of `guest`, whose stay it is not."""
    for charge_id in stay.charges.order_by("pk").values_list("pk", flat=True):
        retract(guest, key=f"charge:{charge_id}")


def _says(charge: Charge, stay: Stay, posting: Posting) -> bool:
    there = (charge.stay_id, charge.department, charge.amount, charge.currency, charge.posted_on)
    return there == (stay.pk, posting.department, posting.amount, posting.currency, posting.posted_on)
