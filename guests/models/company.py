"""Companies with a negotiated rate."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotelcrm.audit.guards import history


@history("code", "name", "is_key", "is_active")
class Company(models.Model):
    """A company account: its guests count for more at the desk."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    latin_name = models.CharField(_("name in Latin letters"), max_length=160, blank=True)
    is_key = models.BooleanField(_("key account"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("company account")
        verbose_name_plural = _("company accounts")
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
