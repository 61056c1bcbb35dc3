"""What nobody tells of by itself is found by its sender."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_due_by_mailing"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["sender", "sent_at"],
                name="message_to_ask_for",
                condition=models.Q(channel="wecom", state="sent"),
            ),
        ),
    ]
