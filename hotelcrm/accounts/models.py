"""Hotels, the people who work there, and in which role."""

import zoneinfo
from datetime import date, datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """Refuse a time zone that this machine does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("%(name)s is not a time zone; try Asia/Shanghai."), params={"name": name})


class Hotel(models.Model):
    """One house of the group."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[validate_time_zone])
    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    country = models.CharField(_("country"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    rooms = models.PositiveIntegerField(_("rooms"))
    pms_reports_movements = models.BooleanField(
        _("property system reports check-in and check-out"),
        default=False,
        help_text=_("When it does, the desk shows who arrived and left but does not move stays itself."),
    )

    class Meta:
        verbose_name = _("hotel")
        verbose_name_plural = _("hotels")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(rooms__gte=1), name="hotel_has_rooms"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The hotel's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, at: datetime | None = None) -> date:
        """The hotel's calendar day at the instant `at` (now, if not given)."""
        return (at or timezone.now()).astimezone(self.zone).date()


class User(AbstractUser):
    """A member of staff."""

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=[("", _("as the browser asks")), ("en", _("English")), ("zh-hans", _("Simplified Chinese"))],
        blank=True,
        default="",
    )
    display_name = models.CharField(_("name shown to colleagues"), max_length=60, blank=True)

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.functions.Lower("email"), name="user_email_unique", condition=~models.Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username


class Role(models.TextChoices):
    """What a person does at a hotel; ``access.TABLE`` says what that allows."""

    FRONT_DESK = "front_desk", _("Front desk")
    DEPARTMENT = "department", _("Department")
    GUEST_RELATIONS = "guest_relations", _("Guest relations")
    MARKETING = "marketing", _("Marketing")
    MANAGER = "manager", _("Manager")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Department(models.TextChoices):
    """The departments that look a guest up on a phone."""

    HOUSEKEEPING = "housekeeping", _("Housekeeping")
    RESTAURANT = "restaurant", _("Restaurant")
    SPA = "spa", _("Spa")
    CONCIERGE = "concierge", _("Concierge")
    ENGINEERING = "engineering", _("Engineering")


class Membership(models.Model):
    """One role of one person at one hotel."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="memberships", verbose_name=_("hotel"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    department = models.CharField(_("department"), max_length=20, choices=Department.choices, blank=True)

    class Meta:
        verbose_name = _("role at a hotel")
        verbose_name_plural = _("roles at hotels")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "hotel", "role", "department"], name="membership_unique"),
            models.CheckConstraint(
                condition=(models.Q(role=Role.DEPARTMENT) & ~models.Q(department=""))
                | (~models.Q(role=Role.DEPARTMENT) & models.Q(department="")),
                name="membership_department_iff_department_role",
                violation_error_message=_("Name the department for the role Department, and for no other role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.hotel}"
