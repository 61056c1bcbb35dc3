"""Channels, room types, stays, companions and charges."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guests.models import Company, Guest
from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history


class Channel(Bilingual):
    """Where a booking comes from, and what that costs."""

    class Kind(models.TextChoices):
        DIRECT = "direct", _("direct")
        OTA = "ota", _("online travel agency")
        CORPORATE = "corporate", _("corporate")
        AGENT = "agent", _("travel agent")
        GDS = "gds", _("GDS")
        GROUP = "group", _("group")
        UNDEFINED = "undefined", _("not defined")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    commission = models.DecimalField(
        _("commission in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(commission__range=(0, 100)), name="channel_commission_percent"),
        ]


class RoomType(Bilingual):
    """A kind of room of one hotel."""

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="room_types", verbose_name=_("hotel"))
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("room type")
        verbose_name_plural = _("room types")
        ordering: ClassVar = ["hotel", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["hotel", "code"], name="roomtype_unique")]


READABLE = 20  # signs; longer numbers are keys that machines made for themselves


class StayStatus(models.TextChoices):
    BOOKED = "booked", _("booked")
    IN_HOUSE = "in_house", _("in house")
    CHECKED_OUT = "checked_out", _("checked out")
    CANCELLED = "cancelled", _("cancelled")
    NO_SHOW = "no_show", _("no-show")


class Purpose(models.TextChoices):
    UNKNOWN = "", _("not known")
    BUSINESS = "business", _("business")
    LEISURE = "leisure", _("leisure")
    MEETING = "meeting", _("meeting")
    FAMILY = "family", _("family")


class MealPlan(models.TextChoices):
    UNKNOWN = "", _("not known")
    ROOM_ONLY = "room_only", _("room only")
    BREAKFAST = "breakfast", _("breakfast")
    HALF_BOARD = "half_board", _("half board")
    FULL_BOARD = "full_board", _("full board")


class StayQuerySet(models.QuerySet["Stay"]):
    """Sets of stays."""

    def completed(self) -> "StayQuerySet":
        """Stays that ended with a check-out."""
        return self.filter(status=StayStatus.CHECKED_OUT)

    def without_guest(self) -> "StayQuerySet":
        """Stays whose guest nobody has named yet."""
        return self.filter(guest=None)


@history("status", "guest", "room", "arrival", "departure", "room_revenue", "version")
class Stay(models.Model):
    """One visit, one row from booking to check-out; its guest may not be known yet."""

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="stays", verbose_name=_("hotel"), db_index=False)
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, blank=True, related_name="stays", verbose_name=_("guest"), db_index=False
    )
    source = models.CharField(_("source"), max_length=40, help_text="The system that numbers it.")
    external_id = models.CharField(_("number at the source"), max_length=80)
    confirmation = models.CharField(_("confirmation number"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=StayStatus.choices)
    booked_on = models.DateField(_("booked on"), null=True, blank=True)
    arrival = models.DateField(_("arrival"))
    departure = models.DateField(_("departure"))
    expected_at = models.TimeField(_("expected at"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    checked_out_at = models.DateTimeField(_("checked out at"), null=True, blank=True)
    closed_on = models.DateField(_("cancelled or found missing on"), null=True, blank=True)
    room_type = models.ForeignKey(
        RoomType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("room type"), db_index=False
    )
    room = models.CharField(_("room"), max_length=10, blank=True)
    adults = models.PositiveSmallIntegerField(_("adults"), default=1)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    infants = models.PositiveSmallIntegerField(_("infants"), default=0)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", verbose_name=_("channel"), db_index=False)
    market_segment = models.CharField(_("market segment"), max_length=40, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="stays", verbose_name=_("company")
    )
    meal_plan = models.CharField(_("meal plan"), max_length=12, choices=MealPlan.choices, blank=True)
    rate = models.DecimalField(_("nightly rate"), max_digits=12, decimal_places=2, default=Decimal(0))
    room_revenue = models.DecimalField(_("room revenue"), max_digits=14, decimal_places=2, default=Decimal(0))
    other_revenue = models.DecimalField(_("other revenue"), max_digits=14, decimal_places=2, default=Decimal(0))
    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices, blank=True)
    purpose_is_inferred = models.BooleanField(_("purpose is inferred"), default=False)
    requests = models.CharField(_("requests"), max_length=500, blank=True)
    extra = models.JSONField(
        _("as the source says"), default=dict, blank=True, help_text="Columns of the source without one of ours."
    )
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), db_default=TransactionNow(), editable=False)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="stay_source_unique"),
            models.CheckConstraint(condition=Q(departure__gte=F("arrival")), name="stay_departure_after_arrival"),
            models.CheckConstraint(
                condition=~Q(status=StayStatus.IN_HOUSE) | Q(checked_in_at__isnull=False),
                name="stay_in_house_was_checked_in",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["guest", "-arrival"], name="stay_guest"),
            models.Index(fields=["hotel", "arrival"], name="stay_arrivals"),
            models.Index(fields=["hotel", "departure"], name="stay_departures"),
            # Who is still expected: of the arrivals of three days that is a fifth, and every search asks for them.
            models.Index(fields=["hotel", "arrival"], name="stay_expected", condition=Q(status=StayStatus.BOOKED)),
            models.Index(fields=["hotel", "room"], name="stay_in_house", condition=Q(status=StayStatus.IN_HOUSE)),
            # Whether a room was ever heard of, at a house with a hundred thousand stays.
            models.Index(fields=["hotel", "room"], name="stay_room", condition=~Q(room="")),
            models.Index(fields=["confirmation"], name="stay_confirmation", condition=~Q(confirmation="")),
            models.Index(fields=["hotel", "-arrival"], name="stay_unknown_guest", condition=Q(guest=None)),
            # Who was here lately, when guests are counted by the hundred thousand: answered without a look at the rows.
            models.Index(
                fields=["departure", "guest"],
                include=["hotel", "channel", "purpose", "arrival", "children", "infants"],
                name="stay_took_place",
                condition=Q(status=StayStatus.CHECKED_OUT, guest__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.confirmation or self.external_id}"

    def get_absolute_url(self) -> str:
        return reverse("stays:page", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number a person can ask for: the confirmation's, else the source's unless it is a machine's; or none."""
        return self.confirmation or (self.external_id if len(self.external_id) <= READABLE else "")

    @property
    def nights(self) -> int:
        """Nights between arrival and departure; a day use has none."""
        return (self.departure - self.arrival).days

    @property
    def revenue(self) -> Decimal:
        """Everything charged to this stay, in its currency."""
        return self.room_revenue + self.other_revenue


