"""What a person says about a file: which it is, whose, and which column means what."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame.layouts import Row, laid_out

from . import actions, mapping, models, queries
from .fields import FIELDS
from .models import Import, Kind
from .shipped import SHIPPED

RULE, EXTRA = "rule:", "extra:"
PERSONAL = _("This looks like names, numbers or addresses of people, which are never kept as they are. Leave it out.")
TAKEN = _(
    "There is another mapping of this name, and all hotels use it. Choose another name, or tick that it is replaced."
)


class UploadForm(forms.Form):
    """A file, its kind and its hotel."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=[
            (Kind.GUESTS, _("Guests: names, contacts, birthdays")),
            (Kind.STAYS, _("Stays: bookings and past visits")),
            (Kind.CHARGES, _("Charges: what was put on bills")),
            (Kind.REVIEWS, _("Reviews: what guests published on other sites")),
        ],
        widget=forms.RadioSelect,
    )
    hotel = forms.ModelChoiceField(
        Hotel.objects.none(),
        label=_("Hotel"),
        required=False,
        empty_label=_("the file says which, or all hotels share it"),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, or a zip with one CSV; up to 50 MB and a million rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.zip"}),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hotel"]
        assert isinstance(field, forms.ModelChoiceField)
        if access.may(Permission.ALL_HOTELS):
            field.queryset = access.hotels_for(Permission.IMPORT)
        else:  # elsewhere this person's permissions are other ones
            field.queryset = Hotel.objects.filter(pk__in=[access.hotel.pk] if access.hotel else [])
            field.required, field.empty_label = True, None
        field.initial = access.hotel


class ColumnsForm(forms.Form):
    """Which column fills which field, and how dates and numbers are written."""

    date_order = forms.ChoiceField(
        label=_("Order of dates"),
        required=False,
        choices=[("", _("as the file shows")), ("dmy", _("day, month, year")), ("mdy", _("month, day, year"))],
        help_text=_("Only for dates such as 03/04/2026. Dates that begin with the year are clear."),
    )
    decimal_comma = forms.BooleanField(label=_("Decimals stand behind a comma: 1.234,50"), required=False)
    empty = forms.CharField(
        label=_("Words that mean nothing"),
        required=False,
        max_length=200,
        help_text=_("Separated by commas, for example NULL, N/A."),
    )
    save_as = forms.CharField(
        label=_("Keep this mapping as"),
        required=False,
        max_length=60,
        help_text=_("The next file with the same columns is then read by itself."),
    )

    replace = forms.BooleanField(label=_("Replace the mapping that has this name"), required=False)

    # What is about the whole file; the columns stand in a table of their own, between the errors and these.
    helper = laid_out(Row("date_order", "decimal_comma", "empty", "save_as", "replace"), errors=False)

    def __init__(self, *args: Any, upload: Import, **kwargs: Any) -> None:
        self.upload = upload
        super().__init__(*args, **kwargs)
        options = upload.options
        self.initial.update(
            date_order=options.get("date_order", ""),
            decimal_comma=options.get("decimal_comma", False),
            empty=", ".join(options.get("empty", ())),
        )
        used, self.listed = _uses(upload), queries.columns(upload)
        for column in self.listed:
            self.fields[f"column_{column.position}"] = _column_field(upload.kind, column, used.get(column.name, ""))

    def columns(self) -> Iterator[tuple[queries.Column, forms.BoundField]]:
        """Each column of the file with the choice of its field."""
        for column in self.listed:
            yield column, self[f"column_{column.position}"]

    def clean_save_as(self) -> str:
        name = "-".join(re.findall(r"[a-z0-9]+", self.cleaned_data["save_as"].lower()))
        if self.cleaned_data["save_as"] and not name:
            raise forms.ValidationError(_("Use Latin letters, digits and hyphens."))
        if name in SHIPPED:
            raise forms.ValidationError(_("A mapping of this name comes with the product. Choose another name."))
        other = models.Mapping.objects.filter(name=name).exclude(kind=self.upload.kind).exists()
        if other:
            raise forms.ValidationError(_("There is a mapping of this name for another kind of file."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        columns: dict[str, Any] = {}
        extra: list[str] = []
        for n, header in enumerate(self.upload.format["header"]):
            chosen = cleaned.get(f"column_{n}") or ""
            # A column of a mapping may be kept as it is besides filling a field.
            if chosen == EXTRA or (chosen and header in self.upload.options.get("extra", ())):
                extra.append(header)
            if chosen.startswith(RULE):
                columns[chosen.removeprefix(RULE)] = self.upload.columns[chosen.removeprefix(RULE)]
            elif chosen in columns:
                label = FIELDS[self.upload.kind][chosen].label
                self.add_error(f"column_{n}", _("Another column is %(field)s already.") % {"field": label})
            elif chosen and chosen != EXTRA:
                columns[chosen] = header
        self._refuse_personal(extra)
        words = [word.strip() for word in cleaned.get("empty", "").split(",") if word.strip()]
        own = {
            "date_order": cleaned.get("date_order", ""),
            "decimal_comma": cleaned.get("decimal_comma", False),
            "empty": words,
            "extra": extra,
        }
        cleaned["columns"], cleaned["options"] = columns, self.upload.options | own
        self._refuse_to_replace(cleaned)
        return cleaned

    def _refuse_personal(self, extra: list[str]) -> None:
        """What is kept beside a stay is kept readable, for everybody who may see the stay."""
        for header in queries.personal_columns(self.upload, extra):
            self.add_error(f"column_{self.upload.format['header'].index(header)}", PERSONAL)

    def _refuse_to_replace(self, cleaned: dict[str, Any]) -> None:
        """The mappings of a name are everybody's: another one in its place must be meant."""
        name = cleaned.get("save_as")
        if name and not cleaned["replace"] and not actions.is_free(name, cleaned["columns"], cleaned["options"]):
            self.add_error("save_as", TAKEN)


def _uses(upload: Import) -> dict[str, str]:
    """What each column of the file is chosen for now."""
    used = dict.fromkeys(upload.options.get("extra", ()), EXTRA)
    for field, spec in upload.columns.items():
        if isinstance(spec, str):
            used[spec] = field
        else:
            used |= dict.fromkeys(mapping.headings({field: spec}, {}), f"{RULE}{field}")
    return used


def _column_field(kind: str, column: queries.Column, used: str) -> forms.ChoiceField:
    fields = FIELDS[kind]
    choices: list[tuple[str, Any]] = [("", _("— leave out —"))]
    if used.startswith(RULE):
        label = fields[used.removeprefix(RULE)].label
        choices.append((used, _("%(field)s, by the rule of the mapping") % {"field": label}))
    choices += [(name, one.label) for name, one in fields.items()]
    if kind == Kind.STAYS:
        choices.append((EXTRA, _("keep as it is, beside the stay")))
    return forms.ChoiceField(label=column.name, required=False, choices=choices, initial=used)
