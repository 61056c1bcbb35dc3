"""Guests leave campaigns before their end: because they said no, or because two profiles became one.

Whoever calls holds the guests, as the steps do: no step is taken meanwhile.
"""

from datetime import datetime
from typing import Any

from campaigns.models import CampaignState, Enrolment, Step
from guests.models import Guest, Merge
from hotelcrm.outbox.gate.asking import Question, ask
from hotelcrm.outbox.models import Reason

Exit = Enrolment.Exit
CHANGED = "campaigns.changed"  # in the record of a merge: enrolments as they were, for its undo
UNWANTED = {Reason.NO_CONSENT, Reason.GENERIC_ONLY, Reason.ERASED, Reason.RESTRICTED}
_OVER = {CampaignState.FINISHED: Exit.LATE, CampaignState.CANCELLED: Exit.CALLED_OFF}  # as `stopping.end_all` says
KEPT = ("due_at", "expires_at", "next_order", "ended_at", "ended_because")


def let_go(guest: Guest, *, at: datetime) -> int:
    """Let `guest` out of campaigns of which nothing may come any more by any channel, and return how many.

    The gate says so for each; what is kept for another reason, such as a missing address, goes on. To be called in the
    transaction that writes the refusal, holding the guest.
    """
    rows = Enrolment.objects.filter(guest=guest, due_at__isnull=False).select_related("campaign").order_by("pk")
    ended = [row for row in rows if _is_unwanted(row, at)]
    for row in ended:
        _change(row, _ended(Exit.SILENCED, at))
    return len(ended)


def join_twins(record: Merge, *, survivor: Guest, absorbed: Guest, at: datetime) -> None:
    """Of two in one campaign for one occasion leave the survivor's, which goes on behind the further of the two.

    What did not move from `absorbed` has its like at `survivor`. What is changed is kept with `record`, for
    `part_twins`. Both guests are held.
    """
    changed = []
    for theirs in Enrolment.objects.filter(guest=absorbed).order_by("pk"):
        mine = Enrolment.objects.filter(campaign=theirs.campaign_id, key=theirs.key, guest=survivor).first()
        if mine is not None and mine.due_at is not None and _is_further(theirs, mine):
            changed.append(_change(mine, _caught_up(theirs, at)))
        if theirs.due_at is not None:
            changed.append(_change(theirs, _ended(Exit.MERGED, at)))
    if changed:
        record.moved[CHANGED] = changed
        record.save(update_fields=["moved"])


def part_twins(record: Merge) -> None:
    """Let what `join_twins` changed go on as it was, unless it went further since: they are two people again.

    Of a campaign that is over meanwhile nothing goes on.
    """
    rows = Enrolment.objects.select_related("campaign").select_for_update(of=("self",), no_key=True)
    for one in record.moved.get(CHANGED, []):
        row = rows.filter(pk=one["id"]).first()
        if row is not None and _standing(row) == one["became"]:
            was = {name: _read(name, value) for name, value in one["was"].items()}
            because = _OVER.get(CampaignState(row.campaign.state))
            if because is not None and was["due_at"] is not None:
                was |= _ended(because, row.ended_at or record.at)
            _change(row, was)


def _is_unwanted(row: Enrolment, at: datetime) -> bool:
    campaign = row.campaign
    ahead = Step.objects.filter(campaign=campaign, order__gte=row.next_order).values_list("channels", flat=True)
    channels = sorted({channel for some in ahead for channel in some})
    asked = [Question(row.guest_id, campaign.hotel_id, one, campaign.purpose, False, at) for one in channels]
    return all(verdict.reason in UNWANTED for verdict in ask(asked, at=at))


def _is_further(theirs: Enrolment, mine: Enrolment) -> bool:
    """Whether the absorbed guest got more of it; who was held out got nothing."""
    return theirs.sent.exists() and (theirs.ended_at is not None or theirs.next_order > mine.next_order)


def _caught_up(theirs: Enrolment, at: datetime) -> dict[str, Any]:
    if theirs.ended_at is not None:
        return _ended(Exit(theirs.ended_because), at)
    return {"due_at": theirs.due_at, "expires_at": theirs.expires_at, "next_order": theirs.next_order}


def _ended(because: Exit, at: datetime) -> dict[str, Any]:
    return {"due_at": None, "ended_at": at, "ended_because": because.value}


def _change(row: Enrolment, changes: dict[str, Any]) -> dict[str, Any]:
    """Write `changes`, and return what an undo needs."""
    was = _standing(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    return {"id": row.pk, "was": was, "became": _standing(row)}


def _standing(row: Enrolment) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value is not None else value
