import hotelcrm.pii.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0009_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="replied_as",
            field=hotelcrm.pii.fields.EncryptedTextField(
                blank=True, null=True, verbose_name="replied by, as the site says"
            ),
        ),
    ]
