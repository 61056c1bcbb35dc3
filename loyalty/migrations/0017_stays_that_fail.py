from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0016_list_from_a_file"),
    ]

    operations = [
        migrations.AddField(
            model_name="settlementdue",
            name="failures",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="failures"),
        ),
    ]
