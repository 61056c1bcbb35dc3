"""A message that one guest needs, written at the desk."""

import secrets
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.queries.reach import Desk
from hotelcrm.outbox.writing.rendering import Unwritable

LONGEST = 5_000


class OwnWords(forms.CharField):
    """Needed, but beside a template: whether there is one is for the form to ask."""

    def validate(self, value: str) -> None:
        """Nothing is missing yet."""


class WriteForm(forms.Form):
    """By which channel, and a template or words of one's own; `key` makes a double click one message."""

    use_required_attribute = False

    channel = forms.ChoiceField(label=_("Channel"), widget=forms.RadioSelect(attrs={"autofocus": True}))
    template = forms.ModelChoiceField(
        Template.objects.none(), label=_("Template"), required=False, empty_label=_("none: my own words")
    )
    subject = OwnWords(label=_("Subject"), max_length=200)
    body = OwnWords(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "class": "control"}),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.fields["channel"].choices = [(name, capfirst(Road(name).label)) for name in desk.channels]  # type: ignore[attr-defined]
        offered = [template.pk for template in desk.templates]
        self.fields["template"].queryset = Template.objects.filter(pk__in=offered).order_by("code")  # type: ignore[attr-defined]
        self.fields["key"].initial = secrets.token_hex(8)
        self.fields["channel"].initial = desk.channels[0] if desk.channels else None

    def clean(self) -> dict[str, Any]:
        """Words of one's own or a template that can be written, and a subject where the words go by e-mail."""
        found = super().clean() or {}
        template = found.get("template")
        if template is None:
            self._check_words(found)
        elif found.get("subject") or found.get("body"):
            self.add_error("template", _("Choose a template or write your own words."))
        elif found.get("channel"):
            came = self.desk.shown(template, found["channel"])
            if isinstance(came, Unwritable):
                self.add_error("template", came.sentence)
        return found

    def _check_words(self, found: dict[str, Any]) -> None:
        if "body" in found and not found["body"]:
            self.add_error("body", _("Write the text, or choose a template."))
        if found.get("channel") != Road.EMAIL:
            found["subject"] = ""
        elif "subject" in found and not found["subject"]:
            self.add_error("subject", _("An e-mail needs a subject."))
        if found.get("channel") and not self.desk.takes_own_words(found["channel"]):
            sentence = _("Its provider sends nothing but templates that it approved: choose one, or another channel.")
            self.add_error("channel", sentence)


class ChoiceForm(forms.Form):
    """Which template on which channel is to be shown; anything else shows nothing."""

    channel = forms.ChoiceField()
    template = forms.ModelChoiceField(Template.objects.none())

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(name, name) for name in desk.channels]  # type: ignore[attr-defined]
        offered = [template.pk for template in desk.templates]
        self.fields["template"].queryset = Template.objects.filter(pk__in=offered)  # type: ignore[attr-defined]
