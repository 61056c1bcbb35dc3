"""Filters of the board and the list: every choice is in the address, so that it can be sent and kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from feedback.models import OPEN, Category, SavedFilter, Severity, State, Ticket
from feedback.queries.categories import leaves, with_all_below
from feedback.queries.handlers import handlers
from feedback.queries.lists import PERIODS, STATES
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel

from .opening import DEPARTMENTS, DESK

ANY = [("", _("any"))]
ME, NOBODY = "me", "nobody"
PERIOD_NAMES = [
    ("week", _("last 7 days")),
    ("month", _("last 30 days")),
    ("quarter", _("last 3 months")),
    ("year", _("last 12 months")),
]


@dataclass(frozen=True)
class Chosen:
    """A filter that is set, as it is said, and the name under which the address has it."""

    name: str
    label: str
    value: StrOrPromise


class TicketFilter(forms.Form):
    """What of the tickets is shown; everything may be left open."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *Ticket.Kind.choices], required=False)
    category = forms.ChoiceField(label=pgettext_lazy("ticket", "Category"), required=False)
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=[*ANY, *Severity.choices], coerce=int, empty_value=None, required=False
    )
    department = forms.ChoiceField(label=_("Department"), choices=[*ANY, *DEPARTMENTS], required=False)
    owner = forms.ChoiceField(label=pgettext_lazy("ticket", "Owner"), required=False)

    def __init__(self, data: QueryDict, *, access: Access) -> None:
        super().__init__(data)
        self.access = access
        self._choices("category", [*ANY, *((str(leaf.category.pk), leaf.name) for leaf in leaves(with_retired=True))])
        people = [] if access.hotel is None else [(str(user.pk), str(user)) for user in handlers(access.hotel)]
        self._choices("owner", [*ANY, (ME, _("myself")), (NOBODY, _("nobody yet")), *people])
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "control")

    def _choices(self, name: str, choices: list[tuple[str, StrOrPromise]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @cached_property
    def found(self) -> dict[str, Any]:
        """The choices that make sense; the others filter nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @cached_property
    def chosen(self) -> list[Chosen]:
        """The filters that are set."""
        return [Chosen(name, str(self.fields[name].label), self._said(name)) for name in self.found]

    def _said(self, name: str) -> StrOrPromise:
        choices: Any = getattr(self.fields[name], "choices", None)
        words = dict(choices).get(self.found[name]) if choices else None
        return capfirst(words if words is not None else str(self.found[name]))

    def conditions(self, at: datetime) -> Q:
        """The filters as the queries take them, at the moment `at`."""
        found = Q()
        for one in self._conditions(at):
            found &= one
        return found

    def _conditions(self, _at: datetime) -> Iterator[Q]:
        found = self.found
        for name in ("kind", "severity"):
            if name in found:
                yield Q(**{name: found[name]})
        if "category" in found:
            yield Q(category__in=_below(found["category"]))
        if "department" in found:
            yield Q(department="" if found["department"] == DESK else found["department"])
        if "owner" in found:
            yield self._owner(found["owner"])

    def _owner(self, value: str) -> Q:
        if value == NOBODY:
            return Q(owner=None)
        return Q(owner=self.access.user if value == ME else int(value))


class BoardFilter(TicketFilter):
    """What of the open tickets of a hotel its board shows."""

    state = forms.ChoiceField(label=_("State"), required=False)
    field_order = ("state",)

    def __init__(self, data: QueryDict, *, access: Access) -> None:
        super().__init__(data, access=access)
        self._choices("state", [*ANY, *((state.value, state.label) for state in OPEN)])

    def _conditions(self, at: datetime) -> Iterator[Q]:
        yield from super()._conditions(at)
        if "state" in self.found:
            yield Q(state=self.found["state"])


class ListFilter(TicketFilter):
    """What of all tickets the list shows; those that are still open, where nothing else is asked for."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("open", _("open")), ("done", _("resolved or closed")), *State.choices],
        required=False,
    )
    period = forms.ChoiceField(label=pgettext_lazy("tickets", "Opened"), choices=[*ANY, *PERIOD_NAMES], required=False)
    hotel = forms.ModelChoiceField(
        Hotel.objects.none(), label=_("Hotel"), required=False, empty_label=_("any"), to_field_name="code"
    )
    room = forms.CharField(label=_("Room"), max_length=20, required=False)
    guest = forms.IntegerField(label=_("Guest number"), required=False, min_value=1, max_value=10**15)
    field_order = ("state", "period")

    def __init__(self, data: QueryDict, *, access: Access) -> None:
        super().__init__(data, access=access)
        self._choices("state", [("", _("any")), *self.fields["state"].choices])  # type: ignore[attr-defined]
        self.fields["hotel"].queryset = access.hotels_for(Permission.HANDLE_TICKETS)  # type: ignore[attr-defined]

    def _conditions(self, at: datetime) -> Iterator[Q]:
        yield from super()._conditions(at)
        found = self.found
        if "state" in found:
            yield STATES.get(found["state"], Q(state=found["state"]))
        if "period" in found:
            yield Q(opened_at__gt=at - PERIODS[found["period"]])
        if "hotel" in found:
            yield Q(hotel=found["hotel"])
        if "room" in found:
            yield Q(room=found["room"])
        if "guest" in found:
            yield Q(guest__number=found["guest"])


class SaveForm(forms.ModelForm[SavedFilter]):
    """A name for the list as it is filtered now."""

    class Meta:
        model = SavedFilter
        fields = ("name", "query", "is_shared")
        widgets: ClassVar = {"query": forms.HiddenInput}

    def validate_unique(self) -> None:
        """With hotel and owner too, though nobody fills them in."""
        try:
            self.instance.validate_constraints()
        except ValidationError as fault:
            self.add_error(None, fault)


def _below(category_id: str) -> list[int]:
    return with_all_below(Category(pk=int(category_id)))
