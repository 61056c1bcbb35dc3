"""Addresses that are never written to again, known only by their blind index."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotelcrm.audit.guards import history

from .sender import Road


@history("channel", "why", "lifted_at")
class Suppression(models.Model):
    """One address of one channel. Dead and complaining addresses get nothing; who unsubscribed still gets service."""

    class Why(models.TextChoices):
        DEAD = "dead", _("the address does not exist")
        COMPLAINT = "complaint", _("reported as spam")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        ERASED = "erased", _("the guest's data was erased")
        STAFF = "staff", _("entered by staff")

    channel = models.CharField(_("channel"), max_length=12, choices=Road.choices)
    value_index = models.BinaryField(editable=False, help_text="The blind index of guests.Contact.")
    why = models.CharField(_("reason"), max_length=12, choices=Why.choices)
    note = models.CharField(_("note"), max_length=200, blank=True, help_text="A code or a source; no address.")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"), db_index=False
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("address never written to")
        verbose_name_plural = _("addresses never written to")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["value_index", "channel", "why"], name="suppression_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.why}"
