"""What points buy, and what was bought."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history

from .member import Member
from .points import PointsEntry
from .tier import Tier
from .voucher import Voucher, VoucherType


@history("points", "stock", "taken", "per_member", "is_active")
class Reward(Bilingual):
    """One line of the catalogue. `taken` counts what is bought and not given back, at most `stock`."""

    class Kind(models.TextChoices):
        NIGHT = "night", _("night")
        UPGRADE = "upgrade", _("upgrade")
        DINNER = "dinner", _("dinner")
        SPA = "spa", _("spa")
        PARTNER = "partner", _("partner")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    partner = models.CharField(_("partner"), max_length=80, blank=True)
    points = models.PositiveIntegerField(_("points"), validators=[MinValueValidator(1)])
    voucher_type = models.ForeignKey(
        VoucherType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gives voucher"),
        help_text=_("Empty: gives a reference for the partner."),
    )
    stock = models.PositiveIntegerField(_("stock"), null=True, blank=True, help_text=_("Empty: without limit."))
    taken = models.PositiveIntegerField(_("taken"), default=0, db_default=0, editable=False)
    per_member = models.PositiveSmallIntegerField(
        _("per member and calendar year"), null=True, blank=True, help_text=_("Empty: without limit.")
    )
    least_tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tier at least")
    )
    hotels: models.ManyToManyField[Hotel, models.Model] = models.ManyToManyField(
        Hotel, blank=True, related_name="+", verbose_name=_("hotels"), help_text=_("Empty: all.")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    cost = models.DecimalField(
        _("cost to the house"), max_digits=10, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    terms_en = models.CharField(_("terms in English"), max_length=500, blank=True)
    terms_zh = models.CharField(_("terms in Chinese"), max_length=500, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering: ClassVar = ["points", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(points__gt=0), name="reward_costs_points"),
            models.CheckConstraint(condition=Q(stock=None) | Q(taken__lte=F("stock")), name="reward_within_stock"),
        ]


@history("state")
class Redemption(models.Model):
    """A reward bought: the entry that paid for it, and the voucher or reference it gave."""

    class State(models.TextChoices):
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    member = models.ForeignKey(Member, models.PROTECT, related_name="redemptions", verbose_name=_("member"))
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions", verbose_name=_("reward"))
    key = models.CharField(_("key"), max_length=80, help_text="Of the form that asked for it.")
    points = models.PositiveIntegerField(_("points"))
    entry = models.OneToOneField(PointsEntry, models.PROTECT, related_name="redemption", verbose_name=_("entry"))
    voucher = models.OneToOneField(
        Voucher, models.PROTECT, null=True, related_name="redemption", verbose_name=_("voucher")
    )
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DONE)
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"))
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("cancelled by")
    )
    cancel_reason = models.CharField(_("why cancelled"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "key"], name="redemption_key_unique"),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False) | Q(state="done", cancelled_at__isnull=True),
                name="redemption_cancelled_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
