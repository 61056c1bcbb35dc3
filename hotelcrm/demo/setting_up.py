"""The rows that guests and stays refer to: hotels, room types, company accounts, staff.

Next door: ``houses.py`` (which hotels there are), ``rows.py`` (the guests and stays).
"""

from typing import Final

from django.contrib.auth.hashers import make_password

from guests.models import Company, Notice, Tag
from hotelcrm.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount
from hotelcrm.accounts.models import Hotel, Membership, Role, User
from stays.models import Channel, RoomType, Stay

from .copying import reserve
from .houses import House, Pair
from .people import STAYS_PER_GUEST, Companies
from .rows import Ground

_ROOM_TYPES: Final = {
    "STD": ("Standard room", "标准间"),
    "VIEW": ("Water view room", "湖景房"),
    "FAM": ("Family room", "家庭房"),
    "STE": ("Suite", "套房"),
}
_FIRST: Final = [
    "绿云",
    "青禾",
    "远山",
    "星澜",
    "海晏",
    "朗润",
    "明德",
    "北辰",
    "云帆",
    "瑞泽",
    "天工",
    "宏图",
    "知行",
    "万象",
    "东岸",
    "凌志",
]
_TRADE: Final = ["科技", "医药", "物流", "机械", "能源", "设计", "传媒", "资本", "食品", "电子", "咨询", "航运"]
_FIRST_LATIN: Final = (
    "Lvyun Qinghe Yuanshan Xinglan Haiyan Langrun Mingde Beichen Yunfan Ruize Tiangong Hongtu Zhixing "
)
_FIRST_LATIN_MORE: Final = "Wanxiang Dong'an Lingzhi"
_TRADE_LATIN: Final = (
    "Technology Pharma Logistics Machinery Energy Design Media Capital Foods Electronics Consulting Shipping"
)
_ABROAD_FIRST: Final = [
    "Almadra",
    "Northgate",
    "Bergtal",
    "Riverton",
    "Sorraia",
    "Kestrel",
    "Montclair",
    "Atlas",
    "Falésia",
    "Brandt",
    "Lumen",
    "Oakfield",
]
_ABROAD_TRADE: Final = [
    "Analytics",
    "Engineering",
    "Pharma",
    "Shipping",
    "Partners",
    "Foods",
    "Energy",
    "Instruments",
    "Textiles",
    "Media",
]
_STAFF_NAMES: Final = {
    "front": "曹晓雨",
    "housekeeping": "周兰",
    "restaurant": "Rui Mendes",
    "relations": "沈清",
    "marketing": "Lena Hofmann",
    "manager": "Helena Prata",
    "privacy": "顾明",
    "admin": "Sam Whitcombe",
}
_AT_ONE_HOTEL: Final = {Role.FRONT_DESK, Role.DEPARTMENT, Role.GUEST_RELATIONS}


def set_up(pairs: list[Pair]) -> list[Ground]:
    """Write hotels, room types, companies and staff; return, for each pair, the ids its rows refer to."""
    hotels = [[_hotel(house) for house in pair.houses] for pair in pairs]
    staff = _staff([hotel for two in hotels for hotel in two])
    return [_ground(pair, two, staff) for pair, two in zip(pairs, hotels, strict=True)]


def _hotel(house: House) -> Hotel:
    hotel = Hotel.objects.create(
        code=house.code,
        name_en=house.name_en,
        name_zh=house.name_zh,
        time_zone=house.time_zone,
        currency=house.currency,
        country=house.country,
        rooms=house.rooms,
    )
    RoomType.objects.bulk_create(
        RoomType(hotel=hotel, code=code, name_en=name_en, name_zh=name_zh)
        for code, (name_en, name_zh) in _ROOM_TYPES.items()
    )
    return hotel


def _staff(hotels: list[Hotel]) -> dict[str, int]:
    """One account per role; returns who notes preferences, by department ("" is the front desk)."""
    password = make_password(DEMO_PASSWORD)
    noting = {}
    for account in DEMO_ACCOUNTS:
        user = User.objects.create(
            username=account.username, display_name=_STAFF_NAMES[account.username], password=password
        )
        Membership.objects.bulk_create(
            Membership(user=user, hotel=hotel, role=account.role, department=account.department or "")
            for hotel in _workplaces(account, hotels)
        )
        if account.role in {Role.FRONT_DESK, Role.DEPARTMENT}:
            noting[str(account.department or "")] = user.pk
    return noting


def _workplaces(account: DemoAccount, hotels: list[Hotel]) -> list[Hotel]:
    return hotels[:1] if account.role in _AT_ONE_HOTEL else hotels


def _ground(pair: Pair, hotels: list[Hotel], staff: dict[str, int]) -> Ground:
    types = RoomType.objects.filter(hotel__in=hotels).values_list("hotel_id", "code", "pk")
    home, abroad = (hotel.pk for hotel in hotels)
    return Ground(
        hotels=(home, abroad),
        room_types={(int(hotel == abroad), code): key for hotel, code, key in types},
        channels=dict(Channel.objects.values_list("code", "pk")),
        companies=_companies(pair),
        tags={code: (key, sensitive) for code, key, sensitive in Tag.objects.values_list("code", "pk", "is_sensitive")},
        notices=dict(Notice.objects.order_by("version").values_list("purpose", "pk")),
        staff=staff,
        first_guest=reserve("guests_guest_id_seq", pair.guests),
        first_number=reserve("guests_guest_number_seq", pair.guests),
        first_stay=reserve(f"{Stay._meta.db_table}_id_seq", pair.guests * STAYS_PER_GUEST),
    )


def _companies(pair: Pair) -> list[int]:
    companies = Companies.of(pair)
    rows = [
        Company(
            code=f"{pair.houses[home].letter}{place + 1:03d}",
            name=_chinese_name(place) if home == 0 else _name_abroad(place),
            latin_name=_latin_name(place) if home == 0 else "",
            is_key=companies.is_key(companies.number(home, place)),
        )
        for home in (0, 1)
        for place in range(companies.each)
    ]
    return [row.pk for row in Company.objects.bulk_create(rows)]


def _chinese_name(place: int) -> str:
    first, trade = _turn(place, _FIRST, _TRADE)
    return f"{first}{trade}{_branch(place, len(_FIRST) * len(_TRADE), '{}分公司')}"


def _latin_name(place: int) -> str:
    first, trade = _turn(place, f"{_FIRST_LATIN} {_FIRST_LATIN_MORE}".split(), _TRADE_LATIN.split())
    return f"{first} {trade}"


def _name_abroad(place: int) -> str:
    first, trade = _turn(place, _ABROAD_FIRST, _ABROAD_TRADE)
    return f"{first} {trade}{_branch(place, len(_ABROAD_FIRST) * len(_ABROAD_TRADE), ' {}')}"


def _turn(place: int, first: list[str], second: list[str]) -> tuple[str, str]:
    """Neighbours differ in both words, and no two among the first ``len(first) * len(second)`` are the same."""
    return first[place % len(first)], second[(place + place // len(first)) % len(second)]


def _branch(place: int, names: int, words: str) -> str:
    return words.format(place // names + 1) if place >= names else ""
