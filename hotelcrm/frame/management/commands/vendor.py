"""``manage.py vendor``: check the vendored files against their manifest, or write the sprite of icons anew."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hotelcrm.frame import vendor


class Command(BaseCommand):
    help = "Other people's files that we ship: check them against the manifest, or rewrite the sprite of icons."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["check", "icons"])

    def handle(self, *_args: Any, verb: str, **_options: Any) -> None:
        if verb == "icons":
            target = Path(settings.BASE_DIR) / "static" / "icons.svg"
            target.write_text(vendor.sprite())
            self.stdout.write(f"Wrote {target.name}.")
            return
        faults = list(vendor.faults())
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(vendor.packages())} packages are as the manifest says.")
