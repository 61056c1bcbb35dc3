"""What must hold of surveys and their answers."""

SURVEYS = {
    "answers_end_with_their_survey": (
        "Nothing was answered after a survey was finished.",
        """
        SELECT i.id AS invitation, a.question_id AS question
        FROM feedback_invitation i JOIN feedback_answer a ON a.invitation_id = i.id AND a.at > i.finished_at
        """,
    ),
    "answers_belong_to_what_was_asked": (
        "Every answer is to a question of the survey that its guest was invited to.",
        """
        SELECT a.id AS answer, i.id AS invitation
        FROM feedback_answer a
        JOIN feedback_invitation i ON i.id = a.invitation_id
        JOIN feedback_question q ON q.id = a.question_id AND q.survey_id <> i.survey_id
        """,
    ),
    "scores_are_answers": (
        "The scores of every survey are answers of its guest, and only finished ones have any.",
        """
        SELECT i.id AS invitation, i.nps, i.csat
        FROM feedback_invitation i
        WHERE (i.nps IS NOT NULL OR i.csat IS NOT NULL) AND (
            i.finished_at IS NULL
            OR i.nps IS NOT NULL AND NOT EXISTS (
                SELECT FROM feedback_answer a JOIN feedback_question q ON q.id = a.question_id AND q.kind = 'nps'
                WHERE a.invitation_id = i.id AND a.number = i.nps
            )
            OR i.csat IS NOT NULL AND NOT EXISTS (
                SELECT FROM feedback_answer a JOIN feedback_question q ON q.id = a.question_id AND q.kind = 'csat'
                WHERE a.invitation_id = i.id AND a.number = i.csat
            )
        )
        """,
    ),
    "answered_surveys_are_on_the_timeline": (
        "Every survey that a guest finished stands on the guest's timeline.",
        """
        SELECT i.id AS invitation
        FROM feedback_invitation i JOIN guests_guest g ON g.id = i.guest_id AND g.erased_at IS NULL
        WHERE i.finished_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM guests_touchpoint t WHERE t.guest_id = i.guest_id AND t.key = 'survey:' || i.id
        )
        """,
    ),
    "letters_of_surveys_are_surveys": (
        "Every letter that invites to a survey was sent for that purpose, on the channel that the invitation names.",
        """
        SELECT i.id AS invitation, m.id AS message
        FROM feedback_invitation i JOIN outbox_message m ON m.id = i.message_id
        WHERE m.purpose <> 'surveys' OR m.channel <> i.channel
        """,
    ),
}
