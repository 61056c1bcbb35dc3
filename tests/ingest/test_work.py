"""What must hold when work is cancelled, killed, doubled or late: all of it or nothing, and a retry is right."""

import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest import actions, processing, tasks, undoing, work
from hotelcrm.ingest.models import Applied, Import, Kind, RowFault
from stays.models import Stay
from tests.factories import HotelFactory

from .files import applied, upload

State = Import.State
ROWS = "id,arrival,nights\n" + "".join(f"R{n},2026-10-01,1\n" for n in range(50)) + "R50,soon,1\n"


@pytest.fixture
def hotel(transactional_db: None) -> Hotel:
    return HotelFactory(code="lake")


@pytest.fixture
def pause(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Have something happen just after the rows were written, before the end."""

    def set_up(what: Callable[[], None]) -> None:
        take = processing._take_faults

        def paused(*args):
            what()
            return take(*args)

        monkeypatch.setattr(processing, "_take_faults", paused)

    return set_up


def due(hotel: Hotel, state: str = State.APPLYING) -> Import:
    return actions.begin(upload(ROWS, Kind.STAYS, hotel), state, create=False)


def test_a_killed_backend_leaves_nothing_and_the_retry_is_right(hotel: Hotel, pause) -> None:
    found = due(hotel)
    killed = []

    def kill() -> None:
        if not killed:
            killed.append(connection.connection.get_backend_pid())
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", killed)
            other.close()
            time.sleep(0.2)

    pause(kill)
    after = actions.work_on(found.pk)

    assert (after.state, Stay.objects.count(), Applied.objects.count(), RowFault.objects.count()) == (
        "applying",
        0,
        0,
        0,
    )
    assert work.due() == [found.pk]
    after = actions.work_on(found.pk)
    assert (after.state, after.new, after.rejected, Stay.objects.count()) == ("applied", 50, 1, 50)


def test_cancelling_breaks_off_a_statement_under_way_and_leaves_nothing(hotel: Hotel, pause) -> None:
    found = due(hotel)

    def ask_and_wait() -> None:
        threading.Thread(target=_in_a_thread(lambda: actions.ask_cancel(Import.objects.get(pk=found.pk)))).start()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    pause(ask_and_wait)
    start = time.monotonic()
    after = actions.work_on(found.pk)

    assert time.monotonic() - start < 15
    assert (after.state, after.cancel_asked, Stay.objects.count()) == ("cancelled", False, 0)
    assert Import.objects.get().state == State.CANCELLED


def test_of_two_workers_one_gets_the_work(hotel: Hotel) -> None:
    found = due(hotel)
    first = work.claim(found.pk)

    assert first is not None
    assert work.claim(found.pk) is None
    assert actions.work_on(found.pk) is None


def test_two_workers_at_once_write_every_row_once(hotel: Hotel) -> None:
    found = due(hotel)
    results: list[Import | None] = []
    threads = [
        threading.Thread(target=_in_a_thread(lambda: results.append(actions.work_on(found.pk)))) for _n in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(result is None for result in results) == [False, True]
    assert Stay.objects.count() == 50


def test_two_files_with_the_same_rows_at_once_write_every_row_once(hotel: Hotel) -> None:
    two = [due(hotel), due(hotel)]
    threads = [threading.Thread(target=_in_a_thread(partial(actions.work_on, one.pk))) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Stay.objects.count() == 50
    assert sorted(Import.objects.values_list("new", "unchanged")) == [(0, 50), (50, 0)]


def test_a_file_waits_its_turn_visibly_and_others_are_checked_meanwhile(hotel: Hotel) -> None:
    waiting, looked_at = due(hotel), due(hotel, State.PREVIEWING)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(processing.TURN.replace("_xact", ""))
    thread = threading.Thread(target=_in_a_thread(lambda: actions.work_on(waiting.pk)))
    thread.start()
    assert (actions.work_on(looked_at.pk) or looked_at).state == "previewed"
    for _try in range(100):
        waiting.refresh_from_db()
        if waiting.phase:
            break
        time.sleep(0.1)
    seen = waiting.get_phase_display()
    other.close()
    thread.join()

    assert seen == "waiting for another import"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.new) == ("applied", 50)


def test_a_worker_that_was_given_up_cannot_write(hotel: Hotel, pause) -> None:
    """Its lease ran out, and another one took over before it came back."""
    found = due(hotel)
    taken = uuid.uuid4()
    pause(lambda: _aside(f"UPDATE ingest_import SET attempt = '{taken}' WHERE id = {found.pk}"))
    after = actions.work_on(found.pk)

    assert (after.state, after.attempt, Stay.objects.count()) == ("applying", taken, 0)


def test_the_sweep_rings_for_work_whose_worker_is_gone(hotel: Hotel, monkeypatch: pytest.MonkeyPatch) -> None:
    lost, held, done = due(hotel), due(hotel), applied(ROWS, Kind.STAYS, hotel)
    now = timezone.now()
    Import.objects.filter(pk=lost.pk).update(attempt=uuid.uuid4(), lease_until=now - timedelta(seconds=1))
    Import.objects.filter(pk=held.pk).update(attempt=uuid.uuid4(), lease_until=now + timedelta(seconds=30))
    rung: list[int] = []
    monkeypatch.setattr(tasks.work_on_import, "delay", rung.append)
    tasks.sweep()

    assert (rung, done.state) == ([lost.pk], "applied")


def test_a_file_that_breaks_its_worker_every_time_is_given_up(hotel: Hotel) -> None:
    found = due(hotel)
    Import.objects.filter(pk=found.pk).update(tries=work.MOST_TRIES)
    after = actions.work_on(found.pk)

    assert (after.state, after.message, Stay.objects.count()) == ("failed", actions.TRIED, 0)


def test_an_error_of_ours_is_told_without_quoting_a_row(hotel: Hotel, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'R1'::int")

    monkeypatch.setattr(processing, "_counts", broken)
    after = actions.work_on(due(hotel).pk)

    assert (after.state, after.message, Stay.objects.count()) == ("failed", actions.BROKEN, 0)


def test_an_undo_that_failed_leaves_the_import_applied_to_be_undone_again(
    hotel: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'R1'::int")

    found = applied(ROWS, Kind.STAYS, hotel)
    written = Stay.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(undoing, "_restore", broken)
        after = actions.work_on(actions.ask_undo(found).pk)
    assert (after.state, after.message, Stay.objects.count()) == ("applied", actions.BROKEN, written)

    undone = actions.work_on(actions.ask_undo(after).pk)
    assert (undone.state, undone.message, Stay.objects.count()) == ("undone", "", 0)


def test_asking_twice_is_refused(hotel: Hotel) -> None:
    found = applied(ROWS, Kind.STAYS, hotel)
    actions.ask_undo(found)

    with pytest.raises(actions.NotNow):
        actions.ask_undo(found)


def test_progress_can_be_watched_from_outside(hotel: Hotel, pause) -> None:
    found = due(hotel)
    seen = []

    def look() -> None:
        time.sleep(1.5)
        seen.append(_aside("SELECT phase, done, lease_until FROM ingest_import"))

    pause(look)
    actions.work_on(found.pk)

    phase, done, lease_until = seen[0]
    assert (phase, done) == ("writing", 51)
    assert lease_until > timezone.now() + timedelta(seconds=30)


def _aside(statement: str):
    """What another connection finds, or does."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
    finally:
        other.close()


def _in_a_thread(action: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            action()
        finally:
            connection.close()

    return run
