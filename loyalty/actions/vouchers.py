"""One voucher's life: issued, redeemed once, or void, or expired."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guests.actions.profiles import lock
from guests.models import Guest, Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.frame import formats
from loyalty import codes
from loyalty.models import Programme, Redemption, Voucher, VoucherType
from loyalty.rules.vouchers import CENT, Bill, taken_off
from stays.models import Charge, Stay

from .refusal import Refused

State = Voucher.State
AT_ONCE = 5_000  # rows that the night marks in one transaction


class NotIssuedAnyMore(Refused):
    sentence = gettext_lazy("Vouchers of this type are no longer issued.")


class KeyReused(Refused):
    sentence = gettext_lazy("This form was sent before with other contents. Open it again.")


class AlreadyRedeemed(Refused):
    """By whom, when and at which hotel."""


class IsVoid(Refused):
    """And why."""


class IsExpired(Refused):
    """Since when."""


class NotYetValid(Refused):
    """From when it is."""


class NotValidHere(Refused):
    """At which hotels it is."""


class BillDoesNotFit(Refused):
    """Below the minimum, of another department, in another currency, or not said."""


class BoughtWithPoints(Refused):
    sentence = gettext_lazy("This voucher was bought with points. Cancel the redemption, then the points come back.")


class NotRedeemed(Refused):
    sentence = gettext_lazy("This voucher is not redeemed, so there is nothing to take back.")


class TooLateToTakeBack(Refused):
    sentence = gettext_lazy("Only on the day itself and at the same hotel can a redemption be taken back.")


class NotYours(Refused):
    sentence = gettext_lazy("Whoever redeemed it, or a manager, takes it back.")


@transaction.atomic
def issue(
    voucher_type: VoucherType,
    *,
    guest: Guest | None,
    source: str,
    key: str,
    by: User | None,
    at: datetime,
    hotel: Hotel | None,
    reason: str = "",
) -> Voucher:
    """Give `guest` a voucher and return it; it holds `voucher_type.valid_days` days from the hotel's today on.

    `key` names the cause and is unique for ever: the same issue again returns the voucher there is, another one raises
    `KeyReused`. A merged guest's lands on the profile that stands. Raises `NotIssuedAnyMore` for a type out of use.
    """
    guest = lock(guest) if guest else None
    found = Voucher.objects.filter(key=key).first()
    if found is None:
        if not voucher_type.is_active:
            raise NotIssuedAnyMore
        start = today_of(hotel, at)
        found, _made = Voucher.objects.get_or_create(
            key=key,
            defaults={
                "type": voucher_type,
                "code": codes.new(),
                "guest": guest,
                "source": source,
                "valid_from": start,
                "valid_until": last_day(voucher_type, start),
                "reason": reason,
                "hotel": hotel,
                "issued_by": by,
                "issued_at": at,
            },
        )
    was = (found.type_id, found.guest_id, found.source, found.reason, found.hotel_id, found.issued_by_id)
    if was != (voucher_type.pk, _id(guest), source, reason, _id(hotel), _id(by)):
        raise KeyReused
    _tell(found, "issued", by=by, at=found.issued_at, hotel=hotel)
    return found


@transaction.atomic
def redeem(
    voucher: Voucher,
    *,
    hotel: Hotel,
    at: datetime,
    by: User,
    stay: Stay | None = None,
    bill: Bill | None = None,
    key: str = "",
) -> Voucher:
    """Take the voucher in, once, and return it with what it took off the bill (`redeemed_value`).

    The same person again with the same `key` (of the form), hotel, stay and bill gets the same answer; with others it
    raises `KeyReused`, as does a form whose redemption was taken back. Otherwise raises `AlreadyRedeemed`, `IsVoid`,
    `IsExpired`, `NotYetValid`, `NotValidHere` or `BillDoesNotFit`, each with a sentence.
    """
    voucher, bill = hold(voucher), bill or Bill()
    if key and voucher.taken_back_key == key:
        raise KeyReused
    if voucher.state == State.REDEEMED and key and (voucher.redeemed_key, voucher.redeemed_by_id) == (key, by.pk):
        return _same(voucher, hotel=hotel, stay=stay, bill=bill)
    check(voucher, hotel=hotel, today=hotel.today(at), bill=bill)
    voucher.state, voucher.redeemed_by, voucher.redeemed_at = State.REDEEMED, by, at
    voucher.redeemed_hotel, voucher.redeemed_stay, voucher.redeemed_key = hotel, stay, key
    voucher.redeemed_bill, voucher.redeemed_department = bill.amount, bill.department
    voucher.redeemed_value = taken_off(voucher.type.gives, voucher.type.value, bill)
    with trail("loyalty.redeem_voucher", by=by, voucher=voucher.pk):
        voucher.save(update_fields=["state", *REDEEMED])
    _tell(voucher, "redeemed", by=by, at=at, hotel=hotel)
    return voucher


REDEEMED = (
    "redeemed_by",
    "redeemed_at",
    "redeemed_hotel",
    "redeemed_stay",
    "redeemed_key",
    "redeemed_value",
    "redeemed_bill",
    "redeemed_department",
)


@transaction.atomic
def take_back(voucher: Voucher, *, hotel: Hotel, by: User, at: datetime, is_manager: bool = False) -> Voucher:
    """Undo a redemption made by mistake, on the same day at the same hotel; the trail says who had redeemed it.

    Raises `NotRedeemed`, `TooLateToTakeBack`, or `NotYours` unless `by` redeemed it or `is_manager`.
    """
    voucher = hold(voucher)
    if voucher.state != State.REDEEMED or voucher.redeemed_at is None:
        raise NotRedeemed
    if voucher.redeemed_hotel_id != hotel.pk or hotel.today(voucher.redeemed_at) != hotel.today(at):
        raise TooLateToTakeBack
    if not is_manager and voucher.redeemed_by_id != by.pk:
        raise NotYours
    facts = {"redeemed_by": voucher.redeemed_by_id, "redeemed_at": voucher.redeemed_at.isoformat()}
    voucher.state, voucher.redeemed_key, voucher.taken_back_key = State.ISSUED, "", voucher.redeemed_key
    voucher.redeemed_by = voucher.redeemed_at = voucher.redeemed_hotel = None
    voucher.redeemed_stay = voucher.redeemed_value = voucher.redeemed_bill = None
    voucher.redeemed_department = ""
    with trail("loyalty.take_back_voucher", by=by, voucher=voucher.pk, **facts):
        voucher.save(update_fields=["state", "taken_back_key", *REDEEMED])
    _tell(voucher, "taken_back", by=by, at=at, hotel=hotel)
    return voucher


@transaction.atomic
def void(voucher: Voucher, *, reason: str, by: User, at: datetime, with_points: bool = False) -> Voucher:
    """Make an issued voucher worthless, and say why; void already, it stays as it is.

    Raises `AlreadyRedeemed`, `IsExpired`, or `BoughtWithPoints` unless `with_points` says that those go back too.
    """
    voucher = hold(voucher)
    if voucher.state == State.VOID:
        return voucher
    if voucher.state == State.REDEEMED:
        raise AlreadyRedeemed(redeemed_words(voucher))
    if voucher.state == State.EXPIRED:
        raise IsExpired(_expired_words(voucher))
    if not with_points and Redemption.objects.filter(voucher=voucher, state=Redemption.State.DONE).exists():
        raise BoughtWithPoints
    voucher.state, voucher.voided_by, voucher.voided_at, voucher.void_reason = State.VOID, by, at, reason
    with trail("loyalty.void_voucher", by=by, voucher=voucher.pk):
        voucher.save(update_fields=["state", "voided_by", "voided_at", "void_reason"])
    _tell(voucher, "void", by=by, at=at, hotel=voucher.hotel)
    return voucher


def expire_due(at: datetime) -> int:
    """Mark the vouchers whose last day is over at every hotel; returns how many. What somebody holds waits a night."""
    today = min((hotel.today(at) for hotel in Hotel.objects.all()), default=at.date())
    due = Voucher.objects.filter(state=State.ISSUED, valid_until__lt=today).order_by("pk")
    marked = 0
    while True:
        with transaction.atomic(), trail("loyalty.expire_vouchers", by=None):
            ids = list(due.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:AT_ONCE])
            marked += Voucher.objects.filter(pk__in=ids).update(state=State.EXPIRED)
        if len(ids) < AT_ONCE:
            return marked


def check(voucher: Voucher, *, hotel: Hotel, today: date, bill: Bill) -> None:
    """Raise what `redeem` would raise; looks at what is in hand, and at the hotels of the type."""
    if voucher.state == State.REDEEMED:
        raise AlreadyRedeemed(redeemed_words(voucher))
    if voucher.state == State.VOID:
        raise IsVoid(_("This voucher is void: %(reason)s") % {"reason": voucher.void_reason})
    if voucher.state == State.EXPIRED or today > voucher.valid_until:
        raise IsExpired(_expired_words(voucher))
    if today < voucher.valid_from:
        raise NotYetValid(_("Not before %(day)s.") % {"day": formats.day(voucher.valid_from, today)})
    hotels = list(voucher.type.hotels.all())
    if hotels and hotel not in hotels:
        names = pgettext("list", ", ").join(row.name for row in hotels)
        raise NotValidHere(_("Not valid at this hotel, only at: %(hotels)s.") % {"hotels": names})
    _check_bill(voucher.type, hotel, bill)


def _same(voucher: Voucher, *, hotel: Hotel, stay: Stay | None, bill: Bill) -> Voucher:
    """The voucher that the same form took in with the same contents; the amount in cents, as it is kept."""
    amount = None if bill.amount is None else bill.amount.quantize(CENT)
    was = (voucher.redeemed_hotel_id, voucher.redeemed_stay_id, voucher.redeemed_bill, voucher.redeemed_department)
    if was != (hotel.pk, _id(stay), amount, bill.department):
        raise KeyReused
    return voucher


def _id(row: Guest | Hotel | Stay | User | None) -> int | None:
    return None if row is None else row.pk


def _check_bill(terms: VoucherType, hotel: Hotel, bill: Bill) -> None:
    if terms.currency and terms.currency != hotel.currency:
        raise BillDoesNotFit(
            _("The voucher is in %(voucher)s, bills of this hotel are in %(hotel)s.")
            % {"voucher": terms.currency, "hotel": hotel.currency}
        )
    if terms.department and bill.department != terms.department:
        only = Charge.Department(terms.department).label
        raise BillDoesNotFit(_("Only for bills of this department: %(department)s.") % {"department": only})
    if terms.least_spend and (bill.amount is None or bill.amount < terms.least_spend):
        least = formats.money(terms.least_spend, hotel.currency)
        if bill.amount is None:
            raise BillDoesNotFit(_("Only for bills of %(least)s or more: enter the amount.") % {"least": least})
        raise BillDoesNotFit(_("The bill is below %(least)s.") % {"least": least})


def hold(voucher: Voucher) -> Voucher:
    """The voucher as it is now, held until the end of the transaction, and before it its guest, as a merge does."""
    guest_id = Voucher.objects.values_list("guest", flat=True).get(pk=voucher.pk)
    if guest_id is not None:
        lock(Guest(pk=guest_id))
    rows = Voucher.objects.select_related("type", "guest", "hotel", "redeemed_by", "redeemed_hotel")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=voucher.pk)


def redeemed_words(voucher: Voucher) -> str:
    """By whom, when and where a redeemed voucher was taken in, as a sentence in the time of that hotel."""
    hotel = voucher.redeemed_hotel
    with timezone.override(hotel.zone if hotel else None):
        when = formats.moment(voucher.redeemed_at) if voucher.redeemed_at else ""
    return _("Redeemed already: by %(who)s, %(when)s, %(hotel)s.") % {
        "who": voucher.redeemed_by,
        "when": when,
        "hotel": hotel,
    }


def last_day(voucher_type: VoucherType, start: date) -> date:
    """The last day of a voucher that holds from `start` on."""
    return start + timedelta(days=voucher_type.valid_days - 1)


def today_of(hotel: Hotel | None, at: datetime) -> date:
    """The day at `hotel`, or the programme's where there is none."""
    return hotel.today(at) if hotel else Programme.current().today(at)


def _expired_words(voucher: Voucher) -> str:
    return _("Expired: the last day was %(day)s.") % {"day": formats.day(voucher.valid_until)}


def _tell(voucher: Voucher, step: str, *, by: User | None, at: datetime, hotel: Hotel | None) -> None:
    if voucher.guest is None:
        return
    key = f"voucher:{voucher.pk}:{step}" + (f":{at.timestamp():.0f}" if step in {"redeemed", "taken_back"} else "")
    touch(
        voucher.guest,
        kind=Touchpoint.Kind.LOYALTY,
        key=key,
        at=at,
        hotel=hotel,
        by=by,
        what="voucher",
        step=step,
        voucher=voucher.pk,
        type=voucher.type.code,
    )
