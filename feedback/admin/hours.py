"""When a hotel is at work: the shifts of its week, and the days that differ."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback.models import Shift, SpecialDay, Weekday
from feedback.queries.coming import coming

from .own import ClockLines, managed

TIMES: dict[Any, Any] = {models.TimeField: {"widget": forms.TimeInput(format="%H:%M")}}
TAKEN = _("Hours of %(weekday)s begin at that time already.")


class NewShiftsForm(forms.ModelForm[Shift]):
    """The same hours on several weekdays: a row for each."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Shift
        fields = ("hotel", "weekdays", "opens", "closes")

    def clean(self) -> dict[str, Any]:
        """Refuse a weekday on which hours begin at that time already; the first one is this row's."""
        cleaned = super().clean() or {}
        if {"hotel", "weekdays", "opens"} <= cleaned.keys():
            self.instance.weekday = cleaned["weekdays"][0]
            same = Shift.objects.filter(hotel=cleaned["hotel"], opens=cleaned["opens"])
            for shift in same.filter(weekday__in=cleaned["weekdays"]):
                day = shift.get_weekday_display()
                self.add_error("weekdays", ValidationError(TAKEN, params={"weekday": day}))
        return cleaned


@admin.register(Shift)
class ShiftAdmin(ClockLines[Shift]):
    """Lunch is the gap between two lines of a day; a hotel without any line is at work round the clock."""

    about = _(
        "A hotel without any line here is at work round the clock, and no holiday makes a difference to it. Lunch is "
        "the gap between two lines of a day; hours that close no later than they open end on the next day."
    )
    list_display = ("weekday", "opens", "closes", "hotel")
    list_filter = ("hotel", "weekday")
    list_select_related = ("hotel",)
    ordering = ("hotel__code", "weekday", "opens")
    formfield_overrides: ClassVar = TIMES
    fields = ("hotel", "weekday", "opens", "closes")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if obj else NewShiftsForm.Meta.fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        new = {} if obj else {"form": NewShiftsForm}
        return super().get_form(request, obj, change, **kwargs | new)

    def save_model(self, request: HttpRequest, obj: Shift, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Keep it, with a row for each of the other weekdays that were ticked."""
        super().save_model(request, obj, form, change)
        for weekday in () if change else form.cleaned_data["weekdays"][1:]:
            Shift.objects.create(hotel=obj.hotel, weekday=weekday, opens=obj.opens, closes=obj.closes)


@admin.register(SpecialDay)
class SpecialDayAdmin(ClockLines[SpecialDay]):
    """What is entered here counts before the calendar of the country, which the page shows below."""

    list_display = ("day", "name", "hours", "hotel")
    list_filter = ("hotel",)
    list_select_related = ("hotel",)
    search_fields = ("name",)
    date_hierarchy = "day"
    fields = ("hotel", "day", "name", "like")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the public holidays to come, and what each of them means for the hours."""
        language = "zh_CN" if (get_language() or "").startswith("zh") else "en_US"
        calendars = coming(managed(request), at=timezone.now(), language=language)
        return super().changelist_view(request, (extra_context or {}) | {"calendars": calendars})

    @admin.display(description=pgettext_lazy("special day", "hours"), ordering="like")
    def hours(self, row: SpecialDay) -> str:
        """Closed, or like on which weekday."""
        if row.like is None:
            return str(pgettext_lazy("special day", "closed"))
        return str(_("like on %(weekday)s") % {"weekday": Weekday(row.like).label})
