"""Filters above the access log."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import User
from hotelcrm.audit.models import ReadLog


class MonthField(forms.Field):
    """A month, as a browser's month input sends it: 2026-03."""

    widget = forms.TextInput(attrs={"type": "month", "class": "control"})

    def to_python(self, value: str | None) -> date | None:
        if not value:
            return None
        try:
            return datetime.strptime(value, "%Y-%m").date()  # noqa: DTZ007 (a month has no zone)
        except ValueError as error:
            raise ValidationError(_("Write the month as 2026-03.")) from error


class LooksForm(forms.Form):
    """Who looked, at which guest, at what, in which month; all of them may be left open."""

    person = forms.ModelChoiceField(
        User.objects.order_by("display_name", "username"), label=_("Person"), required=False, empty_label=_("anybody")
    )
    month = MonthField(label=_("Month"), required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    guest = forms.IntegerField(label=_("Guest number"), required=False, min_value=1)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["what"].choices = [("", _("anything")), *ReadLog.What.choices]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "control")
