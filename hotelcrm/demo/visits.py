"""The invented stays: when, in which room, through which channel, for how much, and what was spent beside the room.

Pure. Next door: ``seasons.py`` (when guests come), ``rooms.py`` (which room is free), ``rows.py`` (the rows).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from .houses import House
from .people import Person, pick
from .rooms import ROOM_TYPES, Rooms
from .seasons import DAYS, LONGEST_STAY, TODAY, Story

_NIGHTS: Final = {
    "business": (1, 1, 2, 2, 2, 3, 3, 4, 5),
    "leisure": (1, 2, 2, 3, 3, 3, 4, 4, 5, 7),
    "family": (2, 3, 3, 4, 4, 5, 6, 7, 8),
    "meeting": (1, 2, 2, 3, 3, 4),
}
_LEAD: Final = {"business": 14, "leisure": 60, "family": 110, "meeting": 90}
_CHANNELS: Final = {
    ("business", "CN"): "corporate corporate corporate website mini-program phone ctrip gds",
    ("leisure", "CN"): "ctrip ctrip mini-program mini-program website meituan fliggy phone front-desk booking-com",
    ("family", "CN"): "ctrip mini-program website phone meituan fliggy travel-agent",
    ("meeting", "CN"): "group group group corporate travel-agent",
    ("business", "else"): "corporate corporate corporate website gds gds booking-com phone",
    ("leisure", "else"): "booking-com booking-com booking-com website website expedia agoda phone front-desk",
    ("family", "else"): "booking-com expedia website website phone travel-agent",
    ("meeting", "else"): "group group corporate travel-agent",
}
_CANCELLED: Final = {"ctrip": 0.17, "meituan": 0.17, "fliggy": 0.16, "booking-com": 0.24, "expedia": 0.2, "agoda": 0.2}
_CANCELLED_ELSE: Final = 0.07
_NO_SHOW: Final = 0.012
_TYPES: Final = {
    "business": ("STD", "STD", "STD", "VIEW", "VIEW"),
    "leisure": ("STD", "STD", "VIEW", "VIEW", "STE"),
    "family": ("FAM", "FAM", "VIEW", "STE", "STD"),
    "meeting": ("STD", "STD", "STD", "VIEW"),
}
_MEALS: Final = {
    "business": ("breakfast", "room_only"),
    "leisure": ("breakfast", "breakfast", "room_only", "half_board"),
    "family": ("breakfast", "half_board", "half_board", "full_board"),
    "meeting": ("breakfast", "full_board"),
}
# Minutes of the day: when guests say they come, and when they leave.
_COMING: Final = (780, 840, 870, 900, 900, 930, 960, 990, 1020, 1050, 1080, 1110, 1140, 1200, 1230, 1290, 1350)
_LEAVING: Final = (400, 450, 480, 510, 540, 570, 600, 620, 640, 660, 680, 700, 715)
_TODAY_ARRIVED: Final = 0.6  # the rest is left to whoever tries the desk
_TODAY_LEFT: Final = 0.65
_REQUESTS: Final = {
    "CN": ("尽量安排高楼层", "需要婴儿床", "预计晚到，请保留房间", "两间房请靠近", "请准备生日蛋糕", "需要开公司发票"),
    "else": ("High floor if possible", "Cot for the baby", "Late arrival, please hold the room", "Two rooms close by"),
}
# Department, what the bill says, price in percent of a standard room's, who buys it.
_SPENDING: Final = {
    "CN": (
        ("food", "湖畔餐厅·晚餐", 42, "leisure family business"),
        ("food", "中餐厅包间", 95, "business meeting"),
        ("food", "茶廊", 18, "leisure business"),
        ("food", "客房送餐", 22, "business family leisure"),
        ("food", "迷你吧", 9, "business leisure family meeting"),
        ("spa", "芳香按摩 60分钟", 65, "leisure business"),
        ("meeting", "会议室半日", 160, "meeting"),
        ("recreation", "游船", 30, "leisure family"),
        ("recreation", "儿童手工课", 16, "family"),
        ("other", "洗衣", 14, "business meeting"),
        ("other", "机场接送", 48, "business"),
    ),
    "else": (
        ("food", "Harbour restaurant, dinner", 48, "leisure family business"),
        ("food", "Bar", 20, "business leisure meeting"),
        ("food", "Room service", 24, "business family leisure"),
        ("food", "Minibar", 9, "business leisure family meeting"),
        ("spa", "Massage, 50 minutes", 62, "leisure business"),
        ("meeting", "Meeting room, half a day", 170, "meeting"),
        ("recreation", "Boat trip", 38, "leisure family"),
        ("recreation", "Surfing lesson", 34, "family leisure"),
        ("other", "Laundry", 15, "business meeting"),
        ("other", "Airport transfer", 34, "business leisure"),
    ),
}
_BOUGHT: Final = {
    (country, segment): tuple(row for row in rows if segment in row[3].split())
    for country, rows in _SPENDING.items()
    for segment in _NIGHTS
}
_TOGETHER: Final = ("family", "leisure")
_CHANNEL_POOLS: Final = {key: tuple(words.split()) for key, words in _CHANNELS.items()}


@dataclass(slots=True)
class Spent:
    """One line of the bill, in whole units of the hotel's currency."""

    department: str
    description: str
    amount: int
    day: int


