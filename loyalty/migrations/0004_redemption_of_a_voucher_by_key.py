from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0003_numbers_and_room")]

    operations = [
        migrations.AddField(
            model_name="voucher",
            name="redeemed_key",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of the form, so that a double click is one redemption.",
                max_length=80,
                verbose_name="key of the redemption",
            ),
        ),
    ]
