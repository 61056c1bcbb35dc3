"""The one statement that writes facts: for the guests that changed and for all, so that the two can never disagree.

`FACTS` is formatted with `whom`, `EVERYBODY` or `SOME`: ``{whom:s.guest_id}`` becomes what narrows that column. For all
guests the planner hashes and sorts whole tables, for one it follows indexes. Every part is a set by guest.

Parameters: `today`, `year` and `two_years` (the days before the windows of 12 and 24 months), `home` (the programme's
currency), `zone` (its time zone: days of moments are the programme's), `since` (where its window for tiers begins) and,
for `SOME`, `guests`. `counting.parameters` makes them.
"""

from typing import Any, Final

from django.db.models import BooleanField, CharField, DateField, Field

from campaigns.models import GuestFacts

from .membership import MEMBERSHIP
from .profile import PROFILE
from .visits import PURPOSES, SCENE, VISITS
from .voices import VOICES


class Everybody:
    """All guests; a stay nobody is known of is nobody's."""

    def __format__(self, column: str) -> str:
        return f"{column} IS NOT NULL"


class Some:
    """Those of ``%(guests)s``."""

    def __format__(self, column: str) -> str:
        return f"{column} = ANY(%(guests)s::bigint[])"


EVERYBODY: Final = Everybody()
SOME: Final = Some()

# By column of the model, from the parts; what is empty becomes the column's default.
COLUMNS: Final = {
    "stays": "d.stays",
    "nights": "d.nights",
    "stays_12m": "d.stays_12m",
    "nights_12m": "d.nights_12m",
    "stays_24m": "d.stays_24m",
    "family_stays": "d.family_stays",
    "revenue": "d.revenue",
    "revenue_12m": "d.revenue_12m",
    "revenue_24m": "d.revenue_24m",
    "vip_level": "g.vip_level",
    "birth_code": "g.birth_month * 100 + g.birth_day + CASE WHEN g.birth_is_lunar THEN 2000 ELSE 0 END",
    "tier_rank": "m.rank",
    "completeness": """round(
        CASE WHEN g.family_name <> '' AND g.given_name <> '' THEN 15 ELSE 0 END
        + CASE WHEN v.email OR v.phone THEN 20 ELSE 0 END
        + CASE WHEN g.birth_month IS NOT NULL AND g.birth_day IS NOT NULL THEN 15 ELSE 0 END
        + CASE WHEN g.language <> '' THEN 10 ELSE 0 END
        + CASE WHEN d.business + d.leisure + d.meeting + d.family > 0 OR o.has_purpose THEN 10 ELSE 0 END
        + 20 * least(coalesce(l.tags - CASE WHEN a.sensitive = 0 THEN l.sensitive ELSE 0 END, 0), 3) / 3.0
        + CASE WHEN (v.guest_id IS NOT NULL AND a.asked_any) OR (v.email AND a.asked_email)
            OR (v.phone AND a.asked_phone) OR (v.wecom AND a.asked_wecom) THEN 10 ELSE 0 END
    )""",
    "open_tickets": "t.open_tickets",
    "open_complaints": "t.open_complaints",
    "is_in_house": "o.is_in_house",
    "is_key_company": "y.is_key AND y.is_active",
    "is_generic_only": "g.generic_offers_only OR g.restricted_at IS NOT NULL OR coalesce(a.profiling = 0, false)",
    "is_restricted": "g.restricted_at IS NOT NULL",
    "reach_email": "c.email_lives AND a.email = 1 AND g.restricted_at IS NULL",
    "reach_sms": "c.phone_lives AND a.sms = 1 AND g.restricted_at IS NULL",
    "reach_wecom": "c.wecom_lives AND a.wecom = 1 AND g.restricted_at IS NULL",
    "has_email": "c.has_email",
    "has_phone": "c.has_phone",
    "has_wecom": "c.has_wecom",
    "agrees_to_surveys": "a.surveys = 1",
    "agrees_to_profiling": "a.profiling = 1",
    "cancellations": "o.cancellations",
    "no_shows": "o.no_shows",
    "bookings_ahead": "o.bookings_ahead",
    "direct_stays": "d.direct_stays",
    "ota_stays": "d.ota_stays",
    "spend_food": "s.food",
    "spend_spa": "s.spa",
    "spend_meeting": "s.meeting",
    "spend_recreation": "s.recreation",
    "points": "m.balance",
    "next_expiry_points": "m.ending",
    "vouchers": "h.vouchers",
    "referred": "r.referred",
    "referral_value": "r.value",
    "reviews": "w.reviews",
    "known_since": """least((g.created_at AT TIME ZONE %(zone)s)::date,
        d.first_booked, d.first_arrival, o.first_booked, o.first_arrival)""",
    "first_arrival": "d.first_arrival",
    "first_departure": "d.first_departure",
    "last_arrival": "d.last_arrival",
    "last_departure": "d.last_departure",
    "earlier_departure": "d.earlier_departure",
    "next_arrival": "o.next_arrival",
    "expected_on": "d.last_arrival + d.usual_gap",
    "usual_gap": "d.usual_gap",
    "lead_days": "d.lead_days",
    "birth_year": "g.birth_year",
    "tier_since": "m.since",
    "tier_until": "m.tier_until",
    "next_expiry_on": "m.ends_on",
    "next_voucher_on": "h.next_on",
    "last_earned_on": "m.last_on",
    "last_score_on": 'i."on"',
    "last_complaint_on": "t.complained_on",
    "last_nps": "i.nps",
    "last_csat": "i.csat",
    "last_rating": "w.rating",
    "next_tier_rank": "m.next_rank",
    "next_tier_nights": "m.nights_short",
    "next_tier_stays": "m.stays_short",
    "favourite_hotel": "d.favourite_hotel",
    "favourite_room_type": "d.favourite_room_type",
    "favourite_channel": "d.favourite_channel",
    "last_hotel": "d.last[3]",
    "last_channel": "d.last[4]",
    "next_hotel": "o.next[3]",
    "company": "g.company_id",
    "scene": SCENE,
    "last_purpose": f"({PURPOSES})[d.last[5]]",
    "language": "g.language",
    "nationality": "g.nationality",
    "gender": "g.gender",
    "time_zone": "g.time_zone",
    "tags": "CASE WHEN a.sensitive = 1 THEN l.ids ELSE l.plain_ids END",
    "counted_on": "%(today)s",
}
_TYPES: Final = {"SmallIntegerField": "smallint", "IntegerField": "int", "BigIntegerField": "bigint"}


