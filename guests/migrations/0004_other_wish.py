"""A tag for what no tag says: its note keeps the words, so that nothing typed is lost."""

from typing import Any

from django.db import migrations


def add(apps: Any, _schema_editor: Any) -> None:
    category = apps.get_model("guests", "TagCategory").objects.get(code="service")
    values = {
        "category": category,
        "name_en": "Other wish",
        "name_zh": "其他需求",
        "synonyms": ["note", "备注", "其他"],
    }
    apps.get_model("guests", "Tag").objects.get_or_create(code="other-wish", defaults=values)


class Migration(migrations.Migration):
    dependencies = [("guests", "0002_catalogue")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
