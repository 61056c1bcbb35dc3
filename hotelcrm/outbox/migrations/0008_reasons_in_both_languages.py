"""Why a mailing is paused may be kept in both languages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0007_mailings_held_with_their_campaign"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailing",
            name="paused_because",
            field=models.CharField(blank=True, max_length=1000, verbose_name="paused because"),
        ),
    ]
