"""Reviews of other sites: the list, one with its reply and its guest, and one typed in at the desk."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import reviewing
from feedback.actions.refusal import Refused
from feedback.forms.reviews import NameForm, ReplyForm, ReviewFilter, ReviewForm
from feedback.models import Review, Ticket
from feedback.queries import reviews as queries
from feedback.queries.visible import visible_to
from feedback.rules.months import months
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame.toasts import say

PER_PAGE = 25
UNPROCESSABLE, CONFLICT = 422, 409
Context = dict[str, Any]


@requires(Permission.SEE_FEEDBACK)
@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """What guests published, newest first, narrowed as the address says."""
    at = timezone.now()
    hotels = list(request.access.hotels_for(Permission.SEE_FEEDBACK))
    asked = {"hotel": request.hotel.code} | request.GET.dict()
    if asked["hotel"] not in {"", *(hotel.code for hotel in hotels)}:
        raise Http404
    form = ReviewFilter(asked, hotels=hotels, months=months(request.hotel.today(at)))
    rows = queries.listed(form.wanted())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    _log(request, page.object_list, at=at)
    context = {
        "form": form,
        "page": page,
        "totals": queries.totals(rows),
        "is_narrowed": bool(form.changed_data),
        "may_reply": request.access.may(Permission.REPLY_TO_REVIEWS),
        "may_import": request.access.may(Permission.IMPORT),
    }
    return render(request, "feedback/reviews/list.html", context)


@requires(Permission.SEE_FEEDBACK)
@require_safe
def review(request: StaffRequest, review_id: int) -> HttpResponse:
    """One review; whose it is, is a look at that guest."""
    row = _visible(request, review_id)
    _log(request, [row], at=timezone.now())
    return _page(request, row)


@requires(Permission.REPLY_TO_REVIEWS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Type a review of the current hotel in; one that is there already is shown instead."""
    at = timezone.now()
    form = ReviewForm(request.POST or None, today=request.hotel.today(at))
    if request.method != "POST":
        return render(request, "feedback/reviews/new.html", {"form": form})
    if form.is_valid():
        try:
            row, is_new = reviewing.enter_review(request.hotel, by=request.user, at=at, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            say(request, _("The review is in.") if is_new else _("This review was entered already."))
            return redirect(row)
    return render(request, "feedback/reviews/new.html", {"form": form}, status=UNPROCESSABLE)


@requires(Permission.SEE_FEEDBACK)
@requires(Permission.REPLY_TO_REVIEWS)
@require_POST
def reply(request: StaffRequest, review_id: int) -> HttpResponse:
    """Note what was replied; if somebody else did meanwhile, both are shown and nothing typed is lost."""
    row, form = _visible(request, review_id), ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, row, reply=form, status=UNPROCESSABLE)
    try:
        reviewing.reply(row, by=request.user, at=timezone.now(), **form.cleaned_data)
    except reviewing.RepliedMeanwhileError as meanwhile:
        typed = {"text": form.cleaned_data["text"], "seen": meanwhile.review.reply_version}
        return _page(
            request, meanwhile.review, reply=ReplyForm(initial=typed), refusal=meanwhile.sentence, status=CONFLICT
        )
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, row, reply=form, status=UNPROCESSABLE)
    say(request, _("The reply is noted."))
    return redirect(row)


@requires(Permission.SEE_FEEDBACK)
@requires(Permission.REPLY_TO_REVIEWS)
@require_POST
def name_guest(request: StaffRequest, review_id: int) -> HttpResponse:
    """Say which guest wrote it, or take that back."""
    row = _visible(request, review_id)
    form = NameForm(request.POST, review=row)
    if not form.is_valid():
        return _page(request, row, name=form, status=UNPROCESSABLE)
    guest, stay = form.cleaned_data["guest"], form.cleaned_data["stay"]
    try:
        reviewing.name_guest(row, guest=guest, stay=stay, by=request.user, at=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, row, name=form, status=UNPROCESSABLE)
    say(request, _("The guest is named.") if guest else _("Nobody is named any more."))
    return redirect(row)


def _visible(request: StaffRequest, review_id: int) -> Review:
    rows = queries.visible_to(request.access).select_related("hotel", "guest", "stay", "replied_by", "by")
    return get_object_or_404(rows, pk=review_id)


def _log(request: StaffRequest, rows: Any, *, at: datetime) -> None:
    guests = [row.guest_id for row in rows if row.guest_id is not None]
    what, hotel_id = ReadLog.What.REVIEW, request.hotel.pk
    log_looks(guests, what=what, by=request.user, at=at, hotel_id=hotel_id, is_part=True)


def _page(request: StaffRequest, row: Review, *, status: int = 200, **asked: Any) -> HttpResponse:
    """The review with its boxes, those in `asked` with their faults."""
    ticket = Ticket.objects.filter(key=reviewing.ticket_key(row.pk)).first()
    context: Context = {
        "review": row,
        "reply": ReplyForm(initial={"text": row.reply, "seen": row.reply_version}),
        "name": NameForm(review=row, initial={"who": row.guest.number if row.guest else ""}),
        "may_reply": request.access.may(Permission.REPLY_TO_REVIEWS),
        "may_see_guest": row.guest is not None and request.access.may(Permission.SEE_GUESTS),
        "ticket": ticket,
        "may_see_ticket": ticket is not None and visible_to(request.access).filter(pk=ticket.pk).exists(),
    }
    return render(request, "feedback/reviews/review.html", context | asked, status=status)
