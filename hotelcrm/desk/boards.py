"""What the boards show: rows with their chips, built from a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Ticket
from feedback.queries.desk import unresolved_of
from guests.models import GuestTag, SpecialDate, VipLevel
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats
from loyalty.queries.card import Badge, badges
from loyalty.queries.courtesy import Courtesy, advice_for
from stays import queries
from stays.models import Stay, StayStatus

from . import occasions, reviewing
from .leaving import Foot, foot
from .models import Reviewed

DONE = {
    Reviewed.Brief.ARRIVAL: {StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT},
    Reviewed.Brief.DEPARTURE: {StayStatus.CHECKED_OUT},
}
TOGETHER = "\u00a0"  # no line ends between a number and its unit
BETWEEN = f"{TOGETHER}· "


@dataclass(frozen=True)
class Mark:
    """A chip: its colour's meaning, its word, its icon."""

    kind: str
    label: str
    icon: str = ""


Line = tuple[str, str, str, str, str, str, bool, list[Mark], Foot | None]


@dataclass(frozen=True)
class Row:
    """One line of a board in the words of the page; two hundred are drawn at once, so the template only places them."""

    stay: Stay
    visit: int
    marks: list[Mark]
    is_done: bool
    key: str
    room: str
    name: str
    pinyin: str
    under: str
    foot: Foot | None = None

    @property
    def line(self) -> Line:
        """What is drawn, in the order in which the template unpacks it."""
        return self.key, self.find, self.room, self.name, self.pinyin, self.under, self.is_done, self.marks, self.foot

    @property
    def find(self) -> str:
        """What the filter box of the list looks through."""
        stay, guest = self.stay, self.stay.guest
        names = [guest.full_name, guest.pinyin, guest.latin_name] if guest else []
        words = [stay.room, stay.confirmation, stay.company.name if stay.company else "", stay.channel.name, *names]
        return " ".join(word for word in words if word).casefold()


@dataclass(frozen=True)
class Board:
    """The list of one day."""

    on: date
    today: date
    brief: Reviewed.Brief
    rows: list[Row]

    @property
    def lines(self) -> list[Line]:
        """The rows as the template unpacks them."""
        return [row.line for row in self.rows]

    @property
    def done(self) -> int:
        """How many of the rows are dealt with."""
        return sum(row.is_done for row in self.rows)


@dataclass(frozen=True)
class _Known:
    """What a board knows about its guests, fetched at once."""

    visits: dict[int, int]
    dates: dict[int, list[SpecialDate]]
    alerts: dict[int, list[GuestTag]]
    companions: dict[int, reviewing.Companions] = field(default_factory=dict)
    badges: dict[int, Badge] = field(default_factory=dict)
    courtesies: dict[int, Courtesy] = field(default_factory=dict)
    complaints: dict[int, list[Ticket]] = field(default_factory=dict)


def arrivals(hotel: Hotel, on: date, *, today: date, access: Access) -> Board:
    """The arrivals of `on`: those still expected first, by the time they are expected."""
    stays = sorted(queries.arriving(hotel, on, today=today), key=_by_expectation)
    return _board(hotel, on, stays, Reviewed.Brief.ARRIVAL, today=today, access=access)


def departures(hotel: Hotel, on: date, *, today: date, access: Access) -> Board:
    """The departures of `on`: those still in house first, by room."""
    stays = sorted(queries.departing(hotel, on, today=today), key=_by_room)
    return _board(hotel, on, stays, Reviewed.Brief.DEPARTURE, today=today, access=access)


def visit_of(stay: Stay) -> int:
    """Which of the guest's stays at this hotel `stay` is, counted from one; 0 when nobody knows the guest."""
    if stay.guest_id is None:
        return 0
    return queries.earlier_visits([stay.pk])[stay.pk] + 1


def _board(hotel: Hotel, on: date, stays: list[Stay], brief: Reviewed.Brief, *, today: date, access: Access) -> Board:
    for stay in stays:
        stay.hotel = hotel
    known = _known(stays, brief, hotel, today, access)
    read = reviewing.marks([stay.pk for stay in stays], brief)
    rows = []
    for stay in stays:
        visit = known.visits[stay.pk] + 1 if stay.guest_id is not None else 0
        companions = known.companions.get(stay.pk, [])
        state = reviewing.state(stay, read.get(stay.pk), visit=visit, companions=companions)
        is_done = stay.status in DONE[brief]
        marks = [*_status(stay, brief, today), *_about(stay, known, visit, access), *_reviewed(state, is_done=is_done)]
        below = None if is_done else foot(known.courtesies.get(stay.pk), access=access)
        rows.append(_row(stay, visit, marks, is_done=is_done, badge=known.badges.get(stay.guest_id or 0), below=below))
    return Board(on, today, brief, rows)


def _row(stay: Stay, visit: int, marks: list[Mark], *, is_done: bool, badge: Badge | None, below: Foot | None) -> Row:
    guest = stay.guest
    return Row(
        stay=stay,
        visit=visit,
        marks=marks,
        is_done=is_done,
        key=str(stay.pk),
        room=stay.room or "—",
        name=guest.sort_name if guest else stay.confirmation or stay.external_id,
        pinyin=guest.pinyin if guest else "",
        under=_under(stay, visit, badge),
        foot=below,
    )


