"""Recording the use of a benefit."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.frame.layouts import laid_out
from loyalty.models import Benefit


class UseForm(forms.Form):
    """How much of a benefit was used; beyond what is left only for those who may."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    quantity = forms.DecimalField(label=_("How much"), max_digits=6, decimal_places=2, min_value=Decimal("0.25"))
    beyond = forms.BooleanField(label=_("More than is left, as an exception"), required=False)

    def __init__(self, *args: Any, benefit: Benefit, may_exceed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_hours = benefit.unit == Benefit.Unit.HOURS
        quantity = self.fields["quantity"]
        quantity.label = _("Hours") if is_hours else _("Times")
        quantity.initial = 1
        quantity.widget.attrs |= {"step": "0.25" if is_hours else "1", "min": "0.25" if is_hours else "1"}
        if not may_exceed:
            del self.fields["beyond"]
        self.helper = laid_out(*(name for name in self.fields if name != "key"))
