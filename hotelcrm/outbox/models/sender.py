"""By which road each channel leaves the house, and how that road fares."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from hotelcrm.pii.fields import EncryptedTextField


class Road(models.TextChoices):
    """The channels a message can take; the first three are those of a guest's consent."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    WECOM = "wecom", _("WeCom")
    WECOM_STAFF = "wecom_staff", _("WeCom to staff")


@history("hotel", "channel", "transport", "per_second", "is_active")
class Sender(models.Model):
    """One way out: a transport with its credentials, for one channel of one hotel or of the whole group.

    A hotel's own active sender comes before the group's. `options` is a JSON object whose keys the transport names;
    what is secret among them is why the column is encrypted.
    """

    hotel = models.ForeignKey(
        Hotel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="senders",
        verbose_name=_("hotel"),
        help_text=_("Empty: for every hotel that has none of its own."),
    )
    channel = models.CharField(_("channel"), max_length=12, choices=Road.choices)
    transport = models.CharField(_("transport"), max_length=20)
    name = models.CharField(
        _("sender's name"), max_length=80, help_text=_("As guests read it; of an SMS, its signature.")
    )
    address = models.CharField(
        _("sender's address"), max_length=120, blank=True, help_text=_("E-mail address, number or account.")
    )
    options = EncryptedTextField(_("options"))
    per_second = models.PositiveIntegerField(
        _("messages a second"), default=20, validators=[MinValueValidator(1)], help_text=_("At most so many.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hotel", "channel"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="sender_one_in_use",
                violation_error_message=_("There is a sender in use for this channel already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.name}"


class SenderState(models.Model):
    """How a sender fares: tokens of its rate, and its circuit breaker. In Postgres: an emptied queue lifts no limit."""

    sender = models.OneToOneField(Sender, models.CASCADE, primary_key=True, related_name="state")
    tokens = models.FloatField(default=0, db_default=0)
    refilled_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(
        default=0, db_default=0, help_text="In a row; of the road, not of an address."
    )
    closed_until = models.DateTimeField(null=True, help_text="The breaker: nothing is claimed for the sender before.")
    last_error = models.CharField(max_length=200, blank=True, default="", db_default="")
    last_ok_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of a sender")
        verbose_name_plural = _("states of senders")

    def __str__(self) -> str:
        return f"{self.sender_id}"
