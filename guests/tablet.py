"""The form that a guest fills in and signs on the hotel's tablet: nothing is ticked beforehand, nothing must be said.

Next door: ``guests.queries.asking`` (what is asked), ``guests.signatures`` (how a signature is kept) and
``guests.actions`` (which keeps the answers).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.actions import Answer
from guests.models import Consent
from guests.queries.asking import Question, Topic
from guests.signatures import LONGEST, LONGEST_NAME, UnsignedError, signed

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Line:
    """A question with its field, and where staff may not ask yet, the tick by which the guest asks for it."""

    question: Question
    field: BoundField
    own: BoundField | None


class TabletForm(forms.Form):
    """A yes or no for each question, the ids of the texts shown, and a signature: drawn, or the name typed."""

    typed = forms.CharField(
        label=_("Or type your name instead of drawing"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    drawing = forms.CharField(max_length=LONGEST, required=False, strip=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = [topic for topic in topics if topic.notice is not None]
        for topic in self.topics:
            self.fields[f"notice-{topic.purpose}"] = forms.IntegerField(widget=forms.HiddenInput)
            self.initial[f"notice-{topic.purpose}"] = topic.notice.pk if topic.notice else None
            for question in topic.questions:
                self._add(question)

    def lines(self) -> list[tuple[Topic, BoundField, list[Line]]]:
        """What the page shows: each text with the field of its id, and its questions."""
        return [
            (topic, self[f"notice-{topic.purpose}"], list(map(self._line, topic.questions))) for topic in self.topics
        ]

    @cached_property
    def signature(self) -> str:
        """The signature as it is kept; of a form found valid."""
        return signed(self.cleaned_data["drawing"], self.cleaned_data["typed"])

    def answers(self) -> list[Answer]:
        """What was said; of a form found valid."""
        return list(self._answers())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        self._check_texts(data)
        if not any(data.get(question.key) for topic in self.topics for question in topic.questions):
            raise forms.ValidationError(_("Answer at least one question, or give the tablet back."))
        try:
            signed(data["drawing"], data["typed"])
        except UnsignedError as error:
            self.add_error("typed", str(error))
        return data

    def _add(self, question: Question) -> None:
        choices = [(YES, pgettext_lazy("consent", "Yes")), (NO, pgettext_lazy("consent", "No"))]
        self.fields[question.key] = forms.ChoiceField(
            label=question.label, choices=choices, widget=forms.RadioSelect, required=False
        )
        if question.again_on is not None:
            self.fields[f"own-{question.key}"] = forms.BooleanField(label=_("I ask for this myself"), required=False)

    def _line(self, question: Question) -> Line:
        own = f"own-{question.key}"
        return Line(question, self[question.key], self[own] if own in self.fields else None)

    def _check_texts(self, data: dict[str, Any]) -> None:
        """What was read must be what is agreed to: a text may have changed since the form was opened."""
        for topic in self.topics:
            shown = data[f"notice-{topic.purpose}"]
            if topic.notice is not None and shown != topic.notice.pk:
                raise forms.ValidationError(_("One of the texts has changed: please read it again, then sign."))
            for question in topic.questions:
                if question.again_on and data[question.key] == YES and not data[f"own-{question.key}"]:
                    self.add_error(question.key, _("Tick that you ask for this yourself."))

    def _answers(self) -> Iterator[Answer]:
        for topic in self.topics:
            for question in topic.questions:
                said = self.cleaned_data[question.key]
                if said and topic.notice is not None:
                    yield Answer(
                        purpose=question.purpose,
                        channel=question.channel,
                        decision=Consent.Decision.GIVEN if said == YES else question.no,
                        notice=topic.notice,
                        is_own_request=bool(self.cleaned_data.get(f"own-{question.key}")),
                    )
