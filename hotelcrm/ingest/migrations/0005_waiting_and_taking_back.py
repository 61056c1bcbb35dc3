from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ingest", "0004_failure_facts")]

    operations: ClassVar = [
        migrations.AlterField(
            "import",
            "phase",
            models.CharField(
                "phase",
                max_length=10,
                blank=True,
                choices=[
                    ("waiting", "waiting for another import"),
                    ("reading", "reading the file"),
                    ("checking", "checking the rows"),
                    ("writing", "writing"),
                    ("removing", "taking back"),
                ],
            ),
        )
    ]
