from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0004_redemption_of_a_voucher_by_key")]
    operations = [
        migrations.AddField(
            "programme", "reviewed_on", models.DateField(editable=False, null=True, verbose_name="tiers reviewed on")
        ),
    ]
