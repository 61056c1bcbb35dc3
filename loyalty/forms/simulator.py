"""A stay as somebody imagines it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from guests.models import Company
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame.layouts import Row, laid_out
from loyalty.models import Tier
from loyalty.queries.simulation import Supposed
from stays.models import Channel, Charge

DEPARTMENTS = Charge.Department.values
MOST = Decimal(1_000_000_000)


def _amount(label: StrOrPromise) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, max_digits=12, decimal_places=2, min_value=-MOST, max_value=MOST
    )


class SimulatorForm(forms.Form):
    """Amounts are in the hotel's currency; what is left empty was not spent."""

    hotel = forms.ModelChoiceField(Hotel.objects.order_by("code"), label=_("Hotel"), empty_label=None)
    on = forms.DateField(label=_("Day of departure"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    channel = forms.ModelChoiceField(Channel.objects.order_by("code"), label=_("Channel"), empty_label=None)
    company = forms.ModelChoiceField(
        Company.objects.filter(is_active=True).order_by("name"),
        label=_("Company"),
        required=False,
        empty_label=_("none"),
        widget=forms.Select(attrs={"data-search-select": ""}),
    )
    tier = forms.ModelChoiceField(Tier.objects.order_by("rank"), label=_("Tier"), empty_label=None)
    room = _amount(pgettext_lazy("amount", "Room"))
    food = _amount(_("Food and beverage"))
    spa = _amount(pgettext_lazy("amount", "Spa"))
    meeting = _amount(_("Meeting"))
    recreation = _amount(_("Recreation"))
    other = _amount(_("Other"))

    helper = laid_out(
        Row("hotel", "on"), Row("channel", "company"), "tier", Row("room", "food"), Row("spa", "meeting"),
        Row("recreation", "other"),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """`today` is proposed as the day of departure."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)

    @staticmethod
    def answers(supposed: Supposed) -> dict[str, object]:
        """What would have been filled in for that stay."""
        facts = {"hotel": supposed.hotel.pk, "on": supposed.on, "channel": supposed.channel.pk}
        company = {"company": supposed.company.pk} if supposed.company else {}
        return facts | company | {"tier": supposed.tier.pk} | dict(supposed.amounts)

    @property
    def supposed(self) -> Supposed:
        """The stay, of a valid form."""
        data = self.cleaned_data
        amounts = {name: data[name] for name in DEPARTMENTS if data.get(name)}
        return Supposed(
            data["hotel"],
            data["channel"],
            data["company"],
            data["tier"],
            data["on"],
            data["hotel"].currency,
            amounts,
        )
