"""What whoever starts a campaign stands for is kept with it: a second person agrees to that, and to nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0011_facts_in_brief")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="asked_for",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Hashes of what whoever started it stands for, see actions.agreeing.",
                max_length=129,
            ),
        ),
    ]