def _written(field: "Field[Any, Any]") -> str:
    """What a column is, of its type, and never empty where it must not be."""
    expression = COLUMNS[field.name]
    if isinstance(field, BooleanField):
        return f"coalesce({expression}, false)"
    if isinstance(field, DateField):
        return f"({expression})::date"
    if isinstance(field, CharField):
        return f"coalesce({expression}, '')"
    if field.name == "tags":
        return f"coalesce({expression}, '{{{{}}}}')"
    kind = _TYPES[field.get_internal_type()]
    return f"({expression})::{kind}" if field.null else f"coalesce({expression}, {field.get_default()})::{kind}"


_FIELDS: Final = [field for field in GuestFacts._meta.concrete_fields if field.name in COLUMNS]
_NAMES: Final = [str(field.column) for field in _FIELDS]
COMPARED: Final = [name for name in _NAMES if name != "counted_on"]
_WAS: Final = ", ".join(f"was.{name}" for name in COMPARED)
_IS: Final = ", ".join(f"n.{name}" for name in COMPARED)

COUNTED: Final = f"""
WITH RECURSIVE {VISITS},
{PROFILE},
{MEMBERSHIP},
{VOICES},
counted AS (
    SELECT g.id AS guest_id, {", ".join(f"{_written(field)} AS {field.column}" for field in _FIELDS)}
    FROM guests_guest g
    LEFT JOIN guests_company y ON y.id = g.company_id
    LEFT JOIN (
        SELECT *, round((last_arrival - first_arrival) / nullif(arrivals - 1, 0)::numeric)::int AS usual_gap FROM done
    ) d ON d.guest_id = g.id
    LEFT JOIN other o ON o.guest_id = g.id
    LEFT JOIN spent s ON s.guest_id = g.id
    LEFT JOIN referral r ON r.guest_id = g.id
    LEFT JOIN reached c ON c.guest_id = g.id
    LEFT JOIN living v ON v.guest_id = g.id
    LEFT JOIN answered a ON a.guest_id = g.id
    LEFT JOIN liked l ON l.guest_id = g.id
    LEFT JOIN member m ON m.guest_id = g.id
    LEFT JOIN held h ON h.guest_id = g.id
    LEFT JOIN ticket t ON t.guest_id = g.id
    LEFT JOIN score i ON i.guest_id = g.id
    LEFT JOIN review w ON w.guest_id = g.id
    WHERE g.merged_into_id IS NULL AND g.erased_at IS NULL AND {{whom:g.id}}
)"""  # noqa: S608 (put together from constants)

# What is as it was is not touched: to lock a row is to write it. One counter at a time, so nobody writes in between.
FACTS: Final = f"""{COUNTED}
INSERT INTO campaigns_guestfacts AS f (guest_id, {", ".join(_NAMES)})
SELECT n.guest_id, {", ".join(f"n.{name}" for name in _NAMES)}
FROM counted n LEFT JOIN campaigns_guestfacts was ON was.guest_id = n.guest_id AND {{whom:was.guest_id}}
WHERE was.guest_id IS NULL
    OR ({_WAS}) IS DISTINCT FROM ({_IS})
ON CONFLICT (guest_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _NAMES)}
"""  # noqa: S608 (the same)

# Merged, erased or deleted.
GONE: Final = """
DELETE FROM campaigns_guestfacts f
WHERE {whom:f.guest_id} AND NOT EXISTS (
    SELECT FROM guests_guest g WHERE g.id = f.guest_id AND g.merged_into_id IS NULL AND g.erased_at IS NULL
)
"""
