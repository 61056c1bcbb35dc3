"""Forms of templates, their texts and blocks."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.frame.layouts import Row, laid_out
from hotelcrm.outbox.actions.templates import FIELDS, Text
from hotelcrm.outbox.models import Block, Template, Variant
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports.sms.approved import APPROVED_ONLY
from hotelcrm.outbox.transports.sms.segments import length
from hotelcrm.outbox.writing.liquid import LARGEST_SOURCE

PARTS = ("code", "overseas", "parameters")


class TemplateForm(forms.ModelForm[Template]):
    """Names, purpose and fallback of a template."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    helper = laid_out(Row("name_en", "name_zh"), Row("purpose", "fallback"), "is_generic")

    class Meta:
        model = Template
        fields = ("name_en", "name_zh", "purpose", "fallback", "is_generic")
        labels: ClassVar = {"purpose": _("What it is for")}

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, as columns."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class BlockForm(forms.ModelForm[Block]):
    """A block in both languages."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    helper = laid_out(Row("name_en", "name_zh"), "source_en", "source_zh")

    class Meta:
        model = Block
        fields = ("name_en", "name_zh", "source_en", "source_zh")

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, as columns."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class VariantForm(forms.Form):
    """One text. What is wrong with it, line by line, is not this form's matter but ``writing.checking``'s."""

    subject = forms.CharField(
        label=_("Subject"), max_length=200, error_messages={"required": _("An e-mail needs a subject.")}
    )
    preheader = forms.CharField(
        label=_("Preview line"), max_length=200, required=False, help_text=_("What a mailbox shows behind the subject.")
    )
    source = forms.CharField(
        label=_("Text"),
        max_length=LARGEST_SOURCE,
        strip=False,
        error_messages={"required": _("Write a text.")},
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "true"}),
    )
    plain = forms.CharField(
        label=_("Plain text"),
        max_length=LARGEST_SOURCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Of an e-mail, for those who read no HTML. Empty: made from the text."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        """An e-mail has a subject; a text message may have templates that a provider approved."""
        super().__init__(*args, **kwargs)
        self.channel = channel
        if channel != Road.EMAIL:
            for name in ("subject", "preheader", "plain"):
                del self.fields[name]
            self.fields["source"].widget.attrs["rows"] = 8
        if channel == Road.SMS:
            self._add_providers()

    def _add_providers(self) -> None:
        labels = {
            "code": _("%(provider)s: template code"),
            "overseas": _("%(provider)s: code outside the mainland"),
            "parameters": _("%(provider)s: parameters"),
        }
        for provider in APPROVED_ONLY:
            for part in PARTS:
                self.fields[f"{provider}_{part}"] = forms.CharField(
                    label=labels[part] % {"provider": provider.title()},
                    required=False,
                    max_length=2000 if part == "parameters" else 60,
                    widget=forms.Textarea(attrs={"rows": 3}) if part == "parameters" else forms.TextInput(),
                    help_text=_("One a line: name: {{ guest.salutation }}") if part == "parameters" else "",
                )

    @property
    def provider_fields(self) -> list[forms.BoundField]:
        """The fields about providers' own templates."""
        return [self[name] for name in self.fields if name.startswith(APPROVED_ONLY)]

    @property
    def text(self) -> Text:
        """What was typed; for a form that is valid."""
        known = {name: self.cleaned_data.get(name, "") for name in FIELDS if name != "provider_ids"}
        known["source"] = known["source"].replace("\r\n", "\n")
        return Text(**known, provider_ids=self._provider_ids())

    def _provider_ids(self) -> dict[str, dict[str, object]]:
        found: dict[str, dict[str, object]] = {}
        for provider in APPROVED_ONLY:
            if code := self.cleaned_data.get(f"{provider}_code", ""):
                lines = self.cleaned_data[f"{provider}_parameters"].splitlines()
                found[provider] = {
                    "code": code,
                    "overseas": self.cleaned_data[f"{provider}_overseas"],
                    "parameters": _parameters(lines),
                }
        return found

    @classmethod
    def of(cls, variant: Variant | None, channel: str) -> "VariantForm":
        """The form with what is saved."""
        if variant is None:
            return cls(channel=channel, initial={"version": 0})
        return cls(channel=channel, initial=values_of(variant))


def _parameters(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines if line.strip())
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def values_of(variant: Variant) -> dict[str, Any]:
    """What is saved, as the fields of the form hold it."""
    known: dict[str, Any] = {name: getattr(variant, name) for name in (*FIELDS, "version") if name != "provider_ids"}
    for provider, told in variant.provider_ids.items():
        for part in ("code", "overseas"):
            known[f"{provider}_{part}"] = told.get(part, "")
        known[f"{provider}_parameters"] = "\n".join(f"{k}: {v}" for k, v in told.get("parameters", {}).items())
    return known


class TryForm(forms.Form):
    """For whom a preview is written, and where a test goes that is no e-mail."""

    guest = forms.IntegerField(label=_("Guest number"), required=False, min_value=1, max_value=2**62)
    address = forms.CharField(label=_("Send the test to"), max_length=120, required=False)


def counted(text: str) -> dict[str, int]:
    """How long a text message is, and in how many parts it is paid for."""
    known = length(text)
    return {"units": known.units, "parts": known.parts}
