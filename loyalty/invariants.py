"""What must hold of points, vouchers and rewards; ``manage.py verify`` asks."""

from hotelcrm.audit.invariants import register

INVARIANTS = {
    "balance_is_entries": (
        "The balance less the debt of every member is the sum of the entries.",
        """
        SELECT m.id AS member, m.balance, m.debt, COALESCE(e.points, 0) AS entries
        FROM loyalty_member m
        LEFT JOIN (SELECT member_id, sum(points) points FROM loyalty_pointsentry GROUP BY member_id) e
            ON e.member_id = m.id
        WHERE m.balance - m.debt <> COALESCE(e.points, 0)
        """,
    ),
    "balance_is_lots": (
        "The balance of every member is what is left in the lots.",
        """
        SELECT m.id AS member, m.balance, COALESCE(l.remaining, 0) AS lots
        FROM loyalty_member m
        LEFT JOIN (
            SELECT member_id, sum(remaining) remaining FROM loyalty_pointslot WHERE remaining > 0 GROUP BY member_id
        ) l ON l.member_id = m.id
        WHERE m.balance <> COALESCE(l.remaining, 0)
        """,
    ),
    "lots_are_used_as_written": (
        "What is left of every lot is its points less its uses.",
        """
        SELECT l.id AS lot, l.member_id AS member, l.points, l.remaining, COALESCE(u.points, 0) AS used
        FROM loyalty_pointslot l
        LEFT JOIN (SELECT lot_id, sum(points) points FROM loyalty_lotuse GROUP BY lot_id) u ON u.lot_id = l.id
        WHERE l.remaining <> l.points - COALESCE(u.points, 0)
        """,
    ),
    "lots_belong_to_entries": (
        "Every lot is of the member whose entry opened it, and that entry gave points.",
        """
        SELECT l.id AS lot, l.member_id AS member, e.id AS entry, e.member_id AS member_of_entry
        FROM loyalty_pointslot l LEFT JOIN loyalty_pointsentry e ON e.id = l.entry_id
        WHERE e.id IS NULL OR e.member_id <> l.member_id OR e.points <= 0
        """,
    ),
    "uses_belong_to_one_member": (
        "Every use of a lot, its lot and its entry are of one member.",
        """
        SELECT u.id AS use, u.member_id AS member, l.member_id AS member_of_lot, e.member_id AS member_of_entry
        FROM loyalty_lotuse u
        LEFT JOIN loyalty_pointslot l ON l.id = u.lot_id
        LEFT JOIN loyalty_pointsentry e ON e.id = u.entry_id
        WHERE l.member_id IS DISTINCT FROM u.member_id OR e.member_id IS DISTINCT FROM u.member_id
        """,
    ),
    "lots_given_are_points_given": (
        "The lots that an entry opened hold no more than its points.",
        """
        SELECT e.id AS entry, e.points, l.points AS lots
        FROM (SELECT entry_id, sum(points) points FROM loyalty_pointslot GROUP BY entry_id) l
        JOIN loyalty_pointsentry e ON e.id = l.entry_id
        WHERE l.points > e.points
        """,
    ),
    "nobody_is_below_zero": (
        "No member has less than no points, or points and a debt.",
        """
        SELECT id AS member, balance, debt FROM loyalty_member
        WHERE balance < 0 OR debt < 0 OR (balance > 0 AND debt > 0)
        """,
    ),
    "reversals_undo_the_whole": (
        "An entry that was taken back was so once, in whole, and is no reversal itself.",
        """
        SELECT e.id AS entry, e.points, min(r.points) AS reversed, count(*) AS times
        FROM loyalty_pointsentry r JOIN loyalty_pointsentry e ON e.id = r.reverses_id
        GROUP BY e.id HAVING count(*) > 1 OR min(r.points) <> -e.points OR e.kind = 'reverse'
        """,
    ),
    "joined_accounts_are_empty": (
        "An account that was joined to another's has no points and no debt.",
        """
        SELECT id AS member, balance, debt FROM loyalty_member
        WHERE merged_into_id IS NOT NULL AND (balance <> 0 OR debt <> 0)
        """,
    ),
    # Steps are kept once each: a circle ends, and leads nowhere.
    "accounts_follow_their_guests": (
        "A guest who stands has an account that stands; a merged guest's is joined and leads to the survivor's.",
        """
        WITH RECURSIVE account(id, at) AS (
            SELECT id, merged_into_id FROM loyalty_member WHERE merged_into_id IS NOT NULL
            UNION SELECT a.id, m.merged_into_id FROM account a JOIN loyalty_member m ON m.id = a.at
            WHERE m.merged_into_id IS NOT NULL
        ),
        person(id, at) AS (
            SELECT g.id, g.merged_into_id FROM guests_guest g JOIN loyalty_member m ON m.guest_id = g.id
            WHERE g.merged_into_id IS NOT NULL
            UNION SELECT p.id, g.merged_into_id FROM person p JOIN guests_guest g ON g.id = p.at
            WHERE g.merged_into_id IS NOT NULL
        ),
        leads AS (
            SELECT a.id, m.guest_id FROM account a JOIN loyalty_member m ON m.id = a.at AND m.merged_into_id IS NULL
        ),
        survivor AS (
            SELECT p.id, g.id AS guest_id FROM person p JOIN guests_guest g ON g.id = p.at AND g.merged_into_id IS NULL
        )
        SELECT m.id AS member, m.merged_into_id AS joined_to, leads.guest_id AS leads_to, survivor.guest_id AS survivor
        FROM loyalty_member m JOIN guests_guest g ON g.id = m.guest_id
        LEFT JOIN leads ON leads.id = m.id LEFT JOIN survivor ON survivor.id = g.id
        WHERE (m.merged_into_id IS NOT NULL OR g.merged_into_id IS NOT NULL)
            AND (leads.guest_id <> survivor.guest_id) IS NOT FALSE
        """,
    ),
    "transfers_add_up": (
        "What left one account by a transfer came to another.",
        """
        SELECT left(key, -length(substring(key from ':(?:in|out)$'))) AS transfer, sum(points) AS difference
        FROM loyalty_pointsentry WHERE kind = 'transfer' GROUP BY 1 HAVING sum(points) <> 0
        """,
    ),
    "redemptions_are_paid": (
        "Every reward was paid with its points, and given back whole where it was cancelled.",
        """
        SELECT r.id AS redemption, r.points, r.state, e.points AS entry, b.points AS given_back
        FROM loyalty_redemption r JOIN loyalty_pointsentry e ON e.id = r.entry_id
        LEFT JOIN loyalty_pointsentry b ON b.reverses_id = e.id
        WHERE e.points <> -r.points OR (r.state = 'cancelled') <> (b.id IS NOT NULL)
        """,
    ),
    "rewards_taken_are_redemptions": (
        "What is taken of every reward is its redemptions that were not cancelled.",
        """
        SELECT w.id AS reward, w.taken, COALESCE(r.count, 0) AS redemptions
        FROM loyalty_reward w
        LEFT JOIN (
            SELECT reward_id, count(*) FROM loyalty_redemption WHERE state = 'done' GROUP BY reward_id
        ) r ON r.reward_id = w.id
        WHERE w.taken <> COALESCE(r.count, 0)
        """,
    ),
    # A lock or a connection lost may fail once or twice. What waits for a rate has not failed; the brief tells it.
    "stays_can_be_reckoned": (
        "No stay fails again and again when its points are reckoned.",
        "SELECT stay_id AS stay, since, failures FROM loyalty_settlementdue WHERE failures >= 5",
    ),
    "vouchers_are_redeemed_once": (
        "A voucher says by whom and when it was redeemed if it was, and not otherwise.",
        """
        SELECT id AS voucher, state, redeemed_at FROM loyalty_voucher
        WHERE (state = 'redeemed') <> (redeemed_at IS NOT NULL) OR (state = 'void') <> (voided_at IS NOT NULL)
        """,
    ),
    "adjustments_have_four_eyes": (
        "An adjustment above the limit was approved by somebody else, and posted as it was asked for.",
        """
        SELECT a.id AS adjustment, a.points, e.points AS entry, a.by_id AS by, a.decided_by_id AS decided_by
        FROM loyalty_adjustment a LEFT JOIN loyalty_pointsentry e ON e.id = a.entry_id
        WHERE a.state = 'posted' AND (e.id IS NULL OR e.points <> a.points
            OR (a.needed_approval AND (a.decided_by_id IS NULL OR a.decided_by_id = a.by_id)))
        """,
    ),
}


def connect() -> None:
    """Register them; called once, when the app is ready."""
    for name, (sentence, sql) in INVARIANTS.items():
        register(f"loyalty.{name}", sql, sentence)
