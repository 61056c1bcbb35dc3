"""Guests entered on a promotion's list from a file, and taken off it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from loyalty.models import Promotion

MOST_BYTES = 4_000_000
_DIGITS = 12  # a guest number has fewer
_ENTER = """
    WITH RECURSIVE asked AS (SELECT unnest(%(numbers)s::bigint[]) AS number),
    found AS (
        SELECT a.number, g.id AS guest_id, g.merged_into_id
        FROM asked a JOIN guests_guest g ON g.number = a.number WHERE g.erased_at IS NULL
        UNION ALL
        SELECT f.number, g.id, g.merged_into_id FROM found f JOIN guests_guest g ON g.id = f.merged_into_id
    ),
    added AS (
        INSERT INTO loyalty_promotionguest (promotion_id, guest_id)
        SELECT %(promotion)s, guest_id FROM found WHERE merged_into_id IS NULL GROUP BY guest_id ORDER BY guest_id
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT (SELECT count(*) FROM added),
        ARRAY(SELECT number FROM asked EXCEPT SELECT number FROM found ORDER BY number)
"""


class Unreadable(Exception):
    """The file holds something else than guest numbers; the text says where."""


@dataclass(frozen=True)
class Listed:
    """How many guests came onto the list, and the numbers that no guest has."""

    added: int
    unknown: Sequence[int]


def numbers_in(raw: bytes) -> list[int]:
    """The guest numbers at the beginning of each line of a text or CSV file, each once; a first line of words is heads.

    Raises Unreadable for a line that begins with anything else, and for text that is not UTF-8.
    """
    try:
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise Unreadable(_("This is not a text file in UTF-8.")) from fault
    found: dict[int, None] = {}
    for line, row in enumerate(rows, start=1):
        cell = row[0].strip() if row else ""
        if cell.isascii() and cell.isdecimal() and len(cell) <= _DIGITS:
            found[int(cell)] = None
        elif cell and line > 1:
            raise Unreadable(_("Line %(line)s does not begin with a guest number.") % {"line": line})
    return list(found)


@transaction.atomic
def list_guests(promotion: Promotion, *, numbers: Sequence[int], by: User) -> Listed:
    """Put the guests with these numbers on the list of `promotion`, those there already aside.

    A guest that was merged into another is entered as that one. One statement, however many there are.
    """
    with trail("loyalty.list_guests", by=by, promotion=promotion.pk), connection.cursor() as cursor:
        cursor.execute(_ENTER, {"numbers": list(numbers), "promotion": promotion.pk})
        [(added, unknown)] = cursor.fetchall()
    return Listed(added, unknown)


@transaction.atomic
def empty_list(promotion: Promotion, *, by: User) -> int:
    """Take all guests off the list of `promotion`, and return how many they were."""
    with trail("loyalty.empty_list", by=by, promotion=promotion.pk):
        count, _by_model = promotion.listed.all().delete()
    return count
