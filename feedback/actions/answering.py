"""Keeping what guests answer: page by page as it comes, until the last page ends it; what was bad opens a ticket.

Next door: ``feedback.actions.inviting`` (who is asked), ``feedback.rules.scores`` (which answers are low).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.models import Answer, Invitation, Question, Severity, Ticket
from feedback.queries.asked import Page, pages_of
from feedback.rules.scores import DETRACTOR, is_low
from guests.actions import lock as lock_guest
from guests.models import Guest, Touchpoint
from guests.timeline import touch
from stays.models import StayStatus

from .handling import guest_wrote
from .inviting import tongue_of
from .opening import open_ticket, opened_from
from .refusal import Refused

log = logging.getLogger(__name__)

Given = int | str | None
LEFT_AFTER: Final = timedelta(hours=1)  # so long after the last page of a survey nobody is expected to go on
LOOK_BACK: Final = timedelta(days=60)


class OverError(Refused):
    sentence = _("This survey was answered already, or is over.")


@dataclass(frozen=True)
class Saved:
    """What became of a page: `next` is the page to go on with, None when the survey is finished."""

    invitation: Invitation
    next: int | None


@transaction.atomic
def save_page(
    invitation: Invitation, *, number: int, given: Mapping[int, Given], language: str, ends: bool, at: datetime
) -> Saved:
    """Keep what was `given` on a page, by question, and say where to go on.

    None takes an answer back; what is not on the page is not heard. `ends` says that the page was sent rather than left
    for another language: on the last page that finishes the survey, once every question that needs an answer has one.
    Any order of pages, any number of times, comes to the same in the end: the last word to each question before the
    survey was finished. Raises `OverError` when it is finished or out of date; then nothing is kept.
    """
    row = _lock(invitation)
    if row.finished_at is not None or row.expires_at <= at:
        raise OverError
    pages = pages_of(row.survey)
    page = next((page for page in pages if page.number == number), None)
    _keep(row, page, given, at=at)
    row.opened_at, row.language = row.opened_at or at, language
    row.save(update_fields=["opened_at", "language"])
    if page is None or not ends:
        return Saved(row, page.number if page else 1)
    if number < len(pages):
        return Saved(row, number + 1)
    answers = {answer.question_id: answer for answer in row.answers.all()}
    missing = _first_missing(pages, answers)
    if missing is not None:
        return Saved(row, missing)
    _finish(row, pages, answers, at=at)
    return Saved(row, None)


def _lock(invitation: Invitation) -> Invitation:
    """The row as it is now, held, its guest before it: a merge holds guests before it moves what is theirs."""
    while True:
        mark = transaction.savepoint()
        guest_id = Invitation.objects.values_list("guest", flat=True).get(pk=invitation.pk)
        guest = lock_guest(Guest(pk=guest_id)) if guest_id else None
        rows = Invitation.objects.select_for_update(of=("self",), no_key=True)
        row = rows.select_related("survey", "hotel", "guest", "stay").get(pk=invitation.pk)
        if row.guest_id == (guest.pk if guest else None):
            transaction.savepoint_commit(mark)
            return row
        transaction.savepoint_rollback(mark)


def _keep(row: Invitation, page: Page | None, given: Mapping[int, Given], *, at: datetime) -> None:
    questions = [question for question in (page.questions if page else ()) if question.pk in given]
    said = [_answer(row, question, given[question.pk], at=at) for question in questions]
    Answer.objects.bulk_create(
        [answer for answer in said if answer is not None],
        update_conflicts=True,
        unique_fields=["invitation", "question"],
        update_fields=["number", "choice", "text", "at"],
    )
    unsaid = [question.pk for question, answer in zip(questions, said, strict=True) if answer is None]
    if unsaid:
        row.answers.filter(question__in=unsaid).delete()


def _answer(row: Invitation, question: Question, value: Given, *, at: datetime) -> Answer | None:
    answer = Answer(invitation=row, question=question, at=at)
    if value is None or value == "":
        return None
    if isinstance(value, int):
        answer.number = value
    elif question.kind == Question.Kind.CHOICE:
        answer.choice = value
    else:
        answer.text = value
    return answer


def _first_missing(pages: Sequence[Page], answers: Mapping[int, Answer]) -> int | None:
    return next(
        (p.number for p in pages if any(q.is_required and q.pk not in answers for q in p.questions)),
        None,
    )


def _finish(row: Invitation, pages: Sequence[Page], answers: Mapping[int, Answer], *, at: datetime) -> None:
    questions = [question for page in pages for question in page.questions]
    row.finished_at, row.nps, row.csat = at, _nps(questions, answers), _csat(questions, answers)
    row.save(update_fields=["finished_at", "nps", "csat"])
    if row.guest is not None:
        scores = {name: value for name, value in (("nps", row.nps), ("csat", row.csat)) if value is not None}
        facts: dict[str, Any] = {"survey": row.survey_id, "invitation": row.pk, **scores}
        touch(row.guest, kind=Touchpoint.Kind.SURVEY, key=f"survey:{row.pk}", at=at, hotel=row.hotel, **facts)
    _complain(row, questions, answers, at=at)


def _nps(questions: Sequence[Question], answers: Mapping[int, Answer]) -> int | None:
    """The first answer to a question of recommendation."""
    return next((answers[q.pk].number for q in questions if q.kind == Question.Kind.NPS and q.pk in answers), None)


def _csat(questions: Sequence[Question], answers: Mapping[int, Answer]) -> int | None:
    """The first answer on satisfaction with the whole house, else with a department."""
    said = [q for q in questions if q.kind == Question.Kind.CSAT and q.pk in answers]
    return next((answers[q.pk].number for q in sorted(said, key=lambda q: q.department != "")), None)


# What was bad


def ticket_key(invitation_id: int) -> str:
    """The key of the ticket that a survey opens."""
    return f"survey:{invitation_id}"


def _complain(row: Invitation, questions: Sequence[Question], answers: Mapping[int, Answer], *, at: datetime) -> bool:
    """Open a ticket for what was low; where an unfinished survey opened it, tell it what the guest wrote since."""
    low = _low_of(questions, answers)
    if not low:
        return False
    first = Ticket.objects.filter(key=ticket_key(row.pk)).first()
    if first is None:
        _open(row, low, questions, answers, at=at)
    elif row.finished_at is not None and (own := _own_words(questions, answers, known=first.text or "")):
        guest_wrote(first, text=own, at=at, key="survey:finished")
    return first is None


def _open(
    row: Invitation,
    low: Sequence[Question],
    questions: Sequence[Question],
    answers: Mapping[int, Answer],
    *,
    at: datetime,
) -> None:
    stay = row.stay if row.stay is not None and row.stay.guest_id in {None, row.guest_id} else None
    is_here = stay is not None and stay.status == StayStatus.IN_HOUSE
    with translation.override(tongue_of(row.hotel)):
        lines = [_line(question, answers[question.pk]) for question in low]
        summary = gettext("Survey: %(line)s") % {"line": lines[0]}
    open_ticket(
        row.hotel,
        kind=Ticket.Kind.COMPLAINT,
        channel=Ticket.Channel.SURVEY,
        key=ticket_key(row.pk),
        at=at,
        guest=row.guest,
        stay=stay,
        room=row.room,
        department=low[0].department or None,
        severity=Severity.SERIOUS if is_here else None,  # it can still be made good
        summary=summary,
        text="\n".join([*lines, "", _own_words(questions, answers)]),
        language=row.language,
        invitation=row.pk,
    )


def _low_of(questions: Sequence[Question], answers: Mapping[int, Answer]) -> list[Question]:
    """The questions that were answered badly; first those about a department, which then takes the ticket on."""
    low = [
        question
        for question in questions
        if question.pk in answers
        and is_low(answers[question.pk].number, is_nps=question.kind == Question.Kind.NPS, low=question.low)
    ]
    return sorted(low, key=lambda question: question.department == "")


def _line(question: Question, answer: Answer) -> str:
    return gettext("%(question)s %(number)s of %(top)s") % {
        "question": question.text,
        "number": answer.number,
        "top": question.top,
    }


def _own_words(questions: Sequence[Question], answers: Mapping[int, Answer], *, known: str = "") -> str:
    """What was answered in words, but for what are whole lines of `known` already."""
    said = [answers[q.pk].text for q in questions if q.kind == Question.Kind.TEXT and q.pk in answers]
    return "\n".join(text for text in said if f"\n{text.strip()}\n" not in f"\n{known}\n")


def open_left(*, at: datetime) -> int:
    """Open tickets for what was low in surveys that guests began and left at least `LEFT_AFTER` ago; return how many.

    A guest who said that something is wrong need not reach the last page to be heard. Again opens none. A survey that
    cannot be read is logged and left.
    """
    low = Answer.objects.filter(LOW, invitation=OuterRef("pk"))
    fresh = Answer.objects.filter(invitation=OuterRef("pk"), at__gt=at - LEFT_AFTER)
    rows = Invitation.objects.filter(opened_at__gt=at - LOOK_BACK, opened_at__lte=at - LEFT_AFTER, finished_at=None)
    rows = rows.filter(Exists(low), ~Exists(fresh), ~opened_from("survey"))
    return sum(_open_left(row, at=at) for row in rows.exclude(guest__erased_at__isnull=False).order_by("pk"))


LOW = Q(question__kind=Question.Kind.NPS, number__lte=DETRACTOR) | Q(number__lte=F("question__low"))


def _open_left(invitation: Invitation, *, at: datetime) -> bool:
    try:
        return look_into(invitation, at=at, was_left=True)
    except Exception:
        log.exception("No ticket could be opened for invitation %s.", invitation.pk)
        return False


@transaction.atomic
def look_into(invitation: Invitation, *, at: datetime, was_left: bool = False) -> bool:
    """Open a ticket for what is low in the answers so far, and say whether it did; one a survey at most.

    `was_left`: unless the guest has finished it meanwhile, which has opened the ticket then.
    """
    row = _lock(invitation)
    if was_left and row.finished_at is not None:
        return False
    answers = {answer.question_id: answer for answer in row.answers.select_related("question")}
    questions = sorted((answer.question for answer in answers.values()), key=lambda q: (q.page, q.order, q.pk))
    return _complain(row, questions, answers, at=at)
