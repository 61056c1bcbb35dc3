"""Templates for every occasion, in both languages and for every channel; and the drafts of hotels that are there."""

import secrets
from typing import Any

from django.db import migrations

from ._occasions import DRAFTS, TEMPLATES


def enter(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Enter what is not there yet; texts are compiled when they are first used (revision 0)."""
    template_rows = apps.get_model("outbox", "Template").objects
    variant_rows = apps.get_model("outbox", "Variant").objects
    for code, name_en, name_zh, is_generic, texts in TEMPLATES:
        names = {"name_en": name_en, "name_zh": name_zh, "purpose": "marketing", "is_generic": is_generic}
        template, is_new = template_rows.get_or_create(code=code, defaults=names)
        for (language, channel), (subject, preheader, source) in texts.items() if is_new else ():
            variant_rows.create(
                template=template,
                language=language,
                channel=channel,
                subject=subject,
                preheader=preheader,
                source=source,
                revision=0,
            )


def draft(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """As `ready_made.write` does for hotels that are entered later."""
    campaigns, steps, variants = (apps.get_model("campaigns", name).objects for name in ("Campaign", "Step", "Variant"))
    templates = {row.code: row for row in apps.get_model("outbox", "Template").objects.filter(archived_at=None)}
    for hotel in apps.get_model("accounts", "Hotel").objects.order_by("pk"):
        known = set(campaigns.filter(hotel=hotel).values_list("occasion", flat=True))
        for occasion, name_en, name_zh, code, goal, steps_of in DRAFTS:
            template = templates.get(code)
            if template is None or occasion in known:
                continue
            campaign = campaigns.create(
                hotel=hotel,
                occasion=occasion,
                name_en=name_en,
                name_zh=name_zh,
                purpose=template.purpose,
                goal=goal,
                holdout_percent=0 if template.purpose == "service" else 10,
                salt=secrets.token_hex(16),
                state="draft",
            )
            for order, (after_days, channels) in enumerate(steps_of):
                step = steps.create(campaign=campaign, order=order, after_days=after_days, channels=list(channels))
                variants.create(step=step, name="A", template=template)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_ready_made_segments"),
        ("outbox", "0006_too_late_by_expiry"),
        ("accounts", "0002_language_may_be_the_browsers"),
    ]

    operations = [
        migrations.RunPython(enter, migrations.RunPython.noop),
        migrations.RunPython(draft, migrations.RunPython.noop),
    ]
