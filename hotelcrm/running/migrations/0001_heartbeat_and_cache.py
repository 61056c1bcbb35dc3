from django.db import migrations, models

# What ``createcachetable`` would make: sign-in counters live here, so that an emptied queue lifts no limit.
CACHE_TABLE = """
CREATE TABLE running_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX running_cache_expires ON running_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(CACHE_TABLE, reverse_sql="DROP TABLE running_cache;"),
    ]
