"""Filters above lists of stays."""

from typing import ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Channel, Stay, StayStatus


class UnknownFilter(filters.FilterSet):
    """Stays without a guest, by status, channel and day of arrival."""

    status = filters.ChoiceFilter(choices=StayStatus.choices, label=_("Status"), empty_label=_("any status"))
    channel = filters.ModelChoiceFilter(
        queryset=Channel.objects.order_by("code"), label=_("Channel"), empty_label=_("any channel")
    )
    arrival = filters.DateFilter(label=_("Arrival"), widget=forms.DateInput(attrs={"type": "date"}))
    q = filters.CharFilter(label=_("Confirmation number"), field_name="confirmation", lookup_expr="startswith")

    class Meta:
        model = Stay
        fields: ClassVar = ["status", "channel", "arrival", "q"]

    def get_form_class(self) -> type[forms.Form]:
        """The filter's form, its fields drawn as our controls."""
        form_class: type[forms.Form] = super().get_form_class()
        for field in form_class.base_fields.values():
            field.widget.attrs.setdefault("class", "control")
        return form_class
