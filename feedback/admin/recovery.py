"""What each role gives a guest without asking, hotel by hotel."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback.models import AuthorityLimit
from hotelcrm.accounts.access import TABLE, Permission
from hotelcrm.accounts.confirming import ask_again
from hotelcrm.accounts.models import Role
from hotelcrm.frame import formats

from .own import OwnLines

ROLES = [role for role in Role if Permission.COMPENSATE in TABLE[role]]
OWN = _("Somebody else sets the limit of a role that you hold yourself.")


class LimitForm(forms.ModelForm[AuthorityLimit]):
    """A line, for a role that gives at all, and not for one's own."""

    request: HttpRequest

    class Meta:
        model = AuthorityLimit
        fields = ("hotel", "role", "per_case", "per_month")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = [(role.value, role.label) for role in ROLES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse one's own role: a manager who raised it would need no second pair of eyes any more."""
        cleaned: dict[str, Any] = super().clean() or {}
        hotel, role = cleaned.get("hotel"), cleaned.get("role")
        if hotel and role and _is_ones_own(self.request, hotel.pk, role):
            raise ValidationError(OWN)
        return cleaned


def _is_ones_own(request: HttpRequest, hotel_id: int, role: str) -> bool:
    """Also of who manages all hotels: in a house of one hotel that is every manager."""
    user: Any = request.user
    return any((m.hotel_id, m.role) == (hotel_id, role) for m in user.memberships.all())


@admin.register(AuthorityLimit)
class AuthorityLimitAdmin(OwnLines[AuthorityLimit]):
    """Managers set the limits of the others at their hotels, after their own password; administrators those of all.

    Without a line a role gives nothing by itself: hotels have different currencies, so no amount could be the default.
    """

    about = _(
        "A role without a line gives nothing by itself: what it asks for waits under Tickets, Making good. The limit "
        "of a role that you hold yourself is set by somebody else: that of managers by an administrator."
    )
    form = LimitForm
    list_display = ("hotel", "role", "for_one_ticket", "in_a_month")
    list_filter = ("hotel", "role")
    list_select_related = ("hotel",)
    ordering = ("hotel__code", "per_case")
    actions = None  # a line is deleted on its own page
    fieldsets = (
        (
            None,
            {
                "fields": ("hotel", "role", "per_case", "per_month"),
                "description": _(
                    "In the hotel's currency. What costs more waits for somebody else's approval; a role without a "
                    "line gives nothing by itself. The price of a night is a measure for it."
                ),
            },
        ),
    )

    @admin.display(description=_("for one ticket"), ordering="per_case")
    def for_one_ticket(self, obj: AuthorityLimit) -> str:
        """With the currency."""
        return formats.money(obj.per_case, obj.hotel.currency)

    @admin.display(description=_("in a month"), ordering="per_month")
    def in_a_month(self, obj: AuthorityLimit) -> str:
        """With the currency."""
        return formats.money(obj.per_month, obj.hotel.currency)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        form = super().get_form(request, obj, change, **kwargs)
        form.request = request
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not self._is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._is_own(request, obj)

    def _is_own(self, request: HttpRequest, obj: AuthorityLimit | None) -> bool:
        return obj is not None and _is_ones_own(request, obj.hotel_id, obj.role)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A limit changes only after one's own password."""
        return ask_again(request, then=request.get_full_path()) or super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The same."""
        return ask_again(request, then=request.get_full_path()) or super().delete_view(request, *args, **kwargs)
