"""The way to the next tier, in words of both languages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from loyalty.models import Member, Programme, Tier
from loyalty.queries.standing import progress_of, progress_of_many, way_of
from stays.models import StayStatus
from tests.factories import TODAY, MemberFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory(joined_on=date(2026, 1, 1))


def _stay(member: Member, nights: int) -> None:
    until = TODAY - timedelta(days=1)
    facts = {"arrival": until - timedelta(days=nights), "departure": until, "status": StayStatus.CHECKED_OUT}
    StayFactory(guest=member.guest, rate=Decimal("100.25"), **facts)


def _give(member: Member, code: str) -> None:
    Member.objects.filter(pk=member.pk).update(tier=Tier.objects.get(code=code))


def test_each_threshold_is_a_step(member):
    _stay(member, 6)

    with translation.override("en"):
        steps = progress_of(member, TODAY)
        words = [step.sentence for step in steps]

    assert words == [
        "2 nights to Silver by 31 Dec 2026",
        "3 stays to Silver by 31 Dec 2026",
        "CN¥7,398.50 of spend to Silver by 31 Dec 2026",
    ]
    assert not any(step.is_all for step in steps)


def test_in_chinese(member):
    _stay(member, 7)

    with translation.override("zh-hans"):
        first = str(progress_of(member, TODAY)[0])

    assert first == "2026年12月31日前再有1晚，即可升至银卡会员"


@pytest.mark.parametrize(
    ("needs", "language", "expected"),
    [
        ("any", "en", "2 nights, 3 stays or CN¥7,398.50 of spend to Silver by 31 Dec 2026"),
        ("all", "en", "2 nights, 3 stays and CN¥7,398.50 of spend to Silver by 31 Dec 2026"),
        ("any", "zh-hans", "2026年12月31日前再有2晚、3次入住或消费 ¥7,398.50，即可升至银卡会员"),
    ],
)
def test_the_way_says_once_whether_all_is_needed_or_any(member, needs, language, expected):
    _stay(member, 6)
    Tier.objects.filter(code="silver").update(needs=needs)

    with translation.override(language):
        assert str(way_of(member, TODAY)) == expected


def test_no_way_from_the_top(member):
    _give(member, "platinum")

    assert way_of(member, TODAY) is None


def test_the_step_is_to_the_tier_above_the_one_that_counts(member):
    _give(member, "silver")

    assert {step.tier.code for step in progress_of(member, TODAY)} == {"gold"}


def test_from_the_top_there_is_no_way_up(member):
    _give(member, "platinum")

    assert progress_of(member, TODAY) == []


def test_of_all_thresholds_each_is_needed(member):
    Tier.objects.filter(code="silver").update(needs=Tier.Needs.ALL, points=100, spend=None)
    _stay(member, 8)

    steps = progress_of(member, TODAY)

    assert [(step.what, step.amount, step.is_all) for step in steps] == [("stays", 3, True), ("points", 100, True)]


def test_a_tier_by_invitation_has_no_steps(member):
    Tier.objects.filter(code="silver").update(nights=None, stays=None, spend=None)

    assert progress_of(member, TODAY) == []


def test_rolling_names_the_day_on_which_the_first_stay_no_longer_counts(member):
    Programme.objects.update(window=Programme.Window.ROLLING)
    _stay(member, 2)

    assert {step.by for step in progress_of(member, TODAY)} == {date(2027, 11, 19)}


def test_many_take_as_many_queries_as_one(member, django_assert_num_queries):
    others = [MemberFactory() for _n in range(3)]

    with django_assert_num_queries(3):
        progress_of(member, TODAY)
    with django_assert_num_queries(3):
        assert len(progress_of_many([other.pk for other in others], TODAY)) == 3
