import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_kept_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="changed at"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="changed_by",
            field=models.ForeignKey(
                editable=False,
                help_text="Of its plan, since it was written.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="changed by",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="key",
            field=models.CharField(
                editable=False,
                help_text="Of the form that wrote it.",
                max_length=80,
                null=True,
                unique=True,
                verbose_name="key",
            ),
        ),
    ]
