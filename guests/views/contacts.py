"""Contacts and documents: added, removed, revealed one at a time."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import retarget, trigger_client_event

from guests import actions
from guests.forms import ContactForm, DocumentForm, ReasonForm
from guests.models import Contact, IdentityDocument
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

from .cards import UNPROCESSABLE, CardForm, changed, draw, get_guest, posted, unless_gone

MARKS = {
    "verified": (actions.mark_verified, gettext_lazy("Noted: it reaches the guest.")),
    "bounced": (actions.mark_bounced, gettext_lazy("Noted: it does not reach the guest.")),
}


@requires(Permission.EDIT_GUESTS)
@require_http_methods(["GET", "POST"])
def add_contact(request: StaffRequest, number: int) -> HttpResponse:
    """Add a phone number, an address or an account."""
    guest = get_guest(request, number)
    form = ContactForm(posted(request), country=request.hotel.country)
    if not form.is_bound or not form.is_valid():
        url = reverse("guests:add-contact", args=[guest.number])
        return draw(request, guest, "contacts", card=CardForm(form, url, _("Add"), _("New contact")))
    facts = form.cleaned_data
    actions.add_contact(guest, by=request.user, at=timezone.now(), hotel=request.hotel, **facts)
    say(request, _("Contact added."))
    return changed(request, guest, "contacts")


@requires(Permission.EDIT_GUESTS)
@require_POST
def remove_contact(request: StaffRequest, number: int, contact_id: int) -> HttpResponse:
    """Forget a contact."""
    guest = get_guest(request, number)
    contact = guest.contacts.filter(pk=contact_id).first()
    if contact is not None:
        actions.remove_contact(contact, by=request.user, at=timezone.now())
        say(request, _("Contact removed."))
    return changed(request, guest, "contacts")


@requires(Permission.EDIT_GUESTS)
@require_POST
def make_primary(request: StaffRequest, number: int, contact_id: int) -> HttpResponse:
    """Use this contact before the others of its kind."""
    guest = get_guest(request, number)
    contact = get_object_or_404(guest.contacts, pk=contact_id)
    if unless_gone(request, lambda: actions.make_primary(contact, by=request.user, at=timezone.now())):
        say(request, _("Used first from now on."))
    return changed(request, guest, "contacts")


@requires(Permission.EDIT_GUESTS)
@require_POST
def mark(request: StaffRequest, number: int, contact_id: int, verb: str) -> HttpResponse:
    """Say that a contact reaches the guest, or that it does not."""
    guest = get_guest(request, number)
    contact = get_object_or_404(guest.contacts, pk=contact_id)
    if verb not in MARKS:
        raise Http404
    act, said = MARKS[verb]
    if unless_gone(request, lambda: act(contact, by=request.user, at=timezone.now())):
        say(request, said)
    return changed(request, guest, "contacts")


@requires(Permission.EDIT_GUESTS)
@require_http_methods(["GET", "POST"])
def add_document(request: StaffRequest, number: int) -> HttpResponse:
    """Remember an identity document that was shown."""
    guest = get_guest(request, number)
    form = DocumentForm(posted(request), initial={"country": request.hotel.country})
    if not form.is_bound or not form.is_valid():
        url = reverse("guests:add-document", args=[guest.number])
        return draw(request, guest, "contacts", card=CardForm(form, url, _("Add"), _("New document")))
    actions.add_document(guest, by=request.user, at=timezone.now(), **form.cleaned_data)
    say(request, _("Document added."))
    return changed(request, guest, "contacts")


@requires(Permission.EDIT_GUESTS)
@require_POST
def remove_document(request: StaffRequest, number: int, document_id: int) -> HttpResponse:
    """Forget a document."""
    guest = get_guest(request, number)
    document = guest.documents.filter(pk=document_id).first()
    if document is not None:
        actions.remove_document(document, by=request.user, at=timezone.now())
        say(request, _("Document removed."))
    return changed(request, guest, "contacts")


@requires(Permission.REVEAL_CONTACTS, Permission.REVEAL_DOCUMENTS)
@require_http_methods(["GET", "POST"])
def reveal(request: StaffRequest, number: int, what: str, row_id: int) -> HttpResponse:
    """Ask for a reason, then show one contact or document; both the look and the reason are logged."""
    guest = get_guest(request, number)
    row = _row(request, guest.pk, what, row_id)
    form = ReasonForm(posted(request))
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "row": row, "guest": guest, "what": what}
        response = render(request, "guests/reveal.html", context, status=UNPROCESSABLE if form.is_bound else None)
        return retarget(response, "#reveal") if form.is_bound else response
    by, at = request.user, timezone.now()
    if isinstance(row, Contact):
        value = actions.reveal_contact(row, by=by, at=at, hotel=request.hotel, reason=form.text)
    else:
        value = actions.reveal_document(row, by=by, at=at, hotel=request.hotel, reason=form.text)
    response = render(request, "guests/revealed.html", {"row": row, "value": value, "what": what})
    return trigger_client_event(response, "close-dialog")


def _row(request: StaffRequest, guest_id: int, what: str, row_id: int) -> Contact | IdentityDocument:
    needed = Permission.REVEAL_CONTACTS if what == "contact" else Permission.REVEAL_DOCUMENTS
    if not request.access.may(needed):
        raise Http404
    if what == "contact":
        return get_object_or_404(Contact, pk=row_id, guest=guest_id)
    return get_object_or_404(IdentityDocument, pk=row_id, guest=guest_id)
