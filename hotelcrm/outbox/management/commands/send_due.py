"""``manage.py send_due``: one sweep and one turn, by hand or from a cron where no queue runs."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hotelcrm.outbox.delivery.sweeping import sweep
from hotelcrm.outbox.delivery.working import deliver_due

SECONDS = 50


class Command(BaseCommand):
    help = "Deliver the messages that are due, and say what became of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=int, default=SECONDS, help=f"at most so long ({SECONDS})")

    def handle(self, *, seconds: int, **_options: Any) -> None:
        swept = sweep(at=timezone.now())
        tally = deliver_due(at_most=timedelta(seconds=seconds))
        lost = swept.lost.total()
        self.stdout.write(f"{lost:,} taken back from workers that died, {swept.too_late:,} too late.")
        self.stdout.write(f"{tally}{'; there is more' if tally.is_more else ''}.")
