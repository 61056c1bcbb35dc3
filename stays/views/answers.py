"""What a verb answers: a part for htmx, a page or a redirect for everybody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import trigger_client_event

from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import Note, say
from stays.actions import Doubtful, Refused
from stays.models import Stay

MOVED = "stay-moved"  # whatever shows stays listens for it


def done(request: StaffRequest, stay: Stay, sentence: str, *, undo: str = "") -> HttpResponse:
    """Say what was done, and let every part of the page that shows stays fetch itself again."""
    say(request, sentence, undo=undo)
    if not request.htmx:
        return redirect(_back(request, stay))
    response = HttpResponse()
    response["HX-Trigger"] = MOVED
    return response


def refused(request: StaffRequest, stay: Stay | None, refusal: Refused) -> HttpResponse:
    """The sentence of the refusal with status 409, where the person is looking."""
    template = "stays/_refused.html" if request.htmx else "stays/refused.html"
    context = {"stay": stay, "sentence": str(refusal), "is_doubt": isinstance(refusal, Doubtful)}
    context["room"] = request.POST.get("room", "").strip()
    response = render(request, template, context, status=409)
    if request.htmx and not request.htmx.target:  # the undo of a toast has no place on the page
        trigger_client_event(response, "toasts", {"notes": [Note(text=str(refusal), level="error", undo="")]})
    return response


def is_sure(request: StaffRequest) -> bool:
    """Whether the person, asked about this very room (or about none), said yes."""
    return request.POST.get("sure") == f"yes {request.POST.get('room', '').strip()}".strip()


def nothing_new(request: StaffRequest, stay: Stay, refusal: Refused) -> HttpResponse:
    """A second click asked for what is so already: say so kindly, change nothing."""
    messages.info(request, str(refusal))
    if not request.htmx:
        return redirect(_back(request, stay))
    response = HttpResponse()
    response["HX-Trigger"] = MOVED
    return response


def _back(request: StaffRequest, stay: Stay) -> str:
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return stay.get_absolute_url()
