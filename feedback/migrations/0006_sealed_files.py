import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

import hotelcrm.pii.fields


class Migration(migrations.Migration):
    dependencies = [("feedback", "0005_survey_catalogue")]

    operations = [
        migrations.RenameField("attachment", "sealed", "content"),
        migrations.AlterField("attachment", "content", hotelcrm.pii.fields.EncryptedBytesField(verbose_name="content")),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ticketevent",
            name="append_only",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="as_opened",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "kind", "channel", "key", "hotel_id", "by_id", "created_at" or delete rows from % table\', TG_TABLE_NAME;',
                    hash="e557773882880fa9556ce660a494dc9e0068faed",
                    operation='UPDATE OF "kind", "channel", "key", "hotel_id", "by_id", "created_at" OR DELETE',
                    pgid="pgtrigger_as_opened_cb9f9",
                    table="feedback_ticket",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                    hash="7118abbd6e5dab59a737e38ae3a5baf38d22f868",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_100ab",
                    table="feedback_ticket",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticketevent",
            trigger=pgtrigger.compiler.Trigger(
                name="as_opened",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "ticket_id", "kind", "key", "at", "by_id", "details", "message_id" or delete rows from % table\', TG_TABLE_NAME;',
                    hash="2c698ec1dca1c72d8b7a4574b26cfdfd31b0505e",
                    operation='UPDATE OF "ticket_id", "kind", "key", "at", "by_id", "details", "message_id" OR DELETE',
                    pgid="pgtrigger_as_opened_9ee45",
                    table="feedback_ticketevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
