"""Thirty rules from simple to nested, counted as people type them, against SQL written by hand for the same question.

On the campaigns' database: a million guests, five million stays. Ours is the whole of `sizing.size`: reading the rule,
writing the statement, its settings, the count and the reach by channel. By hand is the bare statement with the same
memory. Both take turns, so that what else the machine does falls on both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final

from django.db import connection

from campaigns.segments.sizing import MEMORY, size
from hotelcrm.bench import campaigns
from hotelcrm.bench.figures import MEDIAN, NEARLY_ALL, Figure, percentile, timed
from hotelcrm.bench.running import Run, bench

ROUNDS: Final = 8
BY_HAND: Final = """
    SELECT count(*), count(*) FILTER (WHERE reach_email), count(*) FILTER (WHERE reach_sms),
        count(*) FILTER (WHERE reach_wecom)
    FROM {} g WHERE NOT is_restricted AND {}
"""
SINCE: Final = "departure BETWEEN %(today)s - {} AND %(today)s"
OFTEN: Final = (
    "guest_id IN (SELECT guest_id FROM stays_stay WHERE status = 'checked_out' AND guest_id IS NOT NULL AND {} "
    "GROUP BY guest_id HAVING count(*) >= {})"
)
STAYED: Final = "EXISTS (SELECT FROM stays_stay s WHERE s.guest_id = g.guest_id AND status = 'checked_out' AND {})"


@dataclass(frozen=True)
class Case:
    """A rule, and the same written by hand."""

    name: str
    rule: dict[str, Any]
    by_hand: str
    table: str = "campaigns_guestbrief"

    def sizes(self, today: date) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What both find."""
        found = size(self.rule, today=today)
        return (found.guests, found.email, found.sms, found.wecom), _by_hand(self, today)


@bench("segment_count")
def segment_count(run: Run) -> Iterator[Figure]:
    """p95 of all rules about facts alone and of all about stays; then each rule, with SQL by hand as the floor."""
    with campaigns.in_use(run) as today, connection.cursor() as cursor:
        # As autovacuum leaves them: other benches on this database changed stays and counted facts.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE) stays_stay, campaigns_guestfacts, campaigns_guestbrief")
        cursor.execute(f"RESET statement_timeout; SET work_mem = '{MEMORY}'")
        for kind, cases in (("facts only", FACTS), ("with a stay", STAYS)):
            measured = {case.name: _measure(case, today) for case in cases}
            everything = [took for ours, _floor in measured.values() for took in ours]
            yield Figure(
                "segment_count",
                f"{kind}, {len(cases)} rules",
                len(everything),
                p50=percentile(everything, MEDIAN),
                p95=percentile(everything, NEARLY_ALL),
            )
            for name, (ours, by_hand) in measured.items():
                p50, floor = median(ours), median(by_hand)
                p95 = percentile(ours, NEARLY_ALL)
                yield Figure("segment_count", name, len(ours), p50=p50, p95=p95, floor=floor, ratio=p50 / floor)
        cursor.execute("RESET work_mem")


def _measure(case: Case, today: date) -> tuple[list[float], list[float]]:
    ours, by_hand = case.sizes(today)  # and warm up
    if ours != by_hand:
        raise AssertionError(f"{case.name}: {ours} is not {by_hand}")
    pairs = [
        (timed(lambda: size(case.rule, today=today)), timed(lambda: _by_hand(case, today))) for _round in range(ROUNDS)
    ]
    return [one for one, _other in pairs], [other for _one, other in pairs]


def _by_hand(case: Case, today: date) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND.format(case.table, case.by_hand), {"today": today})
        row: tuple[int, ...] = cursor.fetchone()
    return row


