"""What a second person agreed to is kept with the campaign, and how many guests got points of a variant."""

import django.core.validators
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0009_block_of_offers"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="agreed",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Hashes of what was approved, see actions.agreeing.",
                max_length=129,
            ),
        ),
        migrations.AddField(
            model_name="variant",
            name="given",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, help_text="How many guests got its points."
            ),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="budget",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Messages, points and vouchers together, in the hotel's currency. Empty: no limit.",
                max_digits=12,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                verbose_name="budget",
            ),
        ),
    ]
