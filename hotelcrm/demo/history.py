"""The timeline of invented guests, told under the same keys as the actions use.

Set-based, so that a million guests take seconds.
"""

from typing import Final

from django.db import connection

# Kind, when it happened, of which stays. Days without an hour count from the hotel's noon, as `stays.actions` does.
_MILESTONES: Final = (
    ("booking", "(s.booked_on + time '12:00') AT TIME ZONE h.time_zone", "s.booked_on IS NOT NULL"),
    ("check_in", "s.checked_in_at", "s.checked_in_at IS NOT NULL"),
    ("check_out", "s.checked_out_at", "s.checked_out_at IS NOT NULL"),
    ("cancellation", "(s.closed_on + time '12:00') AT TIME ZONE h.time_zone", "s.status = 'cancelled'"),
    ("no_show", "(s.closed_on + time '12:00') AT TIME ZONE h.time_zone", "s.status = 'no_show'"),
)
_STAYS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, key, details)
    SELECT s.guest_id, told.kind, s.hotel_id, told.at, 'stay:' || s.id || ':' || told.kind, '{{}}'
    FROM stays_stay s JOIN accounts_hotel h ON h.id = s.hotel_id
    CROSS JOIN LATERAL (VALUES {told}) AS told (kind, at, happened)
    WHERE {which} AND s.guest_id IS NOT NULL AND told.happened
    {again}
"""
_TOLD: Final = ", ".join(f"('{kind}', {at}, {happened})" for kind, at, happened in _MILESTONES)
_TAGS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, by_id, key, details)
    SELECT guest_id, 'observation', hotel_id, noted_at, noted_by_id, 'observe:' || id || ':' || times,
        jsonb_build_object('tag', tag_id, 'source', source, 'times', times, 'lines', (note IS NOT NULL)::int)
    FROM guests_guesttag WHERE guest_id BETWEEN %(first)s AND %(last)s
"""
_CONSENTS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, by_id, key, details)
    SELECT guest_id, 'consent', hotel_id, at, by_id, 'consent:' || id,
        jsonb_build_object('purpose', purpose, 'channel', channel, 'decision', decision)
    FROM guests_consent WHERE guest_id BETWEEN %(first)s AND %(last)s
"""
_SPENT: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, key, details)
    SELECT s.guest_id, CASE c.department WHEN 'food' THEN 'restaurant' ELSE c.department END, s.hotel_id,
        (c.posted_on + time '20:00') AT TIME ZONE h.time_zone, 'charge:' || c.id,
        jsonb_build_object('amount', c.amount::text, 'currency', c.currency)
    FROM stays_charge c JOIN stays_stay s ON s.id = c.stay_id JOIN accounts_hotel h ON h.id = s.hotel_id
    WHERE c.stay_id BETWEEN %(first)s AND %(last)s AND s.guest_id IS NOT NULL
        AND c.department IN ('food', 'spa', 'meeting') AND c.amount > 0
"""
_LEADS: Final = """
    INSERT INTO guests_touchpoint (guest_id, kind, at, key, details)
    SELECT g.id, CASE WHEN g.id %% 3 = 0 THEN 'enquiry' ELSE 'web_visit' END, g.created_at, 'first:' || g.id, '{}'
    FROM guests_guest g WHERE g.id BETWEEN %(first)s AND %(last)s
        AND NOT EXISTS (
            SELECT FROM stays_stay s WHERE s.guest_id = g.id AND s.id BETWEEN %(first_stay)s AND %(last_stay)s
        )
        AND NOT EXISTS (SELECT FROM guests_relationship r WHERE r.other_id = g.id)
"""


def tell_people(first: int, last: int, *, first_stay: int, last_stay: int) -> None:
    """Put on the timeline what guests `first` to `last`, whose stays those are, said, liked and asked."""
    with connection.cursor() as cursor:
        for statement in (_TAGS, _CONSENTS, _LEADS):
            cursor.execute(statement, {"first": first, "last": last, "first_stay": first_stay, "last_stay": last_stay})


def tell_stays(first: int, last: int) -> None:
    """Put what has happened to stays `first` to `last` on their guests' timelines, which know nothing of it yet."""
    statement = _STAYS.format(told=_TOLD, which="s.id BETWEEN %(first)s AND %(last)s", again="")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": first, "last": last})


def tell_some(stays: list[int]) -> None:
    """Put what has happened to these stays (by id) on their guests' timelines, if it is not there yet."""
    again = "ON CONFLICT (guest_id, key) DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(_STAYS.format(told=_TOLD, which="s.id = ANY (%(ids)s)", again=again), {"ids": stays})


def tell_spending(first: int, last: int) -> None:
    """Put the dinners, treatments and meetings of stays `first` to `last` on the timelines."""
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, {"first": first, "last": last})
