"""Tickets as lines of a list, in the words of the page: a hundred are drawn at once, so the template only places them.

Days and lengths of time are said again and again, and Babel takes its time: each is reckoned once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from feedback.models import Severity, State, Ticket
from feedback.queries.board import Row
from feedback.queries.dials import Dial, Standing
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats

BETWEEN = " · "
KINDS = {
    Ticket.Kind.COMPLAINT: "exclamation-diamond",
    Ticket.Kind.REQUEST: "person-raised-hand",
    Ticket.Kind.PRAISE: "hand-thumbs-up",
}
STATES = {
    State.NEW: ("new", "circle"),
    State.VERIFYING: ("new", "search"),
    State.IN_PROGRESS: ("new", "play-circle"),
    State.WAITING: ("plain", "pause-circle"),
    State.RESOLVED: ("done", "check2"),
    State.CLOSED: ("done", "check2-all"),
    State.REOPENED: ("alert", "arrow-counterclockwise"),
}
STANDINGS = {
    Standing.OVERDUE: "exclamation-triangle-fill",
    Standing.SOON: "alarm",
    Standing.RUNNING: "clock",
    Standing.WAITING: "pause-circle",
}
SEVERITIES = {Severity.URGENT: ("alert", "fire"), Severity.SERIOUS: ("soon", "exclamation-circle")}


@dataclass(frozen=True)
class Mark:
    """A chip: its colour's meaning, its word, its icon."""

    kind: str
    label: str
    icon: str


Hand = tuple[str, str, str, int, str]  # standing, icon, words, percent used (below nothing: no bar), what stands below
Line = tuple[str, str, str, str, str, str, str, list[Mark], str, str, list[Hand]]


def lines(rows: Iterable[Row], hotel: Hotel, *, at: datetime) -> list[Line]:
    """`rows` as a person at `hotel` reads them at `at`, in the order in which the template unpacks them."""
    today = timezone.localtime(at).date()
    return [_line(row, hotel, at, today) for row in rows]


def words_of_lines() -> dict[str, str]:
    """What is the same in every line."""
    begins, ends = reverse("feedback:ticket", args=[0]).split("0")  # one address with a gap, rather than a hundred
    return {"begins": begins, "ends": ends, "nobody": _("nobody yet"), "used_up": _("Used of the time promised")}


def _line(row: Row, hotel: Hotel, at: datetime, today: date) -> Line:
    ticket = row.ticket
    kind = Ticket.Kind(ticket.kind)
    said = ticket.summary or row.category or str(kind.label)
    return (
        str(ticket.pk),
        kind.value,
        KINDS[kind],
        str(kind.label),
        said,
        ticket.room,
        _under(row, hotel, at),
        _marks(row),
        str(ticket.owner) if ticket.owner else "",
        str(ticket.get_department_display()) if ticket.department else _("Front office"),
        [_hand(row.dial, today)] if row.dial else [],
    )


def _under(row: Row, hotel: Hotel, at: datetime) -> str:
    """The second line: who, what about, since when, and where, if that is not here."""
    ticket = row.ticket
    phrases = [
        ticket.guest.sort_name if ticket.guest else "",
        row.category if ticket.summary else "",
        _("%(time)s ago") % {"time": formats.length(at - ticket.opened_at)},
        ticket.hotel.name if ticket.hotel_id != hotel.pk else "",
    ]
    return BETWEEN.join(phrase for phrase in phrases if phrase)


def _marks(row: Row) -> list[Mark]:
    ticket = row.ticket
    found = [Mark("soon", _("no. %(n)s") % {"n": row.times}, "arrow-repeat")] if row.times > 1 else []
    if ticket.kind != Ticket.Kind.PRAISE and ticket.severity in SEVERITIES:
        kind, icon = SEVERITIES[Severity(ticket.severity)]
        found.append(Mark(kind, str(Severity(ticket.severity).label), icon))
    kind, icon = STATES[State(ticket.state)]
    return [*found, Mark(kind, str(State(ticket.state).label), icon)]


def _hand(dial: Dial, today: date) -> Hand:
    """A clock in words; what it says is never said by its colour alone."""
    if dial.standing == Standing.FREE:
        return dial.standing, "", "", -1, _("nothing promised")
    icon, paused = STANDINGS[Standing(dial.standing)], pgettext("clock", "paused")
    if dial.is_overdue:
        words = _("Answer overdue") if dial.is_answer else _("Solution overdue")
        since = _("for %(time)s") % {"time": formats.length(dial.left)}
        below = since if dial.standing == Standing.OVERDUE else BETWEEN.join((since, paused))
        return Standing.OVERDUE, STANDINGS[Standing.OVERDUE], words, dial.share, below
    if dial.standing == Standing.WAITING or dial.due_at is None:
        return dial.standing, icon, paused, -1, _("waiting for the guest")
    words = _("%(time)s left") % {"time": formats.length(dial.left)}
    if dial.standing == Standing.SOON:
        words = BETWEEN.join((words, pgettext("clock", "hurry")))
    until = {"time": moment(dial.due_at, today)}
    below = _("answer until %(time)s") % until if dial.is_answer else _("solve until %(time)s") % until
    still = [pgettext("clock", "closed now")] if dial.is_still else []
    return dial.standing, icon, words, dial.share, BETWEEN.join([below, *still])


def moment(at: datetime, today: date) -> str:
    """The time of day, with the day before it unless that is today."""
    local = timezone.localtime(at)
    clock = f"{local:%H:%M}"
    return clock if local.date() == today else f"{_day(local.date(), today, get_language() or 'en')} {clock}"


@lru_cache(maxsize=2048)
def _day(on: date, today: date, _language: str) -> str:
    return formats.day(on, today)
