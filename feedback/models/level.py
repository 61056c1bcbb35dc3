"""How soon a hotel answers, and how soon it has solved what went wrong."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history


class Severity(models.IntegerChoices):
    """How bad it is for the guest; the smaller, the worse."""

    URGENT = 1, _("urgent")
    SERIOUS = 2, _("serious")
    ORDINARY = 3, _("ordinary")
    SMALL = 4, _("small")


@history("severity", "respond_minutes", "resolve_minutes", "is_always")
class ServiceLevel(models.Model):
    """What is promised for one severity, in minutes of service hours; a hotel's own line before the one for all."""

    hotel = models.ForeignKey(
        Hotel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="service_levels",
        verbose_name=_("hotel"),
        db_index=False,
        help_text=_("Empty: all."),
    )
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices)
    respond_minutes = models.PositiveIntegerField(_("first answer within minutes"), validators=[MinValueValidator(1)])
    resolve_minutes = models.PositiveIntegerField(_("solved within minutes"), validators=[MinValueValidator(1)])
    is_always = models.BooleanField(
        _("round the clock"), default=False, help_text=_("Minutes count at night and on holidays too.")
    )

    class Meta:
        verbose_name = _("service level")
        verbose_name_plural = _("service levels")
        ordering: ClassVar = ["severity", "hotel"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hotel", "severity"],
                name="servicelevel_unique",
                nulls_distinct=False,
                violation_error_message=_("There is a line for this severity already."),
            ),
            models.CheckConstraint(
                condition=Q(respond_minutes__gte=1, resolve_minutes__gte=F("respond_minutes")),
                name="servicelevel_answer_before_solution",
                violation_error_message=_("Solved cannot be promised sooner than answered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_severity_display()} {self.respond_minutes}/{self.resolve_minutes}"
