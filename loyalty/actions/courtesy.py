"""Late check-outs promised at the desk, another hour agreed, and taken back."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guests.models import Guest, Touchpoint
from guests.timeline import retract, touch
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from loyalty.models import Benefit, BenefitUse, CourtesyGrant
from loyalty.queries.courtesy import OPEN, Courtesy, advice_of
from stays.actions.locking import lock_visit
from stays.models import Stay, StayStatus

from .refusal import Refused

BENEFIT = "late-check-out"  # its code in the starter catalogue
NOON = time(12)
CALLED_OFF = (StayStatus.CANCELLED, StayStatus.NO_SHOW)


class NobodyToGrant(Refused):
    sentence = gettext_lazy("Nobody knows who this guest is. Attach a guest first.")


class StayIsOver(Refused):
    sentence = gettext_lazy("This stay is over: there is no check-out left to put off.")


class NothingAdvised(Refused):
    sentence = gettext_lazy("The table of late check-outs has no line for this guest. Choose an hour.")


class BeforeNoon(Refused):
    sentence = gettext_lazy("A late check-out is after noon.")


class BeyondAdvice(Refused):
    def __init__(self, courtesy: Courtesy) -> None:
        if courtesy.advice is None:
            super().__init__(_("No late check-out is advised; guest relations or a manager may promise one."))
            return
        hour = f"{courtesy.advice.until:%H:%M}"
        super().__init__(
            _("Advised is %(hour)s at the latest; guest relations or a manager may promise more.") % {"hour": hour}
        )


class ReasonMissing(Refused):
    sentence = gettext_lazy("Later than advised: say why.")


@transaction.atomic
def grant(
    stay: Stay,
    *,
    by: User,
    at: datetime,
    until: time | None = None,
    reason: str = "",
    may_exceed: bool = False,
) -> CourtesyGrant:
    """Promise the guest of `stay` check-out until that hour, the advised one if none is given, and return the grant.

    It counts as a use of the benefit. The same hour again changes nothing; another hour replaces the promise, and the
    use stays one. Later than advised needs `may_exceed` and a `reason`, and costs the half-day charge unless the table
    waives it (``rules.courtesy.fee``). Raises a `Refused` otherwise.
    """
    stay = lock_visit(stay)
    if stay.guest is None:
        raise NobodyToGrant
    if stay.status not in OPEN:
        raise StayIsOver
    courtesy = advice_of(stay, today=stay.hotel.today(at))
    hour = _agreed(courtesy, until, reason, may_exceed=may_exceed)
    held = courtesy.grant
    if held is not None and held.until == hour:
        return held
    with trail("loyalty.grant_courtesy", by=by, stay=stay.pk):
        row = _promise(stay, stay.guest, _terms(courtesy, hour, reason, by=by, at=at))
    _tell(stay, stay.guest, row)
    return row


@transaction.atomic
def take_back(stay: Stay, *, by: User | None, at: datetime) -> CourtesyGrant | None:
    """Take the promise back, its use of the benefit too, and return it; None when there is none (any more).

    Raises `StayIsOver` once the guest has left: what was used stays used.
    """
    stay = lock_visit(stay)
    row = _held(stay)
    if row is None:
        return None
    if stay.status not in OPEN:
        raise StayIsOver
    return _undo(stay, row, by=by, at=at)


def release(stay_id: int, *, by: User | None, at: datetime) -> None:
    """Take the promise back with its use when it cannot be kept any more.

    It was made to a guest for a day: detached, called off, or leaving on another day, it is void.
    """
    row = CourtesyGrant.objects.filter(stay=stay_id, cancelled_at=None).select_related("stay__hotel").first()
    if row is not None and not _can_be_kept(row, row.stay):
        _release(row.stay, by=by, at=at)


def release_moved(*, at: datetime) -> int:
    """The same for all stays, which imports move and call off without a word; returns how many promises went."""
    moved = Q(stay__guest=None) | Q(stay__status__in=CALLED_OFF) | ~Q(stay__departure=F("on"))
    rows = CourtesyGrant.objects.filter(moved, cancelled_at=None).select_related("stay__hotel").order_by("stay")
    return sum(_release(row.stay, by=None, at=at) for row in rows if not _can_be_kept(row, row.stay))


@transaction.atomic
def _release(stay: Stay, *, by: User | None, at: datetime) -> bool:
    stay = lock_visit(stay)
    row = _held(stay)
    if row is None or _can_be_kept(row, stay):
        return False
    _undo(stay, row, by=by, at=at)
    return True


def _held(stay: Stay) -> CourtesyGrant | None:
    return CourtesyGrant.objects.filter(stay=stay, cancelled_at=None).select_related("use__guest").first()


def _can_be_kept(row: CourtesyGrant, stay: Stay) -> bool:
    """Who should have left before was promised the day of the promise itself."""
    day = max(stay.departure, stay.hotel.today(row.at))
    return stay.guest_id is not None and stay.status not in CALLED_OFF and row.on == day


def _undo(stay: Stay, row: CourtesyGrant, *, by: User | None, at: datetime) -> CourtesyGrant:
    with trail("loyalty.take_back_courtesy", by=by, stay=stay.pk):
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        BenefitUse.objects.filter(pk=row.use_id).update(cancelled_at=at, cancelled_by=by)
    retract(row.use.guest, key=_key(stay))
    return row


def _agreed(courtesy: Courtesy, until: time | None, reason: str, *, may_exceed: bool) -> time:
    """The hour that is promised. Raises a `Refused` when it may not be."""
    if until is None:
        if courtesy.advice is None:
            raise NothingAdvised
        return courtesy.advice.until
    if until <= NOON:
        raise BeforeNoon
    if courtesy.advice is None or until > courtesy.advice.until:
        if not may_exceed:
            raise BeyondAdvice(courtesy)
        if not reason:
            raise ReasonMissing
    return until


def _terms(courtesy: Courtesy, until: time, reason: str, *, by: User, at: datetime) -> dict[str, Any]:
    """What is promised, as columns of the grant: half-day charge and inspection as advised, whatever the hour."""
    advice = courtesy.advice
    return {
        "until": until,
        "on": courtesy.on,
        "fee": courtesy.fee(until),
        "currency": courtesy.currency,
        "waives_half_day": advice is not None and advice.waives_half_day,
        "no_inspection": advice is not None and advice.no_inspection,
        "advised": advice.until if advice else None,
        "reason": reason,
        "by": by,
        "at": at,
        "cancelled_at": None,
    }


def _promise(stay: Stay, guest: Guest, terms: dict[str, Any]) -> CourtesyGrant:
    """Write the promise down; a stay has one, and one use of the benefit with it, whatever was promised before."""
    held = CourtesyGrant.objects.filter(stay=stay, cancelled_at=None).select_related("use").first()
    if held is not None and held.use.guest_id == guest.pk:
        use = held.use
        BenefitUse.objects.filter(pk=use.pk).exclude(on=terms["on"]).update(on=terms["on"])
    else:
        use = _use(stay, guest, on=terms["on"], by=terms["by"], at=terms["at"])
    row, _created = CourtesyGrant.objects.update_or_create(stay=stay, defaults=terms | {"use": use})
    return row


def _use(stay: Stay, guest: Guest, *, on: date, by: User, at: datetime) -> BenefitUse:
    """One more use for this stay: whatever was taken back before keeps its row."""
    before = BenefitUse.objects.filter(stay=stay, benefit__code=BENEFIT).count()
    benefit = Benefit.objects.get(code=BENEFIT)
    key = f"courtesy:{stay.pk}:{before}"
    return BenefitUse.objects.create(
        guest=guest, benefit=benefit, hotel=stay.hotel, stay=stay, on=on, at=at, by=by, key=key
    )


def _tell(stay: Stay, guest: Guest, row: CourtesyGrant) -> None:
    """On the timeline stands the hour that holds."""
    retract(guest, key=_key(stay))
    touch(
        guest,
        kind=Touchpoint.Kind.LOYALTY,
        key=_key(stay),
        at=row.at,
        hotel=stay.hotel,
        by=row.by,
        what="courtesy",
        until=f"{row.until:%H:%M}",
    )


def _key(stay: Stay) -> str:
    return f"stay:{stay.pk}:courtesy"
