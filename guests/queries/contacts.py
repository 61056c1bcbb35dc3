"""Contacts and documents as a role may see them: masked until revealed one at a time."""

from dataclasses import dataclass

from guests.models import Contact, Guest, IdentityDocument
from hotelcrm.accounts.access import Access, Permission

HIDDEN = "••••"
VISIBLE_END = 4
COUNTRY_AND_OPERATOR = 6  # +86138

ICONS = {"phone": "telephone", "email": "envelope", "wecom": "chat-dots", "wechat": "chat"}


@dataclass(frozen=True)
class ContactLine:
    """One contact as it may be shown."""

    contact: Contact
    shown: str
    may_reveal: bool

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[self.contact.kind]


@dataclass(frozen=True)
class DocumentLine:
    """One identity document as it may be shown: its number is not."""

    document: IdentityDocument
    may_reveal: bool


def contact_lines(guest: Guest, access: Access) -> list[ContactLine]:
    """`guest`'s contacts, by kind, the primary one first; masked, and wholly hidden from roles that may not reveal."""
    may = access.may(Permission.REVEAL_CONTACTS)
    rows = guest.contacts.order_by("-kind", "-is_primary", "created_at", "pk")
    return [ContactLine(row, masked(row) if may else HIDDEN, may) for row in rows]


def document_lines(guest: Guest, access: Access) -> list[DocumentLine]:
    """`guest`'s identity documents by date of registration."""
    may = access.may(Permission.REVEAL_DOCUMENTS)
    return [DocumentLine(row, may) for row in guest.documents.order_by("created_at", "pk")]


def masked(contact: Contact) -> str:
    """Enough of the contact to recognise it, not enough to use it."""
    value = contact.value
    if contact.kind == Contact.Kind.PHONE:
        return f"{value[:-8]} {HIDDEN} {value[-VISIBLE_END:]}" if len(value) > COUNTRY_AND_OPERATOR * 2 else HIDDEN
    if contact.kind == Contact.Kind.EMAIL:
        local, _at, domain = value.rpartition("@")
        return f"{local[:1]}•••@{domain}"
    return f"{value[:1]}•••"
