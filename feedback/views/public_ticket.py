"""A guest's own page of a ticket: what was said, the box to answer in, and whether it was right.

No sign-in: the sealed link is all the proof there is, so the page says what the holder was told and nothing more. A GET
changes nothing, for scanners of mail follow links.
"""

import re
import secrets
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback.actions import asking
from feedback.actions.refusal import Refused
from feedback.links import LinkOverError, ticket_of
from feedback.models import Ticket
from feedback.queries.talk import talk_of
from feedback.signing import NOBODYS, BadLinkError
from guests.languages import WRITTEN, language_for

METHODS = ["GET", "HEAD", "POST"]
VERDICTS = {"right": True, "wrong": False}
_KEY = re.compile(r"[0-9a-f]{32}")
Context = dict[str, Any]


@login_not_required
@never_cache
@require_http_methods(METHODS)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What was said, and the box: what is typed there is kept once for each form."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    language = _language(request, found)
    with translation.override(language), timezone.override(found.hotel.zone):
        if request.method != "POST":
            return _show(request, found, token, language)
        text, key = request.POST.get("text", ""), request.POST.get("key", "")
        try:
            asking.answer(found, text=text, at=timezone.now(), key=f"web:{_sound(key)}")
        except Refused as refused:
            status = _status(refused)
            return _show(request, found, token, language, text=text, fault=str(refused.sentence), status=status)
        return redirect(f"{_path(token)}?{urlencode({'kept': 1, 'language': language})}")


@login_not_required
@never_cache
@require_http_methods(METHODS)
def judge(request: HttpRequest, token: str, verdict: str) -> HttpResponse:
    """Whether it was right: a GET asks, a POST takes it; if it was not, the ticket is open again."""
    if verdict not in VERDICTS:
        raise Http404
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    language = _language(request, found)
    with translation.override(language), timezone.override(found.hotel.zone):
        talk = talk_of(found)
        if request.method != "POST":
            if not talk.asks:
                return redirect(f"{_path(token)}?{urlencode({'language': language})}")
            return _ask(request, found, token, verdict, language)
        try:
            text = request.POST.get("text", "")
            asking.judge(found, was_right=VERDICTS[verdict], text=text, at=timezone.now())
        except asking.TooLongError as refused:
            return _ask(request, found, token, verdict, language, text=text, fault=str(refused.sentence))
        except Refused as refused:
            fault, status = str(refused.sentence), HTTPStatus.CONFLICT
            return _show(request, found, token, language, text=text, fault=fault, status=status)
        return redirect(f"{_path(token)}?{urlencode({'kept': 1, 'language': language})}")


def _found(request: HttpRequest, token: str) -> Ticket | HttpResponse:
    """The ticket behind the link, or the kind sentence for a link that leads to none."""
    try:
        ticket = ticket_of(token, at=timezone.now())
    except LinkOverError:
        return _over(request, "over", HTTPStatus.GONE)
    except BadLinkError:
        return _over(request, "sample" if token == NOBODYS else "nowhere", HTTPStatus.NOT_FOUND)
    if request.user.is_authenticated:
        return _over(request, "staff", HTTPStatus.OK)
    return ticket


def _over(request: HttpRequest, why: str, status: HTTPStatus) -> HttpResponse:
    language = language_for(None, chosen=request.GET.get("language", ""))
    context = {"house": None, "page_language": language, "written": WRITTEN, "why": why}
    with translation.override(language):
        return render(request, "feedback/recovery/public_over.html", context, status=status)


def _show(
    request: HttpRequest,
    ticket: Ticket,
    token: str,
    language: str,
    *,
    text: str = "",
    fault: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    fresh = {"kept": request.method != "POST" and "kept" in request.GET, "talk": talk_of(ticket)}
    context = _frame(ticket, token, language, text=text, fault=fault) | fresh
    return render(request, "feedback/recovery/public.html", context, status=status)


def _ask(
    request: HttpRequest, ticket: Ticket, token: str, verdict: str, language: str, *, text: str = "", fault: str = ""
) -> HttpResponse:
    context = _frame(ticket, token, language, text=text, fault=fault) | {"is_right": VERDICTS[verdict]}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return render(request, "feedback/recovery/public_judge.html", context, status=status)


def _frame(ticket: Ticket, token: str, language: str, *, text: str, fault: str) -> Context:
    return {
        "house": ticket.hotel,
        "page_language": language,
        "written": WRITTEN,
        "ticket": ticket,
        "token": token,
        "text": text,
        "fault": fault,
        "key": secrets.token_hex(16),
        "longest": asking.LONGEST,
    }


def _path(token: str) -> str:
    return reverse("feedback:guest-ticket", args=[token])


def _sound(key: str) -> str:
    """The key of the form; one that no form of ours has is as good as a new one."""
    return key if _KEY.fullmatch(key) else secrets.token_hex(16)


def _status(refused: Refused) -> HTTPStatus:
    return (
        HTTPStatus.TOO_MANY_REQUESTS if isinstance(refused, asking.TooOftenError) else HTTPStatus.UNPROCESSABLE_ENTITY
    )


def _language(request: HttpRequest, ticket: Ticket) -> str:
    return language_for(ticket.guest, chosen=request.GET.get("language") or request.POST.get("in", ""))
