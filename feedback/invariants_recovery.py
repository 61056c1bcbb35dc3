"""What must hold of compensation and praise; ``feedback.invariants`` registers it."""

# Rows get their ids while ticket and limits are held, so their order is that in which they counted each other.
RECOVERY = {
    "nothing_beyond_limits_alone": (
        "What somebody gave without a second person stayed within the limits of that moment, for the ticket and month.",
        """
        SELECT id AS compensation, cost, so_far, case_limit, in_month, month_limit
        FROM (
            SELECT id, cost, case_limit, month_limit,
                sum(cost) OVER (PARTITION BY ticket_id, currency ORDER BY id) AS so_far,
                sum(cost) OVER (
                    PARTITION BY by_id, hotel_id, currency, date_trunc('month', given_on) ORDER BY id
                ) AS in_month
            FROM feedback_compensation WHERE state = 'given' AND decided_by_id IS NULL
        ) alone
        WHERE so_far > case_limit OR in_month > month_limit OR case_limit IS NULL OR month_limit IS NULL
        """,
    ),
    "compensation_has_four_eyes": (
        "What was approved or refused was decided by somebody else than whoever asked.",
        """
        SELECT id AS compensation, state, by_id AS by FROM feedback_compensation
        WHERE (state IN ('given', 'refused') AND decided_by_id = by_id)
            OR (state = 'withdrawn' AND decided_by_id IS DISTINCT FROM by_id)
            OR (state = 'asked' AND decided_by_id IS NOT NULL)
        """,
    ),
    "points_given_are_posted": (
        "Points given to make good are an entry of the ledger, with as many points, and no such entry is without them.",
        """
        SELECT c.id AS compensation, e.id AS entry, c.points, e.points AS posted
        FROM (SELECT * FROM feedback_compensation WHERE gives = 'points' AND state = 'given') c
        FULL JOIN (SELECT * FROM loyalty_pointsentry WHERE key ~ '^compensation:[0-9]+$') e ON e.id = c.entry_id
        WHERE c.id IS NULL OR e.id IS NULL OR e.points <> c.points OR e.key <> 'compensation:' || c.id
        """,
    ),
    "vouchers_given_are_issued": (
        "Vouchers given to make good were issued, of that type, and no such voucher is without its compensation.",
        """
        SELECT c.id AS compensation, v.id AS voucher, c.voucher_type_id AS type, v.type_id AS issued
        FROM (SELECT * FROM feedback_compensation WHERE gives = 'voucher' AND state = 'given') c
        FULL JOIN (SELECT * FROM loyalty_voucher WHERE key ~ '^compensation:[0-9]+$') v ON v.id = c.voucher_id
        WHERE c.id IS NULL OR v.id IS NULL OR v.type_id <> c.voucher_type_id OR v.key <> 'compensation:' || c.id
        """,
    ),
    "compensation_is_told": (
        "Every compensation stands in the history of its ticket, as it is now.",
        """
        SELECT c.id AS compensation, c.ticket_id AS ticket, c.state FROM feedback_compensation c
        WHERE NOT EXISTS (
            SELECT 1 FROM feedback_ticketevent e
            WHERE e.kind = 'compensation' AND e.key = 'compensation:' || c.id || ':' || c.state
        )
        """,
    ),
    "guests_were_asked": (
        "Whoever was asked whether it was right, and said so, did it in the history of the ticket.",
        """
        SELECT t.id AS ticket, t.asked_at, t.was_right FROM feedback_ticket t
        WHERE (t.asked_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM feedback_ticketevent e WHERE e.ticket_id = t.id AND e.kind = 'asked'
        )) OR (t.was_right IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM feedback_ticketevent e WHERE e.ticket_id = t.id AND e.kind = 'judged'
        ))
        """,
    ),
    "praise_is_of_praise": (
        "Colleagues are named on tickets of praise.",
        """
        SELECT p.id AS praise, t.id AS ticket, t.kind
        FROM feedback_praise p JOIN feedback_ticket t ON t.id = p.ticket_id
        WHERE t.kind <> 'praise'
        """,
    ),
}
