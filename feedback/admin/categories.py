"""The tree of subjects, and the causes behind them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback.models import Category, Cause
from feedback.queries.assigning import line_of
from guests.admin import LabelledLists


class CategoryForm(forms.ModelForm[Category]):
    """A category that is not part of itself, at whatever remove."""

    class Meta:
        model = Category
        fields = ("code", "name_en", "name_zh", "parent", "department", "severity", "order", "is_active")

    def clean_parent(self) -> Category | None:
        """Refuse one of its own branches."""
        parent: Category | None = self.cleaned_data["parent"]
        if self.instance.pk and self.instance.pk in line_of(parent):
            raise ValidationError(_("“%(category)s” is part of this category already."), params={"category": parent})
        return parent


@admin.register(Category)
class CategoryAdmin(LabelledLists[Category]):
    """Subjects; one that tickets have is switched off rather than deleted."""

    form = CategoryForm
    list_display = ("subject", "name_zh", "parent", "department", "severity", "order", "is_active")
    list_editable = ("order", "is_active")
    list_filter = ("is_active", "department", "severity", ("parent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("name_en", "name_zh", "code")
    prepopulated_fields: ClassVar = {"code": ("name_en",)}

    def get_ordering(self, request: HttpRequest) -> Any:  # noqa: ARG002 (Django's signature)
        """Branches with what is part of them."""
        of_branch = Coalesce("parent__order", "order"), Coalesce("parent__code", "code")
        return (*of_branch, F("parent").asc(nulls_first=True), "order", "code")

    @admin.display(description=_("name in English"), ordering="name_en")
    def subject(self, row: Category) -> str:
        """The name, set in where it is part of another."""
        return f"— {row.name_en}" if row.parent_id else row.name_en


@admin.register(Cause)
class CauseAdmin(LabelledLists[Cause]):
    """Causes; one that tickets have is switched off rather than deleted."""

    list_display = ("name_en", "name_zh", "order", "is_active")
    list_editable = ("order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name_en", "name_zh", "code")
    prepopulated_fields: ClassVar = {"code": ("name_en",)}
    fields = ("code", "name_en", "name_zh", "order", "is_active")
