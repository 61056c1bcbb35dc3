"""How the house itself uses what it knows: briefs opened before check-in, observations noted. Per hotel, no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.models import ReadLog
from stays.figures import Period
from stays.figures.nights import SOLD, ratio
from stays.models import StayQuerySet


@dataclass(frozen=True)
class StaffUse:
    """Arrivals of a period whose guest was known, those whose brief was open before, and what staff noted."""

    arrivals: int
    briefed: int
    stays: int
    observations: int

    @property
    def briefed_share(self) -> Decimal | None:
        """Arrivals whose check-in brief was opened before check-in / arrivals with a known guest."""
        return ratio(self.briefed, self.arrivals)

    @property
    def observations_per_hundred(self) -> Decimal | None:
        """Observations noted per 100 stays."""
        return ratio(100 * self.observations, self.stays)


def staff_use(stays: StayQuerySet, period: Period, *, hotels: Iterable[Hotel]) -> StaffUse:
    """Use of briefs and observations at `hotels` during `period`, by each hotel's own midnight.

    The log of looks says when a brief was opened; a stay without a time of check-in cannot be judged and is left out.
    """
    came = stays.filter(arrival__gte=period.start, arrival__lt=period.end, status__in=SOLD)
    opened = ReadLog.objects.filter(
        guest_id=OuterRef("guest_id"),
        what=ReadLog.What.BRIEF,
        object_id=OuterRef("pk"),
        at__lt=OuterRef("checked_in_at"),
    )
    judged = Q(guest__isnull=False, checked_in_at__isnull=False)
    counts = came.annotate(was_opened=Exists(opened)).aggregate(
        stays=Count("pk"), arrivals=Count("pk", filter=judged), briefed=Count("pk", filter=judged & Q(was_opened=True))
    )
    during = Q()
    for hotel in hotels:
        during |= Q(hotel=hotel, at__gte=_midnight(period.start, hotel), at__lt=_midnight(period.end, hotel))
    observed = Touchpoint.objects.filter(during, kind=Touchpoint.Kind.OBSERVATION).count()
    return StaffUse(observations=observed, **counts)


def _midnight(day: date, hotel: Hotel) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), hotel.zone)
