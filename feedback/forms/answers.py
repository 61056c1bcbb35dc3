"""One page of a survey as a form: a field for each question, whatever its kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from feedback.models import Answer, Question
from feedback.queries.asked import Page

LONGEST: Final = 2_000  # signs of one answer
MOODS: Final = {
    1: pgettext_lazy("survey", "Very dissatisfied"),
    2: pgettext_lazy("survey", "Dissatisfied"),
    3: pgettext_lazy("survey", "Neither"),
    4: pgettext_lazy("survey", "Satisfied"),
    5: pgettext_lazy("survey", "Very satisfied"),
}


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: StrOrPromise
    is_chosen: bool


@dataclass(frozen=True)
class Line:
    """A question with its field."""

    question: Question
    field: BoundField

    @property
    def options(self) -> list[Option]:
        """What can be chosen; nothing where the answer is typed."""
        said = str(self.field.value() if self.field.value() is not None else "")
        return [Option(value, label, value == said) for value, label in options_of(self.question)]

    @property
    def ends(self) -> tuple[StrOrPromise, StrOrPromise]:
        """What the lowest and the highest number stand for; empty where each says it itself."""
        found: dict[Question.Kind, tuple[StrOrPromise, StrOrPromise]] = {
            Question.Kind.NPS: (_("0: not at all"), _("10: gladly")),
            Question.Kind.CSAT: (_("1: very dissatisfied"), _("5: very satisfied")),
            Question.Kind.SCALE: (_("1: poor"), gettext("%(top)s: excellent") % {"top": self.question.top}),
        }
        return found.get(Question.Kind(self.question.kind), ("", ""))


def options_of(question: Question) -> Sequence[tuple[str, StrOrPromise]]:
    """The answers a question offers, as they are posted and as they are read in the language of the page."""
    if question.kind == Question.Kind.CHOICE:
        language = "zh" if (get_language() or "").startswith("zh") else "en"
        return [(choice["code"], choice[language]) for choice in question.choices]
    if question.kind == Question.Kind.CSAT:
        return [(str(number), label) for number, label in MOODS.items()]
    return [(str(number), str(number)) for number in range(question.bottom, question.top + 1)] if question.top else []


class PageForm(forms.Form):
    """The questions of one page, with what was `kept` of it before. Not `is_sent`: nothing has to be answered yet."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, page: Page, kept: Mapping[int, Answer], is_sent: bool = True
    ) -> None:
        initial = {name_of(q): _said(kept[q.pk]) for q in page.questions if q.pk in kept}
        super().__init__(data, initial=initial)
        self.page = page
        for question in page.questions:
            self.fields[name_of(question)] = _field(question, is_required=is_sent and question.is_required)

    @cached_property
    def lines(self) -> list[Line]:
        """The questions in order, each with its field."""
        return [Line(question, self[name_of(question)]) for question in self.page.questions]

    @property
    def given(self) -> dict[int, int | str | None]:
        """What was answered, by question; of a form with faults what is sound in it."""
        found = {
            q.pk: self.cleaned_data.get(name_of(q)) for q in self.page.questions if name_of(q) in self.cleaned_data
        }
        return {pk: None if value == "" else value for pk, value in found.items()}


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"q{question.pk}"


def _said(answer: Answer) -> str:
    return str(answer.number) if answer.number is not None else answer.choice or answer.text or ""


def _field(question: Question, *, is_required: bool) -> forms.Field:
    choose = {"required": _("Please choose an answer."), "invalid_choice": _("Please choose one of the answers.")}
    if question.kind == Question.Kind.TEXT:
        needed = {"required": _("Please write a few words.")}
        return forms.CharField(label=question.text, max_length=LONGEST, required=is_required, error_messages=needed)
    choices = options_of(question)
    if question.kind == Question.Kind.CHOICE:
        return forms.ChoiceField(label=question.text, choices=choices, required=is_required, error_messages=choose)
    return forms.TypedChoiceField(
        label=question.text,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=is_required,
        error_messages=choose,
    )
