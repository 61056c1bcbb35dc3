"""The record of two profiles becoming one, kept so that it can be undone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .guest import Guest


class Merge(models.Model):
    """`absorbed` became part of `survivor`; `moved` lists, per relation, the ids of the rows that changed hands."""

    survivor = models.ForeignKey(Guest, models.PROTECT, related_name="merges", verbose_name=_("kept"))
    absorbed = models.ForeignKey(Guest, models.PROTECT, related_name="merged_away", verbose_name=_("absorbed"))
    moved = models.JSONField(_("moved rows"), default=dict)
    filled = models.JSONField(
        _("filled fields"), default=list, help_text="Names of the survivor's empty fields that were filled."
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(survivor=models.F("absorbed")), name="merge_of_two"),
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="merge_absorbed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.survivor_id}"
