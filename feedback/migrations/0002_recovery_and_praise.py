import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_engineering"),
        ("feedback", "0001_feedback"),
        ("loyalty", "0017_stays_that_fail"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="CompensationHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "waits for approval"),
                                    ("given", "given"),
                                    ("refused", "refused"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="state_events",
                                to="feedback.compensation",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Praise",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="praised",
                                to="feedback.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="praises",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="colleague",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "praise of a colleague",
                        "verbose_name_plural": "praise of colleagues",
                        "constraints": [models.UniqueConstraint(fields=("ticket", "user"), name="praise_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PraiseHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="user_events",
                                to="feedback.praise",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="colleague",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="compensation",
                    name="as_opened",
                ),
                migrations.RemoveIndex(
                    model_name="compensation",
                    name="compensation_to_decide",
                ),
                migrations.AddField(
                    model_name="compensation",
                    name="case_limit",
                    field=models.DecimalField(
                        decimal_places=2, max_digits=12, null=True, verbose_name="limit for one ticket"
                    ),
                ),
                migrations.AddField(
                    model_name="compensation",
                    name="hotel",
                    field=models.ForeignKey(
                        db_index=False,
                        default=0,
                        help_text="Whose money it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.hotel",
                        verbose_name="hotel",
                    ),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="compensation",
                    name="month_limit",
                    field=models.DecimalField(
                        decimal_places=2, max_digits=12, null=True, verbose_name="limit in a month"
                    ),
                ),
                migrations.AddField(
                    model_name="compensation",
                    name="role",
                    field=models.CharField(
                        choices=[
                            ("front_desk", "Front desk"),
                            ("department", "Department"),
                            ("guest_relations", "Guest relations"),
                            ("marketing", "Marketing"),
                            ("manager", "Manager"),
                            ("privacy_officer", "Privacy officer"),
                            ("administrator", "Administrator"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="role",
                    ),
                    preserve_default=False,
                ),
                migrations.AlterField(
                    model_name="ticketevent",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("state", "state"),
                            ("assigned", "handed over"),
                            ("changed", "changed"),
                            ("note", "internal note"),
                            ("reply", "reply to the guest"),
                            ("spoke", "spoken with the guest"),
                            ("guest_wrote", "the guest wrote"),
                            ("verified", "facts verified"),
                            ("attached", "file added"),
                            ("linked", "linked"),
                            ("unlinked", "no longer linked"),
                            ("merged", "merged"),
                            ("unmerged", "merge undone"),
                            ("warned", "time is running out"),
                            ("breached", "promise broken"),
                            ("compensation", "compensation"),
                            ("asked", "the guest was asked whether it was right"),
                            ("judged", "the guest's judgement"),
                            ("praised", "colleague praised"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                migrations.AddIndex(
                    model_name="compensation",
                    index=models.Index(
                        condition=models.Q(("state", "given")), fields=["hotel", "given_on"], name="compensation_given"
                    ),
                ),
                migrations.AddIndex(
                    model_name="compensation",
                    index=models.Index(
                        condition=models.Q(("state", "asked")), fields=["hotel", "at"], name="compensation_to_decide"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="compensation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_opened",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "ticket_id", "hotel_id", "gives", "points", "voucher_type_id", "thing", "cost", "currency", "key", "by_id", "role", "case_limit", "month_limit", "at" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="d6c1166dae3d1389c3f35c5dd855585eb2b9a711",
                            operation='UPDATE OF "ticket_id", "hotel_id", "gives", "points", "voucher_type_id", "thing", "cost", "currency", "key", "by_id", "role", "case_limit", "month_limit", "at" OR DELETE',
                            pgid="pgtrigger_as_opened_111e4",
                            table="feedback_compensation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="compensation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func='INSERT INTO "feedback_compensationhistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                            hash="0fd93ed20a1bdc92248ac3488b9a6b7e9773d7e5",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7b652",
                            table="feedback_compensation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="compensation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_compensationhistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                            hash="c5e7680da61b2b2aaf3625e432abf1e111b6206e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c977c",
                            table="feedback_compensation",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="compensation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "given"), _negated=True),
                            models.Q(
                                ("case_limit__isnull", False),
                                ("month_limit__isnull", False),
                                ("case_limit__gte", models.F("cost")),
                                ("month_limit__gte", models.F("case_limit")),
                            ),
                            _connector="OR",
                        ),
                        name="compensation_within_limits",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="compensationhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="343587f78fdeb0f1712cc79210e20b7d034a6850",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a9f02",
                            table="feedback_compensationhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="praise",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                            func='INSERT INTO "feedback_praisehistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;',
                            hash="257c5d3ea24f787a250ec6bf09fee3877c7ca7c0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b1e0c",
                            table="feedback_praise",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="praise",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_praisehistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;',
                            hash="3b398e7297d87de16af80ddc0a5f85ad691c8485",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2b88b",
                            table="feedback_praise",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="praisehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0796b95835c9230687bfa48adf13ea39daa3cb13",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f7b02",
                            table="feedback_praisehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
