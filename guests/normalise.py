"""One written form for what identifies a guest, so that a blind index of it can match.

Pure. What cannot be read raises ``Unreadable`` with a sentence for the person who typed it; the sentence never
repeats the value, because it may end up in a log. Next door: ``hotelcrm.pii.blind`` (the index itself).
"""

import re
import unicodedata
from datetime import date

import phonenumbers
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3
LONGEST_LOCAL_PART = 64
LONGEST_LABEL = 63
SHORTEST_DOCUMENT, LONGEST_DOCUMENT = 4, 24
LONGEST_WHOLE = 18  # digits: every number of ours has fewer, and Python refuses to read thousands

_NOISE = re.compile(r"[\s().\-‐‑–—/]+")
_MAINLAND_MOBILE = re.compile(r"(\+86|0086|86)?(1[3-9]\d{9})")
_DIALLED = re.compile(r"\+?[0-9]{5,}")
_EXTENSION = re.compile(r"(?:ext|x|#|转|轉|分机)\.?:?(\d{1,7})$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[^\W_]+|[!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DOCUMENT_NOISE = re.compile(r"[\s()\-‐‑–—./]+")
_DOCUMENT = re.compile(r"[0-9A-Z]+")
_ID_CARD = re.compile(r"\d{17}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_ID_CHECKS = "10X98765432"


def whole(text: str) -> int | None:
    """The number that was posted as plain digits; None for anything else, and for more digits than a number has."""
    fits = text.isascii() and text.isdigit() and len(text) <= LONGEST_WHOLE
    return int(text) if fits else None


class Unreadable(ValueError):
    """What was given cannot be what it should be; `sentence` says why, and does not repeat it."""

    def __init__(self, sentence: StrPromise | str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def phone(text: str, country: str = "CN") -> str:
    """`text` as E.164 (+8613800138000); numbers without a country code are dialled from `country` (ISO, two letters).

    Spaces, dashes, brackets, 00 for +, full-width digits and an extension behind the number are understood; nothing
    in, nothing out. Raises `Unreadable`.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return ""
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable(_("A spreadsheet has shortened this phone number; its last digits are lost."))
    digits = _EXTENSION.sub("", _NOISE.sub("", text))
    mobile = _MAINLAND_MOBILE.fullmatch(digits)  # nearly all of them, and the library takes its time
    if mobile and (mobile[1] or country == "CN"):
        return f"+86{mobile[2]}"
    if not _DIALLED.fullmatch(digits) or (country == "CN" and re.match(r"1[3-9]", digits)):
        raise Unreadable(_("This is not a phone number: count its digits."))
    return _by_library(f"+{digits[2:]}" if digits.startswith("00") else digits, country)


def _by_library(digits: str, country: str) -> str:
    try:
        number = phonenumbers.parse(digits, country or None)
    except phonenumbers.NumberParseException as error:
        raise Unreadable(_("This is not a phone number: begin with + and the country code.")) from error
    if not phonenumbers.is_possible_number(number):
        raise Unreadable(_("This is not a phone number: count its digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(text: str) -> str:
    """`text` as an address in lower case, its domain in ASCII (xn--mnchen-3ya.de); nothing in, nothing out.

    Only what hotels meet is accepted, name@domain.tld: no quoted names, comments or address literals, which are legal
    and always a typing error. Raises `Unreadable`.
    """
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if not text:
        return ""
    local, at, domain = text.rpartition("@")
    if not at or not _is_local_part(local):
        raise Unreadable(_("This is not an e-mail address: it looks like name@domain.com."))
    address = f"{local}@{_ascii_domain(domain)}"
    if len(address.encode()) > LONGEST_EMAIL:
        raise Unreadable(_("This e-mail address is too long to exist."))
    return address


def _is_local_part(local: str) -> bool:
    words = local.split(".")
    return len(local.encode()) <= LONGEST_LOCAL_PART and all(word and not _LOCAL_PART.sub("", word) for word in words)


def _ascii_domain(domain: str) -> str:
    symbols = any(unicodedata.category(sign)[0] not in "LMN" and sign not in "-." for sign in domain)
    try:
        labels = domain.encode("idna").decode("ascii").lower().split(".")
    except UnicodeError:
        labels = []
    if symbols or len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004
        raise Unreadable(_("This is not an e-mail address: check what stands behind the @."))
    return ".".join(labels)


def document(text: str) -> str:
    """`text` as the number of an identity document: capitals and digits only; nothing in, nothing out.

    A number of 18 digits (the last may be X) is a Chinese identity number, whose date of birth and check digit must be
    right. Raises `Unreadable`.
    """
    text = unicodedata.normalize("NFKC", text).strip().upper()
    if not text:
        return ""
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable(_("A spreadsheet has shortened this document number; its last digits are lost."))
    number = _DOCUMENT_NOISE.sub("", text)
    if not _DOCUMENT.fullmatch(number) or not SHORTEST_DOCUMENT <= len(number) <= LONGEST_DOCUMENT:
        raise Unreadable(_("A document number has 4 to 24 letters and digits."))
    if _ID_CARD.fullmatch(number) and not _is_id_card(number):
        raise Unreadable(_("This identity number has a typing error: its check digit or date does not fit."))
    return number


def _is_id_card(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return _ID_CHECKS[total % 11] == number[17]
