"""Segments are written, put away and taken up again, and their sizes kept each night."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from campaigns.models import Scale, Segment, SegmentSize
from campaigns.segments.nodes import BadRule
from campaigns.segments.sizing import TooSlow, size
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from loyalty.models import Programme

from .refusal import Refused

log = logging.getLogger(__name__)


class ChangedMeanwhile(Refused):
    sentence = gettext_lazy("Somebody else changed this segment meanwhile.")


def write(segment: Segment, *, version: int, by: User, at: datetime) -> Segment:
    """Save a new segment or a changed one, and return it. `version` is the one that was changed.

    Its rule must hold water: `campaigns.segments.tree.parse`. Raises `ChangedMeanwhile`.
    """
    with transaction.atomic(), trail("campaigns.write_segment", by=by, segment=segment.pk):
        row = Segment.objects.select_for_update().filter(pk=segment.pk).first()
        if row is None:
            segment.by, segment.version = by, 1
        elif row.version != version:
            raise ChangedMeanwhile
        else:
            segment.version = row.version + 1
        segment.changed_at = at
        segment.save()
    return segment


def put_away(segment: Segment, *, by: User, at: datetime) -> None:
    """Offer a segment no longer; campaigns and segments that name it go on. Twice is once."""
    with transaction.atomic(), trail("campaigns.put_away_segment", by=by, segment=segment.pk):
        Segment.objects.filter(pk=segment.pk, archived_at=None).update(archived_at=at)


def take_up(segment: Segment, *, by: User) -> None:
    """Offer it again."""
    with transaction.atomic(), trail("campaigns.take_up_segment", by=by, segment=segment.pk):
        Segment.objects.filter(pk=segment.pk).update(archived_at=None)


def keep_tonight(*, at: datetime) -> int:
    """Keep sizes as of the programme's day, once everybody's facts were counted for it; how many were kept."""
    today = Programme.current().today(at)
    return keep_sizes(today=today) if Scale.objects.filter(on=today).exists() else 0


def keep_sizes(*, today: date) -> int:
    """Keep how many guests each segment in use has on `today`; how many were kept. Those kept already stay so.

    A segment whose rule holds no water any more, or takes too long, is left out.
    """
    kept = 0
    for segment in Segment.objects.filter(archived_at=None).exclude(sizes__on=today).order_by("pk"):
        if counts := _counts(segment, today):
            SegmentSize.objects.get_or_create(segment=segment, on=today, defaults=counts)
            kept += 1
    return kept


def keep_size(segment: Segment, *, today: date) -> None:
    """Keep how many guests a segment has that was written just now, in place of what its rule had before."""
    if counts := _counts(segment, today):
        SegmentSize.objects.update_or_create(segment=segment, on=today, defaults=counts)


def _counts(segment: Segment, today: date) -> dict[str, int]:
    """Nothing, where it cannot be counted."""
    try:
        found = size(segment.rule, today=today)
    except (BadRule, TooSlow) as fault:
        log.warning("segment %s was not counted: %s", segment.pk, type(fault).__name__)
        return {}
    return {"guests": found.guests, "email": found.email, "sms": found.sms, "wecom": found.wecom}
