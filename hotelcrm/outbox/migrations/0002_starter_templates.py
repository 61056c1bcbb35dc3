"""The first templates: what every hotel writes to its guests, in both languages, for every channel."""

from typing import Any

from django.db import migrations

from ._starter import BLOCKS, TEMPLATES


def enter(apps: Any, schema_editor: Any) -> None:
    """Enter what is not there yet; texts are compiled when they are first used (revision 0)."""
    models = {name: apps.get_model("outbox", name).objects.using(schema_editor.connection.alias) for name in NAMES}
    for code, name_en, name_zh, source_en, source_zh in BLOCKS:
        names = {"name_en": name_en, "name_zh": name_zh}
        models["Block"].get_or_create(code=code, defaults={**names, "source_en": source_en, "source_zh": source_zh})
    for code, name_en, name_zh, purpose, is_generic, texts in TEMPLATES:
        settings = {"name_en": name_en, "name_zh": name_zh, "purpose": purpose, "is_generic": is_generic}
        template, is_new = models["Template"].get_or_create(code=code, defaults=settings)
        for (language, channel), (subject, preheader, source) in texts.items() if is_new else ():
            models["Variant"].create(
                template=template,
                language=language,
                channel=channel,
                subject=subject,
                preheader=preheader,
                source=source,
                revision=0,
            )


NAMES = ("Block", "Template", "Variant")


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_messages")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop, elidable=False)]
