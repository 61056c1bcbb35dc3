"""What a ticket is about, what was behind it, and who takes it on."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Department, Hotel
from hotelcrm.audit.guards import history

from .hours import Weekday
from .level import Severity


@history("code", "parent", "department", "severity", "is_active")
class Category(Bilingual):
    """One branch or leaf of the tree of subjects; a leaf names the department and the severity it starts with."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    department = models.CharField(
        _("department"),
        max_length=20,
        choices=Department.choices,
        blank=True,
        help_text=_("Empty: guest relations and the front desk."),
    )
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices, default=Severity.ORDINARY)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("ticket", "category")
        verbose_name_plural = pgettext_lazy("ticket", "categories")
        ordering: ClassVar = ["order", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="category_not_its_own_parent"),
            models.CheckConstraint(condition=Q(severity__gte=1, severity__lte=4), name="category_severity_exists"),
        ]


@history("code", "is_active")
class Cause(Bilingual):
    """Why it happened, as found afterwards: what the house has to repair."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("root cause")
        verbose_name_plural = _("root causes")
        ordering: ClassVar = ["order", "code"]


@history("hotel", "category", "weekday", "opens", "closes", "department", "owner", "order", "is_active")
class AssignmentRule(models.Model):
    """Whom a new ticket goes to; of the rules that fit it the first by `order` decides.

    Without a rule it goes to the category's department, and to nobody in person. Times are the hotel's own; those that
    close no later than they open go on past midnight.
    """

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    hotel = models.ForeignKey(
        Hotel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hotel"),
        help_text=_("Empty: all."),
    )
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("ticket", "category"),
        help_text=_("With all that is part of it. Empty: all."),
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), choices=Weekday.choices, null=True, blank=True, help_text=_("Empty: all.")
    )
    opens = models.TimeField(pgettext_lazy("shift", "from"), null=True, blank=True)
    closes = models.TimeField(pgettext_lazy("shift", "until"), null=True, blank=True)
    department = models.CharField(
        _("department"),
        max_length=20,
        choices=Department.choices,
        blank=True,
        help_text=_("Empty: guest relations and the front desk."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("ticket", "owner"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="assignmentrule_both_times",
                violation_error_message=_("Give both times, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}"
