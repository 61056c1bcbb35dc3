"""What is known about each guest in one wide row, and what keeps it up to date."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.models import Guest


class GuestFacts(models.Model):
    """One row per current guest, written by one statement alone: `campaigns.facts.statement`.

    It holds only what a day does not change by itself: dates instead of ages, the last departure instead of the days
    since. What depends on today (lifecycle stage, quintiles, days) is computed when it is read. Windows of months end
    on `counted_on`, and the night moves them on.

    Amounts are whole cents (hundredths) of the programme's currency, in integers: a segment over a million guests
    compares them three times as fast as decimals. A currency without a rate counts nothing. A `birth_code` is month x
    100 + day, plus 2000 for one by the lunar calendar, 0 where the day is not known.

    The columns that segments ask for most come first and are never empty: PostgreSQL reads a row from its front.
    """

    guest = models.OneToOneField(
        Guest, models.CASCADE, primary_key=True, related_name="facts", verbose_name=_("guest"), db_constraint=False
    )
    # Stays that took place
    stays = models.IntegerField(_("completed stays"), default=0)
    nights = models.IntegerField(_("nights"), default=0)
    stays_12m = models.IntegerField(_("stays in 12 months"), default=0)
    nights_12m = models.IntegerField(_("nights in 12 months"), default=0)
    stays_24m = models.IntegerField(_("stays in 24 months"), default=0)
    family_stays = models.IntegerField(_("stays with children"), default=0)
    revenue = models.BigIntegerField(_("revenue"), default=0)
    revenue_12m = models.BigIntegerField(_("revenue in 12 months"), default=0)
    revenue_24m = models.BigIntegerField(_("revenue in 24 months"), default=0)
    # Who they are
    vip_level = models.SmallIntegerField(_("VIP level"), default=0)
    birth_code = models.SmallIntegerField(_("birthday"), default=0)
    tier_rank = models.SmallIntegerField(_("tier"), default=-1, help_text="-1: no member.")
    completeness = models.SmallIntegerField(_("profile completeness in percent"), default=0)
    open_tickets = models.SmallIntegerField(_("open tickets"), default=0)
    open_complaints = models.SmallIntegerField(_("open complaints"), default=0)
    is_in_house = models.BooleanField(_("in house"), default=False)
    is_key_company = models.BooleanField(_("of a key company"), default=False)
    is_generic_only = models.BooleanField(_("generic offers only"), default=False)
    is_restricted = models.BooleanField(_("use restricted"), default=False)
    # By which channel offers may reach them: an address that lives, is not suppressed, and a yes. Age is asked later.
    reach_email = models.BooleanField(_("reached by e-mail"), default=False)
    reach_sms = models.BooleanField(_("reached by text message"), default=False)
    reach_wecom = models.BooleanField(_("reached by WeCom"), default=False)
    has_email = models.BooleanField(_("has an e-mail address"), default=False)
    has_phone = models.BooleanField(_("has a phone number"), default=False)
    has_wecom = models.BooleanField(_("has WeCom"), default=False)
    agrees_to_surveys = models.BooleanField(_("agrees to surveys"), default=False)
    agrees_to_profiling = models.BooleanField(_("agrees to personal recommendations"), default=False)
    # Stays, in detail
    cancellations = models.IntegerField(_("cancelled bookings"), default=0)
    no_shows = models.IntegerField(_("no-shows"), default=0)
    bookings_ahead = models.IntegerField(_("bookings to come"), default=0)
    direct_stays = models.IntegerField(_("stays booked direct"), default=0)
    ota_stays = models.IntegerField(_("stays booked through an online travel agency"), default=0)
    # What they spend it on
    spend_food = models.BigIntegerField(_("spent on food and beverage"), default=0)
    spend_spa = models.BigIntegerField(_("spent on spa"), default=0)
    spend_meeting = models.BigIntegerField(_("spent on meetings"), default=0)
    spend_recreation = models.BigIntegerField(_("spent on recreation"), default=0)
    # Points
    points = models.BigIntegerField(_("points"), default=0)
    next_expiry_points = models.BigIntegerField(_("points that expire next"), default=0)
    vouchers = models.IntegerField(_("vouchers not used"), default=0)
    # People they bring
    referred = models.IntegerField(_("guests referred"), default=0)
    referral_value = models.BigIntegerField(_("referral value"), default=0)
    reviews = models.IntegerField(_("reviews"), default=0)
    # Dates; empty where there is none
    known_since = models.DateField(_("known since"))
    first_arrival = models.DateField(_("first arrival"), null=True)
    first_departure = models.DateField(_("first departure"), null=True)
    last_arrival = models.DateField(_("last arrival"), null=True)
    last_departure = models.DateField(_("last departure"), null=True)
    earlier_departure = models.DateField(_("departure before the last"), null=True)
    next_arrival = models.DateField(_("next arrival"), null=True)
    expected_on = models.DateField(_("expected next arrival"), null=True, help_text="By the guest's own usual gap.")
    usual_gap = models.IntegerField(_("usual days between arrivals"), null=True)
    lead_days = models.IntegerField(_("usual days booked ahead"), null=True)
    birth_year = models.SmallIntegerField(_("year of birth"), null=True)
    tier_since = models.DateField(_("tier since"), null=True)
    tier_until = models.DateField(_("tier until"), null=True)
    next_expiry_on = models.DateField(_("points expire next on"), null=True)
    next_voucher_on = models.DateField(_("next voucher valid until"), null=True)
    last_earned_on = models.DateField(_("points last earned on"), null=True)
    last_score_on = models.DateField(_("last score on"), null=True)
    last_complaint_on = models.DateField(_("last complaint on"), null=True)
    # Scores and what is short of the next tier; empty: none
    last_nps = models.SmallIntegerField(_("last recommendation score"), null=True)
    last_csat = models.SmallIntegerField(_("last satisfaction score"), null=True)
    last_rating = models.SmallIntegerField(_("last rating in a review, of 100"), null=True)
    next_tier_rank = models.SmallIntegerField(_("next tier"), null=True)
    next_tier_nights = models.IntegerField(_("nights short of the next tier"), null=True)
    next_tier_stays = models.IntegerField(_("stays short of the next tier"), null=True)
    # Favourites and the last time; ids
    favourite_hotel = models.BigIntegerField(_("favourite hotel"), null=True)
    favourite_room_type = models.BigIntegerField(_("favourite room type"), null=True)
    favourite_channel = models.BigIntegerField(_("favourite channel"), null=True)
    last_hotel = models.BigIntegerField(_("hotel of the last stay"), null=True)
    last_channel = models.BigIntegerField(_("channel of the last stay"), null=True)
    next_hotel = models.BigIntegerField(_("hotel of the next stay"), null=True)
    company = models.BigIntegerField(_("company"), null=True)
    # Words
    scene = models.CharField(_("scene"), max_length=10, default="", help_text="What most stays were for.")
    last_purpose = models.CharField(_("purpose of the last stay"), max_length=10, default="")
    language = models.CharField(_("language"), max_length=10, default="")
    nationality = models.CharField(_("nationality"), max_length=2, default="")
    gender = models.CharField(_("gender"), max_length=1, default="")
    time_zone = models.CharField(_("time zone"), max_length=40, default="")
    tags = ArrayField(models.BigIntegerField(), verbose_name=_("preferences"), default=list)
    counted_on = models.DateField(_("counted on"))

    class Meta:
        verbose_name = _("facts of a guest")
        verbose_name_plural = _("facts of guests")
        indexes: ClassVar = [
            models.Index(fields=["last_departure"], name="facts_last_departure"),
            models.Index(fields=["birth_code"], name="facts_birthday", condition=~Q(birth_code=0)),
            models.Index(fields=["next_arrival"], name="facts_next_arrival", condition=Q(next_arrival__isnull=False)),
            models.Index(fields=["expected_on"], name="facts_expected", condition=Q(expected_on__isnull=False)),
            models.Index(fields=["next_expiry_on"], name="facts_expiry", condition=Q(next_expiry_on__isnull=False)),
            GinIndex(fields=["tags"], name="facts_tags"),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id}"


class GuestChange(models.Model):
    """A guest whose facts changed: written by triggers on what facts depend on, taken by whoever counts again.

    Only ever added to: a row per guest would have the desk wait for an import that changed the same guest.
    """

    guest_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        verbose_name = _("changed guest")
        verbose_name_plural = _("changed guests")

    def __str__(self) -> str:
        return f"{self.guest_id}"


class Scale(models.Model):
    """Where the quintiles of one day lie: recency, frequency and monetary among guests with a stay in 24 months.

    Each holds the four lower bounds of quintiles 2 to 5; recency in days since 1970-01-01, monetary in cents. Ties
    share a quintile, for a value has one place among bounds.
    """

    on = models.DateField(_("day"), unique=True)
    guests = models.IntegerField(_("guests with a stay"))
    recency = ArrayField(models.BigIntegerField(), size=4)
    frequency = ArrayField(models.BigIntegerField(), size=4)
    monetary = ArrayField(models.BigIntegerField(), size=4)

    class Meta:
        verbose_name = _("scale of the quintiles")
        verbose_name_plural = _("scales of the quintiles")

    def __str__(self) -> str:
        return f"{self.on}"


class Thresholds(models.Model):
    """Where the stages of a guest's life begin; there is always exactly this row."""

    new_days = models.PositiveSmallIntegerField(_("days a guest is new"), default=365)
    loyal_days = models.PositiveSmallIntegerField(_("days of silence until dormant"), default=180)
    lost_days = models.PositiveSmallIntegerField(_("days of silence until lost"), default=365)
    cooling_percent = models.PositiveSmallIntegerField(_("percent of the usual gap until cooling"), default=150)
    frequent_stays = models.PositiveSmallIntegerField(
        _("stays in 12 months that make a frequent guest of a key company"), default=3
    )

    class Meta:
        verbose_name = _("thresholds")
        verbose_name_plural = _("thresholds")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="thresholds_only_one"),
            models.CheckConstraint(
                condition=Q(lost_days__gt=models.F("loyal_days")), name="thresholds_lost_after_dormant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loyal_days}/{self.lost_days}"
