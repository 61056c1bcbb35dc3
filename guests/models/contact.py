"""How to reach a guest, and what proves who the guest is: encrypted, findable by blind index."""

from typing import ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from hotelcrm.audit.guards import history
from hotelcrm.pii.fields import EncryptedTextField

from .guest import Guest


@history("kind", "is_primary", "verified_at", "bounced_at")
class Contact(models.Model):
    """One address of one guest."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        WECOM = "wecom", _("WeCom")
        WECHAT = "wechat", _("WeChat")

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="contacts", verbose_name=_("guest"), db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = EncryptedTextField(_("value"), null=False, blank=False)
    value_index = models.BinaryField(editable=False, help_text="Blind index of the whole normalised value.")
    last4_index = models.BinaryField(editable=False, null=True, help_text="Blind index of a phone's last four digits.")
    is_primary = models.BooleanField(_("primary"), default=False, db_default=False)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("bounced at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "kind", "value_index"], name="contact_unique"),
            models.UniqueConstraint(
                fields=["guest", "kind"], condition=Q(is_primary=True), name="contact_one_primary_per_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["value_index"], name="contact_value"),
            models.Index(fields=["guest"], name="contact_bounced", condition=Q(bounced_at__isnull=False)),
            models.Index(fields=["last4_index"], name="contact_last4", condition=Q(last4_index__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.guest_id}"


class IdentityDocument(models.Model):
    """A document shown at registration: by default only its last four signs and a blind index are kept."""

    class Kind(models.TextChoices):
        ID_CARD = "id_card", _("identity card")
        PASSPORT = "passport", _("passport")
        TRAVEL_PERMIT = "travel_permit", _("travel permit")
        RESIDENCE_PERMIT = "residence_permit", _("residence permit")

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="documents", verbose_name=_("guest"), db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = CountryField(_("issuing country"))
    last_four = EncryptedTextField(_("last four"), ring="sensitive")
    number_index = models.BinaryField(editable=False, help_text="Blind index of the whole number.")
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "number_index"], name="document_unique"),
        ]
        indexes: ClassVar = [models.Index(fields=["number_index"], name="document_number")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.guest_id}"
