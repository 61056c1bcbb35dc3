"""Start and stop the embedded servers: both, in order, by one process at a time."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path

from hotelcrm.running import environment
from hotelcrm.running.embedded.owner import ServerError, find_owner, make_directories
from hotelcrm.running.embedded.postgres import Postgres
from hotelcrm.running.embedded.valkey import Valkey

Server = Postgres | Valkey

NEEDED_FREE_BYTES = 300 * 1024**2


def all_servers() -> list[Server]:
    """The servers that this environment leaves to us, in starting order."""
    owner = find_owner()
    servers: list[Server] = []
    if environment.database().embedded:
        servers.append(Postgres(owner))
    if environment.queue_is_embedded():
        servers.append(Valkey(owner))
    return servers


def start(*, keep: bool = False) -> list[str]:
    """Start what is not running and return its names; any number of processes may call this at once.

    ``keep`` marks the servers as wanted for longer than one ``manage.py up``. Raises ServerError.
    """
    with _alone():
        servers = all_servers()
        if keep and servers:
            _kept().touch()
        missing = [server for server in servers if not server.is_ready()]
        if not missing:
            return []
        _check_space()
        make_directories(missing[0].owner)
        for server in missing:
            server.start()
        return [server.name for server in missing]


def stop() -> list[str]:
    """Stop what is running, in reverse order, and return its names."""
    with _alone():
        _kept().unlink(missing_ok=True)
        running = [server for server in reversed(all_servers()) if server.is_ready()]
        for server in running:
            server.stop()
        return [server.name for server in running]


def stop_unless_kept() -> list[str]:
    """Stop the servers that nobody asked for by name: what ``manage.py up`` does when it ends."""
    return [] if _kept().exists() else stop()


def _kept() -> Path:
    return environment.data_dir() / "services.kept"


@contextmanager
def _alone() -> Iterator[None]:
    with (environment.data_dir() / "services.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def tightest_place() -> tuple[Path, int]:
    """Of the places that fill up, the one with the least room, and its free bytes.

    The database is not always in the data directory: see `environment.servers_dir`.
    """
    places = [environment.data_dir()]
    if environment.database().embedded:
        places.append(environment.servers_dir())
    return min(((place, _free(place)) for place in places), key=itemgetter(1))


def _free(place: Path) -> int:
    """Bytes free on the disk on which `place` is, or will be."""
    return shutil.disk_usage(next(path for path in (place, *place.parents) if path.exists())).free


def _check_space() -> None:
    place, free = tightest_place()
    if free < NEEDED_FREE_BYTES:
        raise ServerError(
            f"Only {free // 1024**2} MB are free where {place} is; the database needs at least "
            f"{NEEDED_FREE_BYTES // 1024**2} MB. Free some space, or set HOTELCRM_DATA to another disk."
        )
