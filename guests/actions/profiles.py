"""A guest's own fields: entered once, edited by whoever saw the latest version."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypedDict, TypeVar, Unpack

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from guests.days import check_day
from guests.models import Company, Guest, NameKey, Touchpoint
from guests.names import NameForms, forms_of
from guests.signals import silenced
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail

NAME_FIELDS = frozenset({"family_name", "given_name", "full_name", "latin_name"})
BIRTH_FIELDS = frozenset({"birth_year", "birth_month", "birth_day", "birth_is_lunar"})


Row = TypeVar("Row", bound=Model)


class Profile(TypedDict, total=False):
    """The fields of a guest that staff may fill, by their names in the model."""

    family_name: str
    given_name: str
    full_name: str
    latin_name: str
    gender: str
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None
    birth_is_lunar: bool
    language: str
    nationality: str
    occupation: str
    company: Company | None
    vip_level: int
    time_zone: str
    generic_offers_only: bool


class StaleEditError(Exception):
    """Somebody else saved this guest meanwhile. `current` is what they saved, `wanted` what this person typed."""

    def __init__(self, current: Guest, wanted: Profile) -> None:
        super().__init__(_("Somebody else changed this guest while you were typing."))
        self.current = current
        self.wanted = wanted


class NamelessError(ValueError):
    """A guest needs at least one name."""

    def __init__(self) -> None:
        super().__init__(_("Enter at least a family name or a given name."))


class GoneError(Exception):
    """What somebody wanted to change was removed meanwhile, or parted from this guest."""

    def __init__(self) -> None:
        super().__init__(_("This was removed meanwhile; nothing was changed."))


def lock(guest: Guest) -> Guest:
    """Lock and return the profile that stands for `guest` now: itself, or the one it was merged into.

    The profiles on the way are locked with it, all in id order, as `merge_guests` and `undo_merge` do: whoever waits
    for one holds none that the other waits for. To be called inside a transaction, and in id order by whoever locks two
    guests.
    """
    locked = Guest.objects.select_for_update(no_key=True).filter(pk__in=_line(guest.pk)).order_by("pk")
    rows = {row.pk: row for row in locked}
    last = rows[guest.pk]
    while last.merged_into_id in rows:
        last = rows[last.merged_into_id]
    return last if last.merged_into_id is None else lock(last)  # merged while this waited: go on to whom it joined


def _line(pk: int) -> list[int]:
    """`pk`, whom it was merged into, and so on, as it is read without a lock."""
    line = [pk]
    while (into := Guest.objects.values_list("merged_into", flat=True).get(pk=line[-1])) is not None:
        line.append(into)
    return line


def still(rows: "QuerySet[Row]") -> Row:
    """The row that is to be changed, read under the guest's lock. Raises `GoneError` when it is no longer there."""
    row = rows.first()
    if row is None:
        raise GoneError
    return row


def create_guest(
    *,
    by: User | None,
    at: datetime,
    hotel: Hotel | None = None,
    contacts: Iterable[tuple[str, str]] = (),
    **profile: Unpack[Profile],
) -> Guest:
    """Enter a new guest and return it, findable by name at once.

    `contacts` are pairs of kind and text as typed; the first of a kind becomes the primary one. Pinyin and Latin name
    are derived where the profile leaves them out. Raises `NamelessError`, `guests.days.NoSuchDayError` for a birthday
    that no calendar has, and `guests.normalise.Unreadable` for a contact that cannot be one; nothing is kept then.
    """
    from .contacts import add_contact

    guest = Guest(updated_at=at)
    _fill(guest, profile)
    forms = _rename(guest)
    _check_birthday(guest)
    with transaction.atomic(), trail("guests.create", by=by):
        guest.save()
        guest.refresh_from_db(fields=["number", "created_at"])
        _write_keys(guest, forms)
        for kind, value in contacts:
            add_contact(guest, kind=kind, value=value, by=by, at=at, hotel=hotel)
        touch(
            guest,
            kind=Touchpoint.Kind.PROFILE,
            key=f"guest:{guest.pk}:created",
            at=at,
            hotel=hotel,
            by=by,
            what="created",
        )
    return guest


def edit_guest(guest: Guest, *, version: int, by: User | None, at: datetime, **changes: Unpack[Profile]) -> Guest:
    """Save `changes` over the version that the person saw, and return the guest as it is now.

    Names are found by their new forms at once. Saving what is already so changes nothing, whatever the version. Raises
    `StaleEditError` when a later version says otherwise, `NamelessError` and `guests.days.NoSuchDayError`.
    """
    with transaction.atomic(), trail("guests.edit", by=by, guest=guest.pk, fields=sorted(changes)):
        row = lock(guest)
        changed = [name for name, value in changes.items() if getattr(row, name) != value]
        if not changed:
            return row
        if row.version != version:
            raise StaleEditError(row, changes)
        _fill(row, changes)
        if not NAME_FIELDS.isdisjoint(changed):
            _write_keys(row, _rename(row, kept=changed))
        if not BIRTH_FIELDS.isdisjoint(changed):
            _check_birthday(row)
        row.version += 1
        row.updated_at = at
        row.save()
        key = f"guest:{row.pk}:edited:{row.version}"
        touch(row, kind=Touchpoint.Kind.PROFILE, key=key, at=at, by=by, what="edited", fields=sorted(changed))
        if "generic_offers_only" in changed and row.generic_offers_only:
            silenced.send(Guest, guest=row, at=at, by=by)
    return row


def index_names(guest: Guest) -> None:
    """Make `guest` findable by every form of its name, and by no other."""
    forms = forms_of(guest.family_name, guest.given_name, guest.full_name, guest.latin_name)
    with transaction.atomic():
        _write_keys(guest, forms)


def stamp(guest: Guest, at: datetime) -> None:
    """Note that something about `guest` changed, without touching the version of its own fields."""
    Guest.objects.filter(pk=guest.pk).update(updated_at=at)
    guest.updated_at = at


def _fill(guest: Guest, values: Profile) -> None:
    for name, value in values.items():
        kept: Any = " ".join(value.split()) if isinstance(value, str) and name in NAME_FIELDS else value
        setattr(guest, name, kept)


def _rename(guest: Guest, *, kept: Collection[str] | None = None) -> NameForms:
    """Derive full name, pinyin and Latin form; those not `kept` are forgotten first: they belong to the name before."""
    if kept is not None and "full_name" not in kept and (guest.family_name or guest.given_name):
        guest.full_name = ""
    if kept is not None and "latin_name" not in kept:
        guest.latin_name = ""
    forms = forms_of(guest.family_name, guest.given_name, guest.full_name, guest.latin_name)
    if not forms.full_name:
        raise NamelessError
    guest.family_name, guest.given_name = forms.family, forms.given
    guest.full_name, guest.pinyin, guest.latin_name = forms.full_name, forms.pinyin, forms.latin_name
    return forms


def _write_keys(guest: Guest, forms: NameForms) -> None:
    wanted = {(int(kind), text) for kind, text in forms.keys}
    rows = {(row.kind, row.text): row.pk for row in NameKey.objects.filter(guest=guest)}
    NameKey.objects.filter(pk__in=[pk for key, pk in rows.items() if key not in wanted]).delete()
    NameKey.objects.bulk_create(
        [NameKey(guest=guest, kind=kind, text=text) for kind, text in sorted(wanted - rows.keys())]
    )


def _check_birthday(guest: Guest) -> None:
    if guest.birth_month and guest.birth_day:
        check_day(guest.birth_month, guest.birth_day, year=guest.birth_year, is_lunar=guest.birth_is_lunar)
