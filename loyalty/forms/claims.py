"""A stay that a member claims, and the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.access import Access
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame.layouts import Row, laid_out
from loyalty.actions.claiming import Claimed
from loyalty.queries.claims import stay_by_number


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClaimForm(forms.Form):
    """Where and when; the confirmation number alone is enough where it is known."""

    hotel = forms.ModelChoiceField(Hotel.objects.order_by("code"), label=_("Hotel"), empty_label=None)
    confirmation = forms.CharField(
        label=_("Confirmation number"), max_length=40, required=False, help_text=_("Or the two days below.")
    )
    arrival = forms.DateField(label=_("Arrival"), required=False, widget=_day())
    departure = forms.DateField(label=_("Departure"), required=False, widget=_day())
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("For whoever decides; no personal data.")
    )

    helper = laid_out("hotel", "confirmation", Row("arrival", "departure"), "note")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        """`access` says at which hotels a number may be looked up."""
        super().__init__(*args, **kwargs)
        self.access = access

    def clean(self) -> dict[str, Any]:
        """Fill the days from the stay with that number; without one they have to be typed."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["arrival"] is None or cleaned["departure"] is None:
            self._find_days(cleaned)
        elif cleaned["departure"] < cleaned["arrival"]:
            self.add_error("departure", _("The departure lies before the arrival."))
        return cleaned

    def _find_days(self, cleaned: dict[str, Any]) -> None:
        hotel, number = cleaned["hotel"], cleaned["confirmation"]
        stay = stay_by_number(hotel, number) if hotel.pk in self.access.hotel_ids else None
        if stay is not None:
            cleaned["arrival"], cleaned["departure"] = stay.arrival, stay.departure
        elif number:
            self.add_error("arrival", _("No completed stay has this number. Say the days of arrival and departure."))
        else:
            self.add_error("arrival", _("Say the confirmation number, or the days of arrival and departure."))

    @property
    def claimed(self) -> Claimed:
        """What is claimed, of a valid form."""
        data = self.cleaned_data
        return Claimed(data["hotel"], data["arrival"], data["departure"], data["confirmation"], data["note"])


class RejectClaimForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label=_("Why not"), max_length=200)
