"""Numbers and days as each language writes them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats

TODAY = date(2026, 11, 21)


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def by(language: str, english: str, chinese: str) -> str:
    return {"en": english, "zh-hans": chinese}[language]


def test_money_has_cents_only_where_there_are_any(language: str) -> None:
    assert formats.money(Decimal("86420.00"), "CNY") == by(language, "CN¥86,420", "¥86,420")
    assert formats.money(Decimal("12.5"), "CNY") == by(language, "CN¥12.50", "¥12.50")
    assert formats.money(Decimal(-3), "EUR") == by(language, "-€3", "-€3")


def test_yen_have_no_cents_to_show(language: str) -> None:
    assert formats.money(Decimal(5000), "JPY") == by(language, "JP¥5,000", "JP¥5,000")


def test_number_keeps_its_thousands_apart(language: str) -> None:
    assert formats.number(1234567) == "1,234,567"
    assert formats.number(Decimal("2.4567"), 1) == "2.5"


def test_percent_drops_a_trailing_nought(language: str) -> None:
    assert formats.percent(Decimal("0.314")) == "31.4%"
    assert formats.percent(Decimal("0.31")) == "31%"


def test_day_near_today_is_named(language: str) -> None:
    assert formats.day(TODAY, TODAY) == by(language, "today, Sat 21 Nov", "今天 11月21日 周六")
    assert formats.day(TODAY + timedelta(1), TODAY) == by(language, "tomorrow, Sun 22 Nov", "明天 11月22日 周日")
    assert formats.day(TODAY - timedelta(1), TODAY) == by(language, "yesterday, Fri 20 Nov", "昨天 11月20日 周五")
    assert formats.day(TODAY + timedelta(2), TODAY) == by(language, "Mon 23 Nov", "11月23日 周一")


def test_day_of_another_year_says_which(language: str) -> None:
    assert formats.day(date(2027, 2, 19), TODAY) == by(language, "Fri 19 Feb 2027", "2027年2月19日 周五")


def test_span_says_the_year_only_when_it_is_another(language: str) -> None:
    start, end = date(2026, 11, 21), date(2026, 11, 23)
    assert formats.span(start, end, TODAY) == by(language, "21–23 Nov", "11月21日至23日")
    assert formats.span(start, end) == by(language, "21–23 Nov 2026", "2026年11月21日至23日")


def test_moment_is_told_in_the_hotels_time(language: str) -> None:
    hotel = Hotel(time_zone="Asia/Shanghai")
    at = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)
    with timezone.override(hotel.zone):
        assert formats.moment(at) == by(language, "Sat 21 Nov 14:32", "11月21日 周六 14:32")
        assert formats.clock(at) == "14:32"


def test_ago(language: str) -> None:
    now = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    assert formats.ago(now - timedelta(hours=3), now) == by(language, "3 hours ago", "3小时前")


@pytest.mark.parametrize(
    ("passed", "english", "chinese"),
    [
        (timedelta(0), "1 minute", "1分钟"),
        (timedelta(minutes=90), "90 minutes", "90分钟"),
        (timedelta(hours=2), "2 hours", "2小时"),
        (timedelta(hours=30), "30 hours", "30小时"),
        (timedelta(days=2), "2 days", "2天"),
    ],
)
def test_a_length_is_told_in_the_unit_that_says_enough(language: str, passed: timedelta, english: str, chinese: str):
    assert formats.length(passed) == by(language, english, chinese)


def test_the_day_of_a_moment_is_the_hotels(language: str) -> None:
    with timezone.override(Hotel(time_zone="Asia/Shanghai").zone):
        text = formats.date_only(datetime(2026, 11, 22, 16, 15, tzinfo=UTC))  # a quarter past midnight there

    assert text == by(language, "23 Nov 2026", "2026年11月23日")
