"""The invented hotels: in pairs, one in China and one abroad, so that every demo crosses a time zone.

Next door: ``setting_up.py`` (their rows), ``rooms.py`` (which room is free when).
"""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

GUESTS_PER_PAIR: Final = 80_000
# Rooms for every thousand guests of a pair: with three stays a guest over two years, houses that grow from a third
# to two thirds full.
ROOMS_PER_THOUSAND: Final = (14, 10)
ROOMS_PER_FLOOR_AT_LEAST: Final = 8
FLOORS: Final = tuple(f"{n:02d}" for n in (*range(5, 13), *range(15, 24)))  # nobody wants 4 or 13, nor 14


@dataclass(frozen=True)
class House:
    """One hotel of the plan; `rate` is what a standard room costs on an ordinary day, in whole units of currency."""

    code: str
    name_en: str
    name_zh: str
    time_zone: str
    currency: str
    country: str
    rooms: int
    rate: int
    letter: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True)
class Pair:
    """Two hotels and the guests who know them: what one process makes."""

    index: int
    houses: tuple[House, House]
    guests: int


_CHINA: Final = (
    ("hangzhou", "Lakeside Hotel Hangzhou", "湖畔酒店·杭州"),
    ("suzhou", "Garden Hotel Suzhou", "园林酒店·苏州"),
    ("xiamen", "Island Hotel Xiamen", "鹭岛酒店·厦门"),
    ("chengdu", "Bamboo Hotel Chengdu", "竹苑酒店·成都"),
    ("sanya", "Palm Bay Hotel Sanya", "棕榈湾酒店·三亚"),
    ("qingdao", "Old Pier Hotel Qingdao", "栈桥酒店·青岛"),
    ("guilin", "River Bend Hotel Guilin", "漓江酒店·桂林"),
    ("xian", "City Wall Hotel Xi'an", "城墙酒店·西安"),
    ("dali", "Cloud Hotel Dali", "云栖酒店·大理"),
    ("nanjing", "Plum Hotel Nanjing", "梅园酒店·南京"),
    ("shenzhen", "Bay Hotel Shenzhen", "海湾酒店·深圳"),
    ("harbin", "Ice Lantern Hotel Harbin", "冰灯酒店·哈尔滨"),
    ("wuhan", "East Lake Hotel Wuhan", "东湖酒店·武汉"),
)
_ABROAD: Final = (
    ("lisbon", "Harbour Hotel Lisbon", "海港酒店·里斯本", "Europe/Lisbon", "PT"),
    ("porto", "Bridge Hotel Porto", "大桥酒店·波尔图", "Europe/Lisbon", "PT"),
    ("funchal", "Levada Hotel Funchal", "山渠酒店·丰沙尔", "Atlantic/Madeira", "PT"),
    ("faro", "Lagoon Hotel Faro", "潟湖酒店·法鲁", "Europe/Lisbon", "PT"),
    ("seville", "Orange Court Hotel Seville", "橙院酒店·塞维利亚", "Europe/Madrid", "ES"),
    ("malaga", "Lighthouse Hotel Málaga", "灯塔酒店·马拉加", "Europe/Madrid", "ES"),
    ("bilbao", "Old Wharf Hotel Bilbao", "老码头酒店·毕尔巴鄂", "Europe/Madrid", "ES"),
    ("nice", "Promenade Hotel Nice", "海滨大道酒店·尼斯", "Europe/Paris", "FR"),
    ("lyon", "Silk Hotel Lyon", "丝织酒店·里昂", "Europe/Paris", "FR"),
    ("genoa", "Lantern Hotel Genoa", "灯笼酒店·热那亚", "Europe/Rome", "IT"),
    ("trieste", "Canal Hotel Trieste", "运河酒店·的里雅斯特", "Europe/Rome", "IT"),
    ("hamburg", "Elbe Hotel Hamburg", "易北酒店·汉堡", "Europe/Berlin", "DE"),
    ("bremen", "Market Hotel Bremen", "集市酒店·不来梅", "Europe/Berlin", "DE"),
)


def plan(guests: int) -> list[Pair]:
    """The hotels for a group with so many guests: two for a few thousand, twenty-six for a million.

    The guests are shared out evenly; the first pairs take what is left over.
    """
    pairs = min(len(_CHINA), max(1, -(-guests // GUESTS_PER_PAIR)))
    shares = [guests // pairs + (n < guests % pairs) for n in range(pairs)]
    return [Pair(index, _houses(index, share), share) for index, share in enumerate(shares)]


def _houses(index: int, guests: int) -> tuple[House, House]:
    at_home, abroad = (max(ROOMS_PER_FLOOR_AT_LEAST, guests * rooms // 1000) for rooms in ROOMS_PER_THOUSAND)
    code, name_en, name_zh = _CHINA[index]
    home = House(code, name_en, name_zh, "Asia/Shanghai", "CNY", "CN", at_home, 680, chr(ord("A") + index))
    code, name_en, name_zh, zone, country = _ABROAD[index]
    return home, House(code, name_en, name_zh, zone, "EUR", country, abroad, 118, chr(ord("N") + index))


def room_numbers(rooms: int) -> tuple[str, ...]:
    """Numbers like 0712, floor by floor; the highest ones are the suites."""
    per_floor = max(ROOMS_PER_FLOOR_AT_LEAST, -(-rooms // len(FLOORS)))
    return tuple(f"{FLOORS[n // per_floor]}{n % per_floor + 1:02d}" for n in range(rooms))
