"""An attempt's keys are proven by ``verify``: the check at each row locked the sender for each message."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0002_starter_templates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attempts",
                to="outbox.message",
                verbose_name="message",
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="sender",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="outbox.sender",
                verbose_name="sender",
            ),
        ),
    ]
