"""How to reach a guest and what proves who the guest is: kept encrypted, shown one at a time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from guests import normalise
from guests.models import Contact, Guest, IdentityDocument
from guests.search import DOCUMENT_PURPOSE
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import log_look, trail
from hotelcrm.audit.models import ReadLog
from hotelcrm.pii import blind

from .profiles import lock, stamp, still

LAST_FOUR = 4


class ReasonMissingError(ValueError):
    """Personal data is shown in full only for a reason."""

    def __init__(self) -> None:
        super().__init__(_("Say why you need it."))


def add_contact(
    guest: Guest,
    *,
    kind: str,
    value: str,
    by: User | None,
    at: datetime,
    hotel: Hotel | None = None,
    is_primary: bool = False,
) -> Contact:
    """Keep `value`, as typed, among `guest`'s contacts and return its row; one that is there already is returned.

    The first of a kind is the primary one. A phone number without a country code is of the hotel's country. Raises
    `guests.normalise.Unreadable` with a sentence when it cannot be such a contact.
    """
    text = normalised(kind, value, country=hotel.country if hotel else "CN")
    with transaction.atomic(), trail("guests.add_contact", by=by, guest=guest.pk, kind=kind):
        row = lock(guest)
        contact, created = Contact.objects.get_or_create(
            guest=row,
            kind=kind,
            value_index=blind.index(kind, text),
            defaults={"value": text, "last4_index": _last4(kind, text)},
        )
        if is_primary or not row.contacts.filter(kind=kind, is_primary=True).exists():
            _make_only_primary(contact)
        if created:
            stamp(row, at)
    return contact


def remove_contact(contact: Contact, *, by: User, at: datetime) -> None:
    """Forget `contact`; the oldest other one of its kind becomes primary in its place. One already gone is no error."""
    with transaction.atomic(), trail("guests.remove_contact", by=by, guest=contact.guest_id, kind=contact.kind):
        row = lock(contact.guest)
        Contact.objects.filter(pk=contact.pk).delete()
        others = row.contacts.filter(kind=contact.kind)
        heir = others.order_by("created_at", "pk").first()
        if heir is not None and not others.filter(is_primary=True).exists():
            _make_only_primary(heir)
        stamp(row, at)


def make_primary(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Make `contact` the one of its kind to use first, and return it; raise `GoneError` if it was removed."""
    with transaction.atomic(), trail("guests.make_primary", by=by, guest=contact.guest_id, contact=contact.pk):
        row = lock(contact.guest)
        kept = still(row.contacts.filter(pk=contact.pk))
        _make_only_primary(kept)
        stamp(row, at)
    return kept


def mark_verified(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Note that `contact` reached the guest at `at`, whatever came back before; raise `GoneError` if it was removed."""
    return _mark(contact, by=by, at=at, verified_at=at, bounced_at=None)


def mark_bounced(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Note that `contact` does not reach the guest: mail came back, or the number is wrong; raise `GoneError` likewise.

    It stays on file, so that nobody enters it again, until it is removed or found to be right.
    """
    return _mark(contact, by=by, at=at, verified_at=None, bounced_at=at)


def reveal_contact(contact: Contact, *, by: User, at: datetime, hotel: Hotel | None, reason: str) -> str:
    """The whole contact, for `reason`, which is logged with who asked. Raises `ReasonMissingError` for a blank one."""
    _log(contact, ReadLog.What.CONTACT, by=by, at=at, hotel=hotel, reason=reason)
    return contact.value


def reveal_document(document: IdentityDocument, *, by: User, at: datetime, hotel: Hotel | None, reason: str) -> str:
    """The last four signs of the document, for a logged `reason`; more of it is never kept."""
    _log(document, ReadLog.What.DOCUMENT, by=by, at=at, hotel=hotel, reason=reason)
    return document.last_four


def add_document(
    guest: Guest, *, kind: str, country: str, number: str, by: User | None, at: datetime
) -> IdentityDocument:
    """Remember a document shown by `guest`: its last four signs and a blind index, never the number.

    One that is there already is returned. Raises `guests.normalise.Unreadable` when it cannot be a document's number.
    """
    text = normalise.document(number)
    if not text:
        raise normalise.Unreadable(_("Enter the number of the document."))
    with transaction.atomic(), trail("guests.add_document", by=by, guest=guest.pk, kind=kind):
        row = lock(guest)
        document, created = IdentityDocument.objects.get_or_create(
            guest=row,
            number_index=blind.index(DOCUMENT_PURPOSE, text),
            defaults={"kind": kind, "country": country, "last_four": text[-LAST_FOUR:]},
        )
        if created:
            stamp(row, at)
    return document


def remove_document(document: IdentityDocument, *, by: User, at: datetime) -> None:
    """Forget `document`; one already gone is no error."""
    with transaction.atomic(), trail("guests.remove_document", by=by, guest=document.guest_id, kind=document.kind):
        row = lock(document.guest)
        IdentityDocument.objects.filter(pk=document.pk).delete()
        stamp(row, at)


def normalised(kind: str, value: str, *, country: str) -> str:
    """`value` in the one form in which a contact of `kind` is kept and found; raise `guests.normalise.Unreadable`."""
    if kind == Contact.Kind.PHONE:
        text = normalise.phone(value, country)
    elif kind == Contact.Kind.EMAIL:
        text = normalise.email(value)
    else:
        text = " ".join(value.split())
    if not text:
        raise normalise.Unreadable(_("Enter the number, address or account."))
    return text


def _last4(kind: str, text: str) -> bytes | None:
    return blind.last_four(kind, text) if kind == Contact.Kind.PHONE else None


def _make_only_primary(contact: Contact) -> None:
    Contact.objects.filter(guest=contact.guest_id, kind=contact.kind, is_primary=True).exclude(pk=contact.pk).update(
        is_primary=False
    )
    Contact.objects.filter(pk=contact.pk, is_primary=False).update(is_primary=True)
    contact.is_primary = True


def _mark(contact: Contact, *, by: User, at: datetime, **found: datetime | None) -> Contact:
    with transaction.atomic(), trail("guests.mark_contact", by=by, guest=contact.guest_id, contact=contact.pk):
        row = lock(contact.guest)
        kept = still(row.contacts.filter(pk=contact.pk))
        for name, value in found.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(found))
        stamp(row, at)
    return kept


def _log(
    row: Contact | IdentityDocument,
    what: ReadLog.What,
    *,
    by: User,
    at: datetime,
    hotel: Hotel | None,
    reason: str,
) -> None:
    if not reason.strip():
        raise ReasonMissingError
    log_look(
        row.guest_id,
        what=what,
        by=by,
        at=at,
        hotel_id=hotel.pk if hotel else None,
        object_id=row.pk,
        reason=reason.strip(),
    )
