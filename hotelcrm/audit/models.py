"""The append-only log of looks at personal data."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .guards import append_only


class ReadLog(models.Model):
    """One look at one guest's personal data. It has no foreign key to the guest: it outlives an erasure."""

    class What(models.TextChoices):
        PAGE = "page", _("guest page")
        BRIEF = "brief", _("brief")
        CONTACT = "contact", _("contact revealed")
        DOCUMENT = "document", _("document revealed")
        REGISTRATION = "registration", _("registration card")
        EXPORT = "export", _("export")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"), db_index=False
    )
    hotel_id = models.BigIntegerField(_("hotel"), null=True)
    guest_id = models.BigIntegerField(_("guest"))
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    object_id = models.BigIntegerField(_("object"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        triggers: ClassVar = append_only()
        indexes: ClassVar = [
            models.Index(fields=["guest_id", "at"], name="readlog_guest_at"),
            models.Index(fields=["user", "at"], name="readlog_user_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.guest_id} {self.at:%Y-%m-%d %H:%M}"
