"""An end to a call over HTTP as a whole: the patience of `requests` begins anew with every byte that trickles in."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Watch:
    """Hangs up on whatever its sessions are connected to when time is over; used by one thread."""

    def __init__(self) -> None:
        self._connections: WeakSet[HTTPConnection] = WeakSet()
        self.is_over = False  # whether it hung up on the last call

    def mount(self, session: requests.Session) -> None:
        """Watch the connections that `session` opens from now on."""
        session.mount("https://", _Adapter(self))
        session.mount("http://", _Adapter(self))

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Hang up if the block takes longer: what it was reading then breaks off, as if the provider had hung up."""
        self.is_over = False
        timer = Timer(seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def opened(self, connection: HTTPConnection) -> None:
        """`connection` has a socket now."""
        self._connections.add(connection)
        if self.is_over:
            self._hang_up()

    def _hang_up(self) -> None:
        self.is_over = True
        for connection in list(self._connections):
            if connection.sock is not None:
                # The socket's own, also below TLS: whoever reads it is in another thread, and must not lose his object.
                with suppress(OSError):
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Opens connections that the watch knows of, by way of a proxy too."""

    def __init__(self, watch: Watch) -> None:
        self._classes = _classes(watch)
        super().__init__()

    def init_poolmanager(self, *args: Any, **facts: Any) -> None:
        super().init_poolmanager(*args, **facts)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, *args: Any, **facts: Any) -> Any:
        manager = super().proxy_manager_for(*args, **facts)
        manager.pool_classes_by_scheme = self._classes
        return manager


def _classes(watch: Watch) -> dict[str, type[HTTPConnectionPool]]:
    """Pools for both schemes; urllib3 makes pools and connections itself, so that the watch is in their classes."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.opened(self)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.opened(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
