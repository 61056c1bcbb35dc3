from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.days import code, codes
from guests.days import LONGEST, LUNAR_LONGEST, DayOfYear

solar_days = st.integers(1, 12).flatmap(lambda month: st.tuples(st.just(month), st.integers(1, LONGEST[month - 1])))
lunar_days = st.tuples(st.integers(1, 12), st.integers(1, LUNAR_LONGEST))


def test_a_day_has_its_solar_and_its_lunar_code():
    assert codes(date(2026, 11, 21), date(2026, 11, 21)) == [1121, 3013]  # 农历十月十三


def test_29_february_falls_on_the_28th_in_common_years_and_on_itself_in_others():
    assert 229 in codes(date(2027, 2, 28), date(2027, 2, 28))
    assert 229 not in codes(date(2028, 2, 28), date(2028, 2, 28))
    assert 229 in codes(date(2028, 2, 29), date(2028, 2, 29))


def test_day_30_of_a_short_lunar_month_falls_on_its_29th():
    short = date(2027, 2, 5)  # the last day of a twelfth month of 29 days

    assert codes(short, short) == [205, 3229, 3230]
    assert 2101 in codes(short + timedelta(days=1), short + timedelta(days=1))


def test_days_of_a_leap_month_count_as_those_of_its_month():
    assert 2604 in codes(date(2025, 6, 28), date(2025, 6, 28))  # the sixth month
    assert 2604 in codes(date(2025, 7, 28), date(2025, 7, 28))  # and the leap month after it


def test_no_days_have_no_codes_and_two_years_have_all():
    every = [code(month + 1, day + 1) for month in range(12) for day in range(LONGEST[month])]
    every += [code(month, day, is_lunar=True) for month in range(1, 13) for day in range(1, LUNAR_LONGEST + 1)]

    assert codes(date(2026, 1, 2), date(2026, 1, 1)) == []
    assert codes(date(2026, 1, 1), date(9999, 12, 31)) == sorted(every)


def test_days_lunardate_does_not_know_have_solar_codes_alone():
    assert codes(date(2100, 1, 1), date(2100, 1, 1)) == [101]
    assert codes(date(1899, 12, 31), date(1899, 12, 31)) == [1231]


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 40), solar_days, lunar_days)
def test_they_agree_with_the_days_on_the_profile(first, length, solar, lunar):
    last = first + timedelta(days=length)
    found = codes(first, last)

    for (month, day), is_lunar in ((solar, False), (lunar, True)):
        falls = DayOfYear(month, day, is_lunar).falls_within(first, last)
        # A leap month's days come once more, which the profile's next day leaves out.
        assert (code(month, day, is_lunar=is_lunar) in found) or falls is None
        assert is_lunar or (code(month, day) in found) == (falls is not None)
