"""Two pages for whoever watches over us: ``/healthz`` (this process answers), ``/readyz`` (all that it needs works).

They say what is missing, never where it is or with which secret.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from celery import current_app
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from hotelcrm.running.models import Heartbeat

HEARTBEAT_SECONDS: Final = 15
SILENT_AFTER: Final = timedelta(seconds=4 * HEARTBEAT_SECONDS)

_migrated = False


def alive() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready() -> JsonResponse:
    """200 when every part works, else 503; each part with ``ok`` or the reason why not."""
    parts = {name: check() for name, check in CHECKS.items()}
    works = all(state == "ok" for state in parts.values())
    return JsonResponse({"ready": works, "parts": parts}, status=200 if works else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:  # not DatabaseError: a connection that broke raises InterfaceError, which is none
        return "does not answer"
    return "ok"


def _queue() -> str:
    try:
        with current_app.connection_for_write(connect_timeout=2) as queue:
            queue.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception:  # noqa: BLE001 - each transport has exceptions of its own, and the answer is the same
        return "does not answer"
    return "ok"


def migrations() -> str:
    """Asked until the answer is yes: a running process never loses migrations."""
    global _migrated  # noqa: PLW0603 - a memo of this process
    if _migrated:
        return "ok"
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "unknown"
    _migrated = not missing
    return "ok" if _migrated else f"{len(missing)} to apply: run `manage.py migrate`"


def _heartbeat(name: str) -> str:
    try:
        beat = Heartbeat.objects.filter(name=name).first()
    except Error:
        return "unknown"
    if beat is None:
        return "never heard of"
    silence = timezone.now() - beat.at
    return "ok" if silence < SILENT_AFTER else f"silent for {int(silence.total_seconds())} s"


CHECKS: Final[dict[str, Callable[[], str]]] = {
    "database": _database,
    "queue": _queue,
    "migrations": migrations,
    "worker": lambda: _heartbeat("worker"),
    "beat": lambda: _heartbeat("beat"),
}
