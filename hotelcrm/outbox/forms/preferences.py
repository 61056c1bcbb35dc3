"""The one tap of a preference centre: which button, and under which text."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guests.languages import WRITTEN
from guests.models import Notice
from guests.queries.asking import Topic

ALL_OFF, GENERIC, PERSONAL = "off", "generic", "personal"


@dataclass(frozen=True)
class Decision:
    """A yes or no to one purpose on one channel; `notice` is the text beside it."""

    purpose: str
    channel: str
    agrees: bool
    notice: Notice | None


class ChoiceForm(forms.Form):
    """`choice` is the value of the button: a question with yes or no, a language, or one of the three words above."""

    choice = forms.CharField(max_length=60)

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions: dict[str, Decision] = {}
        for topic in topics:
            self.fields[f"notice-{topic.purpose}"] = forms.IntegerField(required=False)
            for question in topic.questions:
                for word, agrees in (("yes", True), ("no", False)):
                    decision = Decision(topic.purpose, question.channel, agrees, topic.notice)
                    self.decisions[f"{question.key}-{word}"] = decision

    @property
    def decision(self) -> Decision | None:
        """The answer to a question, if it is one."""
        return self.decisions.get(self.cleaned_data["choice"])

    def clean_choice(self) -> str:
        choice: str = self.cleaned_data["choice"]
        if choice not in {ALL_OFF, GENERIC, PERSONAL, *WRITTEN, *self.decisions}:
            raise forms.ValidationError(_("Please choose once more."))
        return choice

    def clean(self) -> dict[str, Any]:
        """A yes is one to the text that was read; a no needs none."""
        data = super().clean() or {}
        decision = self.decisions.get(data.get("choice", ""))
        if decision is not None and decision.agrees:
            shown = data.get(f"notice-{decision.purpose}")
            if decision.notice is None or shown != decision.notice.pk:
                self.add_error("choice", _("The text has changed: please read it again, then choose."))
        return data
