"""Days worth a word that fall into a stay: birthdays, anniversaries, the honeymoon, the tenth stay. Pure: no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guests.days import DayOfYear
from guests.models import Guest, SpecialDate

if TYPE_CHECKING:
    from stays.models import Stay

MILESTONE = 10
Kind = SpecialDate.Kind
ICONS = {
    Kind.WEDDING.value: "person-hearts",
    Kind.HONEYMOON.value: "suit-heart",
    Kind.CHILD_BIRTHDAY.value: "balloon",
    Kind.PARTNER_BIRTHDAY.value: "cake2",
    Kind.COMPANY.value: "building",
    Kind.OTHER.value: "calendar-heart",
}


@dataclass(frozen=True)
class Occasion:
    """Something to congratulate on; `on` is the solar day, None for the stay as a whole."""

    code: str
    icon: str
    label: str
    on: date | None = None
    detail: str = ""
    advice: str = ""
    source: str = ""


def of_stay(stay: "Stay", guest: Guest, dates: Iterable[SpecialDate], *, visit: int) -> list[Occasion]:
    """The occasions between arrival and departure, both included, in the order of their days; the milestone last.

    `visit` says which of the guest's stays at this hotel it is, counted from one.
    """
    found = [_birthday(stay, guest), *(_special(stay, row) for row in dates)]
    dated = sorted(
        (occasion for occasion in found if occasion is not None), key=lambda o: (o.on or stay.arrival, o.code)
    )
    return [*dated, *_milestone(visit)]


def _birthday(stay: "Stay", guest: Guest) -> Occasion | None:
    if not guest.birth_month or not guest.birth_day:
        return None
    day = DayOfYear(guest.birth_month, guest.birth_day, guest.birth_is_lunar)
    on = day.falls_within(stay.arrival, stay.departure)
    if on is None:
        return None
    return Occasion(
        code="birthday",
        icon="cake2",
        label=_("Birthday"),
        on=on,
        detail=day.words if day.is_lunar else "",
        advice=_("Have a card and a small cake ready."),
        source=_("birth date in the profile"),
    )


def _special(stay: "Stay", row: SpecialDate) -> Occasion | None:
    day = DayOfYear(row.month, row.day, row.is_lunar)
    on = day.falls_within(stay.arrival, stay.departure)
    once = row.kind == Kind.HONEYMOON and row.year is not None
    if on is None or (once and day.year_of(on) != row.year):
        return None
    return Occasion(
        code=row.kind,
        icon=ICONS[row.kind],
        label=_capital(row.label or row.get_kind_display()),
        on=on,
        detail=" · ".join(part for part in (day.words if day.is_lunar else "", _count(row, on)) if part),
        advice=_advice(row.kind),
        source=_("special day in the profile"),
    )


def _advice(kind: str) -> str:
    return {
        Kind.WEDDING.value: _("Congratulate, and have flowers in the room."),
        Kind.HONEYMOON.value: _("Congratulate, and have the turn-down made for two."),
        Kind.CHILD_BIRTHDAY.value: _("Have a small surprise for the child ready."),
        Kind.PARTNER_BIRTHDAY.value: _("Ask in confidence whether a surprise is welcome."),
    }.get(kind, "")


def _count(row: SpecialDate, on: date) -> str:
    years = DayOfYear(row.month, row.day, row.is_lunar).year_of(on) - row.year if row.year else 0
    return _("%(years)s years") % {"years": years} if years > 0 and row.kind in {Kind.WEDDING, Kind.COMPANY} else ""


def _milestone(visit: int) -> list[Occasion]:
    if not visit or visit % MILESTONE:
        return []
    return [
        Occasion(
            code="milestone",
            icon="trophy",
            label=_("%(visit)sth stay") % {"visit": visit},  # a multiple of ten
            advice=_("Thank for the loyalty in person."),
            source=_("counted from the stays at this hotel"),
        )
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
