"""Batches of vouchers: issued, listed with what became of them, taken out of the house as a file, made void."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame import formats, sheets
from hotelcrm.frame.toasts import say
from loyalty.actions import bulk as actions
from loyalty.actions.refusal import Refused
from loyalty.forms.vouchers import BatchForm, ReasonForm
from loyalty.queries import vouchers as queries

from .answers import UNPROCESSABLE, asked, changed, posted

PER_PAGE = 25


@requires(Permission.ISSUE_IN_BULK)
@require_safe
def batches(request: StaffRequest) -> HttpResponse:
    """The batches of the hotels at which this person issues any."""
    today = request.hotel.today(timezone.now())
    rows = queries.batches(request.access.ids_for(Permission.ISSUE_IN_BULK))
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": listed, "tallies": queries.tallies(listed, today=today)}
    template = "loyalty/_voucher_batches.html" if request.htmx else "loyalty/voucher_batches.html"
    return render(request, template, context)


@requires(Permission.ISSUE_IN_BULK)
@confirmed(then="loyalty:issue-batch")
@require_http_methods(["GET", "HEAD", "POST"])
def issue_batch(request: StaffRequest) -> HttpResponse:
    """Issue many, for nobody in particular, at the hotel this person works at now."""
    at = timezone.now()
    form = BatchForm(posted(request), hotel=request.hotel, today=request.hotel.today(at))
    if form.is_bound and form.is_valid():
        key = f"bulk:{request.user.pk}:{form.cleaned_data['key']}"
        try:
            batch = actions.issue_batch(form.wanted(), key=key, hotel=request.hotel, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            n = formats.number(batch.count)
            say(request, ngettext("%(n)s voucher issued.", "%(n)s vouchers issued.", batch.count) % {"n": n})
            return redirect("loyalty:batches")
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "loyalty/voucher_batch_issue.html", {"form": form}, status=status)


@requires(Permission.ISSUE_IN_BULK)
@confirmed(then="loyalty:batches")
@require_GET
def download(request: StaffRequest, batch_id: int, kind: str) -> HttpResponse:
    """The codes of a batch as a file."""
    if kind not in sheets.CONTENT_TYPES:
        raise Http404
    batch = get_object_or_404(queries.batches(request.access.ids_for(Permission.ISSUE_IN_BULK)), pk=batch_id)
    today = request.hotel.today(timezone.now())
    head = [_("Code"), _("Voucher"), _("Valid from"), _("Valid until"), _("State")]
    lines: list[list[sheets.Cell]] = [
        [str(row), batch.type.name, row.valid_from, row.valid_until, queries.standing(row, today).label]
        for row in queries.of_batch(batch)
    ]
    return sheets.answer(f"vouchers-{batch.pk}", head, lines, kind=kind)


@requires(Permission.ISSUE_IN_BULK)
@require_http_methods(["GET", "POST"])
def void_batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Make what is left of a batch worthless, with a reason."""
    batch = get_object_or_404(queries.batches(request.access.ids_for(Permission.ISSUE_IN_BULK)), pk=batch_id)
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        n = actions.void_batch(batch, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        sentence = ngettext("%(n)s voucher is void now.", "%(n)s vouchers are void now.", n)
        return changed(request, sentence % {"n": formats.number(n)}, back=reverse("loyalty:batches"))
    tally = queries.tallies([batch], today=request.hotel.today(timezone.now()))[0]
    return asked(request, "loyalty/voucher_batch_void.html", form, tally=tally)
