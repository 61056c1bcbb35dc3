"""Stopping what is not handed over yet: because the guest said no, or because two profiles became one.

Whoever calls holds the guest, as the claim does: what was claimed before is stopped here, nothing is claimed meanwhile.
"""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from guests.models import Guest, Merge
from hotelcrm.outbox.gate.statement import VERDICTS
from hotelcrm.outbox.models import Message, Reason, State
from hotelcrm.outbox.models.message import GONE, WAITING

from .bell import ring

STOPPED = "outbox.stopped"  # in the record of a merge: ids of the messages that its undo lets go on
IN_HOUSE = Q(state__in=WAITING) | Q(state=State.SENDING, handed_at=None)

# The second condition on the state is the one that counts: it is asked again of a row that was changed meanwhile.
REFUSE = f"""
WITH asked AS (
    SELECT id, guest_id, hotel_id, channel, purpose, is_generic, due_at, expires_at, address IS NOT NULL AS at_address
    FROM outbox_message
    WHERE guest_id = %(guest)s AND (state IN ('queued', 'held') OR (state = 'sending' AND handed_at IS NULL))
),
{VERDICTS}
UPDATE outbox_message m
SET state = 'cancelled', reason = CASE v.reason WHEN 'no_consent' THEN 'withdrawn' ELSE v.reason END
FROM verdict v
WHERE m.id = v.id AND v.reason IN ('no_consent', 'generic_only', 'erased', 'restricted', 'too_late')
    AND (m.state IN ('queued', 'held') OR (m.state = 'sending' AND m.handed_at IS NULL))
"""  # noqa: S608 (put together from constants)


def stop_refused(guest: Guest, *, at: datetime) -> int:
    """Cancel what `guest` does not want or must not get any more, unless it was handed over; return how many.

    The gate says what that is; what is too late as well it calls so. What is kept for another reason is left to the
    claim. To be called in the transaction that writes the refusal, holding the guest.
    """
    with connection.cursor() as cursor:
        cursor.execute(REFUSE, {"guest": guest.pk, "at": at})
        return int(cursor.rowcount)


def stop_twins(record: Merge, *, survivor: Guest, absorbed: Guest) -> None:
    """Of two messages for one occasion leave one, after `absorbed` became part of `survivor`; both are held.

    A message of the absorbed guest that did not move, because the survivor has one with its key, is never sent; nor is
    the survivor's, if the other one left already. `let_twins_go` takes it back.
    """
    left = Message.objects.filter(guest=absorbed)
    gone = left.filter(Q(state__in=GONE) | Q(state=State.SENDING, handed_at__isnull=False))
    doubled = Message.objects.filter(guest=survivor, key__in=gone.values("key")).filter(IN_HOUSE)
    ids = sorted({*left.filter(IN_HOUSE).values_list("pk", flat=True), *doubled.values_list("pk", flat=True)})
    Message.objects.filter(IN_HOUSE, pk__in=ids).update(state=State.CANCELLED, reason=Reason.MERGED)
    if ids:
        record.moved[STOPPED] = ids
        record.save(update_fields=["moved"])


def let_twins_go(record: Merge) -> None:
    """Let what `stop_twins` stopped go on: they are two people again. The gate is asked anew when it is claimed.

    What belongs to a mailing that was called off meanwhile stays where it is, as called off.
    """
    stopped = Message.objects.filter(pk__in=record.moved.get(STOPPED, []), state=State.CANCELLED, reason=Reason.MERGED)
    stopped.filter(mailing__cancelled_at__isnull=False).update(reason=Reason.CALLED_OFF)
    if stopped.update(state=State.QUEUED, reason=""):
        ring()
