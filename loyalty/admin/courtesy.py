"""The table of late check-outs, in the order in which it is read."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guests.admin import LabelledLists
from loyalty.models import CourtesyRule

TAKEN = _("Another line has this place. Number the lines 10, 20, 30 and use the numbers between.")


class CourtesyRuleForm(forms.ModelForm[CourtesyRule]):
    """One line; in the list, where the hotel is no field, its place is still compared with the hotel's other lines."""

    class Meta:
        model = CourtesyRule
        fields = "__all__"  # noqa: DJ007 (in the list Django asks for some of them)

    def clean(self) -> dict[str, Any]:
        """Refuse a place that another line of the same hotel has."""
        cleaned = super().clean() or {}
        hotel = cleaned["hotel"] if "hotel" in self.fields and "hotel" in cleaned else self.instance.hotel
        others = CourtesyRule.objects.exclude(pk=self.instance.pk).filter(hotel=hotel)
        if "order" in cleaned and others.filter(order=cleaned["order"]).exists():
            self.add_error("order", TAKEN)
        return cleaned


@admin.register(CourtesyRule)
class CourtesyRuleAdmin(LabelledLists[CourtesyRule]):
    """The first line that fits counts; a hotel's own lines come before those for all."""

    form = CourtesyRuleForm
    formfield_overrides: ClassVar = {models.TimeField: {"widget": forms.TimeInput(format="%H:%M")}}
    list_display = (
        "line",
        "order",
        "hotel",
        "tier",
        "occupancy",
        "until",
        "fee_percent",
        "waives_half_day",
        "no_inspection",
    )
    list_editable = ("order", "until", "fee_percent")
    list_filter = ("hotel", "who")
    list_select_related = ("hotel", "tier")
    fieldsets = (
        (None, {"fields": ("hotel", "order")}),
        (_("Who, and when"), {"fields": ("who", "tier", "least_stays", "occupancy_from", "occupancy_below")}),
        (_("May leave"), {"fields": ("until", "fee_percent", "waives_half_day", "no_inspection")}),
    )

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> type[forms.ModelForm[CourtesyRule]]:
        return super().get_changelist_form(request, **{"form": CourtesyRuleForm} | options)

    @admin.display(description=_("who"), ordering="who")
    def line(self, row: CourtesyRule) -> str:
        """Whose line it is."""
        return str(row.get_who_display())

    @admin.display(description=_("tonight's occupancy"))
    def occupancy(self, row: CourtesyRule) -> str:
        """From where to below where; any, when the bounds say nothing."""
        if row.occupancy_from == 0 and row.occupancy_below > 100:  # noqa: PLR2004 (more than full)
            return str(_("any"))
        if row.occupancy_below > 100:  # noqa: PLR2004
            return f"≥ {row.occupancy_from} %"
        return f"{row.occupancy_from}–{row.occupancy_below} %" if row.occupancy_from else f"< {row.occupancy_below} %"
