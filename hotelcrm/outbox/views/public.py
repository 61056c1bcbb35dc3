"""What guests decide by the links in their messages: no sign-in, no tracking, in the guest's language, phone first.

A link is all the proof there is, so these pages say no more than its holder knows: addresses are masked, and whoever
holds a link that does not work is told so kindly, whatever the cause.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guests.languages import WRITTEN, language_for
from guests.models.consent import Purpose
from guests.queries.asking import topics
from hotelcrm.outbox.actions import choosing
from hotelcrm.outbox.forms.preferences import ALL_OFF, GENERIC, PERSONAL, ChoiceForm
from hotelcrm.outbox.queries.visitors import Visitor, visitor
from hotelcrm.outbox.signing import NOBODY, BadLinkError, Token, Use, sign, unsign

Context = dict[str, Any]


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What the guest receives, purpose by purpose and channel by channel; each tap is kept at once."""
    found = _visitor(Use.PREFERENCES, token)
    if found is None or found.guest is None or found.hotel is None:
        return _nowhere(request, is_sample=found is not None and found.token.guest_id == NOBODY)
    at, language = timezone.now(), _language(request, found)
    with translation.override(language):
        asked = topics(found.guest, at=at, hotel=found.hotel)
        form = ChoiceForm(request.POST or None, topics=asked)
        if request.method == "POST" and form.is_valid():
            _keep(found, form)
            answer = {"saved": 1, "language": form.cleaned_data["choice"] if _is_language(form) else language}
            return redirect(f"{request.path}?{urlencode(answer)}")
        context = _page(request, found, language) | {"guest": found.guest, "topics": asked, "form": form}
        context["saved"] = request.method == "GET" and "saved" in request.GET
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, "outbox/public/preferences.html", context, status=status)


@csrf_exempt  # mailboxes post it by themselves (RFC 8058), without a cookie; the signed link is the proof
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks, for mail scanners follow links; a POST acts, be it a mailbox's one click or the page's button.

    Of an erased guest it says the same as of any other: nothing more will come, which is true. Whoever told us already
    reads so, with the way to undo it.
    """
    found = _visitor(Use.UNSUBSCRIBE, token)
    if found is None or found.token.guest_id == NOBODY:
        return _nowhere(request, is_sample=found is not None)
    language = _language(request, found)
    with translation.override(language):
        if request.method == "POST" and found.guest is not None:
            choosing.unsubscribe(found.guest, message=found.message, at=timezone.now(), hotel=found.hotel)
        context = _page(request, found, language) | {
            "purpose": Purpose(choosing.ended_by(found.message)).label,
            "channel": found.message.get_channel_display() if found.message else "",
            "preferences": _preferences(found),
        }
        if request.method != "POST":
            context["is_done_already"] = choosing.is_unsubscribed(found.guest, message=found.message)
        name = "unsubscribe" if context.get("is_done_already") is False else "unsubscribed"
        return render(request, f"outbox/public/{name}.html", context)


def _visitor(use: Use, token: str) -> Visitor | None:
    try:
        return visitor(unsign(use, token))
    except BadLinkError:
        return None


def _keep(found: Visitor, form: ChoiceForm) -> None:
    """Do what was tapped."""
    guest, choice, decision, at = found.guest, form.cleaned_data["choice"], form.decision, timezone.now()
    if guest is None:
        return
    if decision is not None:
        choosing.decide(
            guest,
            purpose=decision.purpose,
            channel=decision.channel,
            agrees=decision.agrees,
            notice=decision.notice,
            message=found.message,
            hotel=found.hotel,
            at=at,
        )
    elif choice == ALL_OFF:
        choosing.end_all(guest, message=found.message, hotel=found.hotel, at=at)
    elif choice in {GENERIC, PERSONAL}:
        choosing.wish(guest, at=at, generic_offers_only=choice == GENERIC)
    else:
        choosing.wish(guest, at=at, language=choice)


def _nowhere(request: HttpRequest, *, is_sample: bool = False) -> HttpResponse:
    """For a link that was cut, changed, is too old or for something else, and for guests whose data was erased.

    `is_sample`: it stood in a preview, a test or what staff are shown of a message, and is nobody's.
    """
    language = language_for(None, chosen=request.GET.get("language", ""))
    context = {"house": None, "page_language": language, "written": WRITTEN, "is_sample": is_sample}
    with translation.override(language):
        return render(request, "outbox/public/nowhere.html", context, status=HTTPStatus.NOT_FOUND)


def _page(request: HttpRequest, found: Visitor, language: str) -> Context:
    return {"house": found.hotel, "page_language": language, "written": WRITTEN, "path": request.path}


def _preferences(found: Visitor) -> str:
    token = Token(found.token.guest_id, found.token.message_id)
    return reverse("outbox:preferences", args=[sign(Use.PREFERENCES, token)])


def _language(request: HttpRequest, found: Visitor) -> str:
    chosen = request.GET.get("language") or (request.POST.get("in", "") if request.method == "POST" else "")
    return language_for(found.guest, chosen=chosen)


def _is_language(form: ChoiceForm) -> bool:
    return form.cleaned_data["choice"] in WRITTEN
