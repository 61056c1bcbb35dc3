"""What the demo's programme offers beyond the starter catalogue: vouchers, rewards, a promotion, a rate."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final

from guests.models import Tag
from hotelcrm.accounts.models import Hotel
from loyalty.models import CurrencyRate, Programme, Promotion, Reward, Tier, VoucherType
from stays.figures.periods import months_later

EURO: Final = Decimal("7.80")
EXPIRY_MONTHS: Final = 18  # so that the two years of the story see points expire
# The invented guests stay longer and spend more than most: by the starting values four in ten would be silver.
SILVER: Final = {"nights": 12, "stays": 5, "spend": 14_000}
FAMILIES: Final = "travels-with-children"

# code: English, Chinese, what it gives, and the rest of the columns
TYPES: Final[dict[str, tuple[str, str, str, dict[str, Any]]]] = {
    "welcome-drink": ("Welcome drink", "欢迎饮品", "item", {"cost": 18, "department": "food", "valid_days": 365}),
    "fb-100": (
        *("CN¥100 off in our restaurants", "餐饮满300减100", "amount"),
        {"value": 100, "currency": "CNY", "least_spend": 300, "department": "food", "cost": 40, "valid_days": 180},
    ),
    "spa-20": (
        "20 % off in the spa",
        "水疗八折券",
        "percent",
        {"value": 20, "department": "spa", "valid_days": 60, "cost": 60},
    ),
    "late-16": (
        *("Late check-out until 16:00", "延迟退房至16:00", "late_check_out"),
        {"until_time": time(16), "cost": 60, "valid_days": 365},
    ),
    "upgrade": ("Upgrade to the next room type", "房型升级一档", "upgrade", {"cost": 150, "valid_days": 365}),
    "night": ("One night in a standard room", "标准间免费住一晚", "item", {"cost": 260, "valid_days": 365}),
    "dinner": ("Dinner for two", "双人晚餐", "item", {"cost": 220, "department": "food", "valid_days": 180}),
}
# code: English, Chinese, kind, points, voucher type, and the rest
REWARDS: Final[dict[str, tuple[str, str, str, int, str, dict[str, Any]]]] = {
    "late-check-out": ("Late check-out until 16:00", "延迟退房至16:00", "upgrade", 800, "late-16", {"cost": 60}),
    "spa": ("20 % off in the spa", "水疗八折券", "spa", 1_000, "spa-20", {"cost": 60}),
    "room-upgrade": ("Room upgrade", "房型升级", "upgrade", 2_500, "upgrade", {"cost": 150, "per_member": 4}),
    "dinner-for-two": ("Dinner for two by the water", "水畔双人晚餐", "dinner", 4_000, "dinner", {"cost": 220}),
    "exhibition": (
        *("Two tickets to the silk museum's exhibition", "丝绸博物馆特展门票两张", "partner", 1_500, ""),
        {"partner": "江南丝绸博物馆", "cost": 40, "stock": 200, "per_member": 2},
    ),
    "airline-upgrade": (
        *("Airline upgrade on a domestic flight", "国内航班升舱一次", "partner", 12_000, ""),
        {"partner": "东湖航空", "cost": 420, "stock": 40, "tier": "silver"},
    ),
    "health-check": (
        *("Health check for one", "单人健康体检", "partner", 15_000, ""),
        {"partner": "和安体检中心", "cost": 520, "stock": 30, "tier": "gold", "per_member": 1},
    ),
    "free-night": ("One night in a standard room", "标准间免费住一晚", "night", 9_000, "night", {"cost": 260}),
}


def fill(today: date) -> None:
    """Write the catalogue as of the programme's day `today`; what is there already stays as it is."""
    CurrencyRate.objects.get_or_create(currency="EUR", defaults={"worth": EURO})
    types = {code: _type(code) for code in TYPES}
    Tier.objects.filter(code="silver").update(**SILVER)
    programme = Programme.current()
    programme.expiry_months = EXPIRY_MONTHS
    programme.save(update_fields=["expiry_months"])
    programme.welcome_vouchers.add(types["welcome-drink"])
    # A voucher in yuan is of no use where bills are in euros.
    types["fb-100"].hotels.set(Hotel.objects.filter(currency="CNY"))
    for code in REWARDS:
        _reward(code, types)
    _promotion(today)


def _type(code: str) -> VoucherType:
    english, chinese, gives, more = TYPES[code]
    defaults = {"name_en": english, "name_zh": chinese, "gives": gives, **more}
    return VoucherType.objects.get_or_create(code=code, defaults=defaults)[0]


def _reward(code: str, types: dict[str, VoucherType]) -> None:
    english, chinese, kind, points, voucher, more = REWARDS[code]
    fields = {name: value for name, value in more.items() if name != "tier"}
    fields["least_tier"] = Tier.objects.filter(code=more.get("tier", "")).first()
    fields["voucher_type"] = types.get(voucher)
    names = {"name_en": english, "name_zh": chinese}
    Reward.objects.get_or_create(code=code, defaults={**names, "kind": kind, "points": points, **fields})


def _promotion(today: date) -> None:
    """Double points this month, for those who travel with children."""
    first = today.replace(day=1)
    promotion, _made = Promotion.objects.get_or_create(
        code=f"families-{first:%Y-%m}",
        defaults={
            "name_en": "Double points for families",
            "name_zh": "亲子客人双倍积分",
            "factor": Decimal(2),
            "starts_on": first,
            "ends_on": months_later(first, 1) - timedelta(days=1),
        },
    )
    promotion.tags.set(Tag.objects.filter(code=FAMILIES))
