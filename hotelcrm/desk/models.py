"""Marks that staff set while working through the boards."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stays.models import Stay


class Reviewed(models.Model):
    """Somebody read a stay's brief; if what it shows has changed since, the mark says so."""

    class Brief(models.TextChoices):
        ARRIVAL = "arrival", _("check-in brief")
        DEPARTURE = "departure", _("departure brief")

    stay = models.ForeignKey(Stay, models.CASCADE, related_name="reviews", verbose_name=_("stay"))
    brief = models.CharField(_("brief"), max_length=10, choices=Brief.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    fingerprint = models.CharField(max_length=64, help_text="What the brief said when it was read.")

    class Meta:
        verbose_name = _("reviewed brief")
        verbose_name_plural = _("reviewed briefs")
        constraints: ClassVar = [models.UniqueConstraint(fields=["stay", "brief"], name="reviewed_unique")]

    def __str__(self) -> str:
        return f"{self.brief} {self.stay_id}"
