"""A list leaves the house as a file: who asks says why, and for a long one another person agrees first."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy

from campaigns.models import GuestList, SegmentExport
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail

from .refusal import Refused

State = SegmentExport.State
_OPEN: Final = (State.WAITING, State.APPROVED)
_ALONE: Final = (State.APPROVED, State.TAKEN)
AGAIN: Final = timedelta(hours=1)  # a download that failed, or the other kind of file
ADDS_UP: Final = timedelta(days=1)  # else a long list leaves in parts
VALID: Final = timedelta(days=7)  # what was agreed to is for what was asked then, not for ever


class SayWhy(Refused):
    sentence = gettext_lazy("Say what the file is for.")


class OwnExport(Refused):
    sentence = gettext_lazy("Somebody else than whoever asked for the file approves it.")


class NothingToDecide(Refused):
    sentence = gettext_lazy("This file does not wait for an answer any more.")


class NotYours(Refused):
    sentence = gettext_lazy("Only who asked for a file takes it.")


class NotToBeTaken(Refused):
    sentence = gettext_lazy("This file cannot be taken now: ask for it again.")


def needs_another(size: int) -> bool:
    """Whether a list of so many guests leaves only with a second person's consent."""
    return size > settings.SEGMENT_EXPORT_SIZE


def waits(listed: GuestList, *, by: User, at: datetime) -> bool:
    """Whether `listed` needs one: for itself, or with other lists that `by` alone let leave in the day before."""
    alone = SegmentExport.objects.filter(by=by, approved_by=None, at__gt=at - ADDS_UP, state__in=_ALONE)
    others = alone.exclude(list=listed).aggregate(guests=Sum("list__size"))["guests"] or 0
    return needs_another(listed.size + others)


def ask(listed: GuestList, *, hotel: Hotel, reason: str, by: User, at: datetime) -> SegmentExport:
    """Ask for `listed` as a file, and return the request; one that is open already, and not too late, is the same one.

    It is approved at once up to `settings.SEGMENT_EXPORT_SIZE` guests, lists of one day together. Raises `SayWhy`.
    """
    if not reason.strip():
        raise SayWhy
    with transaction.atomic(), trail("campaigns.ask_export", by=by, list=listed.pk):
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one request of theirs at a time
        opened = SegmentExport.objects.filter(list=listed, hotel=hotel, by=by, state__in=_OPEN).order_by("-at")
        open_one = next((row for row in opened if not is_late(row, at=at)), None)
        if open_one is not None:
            return open_one
        state = State.WAITING if waits(listed, by=by, at=at) else State.APPROVED
        return SegmentExport.objects.create(list=listed, hotel=hotel, by=by, at=at, state=state, reason=reason.strip())


def approve(export: SegmentExport, *, by: User, at: datetime) -> SegmentExport:
    """Agree to a file that waits, and return the request. Raises `OwnExport` or `NothingToDecide`."""
    return _decide(export, State.APPROVED, by=by, at=at)


def refuse(export: SegmentExport, *, by: User, at: datetime) -> SegmentExport:
    """Say no. Raises the same."""
    return _decide(export, State.REFUSED, by=by, at=at)


def _decide(export: SegmentExport, state: State, *, by: User, at: datetime) -> SegmentExport:
    with transaction.atomic(), trail("campaigns.decide_export", by=by, export=export.pk):
        row = SegmentExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if row.by_id == by.pk:
            raise OwnExport
        if row.state == state and row.approved_by_id == by.pk:
            return row
        if row.state != State.WAITING:
            raise NothingToDecide
        row.state, row.approved_by, row.approved_at = state, by, at
        row.save(update_fields=["state", "approved_by", "approved_at"])
    return row


def take(export: SegmentExport, *, by: User, at: datetime) -> SegmentExport:
    """Hand the file to who asked for it; within `AGAIN` once more. Raises `NotYours` or `NotToBeTaken`."""
    with transaction.atomic(), trail("campaigns.take_export", by=by, export=export.pk):
        row = SegmentExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if row.by_id != by.pk:
            raise NotYours
        if not may_take(row, at=at):
            raise NotToBeTaken
        if row.state == State.APPROVED:
            row.state, row.taken_at = State.TAKEN, at
            row.save(update_fields=["state", "taken_at"])
    return row


def may_take(export: SegmentExport, *, at: datetime) -> bool:
    """Whether its file can be had at `at`."""
    if export.state == State.TAKEN:
        return export.taken_at is not None and at < export.taken_at + AGAIN
    return export.state == State.APPROVED and not is_late(export, at=at)


def is_late(export: SegmentExport, *, at: datetime) -> bool:
    """Whether a request was approved so long ago that it has to be made again."""
    return export.state == State.APPROVED and at >= (export.approved_at or export.at) + VALID
