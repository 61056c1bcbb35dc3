import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_engineering"),
        ("feedback", "0008_tickets_of_a_guest"),
        ("guests", "0012_tickets_on_the_timeline"),
        ("stays", "0003_expected_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("engine", models.CharField(help_text="A digest of its code and its weights.", max_length=16)),
                        ("begun_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("a", "all"), ("t", "topics"), ("w", "words")], max_length=1),
                        ),
                        ("month", models.DateField(help_text="Its first day.")),
                        ("source", models.CharField(choices=[("r", "reviews"), ("s", "surveys")], max_length=1)),
                        ("language", models.CharField(max_length=10)),
                        ("mood", models.SmallIntegerField()),
                        ("said", models.CharField(max_length=40)),
                        ("sentences", models.PositiveIntegerField()),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.hotel",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "hotel", "month", "source", "language", "mood", "said"),
                                include=("sentences",),
                                name="tally_once",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="answer",
                    name="judged_at",
                    field=models.DateTimeField(editable=False, null=True, verbose_name="words read at"),
                ),
                migrations.AddIndex(
                    model_name="answer",
                    index=models.Index(
                        condition=models.Q(("judged_at", None), ("text__isnull", False)),
                        fields=["id"],
                        name="answer_unread",
                    ),
                ),
                migrations.AddIndex(
                    model_name="review",
                    index=models.Index(
                        condition=models.Q(("rating__lte", 2)), fields=["written_on"], name="review_low"
                    ),
                ),
                migrations.AddIndex(
                    model_name="sentence",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="sentence_words"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sentence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="read_anew",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="f0152ae929f6c2d9ce4c4b777367e65b97f7ebec",
                            operation="UPDATE",
                            pgid="pgtrigger_read_anew_5e894",
                            table="feedback_sentence",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sentence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="tally_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        PERFORM pg_advisory_xact_lock(hashtext('feedback.tally'));\n        INSERT INTO feedback_tally AS t (kind, hotel_id, month, source, language, mood, said, sentences)\n        \n    SELECT kind, hotel_id, month, source, language, mood, said, count(*) AS n\n    FROM (\n        SELECT hotel_id, date_trunc('month', said_on)::date AS month, language, mood, words, topics,\n            CASE WHEN review_id IS NULL THEN 's' ELSE 'r' END AS source\n        FROM new_rows\n    ) AS r,\n    LATERAL (\n        SELECT 'a' AS kind, '' AS said\n        UNION ALL SELECT 't', unnest(topics)\n        UNION ALL SELECT 'w', unnest(words)\n    ) AS found\n    GROUP BY 1, 2, 3, 4, 5, 6, 7\n\n        ON CONFLICT (kind, hotel_id, month, source, language, mood, said)\n        DO UPDATE SET sentences = t.sentences + excluded.sentences;\n        RETURN NULL;\n    ",
                            hash="705596b57d03805e88b022f28074003b64a57572",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_tally_insert_5f5de",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="feedback_sentence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sentence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="tally_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        PERFORM pg_advisory_xact_lock(hashtext('feedback.tally'));\n        WITH gone AS (\n    SELECT kind, hotel_id, month, source, language, mood, said, count(*) AS n\n    FROM (\n        SELECT hotel_id, date_trunc('month', said_on)::date AS month, language, mood, words, topics,\n            CASE WHEN review_id IS NULL THEN 's' ELSE 'r' END AS source\n        FROM old_rows\n    ) AS r,\n    LATERAL (\n        SELECT 'a' AS kind, '' AS said\n        UNION ALL SELECT 't', unnest(topics)\n        UNION ALL SELECT 'w', unnest(words)\n    ) AS found\n    GROUP BY 1, 2, 3, 4, 5, 6, 7\n), emptied AS (\n            DELETE FROM feedback_tally t USING gone g\n            WHERE (t.kind, t.hotel_id, t.month, t.source, t.language, t.mood, t.said)\n                = (g.kind, g.hotel_id, g.month, g.source, g.language, g.mood, g.said) AND t.sentences <= g.n\n        )\n        UPDATE feedback_tally t SET sentences = t.sentences - g.n FROM gone g\n        WHERE (t.kind, t.hotel_id, t.month, t.source, t.language, t.mood, t.said)\n            = (g.kind, g.hotel_id, g.month, g.source, g.language, g.mood, g.said) AND t.sentences > g.n;\n        RETURN NULL;\n    ",
                            hash="f69f69e8900d10bc99a7291b0f09725d32b83b89",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_tally_delete_5a884",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="feedback_sentence",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
