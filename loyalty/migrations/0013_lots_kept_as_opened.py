import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0012_tier_undone"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="pointslot",
            name="pointslot_open",
        ),
        migrations.AddIndex(
            model_name="pointslot",
            index=models.Index(
                condition=models.Q(("remaining__gt", 0)),
                fields=["member", "expires_on", "opened_on", "id"],
                name="pointslot_open",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pointslot",
            trigger=pgtrigger.compiler.Trigger(
                name="as_opened",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "member_id", "entry_id", "points", "opened_on" or delete rows from % table\', TG_TABLE_NAME;',
                    hash="d5637d6d87ef78466fa39c65bfa82172928c14e1",
                    operation='UPDATE OF "member_id", "entry_id", "points", "opened_on" OR DELETE',
                    pgid="pgtrigger_as_opened_0c21d",
                    table="loyalty_pointslot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pointslot",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                    hash="9a31345796616a571f0b87db3e98bac107a725c8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_8bfca",
                    table="loyalty_pointslot",
                    when="BEFORE",
                ),
            ),
        ),
    ]
