"""What must hold of campaigns; ``manage.py verify`` asks."""

from hotelcrm.audit.invariants import register

from .facts.invariants import INVARIANTS as FACTS
from .results.invariants import INVARIANTS as RESULTS

# Keys that the database does not check at each row: table, column and where it leads.
_KEYS = (
    ("campaigns_enrolment", "campaign_id", "campaigns_campaign"),
    ("campaigns_enrolment", "guest_id", "guests_guest"),
    ("campaigns_enrolment", "stay_id", "stays_stay"),
    ("campaigns_sent", "enrolment_id", "campaigns_enrolment"),
    ("campaigns_sent", "guest_id", "guests_guest"),
    ("campaigns_sent", "step_id", "campaigns_step"),
    ("campaigns_sent", "variant_id", "campaigns_variant"),
    ("campaigns_sent", "message_id", "outbox_message"),
    ("campaigns_sent", "voucher_id", "loyalty_voucher"),
)

INVARIANTS = {
    "rows_name_what_there_is": (
        "Campaign, guest, stay, step, variant, message and voucher of everybody in a campaign exist.",
        " UNION ALL ".join(
            f"SELECT '{table}' AS row, r.id, '{column}' AS key, r.{column} AS names FROM {table} r"  # noqa: S608 (constants)
            f" LEFT JOIN {there} t ON t.id = r.{column} WHERE r.{column} IS NOT NULL AND t.id IS NULL"
            for table, column, there in _KEYS
        ),
    ),
    "each_step_once": (
        # Two who got it before they became one keep a message each: that of the absorbed stays with that profile.
        "Nobody got the same step of a campaign twice for one occasion.",
        """
        SELECT s.step_id AS step, e.key, m.guest_id AS guest, count(*) AS messages
        FROM campaigns_sent s
        JOIN campaigns_enrolment e ON e.id = s.enrolment_id
        JOIN outbox_message m ON m.id = s.message_id
        GROUP BY s.step_id, e.key, m.guest_id HAVING count(*) > 1
        """,
    ),
    "held_out_get_nothing": (
        "Nobody who is held out came to a step.",
        """
        SELECT e.id AS enrolment, e.campaign_id AS campaign, s.id AS step_taken, s.message_id AS message
        FROM campaigns_enrolment e JOIN campaigns_sent s ON s.enrolment_id = e.id
        WHERE e.arm = 'holdout'
        """,
    ),
    "messages_belong_to_steps": (
        "Every message of a campaign is that of one step taken, with the variant whose mailing it is in.",
        """
        SELECT m.id AS message, v.id AS variant, s.id AS step_taken, s.variant_id AS variant_taken
        FROM campaigns_variant v
        JOIN outbox_message m ON m.mailing_id = v.mailing_id
        LEFT JOIN campaigns_sent s ON s.message_id = m.id
        WHERE s.variant_id IS DISTINCT FROM v.id
        """,
    ),
    "sums_close": (
        "Of every variant as many steps with a message were taken as messages were made.",
        """
        SELECT v.id AS variant, g.queued, coalesce(s.taken, 0) AS taken
        FROM campaigns_variant v
        JOIN outbox_mailing g ON g.id = v.mailing_id
        LEFT JOIN (
            SELECT variant_id, count(message_id) AS taken FROM campaigns_sent GROUP BY variant_id
        ) s ON s.variant_id = v.id
        WHERE g.queued <> coalesce(s.taken, 0)
        """,
    ),
    "vouchers_belong_to_steps": (
        "Every voucher of a campaign was issued for one step taken, to its guest.",
        """
        SELECT v.id AS voucher, v.guest_id AS guest, s.id AS step_taken, s.guest_id AS guest_of_step
        FROM loyalty_voucher v LEFT JOIN campaigns_sent s ON s.voucher_id = v.id
        WHERE v.source = 'campaign' AND v.key LIKE 'campaign:%'
            AND (s.id IS NULL OR s.guest_id IS DISTINCT FROM v.guest_id
                OR v.key <> 'campaign:' || s.variant_id || ':' || s.enrolment_id)
        """,
    ),
    "points_given_are_counted": (
        "Of every variant as many guests are counted, for the budget, as got its points.",
        """
        SELECT v.id AS variant, v.given, coalesce(p.posted, 0) AS posted
        FROM campaigns_variant v
        LEFT JOIN (
            SELECT split_part(key, ':', 2) AS variant, count(*) AS posted
            FROM loyalty_pointsentry WHERE kind = 'bonus' AND key LIKE 'campaign:%' GROUP BY 1
        ) p ON p.variant = v.id::text
        WHERE v.given <> coalesce(p.posted, 0)
        """,
    ),
    "nothing_is_due_when_over": (
        "Of a campaign that was never started or is over nothing is due.",
        """
        SELECT e.id AS enrolment, c.id AS campaign, c.state, e.due_at
        FROM campaigns_enrolment e JOIN campaigns_campaign c ON c.id = e.campaign_id
        WHERE e.due_at IS NOT NULL AND c.state IN ('draft', 'finished', 'cancelled')
        """,
    ),
}


def connect() -> None:
    """Register them; called once, when the app is ready."""
    for name, (sentence, sql) in (INVARIANTS | FACTS | RESULTS).items():
        register(f"campaigns.{name}", sql, sentence)
