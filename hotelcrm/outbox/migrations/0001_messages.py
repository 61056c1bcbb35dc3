"""The tables of the outbox, made in one step."""

from datetime import time
import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import hotelcrm.pii.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_language_may_be_the_browsers"),
        ("guests", "0010_signatures_and_restrictions"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Template",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("marketing", "offers and news"),
                                    ("surveys", "surveys"),
                                    ("service", "service"),
                                ],
                                max_length=20,
                                verbose_name="purpose",
                            ),
                        ),
                        (
                            "is_generic",
                            models.BooleanField(
                                default=False,
                                help_text="Uses nothing that is known of the guest but name and language.",
                                verbose_name="generic",
                            ),
                        ),
                        (
                            "fallback",
                            models.CharField(
                                choices=[("en", "English"), ("zh-hans", "Simplified Chinese")],
                                default="en",
                                max_length=10,
                                verbose_name="other languages read",
                            ),
                        ),
                        ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "template",
                        "verbose_name_plural": "templates",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("code", ""), _negated=True), name="template_has_code"
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="template",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."is_generic" IS DISTINCT FROM (NEW."is_generic") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_zh" IS DISTINCT FROM (NEW."name_zh") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose"))',
                            func='INSERT INTO "outbox_templatehistory" ("archived_at", "code", "is_generic", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose") VALUES (NEW."archived_at", NEW."code", NEW."is_generic", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose"); RETURN NULL;',
                            hash="820a18fbbed82ec61272b666100a2b4531157dd3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_52d9c",
                            table="outbox_template",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="template",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "outbox_templatehistory" ("archived_at", "code", "is_generic", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose") VALUES (OLD."archived_at", OLD."code", OLD."is_generic", OLD."name_en", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose"); RETURN NULL;',
                            hash="b51b70f298a15626fc1c584e4508cd81e2be368c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a4159",
                            table="outbox_template",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Mailing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("marketing", "offers and news"),
                                    ("surveys", "surveys"),
                                    ("service", "service"),
                                ],
                                max_length=20,
                                verbose_name="purpose",
                            ),
                        ),
                        (
                            "is_generic",
                            models.BooleanField(
                                default=False,
                                help_text="The same for everybody, chosen without a profile.",
                                verbose_name="generic",
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
                        ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused at")),
                        ("paused_because", models.CharField(blank=True, max_length=200, verbose_name="paused because")),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="called off at")),
                        (
                            "by",
                            models.ForeignKey(
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mailings",
                                to="outbox.template",
                                verbose_name="template",
                            ),
                        ),
                        (
                            "queued",
                            models.PositiveIntegerField(
                                db_default=0,
                                default=0,
                                editable=False,
                                help_text="How many messages were made of it; verify counts again.",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mailing",
                        "verbose_name_plural": "mailings",
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mailing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."paused_at" IS DISTINCT FROM (NEW."paused_at"))',
                            func='INSERT INTO "outbox_mailinghistory" ("cancelled_at", "name", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."cancelled_at", NEW."name", NEW."paused_at", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="efbfc1387f65761aef02fd47a7d4da2279e0e8aa",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a78c7",
                            table="outbox_mailing",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mailing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "outbox_mailinghistory" ("cancelled_at", "name", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."cancelled_at", OLD."name", OLD."paused_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="008d766ce1104185f531d575c0862c25965da9a6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b4ba6",
                            table="outbox_mailing",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Sender",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("wecom_staff", "WeCom to staff"),
                                ],
                                max_length=12,
                                verbose_name="channel",
                            ),
                        ),
                        ("transport", models.CharField(max_length=20, verbose_name="transport")),
                        (
                            "name",
                            models.CharField(
                                help_text="As guests read it; of an SMS, its signature.",
                                max_length=80,
                                verbose_name="sender's name",
                            ),
                        ),
                        (
                            "address",
                            models.CharField(
                                blank=True,
                                help_text="E-mail address, number or account.",
                                max_length=120,
                                verbose_name="sender's address",
                            ),
                        ),
                        (
                            "options",
                            hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="options"),
                        ),
                        (
                            "per_second",
                            models.PositiveIntegerField(
                                default=20,
                                help_text="At most so many.",
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="messages a second",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: for every hotel that has none of its own.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="senders",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sender",
                        "verbose_name_plural": "senders",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_active", True)),
                                fields=("hotel", "channel"),
                                name="sender_one_in_use",
                                nulls_distinct=False,
                                violation_error_message="There is a sender in use for this channel already.",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sender",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."per_second" IS DISTINCT FROM (NEW."per_second") OR OLD."transport" IS DISTINCT FROM (NEW."transport"))',
                            func='INSERT INTO "outbox_senderhistory" ("channel", "hotel_id", "is_active", "per_second", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "transport") VALUES (NEW."channel", NEW."hotel_id", NEW."is_active", NEW."per_second", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."transport"); RETURN NULL;',
                            hash="0e3409da2635687c2c1daebd15a5d774fc7745b9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3780a",
                            table="outbox_sender",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sender",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "outbox_senderhistory" ("channel", "hotel_id", "is_active", "per_second", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "transport") VALUES (OLD."channel", OLD."hotel_id", OLD."is_active", OLD."per_second", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."transport"); RETURN NULL;',
                            hash="fd947c0c31b8bc33693f22ec415bf77eb7dd14a8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_55ef2",
                            table="outbox_sender",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("wecom_staff", "WeCom to staff"),
                                ],
                                max_length=12,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("marketing", "offers and news"),
                                    ("surveys", "surveys"),
                                    ("service", "service"),
                                ],
                                max_length=20,
                                verbose_name="purpose",
                            ),
                        ),
                        ("is_generic", models.BooleanField(db_default=False, default=False, verbose_name="generic")),
                        (
                            "facts",
                            models.JSONField(
                                help_text="Ids of what it is about: stay, voucher; no names.",
                                null=True,
                                verbose_name="about",
                            ),
                        ),
                        (
                            "subject",
                            hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="subject"),
                        ),
                        ("body", hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="text")),
                        (
                            "address",
                            hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="address"),
                        ),
                        ("key", models.CharField(max_length=120, verbose_name="key")),
                        ("due_at", models.DateTimeField(verbose_name="due at")),
                        ("expires_at", models.DateTimeField(null=True, verbose_name="of no use after")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "waiting"),
                                    ("held", "held"),
                                    ("sending", "being sent"),
                                    ("sent", "sent"),
                                    ("delivered", "delivered"),
                                    ("failed", "failed"),
                                    ("unknown", "not known whether sent"),
                                    ("cancelled", "not sent"),
                                ],
                                default="queued",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("no_consent", "the guest did not agree to this"),
                                    ("no_address", "no address for this channel"),
                                    ("bounced", "the address does not exist any more"),
                                    ("suppressed", "the address is on the list of those never written to"),
                                    ("minor", "the guest is under age"),
                                    ("erased", "the guest's data was erased"),
                                    ("restricted", "the guest's data may not be used"),
                                    ("generic_only", "the guest wants generic offers only"),
                                    ("quiet_hours", "quiet hours"),
                                    ("weekly_cap", "enough messages in 7 days"),
                                    ("monthly_cap", "enough messages in 30 days"),
                                    ("min_gap", "too soon after the last message"),
                                    ("paused", "the mailing is paused"),
                                    ("no_sender", "no sender is set up for this channel"),
                                    ("try_again", "the provider asked to try again later"),
                                    ("refused_address", "the provider refused the address"),
                                    ("refused_content", "the provider refused the content"),
                                    ("refused_sender", "the provider refused the sender"),
                                    ("gave_up", "tried often enough"),
                                    ("no_reply", "no reply after the message was handed over"),
                                    ("worker_lost", "the worker died while it was being sent"),
                                    ("unwritable", "the template cannot be filled for this guest"),
                                    ("too_late", "too late to be of use"),
                                    ("withdrawn", "the guest withdrew consent"),
                                    ("called_off", "called off by staff"),
                                    ("merged", "the profile was merged into another"),
                                ],
                                db_default="",
                                default="",
                                max_length=20,
                                verbose_name="reason",
                            ),
                        ),
                        ("attempt", models.UUIDField(editable=False, null=True)),
                        ("lease_until", models.DateTimeField(editable=False, null=True)),
                        ("handed_at", models.DateTimeField(editable=False, null=True)),
                        ("tries", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="tries")),
                        (
                            "reference",
                            models.CharField(
                                db_default="", default="", max_length=120, verbose_name="provider's reference"
                            ),
                        ),
                        ("address_index", models.BinaryField(help_text="Blind index of where it went.", null=True)),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                        ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered at")),
                        ("opened_at", models.DateTimeField(null=True, verbose_name="opened at")),
                        ("clicked_at", models.DateTimeField(null=True, verbose_name="link followed at")),
                        ("opted_out_at", models.DateTimeField(null=True, verbose_name="opted out at")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="created at",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
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
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "mailing",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="outbox.mailing",
                                verbose_name="mailing",
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="member of staff",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="outbox.sender",
                                verbose_name="sender",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="outbox.template",
                                verbose_name="template",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "sending")), fields=["lease_until"], name="message_lease"
                            ),
                            models.Index(
                                condition=models.Q(("handed_at__isnull", False), ("purpose", "marketing")),
                                fields=["guest", "-handed_at"],
                                name="message_lately",
                            ),
                            models.Index(
                                condition=models.Q(("reference", ""), _negated=True),
                                fields=["reference"],
                                name="message_reference",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["queued", "held"]), models.Q(("purpose", "service"), _negated=True)
                                ),
                                fields=["hotel", "channel", "due_at"],
                                name="message_due",
                            ),
                            models.Index(
                                condition=models.Q(("purpose", "service"), ("state__in", ["queued", "held"])),
                                fields=["hotel", "channel", "due_at"],
                                name="message_service_due",
                            ),
                            models.Index(
                                condition=models.Q(("handed_at__isnull", False)),
                                fields=["hotel", "-handed_at"],
                                name="message_handed",
                            ),
                            models.Index(
                                condition=models.Q(("mailing__isnull", False)),
                                fields=["mailing", "state", "reason"],
                                name="message_progress",
                            ),
                            models.Index(
                                condition=models.Q(("guest__isnull", False), ("state", "cancelled")),
                                fields=["hotel", "due_at"],
                                include=("reason",),
                                name="message_refused",
                            ),
                            models.Index(fields=["hotel", "state", "created_at"], name="message_stands"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "key"), name="message_once_per_guest"),
                            models.UniqueConstraint(
                                condition=models.Q(("staff__isnull", False)),
                                fields=("staff", "key"),
                                name="message_once_per_staff",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("guest__isnull", True), ("staff__isnull", False)),
                                    models.Q(("guest__isnull", False), ("staff__isnull", True)),
                                    _connector="OR",
                                ),
                                name="message_to_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sending"), _negated=True),
                                    models.Q(("attempt__isnull", False), ("lease_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="message_sending_is_claimed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["held", "failed", "unknown", "cancelled"]), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="message_refused_has_reason",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="message",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_opened",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "key", "channel", "purpose", "created_at" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="f62b3f213822d18d4b3d403dede73eb336e1e7be",
                            operation='UPDATE OF "key", "channel", "purpose", "created_at" OR DELETE',
                            pgid="pgtrigger_as_opened_58b40",
                            table="outbox_message",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="message",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="2be791f5ffd4bcb7823d0853df2addd70bb1ef7c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_d54af",
                            table="outbox_message",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("attempt", models.UUIDField(editable=False, unique=True)),
                        ("started_at", models.DateTimeField(verbose_name="started at")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("accepted", "accepted"),
                                    ("later", "asked to try again later"),
                                    ("refused", "refused"),
                                    ("unknown", "no reply"),
                                ],
                                max_length=10,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True, help_text="As the provider said it.", max_length=40, verbose_name="code"
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(blank=True, max_length=120, verbose_name="provider's reference"),
                        ),
                        (
                            "segments",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="Of an SMS: how many are paid for.", verbose_name="parts"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attempts",
                                to="outbox.message",
                                verbose_name="message",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="outbox.sender",
                                verbose_name="sender",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attempt",
                        "verbose_name_plural": "attempts",
                        "ordering": ["started_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Block",
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
                        ("source_en", models.TextField(verbose_name="text in English")),
                        ("source_zh", models.TextField(verbose_name="text in Chinese")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "block",
                        "verbose_name_plural": "blocks",
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="block",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_zh" IS DISTINCT FROM (NEW."name_zh") OR OLD."source_en" IS DISTINCT FROM (NEW."source_en") OR OLD."source_zh" IS DISTINCT FROM (NEW."source_zh"))',
                            func='INSERT INTO "outbox_blockhistory" ("code", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_en", "source_zh") VALUES (NEW."code", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_en", NEW."source_zh"); RETURN NULL;',
                            hash="d1608e7b9bdb71660749f2274ffd864686777d8b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b7f50",
                            table="outbox_block",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="block",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "outbox_blockhistory" ("code", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_en", "source_zh") VALUES (OLD."code", OLD."name_en", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source_en", OLD."source_zh"); RETURN NULL;',
                            hash="c514da46ad944abfe7bd43d9aace7c11139849cc",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_28e65",
                            table="outbox_block",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="BlockHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("code", models.SlugField(db_index=False, max_length=40, verbose_name="code")),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        ("source_en", models.TextField(verbose_name="text in English")),
                        ("source_zh", models.TextField(verbose_name="text in Chinese")),
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
                                related_name="code_name_en_name_zh_source_en_source_zh_events",
                                to="outbox.block",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="blockhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d153bceae58e8dc89f6b516cd7fc53aca037416b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_462d4",
                            table="outbox_blockhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Callback",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("transport", models.CharField(max_length=20, verbose_name="transport")),
                        ("key", models.CharField(max_length=160, verbose_name="key")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("delivered", "delivered"),
                                    ("deferred", "deferred"),
                                    ("bounced", "the address does not exist"),
                                    ("blocked", "the content was refused"),
                                    ("failed", "failed"),
                                    ("complained", "reported as spam"),
                                    ("unsubscribed", "unsubscribed"),
                                    ("other", "something else"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(blank=True, max_length=120, verbose_name="provider's reference"),
                        ),
                        ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                        ("happened_at", models.DateTimeField(verbose_name="happened at")),
                        (
                            "raw",
                            hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="as received"),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="received at",
                            ),
                        ),
                        ("applied_at", models.DateTimeField(null=True, verbose_name="applied at")),
                        (
                            "fault",
                            models.CharField(blank=True, max_length=120, verbose_name="why it could not be applied"),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                blank=True,
                                help_text="Whose secret was known to who told it.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="outbox.sender",
                                verbose_name="sender",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "report of a provider",
                        "verbose_name_plural": "reports of providers",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("applied_at__isnull", True), ("fault", "")),
                                fields=["received_at"],
                                name="callback_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("reference", ""), _negated=True),
                                fields=["reference"],
                                name="callback_reference",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("sender__isnull", True)),
                                fields=("transport", "key"),
                                name="callback_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("sender__isnull", False)),
                                fields=("sender", "key"),
                                name="callback_once_per_sender",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("url", models.URLField(max_length=500, unique=True, verbose_name="address")),
                    ],
                    options={
                        "verbose_name": "link",
                        "verbose_name_plural": "links",
                    },
                ),
                migrations.CreateModel(
                    name="Click",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "guest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clicks",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "link",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clicks",
                                to="outbox.link",
                                verbose_name="link",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clicks",
                                to="outbox.message",
                                verbose_name="message",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "click",
                        "verbose_name_plural": "clicks",
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "message", "link"), name="click_first")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailingHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused at")),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="called off at")),
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
                                related_name="name_paused_at_cancelled_at_events",
                                to="outbox.mailing",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mailinghistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d673ed00c1d629a042fe473f5f9a777c3443d759",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_995e6",
                            table="outbox_mailinghistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="MessagePolicy",
                    fields=[
                        (
                            "hotel",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="message_policy",
                                serialize=False,
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "quiet_from",
                            models.TimeField(
                                default=time(21, 0),
                                help_text="By the guest's clock where the time zone is known, else by the hotel's. Equal times: none.",
                                verbose_name="quiet hours from",
                            ),
                        ),
                        ("quiet_until", models.TimeField(default=time(9, 0), verbose_name="quiet hours until")),
                        (
                            "weekly_cap",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Marketing messages to one guest, from all hotels together.",
                                verbose_name="at most in 7 days",
                            ),
                        ),
                        ("monthly_cap", models.PositiveSmallIntegerField(default=6, verbose_name="at most in 30 days")),
                        (
                            "min_gap_hours",
                            models.PositiveSmallIntegerField(
                                default=24,
                                validators=[django.core.validators.MaxValueValidator(720)],
                                verbose_name="hours between two",
                            ),
                        ),
                        (
                            "adult_age",
                            models.PositiveSmallIntegerField(
                                default=18,
                                validators=[
                                    django.core.validators.MinValueValidator(14),
                                    django.core.validators.MaxValueValidator(25),
                                ],
                                verbose_name="no marketing below the age of",
                            ),
                        ),
                        (
                            "counts_opens",
                            models.BooleanField(
                                default=True,
                                help_text="By a picture of one point in the e-mail.",
                                verbose_name="see whether e-mails are opened",
                            ),
                        ),
                        (
                            "follows_links",
                            models.BooleanField(default=True, verbose_name="see which links are followed"),
                        ),
                    ],
                    options={
                        "verbose_name": "rules for messages",
                        "verbose_name_plural": "rules for messages",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("weekly_cap__lte", models.F("monthly_cap"))),
                                name="messagepolicy_week_within_month",
                                violation_error_message="More in 7 days than in 30 cannot be.",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="messagepolicy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."adult_age" IS DISTINCT FROM (NEW."adult_age") OR OLD."counts_opens" IS DISTINCT FROM (NEW."counts_opens") OR OLD."min_gap_hours" IS DISTINCT FROM (NEW."min_gap_hours") OR OLD."monthly_cap" IS DISTINCT FROM (NEW."monthly_cap") OR OLD."quiet_from" IS DISTINCT FROM (NEW."quiet_from") OR OLD."quiet_until" IS DISTINCT FROM (NEW."quiet_until") OR OLD."weekly_cap" IS DISTINCT FROM (NEW."weekly_cap"))',
                            func='INSERT INTO "outbox_messagepolicyhistory" ("adult_age", "counts_opens", "min_gap_hours", "monthly_cap", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "weekly_cap") VALUES (NEW."adult_age", NEW."counts_opens", NEW."min_gap_hours", NEW."monthly_cap", _pgh_attach_context(), NOW(), \'update\', NEW."hotel_id", NEW."quiet_from", NEW."quiet_until", NEW."weekly_cap"); RETURN NULL;',
                            hash="6966c5eb7eb323d1d537ad8a9a2ddd447934a107",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_4261c",
                            table="outbox_messagepolicy",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="messagepolicy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "outbox_messagepolicyhistory" ("adult_age", "counts_opens", "min_gap_hours", "monthly_cap", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "weekly_cap") VALUES (OLD."adult_age", OLD."counts_opens", OLD."min_gap_hours", OLD."monthly_cap", _pgh_attach_context(), NOW(), \'delete\', OLD."hotel_id", OLD."quiet_from", OLD."quiet_until", OLD."weekly_cap"); RETURN NULL;',
                            hash="6d23428752076628d58fdaaa54b6a6047e581804",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_498a7",
                            table="outbox_messagepolicy",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="MessagePolicyHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "quiet_from",
                            models.TimeField(
                                default=time(21, 0),
                                help_text="By the guest's clock where the time zone is known, else by the hotel's. Equal times: none.",
                                verbose_name="quiet hours from",
                            ),
                        ),
                        ("quiet_until", models.TimeField(default=time(9, 0), verbose_name="quiet hours until")),
                        (
                            "weekly_cap",
                            models.PositiveSmallIntegerField(
                                default=2,
                                help_text="Marketing messages to one guest, from all hotels together.",
                                verbose_name="at most in 7 days",
                            ),
                        ),
                        ("monthly_cap", models.PositiveSmallIntegerField(default=6, verbose_name="at most in 30 days")),
                        (
                            "min_gap_hours",
                            models.PositiveSmallIntegerField(
                                default=24,
                                validators=[django.core.validators.MaxValueValidator(720)],
                                verbose_name="hours between two",
                            ),
                        ),
                        (
                            "adult_age",
                            models.PositiveSmallIntegerField(
                                default=18,
                                validators=[
                                    django.core.validators.MinValueValidator(14),
                                    django.core.validators.MaxValueValidator(25),
                                ],
                                verbose_name="no marketing below the age of",
                            ),
                        ),
                        (
                            "counts_opens",
                            models.BooleanField(
                                default=True,
                                help_text="By a picture of one point in the e-mail.",
                                verbose_name="see whether e-mails are opened",
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
                                related_name="quiet_from_quiet_until_weekly_cap_monthly_cap_min_gap_hours_adult_age_counts_opens_events",
                                to="outbox.messagepolicy",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="messagepolicyhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="336c7159f8118ab2d61cf720b23c4c36de017405",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9525d",
                            table="outbox_messagepolicyhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="SenderHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("wecom_staff", "WeCom to staff"),
                                ],
                                max_length=12,
                                verbose_name="channel",
                            ),
                        ),
                        ("transport", models.CharField(max_length=20, verbose_name="transport")),
                        (
                            "per_second",
                            models.PositiveIntegerField(
                                default=20,
                                help_text="At most so many.",
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="messages a second",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: for every hotel that has none of its own.",
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
                                related_name="hotel_channel_transport_per_second_is_active_events",
                                to="outbox.sender",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="senderhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b1c0da1ed6d724ce2875404c5c0a7413eb1771d9",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9756e",
                            table="outbox_senderhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="SenderState",
                    fields=[
                        (
                            "sender",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="state",
                                serialize=False,
                                to="outbox.sender",
                            ),
                        ),
                        ("tokens", models.FloatField(db_default=0, default=0)),
                        ("refilled_at", models.DateTimeField(null=True)),
                        (
                            "failures",
                            models.PositiveIntegerField(
                                db_default=0, default=0, help_text="In a row; of the road, not of an address."
                            ),
                        ),
                        (
                            "closed_until",
                            models.DateTimeField(
                                help_text="The breaker: nothing is claimed for the sender before.", null=True
                            ),
                        ),
                        ("last_error", models.CharField(blank=True, db_default="", default="", max_length=200)),
                        ("last_ok_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "state of a sender",
                        "verbose_name_plural": "states of senders",
                    },
                ),
                migrations.CreateModel(
                    name="Suppression",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("wecom_staff", "WeCom to staff"),
                                ],
                                max_length=12,
                                verbose_name="channel",
                            ),
                        ),
                        ("value_index", models.BinaryField(help_text="The blind index of guests.Contact.")),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("dead", "the address does not exist"),
                                    ("complaint", "reported as spam"),
                                    ("unsubscribed", "unsubscribed"),
                                    ("erased", "the guest's data was erased"),
                                    ("staff", "entered by staff"),
                                ],
                                max_length=12,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True,
                                help_text="A code or a source; no address.",
                                max_length=200,
                                verbose_name="note",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
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
                    ],
                    options={
                        "verbose_name": "address never written to",
                        "verbose_name_plural": "addresses never written to",
                        "constraints": [
                            models.UniqueConstraint(fields=("value_index", "channel", "why"), name="suppression_unique")
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="suppression",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."lifted_at" IS DISTINCT FROM (NEW."lifted_at") OR OLD."why" IS DISTINCT FROM (NEW."why"))',
                            func='INSERT INTO "outbox_suppressionhistory" ("channel", "lifted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "why") VALUES (NEW."channel", NEW."lifted_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."why"); RETURN NULL;',
                            hash="7ecb4190da385146a9ec6ae7abce25e20c96ab31",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_edb2d",
                            table="outbox_suppression",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="suppression",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "outbox_suppressionhistory" ("channel", "lifted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "why") VALUES (OLD."channel", OLD."lifted_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."why"); RETURN NULL;',
                            hash="a94db97daae3a3ac0ea7ff38c6e61254bf0c025d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e2d70",
                            table="outbox_suppression",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="SuppressionHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("wecom_staff", "WeCom to staff"),
                                ],
                                max_length=12,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("dead", "the address does not exist"),
                                    ("complaint", "reported as spam"),
                                    ("unsubscribed", "unsubscribed"),
                                    ("erased", "the guest's data was erased"),
                                    ("staff", "entered by staff"),
                                ],
                                max_length=12,
                                verbose_name="reason",
                            ),
                        ),
                        ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
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
                                related_name="channel_why_lifted_at_events",
                                to="outbox.suppression",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="suppressionhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="44ba50b79ed89bf3f09c04f4317d32eda5c0814e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4ffb7",
                            table="outbox_suppressionhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="TemplateHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("code", models.SlugField(db_index=False, max_length=40, verbose_name="code")),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("marketing", "offers and news"),
                                    ("surveys", "surveys"),
                                    ("service", "service"),
                                ],
                                max_length=20,
                                verbose_name="purpose",
                            ),
                        ),
                        (
                            "is_generic",
                            models.BooleanField(
                                default=False,
                                help_text="Uses nothing that is known of the guest but name and language.",
                                verbose_name="generic",
                            ),
                        ),
                        ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived at")),
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
                                related_name="code_name_en_name_zh_purpose_is_generic_archived_at_events",
                                to="outbox.template",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="templatehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="32d67b5dbfab4a721d8775068c16a0787230b43d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c0a5d",
                            table="outbox_templatehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Variant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("zh-hans", "Simplified Chinese")],
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("wecom_staff", "WeCom to staff"),
                                ],
                                max_length=12,
                                verbose_name="channel",
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                        (
                            "preheader",
                            models.CharField(
                                blank=True,
                                help_text="What a mailbox shows behind the subject.",
                                max_length=200,
                                verbose_name="preview line",
                            ),
                        ),
                        ("source", models.TextField(verbose_name="text")),
                        ("html", models.TextField(blank=True, editable=False)),
                        ("text", models.TextField(blank=True, editable=False)),
                        (
                            "provider_ids",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="{'aliyun': {'code': …, 'parameters': […]}}",
                                verbose_name="provider's templates",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="variants",
                                to="outbox.template",
                                verbose_name="template",
                            ),
                        ),
                        (
                            "plain",
                            models.TextField(
                                blank=True,
                                help_text="Of an e-mail, for those who read no HTML. Empty: made from the text.",
                                verbose_name="plain text",
                            ),
                        ),
                        (
                            "revision",
                            models.PositiveIntegerField(
                                db_default=1,
                                default=1,
                                editable=False,
                                help_text="Counts compilations: those for a changed block too.",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "variant of a template",
                        "verbose_name_plural": "variants of templates",
                        "constraints": [
                            models.UniqueConstraint(fields=("template", "language", "channel"), name="variant_unique")
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="variant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."template_id" IS DISTINCT FROM (NEW."template_id"))',
                            func='INSERT INTO "outbox_varianthistory" ("channel", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "subject", "template_id") VALUES (NEW."channel", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."subject", NEW."template_id"); RETURN NULL;',
                            hash="bcce5d23ef8df7bc008986de34f7aa99d9e1d17c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_73e12",
                            table="outbox_variant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="variant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "outbox_varianthistory" ("channel", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "subject", "template_id") VALUES (OLD."channel", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."subject", OLD."template_id"); RETURN NULL;',
                            hash="a1408b16f0a18550d17502d940a5445248a426d2",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_5d981",
                            table="outbox_variant",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="VariantHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("zh-hans", "Simplified Chinese")],
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("wecom_staff", "WeCom to staff"),
                                ],
                                max_length=12,
                                verbose_name="channel",
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                        ("source", models.TextField(verbose_name="text")),
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
                                related_name="template_language_channel_subject_source_events",
                                to="outbox.variant",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="outbox.template",
                                verbose_name="template",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="varianthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="65d8f758a722381cc95f45cf037c55e270ac2499",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_2dd1b",
                            table="outbox_varianthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
