"""What is due is found by mailing: a paused one is passed by in one step, however many messages wait in it."""

from django.db import migrations, models
from django.db.models.functions import Coalesce

WAITS = models.Q(state__in=["queued", "held"])


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_attempts_without_checks"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="message",
            name="message_due",
        ),
        migrations.RemoveIndex(
            model_name="message",
            name="message_service_due",
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                "hotel",
                "channel",
                Coalesce("mailing", 0),
                "due_at",
                name="message_due",
                condition=WAITS & ~models.Q(purpose="service"),
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                "hotel",
                "channel",
                Coalesce("mailing", 0),
                "due_at",
                name="message_service_due",
                condition=models.Q(purpose="service", state__in=["queued", "held"]),
            ),
        ),
    ]
