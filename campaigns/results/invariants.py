"""What must hold of credit; ``campaigns.invariants`` registers it."""

INVARIANTS = {
    "credit_follows_messages": (
        "Every booking credited to a campaign is credited to a message it sent, with the wording that it had.",
        """
        SELECT c.id AS conversion, c.stay_id AS stay, c.message_id AS message, c.campaign_id AS campaign,
            e.campaign_id AS campaign_of_message, c.variant_id AS variant, t.variant_id AS variant_of_message
        FROM campaigns_conversion c
        LEFT JOIN campaigns_sent t ON t.message_id = c.message_id
        LEFT JOIN campaigns_enrolment e ON e.id = t.enrolment_id
        WHERE t.variant_id IS DISTINCT FROM c.variant_id OR e.campaign_id IS DISTINCT FROM c.campaign_id
        """,
    ),
}
