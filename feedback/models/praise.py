"""Whom a guest's praise is for."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotelcrm.audit.guards import history

from .ticket import Ticket


@history("user")
class Praise(models.Model):
    """A colleague whom a ticket of praise names, by whom that was noted, and when; the ticket says what was said."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="praised", verbose_name=_("ticket"), db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="praises", verbose_name=_("colleague")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), db_index=False
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("praise of a colleague")
        verbose_name_plural = _("praise of colleagues")
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "user"], name="praise_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.user_id}"
