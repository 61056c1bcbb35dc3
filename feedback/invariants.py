"""What must hold of this room's rows; ``manage.py verify`` asks."""

from hotelcrm.audit.invariants import register

from .invariants_clocks import CLOCKS
from .invariants_recovery import RECOVERY
from .invariants_surveys import SURVEYS
from .invariants_words import WORDS

# Every ticket with all that was merged into it, at whatever remove.
_FAMILY = """
WITH RECURSIVE family(root, id) AS (
    SELECT id, id FROM feedback_ticket
    UNION ALL
    SELECT f.root, t.id FROM family f JOIN feedback_ticket t ON t.merged_into_id = f.id
) CYCLE id SET is_circle USING way
"""

# The columns that events change, and how they stand in the first event.
_COLUMNS = {
    "severity": "severity",
    "category": "category_id",
    "department": "department",
    "owner": "owner_id",
    "cause": "cause_id",
    "room": "room",
}

TICKETS = {
    "versions_count_events": (
        "The version of every ticket is the number of its events.",
        """
        SELECT t.id AS ticket, t.version, count(e.id) AS events
        FROM feedback_ticket t LEFT JOIN feedback_ticketevent e ON e.ticket_id = t.id
        GROUP BY t.id HAVING t.version <> count(e.id)
        """,
    ),
    "tickets_begin_by_being_opened": (
        "The first event of every ticket is that it was opened, and no other one is.",
        """
        SELECT t.id AS ticket, count(e.id) FILTER (WHERE e.kind = 'opened') AS opened
        FROM feedback_ticket t LEFT JOIN feedback_ticketevent e ON e.ticket_id = t.id
        GROUP BY t.id
        HAVING count(e.id) FILTER (WHERE e.kind = 'opened') <> 1
            OR min(e.id) <> min(e.id) FILTER (WHERE e.kind = 'opened')
        """,
    ),
    "states_are_events": (
        "Every ticket stands where its last event moved it to.",
        """
        SELECT t.id AS ticket, t.state, e.details ->> 'to' AS moved_to
        FROM feedback_ticket t
        LEFT JOIN LATERAL (
            SELECT details FROM feedback_ticketevent WHERE ticket_id = t.id AND details ? 'to' ORDER BY id DESC LIMIT 1
        ) e ON true
        WHERE t.state <> coalesce(e.details ->> 'to', 'new')
        """,
    ),
    "moves_follow_each_other": (
        "Every event that moves a ticket moves it from where the one before had moved it to.",
        """
        SELECT ticket_id AS ticket, id AS event, came_from, was
        FROM (
            SELECT ticket_id, id, details ->> 'from' AS came_from,
                lag(details ->> 'to', 1, 'new') OVER (PARTITION BY ticket_id ORDER BY id) AS was
            FROM feedback_ticketevent WHERE details ? 'to'
        ) moves
        WHERE came_from IS DISTINCT FROM was
        """,
    ),
    "columns_are_events": (
        "Severity, category, department, owner, cause and room of every ticket are those of its last event about them.",
        " UNION ALL ".join(
            f"""
            SELECT t.id AS ticket, '{name}' AS what, t.{column}::text AS stands, e.told
            FROM feedback_ticket t
            JOIN LATERAL (
                SELECT coalesce(details #>> '{{changes,{name},1}}',
                    CASE WHEN kind = 'opened' THEN details ->> '{name}' END) AS told
                FROM feedback_ticketevent
                WHERE ticket_id = t.id AND (kind = 'opened' OR details -> 'changes' ? '{name}')
                ORDER BY id DESC LIMIT 1
            ) e ON true
            WHERE t.{column}::text IS DISTINCT FROM e.told
            """  # noqa: S608 (constants)
            for name, column in _COLUMNS.items()
        ),
    ),
    "events_are_in_order": (
        "No event of a ticket is earlier than the one that was written before it: clocks read them by their moments.",
        # An alarm is of the moment of its sweep, and moves nothing.
        """
        SELECT ticket_id AS ticket, id AS event, at, before
        FROM (
            SELECT ticket_id, id, at, max(at) OVER (
                PARTITION BY ticket_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS before
            FROM feedback_ticketevent WHERE kind NOT IN ('warned', 'breached')
        ) events
        WHERE at < before
        """,
    ),
    "answered_when_somebody_answered": (
        "A ticket counts as answered since the first answer to it or to what was merged into it.",
        f"""
        {_FAMILY}
        SELECT t.id AS ticket, t.responded_at, min(e.at) AS first_answer
        FROM family f JOIN feedback_ticket t ON t.id = f.root
        LEFT JOIN feedback_ticketevent e ON e.ticket_id = f.id AND e.kind IN ('reply', 'spoke')
        GROUP BY t.id HAVING t.responded_at IS DISTINCT FROM min(e.at)
        """,  # noqa: S608 (constants)
    ),
    "opened_when_the_first_was": (
        "The promises of a ticket run since it, or what was merged into it, was opened.",
        f"""
        {_FAMILY}
        SELECT t.id AS ticket, t.opened_at, min(e.at) AS first_opened
        FROM family f JOIN feedback_ticket t ON t.id = f.root
        JOIN feedback_ticketevent e ON e.ticket_id = f.id AND e.kind = 'opened'
        GROUP BY t.id HAVING t.opened_at <> min(e.at)
        """,  # noqa: S608 (constants)
    ),
    "ends_are_events": (
        "A ticket was resolved and closed at moments at which an event moved it there.",
        """
        SELECT t.id AS ticket, t.resolved_at, t.closed_at
        FROM feedback_ticket t
        WHERE (t.resolved_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM feedback_ticketevent e
            WHERE e.ticket_id = t.id AND e.at = t.resolved_at AND e.details ->> 'to' IN ('resolved', 'closed')
        )) OR (t.closed_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM feedback_ticketevent e
            WHERE e.ticket_id = t.id AND e.at = t.closed_at AND e.details ->> 'to' = 'closed'
        ))
        """,
    ),
    "merges_are_events": (
        "A ticket is part of the one that its last merge names, which says so too; after its undo it is part of none.",
        """
        SELECT t.id AS ticket, t.merged_into_id AS part_of, e.kind, e.details ->> 'into' AS merged_into
        FROM feedback_ticket t
        LEFT JOIN LATERAL (
            SELECT kind, key, details FROM feedback_ticketevent
            WHERE ticket_id = t.id AND (details ? 'into' OR details ? 'of') ORDER BY id DESC LIMIT 1
        ) e ON true
        WHERE t.merged_into_id IS DISTINCT FROM (e.details ->> 'into')::bigint
            OR (t.merged_into_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM feedback_ticketevent o
                WHERE o.ticket_id = t.merged_into_id AND o.key = e.key AND (o.details ->> 'absorbed')::bigint = t.id
            ))
        """,
    ),
    "merged_are_of_one_guest": (
        "What is merged is of one hotel and of one guest, who reads all of it; and no ticket is part of itself.",
        f"""
        {_FAMILY}
        SELECT t.id AS ticket, o.id AS part_of, f.is_circle
        FROM family f JOIN feedback_ticket t ON t.id = f.id JOIN feedback_ticket o ON o.id = f.root
        WHERE f.is_circle OR t.hotel_id <> o.hotel_id
            OR (t.guest_id IS NOT NULL AND t.guest_id IS DISTINCT FROM o.guest_id)
        """,  # noqa: S608 (constants)
    ),
    "tickets_have_standing_guests": (
        "No ticket is of a profile that was merged into another one.",
        """
        SELECT t.id AS ticket, g.id AS guest, g.merged_into_id AS merged_into
        FROM feedback_ticket t JOIN guests_guest g ON g.id = t.guest_id WHERE g.merged_into_id IS NOT NULL
        """,
    ),
    "replies_are_messages": (
        "Every reply is a message of the ticket's hotel.",
        """
        SELECT e.id AS event, e.ticket_id AS ticket, e.message_id AS message
        FROM feedback_ticketevent e JOIN feedback_ticket t ON t.id = e.ticket_id
        LEFT JOIN outbox_message m ON m.id = e.message_id
        WHERE e.kind = 'reply' AND (m.id IS NULL OR m.hotel_id <> t.hotel_id)
        """,
    ),
    "notices_are_of_their_events": (
        "Every notice, and every file, is of the ticket of its event.",
        """
        SELECT 'notice' AS what, n.id, n.ticket_id AS ticket, e.ticket_id AS of_the_event
        FROM feedback_notice n JOIN feedback_ticketevent e ON e.id = n.event_id WHERE n.ticket_id <> e.ticket_id
        UNION ALL
        SELECT 'file', a.id, a.ticket_id, e.ticket_id
        FROM feedback_attachment a JOIN feedback_ticketevent e ON e.id = a.event_id
        WHERE a.ticket_id <> e.ticket_id OR e.kind <> 'attached'
        """,
    ),
    "files_are_told": (
        "Every event that says a file was added has that file.",
        """
        SELECT e.id AS event, e.ticket_id AS ticket
        FROM feedback_ticketevent e LEFT JOIN feedback_attachment a ON a.event_id = e.id
        WHERE e.kind = 'attached' AND a.id IS NULL
        """,
    ),
    "links_are_events": (
        "Two tickets are linked when the last that both say of each other is that they are.",
        """
        SELECT coalesce(l.one_id, e.ticket_id) AS one, coalesce(l.other_id, e.other_id) AS other, e.kind
        FROM feedback_ticketlink l
        FULL JOIN (
            SELECT DISTINCT ON (ticket_id, details ->> 'other')
                ticket_id, (details ->> 'other')::bigint AS other_id, kind
            FROM feedback_ticketevent
            WHERE kind IN ('linked', 'unlinked') AND ticket_id < (details ->> 'other')::bigint
            ORDER BY ticket_id, details ->> 'other', id DESC
        ) e ON e.ticket_id = l.one_id AND e.other_id = l.other_id
        WHERE (l.id IS NULL) = (coalesce(e.kind, 'unlinked') = 'linked')
        """,
    ),
    "warnings_come_first": (
        "Nobody is warned of a promise after the moment at which it is broken, and praise promises nothing.",
        """
        SELECT id AS ticket, respond_warn_at, respond_due_at, resolve_warn_at, resolve_due_at
        FROM feedback_ticket
        WHERE respond_warn_at > respond_due_at OR resolve_warn_at > resolve_due_at
            OR (kind = 'praise' AND next_alarm_at IS NOT NULL)
        """,
    ),
}


def connect() -> None:
    """Register them; called once, when the app is ready."""
    for name, (sentence, sql) in (TICKETS | CLOCKS | RECOVERY | SURVEYS | WORDS).items():
        register(f"feedback.{name}", sql, sentence)
