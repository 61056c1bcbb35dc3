"""The values every template may say: the guest, the hotel and the links."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.template import TemplateLanguage

from . import links, names
from .values import Group, Plain, Value, register

Loaded = dict[int, dict[str, Plain]]

_SAMPLE = f"{settings.PUBLIC_URL}/m/"
_CHOICES, _END = f"{_SAMPLE}preferences/sample/", f"{_SAMPLE}unsubscribe/sample/"


def _guests(messages: Sequence[Message], languages: Mapping[int, str]) -> Loaded:
    return {m.pk: _guest(m.guest, languages[m.pk]) for m in messages if m.guest is not None}


def _guest(guest: Guest, language: str) -> dict[str, Plain]:
    return {
        "first_name": names.given_name(guest, language),
        "last_name": names.family_name(guest, language),
        "full_name": names.full_name(guest, language),
        "salutation": names.salutation(guest, language),
        "number": str(guest.number),
        "company": guest.company.name if guest.company else None,
    }


def _hotels(messages: Sequence[Message], languages: Mapping[int, str]) -> Loaded:
    return {m.pk: {"name": hotel_name(m.hotel, languages[m.pk])} for m in messages}


def hotel_name(hotel: Hotel, language: str) -> str:
    """The hotel's name in the language of the message, whatever the language of the page."""
    return hotel.name_zh if language == TemplateLanguage.CHINESE else hotel.name_en


def _links(messages: Sequence[Message], languages: Mapping[int, str]) -> Loaded:  # noqa: ARG001
    return {
        m.pk: {"preferences": links.preferences(m), "unsubscribe": links.unsubscribe(m), "page": _page(m)}
        for m in messages
    }


def _page(message: Message) -> str | None:
    path = str((message.facts or {}).get("path", ""))
    return f"{settings.PUBLIC_URL}{path}" if path.startswith("/") and not path.startswith("//") else None


GROUPS = (
    Group(
        "guest",
        _("Guest"),
        (
            Value(
                "salutation",
                _("Mr or Ms and family name; the full name where that is not known"),
                ("Ms Zhang", "张女士"),
            ),
            Value("first_name", _("first name"), ("Min", "敏"), may_lack=True),
            Value("last_name", _("family name"), ("Zhang", "张"), may_lack=True),
            Value("full_name", _("full name"), ("Zhang Min", "张敏")),
            Value("number", _("guest number"), ("1024", "1024"), is_ours=True),
            Value("company", _("company"), ("Greencloud", "绿云科技"), is_profile=True, may_lack=True),
        ),
        _guests,
    ),
    Group(
        "hotel",
        _("Hotel"),
        (Value("name", _("name of the hotel"), ("Lakeside Hotel Hangzhou", "湖畔酒店·杭州"), is_ours=True),),
        _hotels,
    ),
    Group(
        "links",
        _("Links"),
        (
            Value("preferences", _("page where the guest chooses what to receive"), (_CHOICES, _CHOICES), is_link=True),
            Value("unsubscribe", _("page that ends this kind of message"), (_END, _END), is_link=True),
            Value(
                "page",
                _("page this message is about, such as a survey"),
                (_SAMPLE, _SAMPLE),
                is_link=True,
                may_lack=True,
            ),
        ),
        _links,
    ),
)


def enter() -> None:
    """Let templates say these values."""
    for group in GROUPS:
        register(group)
