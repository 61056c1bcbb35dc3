"""Filters above the list of campaigns."""

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignState
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel

KINDS = [("once", _("One-off")), ("occasion", _("By an occasion"))]


class CampaignFilter(filters.FilterSet):
    """Campaigns by state, kind and hotel, as they stand in the address."""

    state = filters.ChoiceFilter(
        choices=[(value, capfirst(label)) for value, label in CampaignState.choices],
        label=_("State"),
        empty_label=_("any"),
    )
    kind = filters.ChoiceFilter(choices=KINDS, label=_("Kind"), empty_label=_("any"), method="by_kind")
    hotel = filters.ModelChoiceFilter(
        queryset=Hotel.objects.none(), label=_("Hotel"), empty_label=_("any"), to_field_name="code"
    )

    class Meta:
        model = Campaign
        fields: ClassVar = ["state", "kind", "hotel"]

    def __init__(self, data: Any, *, rows: "QuerySet[Campaign]", access: Access) -> None:
        super().__init__(data, queryset=rows)
        self.filters["hotel"].queryset = access.hotels_for(Permission.MANAGE_CAMPAIGNS)

    def by_kind(self, rows: "QuerySet[Campaign]", _name: str, value: str) -> "QuerySet[Campaign]":
        return rows.filter(occasion="") if value == "once" else rows.exclude(occasion="")

    def get_form_class(self) -> type[forms.Form]:
        """The filter's form, its fields drawn as our controls."""
        form_class: type[forms.Form] = super().get_form_class()
        for field in form_class.base_fields.values():
            field.widget.attrs.setdefault("class", "control")
        return form_class

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are on."""
        return {name: value for name, value in self.form.cleaned_data.items() if value} if self.form.is_valid() else {}
