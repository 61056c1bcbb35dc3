"""How a guest is addressed, in English and in Chinese; nobody's gender is guessed."""

import unicodedata

from guests.models import Guest
from guests.models.guest import Gender, is_han
from hotelcrm.outbox.models.template import TemplateLanguage

_ENGLISH = {Gender.MALE: "Mr", Gender.FEMALE: "Ms"}
_CHINESE = {Gender.MALE: "先生", Gender.FEMALE: "女士"}
GUEST_OF_HONOUR = "贵宾"


def salutation(guest: Guest, language: str) -> str:
    """Mr Zhang / 张先生; where gender or family name are not known, Zhang Min / 张敏贵宾."""
    family = family_name(guest, language)
    if language == TemplateLanguage.CHINESE:
        title = _CHINESE.get(Gender(guest.gender), "")
        return f"{family}{title}" if title and family else f"{guest.full_name}{GUEST_OF_HONOUR}"
    title = _ENGLISH.get(Gender(guest.gender), "")
    return f"{title} {family}" if title and family else full_name(guest, language)


def full_name(guest: Guest, language: str) -> str:
    """The name as the guest writes it; in English text a Chinese name in Latin letters, where those are known."""
    if language == TemplateLanguage.CHINESE or not guest.is_chinese:
        return guest.full_name
    return guest.latin_name or without_marks(guest.pinyin) or guest.full_name


def family_name(guest: Guest, language: str) -> str:
    """The family name in the letters of the language; nothing where it is not known."""
    return _in_letters(guest, guest.family_name, language, first=True)


def given_name(guest: Guest, language: str) -> str:
    """The given name in the letters of the language; nothing where it is not known."""
    return _in_letters(guest, guest.given_name, language, first=False)


def _in_letters(guest: Guest, name: str, language: str, *, first: bool) -> str:
    if language == TemplateLanguage.CHINESE or not is_han(name):
        return name
    family, _space, given = without_marks(guest.pinyin).partition(" ")  # compound surnames are one word of the pinyin
    return (family if first else given) if family and given else ""


def without_marks(pinyin: str) -> str:
    """Pinyin without the marks of tones."""
    letters = unicodedata.normalize("NFD", pinyin)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
