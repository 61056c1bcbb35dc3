"""Note who changed, wherever facts look: triggers of statements on every table that `campaigns.facts.statement` reads.

An UPDATE notes a guest only if a column changed that facts read: what stands before and after is grouped by all of
them, and what is there once is new or gone. (A join of the two would do as well, but a session keeps the plan that it
made for one row, and the next statement may change a million.) Guest 0 stands for everybody.
"""

from typing import ClassVar

from django.db import migrations

# Table: the columns that facts read, with the guest's first.
OF_GUESTS = {
    "guests_contact": "guest_id, kind, value_index, is_primary, bounced_at, created_at",
    "guests_consent": "guest_id, purpose, channel, decision, at",
    "guests_guesttag": "guest_id, tag_id, withdrawn_at",
    "stays_stay": """guest_id, hotel_id, status, booked_on, arrival, departure, room_type_id, children, infants,
        channel_id, room_revenue, other_revenue, currency, purpose""",
    "loyalty_voucher": "guest_id, state, valid_until",
    "feedback_ticket": "guest_id, kind, state, opened_at",
    "feedback_invitation": "guest_id, finished_at, nps, csat",
    "feedback_review": "guest_id, written_on, rating",
}
# Table: the columns, and whose they are, of the rows `changed`.
OF_OTHERS = {
    "guests_guest": (
        """family_name, given_name, gender, birth_year, birth_month, birth_day, birth_is_lunar, language, nationality,
        company_id, vip_level, time_zone, generic_offers_only, restricted_at, merged_into_id, erased_at, created_at""",
        "SELECT id AS guest_id FROM changed UNION SELECT merged_into_id FROM changed",
    ),
    "guests_tag": (
        "is_sensitive",
        "SELECT DISTINCT t.guest_id FROM changed JOIN guests_guesttag t ON t.tag_id = changed.id",
    ),
    "guests_company": (
        "is_key, is_active",
        "SELECT DISTINCT g.id AS guest_id FROM changed JOIN guests_guest g ON g.company_id = changed.id",
    ),
    # Who was referred is told to who referred: the widening does that, two levels up.
    "guests_relationship": (
        "guest_id, other_id, kind",
        "SELECT DISTINCT other_id AS guest_id FROM changed WHERE kind = 'referred_by'",
    ),
    "stays_charge": (
        "stay_id, department, amount, currency",
        """SELECT DISTINCT s.guest_id FROM changed JOIN stays_stay s ON s.id = changed.stay_id
        WHERE s.status = 'checked_out' AND changed.department IN ('food', 'spa', 'meeting', 'recreation')""",
    ),
    # An account that was joined to another counts for that one's guest.
    "loyalty_member": (
        "guest_id, tier_id, tier_until, balance, joined_on, merged_into_id, closed_on",
        "SELECT guest_id FROM changed UNION SELECT m.guest_id FROM up JOIN loyalty_member m ON m.id = up.id",
    ),
    "loyalty_pointslot": (
        "member_id, remaining, expires_on",
        "SELECT DISTINCT m.guest_id FROM changed JOIN loyalty_member m ON m.id = changed.member_id",
    ),
    "loyalty_tierchange": (
        'member_id, before_id, after_id, "on"',
        "SELECT DISTINCT m.guest_id FROM changed JOIN loyalty_member m ON m.id = changed.member_id",
    ),
    "loyalty_pointsentry": (
        'member_id, kind, "on"',
        "SELECT DISTINCT m.guest_id FROM up JOIN loyalty_member m ON m.id = up.id",
    ),
    "loyalty_stayclaim": (
        "member_id, stay_id, state",
        "SELECT DISTINCT m.guest_id FROM up JOIN loyalty_member m ON m.id = up.id",
    ),
    "outbox_suppression": (
        "value_index, channel, lifted_at",
        "SELECT DISTINCT c.guest_id FROM changed JOIN guests_contact c ON c.value_index = changed.value_index",
    ),
}
OF_ALL = {
    "stays_channel": "kind",
    "loyalty_tier": "rank, nights, stays",
    "loyalty_currencyrate": "currency, worth",
    "loyalty_programme": 'currency, time_zone, "window"',
}
# The accounts that those of `changed` were joined to, however many steps away.
UP = """,
    up(id) AS (
        SELECT {account} FROM changed
        UNION
        SELECT m.merged_into_id FROM up JOIN loyalty_member m ON m.id = up.id WHERE m.merged_into_id IS NOT NULL
    )"""
ACCOUNT = {"loyalty_member": "merged_into_id", "loyalty_pointsentry": "member_id", "loyalty_stayclaim": "member_id"}

FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {inserted};
    ELSIF TG_OP = 'DELETE' THEN
        {deleted};
    ELSE
        {updated};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
NOTE = """WITH RECURSIVE changed AS ({rows}){up}
        INSERT INTO campaigns_guestchange (guest_id)
        SELECT guest_id FROM ({guests}) whom WHERE guest_id IS NOT NULL"""
BOTH = """
            SELECT {columns} FROM (
                SELECT {columns} FROM old_rows UNION ALL SELECT {columns} FROM new_rows
            ) both_of_them
            GROUP BY {columns} HAVING count(*) = 1
        """


def _watch(table: str, columns: str, guests: str) -> str:
    """The function and the triggers of one table."""
    up = UP.format(account=ACCOUNT[table]) if table in ACCOUNT else ""
    columns = f"id, {columns}"
    rows = {
        "inserted": f"SELECT {columns} FROM new_rows",  # noqa: S608 (our own names)
        "deleted": f"SELECT {columns} FROM old_rows",  # noqa: S608 (the same)
        "updated": BOTH.format(columns=columns),
    }
    notes = {how: NOTE.format(rows=changed, up=up, guests=guests) for how, changed in rows.items()}
    return FUNCTION.format(name=f"campaigns_note_{table}", table=table, **notes)


def _all() -> dict[str, str]:
    found = {
        table: _watch(table, columns, "SELECT DISTINCT guest_id FROM changed") for table, columns in OF_GUESTS.items()
    }
    found |= {table: _watch(table, columns, guests) for table, (columns, guests) in OF_OTHERS.items()}
    return found | {
        table: _watch(table, columns, "SELECT 0 AS guest_id FROM changed LIMIT 1") for table, columns in OF_ALL.items()
    }


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("campaigns", "0002_usual_thresholds"),
        ("feedback", "0010_replies_of_files"),
        ("guests", "0012_tickets_on_the_timeline"),
        ("loyalty", "0017_stays_that_fail"),
        ("outbox", "0006_too_late_by_expiry"),
        ("stays", "0003_expected_stays"),
    ]
    operations: ClassVar = [
        migrations.RunSQL(sql, f"DROP FUNCTION campaigns_note_{table} CASCADE") for table, sql in _all().items()
    ]
