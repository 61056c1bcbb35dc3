from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0002_reason_for_merged_profiles"),
    ]

    operations = [
        migrations.AlterField(
            model_name="callback",
            name="kind",
            field=models.CharField(
                choices=[
                    ("delivered", "delivered"),
                    ("deferred", "deferred"),
                    ("bounced", "the address does not exist"),
                    ("blocked", "the content was refused"),
                    ("failed", "failed"),
                    ("complained", "reported as spam"),
                    ("unsubscribed", "unsubscribed"),
                    ("other", "something else"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
