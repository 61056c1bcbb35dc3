"""Relations and days to remember: added, removed."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guests import actions
from guests.forms import RelationshipForm, SpecialDateForm
from guests.models import Guest, Relationship
from guests.queries.people import people_called
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

from .cards import CardForm, changed, draw, get_guest, posted


@requires(Permission.EDIT_GUESTS)
@require_http_methods(["GET", "POST"])
def add_relationship(request: StaffRequest, number: int) -> HttpResponse:
    """Say who another guest is to this one."""
    guest = get_guest(request, number)
    chosen = request.GET.get("other", "")
    form = RelationshipForm(posted(request), initial={"who": chosen, "other": chosen})
    if form.is_bound and form.is_valid() and _relate(request, guest, form):
        say(request, _("Saved."))
        return changed(request, guest, "people")
    url = reverse("guests:add-relationship", args=[guest.number])
    found = people_called(str(form["who"].value() or ""), beside=guest)
    return draw(request, guest, "people", card=CardForm(form, url, _("Add"), _("New relation")), people=found)


def _relate(request: StaffRequest, guest: Guest, form: RelationshipForm) -> bool:
    try:
        other = get_guest(request, form.cleaned_data["other"])
        kind = form.cleaned_data["kind"]
        actions.add_relationship(guest, other=other, kind=kind, by=request.user, at=timezone.now())
    except Http404:
        form.add_error("who", _("There is no guest with this number."))
    except actions.SamePersonError as same:
        form.add_error("who", str(same))
    return form.is_valid()


@requires(Permission.EDIT_GUESTS)
@require_POST
def find_person(request: StaffRequest, number: int) -> HttpResponse:
    """People to choose from, by what is typed. Posted: names belong in no address."""
    guest = get_guest(request, number)
    people = people_called(request.POST.get("who", ""), beside=guest)
    return render(request, "guests/cards/_people_found.html", {"people": people})


@requires(Permission.EDIT_GUESTS)
@require_POST
def remove_relationship(request: StaffRequest, number: int, row_id: int) -> HttpResponse:
    """Forget a relation, from either side."""
    guest = get_guest(request, number)
    row = Relationship.objects.filter(Q(guest=guest) | Q(other=guest), pk=row_id).first()
    if row is not None:
        actions.remove_relationship(row, by=request.user, at=timezone.now())
        say(request, _("Relation removed."))
    return changed(request, guest, "people")


@requires(Permission.EDIT_GUESTS)
@require_http_methods(["GET", "POST"])
def add_date(request: StaffRequest, number: int) -> HttpResponse:
    """Remember a day."""
    guest = get_guest(request, number)
    form = SpecialDateForm(posted(request))
    if not form.is_bound or not form.is_valid():
        url = reverse("guests:add-date", args=[guest.number])
        return draw(request, guest, "dates", card=CardForm(form, url, _("Add"), _("New day to remember")))
    actions.add_special_date(guest, by=request.user, at=timezone.now(), **form.cleaned_data)
    say(request, _("Saved."))
    return changed(request, guest, "dates")


@requires(Permission.EDIT_GUESTS)
@require_POST
def remove_date(request: StaffRequest, number: int, row_id: int) -> HttpResponse:
    """Forget a day."""
    guest = get_guest(request, number)
    row = guest.special_dates.filter(pk=row_id).first()
    if row is not None:
        actions.remove_special_date(row, by=request.user, at=timezone.now())
        say(request, _("Day removed."))
    return changed(request, guest, "dates")
