"""A member's points between two days: what there was, what came and went, what there is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Coalesce

from loyalty.models import Adjustment, Member, PointsEntry, Redemption


@dataclass(frozen=True)
class Statement:
    """Points of `member` from `since` to `until`, both days included; None: from the beginning, or to the end.

    `opening` and `closing` are below zero while points are owed. `came` and `went` are the sums of both directions,
    `went` being negative.
    """

    member: Member
    since: date | None
    until: date | None
    opening: int
    came: int
    went: int
    count: int

    @property
    def closing(self) -> int:
        """What there was at the end of the last day."""
        return self.opening + self.came + self.went

    def entries(self) -> QuerySet[PointsEntry]:
        """The entries, newest first, each with `balance` as it was after it, and `why` as somebody said it."""
        running = Window(Sum("points"), order_by=[F("at").asc(), F("pk").asc()])
        rows = PointsEntry.objects.filter(_within(self.since, self.until), member=self.member)
        return (
            rows.annotate(balance=running + self.opening, why=why_of())
            .select_related("hotel", "by", "promotion")
            .order_by("-at", "-pk")
        )


def statement(member: Member, *, since: date | None = None, until: date | None = None) -> Statement:
    """The statement of `member` as of the programme's days from `since` to `until`; one query.

    Entries are never changed, so the statement of a past day is the same whenever it is asked for. What an account that
    was joined to this one had before is one entry here, its transfer.
    """
    within = _within(since, until)
    sums = PointsEntry.objects.filter(member=member).aggregate(
        opening=Sum("points", filter=Q(on__lt=since) if since else Q(pk__in=[]), default=0),
        came=Sum("points", filter=within & Q(points__gt=0), default=0),
        went=Sum("points", filter=within & Q(points__lt=0), default=0),
        count=Count("pk", filter=within),
    )
    return Statement(member, since, until, sums["opening"], sums["came"], sums["went"], sums["count"])


def why_of() -> Coalesce:
    """Why points moved, as somebody said it; None where nobody did.

    What staff wrote stands with what they did, where an erasure can reach it, and not in the entry.
    """
    adjusted = Adjustment.objects.filter(entry=OuterRef("pk")).values("reason")
    cancelled = Redemption.objects.filter(entry=OuterRef("reverses")).values("cancel_reason")
    return Coalesce(Subquery(adjusted[:1]), Subquery(cancelled[:1]))


def _within(since: date | None, until: date | None) -> Q:
    days = Q(points__isnull=False)
    if since is not None:
        days &= Q(on__gte=since)
    if until is not None:
        days &= Q(on__lte=until)
    return days
