"""What a guest likes, dislikes and must not be given."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Department, Hotel
from hotelcrm.audit.guards import history
from hotelcrm.pii.fields import EncryptedTextField

from .bilingual import Bilingual
from .consent import Channel, Consent, Purpose
from .guest import Guest


class TagCategory(Bilingual):
    """A heading of preferences: pillow, diet, floor …"""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    icon = models.CharField(_("icon"), max_length=40, default="tag", help_text=_("Name in the icon sprite."))
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    departments = ArrayField(
        models.CharField(max_length=20, choices=Department.choices),
        verbose_name=_("departments that see it"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("category of preferences")
        verbose_name_plural = _("categories of preferences")
        ordering: ClassVar = ["order", "code"]


class Tag(Bilingual):
    """One preference that can be noted about a guest."""

    category = models.ForeignKey(TagCategory, models.PROTECT, related_name="tags", verbose_name=_("category"))
    code = models.SlugField(_("code"), max_length=60, unique=True)
    synonyms = ArrayField(models.CharField(max_length=60), verbose_name=_("also known as"), default=list, blank=True)
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Health, belief and the like: needs separate consent.")
    )
    is_alert = models.BooleanField(
        _("alert"), default=False, help_text=_("Shown first and in red at check-in, such as an allergy.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        ordering: ClassVar = ["category__order", "code"]


class GuestTagQuerySet(models.QuerySet["GuestTag"]):
    """Sets of preferences of guests."""

    def agreed(self) -> "GuestTagQuerySet":
        """Without the sensitive ones of guests who refused or withdrew their consent to keep such data.

        One who was never asked is no such guest: an allergy told in a booking counts until there is an answer. Answers
        to merged profiles are the survivor's.
        """
        guest = OuterRef(OuterRef("guest"))
        people = Guest.objects.filter(Q(pk=guest) | Q(merged_into=guest))
        answers = Consent.objects.filter(guest__in=people.values("pk"), purpose=Purpose.SENSITIVE, channel=Channel.ANY)
        last = Subquery(answers.order_by("-at", "-id").values("decision")[:1])
        answer = Case(When(tag__is_sensitive=True, then=last), default=None)
        return self.alias(answer=answer).filter(Q(answer=None) | Q(answer=Consent.Decision.GIVEN))


@history("tag", "source", "confidence", "times", "withdrawn_at")
class GuestTag(models.Model):
    """A preference of one guest: who says so, how surely, how often it was seen."""

    class Source(models.TextChoices):
        STATED = "stated", _("stated by the guest")
        OBSERVED = "observed", _("observed")
        INFERRED = "inferred", _("inferred")

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="guest_tags", verbose_name=_("guest"), db_index=False)
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="guest_tags", verbose_name=_("preference"))
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    confidence = models.PositiveSmallIntegerField(_("confidence in percent"), default=100, db_default=100)
    note = EncryptedTextField(_("note"), ring="sensitive")
    times = models.PositiveIntegerField(_("times noted"), default=1, db_default=1)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    department = models.CharField(_("department"), max_length=20, choices=Department.choices, blank=True)
    hotel = models.ForeignKey(Hotel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hotel"))
    first_noted_at = models.DateTimeField(_("first noted at"))
    noted_at = models.DateTimeField(_("last noted at"))
    withdrawn_at = models.DateTimeField(_("no longer so since"), null=True, blank=True)

    objects = GuestTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference of a guest")
        verbose_name_plural = _("preferences of guests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "tag"], name="guesttag_unique"),
            models.CheckConstraint(condition=Q(confidence__range=(1, 100)), name="guesttag_confidence_percent"),
            models.CheckConstraint(condition=Q(times__gte=1), name="guesttag_noted_at_least_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["hotel", "-noted_at"], name="guesttag_lately")]

    def __str__(self) -> str:
        return f"{self.tag_id} {self.guest_id}"
