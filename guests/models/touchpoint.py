"""The timeline: everything that happened between hotel and guest, one row each."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel

from .guest import Guest


class Touchpoint(models.Model):
    """One thing that happened. `key` names the cause, so that telling it twice makes one row."""

    class Kind(models.TextChoices):
        ENQUIRY = "enquiry", _("enquiry")
        WEB_VISIT = "web_visit", _("web or mini-program visit")
        BOOKING = "booking", _("booking")
        CANCELLATION = "cancellation", _("cancellation")
        NO_SHOW = "no_show", _("no-show")
        CHECK_IN = "check_in", _("check-in")
        CHECK_OUT = "check_out", _("check-out")
        RESTAURANT = "restaurant", _("restaurant")
        SPA = "spa", _("spa")
        MEETING = "meeting", _("meeting")
        OBSERVATION = "observation", _("observation")
        CONSENT = "consent", _("consent")
        PROFILE = "profile", _("profile")
        SURVEY = "survey", _("survey")
        REVIEW = "review", _("review")
        MESSAGE = "message", _("message")
        CALL = "call", _("call")
        MERGE = "merge", _("merge")
        LOYALTY = "loyalty", _("loyalty")
        TICKET = "ticket", _("ticket")

    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="touchpoints", verbose_name=_("guest"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    hotel = models.ForeignKey(
        Hotel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hotel"), db_index=False
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        db_index=False,
    )
    key = models.CharField(_("key"), max_length=80, help_text="Its cause, for example stay:12:check_in.")
    details = models.JSONField(_("details"), default=dict, blank=True, help_text="Codes, ids and amounts; no text.")

    class Meta:
        verbose_name = _("touchpoint")
        verbose_name_plural = _("touchpoints")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "key"], name="touchpoint_unique"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["guest", "-at", "-id"], name="touchpoint_timeline"),
            # The dashboards count what staff observed at a hotel; of everything that happens, that is little.
            models.Index(fields=["hotel", "at"], condition=models.Q(kind="observation"), name="touchpoint_observed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.guest_id}"
