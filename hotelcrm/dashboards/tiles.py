"""The eight figures at the top of the page: value, change against the period before, and how each is computed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from hotelcrm.frame import formats

from .reading import Reading

Direction = Literal["up", "down", "same", ""]
NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """How far a figure moved: `text` without its sign, `is_good` None where neither way is better."""

    direction: Direction
    text: str
    is_good: bool | None

    @property
    def css(self) -> str:
        """Pine for better, red for worse; the arrow and the words say it without colour."""
        return {True: "up", False: "down", None: ""}[self.is_good]


@dataclass(frozen=True)
class Tile:
    """One figure. `was` is what it was in the period before, `source` how it is computed."""

    label: str
    value: str
    under: str
    source: str
    was: str = NOTHING
    change: Change | None = None


def tiles(reading: Reading) -> list[Tile]:
    """The tiles in the order of the page, in its language."""
    return [*_guest_tiles(reading), *_house_tiles(reading), *_booking_tiles(reading)]


def _guest_tiles(reading: Reading) -> list[Tile]:
    now, before = reading.now, reading.before
    return [
        _share(
            _("Revenue retention"),
            now.retention.by_revenue,
            before.retention.by_revenue,
            under=_("headcount %(share)s") % {"share": percent(now.retention.headcount)},
            source=_("revenue of last period's guests who came again / revenue of all of them"),
        ),
        _share(
            _("Repeat rate"),
            now.repeat_rate,
            before.repeat_rate,
            under=_("%(number)s guests with two or more stays") % {"number": formats.number(now.repeaters)},
            source=_("guests with two or more stays / guests"),
        ),
        _share(
            _("Direct share"),
            now.direct_share,
            before.direct_share,
            under=_("of %(amount)s room revenue")
            % {"amount": formats.money(round(now.house.revenue), reading.scope.currency)},
            source=_("room revenue of own channels / all room revenue"),
        ),
    ]


def _house_tiles(reading: Reading) -> list[Tile]:
    now, before, currency = reading.now.house, reading.before.house, reading.scope.currency
    return [
        _share(
            _("Occupancy"),
            now.occupancy,
            before.occupancy,
            under=_("%(sold)s of %(available)s room nights")
            % {"sold": formats.number(now.sold), "available": formats.number(now.available)},
            source=_("room nights sold / room nights available"),
        ),
        _amount(
            _("ADR"),
            now.adr,
            before.adr,
            currency,
            under=_("average room rate"),
            source=_("room revenue / room nights sold"),
        ),
        _amount(
            _("RevPAR"),
            now.revpar,
            before.revpar,
            currency,
            under=_("per available room"),
            source=_("room revenue / room nights available"),
        ),
    ]


def _booking_tiles(reading: Reading) -> list[Tile]:
    now, before = reading.now.bookings, reading.before.bookings
    moved = None if now.alos is None or before.alos is None else round(now.alos, 1) - round(before.alos, 1)
    return [
        Tile(
            _("Average length of stay"),
            NOTHING if now.alos is None else _("%(nights)s nights") % {"nights": formats.number(now.alos, 1)},
            under=_("%(number)s stays") % {"number": formats.number(now.stayed)},
            source=_("nights / stays, by day of arrival"),
            was=NOTHING if before.alos is None else formats.number(before.alos, 1),
            change=None if moved is None else Change(_direction(moved), formats.number(abs(moved), 1), None),
        ),
        _share(
            _("Cancelled"),
            now.cancellation_rate,
            before.cancellation_rate,
            under=_("no-show %(share)s") % {"share": percent(now.no_show_rate)},
            source=_("cancelled bookings / bookings, by day of arrival"),
            more_is_better=False,
        ),
    ]


def percent(value: Decimal | None) -> str:
    """A ratio as the page shows it, or a dash."""
    return NOTHING if value is None else formats.percent(value)


def _direction(moved: Decimal) -> Direction:
    return "same" if moved == 0 else "up" if moved > 0 else "down"


def _share(
    label: str, now: Decimal | None, before: Decimal | None, *, under: str, source: str, more_is_better: bool = True
) -> Tile:
    """A ratio; its change is in percentage points."""
    change = None
    if now is not None and before is not None:
        moved = round((now - before) * 100, 1)
        good = None if moved == 0 else (moved > 0) == more_is_better
        change = Change(_direction(moved), formats.number(abs(moved), 1), good)
    return Tile(label, percent(now), under, source, percent(before), change)


def _amount(label: str, now: Decimal | None, before: Decimal | None, currency: str, *, under: str, source: str) -> Tile:
    """An amount of money; its change is in percent of what it was."""
    value, was = ((NOTHING if amount is None else formats.money(round(amount), currency)) for amount in (now, before))
    change = None
    if now is not None and before:
        moved = round((now / before - 1) * 100, 1)
        change = Change(_direction(moved), f"{formats.number(abs(moved), 1)}%", None if moved == 0 else moved > 0)
    return Tile(label, value, under, source, was, change)
