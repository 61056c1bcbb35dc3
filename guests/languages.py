"""In which language a guest is shown a page: messages and forms exist in English and Chinese."""

from typing import Final

from django.utils.translation import get_language

from guests.models import Guest

ENGLISH: Final = "en"
CHINESE: Final = "zh-hans"
WRITTEN: Final = {ENGLISH: "English", CHINESE: "中文"}  # each called as its own readers call it


def language_for(guest: Guest | None, *, chosen: str = "") -> str:
    """The language `chosen` on the page, else the guest's own, else the one the browser asked for.

    Who speaks neither gets English, and every kind of Chinese the simplified one.
    """
    wanted = chosen if chosen in WRITTEN else (guest.language if guest else "") or get_language() or ENGLISH
    return CHINESE if wanted.startswith("zh") else ENGLISH
