"""The tables as they stood when their first migrations were made into one: a new database is ready in half the time."""

import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("stays", "0001_stays"),
        ("stays", "0003_rooms_ever_given"),
        ("stays", "0004_one_index_for_one_question"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_language_may_be_the_browsers"),
        ("guests", "0001_guests_squashed"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Channel",
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
                                    ("direct", "direct"),
                                    ("ota", "online travel agency"),
                                    ("corporate", "corporate"),
                                    ("agent", "travel agent"),
                                    ("gds", "GDS"),
                                    ("group", "group"),
                                    ("undefined", "not defined"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "commission",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="commission in percent",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "channel",
                        "verbose_name_plural": "channels",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("commission__range", (0, 100))), name="channel_commission_percent"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoomType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("code", models.CharField(max_length=20, verbose_name="code")),
                        (
                            "hotel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="room_types",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "room type",
                        "verbose_name_plural": "room types",
                        "ordering": ["hotel", "code"],
                        "constraints": [models.UniqueConstraint(fields=("hotel", "code"), name="roomtype_unique")],
                    },
                ),
                migrations.CreateModel(
                    name="Stay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                help_text="The system that numbers it.", max_length=40, verbose_name="source"
                            ),
                        ),
                        ("external_id", models.CharField(max_length=80, verbose_name="number at the source")),
                        (
                            "confirmation",
                            models.CharField(blank=True, max_length=40, verbose_name="confirmation number"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("booked", "booked"),
                                    ("in_house", "in house"),
                                    ("checked_out", "checked out"),
                                    ("cancelled", "cancelled"),
                                    ("no_show", "no-show"),
                                ],
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("booked_on", models.DateField(blank=True, null=True, verbose_name="booked on")),
                        ("arrival", models.DateField(verbose_name="arrival")),
                        ("departure", models.DateField(verbose_name="departure")),
                        ("expected_at", models.TimeField(blank=True, null=True, verbose_name="expected at")),
                        ("checked_in_at", models.DateTimeField(blank=True, null=True, verbose_name="checked in at")),
                        ("checked_out_at", models.DateTimeField(blank=True, null=True, verbose_name="checked out at")),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="cancelled or found missing on"),
                        ),
                        ("room", models.CharField(blank=True, max_length=10, verbose_name="room")),
                        ("adults", models.PositiveSmallIntegerField(default=1, verbose_name="adults")),
                        ("children", models.PositiveSmallIntegerField(default=0, verbose_name="children")),
                        ("infants", models.PositiveSmallIntegerField(default=0, verbose_name="infants")),
                        ("market_segment", models.CharField(blank=True, max_length=40, verbose_name="market segment")),
                        (
                            "meal_plan",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not known"),
                                    ("room_only", "room only"),
                                    ("breakfast", "breakfast"),
                                    ("half_board", "half board"),
                                    ("full_board", "full board"),
                                ],
                                max_length=12,
                                verbose_name="meal plan",
                            ),
                        ),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="nightly rate"
                            ),
                        ),
                        (
                            "room_revenue",
                            models.DecimalField(
                                decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="room revenue"
                            ),
                        ),
                        (
                            "other_revenue",
                            models.DecimalField(
                                decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="other revenue"
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(
                                max_length=3,
                                validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not known"),
                                    ("business", "business"),
                                    ("leisure", "leisure"),
                                    ("meeting", "meeting"),
                                    ("family", "family"),
                                ],
                                max_length=10,
                                verbose_name="purpose",
                            ),
                        ),
                        ("purpose_is_inferred", models.BooleanField(default=False, verbose_name="purpose is inferred")),
                        ("requests", models.CharField(blank=True, max_length=500, verbose_name="requests")),
                        (
                            "extra",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="Columns of the source without one of ours.",
                                verbose_name="as the source says",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="created at",
                            ),
                        ),
                        (
                            "updated_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="updated at",
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stays.channel",
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stays",
                                to="guests.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stays",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stays",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "room_type",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stays.roomtype",
                                verbose_name="room type",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stay",
                        "verbose_name_plural": "stays",
                        "indexes": [
                            models.Index(fields=["guest", "-arrival"], name="stay_guest"),
                            models.Index(fields=["hotel", "arrival"], name="stay_arrivals"),
                            models.Index(fields=["hotel", "departure"], name="stay_departures"),
                            models.Index(
                                condition=models.Q(("status", "in_house")),
                                fields=["hotel", "room"],
                                name="stay_in_house",
                            ),
                            models.Index(
                                condition=models.Q(("confirmation", ""), _negated=True),
                                fields=["confirmation"],
                                name="stay_confirmation",
                            ),
                            models.Index(
                                condition=models.Q(("guest", None)),
                                fields=["hotel", "-arrival"],
                                name="stay_unknown_guest",
                            ),
                            models.Index(
                                condition=models.Q(("room", ""), _negated=True),
                                fields=["hotel", "room"],
                                name="stay_room",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "external_id"), name="stay_source_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("departure__gte", models.F("arrival"))),
                                name="stay_departure_after_arrival",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "in_house"), _negated=True),
                                    ("checked_in_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="stay_in_house_was_checked_in",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."arrival" IS DISTINCT FROM (NEW."arrival") OR OLD."departure" IS DISTINCT FROM (NEW."departure") OR OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."room" IS DISTINCT FROM (NEW."room") OR OLD."room_revenue" IS DISTINCT FROM (NEW."room_revenue") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                            func='INSERT INTO "stays_stayhistory" ("arrival", "departure", "guest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room", "room_revenue", "status", "version") VALUES (NEW."arrival", NEW."departure", NEW."guest_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room", NEW."room_revenue", NEW."status", NEW."version"); RETURN NULL;',
                            hash="a764e21df9e6f548bcd99a42735c0328b6e04389",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9df2f",
                            table="stays_stay",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "stays_stayhistory" ("arrival", "departure", "guest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room", "room_revenue", "status", "version") VALUES (OLD."arrival", OLD."departure", OLD."guest_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."room", OLD."room_revenue", OLD."status", OLD."version"); RETURN NULL;',
                            hash="a573dbb4ae4dda1a800bd7d0ea511c2ddeea030f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4cca9",
                            table="stays_stay",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Charge",
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
                                choices=[
                                    ("room", "room"),
                                    ("food", "food and beverage"),
                                    ("spa", "spa"),
                                    ("meeting", "meeting"),
                                    ("recreation", "recreation"),
                                    ("other", "other"),
                                ],
                                max_length=12,
                                verbose_name="department",
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=120, verbose_name="description")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount")),
                        (
                            "currency",
                            models.CharField(
                                max_length=3,
                                validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                                verbose_name="currency",
                            ),
                        ),
                        ("posted_on", models.DateField(verbose_name="posted on")),
                        ("source", models.CharField(max_length=40, verbose_name="source")),
                        ("external_id", models.CharField(max_length=80, verbose_name="number at the source")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="charges",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "charge",
                        "verbose_name_plural": "charges",
                        "indexes": [models.Index(fields=["stay", "posted_on"], name="charge_stay")],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "external_id"), name="charge_source_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StayGuest",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shared_stays",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="companions",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "companion",
                        "verbose_name_plural": "companions",
                        "constraints": [models.UniqueConstraint(fields=("guest", "stay"), name="stayguest_unique")],
                    },
                ),
                migrations.CreateModel(
                    name="StayHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("booked", "booked"),
                                    ("in_house", "in house"),
                                    ("checked_out", "checked out"),
                                    ("cancelled", "cancelled"),
                                    ("no_show", "no-show"),
                                ],
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("room", models.CharField(blank=True, max_length=10, verbose_name="room")),
                        ("arrival", models.DateField(verbose_name="arrival")),
                        ("departure", models.DateField(verbose_name="departure")),
                        (
                            "room_revenue",
                            models.DecimalField(
                                decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="room revenue"
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
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
                                related_name="status_guest_room_arrival_departure_room_revenue_version_events",
                                to="stays.stay",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stayhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1db6f9dd1d672e073fde3e5565d25456fba877cd",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0ff03",
                            table="stays_stayhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
