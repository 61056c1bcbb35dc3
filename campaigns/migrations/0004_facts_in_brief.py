"""Facts in brief: the triggers that keep them in the statement that writes the facts."""

from typing import ClassVar

from django.db import migrations

COLUMNS = """is_restricted, reach_email, reach_sms, reach_wecom, is_in_house, is_key_company, is_generic_only, vip_level,
    tier_rank, open_complaints, open_tickets, stays, stays_12m, stays_24m, family_stays, nights, revenue, revenue_12m,
    revenue_24m, points, last_departure, earlier_departure, first_departure, usual_gap, last_nps, scene, language,
    gender, nationality"""


def _of(row: str) -> str:
    return ", ".join(f"{row}.{column.strip()}" for column in COLUMNS.split(","))


# After a TRUNCATE of both the other is empty already.
KEEP = f"""
CREATE FUNCTION campaigns_keep_brief() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO campaigns_guestbrief (guest_id, {COLUMNS}) SELECT guest_id, {COLUMNS} FROM new_rows;
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE campaigns_guestbrief b SET ({COLUMNS}) = ROW({_of("n")})
        FROM new_rows n
        WHERE b.guest_id = n.guest_id AND ({_of("b")}) IS DISTINCT FROM ({_of("n")});
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM campaigns_guestbrief b USING old_rows o WHERE b.guest_id = o.guest_id;
    ELSE
        DELETE FROM campaigns_guestbrief;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER campaigns_keep_brief_insert AFTER INSERT ON campaigns_guestfacts REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION campaigns_keep_brief();
CREATE TRIGGER campaigns_keep_brief_update AFTER UPDATE ON campaigns_guestfacts REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION campaigns_keep_brief();
CREATE TRIGGER campaigns_keep_brief_delete AFTER DELETE ON campaigns_guestfacts REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION campaigns_keep_brief();
CREATE TRIGGER campaigns_keep_brief_truncate AFTER TRUNCATE ON campaigns_guestfacts
    FOR EACH STATEMENT EXECUTE FUNCTION campaigns_keep_brief();
"""  # noqa: S608 (our own names)
FORGET = "DROP FUNCTION campaigns_keep_brief CASCADE"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("campaigns", "0003_note_changed_guests")]
    operations: ClassVar = [
        migrations.RunSQL(KEEP, FORGET),
    ]
