"""Tiers and what reaches them."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.models.bilingual import Bilingual
from hotelcrm.audit.guards import history


@history("rank", "needs", "nights", "stays", "spend", "points", "lifetime_nights", "multiplier")
class Tier(Bilingual):
    """One tier; `rank` 0 is where everybody begins. A threshold left empty does not count.

    Nights, stays, spend (in the programme's currency) and qualifying points are counted within the programme's window.
    """

    class Needs(models.TextChoices):
        ANY = "any", _("any of them")
        ALL = "all", _("all of them")

    class Colour(models.TextChoices):
        SLATE = "slate", _("slate")
        SILVER = "silver", _("silver")
        GOLD = "gold", _("gold")
        PLATINUM = "platinum", _("platinum")
        JADE = "jade", _("jade")
        RUBY = "ruby", _("ruby")
        INK = "ink", _("ink")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    rank = models.PositiveSmallIntegerField(_("rank"), unique=True, help_text=_("0 is where everybody begins."))
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.SLATE)
    needs = models.CharField(_("needs"), max_length=3, choices=Needs.choices, default=Needs.ANY)
    nights = models.PositiveIntegerField(_("nights"), null=True, blank=True)
    stays = models.PositiveIntegerField(_("stays"), null=True, blank=True)
    spend = models.DecimalField(
        _("spend"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    points = models.PositiveIntegerField(_("qualifying points"), null=True, blank=True)
    lifetime_nights = models.PositiveIntegerField(
        _("nights for life"), null=True, blank=True, help_text=_("Whoever ever had so many nights keeps the tier.")
    )
    multiplier = models.DecimalField(
        _("points multiplier"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(1))],
    )

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(multiplier__gte=1), name="tier_multiplier_at_least_one"),
            models.CheckConstraint(
                condition=Q(rank=0, nights=None, stays=None, spend=None, points=None, lifetime_nights=None)
                | Q(rank__gt=0),
                name="tier_first_needs_nothing",
                violation_error_message=_("The first tier is everybody's: it has no thresholds."),
            ),
        ]
