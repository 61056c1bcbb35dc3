import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0010_one_rate_for_a_day"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdjustmentLimitHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("front_desk", "Front desk"),
                            ("department", "Department"),
                            ("guest_relations", "Guest relations"),
                            ("marketing", "Marketing"),
                            ("manager", "Manager"),
                            ("privacy_officer", "Privacy officer"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("points", models.PositiveIntegerField(verbose_name="points at most")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="voucher",
            name="redeemed_bill",
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="bill"),
        ),
        migrations.AddField(
            model_name="voucher",
            name="redeemed_department",
            field=models.CharField(blank=True, db_default="", max_length=12, verbose_name="department of the bill"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="adjustmentlimit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."points" IS DISTINCT FROM (NEW."points") OR OLD."role" IS DISTINCT FROM (NEW."role"))',
                    func='INSERT INTO "loyalty_adjustmentlimithistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "role") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."role"); RETURN NULL;',
                    hash="a6b8e937e128ded1fcda93a09f7f41299c15d170",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2072a",
                    table="loyalty_adjustmentlimit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="adjustmentlimit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "loyalty_adjustmentlimithistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "role") VALUES (_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."role"); RETURN NULL;',
                    hash="6208e69263e83a6de954860b85b10f26d9649ecf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e026c",
                    table="loyalty_adjustmentlimit",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="adjustmentlimithistory",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentlimithistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="role_points_events",
                to="loyalty.adjustmentlimit",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="adjustmentlimithistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="66a89364561b2294d9e0b660e2b408d0e46ef5d9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4143f",
                    table="loyalty_adjustmentlimithistory",
                    when="BEFORE",
                ),
            ),
        ),
    ]
