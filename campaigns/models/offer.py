"""Offers: packages with conditions, and the guests they suit."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guests.models import Tag
from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from stays.models import Charge, Purpose

from .segment import Segment

# A room and whatever else everybody pays for tell nothing of what a guest likes.
_D = Charge.Department
USED = (_D.FOOD, _D.SPA, _D.MEETING, _D.RECREATION)


@history("code", "price", "from_day", "until_day", "segment", "scene", "department", "is_active")
class Offer(Bilingual):
    """A package: who has one of its `tags`, travels as its `scene` says, spent at its `department` before or is in its
    `segment` may like it. One that names none of these is for everybody.

    `campaigns.offers` recommends; `campaigns.rules.offers` says what counts how much.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    text_en = models.CharField(_("what it is in English"), max_length=300, blank=True)
    text_zh = models.CharField(_("what it is in Chinese"), max_length=300, blank=True)
    terms_en = models.CharField(_("conditions in English"), max_length=300, blank=True)
    terms_zh = models.CharField(_("conditions in Chinese"), max_length=300, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[RegexValidator(r"^[A-Z]{3}$")])
    hotels: models.ManyToManyField[Hotel, models.Model] = models.ManyToManyField(
        Hotel, blank=True, related_name="+", verbose_name=_("hotels"), help_text=_("Empty: all.")
    )
    tags: models.ManyToManyField[Tag, models.Model] = models.ManyToManyField(
        Tag, blank=True, related_name="+", verbose_name=_("preferences it suits")
    )
    scene = models.CharField(_("scene"), max_length=10, choices=Purpose.choices, blank=True)
    department = models.CharField(
        _("department that they used before"),
        max_length=12,
        choices=[(one.value, one.label) for one in USED],
        blank=True,
        db_default="",
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("segment")
    )
    least_nights = models.PositiveSmallIntegerField(_("nights at least"), default=0)
    from_day = models.DateField(_("from"), null=True, blank=True)
    until_day = models.DateField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(from_day=None) | Q(until_day=None) | Q(until_day__gte=F("from_day")),
                name="offer_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(price=None) | ~Q(currency=""), name="offer_price_has_currency"),
        ]

    @property
    def text(self) -> str:
        """What it is, in the language of the page."""
        return self.text_zh if (get_language() or "").startswith("zh") else self.text_en

    @property
    def terms(self) -> str:
        """Its conditions, in the language of the page."""
        return self.terms_zh if (get_language() or "").startswith("zh") else self.terms_en
