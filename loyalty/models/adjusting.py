"""Points given or taken by hand, and stays that a guest claims."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotelcrm.accounts.models import Hotel, Role
from hotelcrm.audit.guards import history
from stays.models import Stay

from .member import Member
from .points import PointsEntry


@history("role", "points")
class AdjustmentLimit(models.Model):
    """Up to how many points a role adjusts alone, of one member within 30 days; more, and another decides."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, unique=True)
    points = models.PositiveIntegerField(_("points at most"))

    class Meta:
        verbose_name = _("limit of adjustments")
        verbose_name_plural = _("limits of adjustments")
        ordering: ClassVar = ["role"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.points}"


@history("state")
class Adjustment(models.Model):
    """Points to be given (positive) or taken, with a reason; above the author's limit it waits for another manager."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for approval")
        POSTED = "posted", _("posted")
        REFUSED = "refused", pgettext_lazy("request", "refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    member = models.ForeignKey(Member, models.PROTECT, related_name="adjustments", verbose_name=_("member"))
    points = models.BigIntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=200)
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"))
    key = models.CharField(_("key"), max_length=80, help_text="Of the form that asked for it.")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    entry = models.OneToOneField(PointsEntry, models.PROTECT, null=True, related_name="+", verbose_name=_("entry"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    needed_approval = models.BooleanField(_("needed approval"))

    class Meta:
        verbose_name = _("adjustment of points")
        verbose_name_plural = _("adjustments of points")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "key"], name="adjustment_key_unique"),
            models.CheckConstraint(condition=~Q(points=0), name="adjustment_moves_something"),
            models.CheckConstraint(
                condition=~Q(state="posted") | Q(entry__isnull=False), name="adjustment_posted_has_entry"
            ),
            models.CheckConstraint(
                condition=Q(needed_approval=False)
                | ~Q(state="posted")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("by"))),
                name="adjustment_four_eyes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], condition=Q(state="waiting"), name="adjustment_waiting")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.points:+}"


@history("state", "stay")
class StayClaim(models.Model):
    """A member says: I stayed here, and no points came. Approved, the stay earns although it was before joining."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", pgettext_lazy("claim", "rejected")

    member = models.ForeignKey(Member, models.PROTECT, related_name="claims", verbose_name=_("member"))
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"))
    confirmation = models.CharField(_("confirmation number"), max_length=40, blank=True)
    arrival = models.DateField(_("arrival"))
    departure = models.DateField(_("departure"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    stay = models.ForeignKey(
        Stay, models.SET_NULL, null=True, blank=True, related_name="claims", verbose_name=_("stay found")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("claim of a stay")
        verbose_name_plural = _("claims of stays")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(departure__gte=F("arrival")),
                name="stayclaim_departure_after_arrival",
                violation_error_message=_("The departure lies before the arrival."),
            ),
            models.UniqueConstraint(fields=["stay"], condition=Q(state="approved"), name="stayclaim_approved_once"),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="stayclaim_rejected_with_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["hotel", "at"], condition=Q(state="open"), name="stayclaim_open")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.arrival}"
