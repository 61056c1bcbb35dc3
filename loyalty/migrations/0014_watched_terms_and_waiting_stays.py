import django.core.validators
import django.db.models.deletion
import hotelcrm.accounts.models
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0002_catalogue"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="CurrencyRateHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "currency",
                            models.CharField(
                                max_length=3,
                                validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "worth",
                            models.DecimalField(
                                decimal_places=8,
                                max_digits=18,
                                validators=[django.core.validators.MinValueValidator(Decimal("1E-8"))],
                                verbose_name="worth in the programme's currency",
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
                                related_name="currency_worth_events",
                                to="loyalty.currencyrate",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VoucherTypeHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "gives",
                            models.CharField(
                                choices=[
                                    ("amount", "an amount off"),
                                    ("percent", "a share off"),
                                    ("item", "a thing or service"),
                                    ("late_check_out", "late check-out"),
                                    ("upgrade", "room upgrade"),
                                ],
                                max_length=15,
                                verbose_name="gives",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=10,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="amount, or percent",
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(
                                blank=True,
                                max_length=3,
                                validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                                verbose_name="currency",
                            ),
                        ),
                        ("until_time", models.TimeField(blank=True, null=True, verbose_name="check-out until")),
                        (
                            "least_spend",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=10,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="bill at least",
                            ),
                        ),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("room", "room"),
                                    ("food", "food and beverage"),
                                    ("spa", "spa"),
                                    ("meeting", "meeting"),
                                    ("recreation", "recreation"),
                                    ("other", "other"),
                                ],
                                help_text="Empty: all.",
                                max_length=12,
                                verbose_name="department",
                            ),
                        ),
                        (
                            "valid_days",
                            models.PositiveSmallIntegerField(
                                default=365,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="days of validity",
                            ),
                        ),
                        (
                            "cost",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost to the house",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                                related_name="gives_value_currency_until_time_least_spend_department_valid_days_cost_is_active_events",
                                to="loyalty.vouchertype",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="courtesyrule",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="courtesyrule",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="programme",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="programme",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="courtesygrant",
                    name="waives_half_day",
                    field=models.BooleanField(db_default=False, default=False, verbose_name="no half-day charge"),
                ),
                migrations.AddField(
                    model_name="courtesyrulehistory",
                    name="least_stays",
                    field=models.PositiveSmallIntegerField(
                        default=2,
                        help_text="What makes a company's guest a regular.",
                        verbose_name="stays in twelve months, at least",
                    ),
                ),
                migrations.AddField(
                    model_name="courtesyrulehistory",
                    name="waives_half_day",
                    field=models.BooleanField(default=False, verbose_name="no half-day charge"),
                ),
                migrations.AddField(
                    model_name="programmehistory",
                    name="currency",
                    field=models.CharField(
                        default="",
                        help_text="In which spend is counted and costs are given.",
                        max_length=3,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                        verbose_name="currency",
                    ),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="programmehistory",
                    name="number_prefix",
                    field=models.CharField(
                        blank=True,
                        max_length=4,
                        validators=[django.core.validators.RegexValidator("^[1-9][0-9]*$")],
                        verbose_name="member numbers begin with",
                    ),
                ),
                migrations.AddField(
                    model_name="programmehistory",
                    name="time_zone",
                    field=models.CharField(
                        default="",
                        help_text="Whose midnight ends a day of the programme.",
                        max_length=40,
                        validators=[hotelcrm.accounts.models.validate_time_zone],
                        verbose_name="time zone",
                    ),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="settlementdue",
                    name="waits_for",
                    field=models.CharField(
                        blank=True, db_default="", default="", max_length=3, verbose_name="waits for the rate of"
                    ),
                ),
                migrations.AddField(
                    model_name="voucher",
                    name="taken_back_key",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Of the form whose redemption was taken back last: sent again, it redeems no more.",
                        max_length=80,
                        verbose_name="key of the redemption taken back",
                    ),
                ),
                migrations.AlterField(
                    model_name="courtesyrulehistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="order_hotel_who_tier_least_stays_occupancy_from_occupancy_below_until_fee_percent_waives_half_day_no_inspection_events",
                        to="loyalty.courtesyrule",
                    ),
                ),
                migrations.AlterField(
                    model_name="programmehistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="currency_time_zone_number_prefix_expiry_expiry_months_expiry_years_window_cost_per_point_welcome_points_claim_days_events",
                        to="loyalty.programme",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="courtesyrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."fee_percent" IS DISTINCT FROM (NEW."fee_percent") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."least_stays" IS DISTINCT FROM (NEW."least_stays") OR OLD."no_inspection" IS DISTINCT FROM (NEW."no_inspection") OR OLD."occupancy_below" IS DISTINCT FROM (NEW."occupancy_below") OR OLD."occupancy_from" IS DISTINCT FROM (NEW."occupancy_from") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."tier_id" IS DISTINCT FROM (NEW."tier_id") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."waives_half_day" IS DISTINCT FROM (NEW."waives_half_day") OR OLD."who" IS DISTINCT FROM (NEW."who"))',
                            func='INSERT INTO "loyalty_courtesyrulehistory" ("fee_percent", "hotel_id", "least_stays", "no_inspection", "occupancy_below", "occupancy_from", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id", "until", "waives_half_day", "who") VALUES (NEW."fee_percent", NEW."hotel_id", NEW."least_stays", NEW."no_inspection", NEW."occupancy_below", NEW."occupancy_from", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tier_id", NEW."until", NEW."waives_half_day", NEW."who"); RETURN NULL;',
                            hash="db490d10f35997e59e759a0259fc76aaf03f8c37",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b2635",
                            table="loyalty_courtesyrule",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="courtesyrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_courtesyrulehistory" ("fee_percent", "hotel_id", "least_stays", "no_inspection", "occupancy_below", "occupancy_from", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id", "until", "waives_half_day", "who") VALUES (OLD."fee_percent", OLD."hotel_id", OLD."least_stays", OLD."no_inspection", OLD."occupancy_below", OLD."occupancy_from", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."tier_id", OLD."until", OLD."waives_half_day", OLD."who"); RETURN NULL;',
                            hash="b04c51b2e69242483dbfc77be5f517f74de38c67",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_32310",
                            table="loyalty_courtesyrule",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="currencyrate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."worth" IS DISTINCT FROM (NEW."worth"))',
                            func='INSERT INTO "loyalty_currencyratehistory" ("currency", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "worth") VALUES (NEW."currency", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."worth"); RETURN NULL;',
                            hash="255edea699adaae69b690a8b209bf517ef68ca95",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_98775",
                            table="loyalty_currencyrate",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="currencyrate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_currencyratehistory" ("currency", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "worth") VALUES (OLD."currency", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."worth"); RETURN NULL;',
                            hash="e315a227427ef28037c1d15b014ad9fab1bd8b3c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_79d0c",
                            table="loyalty_currencyrate",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="programme",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."claim_days" IS DISTINCT FROM (NEW."claim_days") OR OLD."cost_per_point" IS DISTINCT FROM (NEW."cost_per_point") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."expiry" IS DISTINCT FROM (NEW."expiry") OR OLD."expiry_months" IS DISTINCT FROM (NEW."expiry_months") OR OLD."expiry_years" IS DISTINCT FROM (NEW."expiry_years") OR OLD."number_prefix" IS DISTINCT FROM (NEW."number_prefix") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."welcome_points" IS DISTINCT FROM (NEW."welcome_points") OR OLD."window" IS DISTINCT FROM (NEW."window"))',
                            func='INSERT INTO "loyalty_programmehistory" ("claim_days", "cost_per_point", "currency", "expiry", "expiry_months", "expiry_years", "number_prefix", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone", "welcome_points", "window") VALUES (NEW."claim_days", NEW."cost_per_point", NEW."currency", NEW."expiry", NEW."expiry_months", NEW."expiry_years", NEW."number_prefix", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."time_zone", NEW."welcome_points", NEW."window"); RETURN NULL;',
                            hash="023fda46e4a96fff2f6219df494565062338caa4",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_96875",
                            table="loyalty_programme",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="programme",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_programmehistory" ("claim_days", "cost_per_point", "currency", "expiry", "expiry_months", "expiry_years", "number_prefix", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone", "welcome_points", "window") VALUES (OLD."claim_days", OLD."cost_per_point", OLD."currency", OLD."expiry", OLD."expiry_months", OLD."expiry_years", OLD."number_prefix", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."time_zone", OLD."welcome_points", OLD."window"); RETURN NULL;',
                            hash="fd9130232a4cbac5965664aca60e341e2037be98",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c1bba",
                            table="loyalty_programme",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="vouchertype",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."cost" IS DISTINCT FROM (NEW."cost") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."department" IS DISTINCT FROM (NEW."department") OR OLD."gives" IS DISTINCT FROM (NEW."gives") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."least_spend" IS DISTINCT FROM (NEW."least_spend") OR OLD."until_time" IS DISTINCT FROM (NEW."until_time") OR OLD."valid_days" IS DISTINCT FROM (NEW."valid_days") OR OLD."value" IS DISTINCT FROM (NEW."value"))',
                            func='INSERT INTO "loyalty_vouchertypehistory" ("cost", "currency", "department", "gives", "is_active", "least_spend", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_time", "valid_days", "value") VALUES (NEW."cost", NEW."currency", NEW."department", NEW."gives", NEW."is_active", NEW."least_spend", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."until_time", NEW."valid_days", NEW."value"); RETURN NULL;',
                            hash="c5d951cc6c12b70cc2a3b5c09d703a8a0935243e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0356a",
                            table="loyalty_vouchertype",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="vouchertype",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_vouchertypehistory" ("cost", "currency", "department", "gives", "is_active", "least_spend", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_time", "valid_days", "value") VALUES (OLD."cost", OLD."currency", OLD."department", OLD."gives", OLD."is_active", OLD."least_spend", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."until_time", OLD."valid_days", OLD."value"); RETURN NULL;',
                            hash="7ccc2a8955271202abc1cb558d4d47ededcb2207",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b177c",
                            table="loyalty_vouchertype",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="currencyratehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="eb1386baa97ae86f47a15ef9025abe692f8f4251",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cdd57",
                            table="loyalty_currencyratehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="vouchertypehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2dbd17954ee9d0fe34692bb7406fd8982a447d8a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6fa4e",
                            table="loyalty_vouchertypehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
