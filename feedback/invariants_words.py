"""What must hold of reviews, sentences and their tally; ``feedback.invariants`` registers it."""

WORDS = {
    "tally_is_what_sentences_say": (
        "How often a word or a topic was said in a month is what the sentences come to.",
        """
        SELECT coalesce(t.kind, s.kind) AS kind, coalesce(t.hotel_id, s.hotel_id) AS hotel,
            coalesce(t.month, s.month) AS month, t.sentences AS kept, s.n AS counted
        FROM feedback_tally t
        FULL JOIN (
            SELECT kind, hotel_id, date_trunc('month', said_on)::date AS month,
                CASE WHEN review_id IS NULL THEN 's' ELSE 'r' END AS source, language, mood, said, count(*) AS n
            FROM feedback_sentence, LATERAL (
                SELECT 'a' AS kind, '' AS said
                UNION ALL SELECT 't', unnest(topics)
                UNION ALL SELECT 'w', unnest(words)
            ) AS found
            GROUP BY 1, 2, 3, 4, 5, 6, 7
        ) s ON (t.kind, t.hotel_id, t.month, t.source, t.language, t.mood, t.said)
            = (s.kind, s.hotel_id, s.month, s.source, s.language, s.mood, s.said)
        WHERE t.sentences IS DISTINCT FROM s.n
        """,
    ),
    "sentences_are_within_their_review": (
        "Every sentence of a review is at its hotel and day, and within its text.",
        """
        SELECT s.id AS sentence, r.id AS review
        FROM feedback_sentence s JOIN feedback_review r ON r.id = s.review_id
        WHERE s.hotel_id <> r.hotel_id OR s.said_on <> r.written_on OR s.starts >= s.ends
            OR s.ends > char_length(r.text) + CASE WHEN r.title = '' THEN 0 ELSE char_length(r.title) + 1 END
        """,
    ),
    "sentences_are_of_read_texts": (
        "Only what was said in finished surveys has sentences.",
        """
        SELECT s.id AS sentence, a.id AS answer
        FROM feedback_sentence s JOIN feedback_answer a ON a.id = s.answer_id
        JOIN feedback_invitation i ON i.id = a.invitation_id
        WHERE i.finished_at IS NULL OR a.text IS NULL OR s.hotel_id <> i.hotel_id
        """,
    ),
    "ratings_are_on_one_scale": (
        "The rating of every review is the share of the way from the lowest to the highest, laid over 1 to 5.",
        """
        SELECT id AS review, given, best, rating FROM feedback_review
        WHERE rating <> greatest(1, round(1 + 4 * (given - 1) / (best - 1), 2))
        """,
    ),
    "reviews_are_told": (
        "A review whose guest is known is on that guest's timeline, and on no other.",
        """
        SELECT r.id AS review, r.guest_id AS guest, p.guest_id AS told
        FROM feedback_review r
        FULL JOIN guests_touchpoint p ON p.kind = 'review' AND p.key = 'review:' || r.id
        WHERE (r.guest_id IS NOT NULL OR p.kind = 'review') AND r.guest_id IS DISTINCT FROM p.guest_id
        """,
    ),
}
