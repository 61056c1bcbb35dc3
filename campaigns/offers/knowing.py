"""What may be used of guests to recommend by: of thousands at once, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Count

from campaigns.models import GuestFacts
from campaigns.rules.offers import Known
from campaigns.segments.belonging import belonging
from guests.consent import profiled
from guests.models import GuestTag
from stays.models import Charge, StayStatus

from .catalogue import Package

Ids = Collection[int]


def known_of(guest_ids: Ids, among: Iterable[Package], *, today: date, seen_at: Ids | None) -> dict[int, Known]:
    """What speaks for any of these packages, of each guest about whom that may be asked; the others are left out.

    `seen_at` are the hotels whose stays the reader may be told of; None: every hotel's count. Only what the packages
    ask for is fetched.
    """
    wanted = list(among)
    usable = profiled(guest_ids)
    tags = _tags(usable, wanted)
    used = _departments(usable, {one.wants.department for one in wanted} - {""}, seen_at)
    habits = _habits(usable) if any(one.wants.scene for one in wanted) else {}
    segments = {one.offer.segment.pk: one.offer.segment for one in wanted if one.offer.segment is not None}
    held = belonging(usable, list(segments.values()), today=today)
    return {
        pk: Known(tags.get(pk, {}), used.get(pk, {}), held.get(pk, frozenset()), *habits.get(pk, ("", 0)))
        for pk in usable
    }


def _tags(guest_ids: Ids, wanted: Iterable[Package]) -> Mapping[int, dict[int, str]]:
    """By guest, the tags that hold and their source; never a sensitive one, whatever the guest agreed to."""
    asked = {tag.pk for one in wanted for tag in one.tags}
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    if asked and guest_ids:
        rows = GuestTag.objects.filter(guest__in=guest_ids, tag__in=asked, withdrawn_at=None)
        for guest_id, tag_id, source in rows.values_list("guest", "tag", "source"):
            found[guest_id][tag_id] = source
    return found


def _departments(guest_ids: Ids, asked: Ids | set[str], seen_at: Ids | None) -> Mapping[int, dict[str, int]]:
    """By guest, on how many completed stays something of a department was on the bill."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    if asked and guest_ids:
        rows = Charge.objects.filter(
            stay__guest__in=guest_ids, stay__status=StayStatus.CHECKED_OUT, department__in=asked, amount__gt=0
        )
        rows = rows if seen_at is None else rows.filter(stay__hotel__in=seen_at)
        counted = rows.order_by().values_list("stay__guest", "department").annotate(n=Count("stay", distinct=True))
        for guest_id, department, times in counted:
            found[guest_id][department] = times
    return found


def _habits(guest_ids: Ids) -> dict[int, tuple[str, int]]:
    """By guest, what most stays were for, and how many of them were with children: the group's own knowledge."""
    rows = GuestFacts.objects.filter(pk__in=guest_ids).values_list("pk", "scene", "family_stays")
    return {pk: (scene, times) for pk, scene, times in rows}
