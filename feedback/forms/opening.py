"""A new ticket at the desk: what it is about in one choice, where or who in one field, and what was said."""

import secrets
from itertools import groupby
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from feedback.models import Category, Severity, Ticket
from feedback.queries.categories import Leaf, leaves
from feedback.queries.handlers import handlers
from guests.models import Guest
from hotelcrm.accounts.models import Department, Hotel, User
from stays.models import Stay, StayStatus
from stays.queries import stay_in

LONGEST = 5_000
SUMMARY = 90  # characters
AT_THE_DESK = (Ticket.Channel.DESK, Ticket.Channel.PHONE, Ticket.Channel.MESSAGE)
DESK = "desk"  # no department: guest relations and the front desk
ENDS = "。！？!?\n"

Choices = list[tuple[str, StrOrPromise]]


class OpenForm(forms.Form):
    """Where it is, what about, and what was said; who it goes to follows from the category, unless said otherwise.

    `key` makes a double click one ticket. A room in which somebody is staying brings its guest. Who does not see guests
    names none, and no stay but those in house: numbers that can be counted through would tell everybody's name.
    """

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, capfirst(kind.label)) for kind in Ticket.Kind], widget=forms.RadioSelect
    )
    category = forms.ChoiceField(label=pgettext_lazy("ticket", "Category"), required=False)
    room = forms.CharField(
        label=_("Room"), max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("What was said"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "data-enter-saves": ""})
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("ticket", "Came"), choices=[(one.value, capfirst(one.label)) for one in AT_THE_DESK]
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        choices=[("", _("as the category says")), *Severity.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=pgettext_lazy("ticket", "Owner"), required=False, empty_label=_("by the rules")
    )
    guest = forms.ModelChoiceField(
        Guest.objects.none(), required=False, to_field_name="number", widget=forms.HiddenInput
    )
    stay = forms.ModelChoiceField(Stay.objects.none(), required=False, widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, hotel: Hotel, sees_guests: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hotel = hotel
        self._leaves = leaves()
        self.fields["category"].choices = in_branches(self._leaves)  # type: ignore[attr-defined]
        self.fields["category"].widget.attrs["data-search-select"] = ""
        self.fields["owner"].queryset = handlers(hotel)  # type: ignore[attr-defined]
        stays = Stay.objects.filter(hotel=hotel).select_related("guest")
        if sees_guests:
            self.fields["guest"].queryset = Guest.objects.current()  # type: ignore[attr-defined]
        else:
            del self.fields["guest"]
            stays = stays.filter(status=StayStatus.IN_HOUSE)
        self.fields["stay"].queryset = stays  # type: ignore[attr-defined]
        first = "text" if self.initial else "room"
        self.fields[first].widget.attrs["autofocus"] = True
        who = {"hx-get": reverse("feedback:who"), "hx-target": "#who", "hx-trigger": "input changed delay:200ms"}
        who |= {"hx-swap": "innerHTML", "hx-sync": "this:replace", "hx-disabled-elt": "unset"}  # not the form's
        self.fields["room"].widget.attrs |= who
        self.fields["key"].initial = secrets.token_hex(8)
        self.fields["kind"].initial = Ticket.Kind.COMPLAINT
        self.fields["channel"].initial = Ticket.Channel.DESK

    def clean_category(self) -> Category | None:
        """The row behind the choice."""
        return chosen(self._leaves, self.cleaned_data["category"])

    def clean(self) -> dict[str, Any]:
        """The stay in the room, where there is one and no other is meant."""
        found = super().clean() or {}
        stay, guest = found.get("stay"), found.get("guest")
        if stay is None and found.get("room"):
            stay = stay_in(self.hotel, found["room"])
            if stay is not None and guest is not None and stay.guest_id != guest.pk:
                stay = None
        found["stay"] = stay
        return found

    def ticket(self) -> dict[str, Any]:
        """What `open_ticket` is told, apart from who and when."""
        found = self.cleaned_data
        names = ("kind", "channel", "category", "severity", "owner", "guest", "stay")
        plain = {name: found[name] for name in names if name in found}
        return plain | {"room": found["room"], "text": found["text"], "summary": summary_of(found["text"])}


def in_branches(tree: list[Leaf]) -> list[tuple[str, Any]]:
    """The tree as a `<select>` shows it: its branches as groups, in each the branch itself and what hangs on it."""
    choices: list[tuple[str, Any]] = [("", _("not said"))]
    for root, group in groupby(tree, key=lambda leaf: leaf.path[0]):
        choices.append((root, [(str(leaf.category.pk), leaf.name) for leaf in group]))
    return choices


def chosen(tree: list[Leaf], value: str) -> Category | None:
    """The row behind a choice of `in_branches`."""
    return next((leaf.category for leaf in tree if str(leaf.category.pk) == value), None)


def summary_of(text: str) -> str:
    """What was said in a few words: its first sentence, or as much of it as fits into a line."""
    said = text.strip()
    end = min((place for mark in (*ENDS, ". ") if (place := said.find(mark)) >= 0), default=len(said))
    return Truncator(said[:end].strip() or said).chars(SUMMARY)


DEPARTMENTS: Choices = [(DESK, _("Front office")), *Department.choices]
