"""Pairs of hotels made in processes of their own.

A new process imports this module before Django is set up, so nothing that needs Django is imported above a function.
"""

import gc
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .houses import Pair
    from .inventing import Made
    from .rows import Ground

PROCESSES: Final = 2


def make_all(jobs: "Iterable[tuple[Pair, Ground]]", *, seed: int, at: datetime, database: str) -> "Iterator[Made]":
    """Make every pair and yield what it became, in the order in which they are done."""
    spawn = multiprocessing.get_context("spawn")  # a forked child would share our connection
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn, initializer=_begin, initargs=(database,)) as pool:
        waiting = [pool.submit(_make_one, pair, ground, seed, at) for pair, ground in jobs]
        for done in as_completed(waiting):
            yield done.result()


def _begin(database: str) -> None:
    import django
    from django.conf import settings

    gc.disable()  # people and stays refer to each other in no circle, and there are millions
    settings.DATABASES["default"]["NAME"] = database
    django.setup()


def _make_one(pair: "Pair", ground: "Ground", seed: int, at: datetime) -> "Made":
    from .bulk import prepare
    from .inventing import make

    prepare()
    return make(pair, ground, seed=seed, at=at)
