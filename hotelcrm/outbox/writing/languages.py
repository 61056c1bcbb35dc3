"""In which language a guest is written to."""

from guests.models.guest import Guest, GuestLanguage
from hotelcrm.outbox.models.template import TemplateLanguage

_READ = {
    GuestLanguage.ENGLISH: TemplateLanguage.ENGLISH,
    GuestLanguage.CHINESE: TemplateLanguage.CHINESE,
    GuestLanguage.CHINESE_TRADITIONAL: TemplateLanguage.CHINESE,
}


def language_for(guest: Guest, fallback: str = TemplateLanguage.ENGLISH) -> str:
    """The guest's own language where messages exist in it, else `fallback`.

    Where nobody asked the guest, the script of the name decides: who writes 张敏 reads Chinese.
    """
    if guest.language:
        return _READ.get(GuestLanguage(guest.language), TemplateLanguage(fallback))
    return TemplateLanguage.CHINESE if guest.is_chinese else TemplateLanguage(fallback)
