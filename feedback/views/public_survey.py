"""The survey as guests see it: by a sealed link, without sign-in, a page of questions at a time, without scripts.

A link is all the proof there is, so these pages name nobody. Whoever holds one that does not work is told so kindly,
whatever the cause. Staff who follow a guest's link see what it is, and answer nothing in the guest's name.
"""

import re
import secrets
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feedback.actions.answering import OverError, save_page, ticket_key
from feedback.actions.inviting import EnoughError, NoSurveyError, begin_in_room
from feedback.forms.answers import PageForm
from feedback.models import Answer, Invitation, Ticket
from feedback.queries.asked import Page, Room, began_in_room, pages_of
from feedback.survey_links import invitation_of, room_of, survey_path
from guests.languages import WRITTEN, language_for

Context = dict[str, Any]
DEVICE: Final = "survey_device"
DEVICE_SIGNS: Final = re.compile(r"[\w-]{22}", re.ASCII)
DEVICE_DAYS: Final = 30


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A page of the survey. Posting keeps it, and leads to the next, or to the thanks."""
    invitation = invitation_of(token)
    language = _language(request, invitation)
    with translation.override(language):
        if refused := _refused(request, invitation, language):
            return refused
        assert invitation is not None, "refused otherwise"
        pages = pages_of(invitation.survey)
        kept = {row.question_id: row for row in invitation.answers.all()}
        page = _asked_for(request, pages, kept)
        if page is None:
            return _over(request, "nowhere", language, house=invitation.hotel, status=HTTPStatus.NOT_FOUND)
        if request.method == "POST":
            return _keep(request, token, invitation, page, pages, language=language)
        form = PageForm(None, page=page, kept=kept)
        return _show(request, invitation, form, pages, language=language)


@login_not_required
@never_cache
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """What a guest reads after the last page; before it, the way back to the questions."""
    invitation = invitation_of(token)
    language = _language(request, invitation)
    with translation.override(language):
        if invitation is None:
            return _over(request, "nowhere", language, status=HTTPStatus.NOT_FOUND)
        if invitation.finished_at is None:
            return redirect(reverse("feedback:answer", args=[token]))
        context = _frame(invitation.hotel, language) | {"survey": invitation.survey}
        context["is_low"] = Ticket.objects.filter(key=ticket_key(invitation.pk)).exists()
        return render(request, "feedback/public/thanks.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code in a room leads. It asks first: a phone that only looks at the code begins nothing."""
    found = room_of(token)
    language = _language(request, None)
    with translation.override(language):
        if found is None:
            return _over(request, "nowhere", language, status=HTTPStatus.NOT_FOUND)
        if request.user.is_authenticated:
            return _over(request, "staff", language, house=found.hotel)
        if request.method == "POST":
            return _begin(request, found, language)
        before = began_in_room(found, device=_device(request), at=timezone.now())
        if before is not None and before.finished_at is not None:
            return _over(request, "used", language, house=found.hotel)
        context = _frame(found.hotel, language) | {"goes_on": before is not None}
        return render(request, "feedback/public/room.html", context)


def _refused(request: HttpRequest, invitation: Invitation | None, language: str) -> HttpResponse | None:
    """The kind sentence for a link that leads to no question, if it leads to none."""
    if invitation is None:
        return _over(request, "nowhere", language, status=HTTPStatus.NOT_FOUND)
    if request.user.is_authenticated:
        return _over(request, "staff", language, house=invitation.hotel)
    if invitation.finished_at is not None:
        return _over(request, "used", language, house=invitation.hotel, status=HTTPStatus.GONE)
    if invitation.expires_at <= timezone.now():
        return _over(request, "expired", language, house=invitation.hotel, status=HTTPStatus.GONE)
    return None


