"""What staff type about stays."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from guests.models.guest import GuestLanguage
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame.layouts import Row, laid_out

from .actions import NewGuest, WalkIn
from .models import Channel, RoomType

LONGEST = 90
FRONT_DESK = "front-desk"  # in the catalogue that every installation has


class RoomForm(forms.Form):
    """A room number, as one types it."""

    room = forms.CharField(label=_("Room"), max_length=10, required=False)


class WhichGuestForm(forms.Form):
    """A guest picked from what was found, by number."""

    guest = forms.ModelChoiceField(
        Guest.objects.current(),
        to_field_name="number",
        label=_("Guest"),
        error_messages={"invalid_choice": _("This guest no longer exists. Search again.")},
    )


class LookForm(forms.Form):
    """What to look for."""

    q = forms.CharField(label=_("Name, pinyin, phone or guest number"), max_length=200, required=False)


class NewGuestForm(forms.Form):
    """The least one asks of a new guest at the desk; the rest is filled in on the guest's page."""

    full_name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As in the identity document."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=GuestLanguage.choices, required=False)

    helper = laid_out("full_name", Row("phone", "language"))

    def wanted(self) -> NewGuest:
        """The form as the action takes it."""
        return NewGuest(**self.cleaned_data)


class WalkInForm(forms.Form):
    """What the desk agrees with a guest who comes without a booking. `key` makes two clicks one stay."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    room = forms.CharField(label=_("Room"), max_length=10)
    room_type = forms.ModelChoiceField(
        RoomType.objects.none(), label=_("Room type"), required=False, empty_label=_("not known")
    )
    departure = forms.DateField(label=_("Leaves on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    adults = forms.IntegerField(label=_("Adults"), min_value=1, max_value=20, initial=1)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=20, initial=0)
    rate = forms.DecimalField(label=_("Nightly rate"), min_value=Decimal(0), max_digits=12, decimal_places=2)
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"))
    requests = forms.CharField(label=_("Requests"), max_length=500, required=False)

    helper = laid_out(
        Row("room", "room_type"), Row("departure", "rate"), Row("adults", "children"), "channel", "requests"
    )

    def __init__(self, *args: Any, hotel: Hotel, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self._field("room_type").queryset = RoomType.objects.filter(hotel=hotel)
        self._field("channel").queryset = Channel.objects.order_by("code")
        direct = Channel.objects.filter(kind=Channel.Kind.DIRECT).order_by("code")
        self.initial.setdefault("channel", direct.filter(code=FRONT_DESK).first() or direct.first())
        self.initial.setdefault("departure", today + timedelta(days=1))
        self.fields["rate"].help_text = _("in %(currency)s") % {"currency": hotel.currency}

    def clean_departure(self) -> date:
        """Today at the earliest (a day use), and not next year by a slip of the finger."""
        on: date = self.cleaned_data["departure"]
        if not self.today <= on <= self.today + timedelta(days=LONGEST):
            raise forms.ValidationError(
                _("Choose a day between today and %(days)s days from now."), params={"days": LONGEST}
            )
        return on

    def wanted(self) -> WalkIn:
        """The form as the action takes it."""
        return WalkIn(**{name: self.cleaned_data[name] for name in self.fields})

    def _field(self, name: str) -> "forms.ModelChoiceField[Any]":
        field = self.fields[name]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(name)
        return field
