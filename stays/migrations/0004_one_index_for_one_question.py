"""A guest's rows are found by the index that makes them unique; a second one for the same question costs every write."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guests", "0009_one_index_for_one_question"),
        ("stays", "0003_rooms_ever_given"),
    ]

    operations = [
        migrations.AlterField(
            model_name="stayguest",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shared_stays",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
    ]
