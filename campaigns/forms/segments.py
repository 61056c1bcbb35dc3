"""A rule with its names, one guest to try, two segments to compare, a list and what it leaves for."""

import secrets
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.segments import ChangedMeanwhile
from campaigns.models import Segment
from campaigns.segments import sensitive
from campaigns.segments.expanding import expanded
from campaigns.segments.nodes import BadRule
from campaigns.segments.tree import parse
from guests.models import Guest
from guests.queries.fetch import standing
from hotelcrm.accounts.access import Access

RULE_ROWS: Final = 12


class SegmentForm(forms.ModelForm[Segment]):
    """A segment. `fault` is what is wrong with its rule and where, for the page that draws it."""

    of_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    access: Access | None = None  # of who writes; set by the page

    class Meta:
        model = Segment
        fields = ("name_en", "name_zh", "description", "rule")
        widgets = {"rule": forms.Textarea(attrs={"rows": RULE_ROWS, "spellcheck": "false", "translate": "no"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fault: BadRule | None = None
        self.initial.setdefault("rule", {"all": []})
        if not self.initial["rule"]:
            self.initial["rule"] = {"all": []}
        self.initial["of_version"] = self.instance.version

    def clean_rule(self) -> object:
        """Only what holds water is kept; a segment that leads back to itself does not."""
        rule: object = self.cleaned_data["rule"]
        try:
            group = parse(rule)
            expanded(group, of=self.instance.pk)
            if self.access is not None:
                sensitive.check(group, self.access)
        except BadRule as fault:
            self.fault = fault
            raise forms.ValidationError(fault.sentence) from fault
        return rule

    def clean(self) -> dict[str, Any] | None:
        """What somebody else saved meanwhile is not written over unseen; saved once more, it is."""
        cleaned = super().clean()
        now = Segment.objects.filter(pk=self.instance.pk).values_list("version", flat=True).first()
        if now is not None and self.cleaned_data.get("of_version") != now:
            self.data = {**self.data.dict(), self.add_prefix("of_version"): str(now)}  # type: ignore[attr-defined]
            again = _("What you typed is still here: save once more to put it in place of theirs.")
            self.add_error(None, f"{ChangedMeanwhile.sentence} {again}")
        return cleaned


class RuleForm(forms.Form):
    """A rule as it is being written; `parts`: count each condition as well."""

    rule = forms.JSONField()
    parts = forms.BooleanField(required=False)


class TryForm(forms.Form):
    """A rule, and one guest by number."""

    rule = forms.JSONField()
    guest = forms.IntegerField(min_value=1, max_value=2**62)

    def clean_guest(self) -> Guest:
        """The guest, or whom it was merged into."""
        try:
            return standing(self.cleaned_data["guest"])
        except Guest.DoesNotExist as gone:
            raise forms.ValidationError(_("There is no such guest.")) from gone


class OverlapForm(forms.Form):
    """Which two."""

    one = forms.ModelChoiceField(Segment.objects.none(), label=_("One segment"), required=False)
    other = forms.ModelChoiceField(Segment.objects.none(), label=_("The other"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = Segment.objects.filter(archived_at=None)  # type: ignore[attr-defined]
            field.empty_label = _("Choose a segment")  # type: ignore[attr-defined]
            field.widget.attrs["class"] = "control"


class FreezeForm(forms.Form):
    """What the list is called; `key` makes a double click one list."""

    name = forms.CharField(label=_("Name of the list"), max_length=120)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=lambda: secrets.token_hex(8))


class AskForm(forms.Form):
    """What a file is for."""

    reason = forms.CharField(
        label=_("What is the file for?"),
        max_length=200,
        help_text=_("It is kept, and read by whoever approves and by the privacy officer."),
    )
