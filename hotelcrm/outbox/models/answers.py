"""What providers say afterwards: the raw thing is stored first and applied second."""

from typing import ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotelcrm.pii.fields import EncryptedTextField

from .sender import Sender


class Callback(models.Model):
    """One report of a provider. `key` is the provider's own name for it: told twice by one sender, it counts once."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("delivered")
        DEFERRED = "deferred", _("deferred")
        BOUNCED = "bounced", _("the address does not exist")
        BLOCKED = "blocked", _("the content was refused")
        FAILED = "failed", _("failed")
        COMPLAINED = "complained", _("reported as spam")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        OTHER = "other", _("something else")

    transport = models.CharField(_("transport"), max_length=20)
    sender = models.ForeignKey(
        Sender,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sender"),
        help_text=_("Whose secret was known to who told it."),
    )
    key = models.CharField(_("key"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    reference = models.CharField(_("provider's reference"), max_length=120, blank=True)
    code = models.CharField(_("code"), max_length=60, blank=True)
    happened_at = models.DateTimeField(_("happened at"))
    raw = EncryptedTextField(_("as received"))
    received_at = models.DateTimeField(_("received at"), db_default=TransactionNow(), editable=False)
    applied_at = models.DateTimeField(_("applied at"), null=True)
    fault = models.CharField(_("why it could not be applied"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("report of a provider")
        verbose_name_plural = _("reports of providers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["transport", "key"], name="callback_once", condition=models.Q(sender__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["sender", "key"], name="callback_once_per_sender", condition=models.Q(sender__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"], name="callback_waiting", condition=models.Q(applied_at__isnull=True, fault="")
            ),
            models.Index(fields=["reference"], name="callback_reference", condition=~models.Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.transport} {self.kind}"
