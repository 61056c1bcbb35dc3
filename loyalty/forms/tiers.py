"""A tier given by hand: which, until when, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.frame.layouts import Row, laid_out
from loyalty.models import Tier

UNTIL, FOR_LIFE = "until", "life"


class GrantTierForm(forms.Form):
    """For life has to be said: an empty day is a day forgotten."""

    tier = forms.ModelChoiceField(Tier.objects.filter(rank__gt=0).order_by("rank"), label=_("Tier"), empty_label=None)
    lasts = forms.ChoiceField(label=_("How long"), choices=[(UNTIL, _("until a day")), (FOR_LIFE, _("for life"))])
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not for a tier for life."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Stays with the tier; no personal data."))

    helper = laid_out("tier", Row("lasts", "ends_on"), "reason")

    def clean(self) -> dict[str, Any]:
        """A day belongs to one of the two answers, and to that one only."""
        cleaned = super().clean() or {}
        ends_on = cleaned.get("ends_on")
        if "ends_on" not in self.errors and cleaned.get("lasts") == UNTIL and ends_on is None:
            self.add_error("ends_on", _("Until which day? For life has to be chosen."))
        if cleaned.get("lasts") == FOR_LIFE and ends_on is not None:
            self.add_error("ends_on", _("A tier for life has no last day. Empty the day, or choose until a day."))
        return cleaned
