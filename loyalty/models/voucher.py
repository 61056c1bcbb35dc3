"""Vouchers: what they give, and each single one."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from stays.models import Charge, Stay


@history("gives", "value", "currency", "until_time", "least_spend", "department", "valid_days", "cost", "is_active")
class VoucherType(Bilingual):
    """What a voucher gives, and where, when and from which bill on it holds."""

    class Gives(models.TextChoices):
        AMOUNT = "amount", _("an amount off")
        PERCENT = "percent", _("a share off")
        ITEM = "item", _("a thing or service")
        LATE_CHECK_OUT = "late_check_out", _("late check-out")
        UPGRADE = "upgrade", _("room upgrade")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    gives = models.CharField(_("gives"), max_length=15, choices=Gives.choices)
    value = models.DecimalField(
        _("amount, or percent"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[RegexValidator(r"^[A-Z]{3}$")])
    until_time = models.TimeField(_("check-out until"), null=True, blank=True)
    least_spend = models.DecimalField(
        _("bill at least"), max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    department = models.CharField(
        _("department"), max_length=12, choices=Charge.Department.choices, blank=True, help_text=_("Empty: all.")
    )
    hotels: models.ManyToManyField[Hotel, models.Model] = models.ManyToManyField(
        Hotel, blank=True, related_name="+", verbose_name=_("hotels"), help_text=_("Empty: all.")
    )
    valid_days = models.PositiveSmallIntegerField(_("days of validity"), default=365, validators=[MinValueValidator(1)])
    cost = models.DecimalField(
        _("cost to the house"), max_digits=10, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    terms_en = models.CharField(_("terms in English"), max_length=500, blank=True)
    terms_zh = models.CharField(_("terms in Chinese"), max_length=500, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("voucher type")
        verbose_name_plural = _("voucher types")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(gives="amount") & Q(value__gt=0) & ~Q(currency=""))
                | Q(gives="percent", value__gt=0, value__lte=100)
                | Q(gives="late_check_out", until_time__isnull=False)
                | Q(gives__in=["item", "upgrade"]),
                name="vouchertype_says_what_it_gives",
                violation_error_message=_(
                    "An amount needs a currency, a share at most 100 percent, a late check-out its hour."
                ),
            ),
        ]


class VoucherBatch(models.Model):
    """Many vouchers issued at once, named for nobody."""

    type = models.ForeignKey(VoucherType, models.PROTECT, related_name="+", verbose_name=_("type"))
    count = models.PositiveIntegerField(_("how many"), validators=[MinValueValidator(1)])
    reason = models.CharField(_("reason"), max_length=200)
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    key = models.CharField(_("key"), max_length=80, unique=True, help_text="Of the form that asked for it.")

    class Meta:
        verbose_name = _("voucher batch")
        verbose_name_plural = _("voucher batches")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(count__gte=1), name="voucherbatch_not_empty")]

    def __str__(self) -> str:
        return f"{self.type_id} x {self.count}"


class VoucherQuerySet(models.QuerySet["Voucher"]):
    """Sets of vouchers."""

    def usable(self, today: date) -> "VoucherQuerySet":
        """Those that could be redeemed on that day, conditions of the bill aside."""
        return self.filter(state=Voucher.State.ISSUED, valid_from__lte=today, valid_until__gte=today)


@history("state", "guest", "valid_until")
class Voucher(models.Model):
    """One voucher. `key` names its cause (``welcome:12:spa``), so that issuing it twice makes one.

    Whether it has expired is a matter of the day: `state` stays issued, and the night marks it.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("issued")
        REDEEMED = "redeemed", _("redeemed")
        VOID = "void", _("void")
        EXPIRED = "expired", _("expired")

    class Source(models.TextChoices):
        DESK = "desk", _("given at the desk")
        WELCOME = "welcome", _("welcome pack")
        REWARD = "reward", _("bought with points")
        BATCH = "batch", _("batch")
        COMPENSATION = "compensation", _("compensation")
        CAMPAIGN = "campaign", _("campaign")

    type = models.ForeignKey(VoucherType, models.PROTECT, related_name="vouchers", verbose_name=_("type"))
    code = models.CharField(
        _("code"), max_length=20, unique=True, help_text="Without the dashes that it is shown with."
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name=_("guest")
    )
    batch = models.ForeignKey(
        VoucherBatch, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name=_("batch")
    )
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    key = models.CharField(_("key"), max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ISSUED)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), help_text="The last day.")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    hotel = models.ForeignKey(
        Hotel, models.PROTECT, null=True, related_name="+", verbose_name=_("issued at"), db_index=False
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("issued by"),
    )
    issued_at = models.DateTimeField(_("issued at"))
    redeemed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("redeemed by"),
    )
    redeemed_at = models.DateTimeField(_("redeemed at"), null=True)
    redeemed_hotel = models.ForeignKey(
        Hotel, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("redeemed at hotel")
    )
    redeemed_stay = models.ForeignKey(
        Stay, models.SET_NULL, null=True, related_name="+", verbose_name=_("redeemed for stay")
    )
    redeemed_value = models.DecimalField(_("taken off"), max_digits=12, decimal_places=2, null=True)
    redeemed_bill = models.DecimalField(_("bill"), max_digits=12, decimal_places=2, null=True)
    redeemed_department = models.CharField(_("department of the bill"), max_length=12, blank=True, db_default="")
    redeemed_key = models.CharField(
        _("key of the redemption"),
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="Of the form, so that a double click is one redemption.",
    )
    taken_back_key = models.CharField(
        _("key of the redemption taken back"),
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="Of the form whose redemption was taken back last: sent again, it redeems no more.",
    )
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("voided by"),
    )
    voided_at = models.DateTimeField(_("voided at"), null=True)
    void_reason = models.CharField(_("why void"), max_length=200, blank=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="voucher_valid_some_day"),
            models.CheckConstraint(
                condition=Q(state="redeemed", redeemed_at__isnull=False)
                | (~Q(state="redeemed") & Q(redeemed_at__isnull=True)),
                name="voucher_redeemed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="void", voided_at__isnull=False) | (~Q(state="void") & Q(voided_at__isnull=True)),
                name="voucher_void_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["valid_until"], condition=Q(state="issued"), name="voucher_open"),
        ]

    def __str__(self) -> str:
        return "-".join(self.code[n : n + 4] for n in range(0, len(self.code), 4))
