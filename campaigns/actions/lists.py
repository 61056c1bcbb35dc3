"""A segment frozen to a list: who was in it at one moment."""

from datetime import date, datetime

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy

from campaigns.models import GuestList, Segment
from campaigns.segments.compiling import compiled
from campaigns.segments.sizing import was_cut_off
from campaigns.segments.tree import parse
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .refusal import Refused

PATIENCE = "60s"
_KEEP = """
INSERT INTO campaigns_listedguest (list_id, guest_id) SELECT %s, f.guest_id FROM campaigns_guestfacts f WHERE {}
"""


class EmptyList(Refused):
    sentence = gettext_lazy("Nobody is in this segment now, so there is nothing to keep.")


class TooLong(Refused):
    sentence = gettext_lazy("This takes longer than a minute. Ask for fewer days, or narrow it down first.")


def freeze(segment: Segment, *, name: str, key: str, today: date, by: User, at: datetime) -> GuestList:
    """Write down who is in `segment` now, in one statement, and return the list; the same `key` again is the same list.

    Raises `EmptyList`, `TooLong`, and `BadRule` where a segment within is gone.
    """
    with transaction.atomic(), trail("campaigns.freeze", by=by, segment=segment.pk):
        made = compiled(parse(segment.rule), today=today)
        row, is_new = GuestList.objects.get_or_create(
            key=key, defaults={"name": name, "segment": segment, "rule": segment.rule, "size": 0, "by": by, "at": at}
        )
        if not is_new:
            return row
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
            try:
                cursor.execute(_KEEP.format(made.sql), [row.pk, *made.params])
            except OperationalError as error:
                if not was_cut_off(error):
                    raise
                raise TooLong from error
            row.size = cursor.rowcount
        if not row.size:
            raise EmptyList
        row.save(update_fields=["size"])
    return row
