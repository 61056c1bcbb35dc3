"""Segments: rules that say which guests, the lists frozen from them, and what left the house as a file."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models import Guest
from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history


@history("rule", "name_en", "name_zh", "archived_at")
class Segment(Bilingual):
    """Guests for whom `rule` holds. `code` is set for the ready-made ones, which nobody deletes.

    `rule` is a tree: a group ``{"all": [...]}``, ``{"any": [...]}`` or ``{"none": [...]}`` of further groups and of
    conditions ``{"field": "stays", "op": "at_least", "value": 2}``; `campaigns.segments.tree` says which hold water.
    """

    code = models.SlugField(_("code"), max_length=40, null=True, blank=True, unique=True, editable=False)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    rule = models.JSONField(_("rule"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)
    changed_at = models.DateTimeField(_("changed at"), db_default=TransactionNow(), editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering: ClassVar = ["name_en", "pk"]


class SegmentSize(models.Model):
    """How many guests a segment had on a day, and by which channels offers might reach them."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="sizes", verbose_name=_("segment"))
    on = models.DateField(_("day"))
    guests = models.IntegerField(_("guests"))
    email = models.IntegerField(_("by e-mail"))
    sms = models.IntegerField(_("by text message"))
    wecom = models.IntegerField(_("by WeCom"))

    class Meta:
        verbose_name = _("size of a segment")
        verbose_name_plural = _("sizes of segments")
        constraints: ClassVar = [models.UniqueConstraint(fields=["segment", "on"], name="segmentsize_once_a_day")]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.on} {self.guests}"


class GuestList(models.Model):
    """The guests of a segment as they were at one moment; `rule` is what held then."""

    name = models.CharField(_("name"), max_length=120)
    segment = models.ForeignKey(Segment, models.PROTECT, related_name="lists", verbose_name=_("segment"))
    rule = models.JSONField(_("rule"))
    size = models.IntegerField(_("guests"))
    key = models.CharField(_("key"), max_length=80, unique=True, help_text="Of the form that asked for it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("list of guests")
        verbose_name_plural = _("lists of guests")
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ListedGuest(models.Model):
    """A guest on a list."""

    list = models.ForeignKey(GuestList, models.CASCADE, related_name="listed", verbose_name=_("list"), db_index=False)
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="+", verbose_name=_("guest"))

    class Meta:
        verbose_name = _("guest on a list")
        verbose_name_plural = _("guests on lists")
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "guest"], name="listedguest_once")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.guest_id}"


@history("state", "approved_by")
class SegmentExport(models.Model):
    """A list asked for as a file: who, why, how many; above a size another person agrees first."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for another person")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", pgettext_lazy("request", "refused")
        TAKEN = "taken", _("taken")

    list = models.ForeignKey(GuestList, models.PROTECT, related_name="exports", verbose_name=_("list"))
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    approved_at = models.DateTimeField(_("decided at"), null=True)
    taken_at = models.DateTimeField(_("taken at"), null=True)

    class Meta:
        verbose_name = _("export of a list")
        verbose_name_plural = _("exports of lists")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("by")) | Q(state="taken"),
                name="segmentexport_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.state}"