def _over(
    request: HttpRequest, why: str, language: str, *, house: Any = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = _frame(house, language) | {"why": why}
    return render(request, "feedback/public/over.html", context, status=status)


def _keep(
    request: HttpRequest, token: str, invitation: Invitation, page: Page, pages: list[Page], *, language: str
) -> HttpResponse:
    """Keep what was posted: all of it, or on the way to another language what is sound in it."""
    is_sent = "language" not in request.POST
    form = PageForm(request.POST, page=page, kept={}, is_sent=is_sent)
    is_sound = form.is_valid()
    if is_sent and not is_sound:
        return _show(request, invitation, form, pages, language=language, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        saved = save_page(
            invitation, number=page.number, given=form.given, language=language, ends=is_sent, at=timezone.now()
        )
    except OverError:
        return _over_since(request, token, invitation, form, language)
    if saved.next is None:
        return redirect(reverse("feedback:answer-thanks", args=[token]))
    return redirect(f"{reverse('feedback:answer', args=[token])}?page={saved.next}")


def _over_since(
    request: HttpRequest, token: str, invitation: Invitation, form: PageForm, language: str
) -> HttpResponse:
    """Two taps on the last button are one: what is kept already needs no other word than thanks."""
    kept = dict(invitation.answers.values_list("question", "pk"))
    rows = {row.question_id: row for row in Answer.objects.filter(pk__in=kept.values())}
    invitation.refresh_from_db(fields=["finished_at"])
    is_same = all(_says(rows.get(pk)) == value for pk, value in form.given.items())
    if invitation.finished_at is not None and is_same:
        return redirect(reverse("feedback:answer-thanks", args=[token]))
    why = "used" if invitation.finished_at is not None else "expired"
    return _over(request, why, language, house=invitation.hotel, status=HTTPStatus.GONE)


def _says(row: Answer | None) -> int | str | None:
    if row is None:
        return None
    return row.number if row.number is not None else row.choice or row.text


def _show(
    request: HttpRequest,
    invitation: Invitation,
    form: PageForm,
    pages: list[Page],
    *,
    language: str,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = page_context(invitation.survey, invitation.hotel, form, pages, language=language)
    return render(request, "feedback/public/survey.html", context, status=status)


def page_context(survey: Any, hotel: Any, form: PageForm, pages: list[Page], *, language: str) -> Context:
    """What the page of questions shows; the preview for staff is the same page."""
    return _frame(hotel, language) | {
        "survey": survey,
        "form": form,
        "page": form.page,
        "pages": pages,
        "is_last": form.page.number == len(pages),
        "before": form.page.number - 1,
        "preview": False,
    }


def _frame(house: Any, language: str) -> Context:
    return {"house": house, "page_language": language, "written": WRITTEN}


def _language(request: HttpRequest, invitation: Invitation | None) -> str:
    """Chosen on the page, else what the guest answered in before, else the guest's, else the browser's."""
    chosen = request.POST.get("language") or request.POST.get("in") or request.GET.get("language") or ""
    if not chosen and invitation is not None:
        chosen = invitation.language
    return language_for(invitation.guest if invitation else None, chosen=chosen)


def _asked_for(request: HttpRequest, pages: list[Page], kept: dict[int, Answer]) -> Page | None:
    """The page that the address or the form names; without a word the first one that has no answer yet."""
    named = request.POST.get("page") or request.GET.get("page") or ""
    if named.isascii() and named.isdigit():
        return next((page for page in pages if page.number == int(named[:4])), None)
    fresh = (page for page in pages if not any(question.pk in kept for question in page.questions))
    return next(fresh, pages[-1] if pages else None)


def _device(request: HttpRequest) -> str:
    """The name by which this device is known in rooms for a while; empty the first time, and when it was made up."""
    said = request.COOKIES.get(DEVICE, "")
    return said if DEVICE_SIGNS.fullmatch(said) else ""


def _begin(request: HttpRequest, found: Room, language: str) -> HttpResponse:
    device = _device(request) or secrets.token_urlsafe(16)
    try:
        invitation = begin_in_room(found, device=device, at=timezone.now())
    except NoSurveyError:
        return _over(request, "none", language, house=found.hotel, status=HTTPStatus.NOT_FOUND)
    except EnoughError:
        return _over(request, "enough", language, house=found.hotel, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer = redirect(f"{survey_path(invitation)}?language={language}")
    answer.set_cookie(
        DEVICE,
        device,
        max_age=DEVICE_DAYS * 86_400,
        path="/f/r/",
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
