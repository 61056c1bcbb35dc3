"""Who belongs to a guest, and which days come next."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from guests.days import DayOfYear, age_on
from guests.models import Guest, Relationship, SpecialDate
from guests.names import fold
from guests.normalise import whole

from .names import named

FOUND = 8
KEYS_READ = 100
BIRTHDAYS = {SpecialDate.Kind.CHILD_BIRTHDAY, SpecialDate.Kind.PARTNER_BIRTHDAY}

# What `guest` is to `other` when `other` is `guest`'s …
INVERSE: dict[str, StrOrPromise] = {
    Relationship.Kind.CHILD: Relationship.Kind.PARENT.label,
    Relationship.Kind.PARENT: Relationship.Kind.CHILD.label,
    Relationship.Kind.ASSISTANT: _("assists"),
    Relationship.Kind.REFERRED_BY: _("referred"),
}


@dataclass(frozen=True)
class Relation:
    """One person beside the guest."""

    row: Relationship
    person: Guest
    label: StrOrPromise


@dataclass(frozen=True)
class SpecialDay:
    """A day to remember, and when it comes next; `row` is None for the guest's own birthday."""

    label: StrOrPromise
    day: DayOfYear
    year: int | None
    next_on: date
    row: SpecialDate | None = None

    @property
    def is_birthday(self) -> bool:
        """Whether somebody grows a year older: the guest, a child or a partner."""
        return self.row is None or self.row.kind in BIRTHDAYS

    @property
    def turns(self) -> int | None:
        """How many years it will be, when the year is known: the lunar one of a lunar day."""
        years = self.day.year_of(self.next_on) - self.year if self.year else 0
        return years if years > 0 else None


def relations(guest: Guest) -> list[Relation]:
    """The people related to `guest`, told from either side, in the order they were entered."""
    mine = guest.relationships.filter(other__erased_at=None).select_related("other").order_by("created_at", "pk")
    theirs = guest.related_from.filter(guest__erased_at=None).select_related("guest").order_by("created_at", "pk")
    told = [Relation(row, row.other, row.get_kind_display()) for row in mine]
    told += [Relation(row, row.guest, INVERSE.get(row.kind, row.get_kind_display())) for row in theirs]
    return list({(relation.person.pk, str(relation.label)): relation for relation in reversed(told)}.values())[::-1]


def people_called(text: str, *, beside: Guest) -> list[Guest]:
    """Guests whose name, pinyin or initials begin with `text`, or with this number: `FOUND` at most, not `beside`."""
    wanted = fold(text)
    if not wanted:
        return []
    rows = Guest.objects.current().exclude(pk=beside.pk).select_related("company")
    if wanted.isascii() and wanted.isdigit():
        return list(rows.filter(number=whole(wanted) or 0))
    found = named(wanted, most=KEYS_READ)
    people = rows.in_bulk(found)
    return [people[pk] for pk in found if pk in people][:FOUND]


def special_days(guest: Guest, today: date) -> list[SpecialDay]:
    """The guest's birthday and the days to remember, the next one first."""
    days = [_of_row(row, today) for row in guest.special_dates.order_by("pk")]
    if guest.birth_month and guest.birth_day:
        day = DayOfYear(guest.birth_month, guest.birth_day, guest.birth_is_lunar)
        days.append(SpecialDay(_("birthday"), day, guest.birth_year, day.next(today)))
    return sorted(days, key=lambda special: special.next_on)


def age(guest: Guest, today: date) -> int | None:
    """The guest's age when the whole date of birth is known by the solar calendar."""
    return age_on(guest.birth_date, today) if guest.birth_date else None


def _of_row(row: SpecialDate, today: date) -> SpecialDay:
    day = DayOfYear(row.month, row.day, row.is_lunar)
    return SpecialDay(row.label or row.get_kind_display(), day, row.year, day.next(today), row)
