"""The registration card: what stands on it, in the guest's language or, failing that, in both of ours."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from guests.models import Guest
from hotelcrm.frame import formats
from stays.models import Stay

SPOKEN = ("en", "zh-hans")

TITLE = gettext_noop("Registration card")
TERMS = (
    gettext_noop("The room is yours until noon on the day of departure."),
    gettext_noop("Please keep valuables in the safe of your room."),
    gettext_noop(
        "We keep these data as the law on registration asks. The privacy notice at the desk says what else we do with "
        "them, and how to object."
    ),
)
SIGN = gettext_noop("Guest's signature and date")
CLERK = gettext_noop("For the hotel")


@dataclass(frozen=True)
class Box:
    """One box of the card; without a value it is left for the pen."""

    label: str
    value: str = ""
    is_wide: bool = False


@dataclass(frozen=True)
class Card:
    """The sheet as it is printed."""

    language: str
    title: str
    hotel: str
    boxes: list[Box]
    terms: list[str]
    sign: str
    clerk: str


def card_of(stay: Stay, guest: Guest) -> Card:
    """The card of `guest` for `stay`. Contacts and document numbers are left blank: the guest fills or shows them."""
    languages = (guest.language,) if guest.language in SPOKEN else SPOKEN
    with translation.override(languages[0]):
        return Card(
            language=languages[0],
            title=_said(TITLE, languages),
            hotel=" · ".join(_names(stay, languages)),
            boxes=[Box(_said(label, languages), value, wide) for label, value, wide in _contents(stay, guest)],
            terms=[_said(term, languages) for term in TERMS],
            sign=_said(SIGN, languages),
            clerk=_said(CLERK, languages),
        )


def _contents(stay: Stay, guest: Guest) -> list[tuple[str, str, bool]]:
    name = " · ".join(part for part in (guest.sort_name, guest.latin_name or guest.pinyin) if part)
    party = f"{stay.adults} + {stay.children + stay.infants}"
    rate = formats.money(stay.rate, stay.currency) if stay.rate else ""
    return [
        (gettext_noop("Name"), name, True),
        (gettext_noop("Room"), stay.room, False),
        (gettext_noop("Room type"), str(stay.room_type or ""), False),
        (gettext_noop("Arrival"), formats.date_only(stay.arrival), False),
        (gettext_noop("Departure"), formats.date_only(stay.departure), False),
        (gettext_noop("Nights"), str(stay.nights), False),
        (gettext_noop("Adults + children"), party, False),
        (gettext_noop("Nightly rate"), rate, False),
        (gettext_noop("Confirmation number"), stay.confirmation, False),
        (gettext_noop("Nationality"), guest.nationality.name, False),
        (gettext_noop("Date of birth"), formats.date_only(guest.birth_date) if guest.birth_date else "", False),
        (gettext_noop("Identity document, number"), "", True),
        (gettext_noop("Phone"), "", False),
        (gettext_noop("E-mail"), "", False),
        (gettext_noop("Company"), str(stay.company or ""), True),
    ]


def _names(stay: Stay, languages: tuple[str, ...]) -> list[str]:
    names = {"en": stay.hotel.name_en, "zh-hans": stay.hotel.name_zh}
    return [names[language] for language in languages]


def _said(message: str, languages: tuple[str, ...]) -> str:
    found = []
    for language in languages:
        with translation.override(language):
            found.append(gettext(message))
    return " / ".join(found)
