"""What is set up rarely: companies, preferences and their categories, privacy notices.

Personal data has no page here: who a guest is belongs to the guest page, where every look is logged.
"""

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db.models import Count, Field, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hotelcrm.frame.icons import check_icon

from .models import Company, Notice, Tag, TagCategory

Row = TypeVar("Row", bound=Model)


class LabelledLists(admin.ModelAdmin[Row]):
    """Fields edited in a list carry their column's name: Django draws them there without a label.

    An icon that the sprite does not hold is refused: no page could draw it.
    """

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "icon":
            kwargs["validators"] = [check_icon]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> type[ModelForm[Row]]:
        form: type[ModelForm[Row]] = super().get_changelist_form(request, **options)

        class Labelled(form):  # type: ignore[valid-type, misc]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                for field in self.fields.values():
                    field.widget.attrs.setdefault("aria-label", field.label)

        return Labelled


@admin.register(Company)
class CompanyAdmin(LabelledLists[Company]):
    """Company accounts."""

    list_display = ("name", "latin_name", "code", "is_key", "is_active")
    list_editable = ("is_key", "is_active")
    list_filter = ("is_key", "is_active")
    search_fields = ("name", "latin_name", "code")


@admin.register(TagCategory)
class TagCategoryAdmin(LabelledLists[TagCategory]):
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
class TagAdmin(LabelledLists[Tag]):
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
