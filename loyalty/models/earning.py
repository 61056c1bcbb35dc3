"""What earns points, what earns more of them for a while, and which stays wait to be reckoned."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from guests.models import Company, Guest, Tag
from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from stays.models import Channel, Charge

from .tier import Tier


@history("hotel", "department", "channel_kind", "company", "any_company", "rate", "starts_on", "ends_on")
class EarnRule(models.Model):
    """So many points per unit of the programme's currency. A rate of 0 excludes.

    Of the rules that fit an amount the most particular one counts: company before any company before channel before
    hotel before department; ``loyalty.rules.earning`` says how.
    """

    hotel = models.ForeignKey(
        Hotel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hotel"),
        help_text=_("Empty: all."),
    )
    department = models.CharField(
        _("department"), max_length=12, choices=Charge.Department.choices, blank=True, help_text=_("Empty: all.")
    )
    channel_kind = models.CharField(
        _("channel"), max_length=10, choices=Channel.Kind.choices, blank=True, help_text=_("Empty: all.")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("company")
    )
    any_company = models.BooleanField(_("stays of any company account"), default=False)
    rate = models.DecimalField(
        _("points per unit of currency"),
        max_digits=8,
        decimal_places=4,
        validators=[MinValueValidator(0)],
        help_text=_("0: earns nothing."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("earning rule")
        verbose_name_plural = _("earning rules")
        ordering: ClassVar = ["department", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rate__gte=0), name="earnrule_rate_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="earnrule_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            ExclusionConstraint(
                name="earnrule_one_rate_for_a_day",
                expressions=[
                    (Coalesce("hotel", Value(0)), RangeOperators.EQUAL),
                    ("department", RangeOperators.EQUAL),
                    ("channel_kind", RangeOperators.EQUAL),
                    (Coalesce("company", Value(0)), RangeOperators.EQUAL),
                    (Cast("any_company", IntegerField()), RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another rule is for the same stays on the same days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_department_display() or '*'} {self.rate}"


@history("factor", "points", "starts_on", "ends_on", "is_active")
class Promotion(Bilingual):
    """More points for stays that end within some days: a multiple of the base points, or a fixed number, or both."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    factor = models.DecimalField(
        _("factor"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(1))],
        help_text=_("2: twice the base points."),
    )
    points = models.PositiveIntegerField(_("points besides"), default=0)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    hotels: models.ManyToManyField[Hotel, models.Model] = models.ManyToManyField(
        Hotel, blank=True, related_name="+", verbose_name=_("hotels"), help_text=_("Empty: all.")
    )
    least_tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tier at least")
    )
    tags: models.ManyToManyField[Tag, models.Model] = models.ManyToManyField(
        Tag, blank=True, related_name="+", verbose_name=_("guests with any of these tags"), help_text=_("Empty: all.")
    )
    is_listed = models.BooleanField(
        _("only for the guests on its list"), default=False, help_text=_("Their numbers come from a file.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering: ClassVar = ["-starts_on", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="promotion_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(factor__gt=1) | Q(points__gt=0),
                name="promotion_gives_something",
                violation_error_message=_("Give a factor above 1, or points besides."),
            ),
        ]


class PromotionGuest(models.Model):
    """A guest on a promotion's list."""

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="listed", verbose_name=_("promotion"))
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="+", verbose_name=_("guest"))

    class Meta:
        verbose_name = _("guest on a promotion's list")
        verbose_name_plural = _("guests on a promotion's list")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "promotion"], name="promotionguest_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.guest_id}"


class SettlementDue(models.Model):
    """A stay whose points have to be reckoned anew; a row is claimed, settled and deleted. The stay may be gone.

    One that could earn nothing because its currency has no rate keeps its row, and waits for the rate. How often
    reckoning it failed is counted.
    """

    stay_id = models.BigIntegerField(_("stay"), primary_key=True)
    since = models.DateTimeField(_("since"))
    waits_for = models.CharField(_("waits for the rate of"), max_length=3, blank=True, default="", db_default="")
    failures = models.PositiveIntegerField(_("failures"), default=0, db_default=0)

    class Meta:
        verbose_name = _("stay to be reckoned")
        verbose_name_plural = _("stays to be reckoned")

    def __str__(self) -> str:
        return f"{self.stay_id}"
