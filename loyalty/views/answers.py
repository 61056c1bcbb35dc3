"""What a verb of this room answers: a dialog with its faults, or the news that something changed."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django_htmx.http import trigger_client_event
from django_stubs_ext import StrOrPromise

from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

# Parts that show vouchers, rewards, benefits or points listen to the second, the guest page's other parts to the third.
EVENTS = ("close-dialog", "loyalty-changed", "guest-changed")
UNPROCESSABLE, CONFLICT = 422, 409


def posted(request: StaffRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, though it be nothing."""
    return request.POST if request.method == "POST" else None


def asked(request: StaffRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """A dialog with `form`; 422 when the form has faults."""
    faulty = form.is_bound and bool(form.errors)
    return render(request, template, {"form": form, **context}, status=UNPROCESSABLE if faulty else None)


def changed(request: StaffRequest, sentence: StrOrPromise, *, back: Any, undo: str = "") -> HttpResponse:
    """Say what was done, close the dialog and let the parts of the page fetch themselves; without htmx go `back`."""
    say(request, sentence, undo=undo)
    return news(request, back=back)


def news(request: StaffRequest, *, back: Any) -> HttpResponse:
    """Close the dialog and let the parts of the page fetch themselves; without htmx go `back`."""
    if not request.htmx:
        return redirect(back)
    response = HttpResponse()
    for event in EVENTS:
        trigger_client_event(response, event)
    return response
