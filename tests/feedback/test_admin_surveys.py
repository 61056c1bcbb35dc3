"""Surveys in Django's admin: in both languages, and what was answered stays as it was asked."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from feedback.models import Question, Survey
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, QuestionFactory, SurveyFactory, staff

from .surveys import REASONS, answered, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel(db):
    return HotelFactory()


@pytest.fixture
def manager(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))
    return client


def posted(survey=None, questions=(), **fields):
    data = {
        "code": "new",
        "name_en": "New",
        "name_zh": "新",
        "sent": "by_hand",
        "is_active": "on",
        "hotel": "",
        "after_days": 1,
        "begins_on": "2026-11-01",
        "rest_days": 30,
        "valid_days": 30,
        "template": "",
        "thanks_en": "",
        "thanks_zh": "",
        "questions-MIN_NUM_FORMS": 0,
        "questions-MAX_NUM_FORMS": 1000,
        "questions-TOTAL_FORMS": len(questions),
        "questions-INITIAL_FORMS": sum("id" in question for question in questions),
    }
    for number, question in enumerate(questions):
        row = {"page": 1, "order": number, "steps": 5, "is_active": "on", "choices": "", "low": "", "department": ""}
        row |= question
        data |= {f"questions-{number}-{name}": value for name, value in row.items()}
    return data | fields


def add(client, **fields):
    return client.post(reverse("admin:feedback_survey_add"), posted(**fields))


def change(client, survey, **fields):
    return client.post(reverse("admin:feedback_survey_change", args=[survey.pk]), posted(**fields))


def faults(response):
    forms = response.context["inline_admin_formsets"][0].formset.errors
    return {**response.context["adminform"].form.errors, **{k: v for form in forms for k, v in form.items()}}


def test_a_manager_writes_a_survey_for_the_own_hotel(manager, hotel):
    choice = {"kind": "choice", "text_en": "Why?", "text_zh": "为何？"}
    lines = "business | Business | 商务\nleisure｜Leisure｜休闲\n"

    answer = add(manager, hotel=hotel.pk, questions=[{**choice, "choices": lines}])

    assert answer.status_code == 302
    survey = Survey.objects.get(code="new")
    assert survey.hotel == hotel
    assert survey.questions.get().choices == REASONS


def test_the_page_shows_choices_as_lines(manager, hotel):
    survey = SurveyFactory(hotel=hotel)
    QuestionFactory(survey=survey, kind="choice", choices=REASONS)

    page = manager.get(reverse("admin:feedback_survey_change", args=[survey.pk])).content.decode()

    assert "business | Business | 商务\nleisure | Leisure | 休闲" in page


@pytest.mark.parametrize(
    "lines", ["business", "business | Business", "a | A | 甲\na | B | 乙", "| A | 甲", f"{'x' * 41} | A | 甲", ""]
)
def test_choices_that_nobody_could_tell_apart_or_read_are_refused(manager, hotel, lines):
    question = {"kind": "choice", "text_en": "Why?", "text_zh": "为何？", "choices": lines}

    assert "choices" in faults(add(manager, hotel=hotel.pk, questions=[question]))


def test_a_survey_that_is_sent_needs_its_letter(manager, hotel):
    assert "template" in faults(add(manager, hotel=hotel.pk, sent="departure"))
    assert add(manager, hotel=hotel.pk, sent="departure", template=letter().pk).status_code == 302


def test_of_one_occasion_a_hotel_has_one_survey(manager, hotel):
    SurveyFactory(hotel=hotel, sent="room")

    answer = add(manager, hotel=hotel.pk, sent="room")

    assert "There is an active survey for this occasion already." in answer.content.decode()


def test_what_was_answered_stays_as_it_was_asked(manager, hotel):
    invitation = answered(survey=_asked(hotel), hotel=hotel)
    question = invitation.survey.questions.order_by("pk").first()
    row = {"id": question.pk, "survey": question.survey_id, "kind": "text", "text_en": "Else?", "text_zh": "别的？"}

    answer = change(
        manager, invitation.survey, hotel=hotel.pk, questions=[{**row, "order": 7, "page": 2, "is_active": ""}]
    )

    assert answer.status_code == 302
    kept = Question.objects.get(pk=question.pk)
    assert (kept.kind, kept.text_en) == (question.kind, question.text_en)
    assert (kept.order, kept.page, kept.is_active) == (7, 2, False)


def _asked(hotel):
    from .surveys import full_survey

    return full_survey(hotel=hotel)


@pytest.mark.parametrize(
    "change", [{"text_en": "Else?"}, {"text_zh": "别的？"}, {"kind": "scale"}, {"steps": 7}, {"choices": REASONS}]
)
def test_the_database_refuses_it_too(change):
    question = answered().survey.questions.order_by("pk").first()

    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**change)
    Question.objects.filter(pk=question.pk).update(order=9, is_active=False, low=3)
    Question.objects.filter(pk=QuestionFactory().pk).update(text_en="Nobody answered this yet")


def test_an_answered_survey_is_not_deleted(manager, hotel):
    invitation = answered(survey=_asked(hotel), hotel=hotel)

    manager.post(reverse("admin:feedback_survey_delete", args=[invitation.survey_id]), {"post": "yes"})

    assert Survey.objects.filter(pk=invitation.survey_id).exists()


def test_a_manager_of_one_hotel_looks_at_the_survey_for_all_and_changes_nothing(manager, hotel):
    HotelFactory()
    survey = SurveyFactory(name_en="For all")
    QuestionFactory(survey=survey)

    page = manager.get(reverse("admin:feedback_survey_change", args=[survey.pk]))

    assert page.status_code == 200
    assert "_save" not in page.content.decode()
    assert change(manager, survey, name_en="Mine").status_code == 403


def test_a_survey_of_another_hotel_is_not_there(manager):
    survey = SurveyFactory(hotel=HotelFactory())

    assert manager.get(reverse("admin:feedback_survey_change", args=[survey.pk])).status_code == 302


@pytest.mark.parametrize("role", Role)
def test_who_writes_surveys(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    status = client.get(reverse("admin:feedback_survey_changelist")).status_code

    assert (status == 200) == (role in {Role.MANAGER, Role.ADMINISTRATOR})
