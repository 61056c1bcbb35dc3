"""Voucher types, and what points buy."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guests.admin import LabelledLists
from loyalty.models import Reward, VoucherType

GIVEN = ("gives", "value", "currency", "until_time")
CHECKED: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}  # a group has a handful of hotels
}


@admin.register(VoucherType)
class VoucherTypeAdmin(LabelledLists[VoucherType]):
    """What vouchers give; a type that was issued is switched off rather than deleted."""

    list_display = ("name_en", "name_zh", "gives", "value", "currency", "department", "valid_days", "cost", "is_active")
    list_editable = ("is_active",)
    list_filter = ("gives", "department", "is_active")
    search_fields = ("name_en", "name_zh", "code")
    formfield_overrides: ClassVar = CHECKED | {models.TimeField: {"widget": forms.TimeInput(format="%H:%M")}}
    fieldsets = (
        (None, {"fields": ("code", "name_en", "name_zh", "is_active")}),
        (_("What it gives"), {"fields": ("gives", "value", "currency", "until_time", "cost")}),
        (_("Where and when it holds"), {"fields": ("hotels", "department", "least_spend", "valid_days")}),
        (_("Small print"), {"fields": ("terms_en", "terms_zh")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: VoucherType | None = None) -> tuple[str, ...]:  # noqa: ARG002 (Django's)
        """What vouchers in guests' hands give stays as it was promised; another worth is another type."""
        return GIVEN if obj is not None and obj.vouchers.exists() else ()


class RewardForm(forms.ModelForm[Reward]):
    """A reward that can still be given to those who bought it."""

    class Meta:
        model = Reward
        fields = "__all__"  # noqa: DJ007 (the admin names them in its fieldsets)

    def clean_stock(self) -> int | None:
        """Refuse a stock below what is taken already."""
        stock: int | None = self.cleaned_data["stock"]
        if stock is not None and stock < self.instance.taken:
            raise ValidationError(
                _("%(taken)s are taken already: the stock cannot be less."), params={"taken": self.instance.taken}
            )
        return stock

    def clean(self) -> dict[str, Any]:
        """Ask for the partner of a partner's offer, and for days in their order."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Reward.Kind.PARTNER and not cleaned.get("partner"):
            self.add_error("partner", _("Say whose offer it is."))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day lies before the first."))
        return cleaned


@admin.register(Reward)
class RewardAdmin(LabelledLists[Reward]):
    """The catalogue; a reward somebody bought is switched off rather than deleted."""

    form = RewardForm
    list_display = ("name_en", "name_zh", "kind", "partner", "points", "left", "least_tier", "ends_on", "is_active")
    list_editable = ("is_active",)
    list_filter = ("kind", "is_active", "least_tier")
    list_select_related = ("least_tier",)
    search_fields = ("name_en", "name_zh", "code", "partner")
    formfield_overrides: ClassVar = CHECKED
    fieldsets = (
        (None, {"fields": ("code", "name_en", "name_zh", "kind", "partner", "is_active")}),
        (_("Price"), {"fields": ("points", "cost")}),
        (_("What it gives"), {"fields": ("voucher_type",)}),
        (
            _("For whom, and how many"),
            {"fields": ("least_tier", "stock", "per_member", "hotels", "starts_on", "ends_on")},
        ),
        (_("Small print"), {"fields": ("terms_en", "terms_zh")}),
    )

    @admin.display(description=_("left of the stock"))
    def left(self, row: Reward) -> str:
        """How many are left; a dash where there is no limit."""
        return "–" if row.stock is None else f"{row.stock - row.taken} / {row.stock}"
