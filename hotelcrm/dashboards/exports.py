"""The page's figures as one table: a line for each figure, so that a spreadsheet can sort and pivot them."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from hotelcrm.frame.sheets import Cell
from stays.figures import House

from .drawings import days, month_names
from .reading import Reading, Side

Line = tuple[Cell, ...]
CENT, SHARE = 2, 6


def head(reading: Reading) -> Line:
    """Heads of the columns; the two periods are named by their days."""
    return _("Hotel"), _("Part"), _("Figure"), _("Unit"), days(reading.scope.period), days(reading.scope.compared)


def lines(reading: Reading) -> list[Line]:
    """Every figure of `reading`. Ratios are ratios (0.314), amounts are in the unit of their line."""
    return [(reading.scope.title, *line) for part in (_sides, _months, _channels, _hotels) for line in part(reading)]


def _round(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else round(value, places)


def _sides(reading: Reading) -> Iterator[Line]:
    now, before = (_figures(side, reading.scope.currency) for side in (reading.now, reading.before))
    for (name, unit, value), (_name, _unit, was) in zip(now, before, strict=True):
        yield _("all"), name, unit, value, was


def _figures(side: Side, currency: str) -> list[tuple[str, str, Cell]]:
    ratio, nights, count = _("ratio"), _("nights"), _("number")
    return [
        (_("Revenue retention"), ratio, _round(side.retention.by_revenue, SHARE)),
        (_("Headcount retention"), ratio, _round(side.retention.headcount, SHARE)),
        (_("Repeat rate"), ratio, _round(side.repeat_rate, SHARE)),
        (_("Direct share"), ratio, _round(side.direct_share, SHARE)),
        *_house(side.house, currency),
        (_("Average length of stay"), nights, _round(side.bookings.alos, CENT)),
        (_("Bookings"), count, side.bookings.all),
        (_("Cancelled"), ratio, _round(side.bookings.cancellation_rate, SHARE)),
        (_("No-show"), ratio, _round(side.bookings.no_show_rate, SHARE)),
        (_("Briefs opened before check-in"), ratio, _round(side.staff.briefed_share, SHARE)),
        (_("Observations per 100 stays"), count, _round(side.staff.observations_per_hundred, CENT)),
    ]


def _house(house: House, currency: str) -> list[tuple[str, str, Cell]]:
    return [
        (_("Room nights sold"), _("nights"), house.sold),
        (_("Room revenue"), currency, round(house.revenue, CENT)),
        (_("Occupancy"), _("ratio"), _round(house.occupancy, SHARE)),
        (_("ADR"), currency, _round(house.adr, CENT)),
        (_("RevPAR"), currency, _round(house.revpar, CENT)),
    ]


def _months(reading: Reading) -> Iterator[Line]:
    names = month_names([month.period for month in reading.months])
    for name, month in zip(names, reading.months, strict=True):
        for figure in _house(month.house, reading.scope.currency):
            yield name, *figure, None


def _channels(reading: Reading) -> Iterator[Line]:
    currency = reading.scope.currency
    for channel in reading.channels:
        name = channel.channel.name
        yield name, _("Room revenue"), currency, round(channel.revenue, CENT), None
        yield name, _("Commission"), currency, round(channel.commission, CENT), None
        yield name, _("Net revenue"), currency, round(channel.net, CENT), None
        yield name, _("Repeat rate"), _("ratio"), _round(channel.repeat_rate, SHARE), None


def _hotels(reading: Reading) -> Iterator[Line]:
    for hotel, house in reading.by_hotel:
        for figure in _house(house, hotel.currency):
            yield hotel.name, *figure, None
