"""Links that messages may lead to, and who followed them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from guests.models import Guest

from .message import Message


class Link(models.Model):
    """An address some template leads to. Followed by its id: what is not stored here is never redirected to."""

    url = models.URLField(_("address"), max_length=500, unique=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return f"{self.pk}"


class Click(models.Model):
    """A guest followed a link of a message: the first time of each link, for mail scanners follow them all again."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="clicks", verbose_name=_("guest"))
    message = models.ForeignKey(Message, models.CASCADE, related_name="clicks", verbose_name=_("message"))
    link = models.ForeignKey(Link, models.PROTECT, related_name="clicks", verbose_name=_("link"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "message", "link"], name="click_first"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.link_id}"
