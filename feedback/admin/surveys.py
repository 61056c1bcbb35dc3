"""Surveys and what they ask, in both languages: what was answered once stays as it was asked."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, ForeignKey, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback.models import Answer, Question, Survey
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.template import MessagePurpose

from .own import OwnLines, managed, manages_all

AS_ASKED = (
    "kind",
    "text_en",
    "text_zh",
    "choices",
    "steps",
)  # what the database refuses to change once it was answered
PARTS = 3
LONGEST_CODE = Answer._meta.get_field("choice").max_length or 0


class ChoiceLines(forms.CharField):
    """Choices as people type them, one a line: code | English | Chinese."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 50})

    def prepare_value(self, value: Any) -> Any:
        """The lines of what is stored; what was typed as it was typed."""
        if not isinstance(value, list):
            return value
        return "\n".join(f"{row.get('code', '')} | {row.get('en', '')} | {row.get('zh', '')}" for row in value)

    def to_python(self, value: Any) -> Any:
        """What is stored of the lines."""
        if isinstance(value, list):  # of a field that is not to be changed
            return value
        lines = [line for line in str(value or "").splitlines() if line.strip()]
        return [self._read(line) for line in lines]

    def validate(self, value: Any) -> None:
        """Refuse two choices of one code, which nobody could tell apart later."""
        codes = [row["code"] for row in value]
        if len(codes) != len(set(codes)):
            raise ValidationError(_("Two choices have the same code."))

    def run_validators(self, value: Any) -> None:
        """What a text would be asked for does not concern a list."""

    def _read(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if len(parts) != PARTS or not all(parts) or len(parts[0]) > LONGEST_CODE:
            raise ValidationError(
                _("“%(line)s”: write a code, the English and the Chinese words, with | between them."),
                params={"line": line.strip()},
            )
        return dict(zip(("code", "en", "zh"), parts, strict=True))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other choices would be stored; what cannot be read is looked at again."""
        try:
            return bool(self.to_python(initial) != self.to_python(data)) and not self.disabled
        except ValidationError:
            return True


class QuestionForm(forms.ModelForm[Question]):
    """A question; what was answered stays as it was asked, and can be moved or switched off."""

    choices = ChoiceLines(
        label=_("Choices"), required=False, help_text=_("One a line: code | English | Chinese. Only of a choice.")
    )

    class Meta:
        model = Question
        fields = (
            *("page", "order", "kind", "text_en", "text_zh", "department", "choices", "steps", "low"),
            *("is_required", "is_active"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(self.instance, "was_answered", False):
            for name in AS_ASKED:
                if name in self.fields:
                    self.fields[name].disabled = True


class QuestionInline(admin.StackedInline[Question, Survey]):
    """The questions of a survey, below it."""

    model = Question
    form = QuestionForm
    extra = 0
    fields = (
        ("page", "order", "kind"),
        ("text_en", "text_zh"),
        "choices",
        ("department", "steps", "low"),
        ("is_required", "is_active"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        answered = Answer.objects.filter(question=OuterRef("pk"))
        return super().get_queryset(request).annotate(was_answered=Exists(answered)).order_by("page", "order", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and _may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_change(request, obj)


def _may_change(request: HttpRequest, survey: Survey | None) -> bool:
    if survey is None or survey.pk is None:
        return True
    hotel_id = survey.hotel_id
    return manages_all(request) if hotel_id is None else managed(request).filter(pk=hotel_id).exists()


class SurveyForm(forms.ModelForm[Survey]):
    """A survey that is sent needs a letter to be sent with."""

    class Meta:
        model = Survey
        fields = (
            *("code", "name_en", "name_zh", "hotel", "sent", "is_active", "template", "after_days", "begins_on"),
            *("rest_days", "valid_days", "thanks_en", "thanks_zh"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse to send nothing."""
        data = super().clean() or {}
        is_sent = data.get("is_active") and data.get("sent") == Survey.Sent.DEPARTURE
        if is_sent and not data.get("template") and "template" not in self.errors:
            self.add_error("template", _("A survey that is sent after departure needs the template of its invitation."))
        return data


@admin.register(Survey)
class SurveyAdmin(OwnLines[Survey]):
    """Surveys; one that was answered is switched off rather than deleted."""

    about = _("A survey that is not active asks nobody. A hotel's own goes before the one for all hotels.")
    form = SurveyForm
    inlines = (QuestionInline,)
    list_display = ("name_en", "name_zh", "hotel", "sent", "is_active")
    list_filter = ("sent", "is_active", "hotel")
    list_select_related = ("hotel",)
    search_fields = ("name_en", "name_zh", "code")
    ordering = ("code",)
    fieldsets: ClassVar = (
        (None, {"fields": ("code", ("name_en", "name_zh"), "hotel", "is_active")}),
        (
            _("When it is asked"),
            {
                "fields": ("sent", "template", ("after_days", "begins_on"), ("rest_days", "valid_days")),
                "description": _(
                    "A hotel's own survey goes before the one for all. Days are the hotel's. Whether a guest may be "
                    "written to, consent and quiet hours decide; nobody has to be chosen."
                ),
            },
        ),
        (_("After the last answer"), {"fields": ("thanks_en", "thanks_zh")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Survey | None = None) -> tuple[str, ...]:  # noqa: ARG002 (Django's)
        """A code is what the house knows a survey by, so it stays."""
        return ("code",) if obj else ()

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "template":
            kwargs["queryset"] = Template.objects.filter(purpose=MessagePurpose.SURVEYS, archived_at=None).order_by(
                "code"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
