"""The channels every install begins with. Codes are stable; commissions are what is usual and belong to the hotel."""

from decimal import Decimal
from typing import Any

from django.db import migrations

# code, English, Chinese, kind, commission in percent
CHANNELS = [
    ("front-desk", "Front desk", "前台", "direct", "0"),
    ("phone", "Phone", "电话", "direct", "0"),
    ("website", "Website", "官网", "direct", "2.5"),
    ("mini-program", "Mini-program", "小程序", "direct", "1"),
    ("ctrip", "Ctrip", "携程", "ota", "15"),
    ("meituan", "Meituan", "美团", "ota", "12"),
    ("fliggy", "Fliggy", "飞猪", "ota", "10"),
    ("booking-com", "Booking.com", "缤客", "ota", "15"),
    ("expedia", "Expedia", "亿客行", "ota", "18"),
    ("agoda", "Agoda", "安可达", "ota", "17"),
    ("corporate", "Company account", "协议公司", "corporate", "0"),
    ("travel-agent", "Travel agent", "旅行社", "agent", "10"),
    ("gds", "GDS", "全球分销系统", "gds", "10"),
    ("group", "Group", "团队", "group", "5"),
    ("undefined", "Not stated", "未注明", "undefined", "0"),
]


def add(apps: Any, _schema_editor: Any) -> None:
    channel = apps.get_model("stays", "Channel")
    for code, name_en, name_zh, kind, commission in CHANNELS:
        values = {"name_en": name_en, "name_zh": name_zh, "kind": kind, "commission": Decimal(commission)}
        channel.objects.get_or_create(code=code, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("stays", "0001_stays")]

    # Going back keeps the rows: stays may refer to them by then.
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
