"""The append-only log of looks at personal data, and the history of who was given which role."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Membership, User

from .guards import append_only


class ReadLog(models.Model):
    """One look at one guest's personal data. It has no foreign key to the guest: it outlives an erasure."""

    class What(models.TextChoices):
        PAGE = "page", _("guest page")
        BRIEF = "brief", _("brief")
        STAY = "stay", _("stay page")
        IN_HOUSE = "in_house", _("in-house list")
        MERGE = "merge", _("comparison for a merge")
        LEFT = "left", _("list of guests who left")
        STATEMENT = "statement", _("statement of points")
        CONTACT = "contact", _("contact revealed")
        DOCUMENT = "document", _("document revealed")
        SIGNATURE = "signature", _("signature")
        MESSAGE = "message", _("message")
        TICKET = "ticket", _("ticket")
        ATTACHMENT = "attachment", _("file of a ticket")
        REGISTRATION = "registration", _("registration card")
        SURVEY = "survey", _("answers to a survey")
        REVIEW = "review", _("review")
        SEGMENT = "segment", _("segment or list of guests")
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
            models.Index(fields=["at"], name="readlog_at"),  # the review of a month
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.guest_id} {self.at:%Y-%m-%d %H:%M}"


class TrackedMembership(Membership):
    """The roles, as the audit sees them: `hotelcrm.accounts` lies below and knows nothing of its history."""

    class Meta:
        proxy = True


class MembershipChange(
    pghistory.create_event_model(  # type: ignore[misc]  # a class made at run time
        TrackedMembership,
        pghistory.InsertEvent("given"),
        pghistory.UpdateEvent("changed"),
        pghistory.DeleteEvent("taken"),
        fields=["user", "hotel", "role", "department"],
        obj_field=None,
    )
):
    """A role given, changed or taken away; the row says what it was from then on, or when it was taken."""

    class Meta:
        verbose_name = _("change of a role")
        verbose_name_plural = _("changes of roles")
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        return f"{self.pgh_label} {self.user_id} {self.role}"

    @property
    def by(self) -> User | None:
        """Who made the change; None when a program did."""
        facts = self.pgh_context.metadata if self.pgh_context else {}
        return User.objects.filter(pk=facts.get("user") or facts.get("by") or 0).first()
