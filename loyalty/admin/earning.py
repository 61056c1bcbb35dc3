"""What earns points, and what earns more of them for a while."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from guests.admin import LabelledLists
from guests.models import Tag
from loyalty.actions.listing import MOST_BYTES, Unreadable, empty_list, list_guests, numbers_in
from loyalty.models import EarnRule, Promotion

SHOWN = 10  # numbers that no guest has
SCOPE = ("hotel", "department", "channel_kind", "company", "any_company")


class EarnRuleForm(forms.ModelForm[EarnRule]):
    """A rule that leaves no doubt which rate counts."""

    class Meta:
        model = EarnRule
        fields = (*SCOPE, "rate", "starts_on", "ends_on")

    def clean(self) -> dict[str, Any]:
        """Refuse a rule for the same stays on the same days as another, and one for one company and for any."""
        cleaned = super().clean() or {}
        if cleaned.get("company") and cleaned.get("any_company"):
            self.add_error("any_company", _("Name one company, or any company account; not both."))
        elif "starts_on" in cleaned and "ends_on" in cleaned and (other := self._overlapping(cleaned)):
            raise ValidationError(
                _("This rule overlaps with “%(rule)s”: both are for the same stays on the same days."),
                params={"rule": str(other)},
            )
        return cleaned

    def _overlapping(self, cleaned: dict[str, Any]) -> EarnRule | None:
        same = EarnRule.objects.exclude(pk=self.instance.pk).filter(**{name: cleaned.get(name) for name in SCOPE})
        if cleaned["ends_on"]:
            same = same.filter(Q(starts_on=None) | Q(starts_on__lte=cleaned["ends_on"]))
        if cleaned["starts_on"]:
            same = same.filter(Q(ends_on=None) | Q(ends_on__gte=cleaned["starts_on"]))
        return same.first()


@admin.register(EarnRule)
class EarnRuleAdmin(LabelledLists[EarnRule]):
    """Points per unit of currency; of several rules that fit, the most particular one counts."""

    form = EarnRuleForm
    list_display = ("stays", "rate", "hotel", "channel_kind", "company", "any_company", "starts_on", "ends_on")
    list_editable = ("rate",)
    list_filter = ("department", "channel_kind", "hotel")
    list_select_related = ("hotel", "company")
    fieldsets = (
        (
            _("Which stays"),
            {
                "fields": SCOPE,
                "description": _("A rule for a company counts before one for a channel, hotel or department."),
            },
        ),
        (_("How many points"), {"fields": ("rate", "starts_on", "ends_on")}),
    )

    @admin.display(description=_("department"), ordering="department")
    def stays(self, row: EarnRule) -> str:
        """The department, or all of them."""
        return str(row.get_department_display() or _("all departments"))

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> type[forms.ModelForm[EarnRule]]:
        """In the list only the rate is changed, which cannot overlap with anything."""
        return super().get_changelist_form(request, **{"form": forms.ModelForm} | options)


class PromotionForm(forms.ModelForm[Promotion]):
    """A promotion, and a file of guests for its list."""

    guests = forms.FileField(
        label=_("add guests to the list"),
        required=False,
        help_text=_("A text or CSV file with a guest number at the beginning of each line."),
    )
    empties = forms.BooleanField(
        label=_("empty the list"),
        required=False,
        help_text=_("Before the guests of a file are added. Points that the list has brought stay."),
    )

    class Meta:
        model = Promotion
        widgets: ClassVar = {"hotels": forms.CheckboxSelectMultiple, "tags": forms.SelectMultiple({"size": 12})}
        fields = (
            *("code", "name_en", "name_zh", "is_active", "factor", "points", "starts_on", "ends_on", "hotels"),
            *("least_tier", "tags", "is_listed"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What somebody told the house about health is not for offers."""
        super().__init__(*args, **kwargs)
        if "tags" in self.fields:
            tags = Tag.objects.filter(is_sensitive=False, is_active=True).select_related("category")
            cast(forms.ModelMultipleChoiceField[Tag], self.fields["tags"]).queryset = tags

    def clean_guests(self) -> list[int]:
        """The numbers in the file; refuse one that is too large or holds something else."""
        upload = self.cleaned_data["guests"]
        if not upload:
            return []
        if upload.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than a list of guests can be."))
        try:
            return numbers_in(upload.read())
        except Unreadable as fault:
            raise ValidationError(str(fault)) from fault


@admin.register(Promotion)
class PromotionAdmin(LabelledLists[Promotion]):
    """Promotions; one that has given points is switched off rather than deleted."""

    form = PromotionForm
    list_display = ("name_en", "name_zh", "factor", "points", "starts_on", "ends_on", "guests_listed", "is_active")
    list_editable = ("is_active",)
    list_filter = ("is_active", "is_listed", "hotels")
    search_fields = ("name_en", "name_zh", "code")
    date_hierarchy = "starts_on"
    fieldsets = (
        (None, {"fields": ("code", "name_en", "name_zh", "is_active")}),
        (_("What it gives"), {"fields": ("factor", "points")}),
        (
            _("When and where"),
            {"fields": ("starts_on", "ends_on", "hotels"), "description": _("It counts for stays that end then.")},
        ),
        (_("For whom"), {"fields": ("least_tier", "tags", "is_listed", "empties", "guests")}),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Promotion]":
        return super().get_queryset(request).annotate(n=Count("listed"))

    @admin.display(description=_("guests on its list"))
    def guests_listed(self, row: Promotion) -> str:
        """How long its list is; a dash where it needs none."""
        return f"{getattr(row, 'n', 0)}" if row.is_listed else "–"

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 (Django's)
        """Empty the list where that was asked for, enter the guests of the file, and say how many."""
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("empties"):
            gone = empty_list(form.instance, by=request.user)
            left = ngettext("%(number)s guest taken off the list.", "%(number)s guests taken off the list.", gone)
            self.message_user(request, left % {"number": gone})
        numbers = form.cleaned_data.get("guests")
        if not numbers:
            return
        result = list_guests(form.instance, numbers=numbers, by=request.user)
        said = ngettext("%(number)s guest added to the list.", "%(number)s guests added to the list.", result.added)
        self.message_user(request, said % {"number": result.added})
        if result.unknown:
            some, more = result.unknown[:SHOWN], "…" if len(result.unknown) > SHOWN else ""
            shown = pgettext("list", ", ").join(map(str, some)) + more
            text = _now("No guest has these numbers: %(numbers)s") % {"numbers": shown}
            self.message_user(request, text, level=messages.WARNING)
