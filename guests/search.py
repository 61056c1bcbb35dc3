"""What a few typed signs may be: a beginning of a name, a phone, a document, a number, a code.

Only the reading of the question is here, without any query; ``hotelcrm.desk.search`` answers it from guests, stays and
companies at once, and ``names.py`` says which keys a name is found by.
"""

import re
import unicodedata
from dataclasses import dataclass

from hotelcrm.pii import blind

from . import normalise
from .models import Contact
from .names import fold, spelt_out

DOCUMENT_PURPOSE = "document"  # of the blind index of document numbers
LONGEST_QUESTION = 100
SHORTEST_PHONE = 7
SHORTEST_DOCUMENT = 6  # so that no room or last four digits is tried as one
SHORTEST_COMPANY = 2
SHORTEST_CODE, LONGEST_CODE = 3, 40
LONGEST_ROOM = 10
LARGEST_NUMBER = 2**63 - 1

_NUMBER_SIGNS = re.compile(r"[\s().+\-‐‑–—/]+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Question:
    """Everything a typed text may mean; what it cannot mean is empty or None.

    `names` are beginnings of name keys, `contacts` blind indexes of whole phones and addresses, `ending` of the last
    four digits of a phone, `document` of a whole document number, `codes` spellings of a confirmation number.
    """

    names: tuple[str, ...] = ()
    contacts: tuple[bytes, ...] = ()
    ending: bytes | None = None
    document: bytes | None = None
    number: int | None = None
    codes: tuple[str, ...] = ()
    room: str = ""
    company: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return self == Question()


def read(text: str, *, country: str) -> Question:
    """What `text` may mean to staff in `country` (ISO, two letters: where a phone number without a code is dialled).

    Full-width signs, spaces and dashes in numbers are understood. Text that can mean nothing gives an empty question;
    nothing is ever raised.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())[:LONGEST_QUESTION]
    text = "".join(sign for sign in text if sign.isprintable())
    if "@" in text:
        return Question(contacts=_contacts(Contact.Kind.EMAIL, text, country))
    digits = _NUMBER_SIGNS.sub("", text).removeprefix("#")
    if digits.isdecimal() and digits.isascii():
        return _number(text, digits, country)
    return _words(text)


def _number(text: str, digits: str, country: str) -> Question:
    return Question(
        contacts=_contacts(Contact.Kind.PHONE, text, country) if len(digits) >= SHORTEST_PHONE else (),
        ending=blind.last_four(Contact.Kind.PHONE, digits) if len(digits) == blind.LAST_FOUR else None,
        document=_document(digits),
        number=int(digits) if int(digits) <= LARGEST_NUMBER else None,
        codes=_codes(text, digits),
        room=_room(text),
        company=text if len(text) >= SHORTEST_COMPANY else "",
    )


def _words(text: str) -> Question:
    has_digit = any(sign.isdigit() for sign in text)
    return Question(
        names=_names(text) if _LETTER.search(text) else (),
        document=_document(text) if has_digit else None,
        codes=_codes(text) if has_digit else (),
        room=_room(text) if has_digit else "",
        company=text if len(fold(text)) >= SHORTEST_COMPANY else "",
    )


def _names(text: str) -> tuple[str, ...]:
    folded = fold(text)
    # 张 敏 and zhang min are keys without the gap; Müller may be kept as Mueller.
    return tuple(dict.fromkeys(form for form in (folded, folded.replace(" ", ""), spelt_out(text)) if form))


def _contacts(kind: Contact.Kind, text: str, country: str) -> tuple[bytes, ...]:
    try:
        value = normalise.email(text) if kind == Contact.Kind.EMAIL else normalise.phone(text, country)
    except normalise.Unreadable:
        return ()
    return (blind.index(kind, value),) if value else ()


def _document(text: str) -> bytes | None:
    try:
        value = normalise.document(text)
    except normalise.Unreadable:
        return None
    return blind.index(DOCUMENT_PURPOSE, value) if len(value) >= SHORTEST_DOCUMENT else None


def _codes(*texts: str) -> tuple[str, ...]:
    spellings = [form for text in texts for form in (text, text.upper(), text.lower())]
    return tuple(dict.fromkeys(form for form in spellings if SHORTEST_CODE <= len(form) <= LONGEST_CODE))


def _room(text: str) -> str:
    return text.upper().lstrip("0") if len(text) <= LONGEST_ROOM and " " not in text else ""
