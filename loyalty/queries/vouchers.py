"""Reading vouchers: what one gives, whose it is, what became of it, and the batches."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guests.models import Guest
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.frame import formats
from loyalty import codes
from loyalty.actions.refusal import Refused
from loyalty.actions.vouchers import check, today_of
from loyalty.models import Voucher, VoucherBatch, VoucherType
from loyalty.rules.vouchers import Bill

Gives, State = VoucherType.Gives, Voucher.State
PAST_SHOWN = 10
LATELY_SHOWN = 10
EXPIRED = State.EXPIRED.value
CHIPS = {State.ISSUED: "done", State.REDEEMED: "plain", State.VOID: "alert", State.EXPIRED: "plain"}


@dataclass(frozen=True)
class Standing:
    """A voucher as lists show it: its state today (an issued one may be over or yet to come) and the chip for it.

    `gives` is what its name does not say already.
    """

    voucher: Voucher
    gives: str
    state: str
    label: str
    chip: str


@dataclass(frozen=True)
class Step:
    """Something that became of a voucher; `by` is empty for the night."""

    label: str
    at: datetime
    by: str
    note: str = ""


@dataclass(frozen=True)
class Tally:
    """A batch and how many of its vouchers are in each state today."""

    batch: VoucherBatch
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def issued(self) -> int:
        return self.counts.get(State.ISSUED, 0)

    @property
    def redeemed(self) -> int:
        return self.counts.get(State.REDEEMED, 0)

    @property
    def void(self) -> int:
        return self.counts.get(State.VOID, 0)

    @property
    def expired(self) -> int:
        return self.counts.get(State.EXPIRED, 0)


def visible(rows: QuerySet[Voucher], hotel_ids: Collection[int]) -> QuerySet[Voucher]:
    """Those of `rows` that concern these hotels: valid or issued at one of them, or valid everywhere."""
    here = VoucherType.objects.filter(Q(hotels=None) | Q(hotels__in=hotel_ids))
    return rows.filter(Q(type__in=here) | Q(hotel__in=hotel_ids))


def found(text: str) -> Voucher | None:
    """The voucher whose code was typed or scanned, of whichever hotel; None when there is none."""
    code = codes.read(text)
    return _whole(Voucher.objects.filter(code=code)).first() if code else None


def whole(hotel_ids: Collection[int]) -> QuerySet[Voucher]:
    """Vouchers of these hotels with everything a page shows of one."""
    return _whole(visible(Voucher.objects.all(), hotel_ids))


def usable(guest: Guest, *, hotel: Hotel, today: date) -> list[Voucher]:
    """`guest`'s vouchers that hold at `hotel` today, conditions of the bill aside; first to expire first."""
    rows = guest.vouchers.usable(today).select_related("type")
    valid = VoucherType.objects.filter(Q(hotels=None) | Q(hotels=hotel))
    return list(rows.filter(type__in=valid).order_by("valid_until", "pk"))


def of_guest(guest: Guest, *, hotel_ids: Collection[int], today: date) -> tuple[list[Standing], list[Standing]]:
    """`guest`'s vouchers that can still be used, first to expire first, and the latest `PAST_SHOWN` of the others."""
    rows = visible(Voucher.objects.filter(guest=guest), hotel_ids).select_related("type", "redeemed_hotel")
    is_open = Q(state=State.ISSUED, valid_until__gte=today)
    current = rows.filter(is_open).order_by("valid_until", "pk")
    past = rows.exclude(is_open).order_by("-issued_at", "-pk")[:PAST_SHOWN]
    return [standing(row, today) for row in current], [standing(row, today) for row in past]


def section(guest: Guest, access: Access, at: datetime) -> dict[str, Any]:
    """What ``loyalty/_vouchers.html`` needs beside `guest`; two queries."""
    today = today_of(access.hotel, at)
    current, past = of_guest(guest, hotel_ids=access.hotel_ids, today=today)
    return {
        "vouchers": current,
        "past_vouchers": past,
        "may_issue": access.may(Permission.ISSUE_VOUCHERS),
        "may_open_vouchers": access.may(Permission.REDEEM) or access.may(Permission.ISSUE_VOUCHERS),
    }


def standing(voucher: Voucher, today: date) -> Standing:
    """`voucher` as it stands on that day."""
    state = voucher.state
    label = str(State(state).label)
    chip = CHIPS[State(state)]
    if state == State.ISSUED and voucher.valid_until < today:
        state, label, chip = EXPIRED, str(State.EXPIRED.label), CHIPS[State.EXPIRED]
    elif state == State.ISSUED and voucher.valid_from > today:
        label, chip = _("from %(day)s") % {"day": formats.day(voucher.valid_from, today)}, "soon"
    elif state == State.ISSUED:
        label = _("valid")
    return Standing(voucher, gives_more(voucher.type), state, label, chip)


def gives(terms: VoucherType) -> str:
    """What a voucher of this type gives, in words: "¥100 off", "late check-out until 16:00"."""
    if terms.gives == Gives.AMOUNT and terms.value is not None:
        return _("%(amount)s off") % {"amount": formats.money(terms.value, terms.currency)}
    if terms.gives == Gives.PERCENT and terms.value is not None:
        return _discount(terms.value)
    if terms.gives == Gives.LATE_CHECK_OUT and terms.until_time is not None:
        return _("late check-out until %(time)s") % {"time": f"{terms.until_time:%H:%M}"}
    return terms.name if terms.gives == Gives.ITEM else str(terms.get_gives_display())


