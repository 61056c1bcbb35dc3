"""Questions to the access log."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from hotelcrm.accounts.access import Access, Permission

from .models import ReadLog

DECEMBER = 12


@dataclass(frozen=True)
class Tally:
    """Whose data was looked at, and by how many."""

    guests: int
    people: int


def looks(access: Access) -> QuerySet[ReadLog]:
    """The looks that somebody with `access` may review, newest first, each with the person who looked.

    Those made at the hotels whose log is theirs to read, and those made at none.
    """
    seen = Q(hotel_id__in=access.ids_for(Permission.READ_AUDIT)) | Q(hotel_id=None)
    return ReadLog.objects.filter(seen).select_related("user").order_by("-at", "-pk")


def in_month(rows: QuerySet[ReadLog], month: date, zone: ZoneInfo) -> QuerySet[ReadLog]:
    """Those of `rows` in the calendar month of `month`, as the clock goes in `zone`."""
    after = date(month.year + month.month // DECEMBER, month.month % DECEMBER + 1, 1)
    begins, ends = (datetime.combine(day, time(), zone) for day in (month.replace(day=1), after))
    return rows.filter(at__gte=begins, at__lt=ends)


def tally(rows: QuerySet[ReadLog]) -> Tally:
    """Count the guests `rows` are about and the people who looked; one query, for a part of the log."""
    counts = rows.order_by().aggregate(guests=Count("guest_id", distinct=True), people=Count("user_id", distinct=True))
    return Tally(**counts)
