"""What staff type about a guest, checked before any action is asked."""

import secrets
from functools import lru_cache
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from guests import normalise
from guests.actions import Profile
from guests.actions.contacts import normalised
from guests.days import NoSuchDayError, check_day
from guests.models import Company, Contact, Guest, GuestTag, IdentityDocument, Relationship, SpecialDate
from guests.models.consent import Channel, Consent, Purpose
from guests.models.guest import Gender, GuestLanguage, Lifting, Restriction, VipLevel
from guests.names import forms_of
from guests.widgets import LongSelect
from hotelcrm.frame.layouts import Row, Three, laid_out

TOKEN_BYTES = 12
REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
PROFILE_FIELDS = (
    "family_name",
    "given_name",
    "latin_name",
    "gender",
    "birth_year",
    "birth_month",
    "birth_day",
    "birth_is_lunar",
    "language",
    "nationality",
    "occupation",
    "company",
    "vip_level",
    "time_zone",
    "generic_offers_only",
)


def _year(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=1880, max_value=2100, required=False, **options)


def _choices(choices: Any, empty: Any) -> list[tuple[Any, Any]]:
    return [("", empty), *((value, label) for value, label in choices if value != "")]


class ProfileForm(forms.Form):
    """A guest's own fields."""

    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)
    latin_name = forms.CharField(
        label=_("Name in Latin letters"), max_length=200, required=False, help_text=_("As in the passport.")
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=_choices(Gender.choices, "—"), required=False)
    birth_year = _year(label=_("Year of birth"))
    birth_month = forms.IntegerField(label=_("Month of birth"), min_value=1, max_value=12, required=False)
    birth_day = forms.IntegerField(label=_("Day of birth"), min_value=1, max_value=31, required=False)
    birth_is_lunar = forms.BooleanField(label=_("by the lunar calendar"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_choices(GuestLanguage.choices, "—"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, widget=LongSelect)
    occupation = forms.CharField(label=_("Occupation"), max_length=80, required=False)
    company = forms.ModelChoiceField(
        Company.objects.filter(is_active=True),
        label=_("Company account"),
        required=False,
        empty_label="—",
        widget=LongSelect,
    )
    vip_level = forms.TypedChoiceField(label=_("VIP level"), choices=VipLevel.choices, coerce=int, required=False)
    generic_offers_only = forms.BooleanField(
        label=_("Generic offers only"), required=False, help_text=_("Nothing is then recommended by profile.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, widget=LongSelect, help_text=_("Where the guest is to be called.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    helper = laid_out(
        Row("family_name", "given_name"),
        "latin_name",
        Row("gender", "vip_level"),
        Three("birth_year", "birth_month", "birth_day"),
        "birth_is_lunar",
        "language",
        "nationality",
        "company",
        "occupation",
        "time_zone",
        "generic_offers_only",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nationality = cast("forms.ChoiceField", self.fields["nationality"])
        nationality.choices = _choices(list(countries), "—")
        if "time_zone" in self.fields:
            cast("forms.ChoiceField", self.fields["time_zone"]).choices = _choices(_time_zones(), "—")
        for name in ("family_name", "given_name", "latin_name"):
            self.fields[name].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not forms_of(data["family_name"], data["given_name"]).full_name:
            self.add_error("family_name", _("Enter at least a family name or a given name."))
        self._check_birthday(data)
        return data

    def _check_birthday(self, data: dict[str, Any]) -> None:
        month, day = data.get("birth_month"), data.get("birth_day")
        if (month is None) != (day is None):
            self.add_error("birth_day", _("Enter both month and day, or neither."))
        elif month and day and "birth_year" in data:
            try:
                check_day(month, day, year=data["birth_year"], is_lunar=data["birth_is_lunar"])
            except NoSuchDayError as error:
                self.add_error("birth_day", str(error))

    @cached_property
    def profile(self) -> Profile:
        """What was typed, as the actions take it."""
        data = {name: self.cleaned_data[name] for name in PROFILE_FIELDS if name in self.cleaned_data}
        data["vip_level"] = data.get("vip_level") or VipLevel.NONE
        return cast("Profile", data)

    @classmethod
    def of(cls, guest: Guest) -> "ProfileForm":
        """The form as it stands for `guest`."""
        return cls(initial=initial_of(guest))


def initial_of(guest: Guest) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    values = {name: getattr(guest, name) for name in PROFILE_FIELDS}
    return {**values, "nationality": str(guest.nationality), "company": guest.company_id, "version": guest.version}


class NewGuestForm(ProfileForm):
    """A guest nobody entered yet, with the first contacts."""

    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, help_text=_("Begin with + and the country code if abroad.")
    )
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    document_kind = forms.ChoiceField(
        label=_("Identity document"), choices=_choices(IdentityDocument.Kind.choices, "—"), required=False
    )
    document_country = forms.ChoiceField(label=_("Issuing country"), required=False, widget=LongSelect)
    document_number = forms.CharField(
        label=_("Document number"), max_length=40, required=False, help_text=_("Only its last four signs are kept.")
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    generic_offers_only = None  # type: ignore[assignment] # asked on the guest page
    time_zone = None  # type: ignore[assignment] # likewise
    version = None  # type: ignore[assignment] # of a guest who is not there yet
    # The order of the summary of errors; `helper` says how the fields stand.
    field_order = ("family_name", "given_name", "phone", "email", "birth_year", "birth_month", "birth_day")

    helper = laid_out(
        Row("family_name", "given_name"),
        Row("phone", "email"),
        Three("birth_year", "birth_month", "birth_day"),
        "birth_is_lunar",
        Row("gender", "language"),
        "nationality",
        "latin_name",
        "company",
        Row("occupation", "vip_level"),
        Row("document_kind", "document_country"),
        "document_number",
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        self.country = country
        kwargs["initial"] = {"document_country": country, "token": secrets.token_urlsafe(TOKEN_BYTES)}
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["document_country"]).choices = _choices(list(countries), "—")
        for name, kind in (("phone", "tel"), ("email", "email")):
            self.fields[name].widget.attrs.update({"inputmode": kind, "autocomplete": "off"})
        self.fields["document_number"].widget.attrs["autocomplete"] = "off"

    def clean_phone(self) -> str:
        return self._read(Contact.Kind.PHONE, self.cleaned_data["phone"])

    def clean_email(self) -> str:
        return self._read(Contact.Kind.EMAIL, self.cleaned_data["email"])

    def clean_document_number(self) -> str:
        return _readable(lambda: normalise.document(self.cleaned_data["document_number"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("document_number") and not (data.get("document_kind") and data.get("document_country")):
            self.add_error("document_kind", _("Choose the kind of document and its country."))
        return data

    def _read(self, kind: str, text: str) -> str:
        return _readable(lambda: normalised(kind, text, country=self.country)) if text.strip() else ""

    @property
    def contacts(self) -> list[tuple[str, str]]:
        """The contacts typed, as pairs of kind and text."""
        pairs = ((Contact.Kind.PHONE, self.cleaned_data["phone"]), (Contact.Kind.EMAIL, self.cleaned_data["email"]))
        return [(kind, text) for kind, text in pairs if text]


class ContactForm(forms.Form):
    """One more way to reach a guest."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Contact.Kind.choices)
    value = forms.CharField(label=_("Number, address or account"), max_length=254)
    is_primary = forms.BooleanField(label=_("Use this one first"), required=False)

    helper = laid_out(Row("kind", "value"), "is_primary")

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.fields["value"].widget.attrs.update({"autocomplete": "off", "autofocus": ""})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "kind" in data and "value" in data:
            try:
                normalised(data["kind"], data["value"], country=self.country)
            except normalise.Unreadable as error:
                self.add_error("value", str(error))
        return data


class DocumentForm(forms.Form):
    """An identity document that was shown."""

    kind = forms.ChoiceField(label=_("Kind"), choices=IdentityDocument.Kind.choices)
    country = forms.ChoiceField(label=_("Issuing country"), widget=LongSelect)
    number = forms.CharField(
        label=_("Document number"), max_length=40, help_text=_("Only its last four signs are kept.")
    )

    helper = laid_out(Row("kind", "country"), "number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["country"]).choices = list(countries)
        self.fields["number"].widget.attrs["autocomplete"] = "off"

    def clean_number(self) -> str:
        return _readable(lambda: normalise.document(self.cleaned_data["number"]))


class ReasonForm(forms.Form):
    """Why somebody needs to see personal data in full."""

    REASONS = (
        ("call", _("To call or write about this stay")),
        ("check", _("To check with the guest that it is right")),
        ("asked", _("The guest asked for it")),
        ("complaint", _("To follow up a complaint")),
        ("other", _("Another reason")),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In your words"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == "other" and not data.get("words", "").strip():
            self.add_error("words", _("Say why you need it."))
        return data

    @property
    def text(self) -> str:
        """The reason as it is logged: its code, and the person's words."""
        words = self.cleaned_data["words"].strip()
        return f"{self.cleaned_data['reason']}: {words}" if words else str(self.cleaned_data["reason"])


class CorrectionForm(forms.Form):
    """Who says so, and the note of a preference."""

    source = forms.ChoiceField(label=_("Source"), choices=GuestTag.Source.choices)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class RelationshipForm(forms.Form):
    """Who the other person is to the guest: chosen from those found by name, or by number."""

    who = forms.CharField(label=_("Name or guest number"), max_length=100, required=False)
    other = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("This person is the guest's"), choices=Relationship.Kind.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        who = data.get("who", "").strip()
        if not data.get("other") and who.isascii() and who.isdigit():
            data["other"] = int(who)
        if not data.get("other"):
            self.add_error("who", _("Type a name and choose the person from the list."))
        return data


class SpecialDateForm(forms.Form):
    """A day to remember."""

    kind = forms.ChoiceField(label=_("Occasion"), choices=SpecialDate.Kind.choices)
    label = forms.CharField(label=_("Whose, or what"), max_length=80, required=False)
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12)
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)
    year = _year(label=_("Year"))
    is_lunar = forms.BooleanField(label=_("by the lunar calendar"), required=False)

    helper = laid_out("kind", "label", Three("month", "day", "year"), "is_lunar")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                check_day(data["month"], data["day"], year=data["year"], is_lunar=data["is_lunar"])
            except NoSuchDayError as error:
                self.add_error("day", str(error))
        return data


class ConsentForm(forms.Form):
    """One answer of a guest."""

    purpose = forms.ChoiceField(label=pgettext_lazy("consent", "Purpose"), choices=Purpose.choices)
    channel = forms.ChoiceField(label=pgettext_lazy("consent", "Channel"), choices=Channel.choices)
    decision = forms.ChoiceField(
        label=_("The guest's answer"), choices=Consent.Decision.choices, widget=forms.RadioSelect
    )
    evidence = forms.ChoiceField(
        label=_("How it was given"),
        choices=[pair for pair in Consent.Evidence.choices if pair[0] != Consent.Evidence.IMPORT],
    )

    helper = laid_out(Row("purpose", "channel"), "decision", "evidence")

    def __init__(self, *args: Any, redraw: str, **kwargs: Any) -> None:
        """`redraw` is the address that draws the form again for another purpose, with the text of that purpose."""
        super().__init__(*args, **kwargs)
        self.fields["purpose"].widget.attrs.update(
            {
                "hx-get": redraw,
                "hx-trigger": "change",
                "hx-include": "[name='channel'],[name='evidence'],[name='decision']:checked",
                "hx-target": "closest .card-part",
                "hx-swap": "outerHTML",
            }
        )


class RestrictForm(forms.Form):
    """Why a guest's data is no longer to be used."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Restriction.choices,
        widget=forms.RadioSelect,
        help_text=_("Everything is kept, but no message at all goes to this guest until you lift this."),
    )

    helper = laid_out("reason")


class LiftForm(forms.Form):
    """Why it may be used again."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Lifting.choices, widget=forms.RadioSelect)

    helper = laid_out("reason")


class MergeForm(forms.Form):
    """Which profile becomes part of this one, and why."""

    absorbed = forms.IntegerField(label=_("Number of the other profile"), min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


@lru_cache(maxsize=1)
def _time_zones() -> list[tuple[str, str]]:
    """The zones called after a region and a town, as the system knows them."""
    names = sorted(name for name in available_timezones() if name.startswith(REGIONS))
    return [(name, name.replace("_", " ")) for name in names]


def _readable(read: Any) -> str:
    try:
        return str(read())
    except normalise.Unreadable as error:
        raise forms.ValidationError(str(error)) from error
