"""A sequence for member numbers, and room in the pages of what is changed in place, so that an update touches no index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0002_catalogue")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE loyalty_member_number START 10001", "DROP SEQUENCE loyalty_member_number"),
        migrations.RunSQL("ALTER TABLE loyalty_member SET (fillfactor = 80)", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE loyalty_pointslot SET (fillfactor = 80)", migrations.RunSQL.noop),
    ]
