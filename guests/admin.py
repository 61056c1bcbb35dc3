"""What is set up rarely: companies, preferences and their categories, privacy notices.

Personal data has no page here: who a guest is belongs to the guest page, where every look is logged.
"""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import Company, Notice, Tag, TagCategory


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin[Company]):
    """Company accounts."""

    list_display = ("name", "latin_name", "code", "is_key", "is_active")
    list_editable = ("is_key", "is_active")
    list_filter = ("is_key", "is_active")
    search_fields = ("name", "latin_name", "code")


@admin.register(TagCategory)
class TagCategoryAdmin(admin.ModelAdmin[TagCategory]):
    """Headings of preferences, and which departments see them."""

    list_display = ("name_en", "name_zh", "code", "order", "tags_count")
    list_editable = ("order",)
    search_fields = ("name_en", "name_zh", "code")
    prepopulated_fields: ClassVar = {"code": ("name_en",)}

    def get_queryset(self, request: HttpRequest) -> "QuerySet[TagCategory]":
        return super().get_queryset(request).annotate(n=Count("tags"))

    @admin.display(description=_("preferences"))
    def tags_count(self, row: TagCategory) -> int:
        """How many preferences stand under this heading."""
        return int(getattr(row, "n", 0))


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin[Tag]):
    """Preferences; one in use is switched off rather than deleted."""

    list_display = ("name_en", "name_zh", "category", "is_alert", "is_sensitive", "is_active")
    list_editable = ("is_active",)
    list_filter = ("category", "is_alert", "is_sensitive", "is_active")
    list_select_related = ("category",)
    search_fields = ("name_en", "name_zh", "code", "synonyms")
    prepopulated_fields: ClassVar = {"code": ("name_en",)}
    actions = ("switch_off",)

    @admin.action(description=_("Switch off: suggest no longer"))
    def switch_off(self, request: HttpRequest, rows: "QuerySet[Tag]") -> None:
        """Keep what was noted, and offer these no longer."""
        n = rows.update(is_active=False)
        self.message_user(request, _("Switched off: %(n)s") % {"n": n})


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    """Privacy notices: a guest agreed to the words as they were, so a published one is not changed but followed."""

    list_display = ("purpose", "version", "valid_from")
    list_filter = ("purpose",)
    search_fields = ("text_en", "text_zh")
    ordering = ("purpose", "-version")

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        if obj is not None and obj.consents.exists():
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        if obj is not None and obj.consents.exists():
            return False
        return super().has_delete_permission(request, obj)
