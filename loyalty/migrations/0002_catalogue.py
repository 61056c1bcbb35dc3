"""The starter catalogue: a programme, four tiers, what earns, what each tier entitles to, and the table of late check-outs.

Every install begins with it. Codes are stable; names, thresholds and rates belong to the hotel and are changed in the
administration. Applied a second time it adds what is missing only.
"""

from datetime import time
from decimal import Decimal
from typing import Any

from django.db import migrations

# rank, code, English, Chinese, colour, nights, stays, spend, multiplier, nights for life
TIERS = [
    (0, "member", "Member", "会员", "slate", None, None, None, "1", None),
    (1, "silver", "Silver", "银卡会员", "silver", 8, 4, 8_000, "1.1", None),
    (2, "gold", "Gold", "金卡会员", "gold", 20, 10, 25_000, "1.25", 300),
    (3, "platinum", "Platinum", "铂金会员", "ink", 50, 25, 70_000, "1.5", 800),
]

# department, points per unit of currency; travel agents on the web earn on the room nothing
RULES = [("", "1", ""), ("room", "0", "ota")]

# code: English, Chinese, scene, unit, icon, {tier: (a year, English, Chinese)}
BENEFITS: dict[str, tuple[str, str, str, str, str, dict[str, tuple[int | None, str, str]]]] = {
    "welcome-drink": ("Welcome drink", "欢迎饮品", "arrival", "times", "cup-straw", {"silver": (None, "", "")}),
    "welcome-gift": (
        "Welcome gift in the room",
        "客房欢迎礼",
        "arrival",
        "times",
        "gift",
        {"gold": (None, "fruit", "水果"), "platinum": (None, "fruit and tea", "水果与茶点")},
    ),
    "upgrade": (
        "Upgrade to the next room type",
        "升级房型",
        "arrival",
        "times",
        "arrow-up-circle",
        {"gold": (4, "if free", "视房态"), "platinum": (None, "if free", "视房态")},
    ),
    "late-check-out": ("Late check-out", "延迟退房", "departure", "times", "clock-history", {}),
    "lounge": ("Lounge", "行政酒廊", "stay", "times", "cup-hot", {"platinum": (None, "", "")}),
    "breakfast": ("Breakfast for two", "双人早餐", "dining", "times", "egg-fried", {"platinum": (None, "", "")}),
    "meeting-room": (
        "Meeting room",
        "会议室",
        "meeting",
        "hours",
        "people",
        {"gold": (2, "", ""), "platinum": (8, "", "")},
    ),
    "airport-lane": ("Airport fast lane", "机场快速通道", "travel", "times", "airplane", {"platinum": (4, "", "")}),
    "host": ("Personal host", "专属管家", "stay", "times", "person-heart", {"platinum": (None, "", "")}),
}

# order, who, tier, occupancy from, below, until, no half-day charge, no inspection
COURTESIES = [
    (10, "vip", None, 0, 1000, time(18), True, True),
    (20, "top_tier", None, 0, 1000, time(18), True, True),
    (30, "tier", "gold", 0, 1000, time(16), False, False),
    (40, "company_regular", None, 0, 1000, time(16), False, False),
    (50, "anybody", None, 90, 1000, time(13), False, False),
    (60, "anybody", None, 0, 90, time(14), False, False),
]

# Up to so many points alone.
LIMITS = {"guest_relations": 2_000, "manager": 10_000}


def fill(apps: Any, _editor: Any) -> None:
    def table(name: str) -> Any:
        return apps.get_model("loyalty", name)._default_manager

    table("Programme").get_or_create(
        pk=1,
        defaults={
            "name_en": "Guest Circle",
            "name_zh": "宾客荟",
            "currency": "CNY",
            "time_zone": "Asia/Shanghai",
            "number_prefix": "88",
            "cost_per_point": Decimal("0.02"),
            "welcome_points": 200,
        },
    )
    for rank, code, english, chinese, colour, nights, stays, spend, multiplier, life in TIERS:
        table("Tier").get_or_create(
            code=code,
            defaults={
                "rank": rank,
                "name_en": english,
                "name_zh": chinese,
                "colour": colour,
                "nights": nights,
                "stays": stays,
                "spend": spend,
                "multiplier": Decimal(multiplier),
                "lifetime_nights": life,
            },
        )
    for department, rate, channel in RULES:
        table("EarnRule").get_or_create(
            department=department, channel_kind=channel, hotel=None, company=None, defaults={"rate": Decimal(rate)}
        )
    _benefits(table)
    for order, who, tier, low, high, until, waives, no_inspection in COURTESIES:
        table("CourtesyRule").get_or_create(
            hotel=None,
            order=order,
            defaults={
                "who": who,
                "tier": table("Tier").get(code=tier) if tier else None,
                "occupancy_from": low,
                "occupancy_below": high,
                "until": until,
                "waives_half_day": waives,
                "no_inspection": no_inspection,
            },
        )
    for role, points in LIMITS.items():
        table("AdjustmentLimit").get_or_create(role=role, defaults={"points": points})


def _benefits(table: Any) -> None:
    for order, (code, (english, chinese, scene, unit, icon, tiers)) in enumerate(BENEFITS.items(), start=1):
        benefit, _made = table("Benefit").get_or_create(
            code=code,
            defaults={
                "name_en": english,
                "name_zh": chinese,
                "scene": scene,
                "unit": unit,
                "icon": icon,
                "order": order * 10,
            },
        )
        for tier, (per_year, detail_en, detail_zh) in tiers.items():
            table("TierBenefit").get_or_create(
                tier=table("Tier").get(code=tier),
                benefit=benefit,
                defaults={"per_year": per_year, "detail_en": detail_en, "detail_zh": detail_zh},
            )


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_loyalty")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
