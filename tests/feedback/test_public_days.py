"""Public holidays, and the weekend days worked for them, as the calendar package reports them."""

from datetime import date

import holidays
import pytest

from feedback.rules.public_days import public_days

YEARS = range(2002, 2027)  # of which China's exchanged days are known


def worked(country, year):
    return {public.day: public.stands_for for public in public_days(country, year) if public.stands_for}


def test_days_worked_in_exchange_name_the_day_they_stand_for():
    assert worked("CN", 2026) == {
        date(2026, 1, 4): date(2026, 1, 2),
        date(2026, 2, 14): date(2026, 2, 20),
        date(2026, 2, 28): date(2026, 2, 23),
        date(2026, 5, 9): date(2026, 5, 5),
        date(2026, 9, 20): date(2026, 10, 6),
        date(2026, 10, 10): date(2026, 10, 7),
    }


def test_a_day_of_december_may_be_worked_for_one_of_january():
    assert worked("CN", 2006)[date(2006, 12, 31)] == date(2007, 1, 3)


@pytest.mark.parametrize("year", YEARS)
def test_no_day_that_the_package_knows_to_be_worked_is_lost(year):
    known = holidays.country_holidays("CN", years=(year, year + 1), expand=False)

    assert worked("CN", year).keys() == {day for day in known.weekend_workdays if day.year == year}


def test_what_stands_for_a_holiday_is_a_holiday_and_days_come_in_order_once():
    days = public_days("CN", 2026)

    closed = {public.day for public in days if public.like is None}
    assert {public.stands_for for public in days if public.stands_for} <= closed
    assert [public.day for public in days] == sorted({public.day for public in days})
    assert {public.day.year for public in days} == {2026}


def test_names_are_in_the_language_of_the_page_where_the_package_has_it():
    first = [public_days("CN", 2026, language)[0].name for language in ("en_US", "zh_CN")]

    assert first == ["New Year's Day", "元旦"]
    assert public_days("FR", 2026, "zh_CN")[0].day == date(2026, 1, 1)


def test_of_a_country_that_nobody_knows_nothing_is_assumed():
    assert public_days("XX", 2026) == ()
