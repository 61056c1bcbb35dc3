"""Valkey from its wheel: the queue's store, kept on disk, reached by a socket in a closed directory."""

import os
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from hotelcrm.running import environment
from hotelcrm.running.embedded import owner as owners
from hotelcrm.running.embedded.owner import Owner, ServerError

START_SECONDS = 30

# The default persists nothing. Never evict: a queue that forgets is worse than one that refuses.
CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
daemonize yes
pidfile "{home}/valkey.pid"
logfile "{log}"
loglevel warning
dir "{home}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


class Valkey:
    """The embedded queue server."""

    name = "valkey"

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.home = environment.servers_dir() / "valkey"
        self.socket = environment.sockets_dir() / "valkey.sock"
        self.log = environment.servers_dir() / "log" / "valkey.log"

    def is_ready(self) -> bool:
        client = self._client()
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def start(self) -> None:
        """Start and wait until it answers. Idempotent."""
        configuration = self.home / "valkey.conf"
        configuration.write_text(CONFIGURATION.format(socket=self.socket, home=self.home, log=self.log))
        os.chown(configuration, self.owner.uid, self.owner.gid)
        self.owner.run([owners.valkey_program(self.owner), configuration], cwd=self.home)
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise ServerError(f"Valkey does not answer after {START_SECONDS} s; see {self.log}.")
            time.sleep(0.05)

    def stop(self) -> None:
        client = self._client()
        try:
            client.shutdown()
        except redis.ConnectionError:
            return  # was not there
        finally:
            client.close()

    def _client(self) -> redis.Redis:
        # No retries: no answer is an answer here, and the usual ones take four seconds.
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=30, retry=Retry(NoBackoff(), 0))
