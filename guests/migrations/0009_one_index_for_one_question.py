"""A guest's rows are found by the index that makes them unique; a second one for the same question costs every write."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guests", "0008_moments_of_loyalty"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
        migrations.AlterField(
            model_name="guesttag",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="guest_tags",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
        migrations.AlterField(
            model_name="identitydocument",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="documents",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
        migrations.AlterField(
            model_name="relationship",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="relationships",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
        migrations.AlterField(
            model_name="specialdate",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="special_dates",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
        migrations.AlterField(
            model_name="touchpoint",
            name="guest",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="touchpoints",
                to="guests.guest",
                verbose_name="guest",
            ),
        ),
    ]
