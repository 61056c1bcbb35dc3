"""The sentences above the figures, in both languages."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from campaigns.results import telling
from campaigns.results.comparing import BOOKING, CENT, Arms, Group, Increment
from campaigns.rules.lift import Lift, Sample, Verdict

ANYBODY = Sample(9_500, 500, Decimal(500), Decimal(500))
NOBODY = Sample()
UNTIL = datetime(2026, 12, 24, 6, tzinfo=ZoneInfo("UTC"))


def increment(verdict: Verdict, *amounts: str, more: int | None = None, unit: Decimal = BOOKING) -> Increment:
    """Amounts are per guest, of a thousand."""
    treated = Sample(1_000, 10, Decimal(10), Decimal(10))
    estimate, low, high = (Decimal(amount) / 1_000 for amount in amounts)
    return Increment(treated, ANYBODY, Lift(estimate, low, high, verdict, more), unit)


WORKED = increment(Verdict.LIKELY_WORKED, "30", "12", "48")
HARMED = increment(Verdict.LIKELY_HARMED, "-30", "-48", "-12")
UNCLEAR = increment(Verdict.CANNOT_TELL, "3", "-12", "18", more=4_000)
TOO_SMALL = increment(Verdict.CANNOT_TELL, "0.2", "-1", "1.6")


@pytest.mark.parametrize(
    ("found", "english", "chinese"),
    [
        (
            WORKED,
            "Likely worked: about 30 more bookings than without it (95% sure: 12 to 48).",
            "很可能有效：比不做活动多约 30 个预订（95% 的把握在 12 至 48 之间）。",
        ),
        (
            HARMED,
            "Likely did harm: about 30 fewer bookings than without it (95% sure: 12 to 48 fewer).",
            "很可能有害：比不做活动少约 30 个预订（95% 的把握在少 12 至 48 之间）。",
        ),
        (
            UNCLEAR,
            (
                "Cannot tell yet: about 4,000 more guests needed. "
                "So far +3 bookings, but anything between −12 and +18 is possible."
            ),
            "暂时无法判断：大约还需要 4,000 位客人。目前增量为 +3 个预订，但 −12 至 +18 之间都有可能。",
        ),
        (
            TOO_SMALL,
            (
                "Cannot tell: if there is a difference, it is too small to show. "
                "So far 0 bookings, but anything between −1 and +2 is possible."
            ),
            "无法判断：即使有差异，也小得显现不出来。目前增量为 0 个预订，但 −1 至 +2 之间都有可能。",
        ),
    ],
    ids=["worked", "harmed", "unclear", "too-small"],
)
def test_of_bookings(found: Increment, english: str, chinese: str):
    assert telling.of_bookings(found) == english
    with override("zh-hans"):
        assert telling.of_bookings(found) == chinese


@pytest.mark.parametrize(("low", "said"), [("0.4", "0.4 to 48"), ("0.6", "1 to 48"), ("0.04", "0 to 48")])
def test_an_end_that_is_more_than_nothing_is_said_to_be(low: str, said: str):
    worked = increment(Verdict.LIKELY_WORKED, "30", low, "48")

    assert telling.of_bookings(worked).endswith(f"(95% sure: {said}).")


@pytest.mark.parametrize(
    ("amounts", "verdict", "english", "chinese"),
    [
        (
            ("24600.40", "9800", "39000"),
            Verdict.LIKELY_WORKED,
            "Likely worked: about CN¥24,600 more revenue than without it (95% sure: CN¥9,800 to CN¥39,000).",
            "很可能有效：比不做活动多收入约 ¥24,600（95% 的把握在 ¥9,800 至 ¥39,000 之间）。",
        ),
        (
            ("-24600", "-39000", "-9800"),
            Verdict.LIKELY_HARMED,
            "Likely did harm: about CN¥24,600 less revenue than without it (95% sure: CN¥9,800 to CN¥39,000 less).",
            "很可能有害：比不做活动少收入约 ¥24,600（95% 的把握在少 ¥9,800 至 ¥39,000 之间）。",
        ),
        (
            ("100", "-39000", "41000"),
            Verdict.CANNOT_TELL,
            (
                "Cannot tell yet: about 4,000 more guests needed. "
                "So far +CN¥100, but anything between −CN¥39,000 and +CN¥41,000 is possible."
            ),
            "暂时无法判断：大约还需要 4,000 位客人。目前增量为 +¥100，但 −¥39,000 至 +¥41,000 之间都有可能。",
        ),
    ],
    ids=["worked", "harmed", "unclear"],
)
def test_of_revenue(amounts, verdict: Verdict, english: str, chinese: str):
    found = increment(verdict, *amounts, more=4_000 if verdict == Verdict.CANNOT_TELL else None, unit=CENT)

    assert telling.of_revenue(found, "CNY") == english
    with override("zh-hans"):
        assert telling.of_revenue(found, "CNY") == chinese


@pytest.mark.parametrize(
    ("arms", "english"),
    [
        ((NOBODY, ANYBODY), "Cannot tell yet: there is nobody to compare with."),
        ((ANYBODY, NOBODY), "Cannot tell yet: there is nobody to compare with."),
        ((Sample(100), Sample(10)), "Cannot tell yet: nobody has booked."),
        ((Sample(1, 1, Decimal(1), Decimal(1)), Sample(10)), "Cannot tell yet: too few guests."),
    ],
)
def test_where_there_is_no_interval(arms: tuple[Sample, Sample], english: str):
    found = Increment(*arms, Lift(Decimal(0), None, None, Verdict.CANNOT_TELL), BOOKING)

    assert telling.of_bookings(found) == telling.of_revenue(found, "CNY") == english


def guests(arm: str, number: int, *, is_over: bool) -> Group:
    return Group(arm, None, False, is_over, UNTIL, number, NOBODY, NOBODY)


@pytest.mark.parametrize(
    ("groups", "english", "chinese"),
    [
        ([], "Nobody has been chosen yet.", "尚未选定任何客人。"),
        (
            [guests("treated", 10, is_over=True)],
            "Nobody is held out: what would have come without it cannot be told.",
            "未设对照组：无法得知不做活动时会怎样。",
        ),
        (
            [guests("treated", 10, is_over=False), guests("holdout", 1, is_over=False)],
            "Too early to tell: bookings still count, for the first guests until Thu 24 Dec 2026.",
            "为时尚早：预订仍在计入，最早一批客人计至 2026年12月24日 周四。",
        ),
        (
            [guests("treated", 1_200, is_over=True), guests("holdout", 30, is_over=False)],
            "1,200 guests are compared; for 30 others bookings still count.",
            "已比较 1,200 位客人；另有 30 位客人的预订仍在计入。",
        ),
        ([guests("treated", 10, is_over=True), guests("holdout", 1, is_over=True)], "", ""),
    ],
    ids=["nobody", "nobody-held-out", "too-early", "some", "all"],
)
def test_of_guests(groups: list[Group], english: str, chinese: str):
    assert telling.of_guests(Arms(groups)) == english
    with override("zh-hans"):
        assert telling.of_guests(Arms(groups)) == chinese
