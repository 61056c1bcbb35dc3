"""``manage.py messages``: extract, check or compile the translations."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hotelcrm.frame import catalogue


class Command(BaseCommand):
    help = "Keep the translation catalogue: sync (extract from the sources), check, compile."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["sync", "check", "compile"])

    def handle(self, *_args: Any, verb: str, **_options: Any) -> None:
        if verb == "compile":
            self.stdout.write(f"Compiled {catalogue.compile_catalogue().name}.")
            return
        if verb == "sync":
            self.stdout.write(f"{len(catalogue.sync())} messages.")
            return
        faults = catalogue.faults()
        for fault in faults:
            self.stdout.write(f"{fault.problem}: {fault.msgid!r} ({fault.where})")
        if faults:
            message = f"{len(faults)} messages need work; run `manage.py messages sync` and translate what is empty."
            raise CommandError(message)
        self.stdout.write("Every message is translated.")
