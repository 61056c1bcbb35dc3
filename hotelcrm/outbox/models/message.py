"""The message: one row per guest, channel and occasion, and the state it is in."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import as_opened, history
from hotelcrm.frame import sentences
from hotelcrm.pii.fields import EncryptedTextField

from .sender import Road, Sender
from .template import MessagePurpose, Template


class State(models.TextChoices):
    """Where a message stands. Only the first three still change by themselves."""

    QUEUED = "queued", pgettext_lazy("message", "waiting")
    HELD = "held", pgettext_lazy("message", "held")
    SENDING = "sending", pgettext_lazy("message", "being sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    FAILED = "failed", pgettext_lazy("message", "failed")
    UNKNOWN = "unknown", pgettext_lazy("message", "not known whether sent")
    CANCELLED = "cancelled", pgettext_lazy("message", "not sent")


WAITING = (State.QUEUED, State.HELD)
OPEN = (State.QUEUED, State.HELD, State.SENDING)
GONE = (State.SENT, State.DELIVERED, State.UNKNOWN)  # left the house, or may have


class Reason(models.TextChoices):
    """Why a message was held, cancelled, failed or is unknown; every refusal has one."""

    # The gate, for good
    NO_CONSENT = "no_consent", _("the guest did not agree to this")
    NO_ADDRESS = "no_address", _("no address for this channel")
    BOUNCED = "bounced", _("the address does not exist any more")
    SUPPRESSED = "suppressed", _("the address is on the list of those never written to")
    MINOR = "minor", _("the guest is under age")
    ERASED = "erased", _("the guest's data was erased")
    RESTRICTED = "restricted", _("the guest's data may not be used")
    GENERIC_ONLY = "generic_only", _("the guest wants generic offers only")
    # The gate, for now
    QUIET_HOURS = "quiet_hours", _("quiet hours")
    WEEKLY_CAP = "weekly_cap", _("enough messages in 7 days")
    MONTHLY_CAP = "monthly_cap", _("enough messages in 30 days")
    MIN_GAP = "min_gap", _("too soon after the last message")
    PAUSED = "paused", _("the mailing is paused")
    # The road
    NO_SENDER = "no_sender", _("no sender is set up for this channel")
    TRY_AGAIN = "try_again", _("the provider asked to try again later")
    REFUSED_ADDRESS = "refused_address", _("the provider refused the address")
    REFUSED_CONTENT = "refused_content", _("the provider refused the content")
    REFUSED_SENDER = "refused_sender", _("the provider refused the sender")
    GAVE_UP = "gave_up", _("tried often enough")
    NO_REPLY = "no_reply", _("no reply after the message was handed over")
    WORKER_LOST = "worker_lost", _("the worker died while it was being sent")
    UNWRITABLE = "unwritable", _("the template cannot be filled for this guest")
    # Everything else
    TOO_LATE = "too_late", _("too late to be of use")
    WITHDRAWN = "withdrawn", _("the guest withdrew consent")
    CALLED_OFF = "called_off", _("called off by staff")
    MERGED = "merged", _("the profile was merged into another")


@history("name", "paused_at", "cancelled_at")
class Mailing(models.Model):
    """Messages that belong together: paused, called off and counted as one."""

    name = models.CharField(_("name"), max_length=120)
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"))
    purpose = models.CharField(pgettext_lazy("consent", "purpose"), max_length=20, choices=MessagePurpose.choices)
    is_generic = models.BooleanField(
        _("generic"), default=False, help_text=_("The same for everybody, chosen without a profile.")
    )
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, blank=True, related_name="mailings", verbose_name=_("template")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)
    queued = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="How many messages were made of it; verify counts again."
    )
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    paused_because = models.CharField(_("paused because"), max_length=sentences.LONGEST, blank=True)
    is_held = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="What it belongs to is paused, and lets it go on."
    )
    cancelled_at = models.DateTimeField(_("called off at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self) -> str:
        return self.name

    @property
    def because(self) -> str:
        """Why it is paused: our own reasons in the language of the page, those of people as they were typed."""
        return sentences.told(self.paused_because)


class Message(models.Model):
    """One message to one guest (or one member of staff) on one channel.

    `key` names the occasion: a second message with it is the first one. The text is written at the moment of claiming,
    from `template` and `facts` (ids of what it is about), or is the given `subject` and `body`. `address` is set where
    it does not go to the guest's own address of that channel. `attempt` fences: only who claimed it last may finish it;
    `handed_at` is set right before it is handed over, so what died before that is simply sent later.

    The database checks none of the keys at each row: for a million messages that costs twice the writing of them.
    ``manage.py verify`` checks all of them at once, and nothing that a message names can be deleted in the application.
    """

    guest = models.ForeignKey(
        Guest,
        models.CASCADE,
        null=True,
        related_name="messages",
        verbose_name=_("guest"),
        db_index=False,
        db_constraint=False,
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="messages",
        verbose_name=_("member of staff"),
        db_index=False,
        db_constraint=False,
    )
    hotel = models.ForeignKey(
        Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"), db_index=False, db_constraint=False
    )
    channel = models.CharField(_("channel"), max_length=12, choices=Road.choices)
    purpose = models.CharField(pgettext_lazy("consent", "purpose"), max_length=20, choices=MessagePurpose.choices)
    is_generic = models.BooleanField(_("generic"), default=False, db_default=False)
    mailing = models.ForeignKey(
        Mailing,
        models.PROTECT,
        null=True,
        related_name="messages",
        verbose_name=_("mailing"),
        db_index=False,
        db_constraint=False,
    )
    template = models.ForeignKey(
        Template,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("template"),
        db_index=False,
        db_constraint=False,
    )
    facts = models.JSONField(_("about"), null=True, help_text="Ids of what it is about: stay, voucher; no names.")
    subject = EncryptedTextField(_("subject"))
    body = EncryptedTextField(_("text"))
    address = EncryptedTextField(_("address"))
    key = models.CharField(_("key"), max_length=120)
    due_at = models.DateTimeField(_("due at"))
    expires_at = models.DateTimeField(_("of no use after"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, default="", db_default="")
    sender = models.ForeignKey(
        Sender,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("sender"),
        db_index=False,
        db_constraint=False,
    )
    attempt = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    handed_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, db_default=0)
    reference = models.CharField(_("provider's reference"), max_length=120, default="", db_default="")
    address_index = models.BinaryField(null=True, editable=False, help_text="Blind index of where it went.")
    sent_at = models.DateTimeField(_("sent at"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    clicked_at = models.DateTimeField(_("link followed at"), null=True)
    opted_out_at = models.DateTimeField(_("opted out at"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
        db_index=False,
        db_constraint=False,
    )
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        triggers: ClassVar = as_opened("key", "channel", "purpose", "created_at")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "key"], name="message_once_per_guest"),
            models.UniqueConstraint(
                fields=["staff", "key"], name="message_once_per_staff", condition=Q(staff__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(guest__isnull=True, staff__isnull=False) | Q(guest__isnull=False, staff__isnull=True),
                name="message_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | Q(attempt__isnull=False, lease_until__isnull=False),
                name="message_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.HELD, State.FAILED, State.UNKNOWN, State.CANCELLED]) | ~Q(reason=""),
                name="message_refused_has_reason",
            ),
        ]
        indexes: ClassVar = [
            # By mailing: those that are paused are passed by, see delivery/waiting.py.
            models.Index(
                "hotel",
                "channel",
                Coalesce("mailing", 0),
                "due_at",
                name="message_due",
                condition=Q(state__in=["queued", "held"]) & ~Q(purpose="service"),
            ),
            models.Index(
                "hotel",
                "channel",
                Coalesce("mailing", 0),
                "due_at",
                name="message_service_due",
                condition=Q(state__in=["queued", "held"], purpose="service"),
            ),
            models.Index(fields=["lease_until"], name="message_lease", condition=Q(state="sending")),
            # How far a mailing is, by the index alone; so many rows share an entry that it stays small.
            models.Index(
                fields=["mailing", "state", "reason"], name="message_progress", condition=Q(mailing__isnull=False)
            ),
            models.Index(
                fields=["guest", "-handed_at"],
                name="message_lately",
                condition=Q(handed_at__isnull=False, purpose="marketing"),
            ),
            models.Index(
                fields=["expires_at"],
                name="message_expiring",
                condition=Q(state__in=["queued", "held"], expires_at__isnull=False),
            ),
            # What nobody tells of by itself, see answers/asking.py.
            models.Index(
                fields=["sender", "sent_at"], name="message_to_ask_for", condition=Q(channel="wecom", state="sent")
            ),
            models.Index(fields=["reference"], name="message_reference", condition=~Q(reference="")),
            models.Index(fields=["hotel", "-handed_at"], name="message_handed", condition=Q(handed_at__isnull=False)),
            models.Index(
                fields=["hotel", "due_at"],
                name="message_refused",
                include=["reason"],
                condition=Q(state="cancelled", guest__isnull=False),
            ),
            models.Index(fields=["hotel", "state", "created_at"], name="message_stands"),
        ]

    def __str__(self) -> str:
        return f"{self.key}"

    @property
    def is_service(self) -> bool:
        """Whether the guest needs it: sent at least once, never capped, at any hour."""
        return self.purpose == MessagePurpose.SERVICE
