import django.core.validators
import django.db.models.deletion
import feedback.models.survey
import pgtrigger.compiler
import pgtrigger.migrations
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_engineering"),
        ("feedback", "0002_recovery_and_praise"),
        ("guests", "0012_tickets_on_the_timeline"),
        ("outbox", "0003_attempts_without_checks"),
        ("stays", "0003_expected_stays"),
    ]

    operations = [
        Together(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="survey",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="survey",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="survey",
                    name="begins_on",
                    field=models.DateField(
                        default=feedback.models.survey.today,
                        help_text="Nobody who left before this day is asked.",
                        verbose_name="asks about departures from",
                    ),
                ),
                migrations.AddField(
                    model_name="survey",
                    name="rest_days",
                    field=models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Whoever stays every week is not asked every week.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(730),
                        ],
                        verbose_name="days before a guest is asked again",
                    ),
                ),
                migrations.AddField(
                    model_name="surveyhistory",
                    name="begins_on",
                    field=models.DateField(
                        default=feedback.models.survey.today,
                        help_text="Nobody who left before this day is asked.",
                        verbose_name="asks about departures from",
                    ),
                ),
                migrations.AddField(
                    model_name="surveyhistory",
                    name="rest_days",
                    field=models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Whoever stays every week is not asked every week.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(730),
                        ],
                        verbose_name="days before a guest is asked again",
                    ),
                ),
                migrations.AlterField(
                    model_name="surveyhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="code_hotel_sent_after_days_rest_days_begins_on_valid_days_template_is_active_events",
                        to="feedback.survey",
                    ),
                ),
                migrations.AddIndex(
                    model_name="invitation",
                    index=models.Index(
                        condition=models.Q(("message__isnull", False)), fields=["message"], name="invitation_message"
                    ),
                ),
                migrations.AddIndex(
                    model_name="invitation",
                    index=models.Index(
                        condition=models.Q(("channel", "room")),
                        fields=["hotel", "room", "invited_at"],
                        name="invitation_in_room",
                    ),
                ),
                migrations.AddIndex(
                    model_name="invitation",
                    index=models.Index(
                        condition=models.Q(("finished_at__isnull", True), ("opened_at__isnull", False)),
                        fields=["opened_at"],
                        name="invitation_left",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="question",
                    trigger=pgtrigger.compiler.Trigger(
                        name="asked_as_answered",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."choices" IS DISTINCT FROM (NEW."choices") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."steps" IS DISTINCT FROM (NEW."steps") OR OLD."survey_id" IS DISTINCT FROM (NEW."survey_id") OR OLD."text_en" IS DISTINCT FROM (NEW."text_en") OR OLD."text_zh" IS DISTINCT FROM (NEW."text_zh"))',
                            func="IF EXISTS (SELECT FROM feedback_answer WHERE question_id = OLD.id) THEN RAISE EXCEPTION 'pgtrigger: What was answered cannot be asked otherwise (question %)', OLD.id; END IF; RETURN NEW;",
                            hash="82cd1323b886a2b6c5f36beccc5581b791b3374b",
                            operation='UPDATE OF "survey_id", "kind", "text_en", "text_zh", "choices", "steps"',
                            pgid="pgtrigger_asked_as_answered_6b7ba",
                            table="feedback_question",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="survey",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."after_days" IS DISTINCT FROM (NEW."after_days") OR OLD."begins_on" IS DISTINCT FROM (NEW."begins_on") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."rest_days" IS DISTINCT FROM (NEW."rest_days") OR OLD."sent" IS DISTINCT FROM (NEW."sent") OR OLD."template_id" IS DISTINCT FROM (NEW."template_id") OR OLD."valid_days" IS DISTINCT FROM (NEW."valid_days"))',
                            func='INSERT INTO "feedback_surveyhistory" ("after_days", "begins_on", "code", "hotel_id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rest_days", "sent", "template_id", "valid_days") VALUES (NEW."after_days", NEW."begins_on", NEW."code", NEW."hotel_id", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rest_days", NEW."sent", NEW."template_id", NEW."valid_days"); RETURN NULL;',
                            hash="e43186fdda9256e0b8a86223f2d0258367d74e10",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e69c5",
                            table="feedback_survey",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="survey",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_surveyhistory" ("after_days", "begins_on", "code", "hotel_id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rest_days", "sent", "template_id", "valid_days") VALUES (OLD."after_days", OLD."begins_on", OLD."code", OLD."hotel_id", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rest_days", OLD."sent", OLD."template_id", OLD."valid_days"); RETURN NULL;',
                            hash="24268004d29795ee7ce6fb86cfb6ea514be8d1e3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_82373",
                            table="feedback_survey",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
