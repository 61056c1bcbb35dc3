"""Figures of campaigns kept, where reckoning them takes longer than anybody waits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .campaign import Campaign


class KeptFigures(models.Model):
    """What was reckoned of a campaign at `as_of`, and when somebody last asked for it anew.

    `fault` is the sentence that says why there was nothing to keep. Guests stand in it by their ids alone.
    """

    class What(models.TextChoices):
        RESULTS = "results", pgettext_lazy("campaign", "results")
        DRY_RUN = "dry_run", pgettext_lazy("campaign", "dry run")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="kept", verbose_name=_("campaign"), db_index=False
    )
    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    asked_at = models.DateTimeField(_("asked for at"), null=True)
    as_of = models.DateTimeField(_("as of"), null=True)
    figures = models.JSONField(_("figures"), null=True)
    fault = models.CharField(_("because"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("figures of a campaign")
        verbose_name_plural = _("figures of campaigns")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "what"], name="keptfigures_once"),
            models.CheckConstraint(
                condition=Q(figures=None, as_of=None) | Q(as_of__isnull=False), name="keptfigures_of_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.what}"

    @property
    def is_awaited(self) -> bool:
        """Whether somebody asked since it was reckoned last."""
        return self.asked_at is not None and (self.as_of is None or self.as_of < self.asked_at)
