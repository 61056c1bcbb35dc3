from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0011_watched_limits_and_bills_of_vouchers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tierchange",
            name="why",
            field=models.CharField(
                choices=[
                    ("joined", "joined"),
                    ("reached", "reached"),
                    ("kept", "reached again"),
                    ("lapsed", "not reached again"),
                    ("for_life", "for life"),
                    ("granted", "given by hand"),
                    ("grant_ended", "given by hand, ended"),
                    ("merged", "accounts joined"),
                    ("undone", "what had reached it was undone"),
                ],
                max_length=12,
                verbose_name="why",
            ),
        ),
    ]
