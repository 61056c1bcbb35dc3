"""What pages show of segments: the sentence and the size of each, sizes over time, two compared, a list's guests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import GuestList, ListedGuest, Segment, SegmentSize
from guests.models import Guest
from hotelcrm.frame import formats
from hotelcrm.frame.charts import Chart, Series

from . import sizing
from .nodes import BadRule
from .sentence import sentence
from .tree import parse

SHOWN_DAYS: Final = 90


@dataclass(frozen=True)
class Listed:
    """A segment with its rule in words, and the last size that was kept; `fault` says why there are no words."""

    segment: Segment
    sentence: str
    fault: str
    size: SegmentSize | None


def listed(segments: Iterable[Segment], *, today: date) -> list[Listed]:
    """Each with its sentence and last size; one query for the sizes of all."""
    rows = list(segments)
    found = SegmentSize.objects.filter(segment__in=rows).order_by("segment_id", "-on").distinct("segment_id")
    last = {size.segment_id: size for size in found}
    return [Listed(row, *said(row.rule, today=today), last.get(row.pk)) for row in rows]


def said(rule: object, *, today: date) -> tuple[str, str]:
    """A rule in words, and what is wrong with it: one of the two is empty."""
    try:
        return sentence(parse(rule), today=today), ""
    except BadRule as fault:
        return "", fault.sentence


@dataclass(frozen=True)
class Trend:
    """Sizes of the last ninety days: the drawing, and from how many to how many."""

    chart: Chart
    first: int
    last: int


def trend(segment: Segment, *, today: date) -> Trend | None:
    """How a segment grew; None before two sizes were kept."""
    rows = list(segment.sizes.filter(on__gt=today - timedelta(days=SHOWN_DAYS), on__lte=today).order_by("on"))
    if len(rows) <= 1:
        return None
    labels = [formats.date_only(row.on) for row in rows]
    series = [
        Series(_("Guests"), [row.guests for row in rows], "line"),
        Series(_("WeCom"), [row.wecom for row in rows], "line"),
        Series(_("SMS"), [row.sms for row in rows], "line"),
        Series(pgettext("channel", "E-mail"), [row.email for row in rows], "line"),
    ]
    chart = Chart("segment-sizes", _("Size, 90 days"), _("Day"), labels, series)
    return Trend(chart, rows[0].guests, rows[-1].guests)


@dataclass(frozen=True)
class Overlap:
    """How many guests are in one segment, in the other and in both."""

    one: Segment
    other: Segment
    in_one: int
    in_other: int
    in_both: int
    took_ms: float

    @property
    def only_one(self) -> int:
        """In the first alone."""
        return self.in_one - self.in_both

    @property
    def only_other(self) -> int:
        """In the second alone."""
        return self.in_other - self.in_both

    @property
    def in_either(self) -> int:
        """In the one or the other."""
        return self.in_one + self.only_other

    @property
    def share_of_one(self) -> float | None:
        """Of the first, how many are in the second as well; None if nobody is in it."""
        return self.in_both / self.in_one if self.in_one else None

    @property
    def share_of_other(self) -> float | None:
        """Of the second, how many are in the first as well."""
        return self.in_both / self.in_other if self.in_other else None


def overlap(one: Segment, other: Segment, *, today: date) -> Overlap:
    """Count two segments and what they share, in one statement. Raises `BadRule` and `TooSlow`."""
    of = [{"field": "segment", "op": "in", "value": [row.pk]} for row in (one, other)]
    found = sizing.size({"all": of}, today=today, parts=True)
    return Overlap(one, other, found.parts["0"], found.parts["1"], found.guests, found.took_ms)


def guests_on(listed: GuestList) -> QuerySet[Guest]:
    """Who is on a list and may still be used: neither merged away, nor erased, nor restricted since."""
    on_it = ListedGuest.objects.filter(list=listed).values("guest")
    return (
        Guest.objects.current().filter(pk__in=on_it, restricted_at=None, facts__is_restricted=False).order_by("number")
    )
