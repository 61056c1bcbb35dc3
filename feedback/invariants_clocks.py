"""What must hold of alarms; ``feedback.invariants`` registers it."""

_ALARMS = [(promise, alarm) for promise in ("respond", "resolve") for alarm in ("warned", "breached")]

CLOCKS = {
    "alarms_are_events": (
        "A warning and a breach that stand with a ticket were told, the warning at the latest with the breach.",
        " UNION ALL ".join(
            f"""
            SELECT t.id AS ticket, '{promise}:{alarm}' AS alarm, t.{promise}_{alarm}_at AS at
            FROM feedback_ticket t
            WHERE t.{promise}_{alarm}_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM feedback_ticketevent e
                WHERE e.ticket_id = t.id AND e.kind IN ('{alarm}', 'breached') AND e.details ->> 'promise' = '{promise}'
                    AND e.at = t.{promise}_{alarm}_at
            )
            """  # noqa: S608 (constants)
            for promise, alarm in _ALARMS
        ),
    ),
    "events_are_alarms": (
        "A warning and a breach that were told stand with their ticket, until the undo of a merge takes them back.",
        " UNION ALL ".join(
            f"""
            SELECT e.ticket_id AS ticket, e.key AS alarm, e.at
            FROM (
                SELECT DISTINCT ON (ticket_id) * FROM feedback_ticketevent
                WHERE kind = '{alarm}' AND details ->> 'promise' = '{promise}' ORDER BY ticket_id, id DESC
            ) e JOIN feedback_ticket t ON t.id = e.ticket_id
            WHERE t.{promise}_{alarm}_at IS DISTINCT FROM e.at AND NOT EXISTS (
                SELECT 1 FROM feedback_ticketevent u
                WHERE u.ticket_id = e.ticket_id AND u.id > e.id AND u.kind = 'unmerged'
                    AND u.details -> 'untold' ? '{promise}:{alarm}'
            )
            """  # noqa: S608 (constants)
            for promise, alarm in _ALARMS
        ),
    ),
    "levels_are_events": (
        "The role that a breach or a merge went up to answers for the ticket, and no higher one.",
        """
        SELECT t.id AS ticket, t.level, e.level AS went_up_to
        FROM feedback_ticket t
        LEFT JOIN LATERAL (
            SELECT coalesce(details #>> '{changes,level,1}', details ->> 'level') AS level
            FROM feedback_ticketevent
            WHERE ticket_id = t.id AND (kind = 'breached' OR details -> 'changes' ? 'level') ORDER BY id DESC LIMIT 1
        ) e ON true
        WHERE (t.level IN ('guest_relations', 'manager') OR e.level IN ('guest_relations', 'manager'))
            AND t.level IS DISTINCT FROM e.level
        """,
    ),
}
