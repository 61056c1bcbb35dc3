"""What guests are asked: surveys and their questions, in both languages."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guests.models.bilingual import Bilingual
from hotelcrm.accounts.models import Department, Hotel
from hotelcrm.audit.guards import history
from hotelcrm.outbox.models import Template


def today() -> date:
    """The day of whoever enters a survey."""
    return timezone.localdate()


@history("code", "hotel", "sent", "after_days", "rest_days", "begins_on", "valid_days", "template", "is_active")
class Survey(Bilingual):
    """A list of questions, and the occasion on which it is asked. `hotel` empty: every hotel without one of its own.

    One that was answered keeps its questions: they are switched off, not deleted.
    """

    class Sent(models.TextChoices):
        DEPARTURE = "departure", pgettext_lazy("survey", "after departure")
        ROOM = "room", pgettext_lazy("survey", "as a code in the room")
        BY_HAND = "by_hand", pgettext_lazy("survey", "by hand")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    hotel = models.ForeignKey(
        Hotel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hotel"),
        help_text=_("Empty: all."),
    )
    sent = models.CharField(pgettext_lazy("survey", "is asked"), max_length=10, choices=Sent.choices)
    after_days = models.PositiveSmallIntegerField(
        _("days after departure"), default=1, validators=[MaxValueValidator(60)]
    )
    rest_days = models.PositiveSmallIntegerField(
        _("days before a guest is asked again"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("Whoever stays every week is not asked every week."),
    )
    begins_on = models.DateField(
        _("asks about departures from"),
        default=today,
        help_text=_("Nobody who left before this day is asked."),
    )
    valid_days = models.PositiveSmallIntegerField(
        _("days the link is valid"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("template of the invitation")
    )
    thanks_en = models.CharField(_("thanks in English"), max_length=300, blank=True)
    thanks_zh = models.CharField(_("thanks in Chinese"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hotel", "sent"],
                condition=Q(is_active=True, sent__in=["departure", "room"]),
                nulls_distinct=False,
                name="survey_one_for_each_occasion",
                violation_error_message=_("There is an active survey for this occasion already."),
            ),
        ]

    @property
    def thanks(self) -> str:
        """What a guest reads after the last answer, in the language of the page."""
        return self.thanks_zh if (get_language() or "").startswith("zh") else self.thanks_en


@history("kind", "order", "page", "department", "is_required", "low", "is_active")
class Question(models.Model):
    """One question. `low` is the answer at or below which a complaint is opened (never, if empty).

    What was answered once stays as it was asked (the database refuses otherwise): it can be switched off, and moved.
    `choices` of a choice are ``[{"code": "business", "en": "Business", "zh": "商务"}]``. NPS is 0 to 10, CSAT 1 to 5,
    a scale 1 to `steps`.
    """

    class Kind(models.TextChoices):
        NPS = "nps", _("recommendation, 0 to 10")
        CSAT = "csat", _("satisfaction, 1 to 5")
        SCALE = "scale", _("scale")
        CHOICE = "choice", _("choice")
        TEXT = "text", _("text")

    survey = models.ForeignKey(
        Survey, models.CASCADE, related_name="questions", verbose_name=_("survey"), db_index=False
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    page = models.PositiveSmallIntegerField(_("page"), default=1, validators=[MinValueValidator(1)])
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    text_en = models.CharField(_("question in English"), max_length=300)
    text_zh = models.CharField(_("question in Chinese"), max_length=300)
    department = models.CharField(
        _("department"), max_length=20, choices=Department.choices, blank=True, help_text=_("Empty: the whole house.")
    )
    choices = models.JSONField(_("choices"), default=list, blank=True)
    steps = models.PositiveSmallIntegerField(
        _("steps of the scale"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    low = models.PositiveSmallIntegerField(_("low answer"), null=True, blank=True)
    is_required = models.BooleanField(_("needs an answer"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="asked_as_answered",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "survey_id", "kind", "text_en", "text_zh", "choices", "steps"
                ),
                condition=pgtrigger.AnyChange("survey_id", "kind", "text_en", "text_zh", "choices", "steps"),
                func=(
                    "IF EXISTS (SELECT FROM feedback_answer WHERE question_id = OLD.id) THEN "
                    "RAISE EXCEPTION 'pgtrigger: What was answered cannot be asked otherwise (question %)', OLD.id; "
                    "END IF; RETURN NEW;"
                ),
            )
        ]
        ordering: ClassVar = ["survey", "page", "order", "id"]
        indexes: ClassVar = [models.Index(fields=["survey", "page", "order"], name="question_of_survey")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(page__gte=1), name="question_page_from_one"),
            models.CheckConstraint(condition=Q(steps__gte=2, steps__lte=10), name="question_steps"),
            models.CheckConstraint(condition=Q(kind="choice") | Q(choices=[]), name="question_choices_of_a_choice"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The question in the language of the page."""
        return self.text_zh if (get_language() or "").startswith("zh") else self.text_en

    @property
    def top(self) -> int:
        """The highest number that answers it; 0 where a number does not."""
        return {self.Kind.NPS: 10, self.Kind.CSAT: 5, self.Kind.SCALE: self.steps}.get(self.Kind(self.kind), 0)

    @property
    def bottom(self) -> int:
        """The lowest number that answers it."""
        return 0 if self.kind == self.Kind.NPS else 1

    def clean(self) -> None:
        """Refuse choices that lack a code or a language, and a low answer that nobody can give."""
        wanted = {"code", "en", "zh"}
        rows = self.choices if isinstance(self.choices, list) else [None]
        if self.kind == self.Kind.CHOICE and (
            not rows or any(not isinstance(row, dict) or set(row) != wanted or not all(row.values()) for row in rows)
        ):
            raise ValidationError({"choices": _("Each choice needs a code and its words in English and Chinese.")})
        if self.low is not None and not self.bottom <= self.low <= self.top:
            raise ValidationError({"low": _("Nobody can give that answer.")})
