"""The tables as they stood when their first migrations were made into one: a new database is ready in half the time."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django_countries.fields
import guests.models.guest
import hotelcrm.pii.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("guests", "0001_guests"),
        ("guests", "0003_list_indexes"),
        ("guests", "0005_search_stops_at_the_first_hundred"),
        ("guests", "0006_keys_of_one_guest"),
        ("guests", "0007_observations_of_a_hotel"),
        ("guests", "0008_moments_of_loyalty"),
        ("guests", "0009_one_index_for_one_question"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_language_may_be_the_browsers"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE guests_guest_number_seq START 10000001",
            reverse_sql="DROP SEQUENCE guests_guest_number_seq",
        ),
        Together(
            [
                migrations.CreateModel(
                    name="Company",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=160, verbose_name="name")),
                        (
                            "latin_name",
                            models.CharField(blank=True, max_length=160, verbose_name="name in Latin letters"),
                        ),
                        ("is_key", models.BooleanField(default=False, verbose_name="key account")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "company account",
                        "verbose_name_plural": "company accounts",
                        "ordering": ["name", "pk"],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="company",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_key" IS DISTINCT FROM (NEW."is_key") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                            func='INSERT INTO "guests_companyhistory" ("code", "is_active", "is_key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."is_active", NEW."is_key", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="ae44745a08463aea0dc8b65f1450b6e76570b1d7",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dc4d6",
                            table="guests_company",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="company",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "guests_companyhistory" ("code", "is_active", "is_key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."is_active", OLD."is_key", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="8932233b9bbe3070733b8bc26c54293edadd9867",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_80d68",
                            table="guests_company",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="CompanyHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        ("name", models.CharField(max_length=160, verbose_name="name")),
                        ("is_key", models.BooleanField(default=False, verbose_name="key account")),
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
                                related_name="code_name_is_key_is_active_events",
                                to="guests.company",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="companyhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1579ac1d3de1b84ad6c717740ed749b10115543a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a9bd8",
                            table="guests_companyhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Guest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.BigIntegerField(
                                db_default=guests.models.guest.NextNumber(),
                                editable=False,
                                unique=True,
                                verbose_name="guest number",
                            ),
                        ),
                        ("family_name", models.CharField(blank=True, max_length=80, verbose_name="family name")),
                        ("given_name", models.CharField(blank=True, max_length=120, verbose_name="given name")),
                        (
                            "full_name",
                            models.CharField(
                                help_text="As written by the guest.", max_length=200, verbose_name="full name"
                            ),
                        ),
                        (
                            "latin_name",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Latin letters"),
                        ),
                        (
                            "pinyin",
                            models.CharField(
                                blank=True,
                                help_text="With tone marks, shown in grey.",
                                max_length=200,
                                verbose_name="pinyin",
                            ),
                        ),
                        (
                            "gender",
                            models.CharField(
                                blank=True,
                                choices=[("", "not known"), ("F", "female"), ("M", "male"), ("X", "other")],
                                max_length=1,
                                verbose_name="gender",
                            ),
                        ),
                        (
                            "birth_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of birth"),
                        ),
                        (
                            "birth_month",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="month of birth"),
                        ),
                        (
                            "birth_day",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="day of birth"),
                        ),
                        (
                            "birth_is_lunar",
                            models.BooleanField(default=False, verbose_name="birthday by the lunar calendar"),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not known"),
                                    ("en", "English"),
                                    ("zh-hans", "Simplified Chinese"),
                                    ("zh-hant", "Traditional Chinese"),
                                    ("ja", "Japanese"),
                                    ("ko", "Korean"),
                                    ("de", "German"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("pt", "Portuguese"),
                                    ("it", "Italian"),
                                    ("ru", "Russian"),
                                ],
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "nationality",
                            django_countries.fields.CountryField(blank=True, max_length=2, verbose_name="nationality"),
                        ),
                        ("occupation", models.CharField(blank=True, max_length=80, verbose_name="occupation")),
                        (
                            "vip_level",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "not VIP"), (1, "VIP 3"), (2, "VIP 2"), (3, "VIP 1")],
                                default=0,
                                verbose_name="VIP level",
                            ),
                        ),
                        ("time_zone", models.CharField(blank=True, max_length=40, verbose_name="time zone")),
                        (
                            "generic_offers_only",
                            models.BooleanField(
                                default=False,
                                help_text="Switches profiling off for this guest.",
                                verbose_name="generic offers only",
                            ),
                        ),
                        ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased at")),
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
                            "company",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="guests",
                                to="guests.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="guests.guest",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "guest",
                        "verbose_name_plural": "guests",
                        "indexes": [
                            models.Index(fields=["birth_month", "birth_day"], name="guest_birthday"),
                            models.Index(
                                condition=models.Q(("merged_into__isnull", False)),
                                fields=["merged_into"],
                                name="guest_merged",
                            ),
                            models.Index(fields=["-updated_at"], name="guest_updated"),
                            models.Index(guests.models.guest.SortName(), models.F("id"), name="guest_sort_name"),
                            models.Index(
                                condition=models.Q(("vip_level__gt", 0)),
                                fields=["-vip_level", "-updated_at"],
                                name="guest_vip",
                            ),
                            models.Index(fields=["language", "-updated_at"], name="guest_language"),
                            models.Index(fields=["nationality", "-updated_at"], name="guest_nationality"),
                            models.Index(
                                condition=models.Q(("company__isnull", False)),
                                fields=["company", "id"],
                                name="guest_company",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("full_name", ""), _negated=True), name="guest_has_name"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("birth_day", None), ("birth_month", None)),
                                    models.Q(("birth_day__range", (1, 31)), ("birth_month__range", (1, 12))),
                                    _connector="OR",
                                ),
                                name="guest_birthday_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("birth_year", None), ("birth_year__range", (1880, 2100)), _connector="OR"
                                ),
                                name="guest_birth_year_plausible",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                                name="guest_not_merged_into_itself",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."generic_offers_only" IS DISTINCT FROM (NEW."generic_offers_only") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."nationality" IS DISTINCT FROM (NEW."nationality") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."vip_level" IS DISTINCT FROM (NEW."vip_level"))',
                            func='INSERT INTO "guests_guesthistory" ("company_id", "generic_offers_only", "language", "merged_into_id", "nationality", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "vip_level") VALUES (NEW."company_id", NEW."generic_offers_only", NEW."language", NEW."merged_into_id", NEW."nationality", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."version", NEW."vip_level"); RETURN NULL;',
                            hash="1ac17c1222aa982db3f5b4238535d6554c61732d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9e241",
                            table="guests_guest",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "guests_guesthistory" ("company_id", "generic_offers_only", "language", "merged_into_id", "nationality", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "vip_level") VALUES (OLD."company_id", OLD."generic_offers_only", OLD."language", OLD."merged_into_id", OLD."nationality", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."version", OLD."vip_level"); RETURN NULL;',
                            hash="c12625dc07407dc299fdc506df65a0d458b3ac02",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_42794",
                            table="guests_guest",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("marketing", "offers and news"),
                                    ("surveys", "surveys"),
                                    ("profiling", "personal recommendations"),
                                    ("sensitive", "sensitive data such as allergies"),
                                ],
                                max_length=20,
                                verbose_name="purpose",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="version")),
                        ("text_en", models.TextField(verbose_name="text in English")),
                        ("text_zh", models.TextField(verbose_name="text in Chinese")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                    ],
                    options={
                        "verbose_name": "privacy notice",
                        "verbose_name_plural": "privacy notices",
                        "constraints": [models.UniqueConstraint(fields=("purpose", "version"), name="notice_unique")],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("marketing", "offers and news"),
                                    ("surveys", "surveys"),
                                    ("profiling", "personal recommendations"),
                                    ("sensitive", "sensitive data such as allergies"),
                                ],
                                max_length=20,
                                verbose_name="purpose",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("any", "any channel"),
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("phone", "phone call"),
                                ],
                                max_length=10,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                choices=[("given", "given"), ("refused", "refused"), ("withdrawn", "withdrawn")],
                                max_length=10,
                                verbose_name="decision",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("desk", "asked at the desk"),
                                    ("signed", "signed form"),
                                    ("web", "on the website"),
                                    ("import", "imported"),
                                    ("message", "by message"),
                                ],
                                max_length=10,
                                verbose_name="evidence",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="recorded at",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consents",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="guests.notice",
                                verbose_name="notice",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent",
                        "verbose_name_plural": "consents",
                        "indexes": [
                            models.Index(fields=["guest", "purpose", "channel", "-at", "-id"], name="consent_latest")
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="consent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3b22cf9afc258f6d984fb27cb08c12d0474a788f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_61c6a",
                            table="guests_consent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="consent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="1ad00a44d04d78e7f7456175822d334521a05de8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_edff4",
                            table="guests_consent",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Contact",
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
                                    ("phone", "phone"),
                                    ("email", "e-mail"),
                                    ("wecom", "WeCom"),
                                    ("wechat", "WeChat"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("value", hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="value")),
                        ("value_index", models.BinaryField(help_text="Blind index of the whole normalised value.")),
                        (
                            "last4_index",
                            models.BinaryField(help_text="Blind index of a phone's last four digits.", null=True),
                        ),
                        ("is_primary", models.BooleanField(db_default=False, default=False, verbose_name="primary")),
                        ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="verified at")),
                        ("bounced_at", models.DateTimeField(blank=True, null=True, verbose_name="bounced at")),
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
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contacts",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contact",
                        "verbose_name_plural": "contacts",
                        "indexes": [
                            models.Index(fields=["value_index"], name="contact_value"),
                            models.Index(
                                condition=models.Q(("last4_index__isnull", False)),
                                fields=["last4_index"],
                                name="contact_last4",
                            ),
                            models.Index(
                                condition=models.Q(("bounced_at__isnull", False)),
                                fields=["guest"],
                                name="contact_bounced",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "kind", "value_index"), name="contact_unique"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_primary", True)),
                                fields=("guest", "kind"),
                                name="contact_one_primary_per_kind",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contact",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."bounced_at" IS DISTINCT FROM (NEW."bounced_at") OR OLD."is_primary" IS DISTINCT FROM (NEW."is_primary") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at"))',
                            func='INSERT INTO "guests_contacthistory" ("bounced_at", "is_primary", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verified_at") VALUES (NEW."bounced_at", NEW."is_primary", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."verified_at"); RETURN NULL;',
                            hash="119cb0c719f96162b5dc7d5aae803b8212bf9d42",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_cf78b",
                            table="guests_contact",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contact",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "guests_contacthistory" ("bounced_at", "is_primary", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verified_at") VALUES (OLD."bounced_at", OLD."is_primary", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."verified_at"); RETURN NULL;',
                            hash="3ea40478782bc703978a4735e0c8151d9b28ad64",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8b7e6",
                            table="guests_contact",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ContactHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("phone", "phone"),
                                    ("email", "e-mail"),
                                    ("wecom", "WeCom"),
                                    ("wechat", "WeChat"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_primary", models.BooleanField(db_default=False, default=False, verbose_name="primary")),
                        ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="verified at")),
                        ("bounced_at", models.DateTimeField(blank=True, null=True, verbose_name="bounced at")),
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
                                related_name="kind_is_primary_verified_at_bounced_at_events",
                                to="guests.contact",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contacthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4fcde2723e0c933d19d6104c2f7733a2a5575b25",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3552a",
                            table="guests_contacthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="GuestHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not known"),
                                    ("en", "English"),
                                    ("zh-hans", "Simplified Chinese"),
                                    ("zh-hant", "Traditional Chinese"),
                                    ("ja", "Japanese"),
                                    ("ko", "Korean"),
                                    ("de", "German"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("pt", "Portuguese"),
                                    ("it", "Italian"),
                                    ("ru", "Russian"),
                                ],
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "nationality",
                            django_countries.fields.CountryField(blank=True, max_length=2, verbose_name="nationality"),
                        ),
                        (
                            "vip_level",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "not VIP"), (1, "VIP 3"), (2, "VIP 2"), (3, "VIP 1")],
                                default=0,
                                verbose_name="VIP level",
                            ),
                        ),
                        (
                            "generic_offers_only",
                            models.BooleanField(
                                default=False,
                                help_text="Switches profiling off for this guest.",
                                verbose_name="generic offers only",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="guests.guest",
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
                                related_name="language_nationality_vip_level_company_generic_offers_only_merged_into_version_events",
                                to="guests.guest",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guesthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="45bfb311ea1a2d811d4e052a897eada1e755228b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_338a2",
                            table="guests_guesthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="TagCategory",
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
                            "icon",
                            models.CharField(
                                default="tag", help_text="Name in the icon sprite.", max_length=40, verbose_name="icon"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=100, verbose_name="order")),
                        (
                            "departments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("housekeeping", "Housekeeping"),
                                        ("restaurant", "Restaurant"),
                                        ("spa", "Spa"),
                                        ("concierge", "Concierge"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="departments that see it",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "category of preferences",
                        "verbose_name_plural": "categories of preferences",
                        "ordering": ["order", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                        (
                            "synonyms",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="also known as",
                            ),
                        ),
                        (
                            "is_sensitive",
                            models.BooleanField(
                                default=False,
                                help_text="Health, belief and the like: needs separate consent.",
                                verbose_name="sensitive",
                            ),
                        ),
                        (
                            "is_alert",
                            models.BooleanField(
                                default=False,
                                help_text="Shown first and in red at check-in, such as an allergy.",
                                verbose_name="alert",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tags",
                                to="guests.tagcategory",
                                verbose_name="category",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "preference",
                        "verbose_name_plural": "preferences",
                        "ordering": ["category__order", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="GuestTag",
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
                                choices=[
                                    ("stated", "stated by the guest"),
                                    ("observed", "observed"),
                                    ("inferred", "inferred"),
                                ],
                                max_length=10,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "confidence",
                            models.PositiveSmallIntegerField(
                                db_default=100, default=100, verbose_name="confidence in percent"
                            ),
                        ),
                        (
                            "note",
                            hotelcrm.pii.fields.EncryptedTextField(
                                blank=True, null=True, ring="sensitive", verbose_name="note"
                            ),
                        ),
                        ("times", models.PositiveIntegerField(db_default=1, default=1, verbose_name="times noted")),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                ],
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        ("first_noted_at", models.DateTimeField(verbose_name="first noted at")),
                        ("noted_at", models.DateTimeField(verbose_name="last noted at")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="no longer so since"),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="guest_tags",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="noted by",
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guest_tags",
                                to="guests.tag",
                                verbose_name="preference",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "preference of a guest",
                        "verbose_name_plural": "preferences of guests",
                        "indexes": [models.Index(fields=["hotel", "-noted_at"], name="guesttag_lately")],
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "tag"), name="guesttag_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("confidence__range", (1, 100))), name="guesttag_confidence_percent"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("times__gte", 1)), name="guesttag_noted_at_least_once"
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guesttag",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."confidence" IS DISTINCT FROM (NEW."confidence") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."tag_id" IS DISTINCT FROM (NEW."tag_id") OR OLD."times" IS DISTINCT FROM (NEW."times") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))',
                            func='INSERT INTO "guests_guesttaghistory" ("confidence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "tag_id", "times", "withdrawn_at") VALUES (NEW."confidence", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."tag_id", NEW."times", NEW."withdrawn_at"); RETURN NULL;',
                            hash="6c57ff418137906e14f04e9d8dc51817023334b1",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_71def",
                            table="guests_guesttag",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guesttag",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "guests_guesttaghistory" ("confidence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "tag_id", "times", "withdrawn_at") VALUES (OLD."confidence", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."tag_id", OLD."times", OLD."withdrawn_at"); RETURN NULL;',
                            hash="ed630f002c8bc3e9b423e2f81335cb5cc5561b34",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_bfd98",
                            table="guests_guesttag",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="GuestTagHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("stated", "stated by the guest"),
                                    ("observed", "observed"),
                                    ("inferred", "inferred"),
                                ],
                                max_length=10,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "confidence",
                            models.PositiveSmallIntegerField(
                                db_default=100, default=100, verbose_name="confidence in percent"
                            ),
                        ),
                        ("times", models.PositiveIntegerField(db_default=1, default=1, verbose_name="times noted")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="no longer so since"),
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
                                related_name="tag_source_confidence_times_withdrawn_at_events",
                                to="guests.guesttag",
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="guests.tag",
                                verbose_name="preference",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guesttaghistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4beb4914e646267232604ea3956fa14456aa0dfb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4c9db",
                            table="guests_guesttaghistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="IdentityDocument",
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
                                    ("id_card", "identity card"),
                                    ("passport", "passport"),
                                    ("travel_permit", "travel permit"),
                                    ("residence_permit", "residence permit"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("country", django_countries.fields.CountryField(max_length=2, verbose_name="issuing country")),
                        (
                            "last_four",
                            hotelcrm.pii.fields.EncryptedTextField(
                                blank=True, null=True, ring="sensitive", verbose_name="last four"
                            ),
                        ),
                        ("number_index", models.BinaryField(help_text="Blind index of the whole number.")),
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
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="documents",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "identity document",
                        "verbose_name_plural": "identity documents",
                        "indexes": [models.Index(fields=["number_index"], name="document_number")],
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "number_index"), name="document_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("moved", models.JSONField(default=dict, verbose_name="moved rows")),
                        (
                            "filled",
                            models.JSONField(
                                default=list,
                                help_text="Names of the survivor's empty fields that were filled.",
                                verbose_name="filled fields",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("undone_at", models.DateTimeField(null=True, verbose_name="undone at")),
                        (
                            "absorbed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_away",
                                to="guests.guest",
                                verbose_name="absorbed",
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
                            "survivor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="guests.guest",
                                verbose_name="kept",
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="undone by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "merge",
                        "verbose_name_plural": "merges",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("survivor", models.F("absorbed")), _negated=True),
                                name="merge_of_two",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at", None)),
                                fields=("absorbed",),
                                name="merge_absorbed_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NameKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "name"), (2, "given name"), (3, "pinyin"), (4, "initials")]
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                db_collation="C", help_text="Collated bytewise: a prefix is a range.", max_length=200
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="name_keys",
                                to="guests.guest",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["guest", "text", "kind"], name="namekey_of_guest")],
                        "constraints": [
                            models.UniqueConstraint(fields=("text", "guest", "kind"), name="namekey_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relationship",
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
                                    ("spouse", "spouse"),
                                    ("child", "child"),
                                    ("parent", "parent"),
                                    ("family", "family"),
                                    ("friend", "friend"),
                                    ("colleague", "colleague"),
                                    ("assistant", "assistant"),
                                    ("referred_by", "referred by"),
                                ],
                                max_length=20,
                                verbose_name="relation",
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
                            "guest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="relationships",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="related_from",
                                to="guests.guest",
                                verbose_name="other guest",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "relationship",
                        "verbose_name_plural": "relationships",
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "other", "kind"), name="relationship_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("guest", models.F("other")), _negated=True),
                                name="relationship_between_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialDate",
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
                                    ("wedding", "wedding anniversary"),
                                    ("honeymoon", "honeymoon"),
                                    ("child_birthday", "child's birthday"),
                                    ("partner_birthday", "partner's birthday"),
                                    ("company", "company anniversary"),
                                    ("other", "other day"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("label", models.CharField(blank=True, max_length=80, verbose_name="label")),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                        ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                        ("day", models.PositiveSmallIntegerField(verbose_name="day")),
                        ("is_lunar", models.BooleanField(default=False, verbose_name="by the lunar calendar")),
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
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="special_dates",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="noted by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "special date",
                        "verbose_name_plural": "special dates",
                        "indexes": [models.Index(fields=["month", "day"], name="specialdate_day")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("day__range", (1, 31)), ("month__range", (1, 12))),
                                name="specialdate_day_exists",
                            ),
                            models.UniqueConstraint(
                                fields=("guest", "kind", "month", "day", "is_lunar", "label"), name="specialdate_unique"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Touchpoint",
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
                                    ("enquiry", "enquiry"),
                                    ("web_visit", "web or mini-program visit"),
                                    ("booking", "booking"),
                                    ("cancellation", "cancellation"),
                                    ("no_show", "no-show"),
                                    ("check_in", "check-in"),
                                    ("check_out", "check-out"),
                                    ("restaurant", "restaurant"),
                                    ("spa", "spa"),
                                    ("meeting", "meeting"),
                                    ("observation", "observation"),
                                    ("consent", "consent"),
                                    ("profile", "profile"),
                                    ("survey", "survey"),
                                    ("review", "review"),
                                    ("message", "message"),
                                    ("call", "call"),
                                    ("merge", "merge"),
                                    ("loyalty", "loyalty"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "key",
                            models.CharField(
                                help_text="Its cause, for example stay:12:check_in.", max_length=80, verbose_name="key"
                            ),
                        ),
                        (
                            "details",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="Codes, ids and amounts; no text.",
                                verbose_name="details",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="touchpoints",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "touchpoint",
                        "verbose_name_plural": "touchpoints",
                        "indexes": [
                            models.Index(fields=["guest", "-at", "-id"], name="touchpoint_timeline"),
                            models.Index(
                                condition=models.Q(("kind", "observation")),
                                fields=["hotel", "at"],
                                name="touchpoint_observed",
                            ),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("guest", "key"), name="touchpoint_unique")],
                    },
                ),
            ]
        ),
    ]
