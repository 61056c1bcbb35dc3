"""Members, their tier and how it came about."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import append_only, history

from .tier import Tier


class MemberQuerySet(models.QuerySet["Member"]):
    """Sets of members."""

    def standing(self) -> "MemberQuerySet":
        """Members whose account is their own: not joined to another's, not closed."""
        return self.filter(merged_into=None, closed_on=None)


@history("guest", "tier", "merged_into", "closed_on")
class Member(models.Model):
    """A guest who joined, the account's balance, and the tier.

    `balance` are the points that can be spent, `debt` those that were taken back after they had been spent; one of the
    two is zero. ``loyalty.ledger`` alone changes them, under a lock on this row. `tier` is what counts today: the
    highest of `earned_tier` and the grants. An account that was joined to another's by a merge of guests keeps its
    entries and leads to it by `merged_into`.
    """

    guest = models.OneToOneField(Guest, models.PROTECT, related_name="member", verbose_name=_("guest"))
    number = models.CharField(_("member number"), max_length=20, unique=True)
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("joined at"), db_index=False)
    joined_on = models.DateField(_("joined on"))
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("joined by"),
    )
    # Without an index, as is all that a review changes: so an update of a hundred thousand members touches none.
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="members", verbose_name=_("tier"), db_index=False)
    tier_until = models.DateField(_("tier until"), null=True, help_text="The last day; none: without end.")
    earned_tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="+", verbose_name=_("tier earned"), db_index=False
    )
    earned_until = models.DateField(_("tier earned until"), null=True)
    balance = models.BigIntegerField(_("points"), default=0, db_default=0, editable=False)
    debt = models.BigIntegerField(_("points owed"), default=0, db_default=0, editable=False)
    active_on = models.DateField(_("last activity"), null=True, help_text="The day points were last earned or spent.")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="absorbed", verbose_name=_("joined to"), editable=False
    )
    closed_on = models.DateField(_("closed on"), null=True)
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="member_balance_not_negative"),
            models.CheckConstraint(condition=Q(debt__gte=0), name="member_debt_not_negative"),
            models.CheckConstraint(condition=Q(balance=0) | Q(debt=0), name="member_owes_or_owns"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="member_joined_to_another"),
        ]

    def __str__(self) -> str:
        return self.number

    def tier_holds(self, today: date) -> bool:
        """Whether the tier's end has not passed."""
        return self.tier_until is None or today <= self.tier_until


class TierGrant(models.Model):
    """A tier given by hand, with its reason and its end; it counts besides what is earned."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="grants", verbose_name=_("member"))
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty: for life."))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    revoked_at = models.DateTimeField(_("taken back at"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken back by")
    )

    class Meta:
        verbose_name = _("tier given by hand")
        verbose_name_plural = _("tiers given by hand")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="tiergrant_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.tier_id}"


class TierChange(models.Model):
    """A member's tier became another, or holds longer; append-only."""

    class Why(models.TextChoices):
        JOINED = "joined", _("joined")
        REACHED = "reached", _("reached")
        KEPT = "kept", _("reached again")
        LAPSED = "lapsed", _("not reached again")
        FOR_LIFE = "for_life", _("for life")
        GRANTED = "granted", _("given by hand")
        GRANT_ENDED = "grant_ended", _("given by hand, ended")
        MERGED = "merged", _("accounts joined")
        UNDONE = "undone", _("what had reached it was undone")

    member = models.ForeignKey(Member, models.PROTECT, related_name="tier_changes", verbose_name=_("member"))
    before = models.ForeignKey(
        Tier, models.PROTECT, null=True, related_name="+", verbose_name=_("before"), db_index=False
    )
    after = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("after"), db_index=False)
    until = models.DateField(_("until"), null=True)
    on = models.DateField(_("on"))
    why = models.CharField(_("why"), max_length=12, choices=Why.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"), db_index=False
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of tier")
        verbose_name_plural = _("changes of tier")
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        return f"{self.member_id} {self.why} {self.on}"
