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
                WHERE e.ticket_id = t.id AND e.key IN ('{promise}:{alarm}', '{promise}:breached')
                    AND e.at = t.{promise}_{alarm}_at
            )
            """  # noqa: S608 (constants)
            for promise, alarm in _ALARMS
        ),
    ),
    "events_are_alarms": (
        "A warning and a breach that were told stand with their ticket: else they would be told again.",
        " UNION ALL ".join(
            f"""
            SELECT e.ticket_id AS ticket, e.key AS alarm, e.at
            FROM feedback_ticketevent e JOIN feedback_ticket t ON t.id = e.ticket_id
            WHERE e.key = '{promise}:{alarm}' AND t.{promise}_{alarm}_at IS DISTINCT FROM e.at
            """  # noqa: S608 (constants)
            for promise, alarm in _ALARMS
        ),
    ),
    "levels_are_events": (
        "After a breach the role that it went up to answers for the ticket.",
        """
        SELECT t.id AS ticket, t.level, e.details ->> 'level' AS went_up_to
        FROM feedback_ticket t
        JOIN LATERAL (
            SELECT details FROM feedback_ticketevent
            WHERE ticket_id = t.id AND kind = 'breached' ORDER BY id DESC LIMIT 1
        ) e ON true
        WHERE e.details ->> 'level' IN ('guest_relations', 'manager') AND t.level <> e.details ->> 'level'
        """,
    ),
}
