"""Where something waits, in SQL: mailings are found by stepping from one to the next in the indexes of what is due.

A mailing costs one look into the index, which finds its first message, however many of it wait. Read in the order of
`due_at` alone, every message of a paused mailing would be stepped over by every claim: half a second for 200,000.
"""

PAUSED = "SELECT id FROM outbox_mailing WHERE paused_at IS NOT NULL AND cancelled_at IS NULL"
# The conditions and the expression are those of the two indexes; a message of no mailing is of mailing 0.
SERVICE = "m.state IN ('queued', 'held') AND m.purpose = 'service'"
OTHERS = "m.state IN ('queued', 'held') AND NOT m.purpose = 'service'"
MAILING = "COALESCE(m.mailing_id, 0)"


def in_lane(name: str, condition: str, *, limit: str) -> str:
    """CTEs that end with `name` (id): the first `limit` messages of a lane that fulfil `condition`, locked.

    The mailing whose first message is due longest comes first; what others have locked is passed over. Parameters are
    `hotel`, `channel` and `at`.
    """
    lane = f"m.hotel_id = %(hotel)s AND m.channel = %(channel)s AND {condition}"
    return f"""
{name}_mailings(mailing, due_at) AS (
    (SELECT {MAILING}, m.due_at FROM outbox_message m WHERE {lane} ORDER BY {MAILING}, m.due_at LIMIT 1)
    UNION ALL
    SELECT n.* FROM {name}_mailings w CROSS JOIN LATERAL (
        SELECT {MAILING}, m.due_at FROM outbox_message m
        WHERE {lane} AND {MAILING} > w.mailing ORDER BY {MAILING}, m.due_at LIMIT 1
    ) n
),
{name} AS (
    SELECT due.id FROM (
        SELECT mailing FROM {name}_mailings
        WHERE due_at <= %(at)s AND mailing NOT IN ({PAUSED}) ORDER BY due_at, mailing
    ) f
    CROSS JOIN LATERAL (
        SELECT m.id FROM outbox_message m
        WHERE {lane} AND {MAILING} = f.mailing AND m.due_at <= %(at)s
        ORDER BY m.due_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    ) due
    LIMIT {limit}
)"""  # noqa: S608 (put together from constants)


def everywhere(name: str, condition: str) -> str:
    """CTEs that end with `name` (hotel_id, channel): the lanes in which something is due at `at`."""
    place = f"m.hotel_id, m.channel, {MAILING}"
    return f"""
{name}_mailings(hotel_id, channel, mailing, due_at) AS (
    (SELECT {place}, m.due_at FROM outbox_message m WHERE {condition} ORDER BY {place}, m.due_at LIMIT 1)
    UNION ALL
    SELECT n.* FROM {name}_mailings w CROSS JOIN LATERAL (
        SELECT {place}, m.due_at FROM outbox_message m
        WHERE {condition} AND ({place}) > (w.hotel_id, w.channel, w.mailing) ORDER BY {place}, m.due_at LIMIT 1
    ) n
),
{name} AS (
    SELECT DISTINCT hotel_id, channel FROM {name}_mailings WHERE due_at <= %(at)s AND mailing NOT IN ({PAUSED})
)"""  # noqa: S608 (put together from constants)
