"""Why a campaign is in its state may be kept in both languages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_block_of_offers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="campaign",
            name="state_because",
            field=models.CharField(blank=True, max_length=1000, verbose_name="because"),
        ),
    ]
