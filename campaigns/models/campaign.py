"""Campaigns: to whom, when, by which steps; and what each step says."""

from decimal import Decimal
from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from hotelcrm.frame import sentences
from hotelcrm.outbox.models import Mailing, Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from loyalty.models import VoucherType

from .segment import Segment

# Why one waits again, kept in the program's own language; `asked_size` says how many.
AUDIENCE_GREW: Final = gettext_noop("Its audience has grown to %(guests)s guests since it was started.")


class CampaignState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("campaign", "draft")
    WAITING = "waiting", pgettext_lazy("campaign", "waits for approval")
    RUNNING = "running", pgettext_lazy("campaign", "running")
    PAUSED = "paused", pgettext_lazy("campaign", "paused")
    FINISHED = "finished", pgettext_lazy("campaign", "finished")
    CANCELLED = "cancelled", pgettext_lazy("campaign", "called off")


class Goal(models.TextChoices):
    """What ends a campaign for a guest who does it."""

    BOOKING = "booking", pgettext_lazy("goal", "a booking")
    CLICK = "click", pgettext_lazy("goal", "a followed link")
    VOUCHER = "voucher", pgettext_lazy("goal", "a voucher redeemed")
    NONE = "none", pgettext_lazy("goal", "nothing: all steps")


@history("state", "segment", "occasion", "holdout_percent", "starts_at", "ends_at", "approved_by", "goal")
class Campaign(Bilingual):
    """One-off (no `occasion`), or run by an occasion day after day.

    `holdout_percent` of those chosen get nothing, by a hash of `salt` and the guest: what they do without us is what
    the others are measured against. `hotel` sends, and its permissions hold.
    """

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"))
    occasion = models.CharField(_("occasion"), max_length=30, blank=True, help_text="Code of a module in occasions/.")
    days = models.SmallIntegerField(
        _("days"), null=True, blank=True, help_text=_("Of the occasion: so many days before or after. Empty: as usual.")
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name=_("audience")
    )
    excluded: models.ManyToManyField[Segment, models.Model] = models.ManyToManyField(
        Segment, blank=True, related_name="+", verbose_name=_("without the guests of")
    )
    purpose = models.CharField(
        pgettext_lazy("consent", "purpose"),
        max_length=20,
        choices=MessagePurpose.choices,
        default=MessagePurpose.MARKETING,
    )
    goal = models.CharField(_("goal"), max_length=8, choices=Goal.choices, default=Goal.BOOKING)
    holdout_percent = models.PositiveSmallIntegerField(
        _("percent held out"), default=5, validators=[MaxValueValidator(50)]
    )
    salt = models.CharField(_("salt"), max_length=32, editable=False)
    click_days = models.PositiveSmallIntegerField(
        _("days in which a booking counts after a followed link"), default=30, validators=[MaxValueValidator(90)]
    )
    delivery_days = models.PositiveSmallIntegerField(
        _("days in which a booking counts after delivery"), default=7, validators=[MaxValueValidator(90)]
    )
    budget = models.DecimalField(
        _("budget"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Messages, points and vouchers together, in the hotel's currency. Empty: no limit."),
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=CampaignState.choices, default=CampaignState.DRAFT)
    state_because = models.CharField(_("because"), max_length=sentences.LONGEST, blank=True)
    prepared_at = models.DateTimeField(_("guests chosen at"), null=True, editable=False)
    asked_size = models.PositiveIntegerField(
        _("guests when it was started"), null=True, editable=False, help_text="As many as it might have reached."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("started by")
    )
    asked_for = models.CharField(
        max_length=129,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Hashes of what whoever started it stands for, see actions.agreeing.",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    agreed = models.CharField(
        max_length=129,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Hashes of what was approved, see actions.agreeing.",
    )
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
        help_text="Of its plan, since it was written.",
    )
    changed_at = models.DateTimeField(_("changed at"), null=True, editable=False)
    key = models.CharField(
        _("key"), max_length=80, null=True, unique=True, editable=False, help_text="Of the form that wrote it."
    )
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(holdout_percent__lte=50), name="campaign_holdout_at_most_half"),
            models.CheckConstraint(condition=~Q(occasion="") | Q(segment__isnull=False), name="campaign_has_audience"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("asked_by")), name="campaign_four_eyes"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "occasion"], name="campaign_running")]

    @property
    def is_automatic(self) -> bool:
        """Whether an occasion runs it."""
        return bool(self.occasion)

    @property
    def because(self) -> str:
        """Why it is in its state: our own reasons in the language of the page, those of people as they were typed."""
        if self.state_because == AUDIENCE_GREW:
            return gettext(AUDIENCE_GREW) % {"guests": number_format(self.asked_size or 0, force_grouping=True)}
        return sentences.told(self.state_because)


@history("order", "after_days", "channels", "condition")
class Step(models.Model):
    """One message of a campaign: the first at once, a later one `after_days` after the one before.

    `channels` in order of preference: the first by which the guest can be reached is taken.
    """

    class Condition(models.TextChoices):
        ALWAYS = "always", _("to everybody still in it")
        NO_CLICK = "no_click", _("to guests who followed no link")
        NO_OPEN = "no_open", _("to guests who opened no message")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="steps", verbose_name=_("campaign"), db_index=False
    )
    order = models.PositiveSmallIntegerField(_("order"))
    after_days = models.PositiveSmallIntegerField(
        _("days after the step before"), default=0, validators=[MaxValueValidator(365)]
    )
    channels = ArrayField(models.CharField(max_length=12, choices=Road.choices), verbose_name=_("channels"))
    condition = models.CharField(_("goes"), max_length=8, choices=Condition.choices, default=Condition.ALWAYS)
    picks_winner_by = models.CharField(
        _("winner by"),
        max_length=8,
        choices=[("", _("no winner")), ("clicks", _("followed links")), ("bookings", _("bookings"))],
        blank=True,
    )
    test_percent = models.PositiveSmallIntegerField(
        _("percent on whom variants are tried"),
        default=20,
        db_default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of a one-off with a winner: the others get what won."),
    )
    winner_after_hours = models.PositiveSmallIntegerField(
        _("hours until the winner is told"),
        default=24,
        db_default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 14)],
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["campaign", "order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "order"], name="step_order_unique")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.order}"


@history("name", "weight", "template", "voucher_type", "points")
class Variant(models.Model):
    """One wording of a step, for `weight` parts of the guests; with a voucher or points, if any.

    `mailing` holds its messages together: paused, called off and counted as one.
    """

    step = models.ForeignKey(Step, models.CASCADE, related_name="variants", verbose_name=_("step"), db_index=False)
    name = models.CharField(_("name"), max_length=20, default="A")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    template = models.ForeignKey(Template, models.PROTECT, related_name="+", verbose_name=_("template"))
    voucher_type = models.ForeignKey(
        VoucherType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )
    points = models.PositiveIntegerField(_("points"), default=0)
    cost = models.DecimalField(
        _("cost per message"), max_digits=8, decimal_places=4, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    mailing = models.OneToOneField(
        Mailing, models.PROTECT, null=True, editable=False, related_name="variant", verbose_name=_("mailing")
    )
    is_winner = models.BooleanField(_("winner"), default=False, editable=False)
    given = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="How many guests got its points."
    )

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering: ClassVar = ["step", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "name"], name="variant_name_unique"),
            models.UniqueConstraint(fields=["step"], condition=Q(is_winner=True), name="variant_one_winner"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="variant_weighs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.name}"
