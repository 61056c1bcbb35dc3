"""Who belongs to a guest, and which days matter."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .guest import Guest


class Relationship(models.Model):
    """`guest`'s relation to `other`: "other is guest's spouse"."""

    class Kind(models.TextChoices):
        SPOUSE = "spouse", _("spouse")
        CHILD = "child", _("child")
        PARENT = "parent", _("parent")
        FAMILY = "family", _("family")
        FRIEND = "friend", _("friend")
        COLLEAGUE = "colleague", _("colleague")
        ASSISTANT = "assistant", _("assistant")
        REFERRED_BY = "referred_by", _("referred by")

    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="relationships", verbose_name=_("guest"), db_index=False
    )
    other = models.ForeignKey(Guest, models.CASCADE, related_name="related_from", verbose_name=_("other guest"))
    kind = models.CharField(_("relation"), max_length=20, choices=Kind.choices)
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "other", "kind"], name="relationship_unique"),
            models.CheckConstraint(condition=~Q(guest=models.F("other")), name="relationship_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.kind} {self.other_id}"


class SpecialDate(models.Model):
    """A day the hotel may remember: an anniversary, a child's birthday; by the lunar calendar if so marked."""

    class Kind(models.TextChoices):
        WEDDING = "wedding", _("wedding anniversary")
        HONEYMOON = "honeymoon", _("honeymoon")
        CHILD_BIRTHDAY = "child_birthday", _("child's birthday")
        PARTNER_BIRTHDAY = "partner_birthday", _("partner's birthday")
        COMPANY = "company", _("company anniversary")
        OTHER = "other", _("other day")

    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="special_dates", verbose_name=_("guest"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    label = models.CharField(_("label"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    is_lunar = models.BooleanField(_("by the lunar calendar"), default=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("special date")
        verbose_name_plural = _("special dates")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)), name="specialdate_day_exists"
            ),
            models.UniqueConstraint(
                fields=["guest", "kind", "month", "day", "is_lunar", "label"], name="specialdate_unique"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "day"], name="specialdate_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.guest_id}"
