"""What surveys say: the overview of hotels, the surveys and the results of each, one guest's answers."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from feedback import drawings
from feedback.actions.answering import ticket_key
from feedback.forms.answers import PageForm
from feedback.models import Answer, Invitation, Question, Survey, Ticket
from feedback.queries import surveys as queries
from feedback.queries.asked import pages_of
from feedback.queries.visible import visible_to
from feedback.scope import Scope, hotel_choices, period_choices, scope_of
from guests.languages import language_for
from hotelcrm.accounts.access import Permission, may_administer, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_look, log_looks
from hotelcrm.audit.models import ReadLog

from .public_survey import page_context

PER_PAGE = 25
Context = dict[str, Any]


@requires(Permission.SEE_FEEDBACK)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """NPS, CSAT, response rates and each question, of the hotels and days that the address names."""
    scope = scope_of(request.access, request.GET, at=timezone.now())
    context = _figures(request, scope, None)
    context["departments"] = queries.by_department(context["found"])
    told = [result for result in context["found"] if result.question.kind != Question.Kind.TEXT]
    context["questions"] = drawings.shown(told, {})
    return render(request, "feedback/surveys/overview.html", context)


@requires(Permission.SEE_FEEDBACK)
@require_safe
def surveys(request: StaffRequest) -> HttpResponse:
    """The surveys of these hotels, each with what came of it."""
    scope = scope_of(request.access, request.GET, at=timezone.now())
    rows = queries.surveys_at(scope.hotel_ids)
    context = _frame(request, scope) | {
        "listed": drawings.survey_lines(queries.listed(rows, scope.hotel_ids, scope.period))
    }
    return render(request, "feedback/surveys/surveys.html", context)


@requires(Permission.SEE_FEEDBACK)
@require_safe
def survey(request: StaffRequest, survey_id: int) -> HttpResponse:
    """The results of one survey; whose words are shown is a look at them."""
    at = timezone.now()
    row = _survey(request, survey_id)
    scope = scope_of(request.access, request.GET, at=at)
    context = _figures(request, scope, row)
    texts = queries.latest_texts(row, scope.hotel_ids, scope.period)
    _log_texts(request, texts, at=at)
    context["questions"] = drawings.shown(context["found"], texts)
    context["page"] = Paginator(queries.answered(row, scope.hotel_ids), PER_PAGE).get_page(request.GET.get("page"))
    context["asks"] = pages_of(row)
    return render(request, "feedback/surveys/survey.html", context)


@requires(Permission.SEE_FEEDBACK)
@require_safe
def preview(request: StaffRequest, survey_id: int) -> HttpResponse:
    """A survey as a guest sees it, in either language, page by page; nothing is kept."""
    row = _survey(request, survey_id)
    pages = pages_of(row)
    number = request.GET.get("page", "1")
    page = next((page for page in pages if str(page.number) == number), None)
    if page is None:
        raise Http404
    language = language_for(None, chosen=request.GET.get("language", ""))
    with translation.override(language):
        form = PageForm(None, page=page, kept={})
        context = page_context(row, row.hotel or request.hotel, form, pages, language=language) | {"preview": True}
        return render(request, "feedback/public/survey.html", context)


@requires(Permission.SEE_FEEDBACK)
@require_safe
def answers(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """What one guest answered; a look at that guest."""
    hotels = request.access.ids_for(Permission.SEE_FEEDBACK)
    rows = Invitation.objects.filter(hotel__in=hotels).select_related("survey", "hotel", "guest", "stay", "message")
    row = get_object_or_404(rows, pk=invitation_id)
    if row.guest is not None:
        what = ReadLog.What.SURVEY
        log_look(row.guest.pk, what=what, by=request.user, at=timezone.now(), hotel_id=row.hotel_id, object_id=row.pk)
    said = row.answers.select_related("question").order_by("question__page", "question__order", "question")
    ticket = Ticket.objects.filter(key=ticket_key(row.pk)).first()
    context = {
        "invitation": row,
        "answers": drawings.said(said),
        "ticket": ticket,
        "may_see_ticket": ticket is not None and visible_to(request.access).filter(pk=ticket.pk).exists(),
        "may_see_guest": row.guest is not None and request.access.may(Permission.SEE_GUESTS),
    }
    return render(request, "feedback/surveys/answers.html", context)


def _survey(request: StaffRequest, survey_id: int) -> Survey:
    """One that concerns a hotel whose feedback this person sees; any other is not there."""
    return get_object_or_404(queries.surveys_at(request.access.ids_for(Permission.SEE_FEEDBACK)), pk=survey_id)


def _log_texts(request: StaffRequest, texts: dict[int, list[Answer]], *, at: Any) -> None:
    guests = {answer.invitation.guest_id for rows in texts.values() for answer in rows}
    seen = [pk for pk in guests if pk is not None]
    what = ReadLog.What.SURVEY
    log_looks(seen, what=what, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)


def _figures(request: StaffRequest, scope: Scope, row: Survey | None) -> Context:
    """What overview and results of one survey have in common."""
    rows = queries.scores(scope.hotel_ids, scope.period, row)
    before = queries.total(queries.scores(scope.hotel_ids, scope.before, row))
    found = queries.responses(scope.hotel_ids, scope.period, row)
    return _frame(request, scope) | {
        "survey": row,
        "scores": queries.total(rows),
        "response": found.whole,
        "tiles": drawings.tiles(queries.total(rows), before, found.whole),
        "charts": drawings.charts(scope, rows),
        "hotels": drawings.by_hotel(scope, rows, found),
        "channels": found.by_channel,
        "found": queries.results(scope.hotel_ids, scope.period, row),
    }


def _frame(request: StaffRequest, scope: Scope) -> Context:
    """Scope and menus, and which doors are open."""
    return {
        "scope": scope,
        "hotel_choices": hotel_choices(scope, request.access),
        "period_choices": period_choices(scope),
        "may_manage": request.access.may(Permission.MANAGE_FEEDBACK)
        and may_administer(request.user, request.access.memberships),
    }
