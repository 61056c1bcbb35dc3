"""Icons, chips and formats; built into every template."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Protocol

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats
from hotelcrm.frame.icons import ICONS

register = template.Library()

# What each colour means, everywhere, and the icon that goes with it unless a better one is named.
CHIPS = {
    "alert": "exclamation-triangle",
    "soon": "clock",
    "vip": "star-fill",
    "new": "info-circle",
    "value": "award",
    "done": "check2",
    "plain": "",
    # The colours a tier of members can have.
    **{f"tier-{colour}": "award" for colour in ("slate", "silver", "gold", "platinum", "jade", "ruby", "ink")},
}


class Mark(Protocol):
    """What a chip says: a kind of `CHIPS`, a word, and an icon if that of the kind will not do."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def icon(self) -> str: ...


class UnknownNameError(ValueError):
    """A template asks for an icon or a kind of chip that does not exist."""


@cache
def _sprite() -> str:
    """The sprite's address; it does not change while the process lives, and a board has hundreds of icons."""
    return static("icons.svg")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite; decorative unless it is given a label."""
    if name not in ICONS:
        message = f"No icon {name!r}; hotelcrm/frame/icons.py lists what the sprite holds."
        raise UnknownNameError(message)
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    href = f"{_sprite()}#{name}"
    return format_html('<svg class="icon {}" {}><use href="{}"></use></svg>', css, role, href)


@register.simple_tag
def chip(kind: str, label: str, icon_name: str | None = None) -> SafeString:
    """A word with its icon and colour; `kind` is one of alert, soon, vip, new, value, done, plain."""
    if kind not in CHIPS:
        message = f"No kind of chip {kind!r}; there are {', '.join(CHIPS)}."
        raise UnknownNameError(message)
    return _chip(kind, str(label), icon_name or CHIPS[kind])


@register.simple_tag
def chips(marks: Iterable[Mark]) -> SafeString:
    """A row of chips: cheaper on long lists than a loop in the template, and the same to look at."""
    return SafeString("".join([chip(mark.kind, mark.label, mark.icon) for mark in marks]))


@lru_cache(maxsize=1024)  # words of the interface and of the catalogue: few, and hundreds of times on a page
def _chip(kind: str, label: str, name: str) -> SafeString:
    return format_html('<span class="chip {}">{}{}</span>', kind, icon(name) if name else "", label)


@register.simple_tag
def hotel_time(hotel: Hotel) -> str:
    """Day and time at `hotel` now: what the clock in the top bar begins with."""
    with timezone.override(hotel.zone):
        return formats.moment(timezone.now())


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    """`{{ stay.revenue|money:hotel.currency }}`; nothing for no amount."""
    return "" if amount is None else formats.money(amount, currency)


@register.filter
def number(value: Decimal | float | None, places: int | None = None) -> str:
    """`{{ count|number }}`, `{{ average|number:1 }}`."""
    if value is None or value == "":
        return ""
    try:
        return formats.number(value, places)
    except InvalidOperation:
        return str(value)


@register.filter
def signed(value: Decimal | int | None) -> str:
    """`{{ entry.points|signed }}`: +1,200 / −300."""
    return "" if value is None else formats.signed(value)


@register.filter
def percent(ratio: Decimal | float | None, places: int = 1) -> str:
    """`{{ 0.314|percent }}` is 31.4%."""
    return "" if ratio is None else formats.percent(ratio, places)


@register.filter
def day(on: date | None, today: date | None = None) -> str:
    """`{{ stay.arrival|day:today }}`: "tomorrow, Sun 22 Nov"; without `today` the plain day with its year."""
    return "" if on is None else formats.day(on, today)


@register.filter
def date_only(on: date | None) -> str:
    """`{{ guest.birth_date|date_only }}`: "5 Mar 1986"."""
    return "" if on is None else formats.date_only(on)


@register.filter
def datespan(start: date | None, end: date | None) -> str:
    """`{{ stay.arrival|datespan:stay.departure }}`: "21–23 Nov", with the year unless it is this one."""
    return "" if start is None or end is None else formats.span(start, end, timezone.localdate())


@register.filter
def moment(at: datetime | None) -> str:
    """`{{ row.created_at|moment }}`: "Sat 21 Nov 14:32" in the hotel's time."""
    return "" if at is None else formats.moment(at)


@register.filter
def clock(at: datetime | None) -> str:
    """`{{ row.created_at|clock }}`: "14:32" in the hotel's time."""
    return "" if at is None else formats.clock(at)


@register.filter
def ago(at: datetime | None) -> str:
    """`{{ row.created_at|ago }}`: "3 hours ago"."""
    return "" if at is None else formats.ago(at)


@register.filter
def duration(left: timedelta | None) -> str:
    """`{{ run.time_left|duration }}`: "2 minutes"."""
    return "" if left is None else formats.duration(left)
