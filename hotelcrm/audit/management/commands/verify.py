"""``manage.py verify``: whether what must hold does; exits with 1 when something does not."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from hotelcrm.audit.invariants import Verdict, verify


class Command(BaseCommand):
    help = "Ask the database whether everything holds that must, and show the rows that break it."

    def handle(self, **_options: Any) -> None:
        broken = 0
        for verdict in verify():
            broken += not verdict.holds
            self._show(verdict)
        if broken:
            self.stderr.write(f"{broken} broken.")
            sys.exit(1)

    def _show(self, verdict: Verdict) -> None:
        word = "OK" if verdict.holds else f"BROKEN ({verdict.count:,})"
        self.stdout.write(f"{word:<8} {verdict.invariant.name}: {verdict.invariant.sentence}")
        for row in verdict.rows:
            facts = (f"{name}={value}" for name, value in zip(verdict.columns, row, strict=True))
            self.stdout.write("           " + " ".join(facts))
        if verdict.count > len(verdict.rows):
            self.stdout.write(f"           and {verdict.count - len(verdict.rows):,} more")
