"""Rules in words, written as each language is written."""

import pytest
from django.utils.translation import override

from campaigns.models import Segment
from campaigns.segments.fields import FIELDS, GROUPS
from campaigns.segments.fields.happenings import Happening
from campaigns.segments.sentence import sentence
from campaigns.segments.sizing import size
from campaigns.segments.tree import parse
from tests.campaigns.segments.random_guests import TODAY
from tests.factories import HotelFactory, SegmentFactory
from tests.guards import ROOT

pytestmark = pytest.mark.django_db

FAMILIES = {
    "all": [
        {"field": "family_stays", "op": "at_least", "value": 1},
        {"field": "stays", "op": "at_least", "value": 2},
        {"field": "last_departure", "op": "days_ago_between", "value": [150, 365]},
        {
            "any": [
                {"field": "reach_wecom", "op": "yes"},
                {"field": "opened_message", "op": "at_least", "within_days": 180, "where": {"channel": ["email"]}},
            ]
        },
        {"none": [{"field": "open_complaints", "op": "at_least", "value": 1}]},
    ]
}


def said(rule, language):
    with override(language):
        return sentence(parse(rule), today=TODAY)


def test_families_gone_quiet_in_english():
    assert said(FAMILIES, "en") == (
        "Guests who have stayed at least 1 time with children, have stayed at least 2 times, were last here 150 to 365 "
        "days ago, either can be sent offers by WeCom or opened a message at least once in the last 180 days "
        "(by e-mail), and are not among those who have at least 1 open complaint."
    )


def test_families_gone_quiet_in_chinese():
    assert said(FAMILIES, "zh-hans") == (
        "携儿童入住至少 1 次，完成入住至少 2 次，上次离店在 150 至 365 天前，"
        "（可通过企业微信接收优惠，或最近 180 天内打开消息至少 1 次（通过电子邮件）），"
        "且不属于“未结投诉至少 1 件”的客人。"
    )


def test_money_days_and_names_are_written_as_the_reader_writes_them():
    hotel = HotelFactory(name_en="Lakeside Hotel", name_zh="湖畔酒店")
    rule = {
        "all": [
            {"field": "revenue_12m", "op": "at_least", "value": "12000.00"},
            {"field": "last_departure", "op": "on_or_before", "value": "2026-12-31"},
            {"field": "last_hotel", "op": "not_in", "value": [hotel.pk, 0]},
            {"field": "had_stay", "op": "less_than", "times": 1, "within_days": 30},
        ]
    }

    assert said(rule, "en") == (
        "Guests who spent at least CN¥12,000 in 12 months, were last here on 31 Dec 2026 or earlier, "
        "did not last stay at Lakeside Hotel or (gone), and did not stay in the last 30 days."
    )
    assert said(rule, "zh-hans") == (
        "近 12 个月消费至少 ¥12,000，上次离店在2026年12月31日或之前，"
        "上次不是入住湖畔酒店或（已不存在），且最近 30 天内没有入住的客人。"
    )


def test_everybody_and_nobody():
    assert said({"all": []}, "en") == "All guests."
    assert said({"any": []}, "en") == "Nobody."


def test_segments_are_named():
    segment = SegmentFactory(name_en="Regulars", name_zh="常客")
    rule = {"all": [{"field": "segment", "op": "in", "value": [segment.pk]}]}

    assert said(rule, "en") == "Guests who are in the segment “Regulars”."
    assert said(rule, "zh-hans") == "属于客群“常客”的客人。"


@pytest.mark.parametrize("code", sorted(FIELDS))
def test_every_field_has_a_name_in_both_languages_a_group_and_ways_to_ask(code):
    field = FIELDS[code]
    names = []
    for language in ("en", "zh-hans"):
        with override(language):
            names.append([str(field.label), *(str(operator.label) for operator in field.operators)])
            if isinstance(field, Happening):
                names[-1] += [str(facet.label) for facet in field.facets.values()]

    assert field.group in GROUPS
    assert [pair for pair in zip(*names, strict=True) if pair[0] == pair[1]] == []


def test_ready_made_segments_hold_water_in_both_languages():
    ready = Segment.objects.exclude(code=None)

    assert [segment.code for segment in ready.order_by("code")] == [
        "birthdays-this-month",
        "company-regulars",
        "cooling",
        "detractors",
        "dormant",
        "families",
        "high-value",
        "one-step-to-tier",
        "potential",
    ]
    for segment in ready:
        assert size(segment.rule, today=TODAY).guests == 0
        assert said(segment.rule, "en") != said(segment.rule, "zh-hans")


def test_every_field_is_in_the_manual():
    manual = (ROOT / "docs" / "segments.md").read_text()

    assert [code for code in FIELDS if f"`{code}`" not in manual] == []
