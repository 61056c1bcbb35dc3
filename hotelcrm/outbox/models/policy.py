"""What each hotel holds itself to when it writes to guests."""

from datetime import time
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history


@history("quiet_from", "quiet_until", "weekly_cap", "monthly_cap", "min_gap_hours", "adult_age", "counts_opens")
class MessagePolicy(models.Model):
    """Quiet hours, caps and the like of one hotel; a hotel without a row keeps the defaults of these fields."""

    hotel = models.OneToOneField(
        Hotel, models.CASCADE, related_name="message_policy", verbose_name=_("hotel"), primary_key=True
    )
    quiet_from = models.TimeField(
        _("quiet hours from"),
        default=time(21),
        help_text=_("By the guest's clock where the time zone is known, else by the hotel's. Equal times: none."),
    )
    quiet_until = models.TimeField(_("quiet hours until"), default=time(9))
    weekly_cap = models.PositiveSmallIntegerField(
        _("at most in 7 days"), default=2, help_text=_("Marketing messages to one guest, from all hotels together.")
    )
    monthly_cap = models.PositiveSmallIntegerField(_("at most in 30 days"), default=6)
    min_gap_hours = models.PositiveSmallIntegerField(
        _("hours between two"), default=24, validators=[MaxValueValidator(24 * 30)]
    )
    adult_age = models.PositiveSmallIntegerField(
        _("no marketing below the age of"), default=18, validators=[MinValueValidator(14), MaxValueValidator(25)]
    )
    counts_opens = models.BooleanField(
        _("see whether e-mails are opened"), default=True, help_text=_("By a picture of one point in the e-mail.")
    )
    follows_links = models.BooleanField(_("see which links are followed"), default=True)

    class Meta:
        verbose_name = _("rules for messages")
        verbose_name_plural = _("rules for messages")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weekly_cap__lte=models.F("monthly_cap")),
                name="messagepolicy_week_within_month",
                violation_error_message=_("More in 7 days than in 30 cannot be."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hotel_id}"
