"""The segments every house begins with, in the business's own words."""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _one_of(field: str, *values: str) -> dict[str, Any]:
    return {"field": field, "op": "in", "value": list(values)}


def _number(field: str, op: str, value: int) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


# Code, names, rule.
SEGMENTS = (
    ("high-value", "High value guests", "高价值客户", {"all": [_one_of("value_layer", "high")]}),
    ("potential", "Potential guests", "潜力客户", {"all": [_one_of("value_layer", "potential")]}),
    ("dormant", "Dormant guests", "沉睡客户", {"all": [_one_of("lifecycle", "dormant")]}),
    ("cooling", "Guests going quiet", "流失预警客户", {"all": [_one_of("lifecycle", "cooling")]}),
    (
        "families",
        "Families",
        "亲子家庭客户",
        {"any": [_number("family_stays", "at_least", 1), _one_of("scene", "family")]},
    ),
    (
        "company-regulars",
        "Regulars of companies",
        "协议公司常客",
        {"all": [{"field": "company", "op": "known"}, _number("stays_12m", "at_least", 3)]},
    ),
    (
        "birthdays-this-month",
        "Birthdays this month",
        "本月生日客人",
        {"all": [{"field": "birthday", "op": "this_month"}]},
    ),
    (
        "detractors",
        "Detractors of the last year",
        "近一年的贬损者",
        {"all": [_number("last_nps", "at_most", 6), _number("last_score_on", "days_ago_at_most", 365)]},
    ),
    (
        "one-step-to-tier",
        "One step from the next tier",
        "再一步即可升级",
        {"any": [_number("next_tier_stays", "at_most", 1), _number("next_tier_nights", "at_most", 2)]},
    ),
)


def write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    segment = apps.get_model("campaigns", "Segment")
    for code, name_en, name_zh, rule in SEGMENTS:
        segment.objects.get_or_create(code=code, defaults={"name_en": name_en, "name_zh": name_zh, "rule": rule})


class Migration(migrations.Migration):
    dependencies: ClassVar = [("campaigns", "0004_facts_in_brief")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
