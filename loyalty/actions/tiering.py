"""Members' tiers as the rules decide them: at a check-out for one, at night for all, by the same statement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import pgtrigger
from django.db import connection, transaction

from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from loyalty.models import Programme, TierChange
from loyalty.queries.attained import Ladder, Standing, standings
from loyalty.rules.tiers import BROUGHT, DAY, Decision, Level, State, Step, Why, brought, decide, undone

AT_ONCE = 5_000  # members written by one statement
FRESH = timedelta(days=2)  # covers yesterday by any clock


@dataclass(frozen=True)
class _Verdict:
    standing: Standing
    decision: Decision


def review(
    members: Collection[int] | None,
    *,
    at: datetime,
    by: User | None = None,
    programme: Programme | None = None,
    as_of: date | None = None,
) -> int:
    """Let the tier of these members (by id; None: of all) be what the rules say at `at`; return how many changed.

    What they attained comes from one statement, whoever they are. A member whose tier somebody else changes meanwhile
    was reviewed by that. A second time on a day it changes nothing. `as_of` decides by an earlier day than today.
    """
    programme = programme or Programme.current()
    ladder, today = Ladder.current(), programme.today(at)
    changed = 0
    verdicts = _verdicts(members, ladder, programme, as_of or today)
    while batch := list(islice(verdicts, AT_ONCE)):
        changed += _write(batch, ladder, today=today, at=at, by=by)
    return changed


def review_late(members: Collection[int], *, at: datetime, programme: Programme) -> int:
    """Review members of whose last calendar year a stay was told only now, as that year's end would have.

    Stays of the last days of December come by a file of January; they still reach and keep tiers of the year in which
    they ended. Does nothing where twelve rolling months count.
    """
    if programme.window != Programme.Window.CALENDAR_YEAR or not members:
        return 0
    year_end = date(programme.today(at).year - 1, 12, 31)
    return review(members, at=at, programme=programme, as_of=year_end)


def undo(members: Collection[int], *, at: datetime, programme: Programme, by: User | None = None) -> int:
    """Take back tiers of these members that were reached just now by stays that are undone; return how many changed.

    `loyalty.rules.tiers.undone` says which. One query where nobody reached anything since yesterday.
    """
    today = programme.today(at)
    new = TierChange.objects.filter(member__in=members, on__gte=today - DAY, why__in=sorted(BROUGHT))
    fresh = sorted(set(new.values_list("member", flat=True)))
    if not fresh:
        return 0
    ladder, year_end = Ladder.current(), date(today.year - 1, 12, 31)
    by_day = {day: _brought(fresh, ladder, programme, day) for day in (year_end, today - DAY, today)}
    levels, steps, verdicts = ladder.levels, _steps(fresh, ladder), []
    for one in standings(fresh, programme=programme, today=today, ranks=ladder.ranks):
        days = [year_end] if _was_late(one.state, programme, today) else [today - DAY, today]
        holds = max(by_day[day].get(one.member_id, 0) for day in days)
        before = undone(one.state, steps[one.member_id], holds=holds, today=today)
        after = _decide(one._replace(state=before), levels, programme, today).state
        if one.state not in {before, after}:
            verdicts.append(_Verdict(one, Decision(after, Why.UNDONE)))
    return _write(verdicts, ladder, today=today, at=at, by=by) if verdicts else 0


def _was_late(state: State, programme: Programme, today: date) -> bool:
    """Whether the tier is one of last year: of `review_late`, or reached on its last day."""
    until = state.earned_until
    return programme.window == Programme.Window.CALENDAR_YEAR and until is not None and until.year == today.year


def _brought(members: Collection[int], ladder: Ladder, programme: Programme, day: date) -> dict[int, int]:
    """The rank that is brought about by what these members attained, on that day."""
    levels, found = ladder.levels, standings(members, programme=programme, today=day, ranks=ladder.ranks)
    return {one.member_id: brought(levels, one.attained, one.lifetime_nights) for one in found}


def _steps(members: Collection[int], ladder: Ladder) -> dict[int, list[Step]]:
    """How the tiers earned by these members came about; those given by hand count besides and are left out."""
    given = [TierChange.Why.GRANTED, TierChange.Why.GRANT_ENDED]
    rows = TierChange.objects.filter(member__in=members).exclude(why__in=given).order_by("pk")
    ranks, found = ladder.ranks, defaultdict[int, list[Step]](list)
    for row in rows:
        before = ranks[row.before_id] if row.before_id is not None else 0
        found[row.member_id].append(Step(row.on, row.why, before, ranks[row.after_id], row.until))
    return found


def review_nightly(*, at: datetime) -> int | None:
    """Review everybody once on each day of the programme; None when that was done today. Asked every hour."""
    programme = Programme.current()
    today = programme.today(at)
    if programme.reviewed_on is not None and programme.reviewed_on >= today:
        return None
    changed = review(None, at=at, programme=programme)
    Programme.objects.filter(pk=programme.pk).update(reviewed_on=today)
    return changed


def _verdicts(members: Collection[int] | None, ladder: Ladder, programme: Programme, today: date) -> Iterator[_Verdict]:
    """Those of the members whose state is to be another."""
    levels = ladder.levels
    for one in standings(members, programme=programme, today=today, ranks=ladder.ranks):
        decision = _decide(one, levels, programme, today)
        if decision.state != one.state:
            yield _Verdict(one, decision)


def _decide(one: Standing, levels: Sequence[Level], programme: Programme, today: date) -> Decision:
    return decide(
        levels,
        one.state,
        one.attained,
        lifetime_nights=one.lifetime_nights,
        grants=one.grants,
        today=today,
        window=programme.window,
    )


# The row must be as it was when the facts were read. A change of tier, or a longer one, is kept and told. The history
# is what its trigger would write, at once: row by row it takes longer than all else.
HISTORY = "loyalty.Member:update_update"
IGNORED = "SELECT current_setting('pgtrigger.ignore', true)"
IGNORE = "SELECT set_config('pgtrigger.ignore', %s, true)"
WRITE = """
WITH new AS (
    SELECT * FROM unnest(%(members)s::bigint[], %(was_earned)s::bigint[], %(was_earned_until)s::date[],
        %(was_tier)s::bigint[], %(was_until)s::date[], %(earned)s::bigint[], %(earned_until)s::date[],
        %(tier)s::bigint[], %(until)s::date[], %(why)s::text[])
        AS n (id, was_earned, was_earned_until, was_tier, was_until, earned, earned_until, tier, until, why)
),
held AS (
    SELECT m.id, m.guest_id FROM loyalty_member m JOIN new ON new.id = m.id
    WHERE m.earned_tier_id = new.was_earned AND m.earned_until IS NOT DISTINCT FROM new.was_earned_until
        AND m.tier_id = new.was_tier AND m.tier_until IS NOT DISTINCT FROM new.was_until
    ORDER BY m.id FOR NO KEY UPDATE OF m
),
moved AS (
    UPDATE loyalty_member m SET earned_tier_id = new.earned, earned_until = new.earned_until,
        tier_id = new.tier, tier_until = new.until
    FROM new JOIN held ON held.id = new.id WHERE m.id = new.id
    RETURNING m.id, m.guest_id, m.tier_id, m.merged_into_id, m.closed_on, new.was_tier
),
remembered AS (
    INSERT INTO loyalty_memberhistory (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, guest_id, tier_id,
        merged_into_id, closed_on)
    SELECT now(), 'update', moved.id, context.id, moved.guest_id, moved.tier_id, moved.merged_into_id, moved.closed_on
    FROM moved CROSS JOIN (SELECT _pgh_attach_context() AS id OFFSET 0) AS context
    WHERE moved.tier_id <> moved.was_tier
),
kept AS (
    INSERT INTO loyalty_tierchange (member_id, before_id, after_id, until, "on", why, by_id, at)
    SELECT new.id, new.was_tier, new.tier, new.until, %(on)s, new.why, %(by)s, %(at)s
    FROM new JOIN moved ON moved.id = new.id
    WHERE (new.tier, new.until) IS DISTINCT FROM (new.was_tier, new.was_until)
    RETURNING id, member_id, before_id, after_id, why
),
told AS (
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, by_id, key, details)
    SELECT held.guest_id, 'loyalty', NULL, %(at)s, %(by)s, 'tier:' || kept.id,
        jsonb_build_object('what', 'tier', 'before', b.code, 'tier', a.code, 'why', kept.why)
    FROM kept JOIN held ON held.id = kept.member_id
    JOIN loyalty_tier b ON b.id = kept.before_id JOIN loyalty_tier a ON a.id = kept.after_id
    WHERE kept.before_id <> kept.after_id
)
SELECT count(*) FROM moved
"""


@transaction.atomic
def _write(batch: Iterable[_Verdict], ladder: Ladder, *, today: date, at: datetime, by: User | None) -> int:
    ids = {tier.rank: tier.pk for tier in ladder.tiers}
    rows = [_row(verdict, ids) for verdict in batch]
    names = ("members", "was_earned", "was_earned_until", "was_tier", "was_until", "earned", "earned_until", "tier")
    columns = dict(zip((*names, "until", "why"), map(list, zip(*rows, strict=True)), strict=True))
    with trail("loyalty.review_tiers", by=by), connection.cursor() as cursor:
        cursor.execute(IGNORED)
        ignored = cursor.fetchone()[0] or "{}"
        cursor.execute(IGNORE, [f"{{{','.join(filter(None, [ignored.strip('{}'), _history_trigger()]))}}}"])
        cursor.execute(WRITE, {**columns, "on": today, "at": at, "by": by.pk if by else None})
        [moved] = cursor.fetchone()
        cursor.execute(IGNORE, [ignored])
        return int(moved)


def _history_trigger() -> str:
    [(model, trigger)] = pgtrigger.registered(HISTORY)
    return str(trigger.get_pgid(model))


def _row(verdict: _Verdict, ids: dict[int, int]) -> tuple[Any, ...]:
    before, after = verdict.standing.state, verdict.decision.state
    return (
        verdict.standing.member_id,
        ids[before.earned],
        before.earned_until,
        ids[before.tier],
        before.tier_until,
        ids[after.earned],
        after.earned_until,
        ids[after.tier],
        after.tier_until,
        str(verdict.decision.why),
    )
