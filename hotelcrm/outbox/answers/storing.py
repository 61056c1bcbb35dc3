"""Keep what a provider reports before anything is made of it."""

from collections.abc import Iterable

from django.db import transaction

from hotelcrm.outbox.actions.suppressing import index_of
from hotelcrm.outbox.models import Callback, Sender
from hotelcrm.outbox.transports import transport_called
from hotelcrm.outbox.transports.reports import Report

# Before what stands for a message or an address, where a report does not name a message as the provider does.
OURS, WHOSE = "message:", "address:"


def store(transport: str, reports: Iterable[Report], *, sender: Sender | None) -> None:
    """Keep `reports` of `transport`, each once by its key however often it is told, and ring for their application.

    `sender` is the one whose secret was known: only of its own messages is anything believed. None: of the transport's.
    When this returns they are durable, unless an outer transaction is open: only then may the provider be thanked.
    """
    rows = [_row(transport, report, sender) for report in reports]
    if not rows:
        return
    with transaction.atomic():
        Callback.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(_ring, robust=True)


def _row(transport: str, report: Report, sender: Sender | None) -> Callback:
    return Callback(
        transport=transport,
        sender=sender,
        key=report.key,
        kind=report.kind,
        reference=_reference(transport, report),
        code=report.code[:60],
        happened_at=report.happened_at,
        raw=report.raw,
    )


def _reference(transport: str, report: Report) -> str:
    if report.message_id is not None:
        return f"{OURS}{report.message_id}"
    if report.address:
        return f"{WHOSE}{index_of(transport_called(transport).channel, report.address).hex()}"
    return report.reference


def _ring() -> None:
    from hotelcrm.outbox.tasks import apply_reports

    apply_reports.delay()
