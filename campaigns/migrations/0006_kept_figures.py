from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_templates_for_occasions")]

    operations = [
        migrations.CreateModel(
            name="KeptFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[("results", "results"), ("dry_run", "dry run")], max_length=8, verbose_name="what"
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True, verbose_name="asked for at")),
                ("as_of", models.DateTimeField(null=True, verbose_name="as of")),
                ("figures", models.JSONField(null=True, verbose_name="figures")),
                ("fault", models.CharField(blank=True, max_length=300, verbose_name="because")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="kept",
                        to="campaigns.campaign",
                        verbose_name="campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a campaign",
                "verbose_name_plural": "figures of campaigns",
                "constraints": [
                    models.UniqueConstraint(fields=["campaign", "what"], name="keptfigures_once"),
                    models.CheckConstraint(
                        condition=models.Q(figures=None, as_of=None) | models.Q(as_of__isnull=False),
                        name="keptfigures_of_a_moment",
                    ),
                ],
            },
        ),
    ]
