"""Who belongs to a guest, and which days to remember."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from guests.days import check_day
from guests.models import Guest, Relationship, SpecialDate
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .profiles import lock, stamp

MUTUAL = frozenset(
    {
        Relationship.Kind.SPOUSE,
        Relationship.Kind.FAMILY,
        Relationship.Kind.FRIEND,
        Relationship.Kind.COLLEAGUE,
    }
)


class SamePersonError(ValueError):
    """Nobody is their own relative."""

    def __init__(self) -> None:
        super().__init__(_("That is the same guest."))


def add_relationship(guest: Guest, *, other: Guest, kind: str, by: User, at: datetime) -> Relationship:
    """Remember that `other` is `guest`'s `kind` and return the row; what is known from either side is not repeated.

    Raises `SamePersonError`, also when the two have become one profile.
    """
    with transaction.atomic(), trail("guests.add_relationship", by=by, guest=guest.pk, other=other.pk, kind=kind):
        held = {person.pk: lock(person) for person in sorted((guest, other), key=lambda person: person.pk)}
        one, two = held[guest.pk], held[other.pk]
        if one.pk == two.pk:
            raise SamePersonError
        either = Q(guest=one, other=two) | (Q(guest=two, other=one) if kind in MUTUAL else Q())
        known = Relationship.objects.filter(either, kind=kind).order_by("pk").first()
        if known is not None:
            return known
        stamp(one, at)
        return Relationship.objects.create(guest=one, other=two, kind=kind)


def remove_relationship(relationship: Relationship, *, by: User, at: datetime) -> None:
    """Forget the relation; one already gone is no error."""
    with transaction.atomic(), trail("guests.remove_relationship", by=by, guest=relationship.guest_id):
        row = lock(relationship.guest)
        Relationship.objects.filter(pk=relationship.pk).delete()
        stamp(row, at)


def add_special_date(  # noqa: PLR0913 (each is a column of the row)
    guest: Guest,
    *,
    kind: str,
    month: int,
    day: int,
    by: User | None,
    at: datetime,
    year: int | None = None,
    is_lunar: bool = False,
    label: str = "",
) -> SpecialDate:
    """Remember a day that returns every year and return its row; the same day again only learns its year.

    Raises `guests.days.NoSuchDayError` for a day that no calendar has.
    """
    check_day(month, day, year=year, is_lunar=is_lunar)
    with transaction.atomic(), trail("guests.add_special_date", by=by, guest=guest.pk, kind=kind):
        row = lock(guest)
        special, _created = SpecialDate.objects.update_or_create(
            guest=row,
            kind=kind,
            month=month,
            day=day,
            is_lunar=is_lunar,
            label=label.strip(),
            defaults={"year": year} if year else {},
            create_defaults={"year": year, "noted_by": by},
        )
        stamp(row, at)
    return special


def remove_special_date(special: SpecialDate, *, by: User, at: datetime) -> None:
    """Forget the day; one already gone is no error."""
    with transaction.atomic(), trail("guests.remove_special_date", by=by, guest=special.guest_id):
        row = lock(special.guest)
        SpecialDate.objects.filter(pk=special.pk).delete()
        stamp(row, at)
