"""``manage.py bench [NAME ...] --guests N``: the figures, one JSON object a line."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.running import Run, all_benches
from hotelcrm.bench.site import serving

MANY = 1_000_000


class Command(BaseCommand):
    help = "Measure, on a database of its own, and print one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="which; all of them, if none is named")
        parser.add_argument("--guests", type=int, default=MANY, help=f"how many guests there are ({MANY:,})")

    def handle(self, *, names: list[str], guests: int, **_options: Any) -> None:
        known = all_benches()
        unknown = sorted(set(names) - known.keys())
        if unknown:
            raise CommandError(f"No benchmark {', '.join(unknown)}; there are {', '.join(known)}.")
        self.stderr.write(f"Preparing {guests:,} guests in {DATABASE} ...")
        database.prepare(guests, report=self.stderr.write)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # else the server would outlive a killed run
        with serving() as port:
            run = Run(guests, port)
            for name in names or known:
                for figure in known[name](run):
                    self.stdout.write(str(figure))
                    self.stdout.flush()
