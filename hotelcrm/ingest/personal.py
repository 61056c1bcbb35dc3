"""Cells with personal data: normalised, encrypted and indexed while the file is read, so that no table holds them bare.

A reader takes a row's cells and gives the values of its own columns of the staging table, bytes as hexadecimal digits.
Its first column is a fault's code, or empty. Names are kept readable with the guest, and so are staged readable.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from psycopg2.sql import SQL, Identifier, Literal

from feedback.actions.reviewing import author_index
from feedback.models import Review
from guests import normalise
from guests.models import Contact, Guest, IdentityDocument
from guests.names import forms_of
from guests.search import DOCUMENT_PURPOSE
from hotelcrm.pii import blind
from hotelcrm.pii.fields import EncryptedTextField

from .faults import REJECTED, WARNING, Check
from .fields import FIELDS, Field, Type
from .mapping import Plan
from .models import Kind

Cells = Sequence[str]
Values = list[object]

NAMES = ("full_name", "family_name", "given_name", "latin_name")
NAME_COLUMNS = ("family_name", "given_name", "full_name", "latin_name", "pinyin", "name_keys")
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_ID_CARD = re.compile(r"\d{17}[\dX]")


@dataclass(frozen=True)
class Reader:
    """What becomes of one personal field."""

    names: tuple[str, ...]
    read: Callable[[Cells], Values]


def is_personal(plan: Plan, name: str) -> bool:
    return FIELDS[plan.kind][name].type == Type.PERSONAL


def readers(plan: Plan) -> list[Reader]:
    """The readers for the personal fields of the plan's kind; a field that the file does not fill reads as empty."""
    if plan.kind == Kind.GUESTS:
        return [
            _names(plan),
            _contact(plan, "phone", Contact.Kind.PHONE),
            _contact(plan, "email", Contact.Kind.EMAIL),
            _contact(plan, "wecom", Contact.Kind.WECOM),
            _document(plan),
        ]
    if plan.kind == Kind.REVIEWS:
        return [_author(plan), _replier(plan)]
    kinds = {"guest_phone": "phone", "guest_email": "email", "guest_document": DOCUMENT_PURPOSE}
    return [_index(plan, name, purpose) for name, purpose in kinds.items() if name in plan.specs]


def checks(plan: Plan, one: Field) -> list[Check]:
    """What can be wrong with a personal field: its reader left a code in its first column."""
    severity = REJECTED if plan.kind == Kind.GUESTS else WARNING
    fault = Identifier("v", f"{'name' if one.name in NAMES else one.name}_fault")
    codes = ("needed", "too_long") if one.name in NAMES else ("unreadable", "digits_lost")
    if one.name in NAMES and one.name != _first_name(plan):
        return []
    return [
        Check(code, SQL("{} = {}").format(fault, Literal(code)), plan.heading(one.name), severity) for code in codes
    ]


def _first_name(plan: Plan) -> str:
    """The field that stands for the whole name in a fault."""
    return next(name for name in NAMES if name in plan.specs)


def _names(plan: Plan) -> Reader:
    at = [plan.position(name) for name in NAMES]
    longest = [getattr(Guest._meta.get_field(name), "max_length", 0) for name in NAME_COLUMNS[:-1]]

    def read(cells: Cells) -> Values:
        full, family, given, latin = (cells[n].strip() if n is not None else "" for n in at)
        forms = forms_of(family, given, full or ("" if family or given else latin), latin)
        shown = [forms.family, forms.given, forms.full_name, forms.latin_name, forms.pinyin]
        if not forms.full_name:
            return ["needed", *([None] * len(NAME_COLUMNS))]
        if any(len(text) > most for text, most in zip(shown, longest, strict=True)):
            return ["too_long", *([None] * len(NAME_COLUMNS))]
        keys = json.dumps([[int(kind), text] for kind, text in forms.keys], ensure_ascii=False)
        return [None, *(text or None for text in shown), keys]

    return Reader(("name_fault", *NAME_COLUMNS), read)


def _contact(plan: Plan, name: str, kind: str) -> Reader:
    """Fault, blind index, index of the last four digits (phones), ciphertext."""
    normal, field = _normaliser(plan, kind), Contact._meta.get_field("value")
    assert isinstance(field, EncryptedTextField)

    def store(text: str) -> Values:
        last4 = blind.last_four(kind, text) if kind == Contact.Kind.PHONE else None
        return [blind.index(kind, text).hex(), last4.hex() if last4 else None, field.seal(text).hex()]

    return _reader(plan, name, ("index", "last4", "sealed"), normal, store)


def _document(plan: Plan) -> Reader:
    """Fault, blind index, ciphertext of the last four signs, and the kind that the number looks like."""
    field = IdentityDocument._meta.get_field("last_four")
    assert isinstance(field, EncryptedTextField)

    def store(text: str) -> Values:
        kind = IdentityDocument.Kind.ID_CARD if _ID_CARD.fullmatch(text) else IdentityDocument.Kind.PASSPORT
        return [blind.index(DOCUMENT_PURPOSE, text).hex(), field.seal(text[-blind.LAST_FOUR :]).hex(), kind.value]

    return _reader(plan, "document", ("index", "sealed", "looks_like"), normalise.document, store)


def _author(plan: Plan) -> Reader:
    """Fault, blind index as `feedback.actions.reviewing` has it, and ciphertext."""
    field = Review._meta.get_field("author")
    assert isinstance(field, EncryptedTextField)

    def store(text: str) -> Values:
        return [author_index(text), field.seal(text).hex()]

    return _reader(plan, "author", ("index", "sealed"), str.strip, store)


def _replier(plan: Plan) -> Reader:
    """Fault and ciphertext."""
    field = Review._meta.get_field("replied_as")
    assert isinstance(field, EncryptedTextField)
    return _reader(plan, "replied_by", ("sealed",), str.strip, lambda text: [field.seal(text).hex()])


def _index(plan: Plan, name: str, purpose: str) -> Reader:
    """Fault and blind index: enough to find whose stay it is."""
    return _reader(plan, name, ("index",), _normaliser(plan, purpose), lambda text: [blind.index(purpose, text).hex()])


def _normaliser(plan: Plan, purpose: str) -> Callable[[str], str]:
    if purpose == "phone":
        return lambda text: normalise.phone(text, plan.country)
    return {"email": normalise.email, DOCUMENT_PURPOSE: normalise.document}.get(purpose, lambda text: text)


def _reader(
    plan: Plan, name: str, columns: tuple[str, ...], normal: Callable[[str], str], store: Callable[[str], Values]
) -> Reader:
    at, nothing = plan.position(name), [None] * len(columns)

    def read(cells: Cells) -> Values:
        text = cells[at].strip() if at is not None else ""
        if not text or text in plan.empty:
            return [None, *nothing]
        try:
            return [None, *store(normal(text))]
        except normalise.Unreadable:
            return ["digits_lost" if _SHORTENED.fullmatch(text) else "unreadable", *nothing]

    return Reader((f"{name}_fault", *(f"{name}_{column}" for column in columns)), read)
