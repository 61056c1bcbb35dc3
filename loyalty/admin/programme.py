"""The programme's terms, what other currencies are worth in it, and how much staff adjust alone."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guests.admin import LabelledLists
from loyalty.models import AdjustmentLimit, CurrencyRate, Programme


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin[Programme]):
    """The one programme: there is always exactly this row."""

    list_display = ("name_en", "name_zh", "currency", "expiry", "window", "cost_per_point", "welcome_points")
    formfield_overrides: ClassVar = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    fieldsets = (
        (None, {"fields": ("name_en", "name_zh", "number_prefix")}),
        (
            _("Money and days"),
            {
                "fields": ("currency", "time_zone", "cost_per_point"),
                "description": _("The liability on the manager's page is the points outstanding x the cost per point."),
            },
        ),
        (
            _("Expiry of points"),
            {
                "fields": ("expiry", "expiry_months", "expiry_years"),
                "description": _("A change holds for points earned from now on; points in hand keep their day."),
            },
        ),
        (_("Tiers"), {"fields": ("window",)}),
        (_("Joining"), {"fields": ("welcome_points", "welcome_vouchers", "claim_days")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False


class CurrencyRateForm(forms.ModelForm[CurrencyRate]):
    """A rate, of any currency but the programme's own."""

    class Meta:
        model = CurrencyRate
        fields = ("currency", "worth")

    def clean_currency(self) -> str:
        """Refuse the programme's own currency, which is worth itself."""
        currency: str = self.cleaned_data["currency"]
        if currency == Programme.current().currency:
            raise ValidationError(_("The programme reckons in %(currency)s itself."), params={"currency": currency})
        return currency


@admin.register(CurrencyRate)
class CurrencyRateAdmin(LabelledLists[CurrencyRate]):
    """What one unit of each currency is worth; a bill in a currency without a rate earns nothing until it has one."""

    form = CurrencyRateForm
    list_display = ("currency", "worth")
    list_editable = ("worth",)


@admin.register(AdjustmentLimit)
class AdjustmentLimitAdmin(LabelledLists[AdjustmentLimit]):
    """Up to how many points each role adjusts alone; a role without a line always needs another manager."""

    list_display = ("role", "points")
    list_editable = ("points",)
