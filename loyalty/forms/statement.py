"""From which day to which."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _picker() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "control"})


class DaysForm(forms.Form):
    """Two days, each of them may be missing; both are included."""

    since = forms.DateField(label=_("From"), required=False, widget=_picker())
    until = forms.DateField(label=_("Until"), required=False, widget=_picker())

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        since, until = days.get("since"), days.get("until")
        if since and until and until < since:
            raise forms.ValidationError(_("The last day lies before the first."))
        return days
