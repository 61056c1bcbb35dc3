"""What a guest agreed to: append-only, purpose x channel x version of the notice, with evidence."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guests import signatures
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import append_only
from hotelcrm.pii.fields import EncryptedTextField

from .guest import Guest


class Purpose(models.TextChoices):
    MARKETING = "marketing", _("offers and news")
    SURVEYS = "surveys", _("surveys")
    PROFILING = "profiling", _("personal recommendations")
    SENSITIVE = "sensitive", _("sensitive data such as allergies")


class Channel(models.TextChoices):
    ANY = "any", _("any channel")
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    WECOM = "wecom", _("WeCom")
    PHONE = "phone", _("phone call")


class Notice(models.Model):
    """One version of the text a guest is shown when asked."""

    purpose = models.CharField(pgettext_lazy("consent", "purpose"), max_length=20, choices=Purpose.choices)
    version = models.PositiveIntegerField(_("version"))
    text_en = models.TextField(_("text in English"))
    text_zh = models.TextField(_("text in Chinese"))
    valid_from = models.DateField(_("valid from"))

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "version"], name="notice_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} v{self.version}"

    @property
    def text(self) -> str:
        """What it says, in the language of the page."""
        return self.text_zh if (get_language() or "").startswith("zh") else self.text_en


class Signature(models.Model):
    """A guest's own hand below the notices shown on a tablet; one may stand below several answers.

    Whoever cannot draw types the name; `guests.signatures` says how either is written down.
    """

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="signatures", verbose_name=_("guest"))
    drawing = EncryptedTextField(_("drawing"), help_text="The strokes, as the path of an SVG.")
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"), db_index=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("witnessed by"), db_index=False
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")

    def __str__(self) -> str:
        return f"{self.guest_id} {self.at:%Y-%m-%d}"

    @property
    def strokes(self) -> str:
        """The path of the strokes; empty where the name was typed."""
        return signatures.strokes(self.drawing)

    @property
    def typed_name(self) -> str:
        """The name that was typed instead of drawing; else empty."""
        return signatures.typed_name(self.drawing)


class Consent(models.Model):
    """One answer of one guest; the latest for a purpose and channel is the one that holds."""

    class Decision(models.TextChoices):
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Evidence(models.TextChoices):
        DESK = "desk", _("asked at the desk")
        SIGNED = "signed", _("signed form")
        WEB = "web", _("on the website")
        IMPORT = "import", _("imported")
        MESSAGE = "message", _("by message")
        REQUEST = "request", _("at the guest's own request")

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="consents", verbose_name=_("guest"), db_index=False)
    purpose = models.CharField(pgettext_lazy("consent", "purpose"), max_length=20, choices=Purpose.choices)
    channel = models.CharField(pgettext_lazy("consent", "channel"), max_length=10, choices=Channel.choices)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="consents", verbose_name=_("notice"))
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence.choices)
    signature = models.ForeignKey(
        Signature, models.PROTECT, null=True, related_name="answers", verbose_name=_("signature"), db_index=False
    )
    hotel = models.ForeignKey(Hotel, models.PROTECT, null=True, related_name="+", verbose_name=_("hotel"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        triggers: ClassVar = append_only()
        indexes: ClassVar = [
            models.Index(fields=["guest", "purpose", "channel", "-at", "-id"], name="consent_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel} {self.decision} {self.guest_id}"
