"""Published reviews: those that a person may see, a list of them, and what the list adds up to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Avg, Count, Q, QuerySet

from feedback.models import Review
from feedback.rules.months import next_month
from feedback.rules.ratings import LOW
from hotelcrm.accounts.access import Access, Permission

GOOD: Final = Decimal(4)  # a rating from this on
BANDS: Final = {
    "low": Q(rating__lte=LOW),
    "middle": Q(rating__gt=LOW, rating__lt=GOOD),
    "good": Q(rating__gte=GOOD),
}
OTHERS: Final = "other"  # languages whose words are not read
LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; what is empty narrows nothing."""

    hotels: Collection[int]
    site: str = ""
    band: str = ""
    language: str = ""
    replied: str = ""  # yes or no
    month: date | None = None


@dataclass(frozen=True)
class Totals:
    """Of a list: how many, how many of them without a reply, and the average rating of 1 to 5."""

    count: int
    unreplied: int
    rating: Decimal | None


def visible_to(access: Access) -> QuerySet[Review]:
    """The reviews of every hotel whose feedback this person sees."""
    return Review.objects.filter(hotel__in=access.ids_for(Permission.SEE_FEEDBACK))


def listed(wanted: Wanted) -> QuerySet[Review]:
    """The reviews that are wanted, newest first, each with its hotel and its guest."""
    rows = Review.objects.filter(hotel__in=wanted.hotels)
    if wanted.site:
        rows = rows.filter(site=wanted.site)
    if wanted.band:
        rows = rows.filter(BANDS[wanted.band])
    if wanted.language:
        is_other = wanted.language == OTHERS
        rows = rows.exclude(language__in=LANGUAGES) if is_other else rows.filter(language=wanted.language)
    if wanted.replied:
        rows = rows.filter(replied_at__isnull=wanted.replied == "no")
    if wanted.month:
        rows = rows.filter(written_on__gte=wanted.month, written_on__lt=next_month(wanted.month))
    return rows.select_related("hotel", "guest").order_by("-written_on", "-pk")


def totals(rows: QuerySet[Review]) -> Totals:
    """What they add up to; one query."""
    found = rows.order_by().aggregate(
        count=Count("pk"), unreplied=Count("pk", filter=Q(replied_at=None)), rating=Avg("rating")
    )
    return Totals(**found)
