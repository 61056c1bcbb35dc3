"""Who is at work on an import: claimed by a lease, watched while it goes on, fenced when it ends.

Truth is the import's row. A worker takes it with an attempt number of its own and a lease that a thread renews; when
the worker dies the lease runs out and the next one takes over. What an attempt did is kept only if the row still
carries its number, in the same transaction: a worker that was given up cannot come back and write.
"""

import threading
import uuid
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from hotelcrm.running.heartbeat import beat

from .models import Import

State = Import.State
AT_WORK = (State.PREVIEWING, State.APPLYING, State.UNDOING)
LEASE = timedelta(seconds=60)
TICK = 1.0  # seconds between two looks of the watch
MOST_TRIES = 3


class Cancelled(Exception):
    """Somebody asked to stop."""


class Lost(Exception):
    """Another attempt has taken over; what this one did must not be kept."""


class Job:
    """One attempt at one import. Use it as a context: inside, a watch renews the lease and reports progress."""

    def __init__(self, upload: Import, attempt: uuid.UUID, *, as_worker: bool = False, watched: bool = True) -> None:
        self.upload = upload
        self.attempt = attempt
        self.as_worker = as_worker
        self.watched = watched
        self.done = 0
        self.phase_name = ""
        self.stop: type[Exception] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"import-{upload.pk}", daemon=True)
        self._phase_at = timezone.now()

    # What the work tells

    def phase(self, name: str) -> None:
        """The work has come to `name`, one of `Import.Phase`."""
        self.check()
        self.phase_name, self.done, self._phase_at = name, 0, timezone.now()

    def rows(self, done: int) -> None:
        """So many rows of this phase are done."""
        self.check()
        self.done = done

    def check(self) -> None:
        """Raise `Cancelled` or `Lost` when the work should end."""
        if self.stop is not None:
            raise self.stop

    def finish(self, state: str, **fields: Any) -> None:
        """End the work in `state`, if this attempt still holds it; else raise `Lost`, which undoes the transaction."""
        fields |= {"attempt": None, "lease_until": None, "cancel_asked": False, "tries": 0, "phase": ""}
        fields.setdefault("message_facts", {})
        if not self._mine().update(state=state, finished_at=Now(), **fields):
            raise Lost

    @property
    def before(self) -> str:
        """The state to go back to when the work is cancelled."""
        return {State.UNDOING: State.APPLIED}.get(State(self.upload.state), State.CANCELLED)

    @property
    def fallen(self) -> str:
        """The state after a failure. Of an undo that failed everything is still written, and it can be asked again."""
        return {State.UNDOING: State.APPLIED}.get(State(self.upload.state), State.FAILED)

    def give_back(self) -> None:
        """Let the next one try at once, if the server answers again; else the lease runs out by itself."""
        with suppress(OperationalError, InterfaceError):
            self._mine().update(attempt=None, lease_until=None)

    def _mine(self) -> Any:
        return Import.objects.filter(pk=self.upload.pk, attempt=self.attempt)

    # The watch

    def __enter__(self) -> Self:
        self._main = connection.connection or None
        if self.watched:
            connection.ensure_connection()
            self._main = connection.connection
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self.watched:
            self._thread.join()

    def _watch(self) -> None:
        try:
            while not self._over.wait(TICK) and self.stop is None:
                with suppress(OperationalError):  # the row is locked: by ourselves, about to finish
                    self._look()
        finally:
            connection.close()

    def _look(self) -> None:
        """Renew the lease, say how far it is, and see whether to go on; a statement under way is broken off."""
        now = timezone.now()
        kept = self._mine().update(
            lease_until=now + LEASE, done=self.done, phase=self.phase_name, phase_at=self._phase_at
        )
        if self.as_worker:
            beat("worker")
        if not kept:
            self.stop = Lost
        elif self._mine().filter(cancel_asked=True).exists():
            self.stop = Cancelled
        if self.stop is not None and self._main is not None:
            self._main.cancel()


def claim(upload_id: int, *, as_worker: bool = False, watched: bool = True) -> Job | None:
    """Take the import if it is due and nobody is at it; None otherwise. One statement: of two who ask, one gets it."""
    attempt, now = uuid.uuid4(), timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    taken = Import.objects.filter(free, pk=upload_id, state__in=AT_WORK).update(
        attempt=attempt, lease_until=now + LEASE, done=0, phase="", phase_at=now, tries=F("tries") + 1
    )
    if not taken:
        return None
    return Job(Import.objects.get(pk=upload_id), attempt, as_worker=as_worker, watched=watched)


def due() -> list[int]:
    """Imports that somebody should be at, and nobody is."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return list(Import.objects.filter(free, state__in=AT_WORK).order_by("pk").values_list("pk", flat=True))