def _discount(percent: Decimal) -> str:
    """A share off, in words; Chinese says how many tenths are still to be paid."""
    if percent == 100:  # noqa: PLR2004 (percent)
        return _("free of charge")
    # Translators: "tenths" where a discount is said by what is still to be paid, in tenths: 20% off is 8.
    said = pgettext("how a discount is said", "percent")
    share = (
        formats.number(((100 - percent) / 10).normalize()) if said == "tenths" else formats.percent(percent / 100, 2)
    )
    return _("%(share)s off") % {"share": share}


def gives_more(terms: VoucherType) -> str:
    """What it gives, unless its name says the same: "" then."""
    said = gives(terms)
    return "" if _plain(said) in _plain(terms.name) else said


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def conditions(terms: VoucherType, *, hotels: Iterable[Hotel], currency: str) -> list[str]:
    """Where and for which bills a type holds, a sentence each; `currency` is that of amounts that name none."""
    names = pgettext("list", ", ").join(hotel.name for hotel in hotels)
    said = [_("At %(hotels)s only.") % {"hotels": names} if names else _("At every hotel.")]
    if terms.department:
        said.append(_("For %(department)s only.") % {"department": terms.get_department_display()})
    if terms.least_spend:
        least = formats.money(terms.least_spend, terms.currency or currency)
        said.append(_("For bills of %(least)s or more.") % {"least": least})
    return said


def refusal(voucher: Voucher, *, hotel: Hotel, today: date, bill: Bill | None) -> str:
    """Why `voucher` cannot be redeemed here today, as a sentence; empty when it can.

    Without a `bill` only what no bill could change is looked at.
    """
    terms = voucher.type
    assumed = Bill(amount=terms.least_spend, department=terms.department)
    try:
        check(voucher, hotel=hotel, today=today, bill=bill or assumed)
    except Refused as refused:
        return str(refused)
    return ""


def steps(voucher: Voucher) -> list[Step]:
    """What became of `voucher`, latest first: three queries at most."""
    history = apps.get_model("loyalty", "VoucherHistory").objects.filter(pgh_obj=voucher.pk)
    rows = list(history.select_related("pgh_context").order_by("pgh_created_at", "pk"))
    facts = [row.pgh_context.metadata if row.pgh_context else {} for row in rows]
    people = User.objects.in_bulk({fact["by"] for fact in facts if fact.get("by")})
    told, before = [_issued(voucher)], State.ISSUED.value
    for row, fact in zip(rows, facts, strict=True):
        if row.state != before:
            who = str(people.get(fact.get("by"), ""))
            told.append(Step(_label(before, row.state), row.pgh_created_at, who, _note(voucher, row.state)))
        before = row.state
    return told[::-1]


def _issued(voucher: Voucher) -> Step:
    said = [str(voucher.get_source_display()), str(voucher.hotel or ""), voucher.reason]
    return Step(_("Issued"), voucher.issued_at, str(voucher.issued_by or ""), " · ".join(filter(None, said)))


def _label(before: str, after: str) -> str:
    if before == State.REDEEMED and after == State.ISSUED:
        return _("Redemption taken back")
    return str(State(after).label).capitalize()


def _note(voucher: Voucher, state: str) -> str:
    if state == State.VOID:
        return voucher.void_reason
    return str(voucher.redeemed_hotel or "") if state == State.REDEEMED and voucher.state == State.REDEEMED else ""


def batches(hotel_ids: Collection[int]) -> QuerySet[VoucherBatch]:
    """The batches of these hotels, latest first."""
    rows = VoucherBatch.objects.filter(hotel__in=hotel_ids).select_related("type", "hotel", "by")
    return rows.order_by("-at", "-pk")


def tallies(rows: Iterable[VoucherBatch], *, today: date) -> list[Tally]:
    """How many vouchers of each batch are in which state on that day; one query for all of them."""
    listed = list(rows)
    is_over = When(state=State.ISSUED, valid_until__lt=today, then=Value(EXPIRED))
    counted = (
        Voucher.objects.filter(batch__in=listed)
        .annotate(now=Case(is_over, default=F("state"), output_field=CharField()))
        .values_list("batch", "now")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for batch_id, state, n in counted:
        counts[batch_id][state] = n
    return [Tally(batch, counts[batch.pk]) for batch in listed]


def redeemed_on(hotel: Hotel, day: date) -> list[Voucher]:
    """The latest `LATELY_SHOWN` vouchers redeemed at `hotel` on that day of its own, latest first; one query."""
    start = datetime.combine(day, time.min, tzinfo=hotel.zone)
    rows = Voucher.objects.filter(redeemed_hotel=hotel, redeemed_at__gte=start).order_by("-redeemed_at", "-pk")
    return list(rows.select_related("type", "guest", "redeemed_by")[:LATELY_SHOWN])


def of_batch(batch: VoucherBatch) -> QuerySet[Voucher]:
    """The vouchers of `batch`, in the order they were made."""
    return Voucher.objects.filter(batch=batch).select_related("type").order_by("pk")


def _whole(rows: QuerySet[Voucher]) -> QuerySet[Voucher]:
    people = ("issued_by", "redeemed_by", "voided_by")
    return rows.select_related("type", "guest", "hotel", "batch", "redeemed_hotel", "redeemed_stay", *people)
