"""The tables as they stood when their first migrations were made into one: a new database is ready in half the time."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.functions
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import hotelcrm.accounts.models
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("loyalty", "0001_loyalty"),
        ("loyalty", "0003_numbers_and_room"),
        ("loyalty", "0004_redemption_of_a_voucher_by_key"),
        ("loyalty", "0005_programme_reviewed_on"),
        ("loyalty", "0006_tier_without_index"),
        ("loyalty", "0007_uses_without_index_of_lots"),
        ("loyalty", "0008_uses_checked_by_verify"),
        ("loyalty", "0009_expiry_notices"),
        ("loyalty", "0010_one_rate_for_a_day"),
        ("loyalty", "0011_watched_limits_and_bills_of_vouchers"),
        ("loyalty", "0012_tier_undone"),
        ("loyalty", "0013_lots_kept_as_opened"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_language_may_be_the_browsers"),
        ("guests", "0001_guests_squashed"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("stays", "0001_stays_squashed"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.RunSQL(
            sql="CREATE SEQUENCE loyalty_member_number START 10001",
            reverse_sql="DROP SEQUENCE loyalty_member_number",
        ),
        Together(
            [
                migrations.CreateModel(
                    name="Tier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(
                                help_text="0 is where everybody begins.", unique=True, verbose_name="rank"
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                choices=[
                                    ("slate", "slate"),
                                    ("silver", "silver"),
                                    ("gold", "gold"),
                                    ("platinum", "platinum"),
                                    ("jade", "jade"),
                                    ("ruby", "ruby"),
                                    ("ink", "ink"),
                                ],
                                default="slate",
                                max_length=10,
                                verbose_name="colour",
                            ),
                        ),
                        (
                            "needs",
                            models.CharField(
                                choices=[("any", "any of them"), ("all", "all of them")],
                                default="any",
                                max_length=3,
                                verbose_name="needs",
                            ),
                        ),
                        ("nights", models.PositiveIntegerField(blank=True, null=True, verbose_name="nights")),
                        ("stays", models.PositiveIntegerField(blank=True, null=True, verbose_name="stays")),
                        (
                            "spend",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=12,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="spend",
                            ),
                        ),
                        (
                            "points",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="qualifying points"),
                        ),
                        (
                            "lifetime_nights",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Whoever ever had so many nights keeps the tier.",
                                null=True,
                                verbose_name="nights for life",
                            ),
                        ),
                        (
                            "multiplier",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("1"),
                                max_digits=4,
                                validators=[django.core.validators.MinValueValidator(Decimal("1"))],
                                verbose_name="points multiplier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tier",
                        "verbose_name_plural": "tiers",
                        "ordering": ["rank"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("multiplier__gte", 1)), name="tier_multiplier_at_least_one"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("lifetime_nights", None),
                                        ("nights", None),
                                        ("points", None),
                                        ("rank", 0),
                                        ("spend", None),
                                        ("stays", None),
                                    ),
                                    ("rank__gt", 0),
                                    _connector="OR",
                                ),
                                name="tier_first_needs_nothing",
                                violation_error_message="The first tier is everybody's: it has no thresholds.",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."lifetime_nights" IS DISTINCT FROM (NEW."lifetime_nights") OR OLD."multiplier" IS DISTINCT FROM (NEW."multiplier") OR OLD."needs" IS DISTINCT FROM (NEW."needs") OR OLD."nights" IS DISTINCT FROM (NEW."nights") OR OLD."points" IS DISTINCT FROM (NEW."points") OR OLD."rank" IS DISTINCT FROM (NEW."rank") OR OLD."spend" IS DISTINCT FROM (NEW."spend") OR OLD."stays" IS DISTINCT FROM (NEW."stays"))',
                            func='INSERT INTO "loyalty_tierhistory" ("lifetime_nights", "multiplier", "needs", "nights", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "rank", "spend", "stays") VALUES (NEW."lifetime_nights", NEW."multiplier", NEW."needs", NEW."nights", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."rank", NEW."spend", NEW."stays"); RETURN NULL;',
                            hash="d8ad1210d4ba8f5061c4a382a2b490aeec208f14",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_96856",
                            table="loyalty_tier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_tierhistory" ("lifetime_nights", "multiplier", "needs", "nights", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "rank", "spend", "stays") VALUES (OLD."lifetime_nights", OLD."multiplier", OLD."needs", OLD."nights", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."rank", OLD."spend", OLD."stays"); RETURN NULL;',
                            hash="1ff8abb27f1eb06d0a108fd6c121e73726bf0592",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_5ef47",
                            table="loyalty_tier",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True, verbose_name="member number")),
                        ("joined_on", models.DateField(verbose_name="joined on")),
                        (
                            "tier_until",
                            models.DateField(
                                help_text="The last day; none: without end.", null=True, verbose_name="tier until"
                            ),
                        ),
                        ("earned_until", models.DateField(null=True, verbose_name="tier earned until")),
                        (
                            "balance",
                            models.BigIntegerField(db_default=0, default=0, editable=False, verbose_name="points"),
                        ),
                        (
                            "debt",
                            models.BigIntegerField(db_default=0, default=0, editable=False, verbose_name="points owed"),
                        ),
                        (
                            "active_on",
                            models.DateField(
                                help_text="The day points were last earned or spent.",
                                null=True,
                                verbose_name="last activity",
                            ),
                        ),
                        ("closed_on", models.DateField(null=True, verbose_name="closed on")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="created at",
                            ),
                        ),
                        (
                            "guest",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="member",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="joined at",
                            ),
                        ),
                        (
                            "joined_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="joined by",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="loyalty.member",
                                verbose_name="joined to",
                            ),
                        ),
                        (
                            "earned_tier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.tier",
                                verbose_name="tier earned",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="loyalty.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "member",
                        "verbose_name_plural": "members",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("balance__gte", 0)), name="member_balance_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("debt__gte", 0)), name="member_debt_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("balance", 0), ("debt", 0), _connector="OR"),
                                name="member_owes_or_owns",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                                name="member_joined_to_another",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="member",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."tier_id" IS DISTINCT FROM (NEW."tier_id"))',
                            func='INSERT INTO "loyalty_memberhistory" ("closed_on", "guest_id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id") VALUES (NEW."closed_on", NEW."guest_id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tier_id"); RETURN NULL;',
                            hash="fc35e51dc945c1b78c544077be06e1ac6fdfaa3e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_1bc76",
                            table="loyalty_member",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="member",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_memberhistory" ("closed_on", "guest_id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id") VALUES (OLD."closed_on", OLD."guest_id", OLD."merged_into_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."tier_id"); RETURN NULL;',
                            hash="2fe0e58f178bf935de071b07bd62f55f561cd7df",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ecdc5",
                            table="loyalty_member",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Promotion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "factor",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("1"),
                                help_text="2: twice the base points.",
                                max_digits=4,
                                validators=[django.core.validators.MinValueValidator(Decimal("1"))],
                                verbose_name="factor",
                            ),
                        ),
                        ("points", models.PositiveIntegerField(default=0, verbose_name="points besides")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
                        (
                            "is_listed",
                            models.BooleanField(
                                default=False,
                                help_text="The list is a segment frozen, or a file.",
                                verbose_name="only for the guests on its list",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "hotels",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Empty: all.",
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotels",
                            ),
                        ),
                        (
                            "tags",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Empty: all.",
                                related_name="+",
                                to="guests.tag",
                                verbose_name="guests with any of these tags",
                            ),
                        ),
                        (
                            "least_tier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.tier",
                                verbose_name="tier at least",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "promotion",
                        "verbose_name_plural": "promotions",
                        "ordering": ["-starts_on", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="promotion_ends_after_start",
                                violation_error_message="The last day lies before the first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("factor__gt", 1), ("points__gt", 0), _connector="OR"),
                                name="promotion_gives_something",
                                violation_error_message="Give a factor above 1, or points besides.",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="promotion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."factor" IS DISTINCT FROM (NEW."factor") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."points" IS DISTINCT FROM (NEW."points") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on"))',
                            func='INSERT INTO "loyalty_promotionhistory" ("ends_on", "factor", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "starts_on") VALUES (NEW."ends_on", NEW."factor", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."starts_on"); RETURN NULL;',
                            hash="0d15a9afcc19ce6eb742f031f7aa785317e29bdc",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d0f68",
                            table="loyalty_promotion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="promotion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_promotionhistory" ("ends_on", "factor", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "starts_on") VALUES (OLD."ends_on", OLD."factor", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."starts_on"); RETURN NULL;',
                            hash="bca7c7061ae5a209b1b961b70ed5a8c8cbbf2c4a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a3ee5",
                            table="loyalty_promotion",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="PointsEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("earn", "earned"),
                                    ("bonus", "bonus"),
                                    ("redeem", "redeemed"),
                                    ("expire", "expired"),
                                    ("adjust", "adjusted"),
                                    ("reverse", "reversed"),
                                    ("transfer", "transferred"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("points", models.BigIntegerField(verbose_name="points")),
                        (
                            "qualifying",
                            models.BigIntegerField(db_default=0, default=0, verbose_name="qualifying points"),
                        ),
                        (
                            "key",
                            models.CharField(
                                help_text="Its cause, for example stay:12:0:1.", max_length=80, verbose_name="key"
                            ),
                        ),
                        ("on", models.DateField(help_text="The programme's day.", verbose_name="on")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "reason",
                            models.CharField(
                                blank=True, db_default="", default="", max_length=200, verbose_name="reason"
                            ),
                        ),
                        (
                            "details",
                            models.JSONField(
                                db_default={}, default=dict, help_text="How it was reckoned.", verbose_name="details"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "reverses",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversals",
                                to="loyalty.pointsentry",
                                verbose_name="reverses",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                        (
                            "promotion",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.promotion",
                                verbose_name="promotion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "points entry",
                        "verbose_name_plural": "points entries",
                        "indexes": [
                            models.Index(fields=["member", "-at", "-id"], name="pointsentry_statement"),
                            models.Index(
                                condition=models.Q(("stay__isnull", False)), fields=["stay"], name="pointsentry_stay"
                            ),
                            models.Index(fields=["on", "kind"], include=("points",), name="pointsentry_month"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "key"), name="pointsentry_key_unique"),
                            models.UniqueConstraint(
                                condition=models.Q(("reverses__isnull", False)),
                                fields=("reverses",),
                                name="pointsentry_reversed_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points", 0), _negated=True), name="pointsentry_moves_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["earn", "bonus"]), ("points__gt", 0)),
                                    models.Q(("kind__in", ["redeem", "expire"]), ("points__lt", 0)),
                                    ("kind__in", ["adjust", "reverse", "transfer"]),
                                    _connector="OR",
                                ),
                                name="pointsentry_sign_of_kind",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pointsentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="840df9588e9996170d368dcbcdc16199c87d7c94",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_25988",
                            table="loyalty_pointsentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pointsentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="af930d3264c48d9e78373cb1e790f082b14be596",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_28bd9",
                            table="loyalty_pointsentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Adjustment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("points", models.BigIntegerField(verbose_name="points")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "key",
                            models.CharField(
                                help_text="Of the form that asked for it.", max_length=80, verbose_name="key"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting for approval"),
                                    ("posted", "posted"),
                                    ("refused", "refused"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        ("needed_approval", models.BooleanField(verbose_name="needed approval")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.pointsentry",
                                verbose_name="entry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "adjustment of points",
                        "verbose_name_plural": "adjustments of points",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["at"], name="adjustment_waiting"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "key"), name="adjustment_key_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("points", 0), _negated=True), name="adjustment_moves_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "posted"), _negated=True),
                                    ("entry__isnull", False),
                                    _connector="OR",
                                ),
                                name="adjustment_posted_has_entry",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("needed_approval", False),
                                    models.Q(("state", "posted"), _negated=True),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        models.Q(("decided_by", models.F("by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="adjustment_four_eyes",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="adjustment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func='INSERT INTO "loyalty_adjustmenthistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                            hash="751e1052ebcd6abb441ea7c48e393527512efeca",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_62c68",
                            table="loyalty_adjustment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="adjustment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_adjustmenthistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                            hash="bb5476e8fb81514fe8187232351031210f00a8e7",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e341b",
                            table="loyalty_adjustment",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="AdjustmentHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting for approval"),
                                    ("posted", "posted"),
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
                                to="loyalty.adjustment",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="adjustmenthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="cafa9943e6284464f94d2da6a7b6e201718aac63",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4b06c",
                            table="loyalty_adjustmenthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="AdjustmentLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                unique=True,
                                verbose_name="role",
                            ),
                        ),
                        ("points", models.PositiveIntegerField(verbose_name="points at most")),
                    ],
                    options={
                        "verbose_name": "limit of adjustments",
                        "verbose_name_plural": "limits of adjustments",
                        "ordering": ["role"],
                    },
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
                                related_name="role_points_events",
                                to="loyalty.adjustmentlimit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
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
                migrations.CreateModel(
                    name="Benefit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "scene",
                            models.CharField(
                                choices=[
                                    ("arrival", "arrival"),
                                    ("stay", "stay"),
                                    ("dining", "dining"),
                                    ("meeting", "meeting"),
                                    ("wellness", "wellness"),
                                    ("departure", "departure"),
                                    ("travel", "travel"),
                                ],
                                max_length=10,
                                verbose_name="scene",
                            ),
                        ),
                        (
                            "unit",
                            models.CharField(
                                choices=[("times", "times"), ("hours", "hours")],
                                default="times",
                                max_length=5,
                                verbose_name="counted in",
                            ),
                        ),
                        ("icon", models.CharField(default="gift", max_length=40, verbose_name="icon")),
                        ("order", models.PositiveSmallIntegerField(default=100, verbose_name="order")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "benefit",
                        "verbose_name_plural": "benefits",
                        "ordering": ["order", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="BenefitUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("1"),
                                max_digits=6,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.25"))],
                                verbose_name="how much",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="on")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("key", models.CharField(max_length=80, verbose_name="key")),
                        ("cancelled_at", models.DateTimeField(null=True, verbose_name="cancelled at")),
                        (
                            "benefit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="loyalty.benefit",
                                verbose_name="benefit",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "cancelled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="cancelled by",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="benefit_uses",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "use of a benefit",
                        "verbose_name_plural": "uses of benefits",
                        "indexes": [models.Index(fields=["guest", "on"], name="benefituse_of_year")],
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "key"), name="benefituse_key_unique"),
                            models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="benefituse_some"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CourtesyGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.TimeField(verbose_name="check-out until")),
                        (
                            "on",
                            models.DateField(help_text="The day of departure it was promised for.", verbose_name="on"),
                        ),
                        ("fee", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="charge")),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        ("no_inspection", models.BooleanField(default=False, verbose_name="no room inspection")),
                        (
                            "advised",
                            models.TimeField(
                                help_text="What the table said when it was granted.",
                                null=True,
                                verbose_name="hour advised",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("cancelled_at", models.DateTimeField(null=True, verbose_name="cancelled at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "stay",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="courtesy",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                        (
                            "use",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="courtesy",
                                to="loyalty.benefituse",
                                verbose_name="use of the benefit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "late check-out granted",
                        "verbose_name_plural": "late check-outs granted",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fee__gte", 0)), name="courtesygrant_fee_not_negative"
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="courtesygrant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."until" IS DISTINCT FROM (NEW."until"))',
                            func='INSERT INTO "loyalty_courtesygranthistory" ("cancelled_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until") VALUES (NEW."cancelled_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."until"); RETURN NULL;',
                            hash="c120949051b48fd99aaa3ac601cde0520c0a40eb",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c6336",
                            table="loyalty_courtesygrant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="courtesygrant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_courtesygranthistory" ("cancelled_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until") VALUES (OLD."cancelled_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."until"); RETURN NULL;',
                            hash="d9c160b3439acc4f88eba5efcffdd92a5dbf1cba",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4945d",
                            table="loyalty_courtesygrant",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="CourtesyGrantHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("until", models.TimeField(verbose_name="check-out until")),
                        ("cancelled_at", models.DateTimeField(null=True, verbose_name="cancelled at")),
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
                                related_name="until_cancelled_at_events",
                                to="loyalty.courtesygrant",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="courtesygranthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="14a1040916209cec69e0490ae8d836469a640bb6",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e030e",
                            table="loyalty_courtesygranthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="CourtesyRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                        (
                            "who",
                            models.CharField(
                                choices=[
                                    ("vip", "VIP"),
                                    ("top_tier", "top tier"),
                                    ("tier", "tier at least"),
                                    ("company_regular", "company regular"),
                                    ("anybody", "anybody"),
                                ],
                                max_length=16,
                                verbose_name="who",
                            ),
                        ),
                        (
                            "least_stays",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="What makes a company's guest a regular.",
                                verbose_name="stays in twelve months, at least",
                            ),
                        ),
                        (
                            "occupancy_from",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="tonight's occupancy from, percent",
                            ),
                        ),
                        (
                            "occupancy_below",
                            models.PositiveSmallIntegerField(
                                default=1000,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="tonight's occupancy below, percent",
                            ),
                        ),
                        ("until", models.TimeField(verbose_name="check-out until")),
                        (
                            "fee_percent",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="charge, percent of the nightly rate",
                            ),
                        ),
                        ("waives_half_day", models.BooleanField(default=False, verbose_name="no half-day charge")),
                        ("no_inspection", models.BooleanField(default=False, verbose_name="no room inspection")),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "courtesy rule",
                        "verbose_name_plural": "courtesy rules",
                        "ordering": [models.OrderBy(models.F("hotel"), nulls_last=True), "order", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("hotel", "order"), name="courtesyrule_order", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("occupancy_below__gt", models.F("occupancy_from"))),
                                name="courtesyrule_some_occupancy",
                                violation_error_message="The upper bound of occupancy must lie above the lower one.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("who", "tier"), ("tier__isnull", False)),
                                    models.Q(models.Q(("who", "tier"), _negated=True), ("tier__isnull", True)),
                                    _connector="OR",
                                ),
                                name="courtesyrule_names_its_tier",
                                violation_error_message="Name the tier when the line is for a tier, and only then.",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="courtesyrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."fee_percent" IS DISTINCT FROM (NEW."fee_percent") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."no_inspection" IS DISTINCT FROM (NEW."no_inspection") OR OLD."occupancy_below" IS DISTINCT FROM (NEW."occupancy_below") OR OLD."occupancy_from" IS DISTINCT FROM (NEW."occupancy_from") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."tier_id" IS DISTINCT FROM (NEW."tier_id") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."who" IS DISTINCT FROM (NEW."who"))',
                            func='INSERT INTO "loyalty_courtesyrulehistory" ("fee_percent", "hotel_id", "no_inspection", "occupancy_below", "occupancy_from", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id", "until", "who") VALUES (NEW."fee_percent", NEW."hotel_id", NEW."no_inspection", NEW."occupancy_below", NEW."occupancy_from", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tier_id", NEW."until", NEW."who"); RETURN NULL;',
                            hash="af66b9edd7bcdaccfb7004bad3ae555e637f7fe9",
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
                            func='INSERT INTO "loyalty_courtesyrulehistory" ("fee_percent", "hotel_id", "no_inspection", "occupancy_below", "occupancy_from", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id", "until", "who") VALUES (OLD."fee_percent", OLD."hotel_id", OLD."no_inspection", OLD."occupancy_below", OLD."occupancy_from", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."tier_id", OLD."until", OLD."who"); RETURN NULL;',
                            hash="e19cceedaf78db8eec56e83d9bdda6e34dce2683",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_32310",
                            table="loyalty_courtesyrule",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="CourtesyRuleHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                        (
                            "who",
                            models.CharField(
                                choices=[
                                    ("vip", "VIP"),
                                    ("top_tier", "top tier"),
                                    ("tier", "tier at least"),
                                    ("company_regular", "company regular"),
                                    ("anybody", "anybody"),
                                ],
                                max_length=16,
                                verbose_name="who",
                            ),
                        ),
                        (
                            "occupancy_from",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="tonight's occupancy from, percent",
                            ),
                        ),
                        (
                            "occupancy_below",
                            models.PositiveSmallIntegerField(
                                default=1000,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="tonight's occupancy below, percent",
                            ),
                        ),
                        ("until", models.TimeField(verbose_name="check-out until")),
                        (
                            "fee_percent",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="charge, percent of the nightly rate",
                            ),
                        ),
                        ("no_inspection", models.BooleanField(default=False, verbose_name="no room inspection")),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
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
                                related_name="order_hotel_who_tier_occupancy_from_occupancy_below_until_fee_percent_no_inspection_events",
                                to="loyalty.courtesyrule",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="loyalty.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="courtesyrulehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8fcaeeb4c2112daf2fef80a5d88fdeb53d76d2bc",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4106d",
                            table="loyalty_courtesyrulehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="CurrencyRate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(
                                max_length=3,
                                unique=True,
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
                    ],
                    options={
                        "verbose_name": "currency rate",
                        "verbose_name_plural": "currency rates",
                        "ordering": ["currency"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("worth__gt", 0)), name="currencyrate_positive")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EarnRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "channel_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("direct", "direct"),
                                    ("ota", "online travel agency"),
                                    ("corporate", "corporate"),
                                    ("agent", "travel agent"),
                                    ("gds", "GDS"),
                                    ("group", "group"),
                                    ("undefined", "not defined"),
                                ],
                                help_text="Empty: all.",
                                max_length=10,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "any_company",
                            models.BooleanField(default=False, verbose_name="stays of any company account"),
                        ),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=4,
                                help_text="0: earns nothing.",
                                max_digits=8,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="points per unit of currency",
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "company",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="guests.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "earning rule",
                        "verbose_name_plural": "earning rules",
                        "ordering": ["department", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("rate__gte", 0)), name="earnrule_rate_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on", None),
                                    ("ends_on", None),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="earnrule_ends_after_start",
                                violation_error_message="The last day lies before the first.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    (django.db.models.functions.comparison.Coalesce("hotel", models.Value(0)), "="),
                                    ("department", "="),
                                    ("channel_kind", "="),
                                    (django.db.models.functions.comparison.Coalesce("company", models.Value(0)), "="),
                                    (
                                        django.db.models.functions.comparison.Cast(
                                            "any_company", models.IntegerField()
                                        ),
                                        "=",
                                    ),
                                    (
                                        models.Func(
                                            "starts_on",
                                            "ends_on",
                                            models.Value("[]"),
                                            function="DATERANGE",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="earnrule_one_rate_for_a_day",
                                violation_error_message="Another rule is for the same stays on the same days.",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="earnrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."any_company" IS DISTINCT FROM (NEW."any_company") OR OLD."channel_kind" IS DISTINCT FROM (NEW."channel_kind") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."department" IS DISTINCT FROM (NEW."department") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."rate" IS DISTINCT FROM (NEW."rate") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on"))',
                            func='INSERT INTO "loyalty_earnrulehistory" ("any_company", "channel_kind", "company_id", "department", "ends_on", "hotel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "starts_on") VALUES (NEW."any_company", NEW."channel_kind", NEW."company_id", NEW."department", NEW."ends_on", NEW."hotel_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rate", NEW."starts_on"); RETURN NULL;',
                            hash="7c7bbdbbf01781b318bfb4379948ff90272b7826",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0a86c",
                            table="loyalty_earnrule",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="earnrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_earnrulehistory" ("any_company", "channel_kind", "company_id", "department", "ends_on", "hotel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "starts_on") VALUES (OLD."any_company", OLD."channel_kind", OLD."company_id", OLD."department", OLD."ends_on", OLD."hotel_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rate", OLD."starts_on"); RETURN NULL;',
                            hash="c241f001a9e37f6d5b839654e23fed21080e2356",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2d216",
                            table="loyalty_earnrule",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="EarnRuleHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
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
                            "channel_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("direct", "direct"),
                                    ("ota", "online travel agency"),
                                    ("corporate", "corporate"),
                                    ("agent", "travel agent"),
                                    ("gds", "GDS"),
                                    ("group", "group"),
                                    ("undefined", "not defined"),
                                ],
                                help_text="Empty: all.",
                                max_length=10,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "any_company",
                            models.BooleanField(default=False, verbose_name="stays of any company account"),
                        ),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=4,
                                help_text="0: earns nothing.",
                                max_digits=8,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="points per unit of currency",
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "company",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="guests.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
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
                                related_name="hotel_department_channel_kind_company_any_company_rate_starts_on_ends_on_events",
                                to="loyalty.earnrule",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="earnrulehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="af3287e85dd1c61861b9c597325ed912a3d32937",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_550ed",
                            table="loyalty_earnrulehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ExpiryNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expires_on",
                            models.DateField(
                                help_text="The first day without them, as of the lots.", verbose_name="expires on"
                            ),
                        ),
                        (
                            "ahead",
                            models.PositiveSmallIntegerField(
                                choices=[(30, "30 days before"), (7, "7 days before")], verbose_name="ahead"
                            ),
                        ),
                        ("points", models.BigIntegerField(verbose_name="points")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expiry_notices",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice of expiry",
                        "verbose_name_plural": "notices of expiry",
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "expires_on", "ahead"), name="expirynotice_once"),
                            models.CheckConstraint(
                                condition=models.Q(("points__gt", 0)), name="expirynotice_of_points"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ahead__in", [30, 7])), name="expirynotice_ahead_known"
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="expirynotice",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b5be693d00c51c79227addd46fa532f3db8742b0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_636fc",
                            table="loyalty_expirynotice",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="expirynotice",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="131639c400118ec6269f67091054d610b7c218ec",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_953c3",
                            table="loyalty_expirynotice",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="PointsLot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("points", models.BigIntegerField(verbose_name="points")),
                        ("remaining", models.BigIntegerField(verbose_name="remaining")),
                        ("opened_on", models.DateField(verbose_name="opened on")),
                        (
                            "expires_on",
                            models.DateField(
                                help_text="The first day without them; none: never.",
                                null=True,
                                verbose_name="expires on",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="loyalty.pointsentry",
                                verbose_name="opened by",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lot of points",
                        "verbose_name_plural": "lots of points",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("remaining__gt", 0)), fields=["expires_on"], name="pointslot_due"
                            ),
                            models.Index(fields=["entry"], name="pointslot_entry"),
                            models.Index(
                                condition=models.Q(("remaining__gt", 0)),
                                fields=["member", "expires_on", "opened_on", "id"],
                                name="pointslot_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="pointslot_not_empty"),
                            models.CheckConstraint(
                                condition=models.Q(("remaining__gte", 0), ("remaining__lte", models.F("points"))),
                                name="pointslot_remaining_within",
                            ),
                        ],
                    },
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
                migrations.CreateModel(
                    name="LotUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("points", models.BigIntegerField(verbose_name="points")),
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="loyalty.pointsentry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="loyalty.pointslot",
                                verbose_name="lot",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "use of a lot",
                        "verbose_name_plural": "uses of lots",
                        "constraints": [
                            models.UniqueConstraint(fields=("entry", "lot"), name="lotuse_once_per_entry"),
                            models.CheckConstraint(
                                condition=models.Q(("points", 0), _negated=True), name="lotuse_moves_something"
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="lotuse",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e33d95eac530a75223496af547e0a6d62fe0d14a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_42311",
                            table="loyalty_lotuse",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="lotuse",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="e2bd841800b20e3bd75e78245c400ab480055693",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_30284",
                            table="loyalty_lotuse",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="MemberHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("closed_on", models.DateField(null=True, verbose_name="closed on")),
                        (
                            "guest",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="loyalty.member",
                                verbose_name="joined to",
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
                                related_name="guest_tier_merged_into_closed_on_events",
                                to="loyalty.member",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="loyalty.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="memberhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="95b9c1f08557b691581759e91d388772033854c8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8b880",
                            table="loyalty_memberhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="VoucherType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
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
                        ("terms_en", models.CharField(blank=True, max_length=500, verbose_name="terms in English")),
                        ("terms_zh", models.CharField(blank=True, max_length=500, verbose_name="terms in Chinese")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "hotels",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Empty: all.",
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotels",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "voucher type",
                        "verbose_name_plural": "voucher types",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("gives", "amount"), ("value__gt", 0), models.Q(("currency", ""), _negated=True)
                                    ),
                                    models.Q(("gives", "percent"), ("value__gt", 0), ("value__lte", 100)),
                                    models.Q(("gives", "late_check_out"), ("until_time__isnull", False)),
                                    ("gives__in", ["item", "upgrade"]),
                                    _connector="OR",
                                ),
                                name="vouchertype_says_what_it_gives",
                                violation_error_message="An amount needs a currency, a share at most 100 percent, a late check-out its hour.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        (
                            "currency",
                            models.CharField(
                                help_text="In which spend is counted and costs are given.",
                                max_length=3,
                                validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "time_zone",
                            models.CharField(
                                help_text="Whose midnight ends a day of the programme.",
                                max_length=40,
                                validators=[hotelcrm.accounts.models.validate_time_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        (
                            "number_prefix",
                            models.CharField(
                                blank=True,
                                max_length=4,
                                validators=[django.core.validators.RegexValidator("^[1-9][0-9]*$")],
                                verbose_name="member numbers begin with",
                            ),
                        ),
                        (
                            "expiry",
                            models.CharField(
                                choices=[
                                    ("months", "a number of months after they were earned"),
                                    ("year_end", "at the end of a year"),
                                    ("activity", "after months without any activity"),
                                    ("never", "never"),
                                ],
                                default="months",
                                max_length=10,
                                verbose_name="points expire",
                            ),
                        ),
                        (
                            "expiry_months",
                            models.PositiveSmallIntegerField(
                                default=24,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="months until points expire",
                            ),
                        ),
                        (
                            "expiry_years",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="0: at the end of the same year.",
                                validators=[django.core.validators.MaxValueValidator(10)],
                                verbose_name="years after the one in which points were earned",
                            ),
                        ),
                        (
                            "window",
                            models.CharField(
                                choices=[("calendar_year", "calendar year"), ("rolling", "last twelve months")],
                                default="calendar_year",
                                max_length=13,
                                verbose_name="tiers are reached within",
                            ),
                        ),
                        (
                            "cost_per_point",
                            models.DecimalField(
                                decimal_places=6,
                                default=Decimal("0.01"),
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per point",
                            ),
                        ),
                        ("welcome_points", models.PositiveIntegerField(default=0, verbose_name="welcome points")),
                        (
                            "claim_days",
                            models.PositiveSmallIntegerField(
                                default=180,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="days within which an earlier stay can be claimed",
                            ),
                        ),
                        (
                            "welcome_vouchers",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="loyalty.vouchertype", verbose_name="welcome vouchers"
                            ),
                        ),
                        ("reviewed_on", models.DateField(editable=False, null=True, verbose_name="tiers reviewed on")),
                    ],
                    options={
                        "verbose_name": "programme",
                        "verbose_name_plural": "programme",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="programme_only_one"),
                            models.CheckConstraint(
                                condition=models.Q(("cost_per_point__gte", 0)), name="programme_cost_not_negative"
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="programme",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."claim_days" IS DISTINCT FROM (NEW."claim_days") OR OLD."cost_per_point" IS DISTINCT FROM (NEW."cost_per_point") OR OLD."expiry" IS DISTINCT FROM (NEW."expiry") OR OLD."expiry_months" IS DISTINCT FROM (NEW."expiry_months") OR OLD."expiry_years" IS DISTINCT FROM (NEW."expiry_years") OR OLD."welcome_points" IS DISTINCT FROM (NEW."welcome_points") OR OLD."window" IS DISTINCT FROM (NEW."window"))',
                            func='INSERT INTO "loyalty_programmehistory" ("claim_days", "cost_per_point", "expiry", "expiry_months", "expiry_years", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "welcome_points", "window") VALUES (NEW."claim_days", NEW."cost_per_point", NEW."expiry", NEW."expiry_months", NEW."expiry_years", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."welcome_points", NEW."window"); RETURN NULL;',
                            hash="87218c1266547820d5e639f9b491a7f332671d0e",
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
                            func='INSERT INTO "loyalty_programmehistory" ("claim_days", "cost_per_point", "expiry", "expiry_months", "expiry_years", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "welcome_points", "window") VALUES (OLD."claim_days", OLD."cost_per_point", OLD."expiry", OLD."expiry_months", OLD."expiry_years", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."welcome_points", OLD."window"); RETURN NULL;',
                            hash="bdfbc80a650e855518a33a8662793287cd9bf81f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c1bba",
                            table="loyalty_programme",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ProgrammeHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "expiry",
                            models.CharField(
                                choices=[
                                    ("months", "a number of months after they were earned"),
                                    ("year_end", "at the end of a year"),
                                    ("activity", "after months without any activity"),
                                    ("never", "never"),
                                ],
                                default="months",
                                max_length=10,
                                verbose_name="points expire",
                            ),
                        ),
                        (
                            "expiry_months",
                            models.PositiveSmallIntegerField(
                                default=24,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="months until points expire",
                            ),
                        ),
                        (
                            "expiry_years",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="0: at the end of the same year.",
                                validators=[django.core.validators.MaxValueValidator(10)],
                                verbose_name="years after the one in which points were earned",
                            ),
                        ),
                        (
                            "window",
                            models.CharField(
                                choices=[("calendar_year", "calendar year"), ("rolling", "last twelve months")],
                                default="calendar_year",
                                max_length=13,
                                verbose_name="tiers are reached within",
                            ),
                        ),
                        (
                            "cost_per_point",
                            models.DecimalField(
                                decimal_places=6,
                                default=Decimal("0.01"),
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per point",
                            ),
                        ),
                        ("welcome_points", models.PositiveIntegerField(default=0, verbose_name="welcome points")),
                        (
                            "claim_days",
                            models.PositiveSmallIntegerField(
                                default=180,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="days within which an earlier stay can be claimed",
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
                                related_name="expiry_expiry_months_expiry_years_window_cost_per_point_welcome_points_claim_days_events",
                                to="loyalty.programme",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="programmehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c091ce7b21702a823e26c16cdf1c3ab7f724dfb4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_78ad2",
                            table="loyalty_programmehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="PromotionGuest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "promotion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="listed",
                                to="loyalty.promotion",
                                verbose_name="promotion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "guest on a promotion's list",
                        "verbose_name_plural": "guests on a promotion's list",
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "promotion"), name="promotionguest_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PromotionHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "factor",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("1"),
                                help_text="2: twice the base points.",
                                max_digits=4,
                                validators=[django.core.validators.MinValueValidator(Decimal("1"))],
                                verbose_name="factor",
                            ),
                        ),
                        ("points", models.PositiveIntegerField(default=0, verbose_name="points besides")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
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
                                related_name="factor_points_starts_on_ends_on_is_active_events",
                                to="loyalty.promotion",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="promotionhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="59a8a53cd49382a7ec8dd10ebbe6340d8b20458f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cafcb",
                            table="loyalty_promotionhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Reward",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("night", "night"),
                                    ("upgrade", "upgrade"),
                                    ("dinner", "dinner"),
                                    ("spa", "spa"),
                                    ("partner", "partner"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("partner", models.CharField(blank=True, max_length=80, verbose_name="partner")),
                        (
                            "points",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)], verbose_name="points"
                            ),
                        ),
                        (
                            "stock",
                            models.PositiveIntegerField(
                                blank=True, help_text="Empty: without limit.", null=True, verbose_name="stock"
                            ),
                        ),
                        (
                            "taken",
                            models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="taken"),
                        ),
                        (
                            "per_member",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: without limit.",
                                null=True,
                                verbose_name="per member and calendar year",
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
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
                        ("terms_en", models.CharField(blank=True, max_length=500, verbose_name="terms in English")),
                        ("terms_zh", models.CharField(blank=True, max_length=500, verbose_name="terms in Chinese")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "hotels",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Empty: all.",
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotels",
                            ),
                        ),
                        (
                            "least_tier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.tier",
                                verbose_name="tier at least",
                            ),
                        ),
                        (
                            "voucher_type",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: gives a reference for the partner.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.vouchertype",
                                verbose_name="gives voucher",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reward",
                        "verbose_name_plural": "rewards",
                        "ordering": ["points", "code"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="reward_costs_points"),
                            models.CheckConstraint(
                                condition=models.Q(("stock", None), ("taken__lte", models.F("stock")), _connector="OR"),
                                name="reward_within_stock",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reward",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."per_member" IS DISTINCT FROM (NEW."per_member") OR OLD."points" IS DISTINCT FROM (NEW."points") OR OLD."stock" IS DISTINCT FROM (NEW."stock") OR OLD."taken" IS DISTINCT FROM (NEW."taken"))',
                            func='INSERT INTO "loyalty_rewardhistory" ("is_active", "per_member", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "stock", "taken") VALUES (NEW."is_active", NEW."per_member", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."stock", NEW."taken"); RETURN NULL;',
                            hash="3a51a40ac052a807c4b80e716462798b10ef5403",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ad742",
                            table="loyalty_reward",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reward",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_rewardhistory" ("is_active", "per_member", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "stock", "taken") VALUES (OLD."is_active", OLD."per_member", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."stock", OLD."taken"); RETURN NULL;',
                            hash="cca0d90907d2ced505d71f44c30618dfccdd9be4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_24e3a",
                            table="loyalty_reward",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="VoucherBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "count",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)], verbose_name="how many"
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "key",
                            models.CharField(
                                help_text="Of the form that asked for it.",
                                max_length=80,
                                unique=True,
                                verbose_name="key",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.vouchertype",
                                verbose_name="type",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "voucher batch",
                        "verbose_name_plural": "voucher batches",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="voucherbatch_not_empty")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Voucher",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                help_text="Without the dashes that it is shown with.",
                                max_length=20,
                                unique=True,
                                verbose_name="code",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("desk", "given at the desk"),
                                    ("welcome", "welcome pack"),
                                    ("reward", "bought with points"),
                                    ("batch", "batch"),
                                    ("compensation", "compensation"),
                                    ("campaign", "campaign"),
                                ],
                                max_length=12,
                                verbose_name="source",
                            ),
                        ),
                        ("key", models.CharField(max_length=80, unique=True, verbose_name="key")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("issued", "issued"),
                                    ("redeemed", "redeemed"),
                                    ("void", "void"),
                                    ("expired", "expired"),
                                ],
                                default="issued",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_until", models.DateField(help_text="The last day.", verbose_name="valid until")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("issued_at", models.DateTimeField(verbose_name="issued at")),
                        ("redeemed_at", models.DateTimeField(null=True, verbose_name="redeemed at")),
                        (
                            "redeemed_value",
                            models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="taken off"),
                        ),
                        ("voided_at", models.DateTimeField(null=True, verbose_name="voided at")),
                        ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="why void")),
                        (
                            "guest",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vouchers",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="issued at",
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="issued by",
                            ),
                        ),
                        (
                            "redeemed_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="redeemed by",
                            ),
                        ),
                        (
                            "redeemed_hotel",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="redeemed at hotel",
                            ),
                        ),
                        (
                            "redeemed_stay",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="stays.stay",
                                verbose_name="redeemed for stay",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vouchers",
                                to="loyalty.voucherbatch",
                                verbose_name="batch",
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vouchers",
                                to="loyalty.vouchertype",
                                verbose_name="type",
                            ),
                        ),
                        (
                            "redeemed_key",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="Of the form, so that a double click is one redemption.",
                                max_length=80,
                                verbose_name="key of the redemption",
                            ),
                        ),
                        (
                            "redeemed_bill",
                            models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="bill"),
                        ),
                        (
                            "redeemed_department",
                            models.CharField(
                                blank=True, db_default="", max_length=12, verbose_name="department of the bill"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "voucher",
                        "verbose_name_plural": "vouchers",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "issued")), fields=["valid_until"], name="voucher_open"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                                name="voucher_valid_some_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("redeemed_at__isnull", False), ("state", "redeemed")),
                                    models.Q(
                                        models.Q(("state", "redeemed"), _negated=True), ("redeemed_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="voucher_redeemed_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "void"), ("voided_at__isnull", False)),
                                    models.Q(models.Q(("state", "void"), _negated=True), ("voided_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="voucher_void_says_when",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))',
                            func='INSERT INTO "loyalty_voucherhistory" ("guest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "valid_until") VALUES (NEW."guest_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."valid_until"); RETURN NULL;',
                            hash="0c17b27d1a98820f5c708fe738522be514357e39",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8847d",
                            table="loyalty_voucher",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucher",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_voucherhistory" ("guest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "valid_until") VALUES (OLD."guest_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."valid_until"); RETURN NULL;',
                            hash="3840c9236c9de25b0293ff61fc16d3b16b698dc7",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_032e2",
                            table="loyalty_voucher",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Redemption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                help_text="Of the form that asked for it.", max_length=80, verbose_name="key"
                            ),
                        ),
                        ("points", models.PositiveIntegerField(verbose_name="points")),
                        ("reference", models.CharField(max_length=20, unique=True, verbose_name="reference")),
                        (
                            "state",
                            models.CharField(
                                choices=[("done", "done"), ("cancelled", "cancelled")],
                                default="done",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="on")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("cancelled_at", models.DateTimeField(null=True, verbose_name="cancelled at")),
                        ("cancel_reason", models.CharField(blank=True, max_length=200, verbose_name="why cancelled")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "cancelled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="cancelled by",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemption",
                                to="loyalty.pointsentry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemptions",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "reward",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemptions",
                                to="loyalty.reward",
                                verbose_name="reward",
                            ),
                        ),
                        (
                            "voucher",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemption",
                                to="loyalty.voucher",
                                verbose_name="voucher",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "redemption",
                        "verbose_name_plural": "redemptions",
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "key"), name="redemption_key_unique"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cancelled_at__isnull", False), ("state", "cancelled")),
                                    models.Q(("cancelled_at__isnull", True), ("state", "done")),
                                    _connector="OR",
                                ),
                                name="redemption_cancelled_says_when",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="redemption",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func='INSERT INTO "loyalty_redemptionhistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                            hash="671c5fa0659ee37ee9c884a7a94faa6e2196e10d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8c88c",
                            table="loyalty_redemption",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="redemption",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_redemptionhistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                            hash="03f49188c88e6e0d4a98db849f42c83406463e5f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e7d37",
                            table="loyalty_redemption",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="RedemptionHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "state",
                            models.CharField(
                                choices=[("done", "done"), ("cancelled", "cancelled")],
                                default="done",
                                max_length=9,
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
                                to="loyalty.redemption",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="redemptionhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="eb916dad915d28dbd07449c8cef66a08c7b32b3e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_725fb",
                            table="loyalty_redemptionhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="RewardHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "points",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)], verbose_name="points"
                            ),
                        ),
                        (
                            "stock",
                            models.PositiveIntegerField(
                                blank=True, help_text="Empty: without limit.", null=True, verbose_name="stock"
                            ),
                        ),
                        (
                            "taken",
                            models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="taken"),
                        ),
                        (
                            "per_member",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: without limit.",
                                null=True,
                                verbose_name="per member and calendar year",
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
                                related_name="points_stock_taken_per_member_is_active_events",
                                to="loyalty.reward",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="rewardhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2cde3b7806b049e9a1156465c1c09920097a32be",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_091fb",
                            table="loyalty_rewardhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="SettlementDue",
                    fields=[
                        ("stay_id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="stay")),
                        ("since", models.DateTimeField(verbose_name="since")),
                    ],
                    options={
                        "verbose_name": "stay to be reckoned",
                        "verbose_name_plural": "stays to be reckoned",
                    },
                ),
                migrations.CreateModel(
                    name="StayClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "confirmation",
                            models.CharField(blank=True, max_length=40, verbose_name="confirmation number"),
                        ),
                        ("arrival", models.DateField(verbose_name="arrival")),
                        ("departure", models.DateField(verbose_name="departure")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "open"), ("approved", "approved"), ("rejected", "rejected")],
                                default="open",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="claims",
                                to="stays.stay",
                                verbose_name="stay found",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "claim of a stay",
                        "verbose_name_plural": "claims of stays",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["hotel", "at"], name="stayclaim_open"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("departure__gte", models.F("arrival"))),
                                name="stayclaim_departure_after_arrival",
                                violation_error_message="The departure lies before the arrival.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("stay",),
                                name="stayclaim_approved_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "rejected"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="stayclaim_rejected_with_reason",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stayclaim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."stay_id" IS DISTINCT FROM (NEW."stay_id"))',
                            func='INSERT INTO "loyalty_stayclaimhistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "stay_id") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."stay_id"); RETURN NULL;',
                            hash="4f93e5cdc8a174588dbf96bb0002d43505d8ac22",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_197e4",
                            table="loyalty_stayclaim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stayclaim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_stayclaimhistory" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "stay_id") VALUES (_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."stay_id"); RETURN NULL;',
                            hash="c2a9fdb45408b3a1b894e55f24b4c9c254098db9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8fab2",
                            table="loyalty_stayclaim",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="StayClaimHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "open"), ("approved", "approved"), ("rejected", "rejected")],
                                default="open",
                                max_length=8,
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
                                related_name="state_stay_events",
                                to="loyalty.stayclaim",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="stays.stay",
                                verbose_name="stay found",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stayclaimhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="737fc90fe515f08196909fe53a59992c4555f0b1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_06aee",
                            table="loyalty_stayclaimhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="TierBenefit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "per_year",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Empty: without limit.", null=True, verbose_name="in a year"
                            ),
                        ),
                        ("detail_en", models.CharField(blank=True, max_length=120, verbose_name="detail in English")),
                        ("detail_zh", models.CharField(blank=True, max_length=120, verbose_name="detail in Chinese")),
                        (
                            "benefit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tiers",
                                to="loyalty.benefit",
                                verbose_name="benefit",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="benefits",
                                to="loyalty.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "benefit of a tier",
                        "verbose_name_plural": "benefits of tiers",
                        "ordering": ["benefit__order", "benefit__code"],
                        "constraints": [models.UniqueConstraint(fields=("tier", "benefit"), name="tierbenefit_unique")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tierbenefit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."benefit_id" IS DISTINCT FROM (NEW."benefit_id") OR OLD."per_year" IS DISTINCT FROM (NEW."per_year") OR OLD."tier_id" IS DISTINCT FROM (NEW."tier_id"))',
                            func='INSERT INTO "loyalty_tierbenefithistory" ("benefit_id", "per_year", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id") VALUES (NEW."benefit_id", NEW."per_year", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tier_id"); RETURN NULL;',
                            hash="6efa61131aafbd8ef68e15657e44a8c29d5210b3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_5475a",
                            table="loyalty_tierbenefit",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tierbenefit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "loyalty_tierbenefithistory" ("benefit_id", "per_year", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier_id") VALUES (OLD."benefit_id", OLD."per_year", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."tier_id"); RETURN NULL;',
                            hash="4a5126fa8385917678ece6333f52b2a5bb9112ba",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ec3bc",
                            table="loyalty_tierbenefit",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="TierBenefitHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "per_year",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Empty: without limit.", null=True, verbose_name="in a year"
                            ),
                        ),
                        (
                            "benefit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="loyalty.benefit",
                                verbose_name="benefit",
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
                                related_name="tier_benefit_per_year_events",
                                to="loyalty.tierbenefit",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="loyalty.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tierbenefithistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b24d3549506cb6383e7852a06159f10c19addb8f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9de68",
                            table="loyalty_tierbenefithistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="TierChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateField(null=True, verbose_name="until")),
                        ("on", models.DateField(verbose_name="on")),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("joined", "joined"),
                                    ("reached", "reached"),
                                    ("kept", "reached again"),
                                    ("lapsed", "not reached again"),
                                    ("for_life", "for life"),
                                    ("granted", "given by hand"),
                                    ("grant_ended", "given by hand, ended"),
                                    ("merged", "accounts joined"),
                                    ("undone", "what had reached it was undone"),
                                ],
                                max_length=12,
                                verbose_name="why",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "after",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.tier",
                                verbose_name="after",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.tier",
                                verbose_name="before",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tier_changes",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of tier",
                        "verbose_name_plural": "changes of tier",
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tierchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="aa51d2e3dcc75b5d6add392a5cb9a7a1b4989b71",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_00d4e",
                            table="loyalty_tierchange",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tierchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="fb17e1f950a072a4d60183bcc9caa4db456c14ff",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_632ab",
                            table="loyalty_tierchange",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="TierGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        (
                            "ends_on",
                            models.DateField(
                                blank=True, help_text="The last day; empty: for life.", null=True, verbose_name="until"
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("revoked_at", models.DateTimeField(null=True, verbose_name="taken back at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to="loyalty.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken back by",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tier given by hand",
                        "verbose_name_plural": "tiers given by hand",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="tiergrant_ends_after_start",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TierHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(
                                help_text="0 is where everybody begins.", verbose_name="rank"
                            ),
                        ),
                        (
                            "needs",
                            models.CharField(
                                choices=[("any", "any of them"), ("all", "all of them")],
                                default="any",
                                max_length=3,
                                verbose_name="needs",
                            ),
                        ),
                        ("nights", models.PositiveIntegerField(blank=True, null=True, verbose_name="nights")),
                        ("stays", models.PositiveIntegerField(blank=True, null=True, verbose_name="stays")),
                        (
                            "spend",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=12,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="spend",
                            ),
                        ),
                        (
                            "points",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="qualifying points"),
                        ),
                        (
                            "lifetime_nights",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Whoever ever had so many nights keeps the tier.",
                                null=True,
                                verbose_name="nights for life",
                            ),
                        ),
                        (
                            "multiplier",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("1"),
                                max_digits=4,
                                validators=[django.core.validators.MinValueValidator(Decimal("1"))],
                                verbose_name="points multiplier",
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
                                related_name="rank_needs_nights_stays_spend_points_lifetime_nights_multiplier_events",
                                to="loyalty.tier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tierhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="31dcb8370341f4734c7f4e25a23e7789e8e23557",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c33f2",
                            table="loyalty_tierhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="VoucherHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("issued", "issued"),
                                    ("redeemed", "redeemed"),
                                    ("void", "void"),
                                    ("expired", "expired"),
                                ],
                                default="issued",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("valid_until", models.DateField(help_text="The last day.", verbose_name="valid until")),
                        (
                            "guest",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="guests.guest",
                                verbose_name="guest",
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
                                related_name="state_guest_valid_until_events",
                                to="loyalty.voucher",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="voucherhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ff16881e39ed73acc4e69620d3649b86ce86e484",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cbe59",
                            table="loyalty_voucherhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(
            sql="ALTER TABLE loyalty_member SET (fillfactor = 80)",
            reverse_sql="",
        ),
        migrations.RunSQL(
            sql="ALTER TABLE loyalty_pointslot SET (fillfactor = 80)",
            reverse_sql="",
        ),
    ]
