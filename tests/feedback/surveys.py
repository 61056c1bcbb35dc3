"""Surveys for tests: three pages with a question of each kind, and guests who answer them."""

from datetime import timedelta
from typing import Any

from feedback.actions.answering import Saved, save_page
from feedback.models import Invitation, Question, Survey
from feedback.queries.asked import pages_of
from feedback.survey_links import survey_path
from hotelcrm.outbox.models import Template, Variant
from stays.models import Stay, StayStatus
from tests.factories import NOW, TODAY, InvitationFactory, QuestionFactory, StayFactory, SurveyFactory

Kind = Question.Kind
REASONS = [{"code": "business", "en": "Business", "zh": "商务"}, {"code": "leisure", "en": "Leisure", "zh": "休闲"}]


def full_survey(**fields: Any) -> Survey:
    """Recommendation (needed); satisfaction (needed), with the restaurant, and a scale; a choice and words."""
    survey: Survey = SurveyFactory(**fields)
    asked: list[dict[str, Any]] = [
        {"page": 1, "kind": Kind.NPS, "is_required": True},
        {"page": 2, "kind": Kind.CSAT, "is_required": True, "low": 2},
        {"page": 2, "kind": Kind.CSAT, "department": "restaurant", "low": 2},
        {"page": 2, "kind": Kind.SCALE, "steps": 7},
        {"page": 3, "kind": Kind.CHOICE, "choices": REASONS},
        {"page": 3, "kind": Kind.TEXT},
    ]
    for order, question in enumerate(asked):
        QuestionFactory(survey=survey, order=order, **question)
    return survey


def ids_of(survey: Survey) -> list[int]:
    """The ids of the questions, in order: nps, csat, restaurant, scale, choice, words."""
    return [question.pk for page in pages_of(survey) for question in page.questions]


def answer_all(invitation: Invitation, *, at: Any = NOW, nps: int = 9, csat: int = 5, **rest: Any) -> Saved:
    """Answer every page of a `full_survey` and finish it."""
    first, second, restaurant, scale, choice, words = ids_of(invitation.survey)
    pages = [
        {first: nps},
        {second: csat, restaurant: rest.get("restaurant"), scale: rest.get("scale", 6)},
        {choice: rest.get("choice", "business"), words: rest.get("words", "")},
    ]
    for number, given in enumerate(pages, start=1):
        saved = save_page(invitation, number=number, given=given, language="en", ends=True, at=at)
    return saved


def answered(at: Any = NOW, **fields: Any) -> Invitation:
    """An invitation to a `full_survey` that was answered at `at`."""
    said = {name: fields.pop(name) for name in ("nps", "csat", "words", "restaurant", "choice") if name in fields}
    fields = {"invited_at": at, "expires_at": at + timedelta(days=30), **fields}
    invitation: Invitation = InvitationFactory(**({"survey": fields.pop("survey", None) or full_survey()} | fields))
    answer_all(invitation, at=at, **said)
    invitation.refresh_from_db()
    return invitation


def path_of(invitation: Invitation) -> str:
    """The guest's link."""
    return survey_path(invitation)


def letter() -> Template:
    """A template of invitations with an e-mail in English."""
    template = Template.objects.create(code="how-was-it", name_en="How was it", name_zh="满意吗", purpose="surveys")
    source = "Hello {{ guest.salutation }}, tell us until {{ survey.valid_until }}: [here]({{ survey.link }})"
    Variant.objects.create(
        template=template, language="en", channel="email", subject="How was it?", source=source, revision=0
    )
    return template


def departed(hotel: Any, guest: Any, *, days: int = 1, **fields: Any) -> Stay:
    """A stay that ended so many days before `TODAY`."""
    left = TODAY - timedelta(days=days)
    fields = {"room": "1208", "status": StayStatus.CHECKED_OUT, **fields}
    stay: Stay = StayFactory(hotel=hotel, guest=guest, arrival=left - timedelta(days=2), departure=left, **fields)
    return stay
