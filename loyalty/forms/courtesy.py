"""The form that promises another hour than the advised one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.frame.layouts import laid_out


class CourtesyForm(forms.Form):
    """Until when; later than advised, with the reason."""

    until = forms.TimeField(
        label=_("Check-out until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "step": 900, "autofocus": True}, format="%H:%M"),
        help_text=_("Empty: as advised."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Needed when it is later than advised.")
    )

    helper = laid_out("until", "reason")

    def __init__(self, *args: Any, may_exceed: bool = True, **kwargs: Any) -> None:
        """Without `may_exceed` no hour needs a reason, and none is asked for."""
        super().__init__(*args, **kwargs)
        if not may_exceed:
            self.fields["reason"].widget = forms.HiddenInput()
            self.helper = laid_out("until")
