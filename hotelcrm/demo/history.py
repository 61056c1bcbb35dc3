"""The timeline of invented guests, told under the same keys as the actions use.

Set-based, so that a million guests take seconds.
"""

from typing import Final

from django.db import connection

TABLE: Final = "guests_touchpoint"
# Kind, when it happened, of which stays. Days without an hour count from the hotel's noon, as `stays.actions` does.
_MILESTONES: Final = (
    ("booking", "(s.booked_on + time '12:00') AT TIME ZONE h.time_zone", "s.booked_on IS NOT NULL"),
    ("check_in", "s.checked_in_at", "s.checked_in_at IS NOT NULL"),
    ("check_out", "s.checked_out_at", "s.checked_out_at IS NOT NULL"),
    ("cancellation", "(s.closed_on + time '12:00') AT TIME ZONE h.time_zone", "s.status = 'cancelled'"),
    ("no_show", "(s.closed_on + time '12:00') AT TIME ZONE h.time_zone", "s.status = 'no_show'"),
)
# One statement a kind: to join the stays with a list of kinds costs more than the rows themselves.
_STAYS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, key, details)
    SELECT s.guest_id, '{kind}', s.hotel_id, {at}, 'stay:' || s.id || ':{kind}', '{{}}'
    FROM stays_stay s JOIN accounts_hotel h ON h.id = s.hotel_id
    WHERE {stays} AND s.guest_id IS NOT NULL AND {happened}
"""
_TAGS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, by_id, key, details)
    SELECT guest_id, 'observation', hotel_id, noted_at, noted_by_id, 'observe:' || id || ':' || times,
        jsonb_build_object('tag', tag_id, 'source', source, 'times', times, 'lines', (note IS NOT NULL)::int)
    FROM guests_guesttag WHERE {whose}
"""
_CONSENTS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, by_id, key, details)
    SELECT guest_id, 'consent', hotel_id, at, by_id, 'consent:' || id,
        jsonb_build_object('purpose', purpose, 'channel', channel, 'decision', decision)
    FROM guests_consent WHERE {whose}
"""
_SPENT: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, key, details)
    SELECT s.guest_id, CASE c.department WHEN 'food' THEN 'restaurant' ELSE c.department END, s.hotel_id,
        (c.posted_on + time '20:00') AT TIME ZONE h.time_zone, 'charge:' || c.id,
        jsonb_build_object('amount', c.amount::text, 'currency', c.currency)
    FROM stays_charge c JOIN stays_stay s ON s.id = c.stay_id JOIN accounts_hotel h ON h.id = s.hotel_id
    WHERE {stays} AND s.guest_id IS NOT NULL
        AND c.department IN ('food', 'spa', 'meeting') AND c.amount > 0
"""
_LEADS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, at, key, details)
    SELECT g.id, CASE WHEN g.id % 3 = 0 THEN 'enquiry' ELSE 'web_visit' END, g.created_at, 'first:' || g.id, '{{}}'
    FROM guests_guest g WHERE {guests}
        AND NOT EXISTS (SELECT FROM stays_stay s WHERE s.guest_id = g.id AND {stays})
        AND NOT EXISTS (SELECT FROM guests_relationship r WHERE r.other_id = g.id)
"""


def _of_stays(stays: str) -> list[str]:
    return [_STAYS.format(kind=kind, at=at, happened=happened, stays=stays) for kind, at, happened in _MILESTONES]


def _of_all(*, stays: str, guests: str, whose: str) -> list[str]:
    """The statements for these rows, the longest first."""
    others = (_SPENT, _TAGS, _CONSENTS, _LEADS)
    return _of_stays(stays) + [other.format(stays=stays, guests=guests, whose=whose) for other in others]


# What tells everybody's timeline, in an installation that holds nobody but the demo's guests.
EVERYTHING: Final = tuple(_of_all(stays="true", guests="true", whose="true"))


def tell(first: int, last: int, *, first_stay: int, last_stay: int) -> None:
    """Tell what guests `first` to `last` said, liked and asked, and what has happened to their stays, which these are.

    Their timelines know nothing of it yet.
    """
    stays, between = f"s.id BETWEEN {first_stay:d} AND {last_stay:d}", f"BETWEEN {first:d} AND {last:d}"
    with connection.cursor() as cursor:
        for statement in _of_all(stays=stays, guests=f"g.id {between}", whose=f"guest_id {between}"):
            cursor.execute(statement)


def tell_some(stays: list[int]) -> None:
    """Put what has happened to these stays (by id) on their guests' timelines, if it is not there yet."""
    with connection.cursor() as cursor:
        for statement in _of_stays("s.id = ANY (%s)"):
            cursor.execute(f"{statement} ON CONFLICT (guest_id, key) DO NOTHING", [stays])
