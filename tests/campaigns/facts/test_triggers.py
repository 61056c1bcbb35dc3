"""Every table that the statement reads is watched: the planner says which those are."""

import pytest
from django.db import connection

from campaigns.facts.counting import parameters
from campaigns.facts.statement import EVERYBODY, FACTS, SOME
from hotelcrm.running.arrays import literal
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

OWN = "campaigns_guestfacts"
NOT_ASKED = "loyalty_programme"  # its terms come as parameters
WATCHED = """
    SELECT c.relname, array_agg(CASE WHEN t.tgtype & 4 > 0 THEN 'insert' WHEN t.tgtype & 8 > 0 THEN 'delete'
        ELSE 'update' END ORDER BY t.tgname)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE p.proname = 'campaigns_note_' || c.relname AND t.tgenabled = 'O' AND t.tgtype & 3 = 0
    GROUP BY c.relname
"""


def _read(statement: str) -> set[str]:
    """The tables in the plan of a statement; none is left out of it, for each changes what comes of it."""
    found: set[str] = set()

    def walk(part: object) -> None:
        if isinstance(part, dict):
            found.update([part["Relation Name"]] if "Relation Name" in part else [])
            part = list(part.values())
        for one in part if isinstance(part, list) else ():
            walk(one)

    with connection.cursor() as cursor:
        given = parameters(TODAY) | {"guests": literal([1])}
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", given)
        walk(cursor.fetchone()[0])
    return found


def test_every_table_that_is_read_is_watched():
    with connection.cursor() as cursor:
        cursor.execute(WATCHED)
        watched = dict(cursor.fetchall())

    read = _read(FACTS.format(whom=EVERYBODY)) | _read(FACTS.format(whom=SOME)) | {NOT_ASKED}
    assert len(read) > 20
    assert watched == {table: ["delete", "insert", "update"] for table in read - {OWN}}
