"""Hotels, staff and their roles in Django's admin."""

from typing import Any

from allauth.account import admin as allauth_admin
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from .confirming import ask_again
from .models import Hotel, Membership, User

admin.site.unregister(Group)  # rights come from the table of roles, not from groups
admin.site.unregister(allauth_admin.EmailAddress)  # its admin, imported above, is on; addresses stand with the person

# Words of Django and allauth that our catalogue says better in Chinese: without blanks, and of staff, not of users.
REWORDED = (
    *(gettext_noop("user"), gettext_noop("users"), gettext_noop("Authenticators")),
    gettext_noop("None available"),
    *(gettext_noop("Add %(name)s"), gettext_noop("Add %s"), gettext_noop("Change %s"), gettext_noop("View %s")),
    *(gettext_noop("Select %s to change"), gettext_noop("Select %s to view"), gettext_noop("Select %s")),
)


@admin.register(Hotel)
class HotelAdmin(admin.ModelAdmin[Hotel]):
    """The houses of the group; stays refer to them, so none is deleted."""

    list_display = ["code", "name_en", "name_zh", "time_zone", "currency", "rooms", "pms_reports_movements"]
    search_fields = ["code", "name_en", "name_zh"]

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False


class MembershipInline(admin.TabularInline[Membership, User]):
    """The roles of one person, hotel by hotel."""

    model = Membership
    extra = 1


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    """Staff: what they are called, where they work in which role, and a new password for those who forgot theirs."""

    list_display = ["username", "display_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role", "memberships__hotel"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    inlines = [MembershipInline]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (_("Person"), {"fields": ["display_name", "email", "language"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "display_name", "usable_password", "password1", "password2"]}),
    ]

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Roles and passwords change hands only after one's own password."""
        return ask_again(request, then=request.get_full_path()) or super().changeform_view(request, *args, **kwargs)

    def user_change_password(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The same."""
        return ask_again(request, then=request.get_full_path()) or super().user_change_password(
            request, *args, **kwargs
        )

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False  # the trail refers to them: switch `active` off instead
