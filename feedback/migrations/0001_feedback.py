"""The tables of feedback, made in one step."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import hotelcrm.pii.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_engineering"),
        ("guests", "0012_tickets_on_the_timeline"),
        ("loyalty", "0017_stays_that_fail"),
        ("outbox", "0003_attempts_without_checks"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("stays", "0003_expected_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(null=True, verbose_name="number")),
                        ("choice", models.CharField(blank=True, max_length=40, verbose_name="choice")),
                        ("text", hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="text")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "invitation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="feedback.invitation",
                                verbose_name="invitation",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="feedback.question",
                                verbose_name="question",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer",
                        "verbose_name_plural": "answers",
                        "constraints": [
                            models.UniqueConstraint(fields=("invitation", "question"), name="answer_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number__isnull", False),
                                    models.Q(("choice", ""), _negated=True),
                                    ("text__isnull", False),
                                    _connector="OR",
                                ),
                                name="answer_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="name")),
                        ("content_type", models.CharField(max_length=60, verbose_name="type")),
                        ("size", models.PositiveIntegerField(verbose_name="bytes")),
                        ("digest", models.BinaryField(max_length=32, verbose_name="SHA-256 of the content, keyed")),
                        ("sealed", models.BinaryField(verbose_name="content, encrypted")),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="feedback.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                        (
                            "event",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachment",
                                to="feedback.ticketevent",
                                verbose_name="event",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attachment",
                        "verbose_name_plural": "attachments",
                        "constraints": [
                            models.UniqueConstraint(fields=("ticket", "digest"), name="attachment_once"),
                            models.CheckConstraint(condition=models.Q(("size__gte", 1)), name="attachment_not_empty"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cause",
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
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "root cause",
                        "verbose_name_plural": "root causes",
                        "ordering": ["order", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="CauseHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("code", models.SlugField(db_index=False, max_length=40, verbose_name="code")),
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
                                related_name="code_is_active_events",
                                to="feedback.cause",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Compensation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "gives",
                            models.CharField(
                                choices=[
                                    ("points", "points"),
                                    ("voucher", "voucher"),
                                    ("refund", "money back"),
                                    ("gift", "gift"),
                                ],
                                max_length=8,
                                verbose_name="what",
                            ),
                        ),
                        ("points", models.PositiveIntegerField(null=True, verbose_name="points")),
                        ("thing", models.CharField(blank=True, max_length=120, verbose_name="gift")),
                        (
                            "cost",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=12,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost to the house",
                            ),
                        ),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        (
                            "reason",
                            hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="reason"),
                        ),
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
                        ("key", models.CharField(max_length=80, unique=True, verbose_name="key")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "given_on",
                            models.DateField(
                                help_text="The hotel's day; the month it counts in.", null=True, verbose_name="given on"
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                        (
                            "decision",
                            hotelcrm.pii.fields.EncryptedTextField(
                                blank=True, null=True, verbose_name="words of the decision"
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
                            "decided_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.pointsentry",
                                verbose_name="ledger entry",
                            ),
                        ),
                        (
                            "voucher",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.voucher",
                                verbose_name="issued voucher",
                            ),
                        ),
                        (
                            "voucher_type",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.vouchertype",
                                verbose_name="voucher",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="compensations",
                                to="feedback.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "compensation",
                        "verbose_name_plural": "compensations",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "given")),
                                fields=["by", "given_on"],
                                name="compensation_of_month",
                            ),
                            models.Index(
                                condition=models.Q(("state", "asked")), fields=["ticket"], name="compensation_to_decide"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("cost__gte", 0)), name="compensation_cost"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("gives", "points"), ("points__gt", 0), ("thing", ""), ("voucher_type", None)
                                    ),
                                    models.Q(
                                        ("gives", "voucher"),
                                        ("voucher_type__isnull", False),
                                        ("points", None),
                                        ("thing", ""),
                                    ),
                                    models.Q(
                                        ("cost__gt", 0),
                                        ("gives", "refund"),
                                        ("points", None),
                                        ("thing", ""),
                                        ("voucher_type", None),
                                    ),
                                    models.Q(
                                        ("gives", "gift"),
                                        models.Q(("thing", ""), _negated=True),
                                        ("points", None),
                                        ("voucher_type", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="compensation_says_what_it_gives",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("given_on__isnull", False), ("state", "given")),
                                    models.Q(models.Q(("state", "given"), _negated=True), ("given_on", None)),
                                    _connector="OR",
                                ),
                                name="compensation_given_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("by")), _negated=True),
                                    ("state", "withdrawn"),
                                    _connector="OR",
                                ),
                                name="compensation_four_eyes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("gives", "points"), ("state", "given"), _negated=True),
                                    ("entry__isnull", False),
                                    _connector="OR",
                                ),
                                name="compensation_points_posted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("gives", "voucher"), ("state", "given"), _negated=True),
                                    ("voucher__isnull", False),
                                    _connector="OR",
                                ),
                                name="compensation_voucher_issued",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("room", models.CharField(blank=True, max_length=20, verbose_name="room")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("sms", "text message"),
                                    ("wecom", "WeCom"),
                                    ("room", "code in the room"),
                                    ("desk", "at the desk"),
                                ],
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        ("key", models.CharField(max_length=80, verbose_name="key")),
                        ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                        ("invited_at", models.DateTimeField(verbose_name="invited at")),
                        ("expires_at", models.DateTimeField(verbose_name="valid until")),
                        ("opened_at", models.DateTimeField(null=True, verbose_name="opened at")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                        ("nps", models.PositiveSmallIntegerField(null=True, verbose_name="NPS")),
                        ("csat", models.PositiveSmallIntegerField(null=True, verbose_name="CSAT")),
                        (
                            "guest",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
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
                            "message",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="outbox.message",
                                verbose_name="message",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="invitations",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="feedback.survey",
                                verbose_name="survey",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "verbose_name_plural": "invitations",
                        "indexes": [
                            models.Index(fields=["hotel", "-invited_at"], name="invitation_of_hotel"),
                            models.Index(
                                condition=models.Q(("finished_at__isnull", False)),
                                fields=["hotel", "-finished_at"],
                                name="invitation_answered",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("survey", "key"), name="invitation_once"),
                            models.CheckConstraint(
                                condition=models.Q(("nps", None), ("nps__lte", 10), _connector="OR"),
                                name="invitation_nps",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("csat", None), models.Q(("csat__gte", 1), ("csat__lte", 5)), _connector="OR"
                                ),
                                name="invitation_csat",
                            ),
                        ],
                    },
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
                            "why",
                            models.CharField(
                                choices=[
                                    ("assigned", "handed to you"),
                                    ("taken", "in other hands now"),
                                    ("mentioned", "you are mentioned"),
                                    ("guest_wrote", "the guest wrote"),
                                    ("warned", "time is running out"),
                                    ("breached", "a promise was broken"),
                                    ("undelivered", "what was written did not reach the guest"),
                                    ("approval", "waits for your approval"),
                                    ("decided", "decided"),
                                    ("praised", "praise for you"),
                                ],
                                max_length=12,
                                verbose_name="why",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="seen at")),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="feedback.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="feedback.ticketevent",
                                verbose_name="event",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice",
                        "verbose_name_plural": "notices",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("seen_at", None)), fields=["user", "-at"], name="notice_unseen"
                            )
                        ],
                        "constraints": [models.UniqueConstraint(fields=("event", "user", "why"), name="notice_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "page",
                            models.PositiveSmallIntegerField(
                                default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="page"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("nps", "recommendation, 0 to 10"),
                                    ("csat", "satisfaction, 1 to 5"),
                                    ("scale", "scale"),
                                    ("choice", "choice"),
                                    ("text", "text"),
                                ],
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("text_en", models.CharField(max_length=300, verbose_name="question in English")),
                        ("text_zh", models.CharField(max_length=300, verbose_name="question in Chinese")),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                    ("engineering", "Engineering"),
                                ],
                                help_text="Empty: the whole house.",
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                        (
                            "steps",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[
                                    django.core.validators.MinValueValidator(2),
                                    django.core.validators.MaxValueValidator(10),
                                ],
                                verbose_name="steps of the scale",
                            ),
                        ),
                        ("low", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="low answer")),
                        ("is_required", models.BooleanField(default=False, verbose_name="needs an answer")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "survey",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="feedback.survey",
                                verbose_name="survey",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "question",
                        "verbose_name_plural": "questions",
                        "ordering": ["survey", "page", "order", "id"],
                        "indexes": [models.Index(fields=["survey", "page", "order"], name="question_of_survey")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("page__gte", 1)), name="question_page_from_one"),
                            models.CheckConstraint(
                                condition=models.Q(("steps__gte", 2), ("steps__lte", 10)), name="question_steps"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind", "choice"), ("choices", []), _connector="OR"),
                                name="question_choices_of_a_choice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("nps", "recommendation, 0 to 10"),
                                    ("csat", "satisfaction, 1 to 5"),
                                    ("scale", "scale"),
                                    ("choice", "choice"),
                                    ("text", "text"),
                                ],
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "page",
                            models.PositiveSmallIntegerField(
                                default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="page"
                            ),
                        ),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                    ("engineering", "Engineering"),
                                ],
                                help_text="Empty: the whole house.",
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        ("is_required", models.BooleanField(default=False, verbose_name="needs an answer")),
                        ("low", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="low answer")),
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
                                related_name="kind_order_page_department_is_required_low_is_active_events",
                                to="feedback.question",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "site",
                            models.CharField(
                                choices=[
                                    ("ctrip", "Ctrip / Trip.com"),
                                    ("meituan", "Meituan"),
                                    ("fliggy", "Fliggy"),
                                    ("qunar", "Qunar"),
                                    ("dianping", "Dianping"),
                                    ("booking", "Booking.com"),
                                    ("agoda", "Agoda"),
                                    ("expedia", "Expedia"),
                                    ("tripadvisor", "Tripadvisor"),
                                    ("google", "Google"),
                                    ("other", "another site"),
                                ],
                                max_length=12,
                                verbose_name="site",
                            ),
                        ),
                        ("key", models.CharField(max_length=100, verbose_name="number at the site")),
                        ("written_on", models.DateField(verbose_name="written on")),
                        (
                            "author",
                            hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="author"),
                        ),
                        ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                        ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
                        ("text", models.TextField(blank=True, verbose_name="text")),
                        ("given", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="rating")),
                        ("best", models.DecimalField(decimal_places=2, default=5, max_digits=5, verbose_name="of")),
                        (
                            "rating",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="rating of 5",
                            ),
                        ),
                        ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        ("reply", models.TextField(blank=True, verbose_name="reply")),
                        ("replied_at", models.DateTimeField(null=True, verbose_name="replied at")),
                        ("entered_at", models.DateTimeField(verbose_name="entered at")),
                        ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="words read at")),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "replied_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="replied by",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="published_reviews",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review",
                        "verbose_name_plural": "reviews",
                        "indexes": [
                            models.Index(fields=["hotel", "-written_on"], name="review_of_hotel"),
                            models.Index(condition=models.Q(("judged_at", None)), fields=["id"], name="review_unread"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "hotel", "key"),
                                name="review_once",
                                violation_error_message="This review was entered already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rating__gte", 1), ("rating__lte", 5)), name="review_rating"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replied_at", None), ("reply", "")),
                                    models.Q(("replied_at__isnull", False), models.Q(("reply", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="review_reply_says_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "rating",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="rating of 5",
                            ),
                        ),
                        ("replied_at", models.DateTimeField(null=True, verbose_name="replied at")),
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
                                related_name="rating_guest_stay_replied_at_replied_by_events",
                                to="feedback.review",
                            ),
                        ),
                        (
                            "replied_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="replied by",
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
                                verbose_name="stay",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SavedFilter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("query", models.CharField(blank=True, max_length=500, verbose_name="filter")),
                        ("is_shared", models.BooleanField(default=False, verbose_name="for everybody at this hotel")),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="of",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved list",
                        "verbose_name_plural": "saved lists",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("hotel", "owner", "name"),
                                name="savedfilter_unique",
                                violation_error_message="You have a list of that name already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sentence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("said_on", models.DateField(verbose_name="said on")),
                        ("language", models.CharField(max_length=10, verbose_name="language")),
                        ("starts", models.PositiveIntegerField(help_text="In characters of the text.")),
                        ("ends", models.PositiveIntegerField()),
                        (
                            "mood",
                            models.SmallIntegerField(help_text="-1 bad, 0 neither, 1 good.", verbose_name="sentiment"),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("room", "room"),
                                        ("noise", "noise"),
                                        ("breakfast", "breakfast"),
                                        ("service", "service"),
                                        ("front_desk", "front desk"),
                                        ("check_out", "check-out"),
                                        ("cleanliness", "cleanliness"),
                                        ("price", "price"),
                                        ("location", "location"),
                                        ("facilities", "facilities"),
                                    ],
                                    max_length=12,
                                ),
                                default=list,
                                size=None,
                                verbose_name="topics",
                            ),
                        ),
                        (
                            "words",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                default=list,
                                size=None,
                                verbose_name="words",
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sentences",
                                to="feedback.answer",
                                verbose_name="answer",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sentences",
                                to="feedback.review",
                                verbose_name="review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sentence",
                        "verbose_name_plural": "sentences",
                        "indexes": [models.Index(fields=["hotel", "said_on"], name="sentence_of_month")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", None), ("review__isnull", False)),
                                    models.Q(("answer__isnull", False), ("review", None)),
                                    _connector="OR",
                                ),
                                name="sentence_of_one_text",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mood__gte", -1), ("mood__lte", 1)), name="sentence_mood"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceLevel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "urgent"), (2, "serious"), (3, "ordinary"), (4, "small")],
                                verbose_name="severity",
                            ),
                        ),
                        (
                            "respond_minutes",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="first answer within minutes",
                            ),
                        ),
                        (
                            "resolve_minutes",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="solved within minutes",
                            ),
                        ),
                        (
                            "is_always",
                            models.BooleanField(
                                default=False,
                                help_text="Minutes count at night and on holidays too.",
                                verbose_name="round the clock",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                help_text="Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="service_levels",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "service level",
                        "verbose_name_plural": "service levels",
                        "ordering": ["severity", "hotel"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("hotel", "severity"),
                                name="servicelevel_unique",
                                nulls_distinct=False,
                                violation_error_message="There is a line for this severity already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("resolve_minutes__gte", models.F("respond_minutes")), ("respond_minutes__gte", 1)
                                ),
                                name="servicelevel_answer_before_solution",
                                violation_error_message="Solved cannot be promised sooner than answered.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceLevelHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "urgent"), (2, "serious"), (3, "ordinary"), (4, "small")],
                                verbose_name="severity",
                            ),
                        ),
                        (
                            "respond_minutes",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="first answer within minutes",
                            ),
                        ),
                        (
                            "resolve_minutes",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="solved within minutes",
                            ),
                        ),
                        (
                            "is_always",
                            models.BooleanField(
                                default=False,
                                help_text="Minutes count at night and on holidays too.",
                                verbose_name="round the clock",
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
                                related_name="severity_respond_minutes_resolve_minutes_is_always_events",
                                to="feedback.servicelevel",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Shift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ],
                                verbose_name="weekday",
                            ),
                        ),
                        ("opens", models.TimeField(verbose_name="from")),
                        (
                            "closes",
                            models.TimeField(
                                help_text="No later than the beginning: on the next day.", verbose_name="until"
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shifts",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "service hours",
                        "verbose_name_plural": "service hours",
                        "ordering": ["hotel", "weekday", "opens"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("hotel", "weekday", "opens"),
                                name="shift_unique",
                                violation_error_message="Hours of that day begin at that time already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="shift_weekday_exists"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShiftHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ],
                                verbose_name="weekday",
                            ),
                        ),
                        ("opens", models.TimeField(verbose_name="from")),
                        (
                            "closes",
                            models.TimeField(
                                help_text="No later than the beginning: on the next day.", verbose_name="until"
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
                                related_name="weekday_opens_closes_events",
                                to="feedback.shift",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SpecialDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="day")),
                        (
                            "like",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ],
                                help_text="Empty: closed. A make-up day has the hours of the weekday it stands for.",
                                null=True,
                                verbose_name="hours like on",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "hotel",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                help_text="Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="special_days",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "special day",
                        "verbose_name_plural": "special days",
                        "ordering": ["-day", "hotel"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("hotel", "day"),
                                name="specialday_unique",
                                nulls_distinct=False,
                                violation_error_message="That day is on the list already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("like", None), ("like__lte", 6), _connector="OR"),
                                name="specialday_weekday_exists",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialDayHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("day", models.DateField(verbose_name="day")),
                        (
                            "like",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ],
                                help_text="Empty: closed. A make-up day has the hours of the weekday it stands for.",
                                null=True,
                                verbose_name="hours like on",
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
                                related_name="hotel_day_like_events",
                                to="feedback.specialday",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Survey",
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
                            "sent",
                            models.CharField(
                                choices=[
                                    ("departure", "after departure"),
                                    ("room", "as a code in the room"),
                                    ("by_hand", "by hand"),
                                ],
                                max_length=10,
                                verbose_name="is asked",
                            ),
                        ),
                        (
                            "after_days",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(60)],
                                verbose_name="days after departure",
                            ),
                        ),
                        (
                            "valid_days",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                                verbose_name="days the link is valid",
                            ),
                        ),
                        ("thanks_en", models.CharField(blank=True, max_length=300, verbose_name="thanks in English")),
                        ("thanks_zh", models.CharField(blank=True, max_length=300, verbose_name="thanks in Chinese")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="outbox.template",
                                verbose_name="template of the invitation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "survey",
                        "verbose_name_plural": "surveys",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_active", True), ("sent__in", ["departure", "room"])),
                                fields=("hotel", "sent"),
                                name="survey_one_for_each_occasion",
                                nulls_distinct=False,
                                violation_error_message="There is an active survey for this occasion already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("code", models.SlugField(db_index=False, max_length=40, verbose_name="code")),
                        (
                            "sent",
                            models.CharField(
                                choices=[
                                    ("departure", "after departure"),
                                    ("room", "as a code in the room"),
                                    ("by_hand", "by hand"),
                                ],
                                max_length=10,
                                verbose_name="is asked",
                            ),
                        ),
                        (
                            "after_days",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(60)],
                                verbose_name="days after departure",
                            ),
                        ),
                        (
                            "valid_days",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                                verbose_name="days the link is valid",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                                related_name="code_hotel_sent_after_days_valid_days_template_is_active_events",
                                to="feedback.survey",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="outbox.template",
                                verbose_name="template of the invitation",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Ticket",
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
                                choices=[("complaint", "complaint"), ("request", "request"), ("praise", "praise")],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("desk", "at the desk"),
                                    ("phone", "by phone"),
                                    ("message", "by message"),
                                    ("survey", "survey"),
                                    ("review", "review"),
                                    ("api", "other system"),
                                ],
                                max_length=10,
                                verbose_name="came",
                            ),
                        ),
                        ("key", models.CharField(max_length=80, unique=True, verbose_name="key")),
                        ("room", models.CharField(blank=True, max_length=20, verbose_name="room")),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                    ("engineering", "Engineering"),
                                ],
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "urgent"), (2, "serious"), (3, "ordinary"), (4, "small")],
                                verbose_name="severity",
                            ),
                        ),
                        (
                            "level",
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
                                default="front_desk",
                                max_length=20,
                                verbose_name="answers for it",
                            ),
                        ),
                        (
                            "summary",
                            hotelcrm.pii.fields.EncryptedTextField(
                                blank=True, null=True, verbose_name="in a few words"
                            ),
                        ),
                        (
                            "text",
                            hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="what was said"),
                        ),
                        ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "new"),
                                    ("verifying", "verifying"),
                                    ("in_progress", "in progress"),
                                    ("waiting", "waiting for the guest"),
                                    ("resolved", "resolved"),
                                    ("closed", "closed"),
                                    ("reopened", "reopened"),
                                ],
                                default="new",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("opened_at", models.DateTimeField(verbose_name="opened at")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="created at",
                            ),
                        ),
                        ("responded_at", models.DateTimeField(blank=True, null=True, verbose_name="first answered at")),
                        ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved at")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                        ("respond_warn_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "respond_due_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="first answer until"),
                        ),
                        ("respond_warned_at", models.DateTimeField(editable=False, null=True)),
                        ("respond_breached_at", models.DateTimeField(editable=False, null=True)),
                        ("resolve_warn_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "resolve_due_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="solved until"),
                        ),
                        ("resolve_warned_at", models.DateTimeField(editable=False, null=True)),
                        ("resolve_breached_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "next_alarm_at",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Least(
                                    models.Case(
                                        models.When(
                                            models.Q(("respond_warned_at", None), ("responded_at", None)),
                                            then=models.F("respond_warn_at"),
                                        )
                                    ),
                                    models.Case(
                                        models.When(
                                            models.Q(("respond_breached_at", None), ("responded_at", None)),
                                            then=models.F("respond_due_at"),
                                        )
                                    ),
                                    models.Case(
                                        models.When(
                                            models.Q(("resolve_warned_at", None), ("resolved_at", None)),
                                            then=models.F("resolve_warn_at"),
                                        )
                                    ),
                                    models.Case(
                                        models.When(
                                            models.Q(("resolve_breached_at", None), ("resolved_at", None)),
                                            then=models.F("resolve_due_at"),
                                        )
                                    ),
                                ),
                                output_field=models.DateTimeField(),
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="asked whether it was right"),
                        ),
                        (
                            "was_right",
                            models.BooleanField(blank=True, null=True, verbose_name="the guest says it was right"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken by",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="feedback.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "cause",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="feedback.cause",
                                verbose_name="root cause",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="feedback.ticket",
                                verbose_name="merged into",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="tickets",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ticket",
                        "verbose_name_plural": "tickets",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["resolved", "closed"]), _negated=True),
                                fields=["hotel", "resolve_due_at"],
                                name="ticket_board",
                            ),
                            models.Index(
                                condition=models.Q(("next_alarm_at__isnull", False)),
                                fields=["next_alarm_at"],
                                name="ticket_alarm",
                            ),
                            models.Index(fields=["hotel", "-opened_at"], name="ticket_of_hotel"),
                            models.Index(
                                condition=models.Q(("room", ""), _negated=True),
                                fields=["hotel", "room", "-opened_at"],
                                name="ticket_of_room",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("severity__gte", 1), ("severity__lte", 4)),
                                name="ticket_severity_exists",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resolved_at__isnull", False), ("state__in", ["resolved", "closed"])),
                                    models.Q(
                                        models.Q(("state__in", ["resolved", "closed"]), _negated=True),
                                        ("resolved_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="ticket_resolved_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="ticket_closed_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into", None),
                                    models.Q(
                                        ("state", "closed"), models.Q(("merged_into", models.F("id")), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="ticket_merged_is_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketEvent",
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
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("key", models.CharField(max_length=80, verbose_name="key")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("text", hotelcrm.pii.fields.EncryptedTextField(blank=True, null=True, verbose_name="text")),
                        ("details", models.JSONField(default=dict, verbose_name="details")),
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
                            "message",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="outbox.message",
                                verbose_name="message",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="feedback.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ticket event",
                        "verbose_name_plural": "ticket events",
                        "ordering": ["at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("message__isnull", False)),
                                fields=["message"],
                                name="ticketevent_message",
                            )
                        ],
                        "constraints": [models.UniqueConstraint(fields=("ticket", "key"), name="ticketevent_once")],
                    },
                ),
                migrations.CreateModel(
                    name="TicketLink",
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
                            ),
                        ),
                        (
                            "one",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="feedback.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="feedback.ticket",
                                verbose_name="linked ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "linked tickets",
                        "verbose_name_plural": "linked tickets",
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="ticketlink_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("one__lt", models.F("other"))), name="ticketlink_older_first"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ],
                                help_text="Empty: all.",
                                null=True,
                                verbose_name="weekday",
                            ),
                        ),
                        ("opens", models.TimeField(blank=True, null=True, verbose_name="from")),
                        ("closes", models.TimeField(blank=True, null=True, verbose_name="until")),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                    ("engineering", "Engineering"),
                                ],
                                help_text="Empty: guest relations and the front desk.",
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                help_text="With all that is part of it. Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="feedback.category",
                                verbose_name="category",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assignment rule",
                        "verbose_name_plural": "assignment rules",
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closes__isnull", True), ("opens__isnull", True)),
                                    models.Q(("closes__isnull", False), ("opens__isnull", False)),
                                    _connector="OR",
                                ),
                                name="assignmentrule_both_times",
                                violation_error_message="Give both times, or neither.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuthorityLimit",
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
                                verbose_name="role",
                            ),
                        ),
                        (
                            "per_case",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=12,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="for one ticket",
                            ),
                        ),
                        (
                            "per_month",
                            models.DecimalField(
                                decimal_places=2,
                                help_text="Of one person.",
                                max_digits=12,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="in a month",
                            ),
                        ),
                        (
                            "hotel",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="authority_limits",
                                to="accounts.hotel",
                                verbose_name="hotel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "limit of compensation",
                        "verbose_name_plural": "limits of compensation",
                        "ordering": ["hotel", "per_case"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("hotel", "role"),
                                name="authoritylimit_unique",
                                violation_error_message="There is a limit for this role already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("per_case__gte", 0), ("per_month__gte", models.F("per_case"))),
                                name="authoritylimit_month_holds_a_case",
                                violation_error_message="A month cannot allow less than one ticket.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuthorityLimitHistory",
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
                        (
                            "per_case",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=12,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="for one ticket",
                            ),
                        ),
                        (
                            "per_month",
                            models.DecimalField(
                                decimal_places=2,
                                help_text="Of one person.",
                                max_digits=12,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="in a month",
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
                                related_name="role_per_case_per_month_events",
                                to="feedback.authoritylimit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Category",
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
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                    ("engineering", "Engineering"),
                                ],
                                help_text="Empty: guest relations and the front desk.",
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "urgent"), (2, "serious"), (3, "ordinary"), (4, "small")],
                                default=3,
                                verbose_name="severity",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="feedback.category",
                                verbose_name="part of",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "category",
                        "verbose_name_plural": "categories",
                        "ordering": ["order", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("id")), _negated=True),
                                name="category_not_its_own_parent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("severity__gte", 1), ("severity__lte", 4)),
                                name="category_severity_exists",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentRuleHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ],
                                help_text="Empty: all.",
                                null=True,
                                verbose_name="weekday",
                            ),
                        ),
                        ("opens", models.TimeField(blank=True, null=True, verbose_name="from")),
                        ("closes", models.TimeField(blank=True, null=True, verbose_name="until")),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                    ("engineering", "Engineering"),
                                ],
                                help_text="Empty: guest relations and the front desk.",
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
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
                                related_name="hotel_category_weekday_opens_closes_department_owner_order_is_active_events",
                                to="feedback.assignmentrule",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="With all that is part of it. Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="feedback.category",
                                verbose_name="category",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CategoryHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("code", models.SlugField(db_index=False, max_length=40, verbose_name="code")),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("housekeeping", "Housekeeping"),
                                    ("restaurant", "Restaurant"),
                                    ("spa", "Spa"),
                                    ("concierge", "Concierge"),
                                    ("engineering", "Engineering"),
                                ],
                                help_text="Empty: guest relations and the front desk.",
                                max_length=20,
                                verbose_name="department",
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "urgent"), (2, "serious"), (3, "ordinary"), (4, "small")],
                                default=3,
                                verbose_name="severity",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="feedback.category",
                                verbose_name="part of",
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
                                related_name="code_parent_department_severity_is_active_events",
                                to="feedback.category",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cause",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active"))',
                            func='INSERT INTO "feedback_causehistory" ("code", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="15ffe35deb93e3593ec13cc647d6caff22fc1c7c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d2058",
                            table="feedback_cause",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cause",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_causehistory" ("code", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="614121c91061a14f50c9a3230efdb7411f4212c8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ad9f4",
                            table="feedback_cause",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="authoritylimit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."per_case" IS DISTINCT FROM (NEW."per_case") OR OLD."per_month" IS DISTINCT FROM (NEW."per_month") OR OLD."role" IS DISTINCT FROM (NEW."role"))',
                            func='INSERT INTO "feedback_authoritylimithistory" ("per_case", "per_month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."per_case", NEW."per_month", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role"); RETURN NULL;',
                            hash="f9afdc63bfe30fc2a167d0cba550c88812728490",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ae4c4",
                            table="feedback_authoritylimit",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="authoritylimit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_authoritylimithistory" ("per_case", "per_month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (OLD."per_case", OLD."per_month", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role"); RETURN NULL;',
                            hash="56bcf62ab21998db479cef3688c614870b05afe7",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_705bd",
                            table="feedback_authoritylimit",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="authoritylimithistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f6af6947ecfc4aad056283d74894bec37be83fc5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_814a1",
                            table="feedback_authoritylimithistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="category",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."department" IS DISTINCT FROM (NEW."department") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."severity" IS DISTINCT FROM (NEW."severity"))',
                            func='INSERT INTO "feedback_categoryhistory" ("code", "department", "is_active", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity") VALUES (NEW."code", NEW."department", NEW."is_active", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."severity"); RETURN NULL;',
                            hash="5148f6d6de98a0b027aa333e4200faa4a54a4eee",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_694d3",
                            table="feedback_category",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="category",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_categoryhistory" ("code", "department", "is_active", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity") VALUES (OLD."code", OLD."department", OLD."is_active", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."severity"); RETURN NULL;',
                            hash="07707caa77555efd0e6ca68a77b23641aa1a5ee3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d4ab2",
                            table="feedback_category",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignmentrulehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3761ac9cf56d42f9932e02da48af18095f1c4089",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_dc132",
                            table="feedback_assignmentrulehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignmentrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."closes" IS DISTINCT FROM (NEW."closes") OR OLD."department" IS DISTINCT FROM (NEW."department") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."opens" IS DISTINCT FROM (NEW."opens") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."weekday" IS DISTINCT FROM (NEW."weekday"))',
                            func='INSERT INTO "feedback_assignmentrulehistory" ("category_id", "closes", "department", "hotel_id", "is_active", "opens", "order", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."category_id", NEW."closes", NEW."department", NEW."hotel_id", NEW."is_active", NEW."opens", NEW."order", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."weekday"); RETURN NULL;',
                            hash="9ecebeddafef14f7dd0858983618dbe5280098b5",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_83839",
                            table="feedback_assignmentrule",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignmentrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_assignmentrulehistory" ("category_id", "closes", "department", "hotel_id", "is_active", "opens", "order", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (OLD."category_id", OLD."closes", OLD."department", OLD."hotel_id", OLD."is_active", OLD."opens", OLD."order", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."weekday"); RETURN NULL;',
                            hash="fcfc8765bf944182c384de3ac28470525d08ca6d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b5e2d",
                            table="feedback_assignmentrule",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="categoryhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="360d86cab7d3180d4ab02a37e3d1ded234cc18b2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e4dbd",
                            table="feedback_categoryhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="causehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e9a2942e31ebb005a0425860032885cf10654743",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ccaeb",
                            table="feedback_causehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="questionhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1292e8d30aa79650ba6776852eb1beb394decdad",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a9671",
                            table="feedback_questionhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="review",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."rating" IS DISTINCT FROM (NEW."rating") OR OLD."replied_at" IS DISTINCT FROM (NEW."replied_at") OR OLD."replied_by_id" IS DISTINCT FROM (NEW."replied_by_id") OR OLD."stay_id" IS DISTINCT FROM (NEW."stay_id"))',
                            func='INSERT INTO "feedback_reviewhistory" ("guest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating", "replied_at", "replied_by_id", "stay_id") VALUES (NEW."guest_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rating", NEW."replied_at", NEW."replied_by_id", NEW."stay_id"); RETURN NULL;',
                            hash="43c4bb987d38f388a276ef9c0de104a7cb96c7fa",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3925b",
                            table="feedback_review",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="review",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_reviewhistory" ("guest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating", "replied_at", "replied_by_id", "stay_id") VALUES (OLD."guest_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rating", OLD."replied_at", OLD."replied_by_id", OLD."stay_id"); RETURN NULL;',
                            hash="b036314416320161449698dd33a240ccd88c835e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_809d6",
                            table="feedback_review",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reviewhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="72ae4be79f885384092b2ab28b30993f53058cd0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8aeff",
                            table="feedback_reviewhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="servicelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."is_always" IS DISTINCT FROM (NEW."is_always") OR OLD."resolve_minutes" IS DISTINCT FROM (NEW."resolve_minutes") OR OLD."respond_minutes" IS DISTINCT FROM (NEW."respond_minutes") OR OLD."severity" IS DISTINCT FROM (NEW."severity"))',
                            func='INSERT INTO "feedback_servicelevelhistory" ("is_always", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolve_minutes", "respond_minutes", "severity") VALUES (NEW."is_always", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resolve_minutes", NEW."respond_minutes", NEW."severity"); RETURN NULL;',
                            hash="1aca539bc893e746da1efebf111fb15656a107d8",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a33bb",
                            table="feedback_servicelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="servicelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_servicelevelhistory" ("is_always", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolve_minutes", "respond_minutes", "severity") VALUES (OLD."is_always", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resolve_minutes", OLD."respond_minutes", OLD."severity"); RETURN NULL;',
                            hash="28c0f7d9f085b8a584fb519e7c54a508612cb583",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_77759",
                            table="feedback_servicelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="servicelevelhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="bdc81fe23631d5564e302da823f07fefe6b5de7f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0e292",
                            table="feedback_servicelevelhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="shift",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."closes" IS DISTINCT FROM (NEW."closes") OR OLD."opens" IS DISTINCT FROM (NEW."opens") OR OLD."weekday" IS DISTINCT FROM (NEW."weekday"))',
                            func='INSERT INTO "feedback_shifthistory" ("closes", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."closes", NEW."opens", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."weekday"); RETURN NULL;',
                            hash="e61d6b091dd1aa781f238e4e11d8df7532eb5d53",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_72f66",
                            table="feedback_shift",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="shift",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_shifthistory" ("closes", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (OLD."closes", OLD."opens", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."weekday"); RETURN NULL;',
                            hash="060f85c8d378e476451d2d122cf3431f530a4091",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c5110",
                            table="feedback_shift",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="shifthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9315934e5a9d7713ef829bdf817dded601721307",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_39182",
                            table="feedback_shifthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="specialday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."like" IS DISTINCT FROM (NEW."like"))',
                            func='INSERT INTO "feedback_specialdayhistory" ("day", "hotel_id", "like", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."day", NEW."hotel_id", NEW."like", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="2fb0ee69d3c4a32c031f895558c222ea6a80af9c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f7810",
                            table="feedback_specialday",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="specialday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_specialdayhistory" ("day", "hotel_id", "like", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."day", OLD."hotel_id", OLD."like", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="cbd07db8a764b787b483e027f3ad918e42be3000",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e51bb",
                            table="feedback_specialday",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="specialdayhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5cb868e395286921e68476f3794dbee1fe1343f5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ba87d",
                            table="feedback_specialdayhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="survey",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."after_days" IS DISTINCT FROM (NEW."after_days") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."hotel_id" IS DISTINCT FROM (NEW."hotel_id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."sent" IS DISTINCT FROM (NEW."sent") OR OLD."template_id" IS DISTINCT FROM (NEW."template_id") OR OLD."valid_days" IS DISTINCT FROM (NEW."valid_days"))',
                            func='INSERT INTO "feedback_surveyhistory" ("after_days", "code", "hotel_id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent", "template_id", "valid_days") VALUES (NEW."after_days", NEW."code", NEW."hotel_id", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sent", NEW."template_id", NEW."valid_days"); RETURN NULL;',
                            hash="8d8c90feb4089cfc24e167066525e14cf5e7a976",
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
                            func='INSERT INTO "feedback_surveyhistory" ("after_days", "code", "hotel_id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent", "template_id", "valid_days") VALUES (OLD."after_days", OLD."code", OLD."hotel_id", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sent", OLD."template_id", OLD."valid_days"); RETURN NULL;',
                            hash="fe60ec96de0f4e57d69edf438b4fa2a9c59397ea",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_82373",
                            table="feedback_survey",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="question",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."department" IS DISTINCT FROM (NEW."department") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_required" IS DISTINCT FROM (NEW."is_required") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."low" IS DISTINCT FROM (NEW."low") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."page" IS DISTINCT FROM (NEW."page"))',
                            func='INSERT INTO "feedback_questionhistory" ("department", "is_active", "is_required", "kind", "low", "order", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."department", NEW."is_active", NEW."is_required", NEW."kind", NEW."low", NEW."order", NEW."page", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="9c4ac9c694e1680168fd9022fb477bd7039ad51c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_05346",
                            table="feedback_question",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="question",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "feedback_questionhistory" ("department", "is_active", "is_required", "kind", "low", "order", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."department", OLD."is_active", OLD."is_required", OLD."kind", OLD."low", OLD."order", OLD."page", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="a4b7435cb64d66ee33f2e8ae27f7274b1713d25b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_47db1",
                            table="feedback_question",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="invitation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_opened",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "survey_id", "hotel_id", "key", "channel" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="f4fbf1c29a12db4de98f84810b6526367e0f1892",
                            operation='UPDATE OF "survey_id", "hotel_id", "key", "channel" OR DELETE',
                            pgid="pgtrigger_as_opened_cdea1",
                            table="feedback_invitation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="invitation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="baaef1d88b17f9aa53e09647f518e07ed6559276",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_d99ad",
                            table="feedback_invitation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="surveyhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="71769702cd78b2fdf6b9f6e4c7453cece5ca6dc5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a39af",
                            table="feedback_surveyhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="compensation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_opened",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "ticket_id", "gives", "points", "voucher_type_id", "thing", "cost", "currency", "key", "by_id", "at" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="e3ec925bf0457772244fd0c238f9982aacdd27f6",
                            operation='UPDATE OF "ticket_id", "gives", "points", "voucher_type_id", "thing", "cost", "currency", "key", "by_id", "at" OR DELETE',
                            pgid="pgtrigger_as_opened_111e4",
                            table="feedback_compensation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="compensation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="f0e661039cff289be7b798b4f897b0908cdf656e",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_556f5",
                            table="feedback_compensation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ticketevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="58e58437cf93a7dc525046c3f0bae10ab920b9e5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_98de3",
                            table="feedback_ticketevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ticketevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="3eb3218b56fa4291c8438bd47a66f8998d2013f0",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_b5589",
                            table="feedback_ticketevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attachment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_opened",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "ticket_id", "event_id", "content_type", "size", "digest" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="4b27948b52f8431ac9667d52d03c95e21b35f91c",
                            operation='UPDATE OF "ticket_id", "event_id", "content_type", "size", "digest" OR DELETE',
                            pgid="pgtrigger_as_opened_387ff",
                            table="feedback_attachment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attachment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="7198aa81b04f623797edb6c1e47b205e4b262d50",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_d8268",
                            table="feedback_attachment",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
