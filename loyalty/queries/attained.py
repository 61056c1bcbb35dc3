"""What members attained: one statement for one member, for a batch and for all, so that nobody counts differently.

Nights, stays and spend are those of completed stays since the day of joining, and of earlier ones that were claimed and
approved for this account or one joined to it, counted by the day of departure. Spend is room and other revenue in the
programme's currency; a currency without a rate counts nothing. Qualifying points are those of the account and of the
accounts joined to it: of a stay by the day of its departure, whenever they were posted, as long as it is the guest's
and completed; others by their day.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from loyalty.ledger.family import BELOW
from loyalty.models import Programme, Tier
from loyalty.rules.tiers import Attained, Grant, Level, State, window_start

FETCHED = 5_000  # rows at a time
MEMORY = "64MB"  # for a step of the statement about all members

FACTS = f"""
WITH RECURSIVE wanted AS NOT MATERIALIZED (
    SELECT m.id, m.guest_id, m.joined_on, m.earned_tier_id, m.earned_until, m.tier_id, m.tier_until
    FROM loyalty_member m WHERE m.merged_into_id IS NULL AND m.closed_on IS NULL AND {{who}}
),
worth AS MATERIALIZED (
    SELECT currency, worth FROM loyalty_currencyrate WHERE currency <> %(home)s UNION ALL SELECT %(home)s, 1
),
{BELOW},
claimed AS NOT MATERIALIZED (
    SELECT c.stay_id, coalesce(below.id, c.member_id) AS id
    FROM loyalty_stayclaim c LEFT JOIN below ON below.account = c.member_id
    WHERE c.state = 'approved' AND c.stay_id IS NOT NULL
),
stayed AS (
    SELECT w.id, sum(s.departure - s.arrival) AS life,
        sum(s.departure - s.arrival) FILTER (WHERE s.departure >= %(since)s) AS nights,
        count(*) FILTER (WHERE s.departure >= %(since)s) AS stays,
        sum((s.room_revenue + s.other_revenue) * worth.worth) FILTER (WHERE s.departure >= %(since)s) AS spend,
        min(s.departure) FILTER (WHERE s.departure >= %(since)s) AS first_on,
        max(s.departure) FILTER (WHERE s.departure >= %(since)s) AS last_on
    FROM wanted w JOIN stays_stay s ON s.guest_id = w.guest_id
    LEFT JOIN worth ON worth.currency = s.currency
    WHERE s.status = 'checked_out' AND s.departure <= %(today)s
        AND (s.departure >= w.joined_on OR (s.id, w.id) IN (SELECT stay_id, id FROM claimed))
    GROUP BY w.id
),
family AS NOT MATERIALIZED (
    SELECT id, guest_id, id AS account FROM wanted
    UNION ALL SELECT w.id, w.guest_id, below.account FROM wanted w JOIN below ON below.id = w.id
),
earned AS (
    SELECT f.id, sum(e.qualifying)::bigint AS points,
        min(coalesce(s.departure, e."on")) FILTER (WHERE e.qualifying > 0) AS first_on,
        max(coalesce(s.departure, e."on")) FILTER (WHERE e.qualifying > 0) AS last_on
    FROM family f JOIN loyalty_pointsentry e ON e.member_id = f.account
    LEFT JOIN stays_stay s ON s.id = e.stay_id AND s.guest_id = f.guest_id AND s.status = 'checked_out'
    WHERE e.qualifying <> 0 AND (e.stay_id IS NULL OR s.id IS NOT NULL)
        AND coalesce(s.departure, e."on") BETWEEN %(since)s AND %(today)s
    GROUP BY f.id
),
granted AS (
    SELECT g.member_id AS id, array_agg(t.rank::int ORDER BY g.id) AS ranks, array_agg(g.ends_on ORDER BY g.id) AS ends
    FROM wanted w JOIN loyalty_tiergrant g ON g.member_id = w.id JOIN loyalty_tier t ON t.id = g.tier_id
    WHERE g.revoked_at IS NULL AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
    GROUP BY g.member_id
)
SELECT w.id, w.guest_id, w.earned_tier_id, w.earned_until, w.tier_id, w.tier_until,
    coalesce(s.nights, 0), coalesce(s.stays, 0), coalesce(s.spend, 0), coalesce(e.points, 0),
    least(s.first_on, e.first_on), greatest(s.last_on, e.last_on), coalesce(s.life, 0), g.ranks, g.ends
FROM wanted w LEFT JOIN stayed s ON s.id = w.id LEFT JOIN earned e ON e.id = w.id LEFT JOIN granted g ON g.id = w.id
"""  # noqa: S608 (put together from constants)
ALL, SOME = "true", "m.id = ANY(%(members)s)"


@dataclass(frozen=True)
class Ladder:
    """The tiers, lowest first, and the way between a tier's id and its rank."""

    tiers: tuple[Tier, ...]

    @classmethod
    def current(cls) -> "Ladder":
        """As it stands; one query."""
        return cls(tuple(Tier.objects.order_by("rank")))

    @property
    def levels(self) -> tuple[Level, ...]:
        """The tiers as the rules take them."""
        return tuple(level_of(tier) for tier in self.tiers)

    @property
    def ranks(self) -> dict[int, int]:
        """Rank by id."""
        return {tier.pk: tier.rank for tier in self.tiers}

    @property
    def by_rank(self) -> dict[int, Tier]:
        """Tier by rank."""
        return {tier.rank: tier for tier in self.tiers}


class Standing(NamedTuple):
    """What the rules need to know about a member."""

    member_id: int
    guest_id: int
    state: State
    attained: Attained
    lifetime_nights: int
    grants: tuple[Grant, ...]


def level_of(tier: Tier) -> Level:
    """A tier as the rules take it."""
    return Level(
        tier.rank,
        needs_all=tier.needs == Tier.Needs.ALL,
        nights=tier.nights,
        stays=tier.stays,
        spend=tier.spend,
        points=tier.points,
        lifetime_nights=tier.lifetime_nights,
    )


def standings(
    members: Collection[int] | None, *, programme: Programme, today: date, ranks: dict[int, int]
) -> Iterator[Standing]:
    """What these members (None: all) attained until `today`, in one statement, read as it comes."""
    with _cursor(streams=members is None) as cursor:
        who, some = (ALL, {}) if members is None else (SOME, {"members": sorted(members)})
        cursor.execute(FACTS.format(who=who), facts(programme, today) | some)
        while rows := cursor.fetchmany(FETCHED):
            for row in rows:
                yield _standing(row, ranks)


def facts(programme: Programme, today: date) -> dict[str, Any]:
    """What the statement is given besides the members."""
    return {"home": programme.currency, "today": today, "since": window_start(programme.window, today)}


@contextmanager
def _cursor(*, streams: bool) -> Iterator[Any]:
    """For all of them a cursor of the server's, with time: a million rows come neither at once nor in seconds."""
    if not streams:
        with connection.cursor() as cursor:
            yield cursor
        return
    with connection.cursor() as plain, connection.chunked_cursor() as cursor:
        plain.execute(f"SET statement_timeout = 0; SET work_mem = '{MEMORY}'")
        try:
            yield cursor
        finally:
            plain.execute("RESET statement_timeout; RESET work_mem")


def _standing(row: Any, ranks: dict[int, int]) -> Standing:
    member, guest, earned, earned_until, tier, tier_until, *attained, life, granted, ends = row
    state = State(ranks[earned], earned_until, ranks[tier], tier_until)
    grants = tuple(map(Grant, granted, ends)) if granted else ()
    return Standing(member, guest, state, Attained(*attained), life, grants)
