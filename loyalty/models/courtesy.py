"""How late somebody may leave: the manager's table, and what was granted."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from stays.models import Stay

from .benefit import BenefitUse
from .tier import Tier


@history(
    "order",
    "hotel",
    "who",
    "tier",
    "least_stays",
    "occupancy_from",
    "occupancy_below",
    "until",
    "fee_percent",
    "waives_half_day",
    "no_inspection",
)
class CourtesyRule(models.Model):
    """A line of the table: whose value, against which occupancy tonight, gives which hour. The first that fits counts.

    A hotel's own lines come before those for all hotels. `fee_percent` is the share of the nightly rate due for
    leaving after the house's ordinary hour and up to `until`; 0: nothing.
    """

    class Who(models.TextChoices):
        VIP = "vip", _("VIP")
        TOP_TIER = "top_tier", _("top tier")
        TIER = "tier", pgettext_lazy("for whom", "tier at least")
        COMPANY_REGULAR = "company_regular", _("company regular")
        ANYBODY = "anybody", pgettext_lazy("for whom", "anybody")

    hotel = models.ForeignKey(
        Hotel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hotel"),
        help_text=_("Empty: all."),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    who = models.CharField(_("who"), max_length=16, choices=Who.choices)
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tier"))
    least_stays = models.PositiveSmallIntegerField(
        _("stays in twelve months, at least"),
        default=2,
        help_text=_("What makes a company's guest a regular."),
    )
    occupancy_from = models.PositiveSmallIntegerField(
        _("tonight's occupancy from, percent"), default=0, validators=[MaxValueValidator(1000)]
    )
    occupancy_below = models.PositiveSmallIntegerField(
        _("tonight's occupancy below, percent"), default=1000, validators=[MaxValueValidator(1000)]
    )
    until = models.TimeField(_("check-out until"))
    fee_percent = models.PositiveSmallIntegerField(
        _("charge, percent of the nightly rate"), default=0, validators=[MaxValueValidator(100)]
    )
    waives_half_day = models.BooleanField(_("no half-day charge"), default=False)
    no_inspection = models.BooleanField(_("no room inspection"), default=False)

    class Meta:
        verbose_name = _("courtesy rule")
        verbose_name_plural = _("courtesy rules")
        ordering: ClassVar = [F("hotel").asc(nulls_last=True), "order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hotel", "order"], name="courtesyrule_order", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(occupancy_below__gt=F("occupancy_from")),
                name="courtesyrule_some_occupancy",
                violation_error_message=_("The upper bound of occupancy must lie above the lower one."),
            ),
            models.CheckConstraint(
                condition=(Q(who="tier") & Q(tier__isnull=False)) | (~Q(who="tier") & Q(tier__isnull=True)),
                name="courtesyrule_names_its_tier",
                violation_error_message=_("Name the tier when the line is for a tier, and only then."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_who_display()} {self.until:%H:%M}"


@history("until", "cancelled_at")
class CourtesyGrant(models.Model):
    """A late check-out promised to the guest of a stay; another hour later replaces it."""

    stay = models.OneToOneField(Stay, models.CASCADE, related_name="courtesy", verbose_name=_("stay"))
    until = models.TimeField(_("check-out until"))
    on = models.DateField(_("on"), help_text="The day of departure it was promised for.")
    fee = models.DecimalField(pgettext_lazy("late check-out", "charge"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    waives_half_day = models.BooleanField(_("no half-day charge"), default=False, db_default=False)
    no_inspection = models.BooleanField(_("no room inspection"), default=False)
    advised = models.TimeField(_("hour advised"), null=True, help_text="What the table said when it was granted.")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    use = models.OneToOneField(
        BenefitUse, models.PROTECT, related_name="courtesy", verbose_name=_("use of the benefit")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    class Meta:
        verbose_name = _("late check-out granted")
        verbose_name_plural = _("late check-outs granted")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(fee__gte=0), name="courtesygrant_fee_not_negative")]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.until:%H:%M}"