@dataclass(slots=True)
class Visit:
    """One invented stay; days and minutes are those of its hotel."""

    person: Person
    home: int
    first: int
    after: int  # the day of departure
    channel: str
    booked: int
    status: str = "booked"
    closed: int | None = None
    takes_place: bool = True
    room: str = ""
    room_type: str = "STD"
    coming: int = 0
    leaving: int = 660
    says_when: bool = True
    adults: int = 1
    children: int = 0
    infants: int = 0
    rate: int = 0
    meal_plan: str = ""
    request: str = ""
    purpose: str = ""
    is_inferred: bool = False
    is_known: bool = True  # the guest; a few bookings come without
    spent: Sequence[Spent] = ()

    @property
    def nights(self) -> int:
        return self.after - self.first

    @property
    def has_come(self) -> bool:
        return self.status in {"checked_out", "in_house"}


class Diary:
    """Both hotels of a pair while their stays are being invented."""

    def __init__(self, random: Random, houses: tuple[House, House], stories: tuple[Story, Story]) -> None:
        self._random, self._houses, self._stories = random, houses, stories
        self._draw = random.random
        self._rooms = [Rooms(house, DAYS + LONGEST_STAY) for house in houses]
        self._abroad = ["CN" if house.country == "CN" else "else" for house in houses]

    def of(self, person: Person) -> Iterator[Visit]:
        """All stays of one person, none at the same time as another."""
        busy: list[Visit] = []
        for _ in range(person.visits):
            visit = self._visit(person, busy)
            if visit.takes_place:
                busy.append(visit)
            yield visit

    def script(self, person: Person, first: int, nights: int, room_type: str, channel: str, coming: int) -> Visit:
        """A stay whose day is told rather than drawn."""
        visit = Visit(person, person.home, first, first + nights, channel, min(first, TODAY) - 3, coming=coming)
        self._let(visit, room_type)
        self._furnish(visit)
        return visit

    def _visit(self, person: Person, busy: list[Visit]) -> Visit:
        is_away = not person.is_scripted and self._draw() < 0.07
        home = 1 - person.home if is_away else person.home
        visit = self._dates(person, home)
        for _ in range(12):
            if not _clashes(visit, busy) and self._is_kept(visit):
                break
            visit = self._dates(person, home)
        else:
            self._cancel(visit)  # nothing free on any of these dates
        self._furnish(visit)
        return visit

    def _dates(self, person: Person, home: int) -> Visit:
        draw, segment = self._draw, person.segment
        pool, lengths = _CHANNEL_POOLS[segment, self._abroad[home]], _NIGHTS[segment]
        channel = pool[int(draw() * len(pool))]
        if channel == "corporate" and person.company is None:
            channel = "website"
        first = self._stories[home].arrival(self._random, segment, person.first, min(person.last, DAYS - 1))
        after = first + lengths[int(draw() * len(lengths))]
        lead = int(draw() ** 2 * _LEAD[segment])
        booked = max(0, first - lead) if first <= TODAY else TODAY - int(draw() * 45)
        return Visit(person, home, first, after, channel, booked)

    def _is_kept(self, visit: Visit) -> bool:
        """Decide what becomes of the booking; False when the house is full then."""
        draw, person = self._draw, visit.person
        chance = 0.0 if person.is_scripted else _CANCELLED.get(visit.channel, _CANCELLED_ELSE)
        if draw() < (chance if visit.first <= TODAY else chance / 3):
            self._cancel(visit)
            return True
        if visit.first < TODAY and chance and draw() < _NO_SHOW:
            visit.status, visit.closed, visit.takes_place = "no_show", visit.first, False
            return True
        types = _TYPES[person.segment]
        return self._let(visit, types[int(draw() * len(types))])

    def _let(self, visit: Visit, room_type: str) -> bool:
        # Whoever leaves today may still be in the room when the next one comes.
        after = visit.after + (visit.after == TODAY)
        let = self._rooms[visit.home].take(self._random, room_type, visit.first, after)
        if let is None:
            return False
        visit.room, visit.room_type = let.room, let.room_type
        return True

    def _cancel(self, visit: Visit) -> None:
        latest = min(visit.first, TODAY)
        visit.status, visit.takes_place = "cancelled", False
        visit.booked = min(visit.booked, latest)
        visit.closed = visit.booked + int(self._draw() * (latest - visit.booked + 1))

    def _furnish(self, visit: Visit) -> None:
        draw, person = self._draw, visit.person
        house, story, segment = self._houses[visit.home], self._stories[visit.home], person.segment
        if segment in _TOGETHER:
            self._seat(visit)
        visit.coming = visit.coming or _COMING[int(draw() * len(_COMING))]
        visit.leaving = _LEAVING[int(draw() * len(_LEAVING))]
        visit.says_when = draw() < 0.75
        factor = ROOM_TYPES[visit.room_type][1] * (0.86 + 0.3 * draw()) * (0.55 + 0.45 * story.season[visit.first])
        visit.rate = int(house.rate * factor / 100)
        if draw() < 0.9:
            meals = _MEALS[segment]
            visit.meal_plan = meals[int(draw() * len(meals))]
        if draw() < 0.08:
            visit.request = pick(self._random, _REQUESTS["CN" if person.is_chinese else "else"])
        if draw() < 0.9:
            visit.purpose, visit.is_inferred = segment, draw() < 0.4
        visit.is_known = draw() >= 0.01 or person.is_scripted or visit.first <= TODAY <= visit.after
        if visit.takes_place:
            self._advance(visit, story.minute)
            if visit.has_come:
                self._spend(visit)

    def _seat(self, visit: Visit) -> None:
        if visit.person.segment == "family":
            visit.adults = 2
            visit.children, visit.infants = int(self._draw() * 3), int(self._draw() < 0.15)
        else:
            visit.adults = 1 + int(self._draw() < 0.8)

    def _advance(self, visit: Visit, minute: int) -> None:
        """How far the stay has come at this minute in its hotel."""
        if visit.first > TODAY or (visit.first == TODAY and not self._by_now(visit.coming, minute, _TODAY_ARRIVED)):
            if visit.first > TODAY + 1 or self._draw() < 0.15:
                visit.room = ""  # not yet given
        elif visit.after > TODAY or (visit.after == TODAY and not self._by_now(visit.leaving, minute, _TODAY_LEFT)):
            visit.status = "in_house"
        else:
            visit.status = "checked_out"

    def _by_now(self, planned: int, minute: int, share: float) -> bool:
        return planned + 40 <= minute and self._draw() < share

    def _spend(self, visit: Visit) -> None:
        draw, house, first = self._draw, self._houses[visit.home], visit.first
        pool = _BOUGHT[self._abroad[visit.home], visit.person.segment]
        upto = min(visit.after, TODAY) - first
        visit.spent = [
            self._buy(pool[int(draw() * len(pool))], house.rate, first + int(draw() * (upto + 1)))
            for _ in range(int(draw() * (1.8 + 0.5 * upto)))
        ]

    def _buy(self, what: tuple[str, str, int, str], rate: int, day: int) -> Spent:
        department, words, percent, _who = what
        return Spent(department, words, max(2, int(rate * percent * (0.7 + 0.8 * self._draw()) / 100)), day)


def _clashes(visit: Visit, busy: list[Visit]) -> bool:
    """Whether the guest would sleep in two places."""
    first, after = visit.first, visit.after
    return bool(busy) and any(first < other.after and other.first < after for other in busy)
