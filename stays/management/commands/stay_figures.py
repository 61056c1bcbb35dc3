"""``manage.py stay_figures``: what the stays in the database add up to."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hotelcrm.accounts.models import Hotel
from stays.figures import Period
from stays.figures.report import reports
from stays.models import Stay, StayQuerySet


class Command(BaseCommand):
    help = "Print the figures of stays: all of them, or those of some hotels, of one source, of a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hotel", action="append", default=[], metavar="CODE", help="may be given several times")
        parser.add_argument("--source", default="", help="only stays that came from this system or mapping")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day")
        parser.add_argument(
            "--to", dest="end", type=date.fromisoformat, metavar="YYYY-MM-DD", help="day after the last"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a line for each figure")

    def handle(self, **options: Any) -> None:
        figures = reports(_stays(options["hotel"], options["source"]), _period(options["start"], options["end"]))
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name}: {json.dumps(value, ensure_ascii=False)}")


def _stays(codes: list[str], source: str) -> StayQuerySet:
    stays = Stay.objects.all()
    if codes:
        unknown = set(codes) - set(Hotel.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown:
            known = ", ".join(Hotel.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No hotel {', '.join(sorted(unknown))}; there are: {known}.")
        stays = stays.filter(hotel__code__in=codes)
    return stays.filter(source=source) if source else stays


def _period(start: date | None, end: date | None) -> Period | None:
    if start is None and end is None:
        return None
    if start is None or end is None or start >= end:
        raise CommandError("Give --from and --to together, the first day and the day after the last.")
    return Period(start, end)
