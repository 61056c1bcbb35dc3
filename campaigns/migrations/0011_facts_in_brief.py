"""Facts in brief: a narrow table beside the facts, and the triggers that keep it in the statement that writes them."""

from typing import ClassVar

from django.db import migrations, models

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
INSERT INTO campaigns_guestbrief (guest_id, {COLUMNS})
SELECT guest_id, {COLUMNS} FROM campaigns_guestfacts ORDER BY guest_id;
"""  # noqa: S608 (our own names)
FORGET = "DROP FUNCTION campaigns_keep_brief CASCADE"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("campaigns", "0010_what_was_approved_and_what_was_given")]
    operations: ClassVar = [
        migrations.AddField(
            "guestfacts",
            "earlier_departure",
            models.DateField(null=True, verbose_name="departure before the last"),
        ),
        migrations.CreateModel(
            "GuestBrief",
            fields=[
                ("guest_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("is_restricted", models.BooleanField()),
                ("reach_email", models.BooleanField()),
                ("reach_sms", models.BooleanField()),
                ("reach_wecom", models.BooleanField()),
                ("is_in_house", models.BooleanField()),
                ("is_key_company", models.BooleanField()),
                ("is_generic_only", models.BooleanField()),
                ("vip_level", models.SmallIntegerField()),
                ("tier_rank", models.SmallIntegerField()),
                ("open_complaints", models.SmallIntegerField()),
                ("open_tickets", models.SmallIntegerField()),
                ("stays", models.IntegerField()),
                ("stays_12m", models.IntegerField()),
                ("stays_24m", models.IntegerField()),
                ("family_stays", models.IntegerField()),
                ("nights", models.IntegerField()),
                ("revenue", models.BigIntegerField()),
                ("revenue_12m", models.BigIntegerField()),
                ("revenue_24m", models.BigIntegerField()),
                ("points", models.BigIntegerField()),
                ("last_departure", models.DateField(null=True)),
                ("earlier_departure", models.DateField(null=True)),
                ("first_departure", models.DateField(null=True)),
                ("usual_gap", models.IntegerField(null=True)),
                ("last_nps", models.SmallIntegerField(null=True)),
                ("scene", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=10)),
                ("gender", models.CharField(max_length=1)),
                ("nationality", models.CharField(max_length=2)),
            ],
            options={
                "verbose_name": "facts of a guest in brief",
                "verbose_name_plural": "facts of guests in brief",
            },
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
