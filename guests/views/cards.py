"""The cards of the guest page, as they are and as forms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from guests.actions import GoneError
from guests.models import Guest
from guests.queries.consents import consents
from guests.queries.contacts import contact_lines, document_lines
from guests.queries.fetch import standing
from guests.queries.people import age, relations, special_days
from guests.queries.preferences import preference_groups, withheld
from guests.visibility import sees
from hotelcrm.accounts.access import Access, Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog

Context = dict[str, Any]
UNPROCESSABLE, CONFLICT = 422, 409


@dataclass(frozen=True)
class CardForm:
    """A form inside a card: what it says on its button, and where it is posted to."""

    form: Form
    url: str
    save: str
    title: str = ""


def identity_card(guest: Guest, access: Access, at: datetime) -> Context:
    """Who the guest is."""
    today = _today(access, at)
    return {"age": age(guest, today), "may_edit": access.may(Permission.EDIT_GUESTS)}


def contacts_card(guest: Guest, access: Access, _at: datetime) -> Context:
    """How to reach the guest, and the documents shown."""
    lines = contact_lines(guest, access)
    return {
        "contacts": lines,
        "documents": document_lines(guest, access),
        "may_edit": access.may(Permission.EDIT_GUESTS),
    }


def preferences_card(guest: Guest, access: Access, _at: datetime) -> Context:
    """What the guest likes."""
    return {
        "preferences": preference_groups(guest, access),
        "withheld": withheld(guest, access),
        "may_edit": access.may(Permission.EDIT_GUESTS),
        "may_observe": access.may(Permission.OBSERVE),
    }


def people_card(guest: Guest, access: Access, _at: datetime) -> Context:
    """Who belongs to the guest."""
    return {"relations": relations(guest), "may_edit": access.may(Permission.EDIT_GUESTS)}


def dates_card(guest: Guest, access: Access, at: datetime) -> Context:
    """Which days to remember."""
    today = _today(access, at)
    return {"days": special_days(guest, today), "today": today, "may_edit": access.may(Permission.EDIT_GUESTS)}


def consents_card(guest: Guest, access: Access, at: datetime) -> Context:
    """What the guest agreed to."""
    return {
        "consents": consents(guest, today=_today(access, at)),
        "may_record": access.may(Permission.RECORD_CONSENT),
        "may_restrict": access.may(Permission.EDIT_GUESTS) and access.may(Permission.READ_AUDIT),
    }


CARDS: dict[str, Callable[[Guest, Access, datetime], Context]] = {
    "identity": identity_card,
    "contacts": contacts_card,
    "preferences": preferences_card,
    "people": people_card,
    "dates": dates_card,
    "consents": consents_card,
}


def get_guest(request: StaffRequest, number: int) -> Guest:
    """The guest that stands behind `number`; 404 for one that this person may not see, as for one there is not."""
    try:
        guest = standing(number)
    except Guest.DoesNotExist as error:
        raise Http404 from error
    if not sees(request.access, guest):
        raise Http404
    return guest


def posted(request: StaffRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, though it be nothing."""
    return request.POST if request.method == "POST" else None


def draw(request: StaffRequest, guest: Guest, name: str, *, card: CardForm | None = None, **more: Any) -> HttpResponse:
    """The card called `name`, with `card`'s form in it if there is one; 422 when that form has faults.

    It is a look at the guest, logged unless it belongs to one that was logged just now.
    """
    at = timezone.now()
    hotel_id = request.hotel.pk if request.access.hotel else None
    log_looks([guest.pk], what=ReadLog.What.PAGE, by=request.user, at=at, hotel_id=hotel_id, is_part=True)
    context = CARDS[name](guest, request.access, at)
    faulty = card is not None and card.form.is_bound and not card.form.is_valid()
    context |= {"guest": guest, "card": card, **more}
    return render(request, f"guests/cards/{name}.html", context, status=UNPROCESSABLE if faulty else None)


def changed(request: StaffRequest, guest: Guest, name: str) -> HttpResponse:
    """The card called `name` after a change, telling the rest of the page of it."""
    response = draw(request, guest, name)
    return trigger_client_event(response, "guest-changed", after="settle")


def unless_gone(request: StaffRequest, change: Callable[[], object]) -> bool:
    """Make `change`, and return whether it was made; say so when what is to be changed was removed meanwhile."""
    try:
        change()
    except GoneError as gone:
        messages.error(request, str(gone))
        return False
    return True


@requires(Permission.SEE_GUESTS)
@require_GET
def card(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """One card as it is: what Cancel goes back to, and what is drawn anew when something else changed it."""
    if name not in CARDS:
        raise Http404
    return draw(request, get_guest(request, number), name)


def _today(access: Access, at: datetime) -> Any:
    return access.hotel.today(at) if access.hotel else at.date()
