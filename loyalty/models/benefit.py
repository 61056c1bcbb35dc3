"""What a tier entitles to, and each use of it."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from stays.models import Stay

from .tier import Tier


class Benefit(Bilingual):
    """Something given besides what is paid for: meeting room hours, lounge, airport lane, a gift."""

    class Scene(models.TextChoices):
        ARRIVAL = "arrival", _("arrival")
        STAY = "stay", _("stay")
        DINING = "dining", _("dining")
        MEETING = "meeting", _("meeting")
        WELLNESS = "wellness", _("wellness")
        DEPARTURE = "departure", _("departure")
        TRAVEL = "travel", _("travel")

    class Unit(models.TextChoices):
        TIMES = "times", _("times")
        HOURS = "hours", _("hours")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    scene = models.CharField(_("scene"), max_length=10, choices=Scene.choices)
    unit = models.CharField(_("counted in"), max_length=5, choices=Unit.choices, default=Unit.TIMES)
    icon = models.CharField(_("icon"), max_length=40, default="gift")
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        ordering: ClassVar = ["order", "code"]


@history("tier", "benefit", "per_year")
class TierBenefit(models.Model):
    """A benefit of a tier, and how much of it in a calendar year."""

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="benefits", verbose_name=_("tier"))
    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="tiers", verbose_name=_("benefit"))
    per_year = models.PositiveSmallIntegerField(
        _("in a year"), null=True, blank=True, help_text=_("Empty: without limit.")
    )
    detail_en = models.CharField(_("detail in English"), max_length=120, blank=True)
    detail_zh = models.CharField(_("detail in Chinese"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("benefit of a tier")
        verbose_name_plural = _("benefits of tiers")
        ordering: ClassVar = ["benefit__order", "benefit__code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["tier", "benefit"], name="tierbenefit_unique")]

    def __str__(self) -> str:
        return f"{self.tier_id} {self.benefit_id}"


class BenefitUse(models.Model):
    """A benefit used by a guest; taken back with `cancelled_at`. `key` makes a double click one use."""

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="benefit_uses", verbose_name=_("guest"))
    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="uses", verbose_name=_("benefit"))
    quantity = models.DecimalField(
        _("how much"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.25"))],
    )
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"), db_index=False)
    stay = models.ForeignKey(Stay, models.SET_NULL, null=True, related_name="+", verbose_name=_("stay"))
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    key = models.CharField(_("key"), max_length=80)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("cancelled by")
    )

    class Meta:
        verbose_name = _("use of a benefit")
        verbose_name_plural = _("uses of benefits")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "key"], name="benefituse_key_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="benefituse_some"),
        ]
        indexes: ClassVar = [models.Index(fields=["guest", "on"], name="benefituse_of_year")]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.benefit_id} {self.on}"
