"""A message that one guest needs, written at the desk."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose

LONGEST = 5_000


class WriteForm(forms.Form):
    """By which channel, and a template or words of one's own; `key` makes a double click one message."""

    channel = forms.ChoiceField(label=_("Channel"), widget=forms.RadioSelect)
    template = forms.ModelChoiceField(
        Template.objects.none(), label=_("Template"), required=False, empty_label=_("none: my own words")
    )
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "control"}),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, channels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(Road.choices)
        self.fields["channel"].choices = [(name, words[Road(name)]) for name in channels]  # type: ignore[attr-defined]
        written = Template.objects.filter(purpose=MessagePurpose.SERVICE, archived_at=None)
        self.fields["template"].queryset = written.filter(variants__isnull=False).distinct().order_by("code")  # type: ignore[attr-defined]
        self.fields["key"].initial = secrets.token_hex(8)
        self.fields["channel"].initial = channels[0] if channels else None

    def clean(self) -> dict[str, Any]:
        """Words of one's own or a template, and a subject where the words go by e-mail."""
        found = super().clean() or {}
        if not found.get("template"):
            if not found.get("body"):
                self.add_error("body", _("Write the text, or choose a template."))
            if found.get("channel") == Road.EMAIL and not found.get("subject"):
                self.add_error("subject", _("An e-mail needs a subject."))
        return found
