"""What happened to a ticket, who is to be told of it, and what was added as a file."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotelcrm.audit.guards import as_opened
from hotelcrm.outbox.models import Message
from hotelcrm.pii.fields import EncryptedBytesField, EncryptedTextField

from .ticket import Ticket


class TicketEvent(models.Model):
    """One thing that happened, never changed afterwards; a second one with the same `key` is the first.

    `details` are codes and ids (what it was before and after), never text; `text` is what a person wrote.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("ticket event", "opened")
        STATE = "state", pgettext_lazy("ticket event", "state")
        ASSIGNED = "assigned", pgettext_lazy("ticket event", "handed over")
        CHANGED = "changed", pgettext_lazy("ticket event", "changed")
        NOTE = "note", pgettext_lazy("ticket event", "internal note")
        REPLY = "reply", pgettext_lazy("ticket event", "reply to the guest")
        SPOKE = "spoke", pgettext_lazy("ticket event", "spoken with the guest")
        GUEST_WROTE = "guest_wrote", pgettext_lazy("ticket event", "the guest wrote")
        VERIFIED = "verified", pgettext_lazy("ticket event", "facts verified")
        ATTACHED = "attached", pgettext_lazy("ticket event", "file added")
        LINKED = "linked", pgettext_lazy("ticket event", "linked")
        UNLINKED = "unlinked", pgettext_lazy("ticket event", "no longer linked")
        MERGED = "merged", pgettext_lazy("ticket event", "merged")
        UNMERGED = "unmerged", pgettext_lazy("ticket event", "merge undone")
        WARNED = "warned", pgettext_lazy("ticket event", "time is running out")
        BREACHED = "breached", pgettext_lazy("ticket event", "promise broken")
        COMPENSATION = "compensation", pgettext_lazy("ticket event", "compensation")
        ASKED = "asked", pgettext_lazy("ticket event", "the guest was asked whether it was right")
        JUDGED = "judged", pgettext_lazy("ticket event", "the guest's judgement")
        PRAISED = "praised", pgettext_lazy("ticket event", "colleague praised")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="events", verbose_name=_("ticket"), db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    key = models.CharField(_("key"), max_length=80)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"), db_index=False
    )
    text = EncryptedTextField(_("text"))
    details = models.JSONField(_("details"), default=dict)
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, related_name="+", verbose_name=_("message"), db_index=False
    )

    class Meta:
        verbose_name = _("ticket event")
        verbose_name_plural = _("ticket events")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "key"], name="ticketevent_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="ticketevent_message"),
        ]
        # Nobody changes what was said; but it is sealed again when a key is retired, and forgotten with the guest.
        triggers: ClassVar = as_opened("ticket_id", "kind", "key", "at", "by_id", "details", "message_id")

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"


class Notice(models.Model):
    """An event that a person is to see: a mention, a ticket handed over, time running out, praise."""

    class Why(models.TextChoices):
        ASSIGNED = "assigned", pgettext_lazy("notice", "handed to you")
        TAKEN = "taken", pgettext_lazy("notice", "in other hands now")
        MENTIONED = "mentioned", pgettext_lazy("notice", "you are mentioned")
        GUEST_WROTE = "guest_wrote", pgettext_lazy("notice", "the guest wrote")
        WARNED = "warned", pgettext_lazy("notice", "time is running out")
        BREACHED = "breached", pgettext_lazy("notice", "a promise was broken")
        UNDELIVERED = "undelivered", pgettext_lazy("notice", "what was written did not reach the guest")
        APPROVAL = "approval", pgettext_lazy("notice", "waits for your approval")
        DECIDED = "decided", pgettext_lazy("notice", "decided")
        PRAISED = "praised", pgettext_lazy("notice", "praise for you")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person"), db_index=False
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notices", verbose_name=_("ticket"))
    event = models.ForeignKey(
        TicketEvent, models.CASCADE, related_name="notices", verbose_name=_("event"), db_index=False
    )
    why = models.CharField(_("why"), max_length=12, choices=Why.choices)
    at = models.DateTimeField(_("at"))
    seen_at = models.DateTimeField(_("seen at"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "user", "why"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["user", "-at"], condition=Q(seen_at=None), name="notice_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.ticket_id}"


class Attachment(models.Model):
    """A file of a ticket, encrypted at rest; its type is what its content says, whatever it was called."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="attachments", verbose_name=_("ticket"))
    event = models.OneToOneField(TicketEvent, models.PROTECT, related_name="attachment", verbose_name=_("event"))
    name = EncryptedTextField(_("name"))
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("bytes"))
    digest = models.BinaryField(_("SHA-256 of the content, keyed"), max_length=32)
    content = EncryptedBytesField(_("content"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "digest"], name="attachment_once"),
            models.CheckConstraint(condition=Q(size__gte=1), name="attachment_not_empty"),
        ]
        triggers: ClassVar = as_opened("ticket_id", "event_id", "content_type", "size", "digest")

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.content_type}"