def _is(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def _stayed(op: str = "at_least", **asked: Any) -> dict[str, Any]:
    return {"field": "had_stay", "op": op, **asked}


def _all(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"all": list(parts)}


def _any(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"any": list(parts)}


def _none(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"none": list(parts)}


REGULAR: Final = _is("stays", "at_least", 2)
QUIET: Final = _is("last_departure", "days_ago_between", [150, 365])
BY_WECOM: Final = _is("reach_wecom", "yes")
COMPLAINS: Final = _is("open_complaints", "at_least", 1)

FACTS: Final = (
    Case("two stays", _all(REGULAR), "stays >= 2"),
    Case("families", _all(_is("family_stays", "at_least", 1)), "family_stays >= 1"),
    Case("spent 20,000", _all(_is("revenue", "at_least", "20000")), "revenue >= 2000000"),
    Case("VIP", _all(_is("vip_level", "in", [1, 2, 3])), "vip_level IN (1, 2, 3)"),
    Case("open complaint", _all(COMPLAINS), "open_complaints >= 1"),
    Case("gone quiet", _all(QUIET), "last_departure BETWEEN %(today)s - 365 AND %(today)s - 150"),
    Case("never here", _all(_is("stays", "equals", 0)), "stays = 0"),
    Case(
        "expected soon",
        _all(_is("expected_on", "in_days_at_most", 15)),
        "expected_on BETWEEN %(today)s AND %(today)s + 15",
        "campaigns_guestfacts",
    ),
    Case("English", _all(_is("language", "in", ["en"])), "language = 'en'"),
    Case("members with points", _all(_is("points", "at_least", 1000)), "points >= 1000"),
    Case(
        "regulars gone quiet",
        _all(REGULAR, QUIET),
        "stays >= 2 AND last_departure BETWEEN %(today)s - 365 AND %(today)s - 150",
    ),
    Case(
        "dormant",
        _all(_is("lifecycle", "in", ["dormant"])),
        "NOT is_in_house AND last_departure BETWEEN %(today)s - 365 AND %(today)s - 180 "
        "AND (stays >= 2 OR first_departure < %(today)s - 365)",
    ),
    Case(
        "lost or lead",
        _all(_is("lifecycle", "in", ["lost", "lead"])),
        "(stays = 0 OR (NOT is_in_house AND last_departure < %(today)s - 365))",
    ),
    Case(
        "frequent and near the top in spending",
        _all(_is("rfm_monetary", "equals", 5), _is("rfm_frequency", "at_least", 4)),
        'stays_24m > 0 AND revenue_24m >= (SELECT monetary[4] FROM campaigns_scale ORDER BY "on" DESC LIMIT 1) '
        'AND stays_24m >= (SELECT frequency[3] FROM campaigns_scale ORDER BY "on" DESC LIMIT 1)',
    ),
    Case(
        "either of three",
        _any(_is("vip_level", "in", [3]), _is("tier_rank", "in", [2, 3]), _is("revenue_12m", "at_least", "10000")),
        "(vip_level = 3 OR tier_rank IN (2, 3) OR revenue_12m >= 1000000)",
    ),
    Case(
        "none of three",
        _all(_none(COMPLAINS, _is("is_generic_only", "yes"), _is("last_nps", "at_most", 6))),
        "NOT (open_complaints >= 1 OR is_generic_only OR coalesce(last_nps <= 6, false))",
    ),
    Case(
        "families gone quiet, by WeCom",
        _all(_is("family_stays", "at_least", 1), REGULAR, QUIET, BY_WECOM, _none(COMPLAINS)),
        "family_stays >= 1 AND stays >= 2 AND last_departure BETWEEN %(today)s - 365 AND %(today)s - 150 "
        "AND reach_wecom AND open_complaints = 0",
    ),
    Case(
        "three deep",
        _all(
            REGULAR,
            _any(
                _all(_is("scene", "in", ["family", "leisure"]), _is("last_departure", "days_ago_at_least", 90)),
                _all(_is("is_key_company", "yes"), _none(_is("language", "in", ["en", "ja"]))),
            ),
        ),
        "stays >= 2 AND ((scene IN ('family', 'leisure') AND last_departure <= %(today)s - 90) "
        "OR (is_key_company AND language NOT IN ('en', 'ja')))",
    ),
)

STAYS: Final = (
    Case("in 30 days", _all(_stayed(within_days=30)), STAYED.format(SINCE.format(30))),
    Case("in 180 days", _all(_stayed(within_days=180)), STAYED.format(SINCE.format(180))),
    Case(
        "for leisure in 90 days",
        _all(_stayed(within_days=90, where={"purpose": ["leisure"]})),
        STAYED.format(SINCE.format(90) + " AND purpose = 'leisure'"),
    ),
    Case(
        "with children in a year",
        _all(_stayed(within_days=365, where={"children": True})),
        STAYED.format(SINCE.format(365) + " AND children + infants > 0"),
    ),
    Case(
        "three nights in 180 days",
        _all(_stayed(within_days=180, where={"nights": 3})),
        STAYED.format(SINCE.format(180) + " AND departure - arrival >= 3"),
    ),
    Case(
        "twice in 180 days",
        _all(_stayed(times=2, within_days=180)),
        OFTEN.format(SINCE.format(180), 2),
    ),
    Case(
        "not in 90 days",
        _all(_stayed("less_than", within_days=90)),
        "NOT " + STAYED.format(SINCE.format(90)),
    ),
    Case(
        "regulars, not in 180 days",
        _all(REGULAR, _stayed("less_than", within_days=180)),
        "stays >= 2 AND NOT " + STAYED.format(SINCE.format(180)),
    ),
    Case(
        "regulars by WeCom, for leisure in 180 days",
        _all(REGULAR, BY_WECOM, _stayed(within_days=180, where={"purpose": ["leisure"]})),
        "stays >= 2 AND reach_wecom AND " + STAYED.format(SINCE.format(180) + " AND purpose = 'leisure'"),
    ),
    Case(
        "VIP or in 60 days with children",
        _any(_is("vip_level", "in", [1, 2, 3]), _stayed(within_days=60, where={"children": True})),
        "(vip_level > 0 OR " + STAYED.format(SINCE.format(60) + " AND children + infants > 0") + ")",
    ),
    Case(
        "in 365 days but not in 90",
        _all(_stayed(within_days=365), _none(_stayed(within_days=90))),
        STAYED.format(SINCE.format(365)) + " AND NOT " + STAYED.format(SINCE.format(90)),
    ),
    Case(
        "three deep",
        _all(
            REGULAR,
            _any(
                _stayed(within_days=120, where={"purpose": ["family"]}),
                _all(_is("family_stays", "at_least", 1), BY_WECOM, _none(COMPLAINS)),
            ),
        ),
        "stays >= 2 AND ("
        + STAYED.format(SINCE.format(120) + " AND purpose = 'family'")
        + " OR (family_stays >= 1 AND reach_wecom AND open_complaints = 0))",
    ),
)
