"""Points by hand: how many, which way, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.frame.layouts import Row, laid_out

MOST = 10_000_000


class AdjustForm(forms.Form):
    """`signed` is what the ledger moves; `key` comes with the page, so that sending the form twice moves it once."""

    way = forms.ChoiceField(label=_("Which way"), choices=[("give", _("Give points")), ("take", _("Take points"))])
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=MOST)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Stands in the statement; no personal data.")
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    helper = laid_out(Row("way", "points"), "reason")

    @property
    def signed(self) -> int:
        """The points with the sign of their way; of a valid form."""
        points: int = self.cleaned_data["points"]
        return points if self.cleaned_data["way"] == "give" else -points


class RefuseForm(forms.Form):
    """Why not."""

    note = forms.CharField(label=_("Why not"), max_length=200)
