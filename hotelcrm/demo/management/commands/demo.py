"""``manage.py demo``: invented hotels, staff, guests and stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hotelcrm.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from hotelcrm.accounts.models import Hotel
from hotelcrm.demo import actions, bulk, refreshing


class Command(BaseCommand):
    help = "Fill an empty installation with invented hotels, staff, guests and stays."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--guests", type=int, default=3_000, help="How many; each has three stays on average.")
        parser.add_argument("--seed", type=int, default=7, help="The same seed on the same day gives the same data.")
        parser.add_argument("--once", action="store_true", help="When hotels exist, only bring demo stays up to today.")

    def handle(self, *_args: Any, guests: int, seed: int, once: bool, **_options: Any) -> None:
        try:
            self._make(guests, seed, once=once)
        except actions.DemoRefused as refused:
            raise CommandError(str(refused)) from refused

    def _make(self, guests: int, seed: int, *, once: bool) -> None:
        now = timezone.now()
        bulk.restore()  # in case a load was interrupted
        if once and Hotel.objects.exists():
            actions.refuse_outside_demo()
            moved = refreshing.refresh(at=now)
            self.stdout.write(f"Demo data is there: {moved.booked} stays booked, {moved.advanced} moved on to today.")
        else:
            totals = actions.generate(guests=guests, seed=seed, at=now, report=self.stdout.write)
            self.stdout.write(
                f"{totals.guests:,} guests, {totals.stays:,} stays, {totals.charges:,} charges in "
                f"{totals.seconds:.1f} s ({totals.per_second:,} guests/s)"
            )
        self._accounts()

    def _accounts(self) -> None:
        self.stdout.write("Demo accounts, one per role:")
        for account in DEMO_ACCOUNTS:
            self.stdout.write(f"  {account.username:<14} {account.label}")
        self.stdout.write(f"  password of all of them: {DEMO_PASSWORD}")
