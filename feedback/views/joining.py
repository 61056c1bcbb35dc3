"""Two tickets that are one, or that have to do with each other."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from feedback.actions import joining, linking
from feedback.actions.refusal import Refused
from feedback.forms.handling import LinkForm, MergeForm, OtherTicketForm
from feedback.models import Ticket
from feedback.queries.story import beside
from feedback.queries.visible import visible_to
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

from .handling import METHODS, UNPROCESSABLE, Verb, ask, done, refuse
from .ticket import visible

MERGE = Verb(
    gettext_lazy("Merge with another ticket"), gettext_lazy("Merge"), MergeForm, joining.merge, gettext_lazy("Merged.")
)
LINK = Verb(
    gettext_lazy("Link with another ticket"), gettext_lazy("Link"), LinkForm, linking.link, gettext_lazy("Linked.")
)


@requires(Permission.HANDLE_TICKETS)
@requires(Permission.MERGE_TICKETS)
@require_http_methods(METHODS)
def merge(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Make this ticket part of another one, and go on there."""
    row, form, other = _named(request, ticket_id, MergeForm, needs=Permission.MERGE_TICKETS)
    if other is None:
        return _ask(request, row, MERGE, form)
    try:
        kept = joining.merge(row, into=other, by=request.user, at=timezone.now(), key=form.cleaned_data["key"])
    except Refused as refused:
        return refuse(request, row, MERGE, form, refused, others=beside(row, seen=visible_to(request.access)))
    words = _("%(ticket)s is part of %(other)s now.") % {"ticket": row, "other": kept}
    say(request, words, undo=reverse("feedback:unmerge", args=[row.pk]))
    return _to(request, kept)


@requires(Permission.HANDLE_TICKETS)
@requires(Permission.MERGE_TICKETS)
@require_POST
def unmerge(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Two tickets again."""
    row = visible(request, ticket_id, needs=Permission.MERGE_TICKETS)
    try:
        joining.unmerge(row, by=request.user, at=timezone.now(), key=f"unmerge:{row.version}")
    except Refused as refused:
        form = MergeForm({}, ticket=row)
        form.is_valid()
        return refuse(request, row, MERGE, form, refused)
    say(request, _("%(ticket)s stands by itself again.") % {"ticket": row})
    return _to(request, row)


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def link(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Note that two tickets have to do with each other."""
    row, form, other = _named(request, ticket_id, LinkForm)
    if other is None:
        return _ask(request, row, LINK, form)
    try:
        linking.link(row, other=other, by=request.user, at=timezone.now(), key=form.cleaned_data["key"])
    except Refused as refused:
        return refuse(request, row, LINK, form, refused, others=beside(row, seen=visible_to(request.access)))
    return done(request, row, LINK.done)


@requires(Permission.HANDLE_TICKETS)
@require_POST
def unlink(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Take a link back."""
    row, form, other = _named(request, ticket_id, LinkForm)
    if other is None:
        return _ask(request, row, LINK, form)
    linking.unlink(row, other=other, by=request.user, at=timezone.now(), key=form.cleaned_data["key"])
    return done(request, row, _("The link is taken off."), swap="none")


def _named(
    request: StaffRequest,
    ticket_id: int,
    kind: type[OtherTicketForm],
    *,
    needs: Permission = Permission.HANDLE_TICKETS,
) -> tuple[Ticket, OtherTicketForm, Ticket | None]:
    """The ticket, the form, and the other ticket it names if this person may see that."""
    row = visible(request, ticket_id, needs=needs)
    form = kind(request.POST if request.method == "POST" else None, ticket=row)
    if not form.is_valid():
        return row, form, None
    other = visible_to(request.access).filter(pk=form.cleaned_data["other"]).first()
    if other is None:
        form.add_error("other", _("There is no such ticket."))
    return row, form, other


def _ask(request: StaffRequest, row: Ticket, verb: Verb, form: OtherTicketForm) -> HttpResponse:
    """The form, with the tickets that lie near: of the same room, of the same guest."""
    status = UNPROCESSABLE if form.errors else 200
    more: dict[str, Any] = {"others": beside(row, seen=visible_to(request.access))}
    return ask(request, row, verb, form, status=status, **more)


def _to(request: StaffRequest, row: Ticket) -> HttpResponse:
    if not request.htmx:
        return redirect(row)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = row.get_absolute_url()
    return answer
