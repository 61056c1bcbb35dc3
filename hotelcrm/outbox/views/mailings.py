"""Messages that belong together: how far they are, paused, resumed and called off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame import formats
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions import mailings as actions
from hotelcrm.outbox.actions.checking import CalledOffError, HeldError
from hotelcrm.outbox.models import Mailing
from hotelcrm.outbox.queries import mailings

PAGE_SIZE = 50


@requires(Permission.SEE_MESSAGES)
@require_GET
def all_mailings(request: StaffRequest) -> HttpResponse:
    """The mailings of the hotels one may see, newest first, each with how far it is."""
    page = Paginator(mailings.visible(request.access), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": mailings.progress(page.object_list)}
    return render(request, "outbox/mailings/list.html", context)


@requires(Permission.SEE_MESSAGES)
@require_GET
def mailing(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """One mailing: what went out, what was held, what was refused and why."""
    row = get_object_or_404(mailings.visible(request.access), pk=mailing_id)
    context = {"progress": mailings.progress([row])[0], "may_manage": _manages(request, row)}
    return render(request, "outbox/mailings/page.html", context)


def _manages(request: StaffRequest, row: Mailing) -> bool:
    return row.hotel_id in request.access.ids_for(Permission.MANAGE_MESSAGES)


def _managed(request: StaffRequest, mailing_id: int) -> Mailing:
    hotels = request.access.ids_for(Permission.MANAGE_MESSAGES)
    return get_object_or_404(Mailing.objects.filter(hotel__in=hotels), pk=mailing_id)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def pause(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Hold back what is not on its way yet."""
    row = _managed(request, mailing_id)
    because = request.POST.get("because", "").strip()[:200] or _("paused by staff")
    try:
        actions.pause(row, because=because, by=request.user, at=timezone.now())
    except CalledOffError as refused:
        messages.error(request, str(refused))
    else:
        say(request, _("Paused. What is being sent right now goes on; nothing else does."))
    return redirect("outbox:mailing", row.pk)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def resume(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Let it go on."""
    row = _managed(request, mailing_id)
    try:
        actions.resume(row, by=request.user, at=timezone.now())
    except (CalledOffError, HeldError) as refused:
        messages.error(request, str(refused))
    else:
        say(request, _("It goes on."))
    return redirect("outbox:mailing", row.pk)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def call_off(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Cancel for good what was not sent yet."""
    row = _managed(request, mailing_id)
    count = actions.call_off(row, by=request.user, at=timezone.now())
    words = ngettext("Called off: %(n)s message is not sent.", "Called off: %(n)s messages are not sent.", count)
    say(request, words % {"n": formats.number(count)})
    return redirect("outbox:mailing", row.pk)
