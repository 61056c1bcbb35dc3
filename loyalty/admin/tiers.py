"""Tiers with what they entitle to."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guests.admin import LabelledLists
from loyalty.models import Tier, TierBenefit

THRESHOLDS = ("nights", "stays", "spend", "points", "lifetime_nights")


class TierForm(forms.ModelForm[Tier]):
    """A tier whose thresholds fit between those of its neighbours."""

    class Meta:
        model = Tier
        fields = ("code", "rank", "name_en", "name_zh", "colour", "multiplier", "needs", *THRESHOLDS)

    def clean_rank(self) -> int:
        """Keep the tier that everybody begins with where it is."""
        rank: int = self.cleaned_data["rank"]
        was = self.instance.rank if self.instance.pk else None
        if was == 0 and rank != 0:
            raise ValidationError(_("This is the tier everybody begins with: its rank stays 0."))
        return rank

    def clean(self) -> dict[str, Any]:
        """Refuse a threshold below that of a lower tier, or above that of a higher one."""
        cleaned = super().clean() or {}
        if "rank" in cleaned:
            others = list(Tier.objects.exclude(pk=self.instance.pk).order_by("rank"))
            for name in THRESHOLDS:
                self._compare(name, cleaned, others)
        return cleaned

    def _compare(self, name: str, cleaned: dict[str, Any], others: list[Tier]) -> None:
        mine: Decimal | None = cleaned.get(name)
        if mine is None:
            return
        for other in others:
            theirs = getattr(other, name)
            if theirs is None:
                continue
            values = {"tier": other.name, "threshold": theirs}
            if other.rank < cleaned["rank"] and mine < theirs:
                self.add_error(
                    name, ValidationError(_("%(tier)s below it needs %(threshold)s already."), params=values)
                )
                return
            if other.rank > cleaned["rank"] and mine > theirs:
                self.add_error(name, ValidationError(_("%(tier)s above it needs only %(threshold)s."), params=values))
                return


class TierBenefitInline(admin.TabularInline[TierBenefit, Tier]):
    """What the tier entitles to, and how often."""

    model = TierBenefit
    extra = 0


@admin.register(Tier)
class TierAdmin(LabelledLists[Tier]):
    """Tiers from the one everybody begins with upwards."""

    form = TierForm
    list_display = ("rank", "name_en", "name_zh", "colour", "multiplier", "needs", *THRESHOLDS, "member_count")
    list_display_links = ("name_en", "name_zh")
    ordering = ("rank",)
    inlines = (TierBenefitInline,)
    fieldsets = (
        (None, {"fields": ("code", "rank", "name_en", "name_zh", "colour", "multiplier")}),
        (
            _("What reaches it"),
            {
                "fields": ("needs", *THRESHOLDS),
                "description": _("An empty threshold does not count. A tier with none at all is only given by hand."),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Tier]":
        standing = Q(members__merged_into=None, members__closed_on=None)
        return super().get_queryset(request).annotate(n=Count("members", filter=standing))

    @admin.display(description=_("members"))
    def member_count(self, row: Tier) -> int:
        """How many members have this tier today."""
        return int(getattr(row, "n", 0))

    def has_delete_permission(self, request: HttpRequest, obj: Tier | None = None) -> bool:
        """Somebody has to begin somewhere: the first tier is not deleted."""
        return (obj is None or obj.rank != 0) and super().has_delete_permission(request, obj)
