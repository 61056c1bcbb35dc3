"""Giving to make good, deciding about it, telling the guest, and naming who is praised."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.actions.asking import LONGEST
from feedback.actions.recovering import MOST_COST
from feedback.models import Compensation, Praise, Ticket
from feedback.queries.handlers import handlers
from feedback.queries.prices import Prices
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.frame import formats
from loyalty.forms.vouchers import issuable
from loyalty.models import VoucherType

from .handling import AnswerForm, TicketForm

MOST_POINTS = 10_000_000
EARLIEST, LATEST = 2000, 2999
Gives = Compensation.Gives
SAYS = {
    Gives.POINTS: ("points",),
    Gives.VOUCHER: ("voucher_type",),
    Gives.REFUND: ("cost",),
    Gives.GIFT: ("thing", "cost"),
}


class VoucherField(forms.ModelChoiceField[VoucherType]):
    """Types of vouchers with what each costs the house."""

    prices: Prices | None = None

    def label_from_instance(self, obj: Any) -> str:
        """Its name, and its cost in the hotel's currency where it has one."""
        price = self.prices.voucher(obj) if self.prices else None
        return (
            f"{obj} · {formats.money(price, self.prices.currency)}" if self.prices and price is not None else str(obj)
        )


class GiveForm(TicketForm):
    """What to give and what for; of the fields in between those of the chosen kind count."""

    gives = forms.ChoiceField(label=_("What to give"), widget=forms.RadioSelect)
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=MOST_POINTS)
    voucher_type = VoucherField(VoucherType.objects.none(), label=_("Voucher"))
    thing = forms.CharField(label=_("Which gift"), max_length=120)
    cost = forms.DecimalField(
        label=_("Amount, or what it costs the house"),
        min_value=Decimal(0),
        max_value=MOST_COST,
        decimal_places=2,
    )
    reason = forms.CharField(
        label=_("What for"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, ticket: Ticket, is_member: bool, **kwargs: Any) -> None:
        super().__init__(data, files, ticket=ticket, **kwargs)
        prices = Prices.at(ticket.hotel)
        fields: dict[str, Any] = self.fields
        fields["gives"].choices = [
            (value, capfirst(label)) for value, label in Gives.choices if self._fits(value, is_member=is_member)
        ]
        fields["voucher_type"].queryset = issuable(ticket.hotel)
        fields["voucher_type"].prices = prices
        hundred = prices.points(100)
        if hundred is not None:
            worth = {"amount": formats.money(hundred, prices.currency)}
            fields["points"].help_text = _("100 points cost the house %(amount)s.") % worth
        fields["cost"].help_text = _("In %(currency)s.") % {"currency": prices.currency}

    def _fits(self, gives: str, *, is_member: bool) -> bool:
        """Points for members, vouchers for guests who are known; what was posted all the same is refused in words."""
        if self.is_bound or gives not in {Gives.POINTS, Gives.VOUCHER}:
            return True
        return is_member if gives == Gives.POINTS else self.ticket.guest_id is not None

    def clean(self) -> dict[str, Any]:
        """Drop what was typed, and what was not, for another kind than the chosen one."""
        cleaned: dict[str, Any] = super().clean() or {}
        needed = SAYS.get(cleaned.get("gives", ""), ())
        for name in ("points", "voucher_type", "thing", "cost"):
            if name not in needed:
                cleaned[name] = "" if name == "thing" else None
                self.errors.pop(name, None)
        return cleaned


class AskForm(AnswerForm):
    """What the guest reads once it is resolved."""

    text = forms.CharField(
        label=_("What was done"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The guest reads it, with what was given, and is asked whether it was right."),
    )


class NameForm(TicketForm):
    """Colleagues whom the guest praises."""

    users = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who is praised"),
        widget=forms.SelectMultiple(attrs={"data-search-select": ""}),
        help_text=_("Each of them sees it under My tickets."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(data, files, ticket=ticket, **kwargs)
        named = Praise.objects.filter(ticket=ticket).values("user")
        people = handlers(ticket.hotel_id)
        self.fields["users"].queryset = people if self.is_bound else people.exclude(pk__in=named)  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    """Why not."""

    text = forms.CharField(label=_("Why not"), max_length=500)


class GivenFilter(forms.Form):
    """Of what was given: which hotel, and which month."""

    hotel = forms.ModelChoiceField(
        Hotel.objects.none(),
        label=_("Hotel"),
        required=False,
        empty_label=pgettext_lazy("hotels", "all"),
        to_field_name="code",
    )
    month = forms.DateField(label=_("Month"), required=False, input_formats=["%Y-%m"])

    def __init__(self, *args: Any, hotels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hotel"].queryset = hotels  # type: ignore[attr-defined]

    def clean_month(self) -> date | None:
        """The first day of it; of years that no calendar ends in."""
        month: date | None = self.cleaned_data["month"]
        if month is not None and not EARLIEST <= month.year <= LATEST:
            raise ValidationError(_("Choose a month of the list."))
        return month
