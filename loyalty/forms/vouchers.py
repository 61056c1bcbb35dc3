"""Issuing, redeeming and voiding vouchers."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel
from hotelcrm.frame.layouts import Row, laid_out
from loyalty.actions.bulk import MOST, Order
from loyalty.models import Voucher, VoucherType
from loyalty.rules.vouchers import Bill
from stays.models import Charge, Stay
from stays.queries import staying

FARTHEST = 366  # days ahead that a batch may begin
REASONS = [
    (Voucher.Source.DESK, _("a gesture of the house")),
    (Voucher.Source.COMPENSATION, _("compensation")),
]


def _key_field() -> forms.CharField:
    """Made when the form is shown: two clicks on one form are one wish."""
    return forms.CharField(max_length=40, widget=forms.HiddenInput, initial=lambda: uuid4().hex)


def issuable(hotel: Hotel) -> Any:
    """The types that are in use and hold at `hotel`."""
    elsewhere = VoucherType.objects.exclude(hotels=None).exclude(hotels=hotel)
    return VoucherType.objects.filter(is_active=True).exclude(pk__in=elsewhere).order_by("code")


class IssueForm(forms.Form):
    """One voucher for a guest."""

    key = _key_field()
    type = forms.ModelChoiceField(VoucherType.objects.none(), label=_("Voucher"), empty_label=None)
    source = forms.ChoiceField(label=_("What for"), choices=REASONS)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Shown on the voucher's page."))

    helper = laid_out("type", "source", "reason")

    def __init__(self, *args: Any, hotel: Hotel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = issuable(hotel)  # type: ignore[attr-defined]


class BatchForm(forms.Form):
    """Many vouchers, named for nobody."""

    key = _key_field()
    type = forms.ModelChoiceField(VoucherType.objects.none(), label=_("Voucher"), empty_label=None)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)
    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For example where they are handed out."))

    helper = laid_out("type", Row("count", "valid_from"), "reason")

    def __init__(self, *args: Any, hotel: Hotel, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("valid_from", today)
        self.fields["type"].queryset = issuable(hotel)  # type: ignore[attr-defined]

    def clean_valid_from(self) -> date:
        """Today at the earliest, and not in ten years by a slip of the finger."""
        on: date = self.cleaned_data["valid_from"]
        if not self.today <= on <= self.today + timedelta(days=FARTHEST):
            raise forms.ValidationError(_("Choose a day within the next year."))
        return on

    def wanted(self) -> Order:
        """The form as the action takes it."""
        facts = self.cleaned_data
        return Order(facts["type"], facts["count"], facts["valid_from"], facts["reason"])


class BillForm(forms.Form):
    """For which room and bill a voucher is taken in; only what the voucher asks for must be said."""

    key = _key_field()
    amount = forms.DecimalField(
        label=_("Bill"), required=False, min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    department = forms.ChoiceField(
        label=_("Department"), required=False, choices=[("", "—"), *Charge.Department.choices]
    )
    room = forms.CharField(label=_("Room"), max_length=10, required=False)

    def __init__(self, *args: Any, hotel: Hotel, terms: VoucherType, **kwargs: Any) -> None:
        self.hotel = hotel
        self.stay: Stay | None = None
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("in %(currency)s") % {"currency": hotel.currency}
        self.fields["amount"].widget.attrs["inputmode"] = "decimal"
        self.fields["room"].help_text = _("of a guest in house")
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["amount"].required = terms.least_spend is not None
        self.fields["department"].required = True
        if terms.department:
            self.initial.setdefault("department", terms.department)
        else:
            del self.fields["department"]
        # The focus stays in the field for codes: the next scan and its Enter must not land in the bill and redeem this.
        self.helper = laid_out(Row(*(name for name in self.fields if name != "key")))

    def clean_room(self) -> str:
        """A room somebody lives in now, or none."""
        room: str = self.cleaned_data["room"].strip()
        if room:
            self.stay = staying(self.hotel).filter(room=room).first()
            if self.stay is None:
                raise forms.ValidationError(_("Nobody is in house in this room."))
        return room

    def bill(self) -> Bill:
        """The bill as the action takes it."""
        return Bill(self.cleaned_data.get("amount"), self.cleaned_data.get("department", ""))


class ReasonForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Stays on record; no personal data."))

    helper = laid_out("reason")
