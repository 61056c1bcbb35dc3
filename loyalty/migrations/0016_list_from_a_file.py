from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0015_note_stays_without_rate"),
    ]

    operations = [
        migrations.AlterField(
            model_name="promotion",
            name="is_listed",
            field=models.BooleanField(
                default=False,
                help_text="Their numbers come from a file.",
                verbose_name="only for the guests on its list",
            ),
        ),
    ]
