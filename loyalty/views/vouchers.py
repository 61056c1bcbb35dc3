"""One voucher: issued to a guest, taken in at the desk by its code, shown, printed, made void."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from guests.views.cards import get_guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import formats
from loyalty import codes
from loyalty.actions import vouchers as actions
from loyalty.actions.refusal import Refused
from loyalty.forms.vouchers import BillForm, IssueForm, ReasonForm
from loyalty.models import Voucher
from loyalty.queries import vouchers as queries
from loyalty.rules.vouchers import taken_off

from .answers import CONFLICT, UNPROCESSABLE, asked, changed, news, posted

QR_LASTS = 3600  # seconds that a browser keeps the drawing of a code, which never changes
LANGUAGES = ("zh-hans", "en")


@requires(Permission.REDEEM)
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: StaffRequest) -> HttpResponse:
    """The field for a code, and the voucher behind it. Posted, though nothing is written: no code in an address."""
    if request.method != "POST":
        return _desk(request)
    typed = request.POST.get("code", "").strip()
    voucher = queries.found(typed)
    if voucher is None:
        return _desk(request, {"typed": typed, "is_unknown": True}, status=UNPROCESSABLE)
    return _desk(request, {"typed": typed} | _shown(request, voucher))


@requires(Permission.REDEEM)
@require_POST
def redeem_check(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """What the voucher takes off the bill being typed, or why it does not; nothing is changed."""
    voucher = get_object_or_404(_here(request), pk=voucher_id)
    form = BillForm(request.POST, hotel=request.hotel, terms=voucher.type)
    form.is_valid()
    today = request.hotel.today(timezone.now())
    refusal = queries.refusal(voucher, hotel=request.hotel, today=today, bill=form.bill())
    return render(request, "loyalty/_voucher_worth.html", _worth(voucher, form, refusal))


@requires(Permission.REDEEM)
@require_POST
def redeem_voucher(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """Take it in, once."""
    voucher, at = get_object_or_404(_here(request), pk=voucher_id), timezone.now()
    form = BillForm(request.POST, hotel=request.hotel, terms=voucher.type)
    if not form.is_valid():
        return _desk(request, _shown(request, voucher, form), status=UNPROCESSABLE)
    wanted = {"stay": form.stay, "bill": form.bill(), "key": form.cleaned_data["key"]}
    try:
        voucher = actions.redeem(voucher, hotel=request.hotel, by=request.user, at=at, **wanted)
    except Refused as refusal:
        return _desk(request, _shown(request, voucher, form) | {"refusal": str(refusal)}, status=CONFLICT)
    response = _desk(request, {"redeemed": voucher, "gives": queries.gives(voucher.type), "left": _left(voucher, form)})
    return trigger_client_event(response, "voucher-redeemed")


@requires(Permission.REDEEM)
@require_POST
def take_back(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """Undo a redemption of today: one's own, or as a manager anybody's."""
    voucher = get_object_or_404(_here(request), pk=voucher_id)
    is_manager = request.access.may(Permission.APPROVE_POINTS)
    try:
        actions.take_back(voucher, hotel=request.hotel, by=request.user, at=timezone.now(), is_manager=is_manager)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return news(request, back=reverse("loyalty:voucher", args=[voucher.pk]))
    return changed(request, _("Taken back: the voucher holds again."), back=reverse("loyalty:redeem"))


@requires(Permission.ISSUE_VOUCHERS)
@require_http_methods(["GET", "POST"])
def issue(request: StaffRequest, number: int) -> HttpResponse:
    """Give a guest one voucher, with a reason."""
    guest = get_guest(request, number)
    form = IssueForm(posted(request), hotel=request.hotel)
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        wanted = {"guest": guest, "source": facts["source"], "reason": facts["reason"], "hotel": request.hotel}
        try:
            key = f"desk:{request.user.pk}:{facts['key']}"
            voucher = actions.issue(facts["type"], key=key, by=request.user, at=timezone.now(), **wanted)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return changed(request, _("Issued: %(voucher)s") % {"voucher": voucher.type.name}, back=guest)
    return asked(request, "loyalty/voucher_issue.html", form, guest=guest)


@requires(Permission.REDEEM, Permission.ISSUE_VOUCHERS)
@require_safe
def page(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """One voucher: what it gives, whose it is, what became of it."""
    voucher, at = get_object_or_404(_seen(request), pk=voucher_id), timezone.now()
    today = request.hotel.today(at)
    standing = queries.standing(voucher, today)
    is_open = standing.state == Voucher.State.ISSUED and _here(request).filter(pk=voucher.pk).exists()
    context = _facts(request, voucher) | {
        "standing": standing,
        "steps": queries.steps(voucher),
        "may_void": is_open and request.access.may(Permission.ISSUE_VOUCHERS),
        "may_take_back": _may_take_back(request, voucher, at),
    }
    return render(request, "loyalty/voucher.html", context)


@requires(Permission.REDEEM, Permission.ISSUE_VOUCHERS)
@require_safe
def card(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """The voucher on paper: a card of A6, in both languages, since it is for the guest."""
    voucher = get_object_or_404(_seen(request), pk=voucher_id)
    sides = []
    for language in LANGUAGES:
        with translation.override(language):
            span = formats.span(voucher.valid_from, voucher.valid_until)
            words = {"house": (voucher.hotel or request.hotel).name, "valid": _("Valid %(span)s.") % {"span": span}}
            sides.append({"language": language, **words, **_told(request, voucher)})
    return render(request, "loyalty/voucher_card.html", {"voucher": voucher, "sides": sides})


@requires(Permission.REDEEM, Permission.ISSUE_VOUCHERS)
@require_GET
@cache_control(private=True, max_age=QR_LASTS)
def qr(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """The code as a QR code, for an ``<img>``."""
    voucher = get_object_or_404(_seen(request), pk=voucher_id)
    return HttpResponse(codes.qr(voucher.code), content_type="image/svg+xml")


@requires(Permission.ISSUE_VOUCHERS)
@require_http_methods(["GET", "POST"])
def void(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """Make a voucher worthless, with a reason."""
    voucher = get_object_or_404(_here(request), pk=voucher_id)
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            actions.void(voucher, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return changed(request, _("The voucher is void."), back=reverse("loyalty:voucher", args=[voucher.pk]))
    return asked(request, "loyalty/voucher_void.html", form, voucher=voucher)


@requires(Permission.SEE_GUESTS)
@require_GET
def of_guest(request: StaffRequest, number: int) -> HttpResponse:
    """The vouchers on the guest page, drawn anew; part of the look at that page."""
    guest, at = get_guest(request, number), timezone.now()
    log_looks([guest.pk], what=ReadLog.What.PAGE, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)
    context = queries.section(guest, request.access, at)
    return render(request, "loyalty/_vouchers.html", {"guest": guest, **context})


def _here(request: StaffRequest) -> QuerySet[Voucher]:
    """Vouchers of the hotel this person works at now: permissions hold there and nowhere else."""
    return queries.whole([request.hotel.pk])


def _seen(request: StaffRequest) -> QuerySet[Voucher]:
    return queries.whole(request.access.hotel_ids)


def _desk(request: StaffRequest, context: dict[str, Any] | None = None, status: int | None = None) -> HttpResponse:
    if request.htmx and request.htmx.target == "voucher-found":
        return render(request, "loyalty/_voucher_found.html", context or {}, status=status)
    lately = queries.redeemed_on(request.hotel, request.hotel.today(timezone.now()))
    context = {"typed": "", "lately": lately, **(context or {})}
    return render(request, "loyalty/voucher_redeem.html", context, status=status)


def _shown(request: StaffRequest, voucher: Voucher, form: BillForm | None = None) -> dict[str, Any]:
    """The voucher behind a code with the form that takes it in, or the reason why it cannot be."""
    today = request.hotel.today(timezone.now())
    refusal = queries.refusal(voucher, hotel=request.hotel, today=today, bill=None)
    form = form or BillForm(hotel=request.hotel, terms=voucher.type)
    return _facts(request, voucher) | {"standing": queries.standing(voucher, today), "form": form, "refusal": refusal}


def _facts(request: StaffRequest, voucher: Voucher) -> dict[str, Any]:
    return {"voucher": voucher} | _told(request, voucher)


def _told(request: StaffRequest, voucher: Voucher) -> dict[str, Any]:
    """What it gives and where it holds, in the language spoken now."""
    terms = voucher.type
    said = queries.conditions(terms, hotels=terms.hotels.all(), currency=request.hotel.currency)
    is_chinese = (translation.get_language() or "").startswith("zh")
    return {
        "name": terms.name,
        "gives": queries.gives_more(terms),
        "conditions": said,
        "terms": terms.terms_zh if is_chinese else terms.terms_en,
    }


def _worth(voucher: Voucher, form: BillForm, refusal: str) -> dict[str, Any]:
    off = taken_off(voucher.type.gives, voucher.type.value, form.bill())
    return {"refusal": refusal, "off": off, "left": _left(voucher, form)}


def _left(voucher: Voucher, form: BillForm) -> Decimal | None:
    """What remains to be paid, where both the bill and what comes off it are known."""
    amount, off = form.bill().amount, taken_off(voucher.type.gives, voucher.type.value, form.bill())
    return amount - off if amount is not None and off is not None else None


def _may_take_back(request: StaffRequest, voucher: Voucher, at: datetime) -> bool:
    if voucher.redeemed_at is None or not request.access.may(Permission.REDEEM):
        return False
    is_today = request.hotel.today(voucher.redeemed_at) == request.hotel.today(at)
    is_mine = voucher.redeemed_by_id == request.user.pk or request.access.may(Permission.APPROVE_POINTS)
    return is_mine and is_today and voucher.redeemed_hotel_id == request.hotel.pk