def _under(stay: Stay, visit: int, badge: Badge | None) -> str:
    """The second line: nights, who booked, when to expect whom, visits, points; broken between these only."""
    nights = stay.nights
    phrases = [ngettext("%(nights)s night", "%(nights)s nights", nights) % {"nights": nights}]
    if stay.expected_at is not None and stay.status == StayStatus.BOOKED:
        phrases.append(_("expected %(time)s") % {"time": f"{stay.expected_at:%H:%M}"})
    if stay.children:
        phrases.append(_("%(adults)s + %(children)s children") % {"adults": stay.adults, "children": stay.children})
    if visit > 1:
        phrases.append(_("stay no. %(visit)s") % {"visit": visit})
    if badge is not None and badge.points:
        phrases.append(_("%(points)s points") % {"points": formats.number(badge.points)})
    first, *others = (phrase.replace(" ", TOGETHER) for phrase in phrases)
    return BETWEEN.join([first, stay.company.name if stay.company else stay.channel.name, *others])


def _known(stays: list[Stay], brief: Reviewed.Brief, hotel: Hotel, today: date, access: Access) -> _Known:
    own = {stay.guest_id for stay in stays if stay.guest_id is not None}
    companions = reviewing.companions_of([stay.pk for stay in stays])
    everybody = own.union(guest_id for row in companions.values() for guest_id, _changed_at in row)
    visits = queries.earlier_visits([stay.pk for stay in stays])
    leaving = stays if brief == Reviewed.Brief.DEPARTURE else []
    courtesies = advice_for(leaving, hotel=hotel, today=today)
    complaints = unresolved_of(own, access)
    return _Known(visits, _dates(own), alerts_of(everybody), companions, badges(own), courtesies, complaints)


def _dates(guest_ids: Collection[int]) -> dict[int, list[SpecialDate]]:
    found: dict[int, list[SpecialDate]] = defaultdict(list)
    for row in SpecialDate.objects.filter(guest__in=guest_ids).order_by("pk"):
        found[row.guest_id].append(row)
    return found


def alerts_of(guest_ids: Iterable[int]) -> dict[int, list[GuestTag]]:
    """Allergies and whatever else is marked as an alert, by guest; notes are left encrypted where they are."""
    people = list(guest_ids)
    if not people:  # most stays have no companions, and the statement takes longer to write than to run
        return {}
    rows = (
        GuestTag.objects.agreed()
        .filter(guest__in=people, tag__is_alert=True, withdrawn_at=None)
        .select_related("tag__category")
        .defer("note")
        .order_by("tag__category__order", "tag__code")
    )
    found: dict[int, list[GuestTag]] = defaultdict(list)
    for row in rows:
        found[row.guest_id].append(row)
    return found


def _status(stay: Stay, brief: Reviewed.Brief, today: date) -> list[Mark]:
    if stay.status == StayStatus.NO_SHOW:
        return [Mark("plain", _("No-show"), "person-x")]
    if brief == Reviewed.Brief.ARRIVAL:
        if stay.status == StayStatus.CHECKED_OUT:
            return [Mark("done", _("Checked out"), "box-arrow-right")]
        if stay.status == StayStatus.IN_HOUSE:
            return [Mark("done", _("In house"), "door-open")]
        return [Mark("soon", _("Overdue"), "clock")] if stay.arrival < today else []
    if stay.status == StayStatus.CHECKED_OUT:
        return [Mark("done", _("Checked out"), "box-arrow-right")]
    return [Mark("soon", _("Overdue"), "clock")] if stay.departure < today else []


def _about(stay: Stay, known: _Known, visit: int, access: Access) -> list[Mark]:
    guest = stay.guest
    if guest is None:
        return [Mark("new", _("Guest not known"), "patch-question")]
    found = [Mark("vip", str(VipLevel(guest.vip_level).label), "star-fill")] if guest.vip_level else []
    if (badge := known.badges.get(guest.pk)) is not None:
        found.append(Mark(badge.kind, badge.tier.name))
    found += _alerts(stay, known, access)
    if guest.pk in known.complaints:
        found.append(Mark("alert", _("Unresolved complaint"), "chat-left-text"))
    for occasion in occasions.of_stay(stay, guest, known.dates.get(guest.pk, ()), visit=visit):
        found.append(Mark("soon", occasion.label, occasion.icon))
    if visit == 1:
        found.append(Mark("new", _("First stay"), "person-plus"))
    return found


def _alerts(stay: Stay, known: _Known, access: Access) -> list[Mark]:
    ids = [stay.guest_id, *(guest_id for guest_id, _changed_at in known.companions.get(stay.pk, ()))]
    tags = [row.tag for guest_id in ids if guest_id is not None for row in known.alerts.get(guest_id, ())]
    may_see = access.may(Permission.SEE_SENSITIVE)
    marks = {}
    for tag in tags:
        if tag.is_sensitive and not may_see:
            marks["hidden"] = Mark("alert", _("Alert"), "exclamation-triangle")
        else:
            marks[tag.category.code] = Mark("alert", tag.category.name, tag.category.icon)
    return list(marks.values())


def _reviewed(state: reviewing.State, *, is_done: bool) -> list[Mark]:
    if is_done or state == reviewing.State.UNREAD:
        return []
    if state == reviewing.State.CHANGED:
        return [Mark("new", _("Changed since"), "arrow-repeat")]
    return [Mark("done", _("Reviewed"), "check2")]


def _by_expectation(stay: Stay) -> tuple[bool, bool, str, str, int]:
    expected = stay.expected_at.isoformat() if stay.expected_at else "99"
    return (stay.status != StayStatus.BOOKED, stay.status == StayStatus.NO_SHOW, expected, stay.room, stay.pk)


def _by_room(stay: Stay) -> tuple[bool, str, int]:
    return (stay.status == StayStatus.CHECKED_OUT, stay.room, stay.pk)
