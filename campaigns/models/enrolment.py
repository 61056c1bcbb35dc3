"""Who is in a campaign, how far, and what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models import Guest
from hotelcrm.outbox.models import Message
from loyalty.models import Voucher
from stays.models import Stay

from .campaign import Campaign, Step, Variant


class Arm(models.TextChoices):
    TREATED = "treated", pgettext_lazy("arm", "gets it")
    HOLDOUT = "holdout", pgettext_lazy("arm", "held out")


class Enrolment(models.Model):
    """A guest in a campaign for one occasion: one row whoever asks how often.

    `key` is the occasion's: ``2027`` of a birthday, the stay of a return offer; a one-off has ``once``. `due_at` is
    when the next step, number `next_order`, is due; none: nothing more comes.
    """

    class Exit(models.TextChoices):
        NONE = "", pgettext_lazy("exit", "still in it")
        DONE = "done", pgettext_lazy("exit", "all steps done")
        GOAL = "goal", pgettext_lazy("exit", "goal met")
        LATE = "late", pgettext_lazy("exit", "too late")
        CALLED_OFF = "called_off", pgettext_lazy("exit", "called off")
        MERGED = "merged", pgettext_lazy("exit", "merged into another profile")
        SILENCED = "silenced", pgettext_lazy("exit", "not to be written to any more")

    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        related_name="enrolments",
        verbose_name=_("campaign"),
        db_index=False,
        db_constraint=False,
    )
    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="enrolments", verbose_name=_("guest"), db_constraint=False
    )
    key = models.CharField(_("occasion"), max_length=60)
    arm = models.CharField(_("arm"), max_length=8, choices=Arm.choices)
    stay = models.ForeignKey(
        Stay,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("stay"),
        db_index=False,
        db_constraint=False,
        help_text="What the occasion is about, where it is about a stay.",
    )
    enrolled_at = models.DateTimeField(_("chosen at"))
    expires_at = models.DateTimeField(_("of no use after"), null=True)
    due_at = models.DateTimeField(_("next step due at"), null=True)
    next_order = models.PositiveSmallIntegerField(_("next step"), default=0, db_default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_because = models.CharField(_("ended because"), max_length=10, choices=Exit.choices, default="", db_default="")

    class Meta:
        verbose_name = _("guest in a campaign")
        verbose_name_plural = _("guests in campaigns")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "guest", "key"], name="enrolment_once_per_occasion"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="") | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="enrolment_ended_says_why",
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(due_at=None), name="enrolment_ended_has_nothing_due"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "due_at"], name="enrolment_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["campaign", "arm", "enrolled_at"], name="enrolment_arms"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.guest_id} {self.key}"


class Sent(models.Model):
    """A step that an enrolled guest came to: with which variant, message and voucher."""

    # Its keys are proven by ``verify``, as a message's are: checked at each row, they cost as much as writing it.
    enrolment = models.ForeignKey(
        Enrolment,
        models.CASCADE,
        related_name="sent",
        verbose_name=_("guest in a campaign"),
        db_index=False,
        db_constraint=False,
    )
    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="+", verbose_name=_("guest"), db_index=False, db_constraint=False
    )
    step = models.ForeignKey(
        Step, models.PROTECT, related_name="+", verbose_name=_("step"), db_index=False, db_constraint=False
    )
    variant = models.ForeignKey(
        Variant, models.PROTECT, related_name="+", verbose_name=_("variant"), db_index=False, db_constraint=False
    )
    message = models.OneToOneField(
        Message, models.CASCADE, null=True, related_name="+", verbose_name=_("message"), db_constraint=False
    )
    voucher = models.OneToOneField(
        Voucher, models.PROTECT, null=True, related_name="+", verbose_name=_("voucher"), db_constraint=False
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "step"], name="sent_once_per_step")]
        indexes: ClassVar = [models.Index(fields=["variant"], name="sent_of_variant")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.step_id}"


class Conversion(models.Model):
    """A booking credited to a campaign: the last message touched before it, within the campaign's days."""

    class Touch(models.TextChoices):
        CLICK = "click", pgettext_lazy("touch", "followed a link")
        DELIVERY = "delivery", pgettext_lazy("touch", "received a message")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="conversions", verbose_name=_("campaign"))
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+", verbose_name=_("variant"))
    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="conversions", verbose_name=_("guest"), db_constraint=False
    )
    stay = models.OneToOneField(Stay, models.CASCADE, related_name="conversion", verbose_name=_("stay"))
    message = models.ForeignKey(
        Message,
        models.CASCADE,
        related_name="+",
        verbose_name=_("message"),
        db_index=False,
        db_constraint=False,
    )
    touch = models.CharField(_("touch"), max_length=8, choices=Touch.choices)
    touched_at = models.DateTimeField(_("touched at"))
    booked_at = models.DateTimeField(_("booked at"))

    class Meta:
        verbose_name = _("booking of a campaign")
        verbose_name_plural = _("bookings of campaigns")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(booked_at__gte=F("touched_at")), name="conversion_after_touch"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.stay_id}"
