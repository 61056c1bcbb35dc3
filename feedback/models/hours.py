"""When a hotel answers: the shifts of its week, and the days that differ from it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


@history("weekday", "opens", "closes")
class Shift(models.Model):
    """Hours of a weekday in which guest relations are at work; a hotel without any is at work round the clock.

    A shift that closes no later than it opens ends on the next day. Lunch is the gap between two shifts.
    """

    hotel = models.ForeignKey(Hotel, models.CASCADE, related_name="shifts", verbose_name=_("hotel"), db_index=False)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(pgettext_lazy("shift", "from"))
    closes = models.TimeField(
        pgettext_lazy("shift", "until"), help_text=_("No later than the beginning: on the next day.")
    )

    class Meta:
        verbose_name = _("service hours")
        verbose_name_plural = _("service hours")
        ordering: ClassVar = ["hotel", "weekday", "opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hotel", "weekday", "opens"],
                name="shift_unique",
                violation_error_message=_("Hours of that day begin at that time already."),
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_weekday_exists"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


@history("hotel", "day", "like")
class SpecialDay(models.Model):
    """A day that differs from its weekday: closed, or at work like another one. Stronger than a public holiday."""

    hotel = models.ForeignKey(
        Hotel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="special_days",
        verbose_name=_("hotel"),
        db_index=False,
        help_text=_("Empty: all."),
    )
    day = models.DateField(pgettext_lazy("special day", "day"))
    like = models.PositiveSmallIntegerField(
        _("hours like on"),
        choices=Weekday.choices,
        null=True,
        blank=True,
        help_text=_("Empty: closed. A make-up day has the hours of the weekday it stands for."),
    )
    name = models.CharField(pgettext_lazy("special day", "name"), max_length=60)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering: ClassVar = ["-day", "hotel"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hotel", "day"],
                name="specialday_unique",
                nulls_distinct=False,
                violation_error_message=_("That day is on the list already."),
            ),
            models.CheckConstraint(condition=Q(like=None) | Q(like__lte=6), name="specialday_weekday_exists"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
