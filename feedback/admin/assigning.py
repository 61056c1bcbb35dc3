"""Whom new tickets go to, in the order in which it is read."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback.models import AssignmentRule
from feedback.queries.handlers import ROLES, handles
from hotelcrm.accounts.models import User

from .hours import TIMES
from .own import OwnLines, clock, managed

NOT_THERE = _("%(person)s does not handle tickets at %(hotel)s.")


class AssignmentRuleForm(forms.ModelForm[AssignmentRule]):
    """A rule whose person, if it names one, handles tickets at its hotel."""

    class Meta:
        model = AssignmentRule
        fields = ("order", "hotel", "category", "weekday", "opens", "closes", "department", "owner", "is_active")

    def clean(self) -> dict[str, Any]:
        """Refuse somebody who is not given tickets there: the rule would silently name nobody."""
        cleaned = super().clean() or {}
        hotel = cleaned["hotel"] if "hotel" in cleaned else getattr(self.instance, "hotel", None)
        owner = cleaned.get("owner")
        if owner is not None and hotel is not None and not handles(owner, hotel):
            self.add_error("owner", ValidationError(NOT_THERE, params={"person": owner, "hotel": hotel}))
        return cleaned


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(OwnLines[AssignmentRule]):
    """The first line that fits decides; without one the ticket goes to its category's department."""

    about = _(
        "The first line that fits decides. Where none does, a ticket goes to the department of its category, and to "
        "nobody in person."
    )
    form = AssignmentRuleForm
    list_display = ("order", "hotel", "category", "weekday", "times", "department", "owner", "is_active")
    list_display_links = ("order",)
    list_filter = ("is_active", "hotel", "department")
    list_select_related = ("hotel", "category", "owner")
    formfield_overrides: ClassVar = TIMES
    fieldsets = (
        (None, {"fields": ("order", "is_active")}),
        (_("Which tickets"), {"fields": ("hotel", "category", "weekday", "opens", "closes")}),
        (_("Go to"), {"fields": ("department", "owner")}),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer those who handle tickets at the reader's hotels."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner":
            held = User.objects.filter(
                is_active=True, memberships__hotel__in=managed(request), memberships__role__in=ROLES
            )
            cast(forms.ModelChoiceField[User], field).queryset = held.order_by("display_name", "username").distinct()
        return field

    @admin.display(description=_("times"))
    def times(self, row: AssignmentRule) -> str:
        """From when until when; a dash for the whole day."""
        return clock(row.opens, row.closes) if row.opens is not None else "–"
