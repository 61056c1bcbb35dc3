"""The access log in Django's admin: to read, never to write."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import MembershipChange, ReadLog


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that the database itself refuses to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(ReadLog)
class ReadLogAdmin(ReadOnlyAdmin):
    """Who looked at whose personal data."""

    list_display = ["at", "user", "what", "guest_id", "hotel_id", "reason"]
    list_filter = ["what", ("user", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]


@admin.register(MembershipChange)
class MembershipChangeAdmin(ReadOnlyAdmin):
    """Which role was given to or taken from whom, when, and by whom."""

    list_display = ["pgh_created_at", "change", "user", "role", "department", "hotel", "by"]
    list_select_related = ["user", "hotel", "pgh_context"]
    ordering = ["-pgh_created_at", "-pgh_id"]

    @admin.display(description=_("change"))
    def change(self, row: MembershipChange) -> str:
        return str({"given": _("given"), "changed": _("changed to"), "taken": _("taken away")}[row.pgh_label])

    @admin.display(description=_("by"))
    def by(self, row: MembershipChange) -> str:
        return str(row.by or "—")
