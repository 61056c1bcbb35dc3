"""The list of guests: filtered, sorted and paged without ever counting a million rows.

Nothing that is masked is filtered or sorted by: no contact, no document, and sensitive preferences only for those who
may see them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import django_filters
from django import forms
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_stubs_ext import StrOrPromise

from guests.models import Company, Contact, Guest, GuestTag, Tag, VipLevel
from guests.models.guest import GuestLanguage, SortName
from guests.widgets import LongSelect
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.frame import formats
from stays import queries
from stays.models import Stay, StayStatus

PAGE = 50
CAP = 10_000  # rows that are counted and may be paged through; who wants more, filters
MOST_EXPORTED = 2000
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (SortName(), "pk"),
    "-name": (SortName().desc(), "-pk"),
    "changed": ("-updated_at", "-pk"),
    "-changed": ("updated_at", "pk"),
    "number": ("pk",),
    "-number": ("-pk",),
}
DEFAULT_SORT = "changed"
USUAL = (("here", "in-house"), ("here", "arriving"), ("vip", "any"), ("bounced", "yes"))
HERE = (("in-house", _("in house")), ("arriving", _("arriving today")), ("leaving", _("leaving today")))


class GuestFilter(django_filters.FilterSet):
    """The filters, as they stand in the address."""

    vip = django_filters.ChoiceFilter(
        label=_("VIP"),
        choices=[("any", _("any VIP")), *((str(level), label) for level, label in VipLevel.choices if level)],
        method="by_vip",
        empty_label="—",
    )
    here = django_filters.ChoiceFilter(label=_("At my hotel"), choices=HERE, method="by_presence", empty_label="—")
    bounced = django_filters.ChoiceFilter(
        label=_("Contacts"), choices=[("yes", _("bounced contact"))], method="by_bounce", empty_label="—"
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=[pair for pair in GuestLanguage.choices if pair[0]], empty_label="—"
    )
    nationality = django_filters.ChoiceFilter(
        label=_("Nationality"), choices=lambda: list(countries), empty_label="—", widget=LongSelect
    )
    company = django_filters.ModelChoiceFilter(
        label=_("Company account"),
        queryset=Company.objects.all(),
        to_field_name="code",
        empty_label="—",
        widget=LongSelect,
    )
    tag = django_filters.ModelChoiceFilter(
        label=_("Preference"),
        queryset=Tag.objects.none(),
        to_field_name="code",
        method="by_tag",
        empty_label="—",
        widget=LongSelect,
    )

    class Meta:
        model = Guest
        fields = ("vip", "here", "bounced", "language", "nationality", "company", "tag")

    def __init__(self, data: QueryDict, *, access: Access, today: date) -> None:
        self.access, self.today = access, today
        self.asks_each = False
        super().__init__(data, queryset=Guest.objects.current())
        tags = Tag.objects.filter(is_active=True).select_related("category")
        if not access.may(Permission.SEE_SENSITIVE):
            tags = tags.filter(is_sensitive=False)
        self.filters["tag"].queryset = tags

    def by_vip(self, rows: "QuerySet[Guest]", _name: str, value: str) -> "QuerySet[Guest]":
        return rows.filter(vip_level__gt=0) if value == "any" else rows.filter(vip_level=value)

    def by_presence(self, rows: "QuerySet[Guest]", _name: str, value: str) -> "QuerySet[Guest]":
        stays = Stay.objects.filter(hotel=self.access.hotel)
        if value == "in-house":
            stays = stays.filter(status=StayStatus.IN_HOUSE)
        elif value == "arriving":
            stays = stays.filter(status=StayStatus.BOOKED, arrival=self.today)
        else:
            stays = stays.filter(status=StayStatus.IN_HOUSE, departure__lte=self.today)  # overdue ones too
        return rows.filter(pk__in=stays.exclude(guest=None).values("guest"))

    def by_bounce(self, rows: "QuerySet[Guest]", _name: str, _value: str) -> "QuerySet[Guest]":
        return self._having(rows, Contact.objects.filter(bounced_at__isnull=False))

    def by_tag(self, rows: "QuerySet[Guest]", _name: str, value: Tag) -> "QuerySet[Guest]":
        noted = GuestTag.objects.agreed() if value.is_sensitive else GuestTag.objects.all()
        return self._having(rows, noted.filter(tag=value, withdrawn_at=None))

    def _having(self, rows: "QuerySet[Guest]", facts: "QuerySet[Any]") -> "QuerySet[Guest]":
        """Guests with one of `facts`: found from the facts, or by asking guest after guest in the order of the list.

        The second is for conditions that many fulfil: the first page is full after a few hundred questions. PostgreSQL
        misjudges which way is shorter, so it is not left the choice.
        """
        if not self.asks_each:
            return rows.filter(pk__in=facts.values("guest"))
        first = Subquery(facts.filter(guest=OuterRef("pk")).values("pk")[:1])
        return rows.alias(**{f"has_{facts.model._meta.model_name}": first}).filter(
            **{f"has_{facts.model._meta.model_name}__isnull": False}
        )

    def few(self) -> "list[int]":
        """The keys of the guests that fulfil all filters, in no order, `CAP` + 1 at most."""
        return list(self.filter_queryset(self.queryset).order_by().values_list("pk", flat=True)[: CAP + 1])

    def many(self) -> "QuerySet[Guest]":
        """The guests that fulfil filters which many fulfil, to be sliced in the order of an index."""
        self.asks_each = True
        rows: QuerySet[Guest] = self.filter_queryset(self.queryset)
        self.asks_each = False
        return rows


@dataclass(frozen=True)
class FilterChip:
    """One filter as a chip: what it says, the address that turns it on or off, and whether it is on."""

    label: StrOrPromise
    address: str
    is_on: bool


@dataclass(frozen=True)
class GuestRow:
    """One guest of the list, and the stay that brings the guest to this hotel now, if there is one."""

    guest: Guest
    stay: Stay | None


class GuestList:
    """One page of the list."""

    def __init__(self, data: QueryDict, *, access: Access, today: date) -> None:
        self.data, self.access, self.today = data, access, today
        self.filter = GuestFilter(data, access=access, today=today)
        self.sort = data.get("sort", DEFAULT_SORT) if data.get("sort") in SORTS else DEFAULT_SORT
        self.page = min(max(_whole(data.get("page", "")), 1), CAP // PAGE)

    @property
    def form(self) -> forms.Form:
        """The filters as a form."""
        form: forms.Form = self.filter.form
        return form

    @cached_property
    def active(self) -> dict[str, Any]:
        """The filters that are on, by name."""
        if not self.form.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def chips(self) -> list[FilterChip]:
        """The usual filters to turn on or off, and those that are on."""
        usual = [(name, value) for name, value in USUAL if self.data.get(name) != value]
        chips = [
            FilterChip(_label(self.form, name, self.active[name]), self._without(name), True) for name in self.active
        ]
        return chips + [
            FilterChip(_label(self.form, name, value), self._with(name, value), False) for name, value in usual
        ]

    def _without(self, *names: str) -> str:
        kept = self.data.copy()
        for name in (*names, "page"):
            kept.pop(name, None)
        return f"?{kept.urlencode()}"

    def _with(self, name: str, value: str) -> str:
        kept = self.data.copy()
        kept[name] = value
        kept.pop("page", None)
        return f"?{kept.urlencode()}"

    @cached_property
    def rows(self) -> list[GuestRow]:
        """The guests of this page; two queries, and one before them that looks who fulfils the filters."""
        start = (self.page - 1) * PAGE
        guests = self._guests().select_related("company").order_by(*SORTS[self.sort])
        found = list(guests[start : start + PAGE])
        stays = self._stays([guest.pk for guest in found])
        return [GuestRow(guest, stays.get(guest.pk)) for guest in found]

    @property
    def is_too_long_for_a_file(self) -> bool:
        """Whether there are more than `MOST_EXPORTED`: a file of everybody is a copy of the house's memory."""
        return self.counted > MOST_EXPORTED

    def exported(self) -> list[Guest]:
        """All the guests of the list in its order, at most `MOST_EXPORTED`."""
        return list(self._guests().select_related("company").order_by(*SORTS[self.sort])[:MOST_EXPORTED])

    def _guests(self) -> "QuerySet[Guest]":
        if not self.active:
            return Guest.objects.current()
        return Guest.objects.filter(pk__in=self._few) if self.counted <= CAP else self.filter.many()

    @cached_property
    def _few(self) -> list[int]:
        return self.filter.few()

    def _stays(self, guests: list[int]) -> dict[int, Stay]:
        """In house before arriving, of hotels one may see."""
        rows = Stay.objects.filter(guest__in=guests, hotel__in=self.access.hotel_ids)
        rows = rows.filter(queries.is_open(self.today))
        found: dict[int, Stay] = {}
        for stay in rows.order_by("-status", "arrival", "pk"):  # "in house" sorts behind "booked", so it comes first
            if stay.guest_id is not None:
                found.setdefault(stay.guest_id, stay)
        return found

    @cached_property
    def counted(self) -> int:
        """How many there are, at most `CAP` + 1."""
        if self.active:
            return len(self._few)
        return Guest.objects.current()[: CAP + 1].count()

    @property
    def count(self) -> str:
        """How many there are, in words: exactly up to `CAP`, beyond it an estimate or "more than"."""
        if self.counted <= CAP:
            words = ngettext("%(n)s guest", "%(n)s guests", self.counted)
            return words % {"n": formats.number(self.counted)}
        if self.active:
            return gettext("more than %(n)s guests") % {"n": formats.number(CAP)}
        return gettext("about %(n)s guests") % {"n": formats.number(_estimate())}

    @property
    def first(self) -> int:
        """The place of this page's first guest."""
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of this page's last guest."""
        return (self.page - 1) * PAGE + len(self.rows)

    @property
    def has_next(self) -> bool:
        """Whether there is another page."""
        return self.page * PAGE < min(self.counted, CAP)


def _label(form: forms.Form, name: str, value: Any) -> StrOrPromise:
    if isinstance(value, str):
        pairs = cast("list[tuple[str, StrOrPromise]]", cast("forms.ChoiceField", form.fields[name]).choices)
        return dict(pairs).get(value, value)
    return str(value)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(CAP)) else 1


def _estimate() -> int:
    """The planner's idea of how many guests there are, to three digits: good enough for a headline."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [Guest._meta.db_table])
        found = int(cursor.fetchone()[0])
    digits = max(len(str(found)) - 3, 0)
    return max(round(found, -digits), CAP)
