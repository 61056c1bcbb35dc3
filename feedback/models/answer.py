"""Who was asked, and what was answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import as_opened
from hotelcrm.outbox.models import Message
from hotelcrm.pii.fields import EncryptedTextField
from stays.models import Stay

from .survey import Question, Survey


class Invitation(models.Model):
    """One person asked once; `key` names it (``departure:<stay>``, ``room:<stay>:<device>``, ``hand:<form>``).

    Answers are kept page by page as they come; `finished_at` ends it, and from then on they stay as they are.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")
        WECOM = "wecom", _("WeCom")
        ROOM = "room", pgettext_lazy("survey", "code in the room")
        DESK = "desk", pgettext_lazy("survey", "at the desk")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations", verbose_name=_("survey"))
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"), db_index=False)
    guest = models.ForeignKey(Guest, models.PROTECT, null=True, related_name="invitations", verbose_name=_("guest"))
    stay = models.ForeignKey(Stay, models.SET_NULL, null=True, related_name="invitations", verbose_name=_("stay"))
    room = models.CharField(_("room"), max_length=20, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    key = models.CharField(_("key"), max_length=80)
    language = models.CharField(_("language"), max_length=10, blank=True)
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, related_name="+", verbose_name=_("message"), db_index=False
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("valid until"))
    opened_at = models.DateTimeField(_("opened at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    nps = models.PositiveSmallIntegerField("NPS", null=True)
    csat = models.PositiveSmallIntegerField("CSAT", null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "key"], name="invitation_once"),
            models.CheckConstraint(condition=Q(nps=None) | Q(nps__lte=10), name="invitation_nps"),
            models.CheckConstraint(condition=Q(csat=None) | Q(csat__gte=1, csat__lte=5), name="invitation_csat"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["hotel", "-invited_at"], name="invitation_of_hotel"),
            models.Index(
                fields=["hotel", "-finished_at"], condition=Q(finished_at__isnull=False), name="invitation_answered"
            ),
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="invitation_message"),
            # How many began in a room today, and who began and went away.
            models.Index(
                fields=["hotel", "room", "invited_at"], condition=Q(channel="room"), name="invitation_in_room"
            ),
            models.Index(
                fields=["opened_at"],
                condition=Q(opened_at__isnull=False, finished_at__isnull=True),
                name="invitation_left",
            ),
        ]
        triggers: ClassVar = as_opened("survey_id", "hotel_id", "key")  # the gate decides on the channel

    def __str__(self) -> str:
        return f"{self.survey_id} {self.key}"


class Answer(models.Model):
    """One answer: a number, the code of a choice, or words."""

    invitation = models.ForeignKey(
        Invitation, models.PROTECT, related_name="answers", verbose_name=_("invitation"), db_index=False
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    number = models.PositiveSmallIntegerField(_("number"), null=True)
    choice = models.CharField(_("choice"), max_length=40, blank=True)
    text = EncryptedTextField(_("text"))
    at = models.DateTimeField(_("at"))
    judged_at = models.DateTimeField(_("words read at"), null=True, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(judged_at=None, text__isnull=False), name="answer_unread"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | ~Q(choice="") | Q(text__isnull=False), name="answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.question_id}"
