from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest import actions
from hotelcrm.ingest.faults import SENTENCES
from hotelcrm.ingest.models import Import, Kind
from hotelcrm.ingest.reading import Refused

FIRST_FAULTS = 10


class Command(BaseCommand):
    help = "Read guests, stays, charges or reviews from a file. Shows what would happen; --apply makes it happen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=Kind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", help="How the columns are read: hotel-bookings, or the name of a saved one.")
        parser.add_argument("--hotel", help="Code of the hotel that the rows belong to, unless a column says it.")
        parser.add_argument("--apply", action="store_true", help="Write, instead of only looking.")

    def handle(self, *_: object, kind: str, file: Path, **options: Any) -> None:
        try:
            upload = self._upload(kind, file, mapping=options["mapping"], hotel=options["hotel"])
            upload = self._work(upload, apply=options["apply"])
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        if upload.state != (Import.State.APPLIED if options["apply"] else Import.State.PREVIEWED):
            raise CommandError(self._why_not(upload))
        self._report(upload, applied=options["apply"])

    def _upload(self, kind: str, file: Path, *, mapping: str | None, hotel: str | None) -> Import:
        with file.open("rb") as raw:
            upload = actions.upload_file(
                raw, kind=kind, name=file.name, hotel=self._hotel(hotel), by=None, at=timezone.now()
            )
        if not mapping:
            return upload
        try:
            return actions.use_mapping(upload, name=mapping)
        except Refused:
            upload.delete()  # nobody will go on with it
            raise

    def _hotel(self, code: str | None) -> Hotel | None:
        if code is None:
            return None
        try:
            return Hotel.objects.get(code=code)
        except Hotel.DoesNotExist as error:
            known = ", ".join(Hotel.objects.values_list("code", flat=True)) or "none"
            raise CommandError(f"There is no hotel {code}; known: {known}.") from error

    def _work(self, upload: Import, *, apply: bool) -> Import:
        wanted = Import.State.APPLYING if apply else Import.State.PREVIEWING
        for one in upload.options.get("create_hotels", ()):
            if not Hotel.objects.filter(code=one["code"]).exists():
                self.stdout.write(f"{'Creates' if apply else 'Would create'} the hotel {one['code']}.")
        upload = actions.begin(upload, wanted, create=True)
        actions.work_on(upload.pk)  # unless the worker is at it already
        upload.refresh_from_db()
        return upload

    def _why_not(self, upload: Import) -> str:
        """What became of an import that did not end where it should have; the history shows it too."""
        if upload.state == Import.State.FAILED:
            return upload.said
        if upload.state in {Import.State.PREVIEWING, Import.State.APPLYING}:
            return (
                f"The import is not finished: {upload.get_state_display()}. The worker is at it or goes on with it; "
                "see its page under Imports."
            )
        return f"The import was stopped, nothing was written. It is: {upload.get_state_display()}."

    def _report(self, upload: Import, *, applied: bool) -> None:
        self.stdout.write(
            f"{upload.total:,} rows of {upload.get_kind_display()}, mapping {upload.mapping_name or 'guessed'}"
        )
        for name in ("new", "changed", "unchanged", "rejected", "doubtful"):
            self.stdout.write(f"  {name:<10}{getattr(upload, name):>9,}")
        reasons = upload.faults.values("column", "code", "severity").annotate(n=Count("pk")).order_by("severity", "-n")
        for one in reasons[:FIRST_FAULTS]:
            self.stdout.write(f"  {one['n']:>9,} x {one['severity']}: {one['column']} {SENTENCES[one['code']]}")
        for fault in upload.faults.order_by("severity", "line")[:FIRST_FAULTS]:
            self.stdout.write(f"  line {fault.line}: {fault.column} {SENTENCES[fault.code]}")
        if not applied:
            self.stdout.write("Nothing was written; --apply does.")
            upload.delete()  # nobody waits for it: the history would call it ready to apply for ever
