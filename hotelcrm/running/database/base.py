"""The engine of an embedded database: whoever first needs the database has it started.

This is the one place that knows for certain that a command needs the database: it is about to connect.
"""

import os
from typing import Any

import psycopg2
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from hotelcrm.running.embedded import servers
from hotelcrm.running.embedded.owner import ServerError


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg2.OperationalError as error:
            if not _nothing_listens(error) or os.environ.get("HOTELCRM_SUPERVISED"):
                raise
        try:
            servers.start()
        except ServerError as error:
            raise OperationalError(str(error)) from error
        return super().get_new_connection(conn_params)


def _nothing_listens(error: Exception) -> bool:
    """No socket, nobody behind it, or a server that is starting or stopping just now."""
    message = str(error)
    return any(
        words in message
        for words in ("No such file", "Connection refused", "is starting up", "is shutting down", "Permission denied")
    )
