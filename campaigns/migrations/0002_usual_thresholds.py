"""The one row of thresholds, as the business usually has them."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    apps.get_model("campaigns", "Thresholds").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("campaigns", "0001_campaigns")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
