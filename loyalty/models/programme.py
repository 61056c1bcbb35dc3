"""The programme's terms, and what a unit of each currency is worth in it."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import validate_time_zone
from hotelcrm.audit.guards import history

from .voucher import VoucherType


@history(
    "currency",
    "time_zone",
    "number_prefix",
    "expiry",
    "expiry_months",
    "expiry_years",
    "window",
    "cost_per_point",
    "welcome_points",
    "claim_days",
)
class Programme(Bilingual):
    """The terms of the one programme of the group; there is always exactly this row."""

    class Expiry(models.TextChoices):
        MONTHS = "months", _("a number of months after they were earned")
        YEAR_END = "year_end", _("at the end of a year")
        ACTIVITY = "activity", _("after months without any activity")
        NEVER = "never", _("never")

    class Window(models.TextChoices):
        CALENDAR_YEAR = "calendar_year", _("calendar year")
        ROLLING = "rolling", _("last twelve months")

    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$")],
        help_text=_("In which spend is counted and costs are given."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        validators=[validate_time_zone],
        help_text=_("Whose midnight ends a day of the programme."),
    )
    number_prefix = models.CharField(
        _("member numbers begin with"), max_length=4, blank=True, validators=[RegexValidator(r"^[1-9][0-9]*$")]
    )
    expiry = models.CharField(_("points expire"), max_length=10, choices=Expiry.choices, default=Expiry.MONTHS)
    expiry_months = models.PositiveSmallIntegerField(
        _("months until points expire"), default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    expiry_years = models.PositiveSmallIntegerField(
        _("years after the one in which points were earned"),
        default=1,
        validators=[MaxValueValidator(10)],
        help_text=_("0: at the end of the same year."),
    )
    window = models.CharField(
        _("tiers are reached within"), max_length=13, choices=Window.choices, default=Window.CALENDAR_YEAR
    )
    cost_per_point = models.DecimalField(
        _("cost per point"), max_digits=10, decimal_places=6, default=Decimal("0.01"), validators=[MinValueValidator(0)]
    )
    welcome_points = models.PositiveIntegerField(_("welcome points"), default=0)
    welcome_vouchers: models.ManyToManyField[VoucherType, models.Model] = models.ManyToManyField(
        VoucherType, blank=True, related_name="+", verbose_name=_("welcome vouchers")
    )
    claim_days = models.PositiveSmallIntegerField(
        _("days within which an earlier stay can be claimed"), default=180, validators=[MaxValueValidator(1000)]
    )
    # The night's mark: it survives a restart, and the hour in which the day begins is the programme's.
    reviewed_on = models.DateField(_("tiers reviewed on"), null=True, editable=False)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programme")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="programme_only_one"),
            models.CheckConstraint(condition=Q(cost_per_point__gte=0), name="programme_cost_not_negative"),
        ]

    @classmethod
    def current(cls) -> Self:
        """The terms that hold now; one query."""
        return cls.objects.get(pk=1)

    def today(self, at: datetime) -> date:
        """The programme's calendar day at the instant `at`."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


@history("currency", "worth")
class CurrencyRate(models.Model):
    """What one unit of a currency is worth in the programme's; the programme's own needs none."""

    currency = models.CharField(_("currency"), max_length=3, unique=True, validators=[RegexValidator(r"^[A-Z]{3}$")])
    worth = models.DecimalField(
        _("worth in the programme's currency"),
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(Decimal("0.00000001"))],
    )

    class Meta:
        verbose_name = _("currency rate")
        verbose_name_plural = _("currency rates")
        ordering: ClassVar = ["currency"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(worth__gt=0), name="currencyrate_positive")]

    def __str__(self) -> str:
        return self.currency
