"""What must hold of messages; ``manage.py verify`` asks."""

from hotelcrm.audit.invariants import register

from .models import State

_STATES = ", ".join(f"'{state}'" for state in State.values)

# Consent known when a message was handed over. An answer belongs to the profile it was given to, and profiles may have
# been merged since: one of them that agreed then is enough. A "no" counts once it was on record for a minute: a
# withdrawal that had begun but was not committed could not be known.
_AGREED = """
    SELECT p.id
    FROM guests_guest p
    CROSS JOIN LATERAL (
        SELECT c.decision FROM guests_consent c
        WHERE c.guest_id = p.id AND c.purpose = m.purpose AND c.channel IN (m.channel, 'any') AND c.at <= m.handed_at
            AND (c.decision = 'given' OR c.recorded_at < m.handed_at - interval '1 minute')
        ORDER BY c.channel = 'any', c.at DESC, c.id DESC LIMIT 1
    ) answer
    WHERE (p.id = m.guest_id OR p.merged_into_id = m.guest_id) AND answer.decision = 'given'
"""

# The keys of a message, which the database does not check at each row: column and table.
_KEYS = {
    "guest_id": "guests_guest",
    "staff_id": "accounts_user",
    "hotel_id": "accounts_hotel",
    "mailing_id": "outbox_mailing",
    "template_id": "outbox_template",
    "sender_id": "outbox_sender",
    "by_id": "accounts_user",
}

INVARIANTS = {
    "messages_name_what_there_is": (
        "Guest, hotel, mailing, template, sender and staff of every message exist.",
        " UNION ALL ".join(
            f"SELECT m.id AS message, '{column}' AS key, m.{column} AS id FROM outbox_message m"  # noqa: S608 (constants)
            f" LEFT JOIN {table} t ON t.id = m.{column} WHERE m.{column} IS NOT NULL AND t.id IS NULL"
            for column, table in _KEYS.items()
        ),
    ),
    "sums_close": (
        "Of every mailing as many messages as were made are waiting, being sent, gone, failed or cancelled.",
        f"""
        SELECT g.id AS mailing, g.queued, coalesce(m.accounted, 0) AS accounted
        FROM outbox_mailing g
        LEFT JOIN (
            SELECT mailing_id, count(*) FILTER (WHERE state IN ({_STATES})) AS accounted
            FROM outbox_message WHERE mailing_id IS NOT NULL GROUP BY mailing_id
        ) m ON m.mailing_id = g.id
        WHERE g.queued <> coalesce(m.accounted, 0)
        """,  # noqa: S608 (names of states)
    ),
    "refusals_have_reasons": (
        "Every message that is held, failed, unknown or cancelled says why.",
        """
        SELECT id AS message, state FROM outbox_message
        WHERE state IN ('held', 'failed', 'unknown', 'cancelled') AND reason = ''
        """,
    ),
    "handed_with_consent": (
        "No marketing and no survey was handed over without a consent that was known then.",
        f"""
        SELECT m.id AS message, m.guest_id AS guest, m.purpose, m.handed_at
        FROM outbox_message m
        WHERE m.handed_at IS NOT NULL AND m.guest_id IS NOT NULL AND m.purpose <> 'service' AND NOT EXISTS ({_AGREED})
        """,  # noqa: S608 (put together from constants)
    ),
    "sending_is_claimed": (
        "Every message that is being sent has an attempt, a lease and a sender.",
        """
        SELECT id AS message, attempt, lease_until, sender_id AS sender FROM outbox_message
        WHERE state = 'sending' AND (attempt IS NULL OR lease_until IS NULL OR sender_id IS NULL)
        """,
    ),
    "attempts_are_open_while_sending": (
        "A message that is handed over right now has one open attempt, its own, and no other message has any.",
        """
        SELECT m.id AS message, m.state, count(a.id) AS open
        FROM outbox_message m
        LEFT JOIN outbox_attempt a ON a.message_id = m.id AND a.finished_at IS NULL
        WHERE a.id IS NOT NULL OR (m.state = 'sending' AND m.handed_at IS NOT NULL)
        GROUP BY m.id
        HAVING count(a.id) <> 1 OR m.state <> 'sending' OR m.handed_at IS NULL OR bool_or(a.attempt <> m.attempt)
        """,
    ),
    "attempts_name_what_there_is": (
        "Message and sender of every attempt exist.",
        """
        SELECT a.id AS attempt, a.message_id AS message, a.sender_id AS sender
        FROM outbox_attempt a
        LEFT JOIN outbox_message m ON m.id = a.message_id
        LEFT JOIN outbox_sender s ON s.id = a.sender_id
        WHERE m.id IS NULL OR (a.sender_id IS NOT NULL AND s.id IS NULL)
        """,
    ),
    "gone_was_handed": (
        "Every message that left, or may have, was handed over in an attempt.",
        """
        SELECT m.id AS message, m.state, m.handed_at FROM outbox_message m
        WHERE m.state IN ('sent', 'delivered', 'unknown') AND (
            m.handed_at IS NULL OR NOT EXISTS (SELECT 1 FROM outbox_attempt a WHERE a.message_id = m.id)
        )
        """,
    ),
    "nothing_is_doubled": (
        "Of the attempts at a message that is no service one at most was accepted or may have been.",
        """
        SELECT m.id AS message, m.purpose, count(*) AS attempts
        FROM outbox_attempt a JOIN outbox_message m ON m.id = a.message_id
        WHERE m.purpose <> 'service' AND a.outcome IN ('accepted', 'unknown', '')
        GROUP BY m.id HAVING count(*) > 1
        """,
    ),
    "nothing_waits_for_the_erased": (
        "No message waits for a guest whose data was erased.",
        """
        SELECT m.id AS message, m.guest_id AS guest, m.state
        FROM outbox_message m JOIN guests_guest g ON g.id = m.guest_id
        WHERE g.erased_at IS NOT NULL
            AND (m.state IN ('queued', 'held') OR (m.state = 'sending' AND m.handed_at IS NULL))
        """,
    ),
}


def connect() -> None:
    """Register them; called once, when the app is ready."""
    for name, (sentence, sql) in INVARIANTS.items():
        register(f"outbox.{name}", sql, sentence)
