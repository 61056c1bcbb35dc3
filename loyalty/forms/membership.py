"""The form of joining: three fields at most, of which those known already are not there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guests import normalise
from guests.actions.contacts import normalised
from guests.days import NoSuchDayError, check_day
from guests.models import Contact, Guest
from guests.models.consent import Notice
from hotelcrm.frame.layouts import Row, laid_out
from loyalty.actions.enrolling import Answers


class EnrolForm(forms.Form):
    """How to reach the member, the birthday, and whether the programme may write."""

    contact = forms.CharField(
        label=_("Phone or e-mail"),
        max_length=254,
        error_messages={"required": _("A member needs a phone or an e-mail, to be reached and to be found by.")},
    )
    birth_month = forms.IntegerField(label=_("Month of birth"), min_value=1, max_value=12, required=False)
    birth_day = forms.IntegerField(label=_("Day of birth"), min_value=1, max_value=31, required=False)
    agreed = forms.BooleanField(
        label=_("Yes, the programme may send offers and news"), required=False, help_text=_("The guest may say no.")
    )
    notice = forms.IntegerField(widget=forms.HiddenInput, required=False)

    helper = laid_out("contact", Row("birth_month", "birth_day"), "agreed")

    def __init__(
        self, *args: Any, guest: Guest, is_reachable: bool, notice: Notice | None, country: str, **kwargs: Any
    ) -> None:
        """`notice` is the text for which a yes is asked, None when it was given before or there is no text."""
        super().__init__(*args, **kwargs)
        self.text, self.country = notice, country
        known = {"contact": is_reachable, "birth_month": guest.birth_month, "birth_day": guest.birth_month}
        for name in [name for name, is_known in known.items() if is_known]:
            del self.fields[name]
        if notice is None:
            del self.fields["agreed"], self.fields["notice"]
        else:
            self.initial["notice"] = notice.pk
        self.helper = laid_out(*self._parts())
        self._ready()

    @property
    def is_short(self) -> bool:
        """Whether there is nothing left to ask."""
        return not self.fields

    @property
    def answers(self) -> Answers:
        """What the guest said, as the action takes it."""
        data = self.cleaned_data
        value, month, day = data.get("contact"), data.get("birth_month"), data.get("birth_day")
        return Answers(
            contact=(self._kind(value), value) if value else None,
            birthday=(month, day) if month and day else None,
            agreed=self.text if data.get("agreed") else None,
        )

    def clean_contact(self) -> str:
        value = str(self.cleaned_data["contact"])
        try:
            normalised(self._kind(value), value, country=self.country)
        except normalise.Unreadable as fault:
            raise forms.ValidationError(str(fault)) from fault
        return value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        month, day = data.get("birth_month"), data.get("birth_day")
        if "birth_day" not in self.fields or self.errors:
            return data
        if (month is None) != (day is None):
            self.add_error("birth_day", _("Enter both month and day, or neither."))
        elif month and day:
            try:
                check_day(month, day, year=None, is_lunar=False)
            except NoSuchDayError as fault:
                self.add_error("birth_day", str(fault))
        if self.text is not None and data.get("agreed") and data.get("notice") != self.text.pk:
            self.add_error(None, _("The text for this purpose is the one now above: tell it to the guest, then save."))
        return data

    def _parts(self) -> list[Any]:
        birthday = [Row("birth_month", "birth_day")] if "birth_day" in self.fields else []
        return [*(["contact"] if "contact" in self.fields else []), *birthday, *(["agreed"] if self.text else [])]

    def _ready(self) -> None:
        """The first field has the focus, nothing is remembered by the browser."""
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        first = next((field for field in self.fields.values() if not field.widget.is_hidden), None)
        if first is not None:
            first.widget.attrs["autofocus"] = True

    @staticmethod
    def _kind(value: str) -> str:
        return Contact.Kind.EMAIL if "@" in value else Contact.Kind.PHONE
