"""The points ledger: entries, the lots they open, and which entry used which lot."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import append_only, as_opened
from stays.models import Stay

from .earning import Promotion
from .member import Member


class PointsEntry(models.Model):
    """One movement of points; append-only. A correction is another entry.

    `points` is positive for the member and negative against. `key` is given by the caller and unique for the member:
    the same posting again changes nothing. The sum of all entries is ``balance - debt`` of the member.
    """

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        BONUS = "bonus", _("bonus")
        REDEEM = "redeem", _("redeemed")
        EXPIRE = "expire", _("expired")
        ADJUST = "adjust", _("adjusted")
        REVERSE = "reverse", _("reversed")
        TRANSFER = "transfer", _("transferred")

    member = models.ForeignKey(Member, models.PROTECT, related_name="entries", verbose_name=_("member"), db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    points = models.BigIntegerField(_("points"))
    qualifying = models.BigIntegerField(_("qualifying points"), default=0, db_default=0)
    key = models.CharField(_("key"), max_length=80, help_text="Its cause, for example stay:12:0:1.")
    on = models.DateField(_("on"), help_text="The programme's day.")
    at = models.DateTimeField(_("at"))
    hotel = models.ForeignKey(
        Hotel, models.PROTECT, null=True, related_name="+", verbose_name=_("hotel"), db_index=False
    )
    # A stay may go with the import that made it; what it earned is then taken back, and stays told.
    stay = models.ForeignKey(
        Stay,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        verbose_name=_("stay"),
        db_index=False,
        db_constraint=False,
    )
    promotion = models.ForeignKey(
        Promotion, models.PROTECT, null=True, related_name="+", verbose_name=_("promotion"), db_index=False
    )
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reversals", verbose_name=_("reverses"), db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"), db_index=False
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="", db_default="")
    details = models.JSONField(_("details"), default=dict, db_default={}, help_text="How it was reckoned.")

    class Meta:
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        triggers: ClassVar = append_only()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "key"], name="pointsentry_key_unique"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="pointsentry_reversed_once"
            ),
            models.CheckConstraint(condition=~Q(points=0), name="pointsentry_moves_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["earn", "bonus"], points__gt=0)
                | Q(kind__in=["redeem", "expire"], points__lt=0)
                | Q(kind__in=["adjust", "reverse", "transfer"]),
                name="pointsentry_sign_of_kind",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "-at", "-id"], name="pointsentry_statement"),
            models.Index(fields=["stay"], condition=Q(stay__isnull=False), name="pointsentry_stay"),
            models.Index(fields=["on", "kind"], include=["points"], name="pointsentry_month"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.points:+}"


class PointsLot(models.Model):
    """Points that came in together and expire together. `remaining` is `points` less all its uses.

    Only `remaining` and `expires_on` ever change, and no lot is deleted.
    """

    # Whose entry it is says the same and is checked; `manage.py verify` compares the two.
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="lots", verbose_name=_("member"), db_index=False, db_constraint=False
    )
    entry = models.ForeignKey(
        PointsEntry, models.PROTECT, related_name="lots", verbose_name=_("opened by"), db_index=False
    )
    points = models.BigIntegerField(_("points"))
    remaining = models.BigIntegerField(_("remaining"))
    opened_on = models.DateField(_("opened on"))
    expires_on = models.DateField(_("expires on"), null=True, help_text="The first day without them; none: never.")

    class Meta:
        verbose_name = _("lot of points")
        verbose_name_plural = _("lots of points")
        triggers: ClassVar = as_opened("member_id", "entry_id", "points", "opened_on")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(points__gt=0), name="pointslot_not_empty"),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("points")), name="pointslot_remaining_within"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["member", "expires_on", "opened_on", "id"], condition=Q(remaining__gt=0), name="pointslot_open"
            ),
            models.Index(fields=["expires_on"], condition=Q(remaining__gt=0), name="pointslot_due"),
            models.Index(fields=["entry"], name="pointslot_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.remaining}/{self.points}"


class LotUse(models.Model):
    """How much an entry took from a lot (positive) or gave back to it (negative); append-only."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("member"), db_index=False, db_constraint=False
    )
    # Neither entries nor lots can be deleted, triggers see to it. Checking both keys of a million uses took two thirds
    # of the night, for each check locks the row it finds; `manage.py verify` compares them.
    entry = models.ForeignKey(
        PointsEntry, models.PROTECT, related_name="uses", verbose_name=_("entry"), db_index=False, db_constraint=False
    )
    lot = models.ForeignKey(
        PointsLot, models.PROTECT, related_name="uses", verbose_name=_("lot"), db_index=False, db_constraint=False
    )
    points = models.BigIntegerField(_("points"))

    class Meta:
        verbose_name = _("use of a lot")
        verbose_name_plural = _("uses of lots")
        triggers: ClassVar = append_only()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "lot"], name="lotuse_once_per_entry"),
            models.CheckConstraint(condition=~Q(points=0), name="lotuse_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.points:+}"
