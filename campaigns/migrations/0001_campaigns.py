"""The tables of campaigns, made in one step."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from hotelcrm.running.migrating import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_engineering"),
        ("accounts", "__first__"),
        ("guests", "0012_tickets_on_the_timeline"),
        ("loyalty", "0017_stays_that_fail"),
        ("outbox", "0007_mailings_held_with_their_campaign"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("stays", "0004_stays_that_took_place"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="GuestBrief",
                    fields=[
                        ("guest_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("is_restricted", models.BooleanField()),
                        ("reach_email", models.BooleanField()),
                        ("reach_sms", models.BooleanField()),
                        ("reach_wecom", models.BooleanField()),
                        ("is_in_house", models.BooleanField()),
                        ("is_key_company", models.BooleanField()),
                        ("is_generic_only", models.BooleanField()),
                        ("vip_level", models.SmallIntegerField()),
                        ("tier_rank", models.SmallIntegerField()),
                        ("open_complaints", models.SmallIntegerField()),
                        ("open_tickets", models.SmallIntegerField()),
                        ("stays", models.IntegerField()),
                        ("stays_12m", models.IntegerField()),
                        ("stays_24m", models.IntegerField()),
                        ("family_stays", models.IntegerField()),
                        ("nights", models.IntegerField()),
                        ("revenue", models.BigIntegerField()),
                        ("revenue_12m", models.BigIntegerField()),
                        ("revenue_24m", models.BigIntegerField()),
                        ("points", models.BigIntegerField()),
                        ("last_departure", models.DateField(null=True)),
                        ("earlier_departure", models.DateField(null=True)),
                        ("first_departure", models.DateField(null=True)),
                        ("usual_gap", models.IntegerField(null=True)),
                        ("last_nps", models.SmallIntegerField(null=True)),
                        ("scene", models.CharField(max_length=10)),
                        ("language", models.CharField(max_length=10)),
                        ("gender", models.CharField(max_length=1)),
                        ("nationality", models.CharField(max_length=2)),
                    ],
                    options={
                        "verbose_name": "facts of a guest in brief",
                        "verbose_name_plural": "facts of guests in brief",
                    },
                ),
                migrations.CreateModel(
                    name="GuestChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("guest_id", models.BigIntegerField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "changed guest",
                        "verbose_name_plural": "changed guests",
                    },
                ),
                migrations.CreateModel(
                    name="Scale",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField(unique=True, verbose_name="day")),
                        ("guests", models.IntegerField(verbose_name="guests with a stay")),
                        (
                            "recency",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=4),
                        ),
                        (
                            "frequency",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=4),
                        ),
                        (
                            "monetary",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=4),
                        ),
                    ],
                    options={
                        "verbose_name": "scale of the quintiles",
                        "verbose_name_plural": "scales of the quintiles",
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
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
                            "occasion",
                            models.CharField(
                                blank=True,
                                help_text="Code of a module in occasions/.",
                                max_length=30,
                                verbose_name="occasion",
                            ),
                        ),
                        (
                            "days",
                            models.SmallIntegerField(
                                blank=True,
                                help_text="Of the occasion: so many days before or after. Empty: as usual.",
                                null=True,
                                verbose_name="days",
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
                                default="marketing",
                                max_length=20,
                                verbose_name="purpose",
                            ),
                        ),
                        (
                            "goal",
                            models.CharField(
                                choices=[
                                    ("booking", "a booking"),
                                    ("click", "a followed link"),
                                    ("voucher", "a voucher redeemed"),
                                    ("none", "nothing: all steps"),
                                ],
                                default="booking",
                                max_length=8,
                                verbose_name="goal",
                            ),
                        ),
                        (
                            "holdout_percent",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[django.core.validators.MaxValueValidator(50)],
                                verbose_name="percent held out",
                            ),
                        ),
                        ("salt", models.CharField(editable=False, max_length=32, verbose_name="salt")),
                        (
                            "click_days",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[django.core.validators.MaxValueValidator(90)],
                                verbose_name="days in which a booking counts after a followed link",
                            ),
                        ),
                        (
                            "delivery_days",
                            models.PositiveSmallIntegerField(
                                default=7,
                                validators=[django.core.validators.MaxValueValidator(90)],
                                verbose_name="days in which a booking counts after delivery",
                            ),
                        ),
                        (
                            "budget",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Messages, points and vouchers together, in the hotel's currency. Empty: no limit.",
                                max_digits=12,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="budget",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("waiting", "waits for approval"),
                                    ("running", "running"),
                                    ("paused", "paused"),
                                    ("finished", "finished"),
                                    ("cancelled", "called off"),
                                ],
                                default="draft",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("state_because", models.CharField(blank=True, max_length=200, verbose_name="because")),
                        (
                            "prepared_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="guests chosen at"),
                        ),
                        (
                            "asked_size",
                            models.PositiveIntegerField(
                                editable=False,
                                help_text="As many as it might have reached.",
                                null=True,
                                verbose_name="guests when it was started",
                            ),
                        ),
                        (
                            "asked_for",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                editable=False,
                                help_text="Hashes of what whoever started it stands for, see actions.agreeing.",
                                max_length=129,
                            ),
                        ),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="approved at")),
                        (
                            "agreed",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                editable=False,
                                help_text="Hashes of what was approved, see actions.agreeing.",
                                max_length=129,
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
                        ("changed_at", models.DateTimeField(editable=False, null=True, verbose_name="changed at")),
                        (
                            "key",
                            models.CharField(
                                editable=False,
                                help_text="Of the form that wrote it.",
                                max_length=80,
                                null=True,
                                unique=True,
                                verbose_name="key",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="started by",
                            ),
                        ),
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
                            "changed_by",
                            models.ForeignKey(
                                editable=False,
                                help_text="Of its plan, since it was written.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="changed by",
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
                            "excluded",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="campaigns.segment",
                                verbose_name="without the guests of",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="campaigns.segment",
                                verbose_name="audience",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "campaign",
                        "verbose_name_plural": "campaigns",
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [models.Index(fields=["state", "occasion"], name="campaign_running")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("holdout_percent__lte", 50)), name="campaign_holdout_at_most_half"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("occasion", ""), _negated=True),
                                    ("segment__isnull", False),
                                    _connector="OR",
                                ),
                                name="campaign_has_audience",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="campaign_four_eyes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enrolment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=60, verbose_name="occasion")),
                        (
                            "arm",
                            models.CharField(
                                choices=[("treated", "gets it"), ("holdout", "held out")],
                                max_length=8,
                                verbose_name="arm",
                            ),
                        ),
                        ("enrolled_at", models.DateTimeField(verbose_name="chosen at")),
                        ("expires_at", models.DateTimeField(null=True, verbose_name="of no use after")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="next step due at")),
                        (
                            "next_order",
                            models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="next step"),
                        ),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                        (
                            "ended_because",
                            models.CharField(
                                choices=[
                                    ("", "still in it"),
                                    ("done", "all steps done"),
                                    ("goal", "goal met"),
                                    ("late", "too late"),
                                    ("called_off", "called off"),
                                    ("merged", "merged into another profile"),
                                    ("silenced", "not to be written to any more"),
                                ],
                                db_default="",
                                default="",
                                max_length=10,
                                verbose_name="ended because",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolments",
                                to="campaigns.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enrolments",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                help_text="What the occasion is about, where it is about a stay.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "guest in a campaign",
                        "verbose_name_plural": "guests in campaigns",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("due_at__isnull", False)),
                                fields=["campaign", "due_at"],
                                name="enrolment_due",
                            ),
                            models.Index(fields=["campaign", "arm", "enrolled_at"], name="enrolment_arms"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "guest", "key"), name="enrolment_once_per_occasion"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_because", "")),
                                    models.Q(
                                        ("ended_at__isnull", False), models.Q(("ended_because", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="enrolment_ended_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ended_at", None), ("due_at", None), _connector="OR"),
                                name="enrolment_ended_has_nothing_due",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GuestFacts",
                    fields=[
                        (
                            "guest",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="facts",
                                serialize=False,
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        ("stays", models.IntegerField(default=0, verbose_name="completed stays")),
                        ("nights", models.IntegerField(default=0, verbose_name="nights")),
                        ("stays_12m", models.IntegerField(default=0, verbose_name="stays in 12 months")),
                        ("nights_12m", models.IntegerField(default=0, verbose_name="nights in 12 months")),
                        ("stays_24m", models.IntegerField(default=0, verbose_name="stays in 24 months")),
                        ("family_stays", models.IntegerField(default=0, verbose_name="stays with children")),
                        ("revenue", models.BigIntegerField(default=0, verbose_name="revenue")),
                        ("revenue_12m", models.BigIntegerField(default=0, verbose_name="revenue in 12 months")),
                        ("revenue_24m", models.BigIntegerField(default=0, verbose_name="revenue in 24 months")),
                        ("vip_level", models.SmallIntegerField(default=0, verbose_name="VIP level")),
                        ("birth_code", models.SmallIntegerField(default=0, verbose_name="birthday")),
                        (
                            "tier_rank",
                            models.SmallIntegerField(default=-1, help_text="-1: no member.", verbose_name="tier"),
                        ),
                        (
                            "completeness",
                            models.SmallIntegerField(default=0, verbose_name="profile completeness in percent"),
                        ),
                        ("open_tickets", models.SmallIntegerField(default=0, verbose_name="open tickets")),
                        ("open_complaints", models.SmallIntegerField(default=0, verbose_name="open complaints")),
                        ("is_in_house", models.BooleanField(default=False, verbose_name="in house")),
                        ("is_key_company", models.BooleanField(default=False, verbose_name="of a key company")),
                        ("is_generic_only", models.BooleanField(default=False, verbose_name="generic offers only")),
                        ("is_restricted", models.BooleanField(default=False, verbose_name="use restricted")),
                        ("reach_email", models.BooleanField(default=False, verbose_name="reached by e-mail")),
                        ("reach_sms", models.BooleanField(default=False, verbose_name="reached by text message")),
                        ("reach_wecom", models.BooleanField(default=False, verbose_name="reached by WeCom")),
                        ("has_email", models.BooleanField(default=False, verbose_name="has an e-mail address")),
                        ("has_phone", models.BooleanField(default=False, verbose_name="has a phone number")),
                        ("has_wecom", models.BooleanField(default=False, verbose_name="has WeCom")),
                        ("agrees_to_surveys", models.BooleanField(default=False, verbose_name="agrees to surveys")),
                        (
                            "agrees_to_profiling",
                            models.BooleanField(default=False, verbose_name="agrees to personal recommendations"),
                        ),
                        ("cancellations", models.IntegerField(default=0, verbose_name="cancelled bookings")),
                        ("no_shows", models.IntegerField(default=0, verbose_name="no-shows")),
                        ("bookings_ahead", models.IntegerField(default=0, verbose_name="bookings to come")),
                        ("direct_stays", models.IntegerField(default=0, verbose_name="stays booked direct")),
                        (
                            "ota_stays",
                            models.IntegerField(default=0, verbose_name="stays booked through an online travel agency"),
                        ),
                        ("spend_food", models.BigIntegerField(default=0, verbose_name="spent on food and beverage")),
                        ("spend_spa", models.BigIntegerField(default=0, verbose_name="spent on spa")),
                        ("spend_meeting", models.BigIntegerField(default=0, verbose_name="spent on meetings")),
                        ("spend_recreation", models.BigIntegerField(default=0, verbose_name="spent on recreation")),
                        ("points", models.BigIntegerField(default=0, verbose_name="points")),
                        (
                            "next_expiry_points",
                            models.BigIntegerField(default=0, verbose_name="points that expire next"),
                        ),
                        ("vouchers", models.IntegerField(default=0, verbose_name="vouchers not used")),
                        ("referred", models.IntegerField(default=0, verbose_name="guests referred")),
                        ("referral_value", models.BigIntegerField(default=0, verbose_name="referral value")),
                        ("reviews", models.IntegerField(default=0, verbose_name="reviews")),
                        ("known_since", models.DateField(verbose_name="known since")),
                        ("first_arrival", models.DateField(null=True, verbose_name="first arrival")),
                        ("first_departure", models.DateField(null=True, verbose_name="first departure")),
                        ("last_arrival", models.DateField(null=True, verbose_name="last arrival")),
                        ("last_departure", models.DateField(null=True, verbose_name="last departure")),
                        ("earlier_departure", models.DateField(null=True, verbose_name="departure before the last")),
                        ("next_arrival", models.DateField(null=True, verbose_name="next arrival")),
                        (
                            "expected_on",
                            models.DateField(
                                help_text="By the guest's own usual gap.",
                                null=True,
                                verbose_name="expected next arrival",
                            ),
                        ),
                        ("usual_gap", models.IntegerField(null=True, verbose_name="usual days between arrivals")),
                        ("lead_days", models.IntegerField(null=True, verbose_name="usual days booked ahead")),
                        ("birth_year", models.SmallIntegerField(null=True, verbose_name="year of birth")),
                        ("tier_since", models.DateField(null=True, verbose_name="tier since")),
                        ("tier_until", models.DateField(null=True, verbose_name="tier until")),
                        ("next_expiry_on", models.DateField(null=True, verbose_name="points expire next on")),
                        ("next_voucher_on", models.DateField(null=True, verbose_name="next voucher valid until")),
                        ("last_earned_on", models.DateField(null=True, verbose_name="points last earned on")),
                        ("last_score_on", models.DateField(null=True, verbose_name="last score on")),
                        ("last_complaint_on", models.DateField(null=True, verbose_name="last complaint on")),
                        ("last_nps", models.SmallIntegerField(null=True, verbose_name="last recommendation score")),
                        ("last_csat", models.SmallIntegerField(null=True, verbose_name="last satisfaction score")),
                        (
                            "last_rating",
                            models.SmallIntegerField(null=True, verbose_name="last rating in a review, of 100"),
                        ),
                        ("next_tier_rank", models.SmallIntegerField(null=True, verbose_name="next tier")),
                        (
                            "next_tier_nights",
                            models.IntegerField(null=True, verbose_name="nights short of the next tier"),
                        ),
                        (
                            "next_tier_stays",
                            models.IntegerField(null=True, verbose_name="stays short of the next tier"),
                        ),
                        ("favourite_hotel", models.BigIntegerField(null=True, verbose_name="favourite hotel")),
                        ("favourite_room_type", models.BigIntegerField(null=True, verbose_name="favourite room type")),
                        ("favourite_channel", models.BigIntegerField(null=True, verbose_name="favourite channel")),
                        ("last_hotel", models.BigIntegerField(null=True, verbose_name="hotel of the last stay")),
                        ("last_channel", models.BigIntegerField(null=True, verbose_name="channel of the last stay")),
                        ("next_hotel", models.BigIntegerField(null=True, verbose_name="hotel of the next stay")),
                        ("company", models.BigIntegerField(null=True, verbose_name="company")),
                        (
                            "scene",
                            models.CharField(
                                default="", help_text="What most stays were for.", max_length=10, verbose_name="scene"
                            ),
                        ),
                        (
                            "last_purpose",
                            models.CharField(default="", max_length=10, verbose_name="purpose of the last stay"),
                        ),
                        ("language", models.CharField(default="", max_length=10, verbose_name="language")),
                        ("nationality", models.CharField(default="", max_length=2, verbose_name="nationality")),
                        ("gender", models.CharField(default="", max_length=1, verbose_name="gender")),
                        ("time_zone", models.CharField(default="", max_length=40, verbose_name="time zone")),
                        (
                            "tags",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None, verbose_name="preferences"
                            ),
                        ),
                        ("counted_on", models.DateField(verbose_name="counted on")),
                    ],
                    options={
                        "verbose_name": "facts of a guest",
                        "verbose_name_plural": "facts of guests",
                        "indexes": [
                            models.Index(fields=["last_departure"], name="facts_last_departure"),
                            models.Index(
                                condition=models.Q(("birth_code", 0), _negated=True),
                                fields=["birth_code"],
                                name="facts_birthday",
                            ),
                            models.Index(
                                condition=models.Q(("next_arrival__isnull", False)),
                                fields=["next_arrival"],
                                name="facts_next_arrival",
                            ),
                            models.Index(
                                condition=models.Q(("expected_on__isnull", False)),
                                fields=["expected_on"],
                                name="facts_expected",
                            ),
                            models.Index(
                                condition=models.Q(("next_expiry_on__isnull", False)),
                                fields=["next_expiry_on"],
                                name="facts_expiry",
                            ),
                            django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="facts_tags"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GuestList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("rule", models.JSONField(verbose_name="rule")),
                        ("size", models.IntegerField(verbose_name="guests")),
                        (
                            "key",
                            models.CharField(
                                help_text="Of the form that asked for it.",
                                max_length=80,
                                unique=True,
                                verbose_name="key",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
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
                            "segment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lists",
                                to="campaigns.segment",
                                verbose_name="segment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "list of guests",
                        "verbose_name_plural": "lists of guests",
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="KeptFigures",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[("results", "results"), ("dry_run", "dry run")],
                                max_length=8,
                                verbose_name="what",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(null=True, verbose_name="asked for at")),
                        ("as_of", models.DateTimeField(null=True, verbose_name="as of")),
                        ("figures", models.JSONField(null=True, verbose_name="figures")),
                        ("fault", models.CharField(blank=True, max_length=300, verbose_name="because")),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kept",
                                to="campaigns.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "figures of a campaign",
                        "verbose_name_plural": "figures of campaigns",
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "what"), name="keptfigures_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("as_of", None), ("figures", None)),
                                    ("as_of__isnull", False),
                                    _connector="OR",
                                ),
                                name="keptfigures_of_a_moment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListedGuest",
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
                            "list",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="listed",
                                to="campaigns.guestlist",
                                verbose_name="list",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "guest on a list",
                        "verbose_name_plural": "guests on lists",
                        "constraints": [models.UniqueConstraint(fields=("list", "guest"), name="listedguest_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
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
                        ("text_en", models.CharField(blank=True, max_length=300, verbose_name="what it is in English")),
                        ("text_zh", models.CharField(blank=True, max_length=300, verbose_name="what it is in Chinese")),
                        (
                            "terms_en",
                            models.CharField(blank=True, max_length=300, verbose_name="conditions in English"),
                        ),
                        (
                            "terms_zh",
                            models.CharField(blank=True, max_length=300, verbose_name="conditions in Chinese"),
                        ),
                        (
                            "price",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=10,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="price",
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
                        (
                            "scene",
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
                                verbose_name="scene",
                            ),
                        ),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("food", "food and beverage"),
                                    ("spa", "spa"),
                                    ("meeting", "meeting"),
                                    ("recreation", "recreation"),
                                ],
                                db_default="",
                                max_length=12,
                                verbose_name="department that they used before",
                            ),
                        ),
                        ("least_nights", models.PositiveSmallIntegerField(default=0, verbose_name="nights at least")),
                        ("from_day", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("until_day", models.DateField(blank=True, null=True, verbose_name="until")),
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
                                blank=True, related_name="+", to="guests.tag", verbose_name="preferences it suits"
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaigns.segment",
                                verbose_name="segment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "offer",
                        "verbose_name_plural": "offers",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_day", None),
                                    ("until_day", None),
                                    ("until_day__gte", models.F("from_day")),
                                    _connector="OR",
                                ),
                                name="offer_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("price", None), models.Q(("currency", ""), _negated=True), _connector="OR"
                                ),
                                name="offer_price_has_currency",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Segment",
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
                            "code",
                            models.SlugField(
                                blank=True, editable=False, max_length=40, null=True, unique=True, verbose_name="code"
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=300, verbose_name="what it is for")),
                        ("rule", models.JSONField(default=dict, verbose_name="rule")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="created at",
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                db_default=django.contrib.postgres.functions.TransactionNow(),
                                editable=False,
                                verbose_name="changed at",
                            ),
                        ),
                        (
                            "archived_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                db_default=1, default=1, editable=False, verbose_name="version"
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "segment",
                        "verbose_name_plural": "segments",
                        "ordering": ["name_en", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="OfferHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("code", models.SlugField(db_index=False, max_length=40, verbose_name="code")),
                        (
                            "price",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=10,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="price",
                            ),
                        ),
                        ("from_day", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("until_day", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "scene",
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
                                verbose_name="scene",
                            ),
                        ),
                        (
                            "department",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("food", "food and beverage"),
                                    ("spa", "spa"),
                                    ("meeting", "meeting"),
                                    ("recreation", "recreation"),
                                ],
                                db_default="",
                                max_length=12,
                                verbose_name="department that they used before",
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
                                related_name="code_price_from_day_until_day_segment_scene_department_is_active_events",
                                to="campaigns.offer",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="campaigns.segment",
                                verbose_name="segment",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CampaignHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("waiting", "waits for approval"),
                                    ("running", "running"),
                                    ("paused", "paused"),
                                    ("finished", "finished"),
                                    ("cancelled", "called off"),
                                ],
                                default="draft",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                blank=True,
                                help_text="Code of a module in occasions/.",
                                max_length=30,
                                verbose_name="occasion",
                            ),
                        ),
                        (
                            "holdout_percent",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[django.core.validators.MaxValueValidator(50)],
                                verbose_name="percent held out",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                        (
                            "goal",
                            models.CharField(
                                choices=[
                                    ("booking", "a booking"),
                                    ("click", "a followed link"),
                                    ("voucher", "a voucher redeemed"),
                                    ("none", "nothing: all steps"),
                                ],
                                default="booking",
                                max_length=8,
                                verbose_name="goal",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
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
                                related_name="state_segment_occasion_holdout_percent_starts_at_ends_at_approved_by_goal_events",
                                to="campaigns.campaign",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="campaigns.segment",
                                verbose_name="audience",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SegmentExport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waits for another person"),
                                    ("approved", "approved"),
                                    ("refused", "refused"),
                                    ("taken", "taken"),
                                ],
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="decided at")),
                        ("taken_at", models.DateTimeField(null=True, verbose_name="taken at")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
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
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exports",
                                to="campaigns.guestlist",
                                verbose_name="list",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "export of a list",
                        "verbose_name_plural": "exports of lists",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("by")), _negated=True),
                                    ("state", "taken"),
                                    _connector="OR",
                                ),
                                name="segmentexport_four_eyes",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SegmentExportHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waits for another person"),
                                    ("approved", "approved"),
                                    ("refused", "refused"),
                                    ("taken", "taken"),
                                ],
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
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
                                related_name="state_approved_by_events",
                                to="campaigns.segmentexport",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SegmentHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("rule", models.JSONField(default=dict, verbose_name="rule")),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                        (
                            "archived_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
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
                                related_name="rule_name_en_name_zh_archived_at_events",
                                to="campaigns.segment",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SegmentSize",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField(verbose_name="day")),
                        ("guests", models.IntegerField(verbose_name="guests")),
                        ("email", models.IntegerField(verbose_name="by e-mail")),
                        ("sms", models.IntegerField(verbose_name="by text message")),
                        ("wecom", models.IntegerField(verbose_name="by WeCom")),
                        (
                            "segment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sizes",
                                to="campaigns.segment",
                                verbose_name="segment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "size of a segment",
                        "verbose_name_plural": "sizes of segments",
                        "constraints": [
                            models.UniqueConstraint(fields=("segment", "on"), name="segmentsize_once_a_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                        (
                            "after_days",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(365)],
                                verbose_name="days after the step before",
                            ),
                        ),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("email", "e-mail"),
                                        ("sms", "text message"),
                                        ("wecom", "WeCom"),
                                        ("wecom_staff", "WeCom to staff"),
                                    ],
                                    max_length=12,
                                ),
                                size=None,
                                verbose_name="channels",
                            ),
                        ),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("always", "to everybody still in it"),
                                    ("no_click", "to guests who followed no link"),
                                    ("no_open", "to guests who opened no message"),
                                ],
                                default="always",
                                max_length=8,
                                verbose_name="goes",
                            ),
                        ),
                        (
                            "picks_winner_by",
                            models.CharField(
                                blank=True,
                                choices=[("", "no winner"), ("clicks", "followed links"), ("bookings", "bookings")],
                                max_length=8,
                                verbose_name="winner by",
                            ),
                        ),
                        (
                            "test_percent",
                            models.PositiveSmallIntegerField(
                                db_default=20,
                                default=20,
                                help_text="Of a one-off with a winner: the others get what won.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="percent on whom variants are tried",
                            ),
                        ),
                        (
                            "winner_after_hours",
                            models.PositiveSmallIntegerField(
                                db_default=24,
                                default=24,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(336),
                                ],
                                verbose_name="hours until the winner is told",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="campaigns.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step",
                        "verbose_name_plural": "steps",
                        "ordering": ["campaign", "order"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "order"), name="step_order_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                        (
                            "after_days",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(365)],
                                verbose_name="days after the step before",
                            ),
                        ),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("email", "e-mail"),
                                        ("sms", "text message"),
                                        ("wecom", "WeCom"),
                                        ("wecom_staff", "WeCom to staff"),
                                    ],
                                    max_length=12,
                                ),
                                size=None,
                                verbose_name="channels",
                            ),
                        ),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("always", "to everybody still in it"),
                                    ("no_click", "to guests who followed no link"),
                                    ("no_open", "to guests who opened no message"),
                                ],
                                default="always",
                                max_length=8,
                                verbose_name="goes",
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
                                related_name="order_after_days_channels_condition_events",
                                to="campaigns.step",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Thresholds",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("new_days", models.PositiveSmallIntegerField(default=365, verbose_name="days a guest is new")),
                        (
                            "loyal_days",
                            models.PositiveSmallIntegerField(default=180, verbose_name="days of silence until dormant"),
                        ),
                        (
                            "lost_days",
                            models.PositiveSmallIntegerField(default=365, verbose_name="days of silence until lost"),
                        ),
                        (
                            "cooling_percent",
                            models.PositiveSmallIntegerField(
                                default=150, verbose_name="percent of the usual gap until cooling"
                            ),
                        ),
                        (
                            "frequent_stays",
                            models.PositiveSmallIntegerField(
                                default=3, verbose_name="stays in 12 months that make a frequent guest of a key company"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thresholds",
                        "verbose_name_plural": "thresholds",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="thresholds_only_one"),
                            models.CheckConstraint(
                                condition=models.Q(("lost_days__gt", models.F("loyal_days"))),
                                name="thresholds_lost_after_dormant",
                            ),
                        ],
                    },
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
                        ("name", models.CharField(default="A", max_length=20, verbose_name="name")),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="weight",
                            ),
                        ),
                        ("points", models.PositiveIntegerField(default=0, verbose_name="points")),
                        (
                            "cost",
                            models.DecimalField(
                                decimal_places=4,
                                default=Decimal("0"),
                                max_digits=8,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per message",
                            ),
                        ),
                        ("is_winner", models.BooleanField(default=False, editable=False, verbose_name="winner")),
                        (
                            "given",
                            models.PositiveIntegerField(
                                db_default=0, default=0, editable=False, help_text="How many guests got its points."
                            ),
                        ),
                        (
                            "mailing",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variant",
                                to="outbox.mailing",
                                verbose_name="mailing",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="variants",
                                to="campaigns.step",
                                verbose_name="step",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="outbox.template",
                                verbose_name="template",
                            ),
                        ),
                        (
                            "voucher_type",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.vouchertype",
                                verbose_name="voucher",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "variant",
                        "verbose_name_plural": "variants",
                        "ordering": ["step", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("step", "name"), name="variant_name_unique"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_winner", True)), fields=("step",), name="variant_one_winner"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gte", 1)), name="variant_weighs_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "enrolment",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sent",
                                to="campaigns.enrolment",
                                verbose_name="guest in a campaign",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="outbox.message",
                                verbose_name="message",
                            ),
                        ),
                        (
                            "voucher",
                            models.OneToOneField(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loyalty.voucher",
                                verbose_name="voucher",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaigns.step",
                                verbose_name="step",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaigns.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step taken",
                        "verbose_name_plural": "steps taken",
                        "indexes": [models.Index(fields=["variant"], name="sent_of_variant")],
                        "constraints": [
                            models.UniqueConstraint(fields=("enrolment", "step"), name="sent_once_per_step")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conversion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "touch",
                            models.CharField(
                                choices=[("click", "followed a link"), ("delivery", "received a message")],
                                max_length=8,
                                verbose_name="touch",
                            ),
                        ),
                        ("touched_at", models.DateTimeField(verbose_name="touched at")),
                        ("booked_at", models.DateTimeField(verbose_name="booked at")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversions",
                                to="campaigns.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conversions",
                                to="guests.guest",
                                verbose_name="guest",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="outbox.message",
                                verbose_name="message",
                            ),
                        ),
                        (
                            "stay",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conversion",
                                to="stays.stay",
                                verbose_name="stay",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaigns.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "booking of a campaign",
                        "verbose_name_plural": "bookings of campaigns",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("booked_at__gte", models.F("touched_at"))),
                                name="conversion_after_touch",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VariantHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("name", models.CharField(default="A", max_length=20, verbose_name="name")),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="weight",
                            ),
                        ),
                        ("points", models.PositiveIntegerField(default=0, verbose_name="points")),
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
                                related_name="name_weight_template_voucher_type_points_events",
                                to="campaigns.variant",
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
                        (
                            "voucher_type",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="loyalty.vouchertype",
                                verbose_name="voucher",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="segment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_zh" IS DISTINCT FROM (NEW."name_zh") OR OLD."rule" IS DISTINCT FROM (NEW."rule"))',
                            func='INSERT INTO "campaigns_segmenthistory" ("archived_at", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule") VALUES (NEW."archived_at", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rule"); RETURN NULL;',
                            hash="fc612a4ef2197fc22fd3912ab723eec62ea86f18",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_94814",
                            table="campaigns_segment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="segment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "campaigns_segmenthistory" ("archived_at", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule") VALUES (OLD."archived_at", OLD."name_en", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rule"); RETURN NULL;',
                            hash="5ddaffbd472528fe0d3a411db373b06eb8ee462c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_dbeb9",
                            table="campaigns_segment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="offerhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ef130b6102861ce56b65a6bc9e1b899b61c886cc",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_25eb0",
                            table="campaigns_offerhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="offer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."department" IS DISTINCT FROM (NEW."department") OR OLD."from_day" IS DISTINCT FROM (NEW."from_day") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."scene" IS DISTINCT FROM (NEW."scene") OR OLD."segment_id" IS DISTINCT FROM (NEW."segment_id") OR OLD."until_day" IS DISTINCT FROM (NEW."until_day"))',
                            func='INSERT INTO "campaigns_offerhistory" ("code", "department", "from_day", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "scene", "segment_id", "until_day") VALUES (NEW."code", NEW."department", NEW."from_day", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price", NEW."scene", NEW."segment_id", NEW."until_day"); RETURN NULL;',
                            hash="57b5de79ba9b26be3c85d834f4e3b3b743806abd",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_cd9a9",
                            table="campaigns_offer",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="offer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "campaigns_offerhistory" ("code", "department", "from_day", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "scene", "segment_id", "until_day") VALUES (OLD."code", OLD."department", OLD."from_day", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."price", OLD."scene", OLD."segment_id", OLD."until_day"); RETURN NULL;',
                            hash="b83060abdae656f35690368cc4d6557f20da28a4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_63c0c",
                            table="campaigns_offer",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campaignhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a6be9ce67de76ce21bb2242deb7254251b72cbcb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6067c",
                            table="campaigns_campaignhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campaign",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."goal" IS DISTINCT FROM (NEW."goal") OR OLD."holdout_percent" IS DISTINCT FROM (NEW."holdout_percent") OR OLD."occasion" IS DISTINCT FROM (NEW."occasion") OR OLD."segment_id" IS DISTINCT FROM (NEW."segment_id") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func='INSERT INTO "campaigns_campaignhistory" ("approved_by_id", "ends_at", "goal", "holdout_percent", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id", "starts_at", "state") VALUES (NEW."approved_by_id", NEW."ends_at", NEW."goal", NEW."holdout_percent", NEW."occasion", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."segment_id", NEW."starts_at", NEW."state"); RETURN NULL;',
                            hash="a1eb5360119bfe0c92dad12b3ba09baffbe3e658",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f2afa",
                            table="campaigns_campaign",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campaign",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "campaigns_campaignhistory" ("approved_by_id", "ends_at", "goal", "holdout_percent", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id", "starts_at", "state") VALUES (OLD."approved_by_id", OLD."ends_at", OLD."goal", OLD."holdout_percent", OLD."occasion", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."segment_id", OLD."starts_at", OLD."state"); RETURN NULL;',
                            hash="6ccd47f8974ece49263bdfd4782b7a8775d9cfa4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4123f",
                            table="campaigns_campaign",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="segmentexport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func='INSERT INTO "campaigns_segmentexporthistory" ("approved_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."approved_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                            hash="ef75a20761b479cc594da4123030bdb4f396ba20",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a5c33",
                            table="campaigns_segmentexport",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="segmentexport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "campaigns_segmentexporthistory" ("approved_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."approved_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                            hash="1fbf87a650663b9772384509c1bb8a9ec2205ade",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_af38f",
                            table="campaigns_segmentexport",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="segmentexporthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="82061a728979f1ba081c3e5a7f5bf36663cbab5d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bc848",
                            table="campaigns_segmentexporthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="segmenthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="841104541d34a32d66c79f67ee85c0a71b84021f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_19da5",
                            table="campaigns_segmenthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="step",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."after_days" IS DISTINCT FROM (NEW."after_days") OR OLD."channels" IS DISTINCT FROM (NEW."channels") OR OLD."condition" IS DISTINCT FROM (NEW."condition") OR OLD."order" IS DISTINCT FROM (NEW."order"))',
                            func='INSERT INTO "campaigns_stephistory" ("after_days", "channels", "condition", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."after_days", NEW."channels", NEW."condition", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="6d855cf8aa7b53cb1154e04d0ca0f8bd8bf750d9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_72121",
                            table="campaigns_step",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="step",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "campaigns_stephistory" ("after_days", "channels", "condition", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."after_days", OLD."channels", OLD."condition", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="17ea7c4590f3c60c0a3647d9af2d9bffe4749943",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d4547",
                            table="campaigns_step",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stephistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a4ac7e54b95999fd4eb2dcdc42f839967900a21c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3afe4",
                            table="campaigns_stephistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="variant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."points" IS DISTINCT FROM (NEW."points") OR OLD."template_id" IS DISTINCT FROM (NEW."template_id") OR OLD."voucher_type_id" IS DISTINCT FROM (NEW."voucher_type_id") OR OLD."weight" IS DISTINCT FROM (NEW."weight"))',
                            func='INSERT INTO "campaigns_varianthistory" ("name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "template_id", "voucher_type_id", "weight") VALUES (NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."template_id", NEW."voucher_type_id", NEW."weight"); RETURN NULL;',
                            hash="74e314c08855d2d758588e116c5cff21fd34c113",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_505a7",
                            table="campaigns_variant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="variant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "campaigns_varianthistory" ("name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "template_id", "voucher_type_id", "weight") VALUES (OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."template_id", OLD."voucher_type_id", OLD."weight"); RETURN NULL;',
                            hash="8a89dc2723e78c2be0b53e6c3233992ca57919e4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e5adf",
                            table="campaigns_variant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="varianthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b77808871cbce36443e05ff061a543e7aefb47cb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8f6dc",
                            table="campaigns_varianthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
