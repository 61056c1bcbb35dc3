"""``manage.py rotate_keys``: after a new key was put first in the ring, bring older values under it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hotelcrm.pii import rotation


class Command(BaseCommand):
    help = "Re-encrypt personal data under the newest key; a dry run unless --apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="Write; otherwise only count.")

    def handle(self, *_args: Any, apply: bool, **_options: Any) -> None:
        for model, field in rotation.encrypted_fields():
            count = rotation.rotate(field, apply=apply)
            self.stdout.write(f"{model._meta.db_table}.{field.column}: {count} {'rotated' if apply else 'to rotate'}")
