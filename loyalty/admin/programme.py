"""The programme's terms, what other currencies are worth in it, and how much staff adjust alone."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guests.admin import LabelledLists
from hotelcrm.accounts.confirming import ask_again
from loyalty.actions.settling import note_currency
from loyalty.models import AdjustmentLimit, CurrencyRate, Member, Programme

from .records import configures


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

    def get_readonly_fields(self, request: HttpRequest, obj: Programme | None = None) -> tuple[str, ...]:  # noqa: ARG002 (Django's)
        """Once somebody is a member the currency stays: points are earned, costs and rates written down in it."""
        return ("currency",) if Member.objects.exists() else ()

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

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: CurrencyRate, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Keep it, and have stays reckoned that waited for a rate of this currency."""
        super().save_model(request, obj, form, change)
        if "currency" in form.changed_data:
            note_currency(obj.currency, at=timezone.now())


@admin.register(AdjustmentLimit)
class AdjustmentLimitAdmin(LabelledLists[AdjustmentLimit]):
    """Up to how many points each role adjusts alone; a role without a line always needs another manager.

    Only those who configure the house open it, with their own password: a manager who raised the limit of managers
    would need no second pair of eyes any more.
    """

    list_display = ("role", "points")
    actions = None  # a line is deleted on its own page

    def has_module_permission(self, request: HttpRequest) -> bool:
        return configures(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return configures(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return configures(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return configures(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return configures(request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A limit changes only after one's own password."""
        return ask_again(request, then=request.get_full_path()) or super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The same."""
        return ask_again(request, then=request.get_full_path()) or super().delete_view(request, *args, **kwargs)
