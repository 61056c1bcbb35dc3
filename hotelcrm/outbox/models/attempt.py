"""Each time a message was handed to a provider."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .message import Message
from .sender import Sender


class Attempt(models.Model):
    """One handing over, and what came of it; no outcome: nobody knows."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        LATER = "later", _("asked to try again later")
        REFUSED = "refused", _("refused")
        UNKNOWN = "unknown", _("no reply")

    # Its keys are proven by ``verify``, as a message's are: checked at each row, they would lock the sender for each.
    message = models.ForeignKey(
        Message, models.CASCADE, related_name="attempts", verbose_name=_("message"), db_constraint=False
    )
    sender = models.ForeignKey(
        Sender,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("sender"),
        db_index=False,
        db_constraint=False,
    )
    attempt = models.UUIDField(unique=True, editable=False)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    code = models.CharField(_("code"), max_length=40, blank=True, help_text="As the provider said it.")
    reference = models.CharField(_("provider's reference"), max_length=120, blank=True)
    segments = models.PositiveSmallIntegerField(_("parts"), default=1, help_text=_("Of an SMS: how many are paid for."))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar = ["started_at", "pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"
