"""A mailing that was paused with its campaign goes on with it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0006_too_late_by_expiry"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailing",
            name="is_held",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="What it belongs to is paused, and lets it go on.",
            ),
        ),
    ]