class StayGuest(models.Model):
    """Somebody who shares the room with the stay's own guest."""

    stay = models.ForeignKey(Stay, models.CASCADE, related_name="companions", verbose_name=_("stay"))
    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="shared_stays", verbose_name=_("guest"), db_index=False
    )

    class Meta:
        verbose_name = _("companion")
        verbose_name_plural = _("companions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["guest", "stay"], name="stayguest_unique")]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.guest_id}"


class Charge(models.Model):
    """One amount on a stay's bill; a correction is a row with the opposite sign."""

    class Department(models.TextChoices):
        ROOM = "room", _("room")
        FOOD = "food", _("food and beverage")
        SPA = "spa", _("spa")
        MEETING = "meeting", _("meeting")
        RECREATION = "recreation", _("recreation")
        OTHER = "other", _("other")

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="charges", verbose_name=_("stay"), db_index=False)
    department = models.CharField(_("department"), max_length=12, choices=Department.choices)
    description = models.CharField(_("description"), max_length=120, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    posted_on = models.DateField(_("posted on"))
    source = models.CharField(_("source"), max_length=40)
    external_id = models.CharField(_("number at the source"), max_length=80)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="charge_source_unique")]
        indexes: ClassVar = [models.Index(fields=["stay", "posted_on"], name="charge_stay")]

    def __str__(self) -> str:
        return f"{self.department} {self.amount} {self.currency}"
