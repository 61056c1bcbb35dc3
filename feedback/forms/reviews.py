"""Reviews: which to list, one typed in at the desk, the reply to one, and who wrote it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models import Review, Site
from feedback.queries.reviews import Wanted
from feedback.rules.ratings import LOWEST
from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame.layouts import Row, laid_out
from stays.models import Stay

LONGEST: Final = 20_000
LONGEST_REPLY: Final = 5_000
MOST: Final = 100  # of what a site's rating may be
EARLIEST, LATEST = 2000, 2999


class ReviewFilter(forms.Form):
    """Which reviews; what is not understood narrows nothing."""

    hotel = forms.ChoiceField(label=_("Hotel"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False, choices=[("", _("all sites")), *Site.choices])
    rating = forms.ChoiceField(
        label=_("Rating"),
        required=False,
        choices=[
            ("", _("all ratings")),
            ("low", _("1 to 2 of 5")),
            ("middle", _("between 2 and 4")),
            ("good", _("4 to 5 of 5")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("all languages")), ("zh", _("Chinese")), ("en", _("English")), ("other", _("other languages"))],
    )
    replied = forms.ChoiceField(
        label=_("Reply"),
        required=False,
        choices=[("", _("replied or not")), ("no", _("not replied")), ("yes", _("replied"))],
    )
    month = forms.DateField(label=_("Month"), required=False, input_formats=["%Y-%m"])

    def __init__(self, *args: Any, hotels: Sequence[Hotel], months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hotels = hotels
        names = [(hotel.code, hotel.name) for hotel in hotels]
        self.fields["hotel"].choices = [("", pgettext_lazy("hotels", "all")), *names]  # type: ignore[attr-defined]
        listed = [(f"{one:%Y-%m}", f"{one:%Y-%m}") for one in months]
        self.fields["month"].widget = forms.Select(choices=[("", _("all months")), *listed])
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "control", "data-submit-on-change": "", "id": f"reviews-{name}"}

    def clean_month(self) -> date | None:
        """The first day of it."""
        month: date | None = self.cleaned_data["month"]
        if month is not None and not EARLIEST <= month.year <= LATEST:
            raise ValidationError(_("Choose a month of the list."))
        return month

    @property
    def shown(self) -> list[forms.BoundField]:
        """The menus; of hotels only where there are several."""
        return [field for field in self if field.name != "hotel" or len(self.hotels) > 1]

    def wanted(self) -> Wanted:
        """What was asked for, at the hotels this person may see."""
        self.is_valid()
        found = self.cleaned_data
        chosen = found.get("hotel")
        return Wanted(
            [hotel.pk for hotel in self.hotels if chosen in {"", hotel.code}],
            site=found.get("site", ""),
            band=found.get("rating", ""),
            language=found.get("language", ""),
            replied=found.get("replied", ""),
            month=found.get("month"),
        )


class ReviewForm(forms.Form):
    """A review as it stands at its site."""

    site = forms.ChoiceField(label=_("Site"), choices=Site.choices)
    written_on = forms.DateField(label=_("Written on"), widget=forms.DateInput(attrs={"type": "date"}))
    given = forms.DecimalField(label=_("Rating"), min_value=0, max_value=MOST, decimal_places=2)
    best = forms.DecimalField(
        label=_("Best rating of the site"), min_value=2, max_value=MOST, decimal_places=2, initial=5
    )
    author = forms.CharField(label=_("Author"), max_length=120, required=False)
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    url = forms.URLField(label=_("Link to the review"), max_length=500, required=False, assume_scheme="https")
    key = forms.CharField(
        label=_("Number at the site"),
        max_length=100,
        required=False,
        help_text=_("If there is one: it keeps the same review from being entered twice."),
    )
    helper = laid_out(Row("site", "written_on"), Row("given", "best"), "author", "title", "text", "url", "key")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["written_on"].initial = today

    def clean_written_on(self) -> date:
        """No day to come."""
        day: date = self.cleaned_data["written_on"]
        if day.year < EARLIEST or day > self.today:
            raise ValidationError(_("That day is still to come, or too long ago."))
        return day

    def clean(self) -> dict[str, Any]:
        """No more than the site gives, and something to read."""
        found = super().clean() or {}
        given, best = found.get("given"), found.get("best")
        if given is not None and best is not None and (given > best or best <= LOWEST):
            self.add_error("given", _("The rating is higher than the best one."))
        return found


class ReplyForm(forms.Form):
    """What was replied at the site; `seen` is the reply that stood there when the page was drawn."""

    text = forms.CharField(
        label=_("What was replied"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Publish it at the site; here it says who replied what, and when."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    helper = laid_out("text")


class NameForm(forms.Form):
    """Who wrote it, by the number of the guest or by that of the booking; empty takes it back."""

    who = forms.CharField(
        label=_("Guest number, or number of the booking"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    helper = laid_out("who")

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review

    def clean(self) -> dict[str, Any]:
        """Guest and stay behind the number."""
        found = super().clean() or {}
        said = found.get("who", "").strip()
        stay = self._stay(said) if said else None
        guest = stay.guest if stay else self._guest(said)
        if said and guest is None:
            self.add_error("who", _("No guest, and no booking of a guest at this hotel, has that number."))
        return found | {"guest": guest, "stay": stay}

    def _stay(self, said: str) -> Stay | None:
        rows = Stay.objects.filter(hotel=self.review.hotel_id, confirmation=said).exclude(guest=None)
        found = list(rows.select_related("guest").order_by("-arrival", "-pk")[:2])
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _guest(said: str) -> Guest | None:
        number = int(said) if said.isascii() and said.isdigit() and len(said) <= len(str(2**62)) - 1 else 0
        return Guest.objects.current().filter(number=number).first() if number else None
