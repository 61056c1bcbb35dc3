"""Which words: of which hotel, of which months, good or bad, in which language, from where."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models import Tally, Topic
from feedback.queries.words import Asked
from hotelcrm.accounts.models import Hotel

DEFAULT: Final = "6"
EVER: Final = date(2000, 1, 1)
MONTHS: Final = [
    ("3", _("Last 3 months")),
    (DEFAULT, _("Last 6 months")),
    ("12", _("Last 12 months")),
    ("24", _("Last 24 months")),
    ("all", _("all months")),
]
LONGEST: Final = 40
MOST_PAGES: Final = 500


class WordsFilter(forms.Form):
    """What the page counts; `word` or `topic` opens the sentences behind a number."""

    hotel = forms.ChoiceField(label=_("Hotel"), required=False)
    months = forms.ChoiceField(label=_("Months"), required=False, choices=MONTHS)
    mood = forms.TypedChoiceField(
        label=pgettext_lazy("sentence", "Sentiment"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("good and bad")),
            ("1", pgettext_lazy("sentence", "good")),
            ("0", pgettext_lazy("sentence", "neither")),
            ("-1", pgettext_lazy("sentence", "bad")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("all languages")), ("zh", _("Chinese")), ("en", _("English"))],
    )
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("reviews and surveys")), *Tally.Source.choices]
    )
    word = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    topic = forms.ChoiceField(required=False, choices=[("", ""), *Topic.choices], widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES, widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: dict[str, tuple[Hotel, ...]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups, self.today = groups, today
        names = [
            (key, hotels[0].name if len(hotels) == 1 else pgettext_lazy("hotels", "all"))
            for key, hotels in groups.items()
        ]
        self.fields["hotel"].choices = names  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "control", "data-submit-on-change": "", "id": f"words-{name}"}

    @property
    def shown(self) -> list[forms.BoundField]:
        """The menus."""
        return [field for field in self.visible_fields() if field.name != "hotel" or len(self.groups) > 1]

    def found(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return self.cleaned_data

    def hotels(self) -> tuple[Hotel, ...]:
        """The chosen ones."""
        return self.groups.get(self.found().get("hotel", ""), ())

    def asked(self) -> Asked:
        """The same for the queries; the months end with this one."""
        found = self.found()
        return Asked(
            [hotel.pk for hotel in self.hotels()],
            self.first(),
            months_before(self.today, -1),
            mood=found.get("mood"),
            language=found.get("language", ""),
            source=found.get("source", ""),
        )

    def first(self) -> date:
        """The first day of the months."""
        months = self.found().get("months") or DEFAULT
        return EVER if months == "all" else months_before(self.today, int(months) - 1)


def months_before(day: date, months: int) -> date:
    """The first day of the month so many before that of `day`; after it, below zero."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
