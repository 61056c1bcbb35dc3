from django.db import migrations, models


class Migration(migrations.Migration):
    """A lane is one channel of one hotel: its oldest due message is one look into an index, whatever others have."""

    dependencies = [("outbox", "0003_reports_of_refused_content")]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_due"),
        migrations.RemoveIndex(model_name="message", name="message_service_due"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["hotel", "channel", "due_at"],
                name="message_due",
                condition=models.Q(state__in=["queued", "held"]) & ~models.Q(purpose="service"),
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["hotel", "channel", "due_at"],
                name="message_service_due",
                condition=models.Q(state__in=["queued", "held"], purpose="service"),
            ),
        ),
    ]
