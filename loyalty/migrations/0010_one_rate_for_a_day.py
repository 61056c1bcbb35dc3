import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_language_may_be_the_browsers"),
        ("guests", "0009_one_index_for_one_question"),
        ("loyalty", "0009_expiry_notices"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.AlterField(
            model_name="earnrule",
            name="company",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="guests.company",
                verbose_name="company",
            ),
        ),
        migrations.AlterField(
            model_name="earnrule",
            name="hotel",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: all.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.hotel",
                verbose_name="hotel",
            ),
        ),
        migrations.AddConstraint(
            model_name="earnrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (django.db.models.functions.comparison.Coalesce("hotel", models.Value(0)), "="),
                    ("department", "="),
                    ("channel_kind", "="),
                    (django.db.models.functions.comparison.Coalesce("company", models.Value(0)), "="),
                    (django.db.models.functions.comparison.Cast("any_company", models.IntegerField()), "="),
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
        ),
    ]
