"""What messages are written from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models.bilingual import Bilingual
from hotelcrm.audit.guards import history

from .sender import Road


class TemplateLanguage(models.TextChoices):
    """Languages messages are written in; a guest of another language gets the fallback."""

    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Simplified Chinese")


class MessagePurpose(models.TextChoices):
    """What a message is for. What a guest needs (service) is neither capped nor kept for the morning."""

    MARKETING = "marketing", _("offers and news")
    SURVEYS = "surveys", _("surveys")
    SERVICE = "service", _("service")


@history("code", "name_en", "name_zh", "purpose", "is_generic", "archived_at")
class Template(Bilingual):
    """One message as marketers write it: the same in each language and on each channel it has a variant for."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    purpose = models.CharField(pgettext_lazy("consent", "purpose"), max_length=20, choices=MessagePurpose.choices)
    is_generic = models.BooleanField(
        _("generic"), default=False, help_text=_("Uses nothing that is known of the guest but name and language.")
    )
    fallback = models.CharField(
        _("other languages read"), max_length=10, choices=TemplateLanguage.choices, default=TemplateLanguage.ENGLISH
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(code=""), name="template_has_code")]


@history("template", "language", "channel", "subject", "source")
class Variant(models.Model):
    """A template in one language for one channel.

    `source` is what was typed: for e-mail MJML (or plain paragraphs) with Liquid in it, for the others plain text with
    Liquid. `html` and `text` are what it was compiled to when it was saved, still with Liquid in it. A provider that
    wants its own approved templates finds their ids in `provider_ids`, by transport.
    """

    template = models.ForeignKey(Template, models.CASCADE, related_name="variants", verbose_name=_("template"))
    language = models.CharField(_("language"), max_length=10, choices=TemplateLanguage.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=Road.choices)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    preheader = models.CharField(
        _("preview line"), max_length=200, blank=True, help_text=_("What a mailbox shows behind the subject.")
    )
    source = models.TextField(_("text"))
    html = models.TextField(editable=False, blank=True)
    text = models.TextField(editable=False, blank=True)
    plain = models.TextField(
        _("plain text"), blank=True, help_text=_("Of an e-mail, for those who read no HTML. Empty: made from the text.")
    )
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    revision = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text="Counts compilations: those for a changed block too."
    )
    provider_ids = models.JSONField(
        _("provider's templates"), default=dict, blank=True, help_text="{'aliyun': {'code': …, 'parameters': […]}}"
    )

    class Meta:
        verbose_name = _("variant of a template")
        verbose_name_plural = _("variants of templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "language", "channel"], name="variant_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language} {self.channel}"


@history("code", "name_en", "name_zh", "source_en", "source_zh")
class Block(Bilingual):
    """A piece that several templates share, such as an offer or a voucher: ``{% block "voucher" %}``."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    source_en = models.TextField(_("text in English"))
    source_zh = models.TextField(_("text in Chinese"))
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
