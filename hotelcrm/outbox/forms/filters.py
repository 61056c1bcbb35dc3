"""Filters above the list of messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Mailing, Reason
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from hotelcrm.outbox.queries import mailings
from hotelcrm.outbox.queries.messages import STANDS, USUAL, Wanted

PERIODS = [
    ("day", _("last 24 hours")),
    ("week", _("last 7 days")),
    ("month", _("last 30 days")),
    ("year", _("last 12 months")),
]


class MessageFilter(forms.Form):
    """What of the messages is shown; everything may be left open."""

    period = forms.ChoiceField(label=_("Written"), choices=PERIODS, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=[("", _("any")), *Road.choices], required=False)
    purpose = forms.ChoiceField(
        label=pgettext_lazy("message", "Purpose"), choices=[("", _("any")), *MessagePurpose.choices], required=False
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("any")), *Reason.choices], required=False)
    hotel = forms.ModelChoiceField(
        Hotel.objects.none(), label=_("Hotel"), required=False, empty_label=_("any"), to_field_name="code"
    )
    mailing = forms.ModelChoiceField(Mailing.objects.none(), label=_("Mailing"), required=False, empty_label=_("any"))
    guest = forms.IntegerField(label=_("Guest number"), required=False, min_value=1, max_value=10**15)

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__({**data.dict(), "period": data.get("period") or USUAL})
        self.fields["hotel"].queryset = access.hotels_for(Permission.SEE_MESSAGES)  # type: ignore[attr-defined]
        self.fields["mailing"].queryset = mailings.visible(access)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "control")

    @property
    def chosen(self) -> int:
        """How many filters are set; the period counts where it is not the usual one."""
        self.is_valid()
        return sum(bool(value) and (name, value) != ("period", USUAL) for name, value in self.cleaned_data.items())

    def wanted(self, stands: str) -> Wanted:
        """The filters as the query takes them; those that are not valid filter nothing."""
        self.is_valid()
        found = self.cleaned_data
        columns = tuple(
            (name, found[name]) for name in ("channel", "purpose", "reason", "hotel", "mailing") if found.get(name)
        )
        return Wanted(stands if stands in STANDS else "", columns, found.get("guest"), found.get("period") or USUAL)
