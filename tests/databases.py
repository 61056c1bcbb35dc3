"""A database for each process of the tests: the first of a run migrates its own, the others copy what that became."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection

from hotelcrm.running import environment


@contextmanager
def migrated_once(run: str, width: int) -> Iterator[None]:
    """In the block, which makes this process its database, one process of the `run` is alone with Django's template.

    The first of `width` processes leaves a model of its database, the last drops it. What a run that was broken off
    has left, the next one replaces.
    """
    model = f"{environment.test_database_name()}_model"
    with (Path(tempfile.gettempdir()) / f"{model}-{os.geteuid()}.lock").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ready = _ready(file, run) % width  # after the last the model is gone: a stand-in for a dead process migrates
        connection.settings_dict["TEST"]["TEMPLATE"] = model if ready else None
        yield
        file.truncate(0)  # whoever dies while the model changes leaves no word that there is one
        _keep(model, is_first=not ready, is_last=ready + 1 == width)
        file.write(f"{run} {ready + 1}")


def _ready(file: IO[str], run: str) -> int:
    """How many processes of this run have their database."""
    file.seek(0)
    noted, _, ready = file.read().partition(" ")
    return int(ready) if noted == run else 0


def _keep(model: str, *, is_first: bool, is_last: bool) -> None:
    """Copy the database of the first for the others; after the last nobody needs that."""
    connection.close()
    with connection.creation._nodb_cursor() as cursor:
        if is_first or is_last:
            cursor.execute(f'DROP DATABASE IF EXISTS "{model}"')
        if is_first:
            cursor.execute(f'CREATE DATABASE "{model}" TEMPLATE "{connection.settings_dict["NAME"]}"')
