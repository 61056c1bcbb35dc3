"""Statements that the server plans once for each connection, not once for each posting.

Planning costs more than doing: without this a posting takes twice as long. Whoever puts a pooler before the server
lets it keep sessions together (PgBouncer: ``pool_mode = session``).
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

# What may be passed, and as what.
TYPES = {
    "member": "bigint",
    "kind": "text",
    "points": "bigint",
    "qualifying": "bigint",
    "key": "text",
    "on": "date",
    "at": "timestamptz",
    "hotel": "bigint",
    "stay": "bigint",
    "promotion": "bigint",
    "reverses": "bigint",
    "by": "bigint",
    "reason": "text",
    "details": "jsonb",
    "active": "date",
    "until": "date",
    "entry": "bigint",
    "lot_points": "bigint[]",
    "lot_remaining": "bigint[]",
    "lot_opened": "date[]",
    "lot_expires": "date[]",
    "use_lots": "bigint[]",
    "use_points": "bigint[]",
}
PLACE = re.compile(r"%\((\w+)\)s")

# A new connection has nothing prepared, and is a new object.
_known_to: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


class Prepared:
    """Statements with named places, as psycopg2 writes them; sent at once, each sees what the one before it did."""

    def __init__(self, *texts: str) -> None:
        self._parts = [_Part(text) for text in texts]
        self._call = "; ".join(part.call for part in self._parts)

    def run(self, cursor: CursorWrapper, facts: Mapping[str, Any]) -> None:
        """Execute them in one round trip, all of them prepared; the cursor has the result of the last one."""
        known = _known_to.get(connection.connection)
        if known is None:
            known = _known_to[connection.connection] = set()
        for part in self._parts:
            if part.name not in known:
                cursor.execute(part.preparation)
                known.add(part.name)
        cursor.execute(self._call, facts)


class _Part:
    def __init__(self, text: str) -> None:
        names = list(dict.fromkeys(PLACE.findall(text)))
        self.name = f"ledger_{sha256(text.encode()).hexdigest()[:16]}"
        numbered = PLACE.sub(lambda place: f"${names.index(place[1]) + 1}", text)
        self.preparation = f"PREPARE {self.name} ({', '.join(TYPES[name] for name in names)}) AS {numbered}"
        self.call = f"EXECUTE {self.name} ({', '.join(f'%({name})s' for name in names)})"
