"""Warnings that points are about to expire."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotelcrm.audit.guards import append_only

from .member import Member


class ExpiryNotice(models.Model):
    """A member is to be told that points expire; append-only. Written by the night, read by whoever sends messages.

    `points` are those that would have gone on that day as of `at`. Some may be spent or have been given a longer life
    since: whoever sends asks the lots again.
    """

    class Ahead(models.IntegerChoices):
        MONTH = 30, _("30 days before")
        WEEK = 7, _("7 days before")

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="expiry_notices", verbose_name=_("member"), db_index=False
    )
    expires_on = models.DateField(_("expires on"), help_text="The first day without them, as of the lots.")
    ahead = models.PositiveSmallIntegerField(_("ahead"), choices=Ahead.choices)
    points = models.BigIntegerField(_("points"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("notice of expiry")
        verbose_name_plural = _("notices of expiry")
        triggers: ClassVar = append_only()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "expires_on", "ahead"], name="expirynotice_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="expirynotice_of_points"),
            models.CheckConstraint(condition=Q(ahead__in=[30, 7]), name="expirynotice_ahead_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.expires_on} {self.ahead}"
