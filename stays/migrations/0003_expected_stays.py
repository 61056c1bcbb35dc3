"""Search asks who is still expected; the arrivals of three days are five times as many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_language_may_be_the_browsers"),
        ("guests", "0011_answers_at_own_request"),
        ("stays", "0002_channels_catalogue"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                condition=models.Q(("status", "booked")), fields=["hotel", "arrival"], name="stay_expected"
            ),
        ),
    ]
