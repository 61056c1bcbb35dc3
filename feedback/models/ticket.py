"""The ticket: a complaint, a request or praise, its state, and by when the house has promised what."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models import Guest
from hotelcrm.accounts.models import Department, Hotel, Role
from hotelcrm.audit.guards import as_opened
from hotelcrm.pii.fields import EncryptedTextField
from stays.models import Stay

from .category import Category, Cause
from .level import Severity


class State(models.TextChoices):
    """Where a ticket stands."""

    NEW = "new", pgettext_lazy("ticket", "new")
    VERIFYING = "verifying", pgettext_lazy("ticket", "verifying")
    IN_PROGRESS = "in_progress", pgettext_lazy("ticket", "in progress")
    WAITING = "waiting", pgettext_lazy("ticket", "waiting for the guest")
    RESOLVED = "resolved", pgettext_lazy("ticket", "resolved")
    CLOSED = "closed", pgettext_lazy("ticket", "closed")
    REOPENED = "reopened", pgettext_lazy("ticket", "reopened")


OPEN = (State.NEW, State.VERIFYING, State.IN_PROGRESS, State.WAITING, State.REOPENED)


def _unless(told: str, kept: str, moment: str) -> Case:
    """The moment of an alarm, until it was told or the promise was kept."""
    return Case(When(Q(**{told: None, kept: None}), then=F(moment)))


class Ticket(models.Model):
    """One matter between a guest and a hotel; `key` names its cause (``survey:12``), so that it is opened once.

    Its history is its events, which never change; the columns here are what they come to. `respond_*` is the promise
    of a first answer, `resolve_*` that of a solution: `due_at` and `warn_at` are the moments at which all and 80 % of
    it are used up if nothing else happens (none while it waits for the guest), `warned_at` and `breached_at` when that
    was told. `next_alarm_at` is the first of them that nobody was told of yet, reckoned by the database. `level` is the
    role that answers for it and rises with a breach. `version` counts events, for two people who answer at once.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        REQUEST = "request", _("request")
        PRAISE = "praise", _("praise")

    class Channel(models.TextChoices):
        DESK = "desk", pgettext_lazy("ticket", "at the desk")
        PHONE = "phone", pgettext_lazy("ticket", "by phone")
        MESSAGE = "message", pgettext_lazy("ticket", "by message")
        SURVEY = "survey", pgettext_lazy("ticket", "survey")
        REVIEW = "review", pgettext_lazy("ticket", "review")
        API = "api", pgettext_lazy("ticket", "other system")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    channel = models.CharField(_("came"), max_length=10, choices=Channel.choices)
    key = models.CharField(_("key"), max_length=80, unique=True)
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="tickets", verbose_name=_("hotel"), db_index=False)
    guest = models.ForeignKey(
        Guest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("guest"),
        db_index=False,
    )
    stay = models.ForeignKey(
        Stay, models.SET_NULL, null=True, blank=True, related_name="tickets", verbose_name=_("stay")
    )
    room = models.CharField(_("room"), max_length=20, blank=True)
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=pgettext_lazy("ticket", "category"),
    )
    department = models.CharField(_("department"), max_length=20, choices=Department.choices, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=pgettext_lazy("ticket", "owner"),
    )
    level = models.CharField(_("answers for it"), max_length=20, choices=Role.choices, default=Role.FRONT_DESK)
    summary = EncryptedTextField(_("in a few words"))
    text = EncryptedTextField(_("what was said"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.NEW)
    cause = models.ForeignKey(
        Cause, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("root cause")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("taken by"),
    )
    opened_at = models.DateTimeField(_("opened at"))
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)
    responded_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    respond_warn_at = models.DateTimeField(null=True, editable=False)
    respond_due_at = models.DateTimeField(_("first answer until"), null=True, editable=False)
    respond_warned_at = models.DateTimeField(null=True, editable=False)
    respond_breached_at = models.DateTimeField(null=True, editable=False)
    resolve_warn_at = models.DateTimeField(null=True, editable=False)
    resolve_due_at = models.DateTimeField(_("solved until"), null=True, editable=False)
    resolve_warned_at = models.DateTimeField(null=True, editable=False)
    resolve_breached_at = models.DateTimeField(null=True, editable=False)
    next_alarm_at = models.GeneratedField(
        expression=Least(
            _unless("respond_warned_at", "responded_at", "respond_warn_at"),
            _unless("respond_breached_at", "responded_at", "respond_due_at"),
            _unless("resolve_warned_at", "resolved_at", "resolve_warn_at"),
            _unless("resolve_breached_at", "resolved_at", "resolve_due_at"),
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    asked_at = models.DateTimeField(_("asked whether it was right"), null=True, blank=True)
    was_right = models.BooleanField(_("the guest says it was right"), null=True, blank=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(severity__gte=1, severity__lte=4), name="ticket_severity_exists"),
            models.CheckConstraint(
                condition=Q(state__in=["resolved", "closed"], resolved_at__isnull=False)
                | (~Q(state__in=["resolved", "closed"]) & Q(resolved_at__isnull=True)),
                name="ticket_resolved_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="ticket_closed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(state="closed") & ~Q(merged_into=F("id"))),
                name="ticket_merged_is_closed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["hotel", "resolve_due_at"],
                condition=~Q(state__in=["resolved", "closed"]),
                name="ticket_board",
            ),
            models.Index(fields=["next_alarm_at"], name="ticket_alarm", condition=Q(next_alarm_at__isnull=False)),
            models.Index(fields=["hotel", "-opened_at"], name="ticket_of_hotel"),
            models.Index(fields=["guest", "-opened_at"], name="ticket_of_guest"),
            models.Index(fields=["hotel", "room", "-opened_at"], condition=~Q(room=""), name="ticket_of_room"),
        ]
        triggers: ClassVar = as_opened("kind", "channel", "key", "hotel_id", "by_id", "created_at")

    def __str__(self) -> str:
        return f"T-{self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the ticket."""
        return reverse("feedback:ticket", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN


class TicketLink(models.Model):
    """Two tickets that have to do with each other; `one` is the older."""

    one = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("ticket"), db_index=False)
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("linked ticket"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("linked tickets")
        verbose_name_plural = _("linked tickets")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="ticketlink_unique"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="ticketlink_older_first"),
        ]

    def __str__(self) -> str:
        return f"T-{self.one_id} T-{self.other_id}"


class SavedFilter(models.Model):
    """A list of tickets under a name: the query of its address, for oneself or for all at the hotel."""

    hotel = models.ForeignKey(Hotel, models.CASCADE, related_name="+", verbose_name=_("hotel"), db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("of"))
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=500, blank=True)
    is_shared = models.BooleanField(_("for everybody at this hotel"), default=False)

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hotel", "owner", "name"],
                name="savedfilter_unique",
                violation_error_message=_("You have a list of that name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
