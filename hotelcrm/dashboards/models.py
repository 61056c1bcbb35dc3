"""Readings kept for houses too large to be reckoned up while somebody waits."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """One reading as it was at `as_of`; ``snapshots.py`` says when it is made and when it is shown."""

    hotels = models.CharField(max_length=2000, help_text="Ids in order, with commas between.")
    period = models.CharField(max_length=20)
    comparison = models.CharField(max_length=20)
    today = models.DateField(_("day"), help_text="The day that was not over, by the hotels' calendar.")
    as_of = models.DateTimeField(_("as of"))
    figures = models.JSONField(help_text="The reading without its scope.")

    class Meta:
        verbose_name = _("snapshot of figures")
        verbose_name_plural = _("snapshots of figures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hotels", "period", "comparison"], name="snapshot_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.hotels} {self.period} {self.today}"
