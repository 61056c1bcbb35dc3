"""The packages of the demo's houses: for families, divers, meetings, the spa, tea and wine, and one for everybody."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from campaigns.models import Offer
from guests.models import Guest, GuestTag, Tag, TagCategory
from hotelcrm.accounts.models import Hotel
from stays.models import Charge, Purpose

DIVING: Final = "diving"
DIVERS: Final = 0.04  # of the guests
ABROAD, AT_HOME = "EUR", "CNY"
ROUNDED: Final = Decimal(10)
EURO: Final = Decimal("7.80")

# code: names, what it is, conditions, price in euros, and the rest; `tags` are codes of the catalogue
OFFERS: Final[dict[str, dict[str, Any]]] = {
    "family-suite": {
        "name_en": "Family suite weekend",
        "name_zh": "亲子套房周末",
        "text_en": "Two nights in the family suite, breakfast for all, and an afternoon in the children's club.",
        "text_zh": "家庭套房连住两晚，全家早餐，儿童乐园畅玩一个下午。",
        "terms_en": "For two adults and up to two children under twelve.",
        "terms_zh": "适用于两位成人及最多两名12岁以下儿童。",
        "price": Decimal(240),
        "least_nights": 2,
        "scene": Purpose.FAMILY,
        "tags": ["travels-with-children", "travels-with-baby", "kids-club"],
    },
    "diving-trip": {
        "name_en": "Diving trip along the coast",
        "name_zh": "海岸潜水一日",
        "text_en": "A day on the boat with two dives, equipment and lunch; back before sunset.",
        "text_zh": "乘船出海一日，含两次下潜、全套装备与午餐，日落前返回。",
        "terms_en": "With a diving certificate; the captain decides by the weather.",
        "terms_zh": "须持潜水证，是否出海由船长视天气决定。",
        "price": Decimal(145),
        "least_nights": 2,
        "currency": ABROAD,
        "tags": [DIVING, "swims"],
    },
    "meeting-day": {
        "name_en": "Meeting day for ten",
        "name_zh": "十人会议日",
        "text_en": "The quiet room for a day, with screen, two coffee breaks and lunch in the restaurant.",
        "text_zh": "安静会议室一天，含投影、两次茶歇与餐厅午餐。",
        "terms_en": "Monday to Friday, please book two days ahead.",
        "terms_zh": "周一至周五适用，请提前两天预订。",
        "price": Decimal(390),
        "scene": Purpose.MEETING,
        "department": Charge.Department.MEETING,
        "tags": [],
    },
    "spa-afternoon": {
        "name_en": "Afternoon in the spa",
        "name_zh": "水疗半日",
        "text_en": "A massage of sixty minutes, sauna and pool, tea and fruit afterwards.",
        "text_zh": "六十分钟按摩，桑拿与泳池不限时，之后奉茶与水果。",
        "terms_en": "Between two and six in the afternoon.",
        "terms_zh": "每日14:00至18:00。",
        "price": Decimal(75),
        "department": Charge.Department.SPA,
        "tags": ["massage", "sauna"],
    },
    "tea-and-wine": {
        "name_en": "An evening of tea or wine",
        "name_zh": "品茗品酒之夜",
        "text_en": "A tasting for two with our tea master or sommelier, and small dishes that go with it.",
        "text_zh": "双人品鉴，由茶艺师或侍酒师主持，佐以精致小食。",
        "terms_en": "Thursday to Saturday at eight.",
        "terms_zh": "周四至周六20:00。",
        "price": Decimal(58),
        "tags": ["tea-culture", "longjing-tea", "puer-tea", "wine-tasting", "red-wine", "port-wine", "local-food"],
    },
    "two-nights": {
        "name_en": "Two nights, breakfast on us",
        "name_zh": "连住两晚，早餐我请",
        "text_en": "Stay two nights, and breakfast is our guest too.",
        "text_zh": "连住两晚，早餐由我们招待。",
        "terms_en": "Booked with us directly.",
        "terms_zh": "仅限直接向酒店预订。",
        "least_nights": 2,
        "tags": [],
    },
}


def fill(*, seed: int, at: datetime) -> None:
    """Write the six offers, and let some guests like to dive; what is there already stays as it is.

    A package with a price is one offer for each currency of the houses, the diving trip only for those by the sea.
    """
    _divers(Random(seed), at)
    for code, told in OFFERS.items():
        if "price" not in told:
            _offer(code, told, hotels=[])
        else:
            for currency in [told["currency"]] if "currency" in told else [AT_HOME, ABROAD]:
                hotels = list(Hotel.objects.filter(currency=currency))
                if hotels:
                    _offer(f"{code}-{currency.lower()}", _priced(told, currency), hotels=hotels)


def _priced(told: dict[str, Any], currency: str) -> dict[str, Any]:
    price = told["price"]
    if currency == AT_HOME:
        price = (price * EURO / ROUNDED).quantize(Decimal(1)) * ROUNDED
    return told | {"price": price, "currency": currency}


def _offer(code: str, told: dict[str, Any], *, hotels: list[Hotel]) -> None:
    fields = {name: value for name, value in told.items() if name != "tags"}
    row, is_new = Offer.objects.get_or_create(code=code, defaults=fields)
    if is_new:
        row.hotels.set(hotels)
        row.tags.set(Tag.objects.filter(code__in=told["tags"], is_sensitive=False))


def _divers(random: Random, at: datetime) -> None:
    names = {"name_en": "Diving", "name_zh": "潜水", "synonyms": ["scuba", "snorkelling", "浮潜", "水肺"]}
    heading = TagCategory.objects.get(code="interest")
    tag, is_new = Tag.objects.get_or_create(code=DIVING, defaults=names | {"category": heading})
    if not is_new:
        return
    guests = Guest.objects.current().order_by("pk").values_list("pk", flat=True)
    divers = [pk for pk in guests.iterator() if random.random() < DIVERS]
    noted = at - timedelta(days=30)
    source = GuestTag.Source
    GuestTag.objects.bulk_create(
        (
            GuestTag(
                guest_id=pk,
                tag=tag,
                source=source.STATED if random.random() < 0.5 else source.OBSERVED,
                first_noted_at=noted,
                noted_at=noted,
            )
            for pk in divers
        ),
        batch_size=1000,
    )
