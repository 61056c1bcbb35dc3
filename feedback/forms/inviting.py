"""Inviting one guest by hand, and choosing the rooms whose codes are printed."""

import secrets
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models import Survey
from feedback.queries.asked import surveys_of
from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats
from stays.models import Stay, StayStatus

BY_MESSAGE, AT_DESK = "message", "desk"
MOST_STAYS: Final = 5


class StayChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's has none at run time
    """Stays as people name them: by their days."""

    def label_from_instance(self, obj: Any) -> str:
        """Room and days."""
        days = formats.span(obj.arrival, obj.departure)
        return f"{days} · {obj.room}" if obj.room else days


class InviteForm(forms.Form):
    """Which survey, about which stay, and how; `key` makes a double click one invitation."""

    survey = forms.ModelChoiceField(Survey.objects.none(), label=_("Survey"), empty_label=None)
    stay = StayChoice(
        Stay.objects.none(), label=_("About the stay"), required=False, empty_label=_("none in particular")
    )
    how = forms.ChoiceField(
        label=pgettext_lazy("survey", "How"),
        choices=[
            (BY_MESSAGE, _("by message, if the guest agreed to surveys")),
            (AT_DESK, _("by a code that the guest scans here")),
        ],
        widget=forms.RadioSelect,
        initial=BY_MESSAGE,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, data: Any, *, guest: Guest, hotel: Hotel) -> None:
        stays = stays_of(guest, hotel)
        super().__init__(data, initial={"key": secrets.token_hex(12), "stay": stays.first()})
        surveys = surveys_of(hotel).exclude(sent=Survey.Sent.ROOM).filter(questions__is_active=True).distinct()
        self.fields["survey"].queryset = surveys.order_by("code")  # type: ignore[attr-defined]
        self.fields["stay"].queryset = Stay.objects.filter(pk__in=[stay.pk for stay in stays])  # type: ignore[attr-defined]


def stays_of(guest: Guest, hotel: Hotel) -> QuerySet[Stay]:
    """The last stays of `guest` at `hotel` that a survey can be about."""
    held = [StayStatus.CHECKED_OUT, StayStatus.IN_HOUSE]
    return Stay.objects.filter(guest=guest, hotel=hotel, status__in=held).order_by("-arrival", "-pk")[:MOST_STAYS]


class RoomsForm(forms.Form):
    """Which rooms: those that begin like this, or all."""

    begins = forms.CharField(label=_("Rooms that begin with"), max_length=10, required=False)
