"""Stays that took place, by their last day, with what rules about guests ask of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_engineering"),
        ("guests", "0012_tickets_on_the_timeline"),
        ("stays", "0003_expected_stays"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                condition=models.Q(("guest__isnull", False), ("status", "checked_out")),
                fields=["departure", "guest"],
                include=("hotel", "channel", "purpose", "arrival", "children", "infants"),
                name="stay_took_place",
            ),
        ),
    ]
