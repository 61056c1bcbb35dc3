"""What comes too late is found by when that is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0005_asked_for_by_sender"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["expires_at"],
                name="message_expiring",
                condition=models.Q(state__in=["queued", "held"], expires_at__isnull=False),
            ),
        ),
    ]
