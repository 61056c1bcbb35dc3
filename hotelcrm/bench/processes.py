"""Several processes at once, begun together."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from multiprocessing import get_context
from typing import Any

from django.db import connection

Job = Callable[[], Any]


def together(jobs: Sequence[Job]) -> tuple[float, list[Any]]:
    """Run each in a process of its own: seconds from their common start to the last end, and their answers."""
    connection.close()  # a child would share it
    forks = get_context("fork")
    begin, answers = forks.Barrier(len(jobs) + 1), forks.SimpleQueue()

    def child(job: Job) -> None:
        begin.wait()
        answers.put(job())
        connection.close()

    processes = [forks.Process(target=child, args=(job,)) for job in jobs]
    for process in processes:
        process.start()
    begin.wait()
    start = time.perf_counter()
    for process in processes:
        process.join()
    seconds = time.perf_counter() - start
    if any(process.exitcode for process in processes):
        raise RuntimeError("A process of the benchmark failed.")
    with closing(answers):
        return seconds, [answers.get() for _job in jobs]
