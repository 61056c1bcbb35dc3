"""What a member has: tier, balance, what expires next, the way to the next tier, the last entries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from guests.models import Guest
from loyalty import numbers
from loyalty.models import Member, PointsEntry, PointsLot, Programme, Tier

from .causes import with_causes
from .standing import Way, way_of
from .statement import why_of

ENTRIES_SHOWN = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Badge:
    """What fits into a row of a list: the tier (its name and colour) and the points."""

    tier: Tier
    points: int

    @property
    def kind(self) -> str:
        """The kind of chip that has the tier's colour."""
        return f"tier-{self.tier.colour}"


@dataclass(frozen=True)
class Expiring:
    """The next points to expire, and the last day on which they can be spent."""

    points: int
    last_day: date


@dataclass(frozen=True)
class Card:
    """A member's card; days are the programme's."""

    member: Member
    today: date
    expiring: Expiring | None
    entries: list[PointsEntry]
    way: Way | None

    @property
    def number(self) -> str:
        """As printed on the card."""
        return numbers.shown(self.member.number)

    @property
    def badge(self) -> Badge:
        """Tier and points."""
        return Badge(self.member.tier, self.member.balance)


def of_guest(guest: Guest, *, at: datetime, hotel_ids: Collection[int]) -> Card | None:
    """The card of `guest` at the instant `at`, or None for who is no member; nine queries at most, one without a card.

    Its entries say what they were for (`cause`), of stays only those of `hotel_ids`, and `why`, as staff said it.
    """
    member = member_of(guest)
    if member is None:
        return None
    today = Programme.current().today(at)
    entries = PointsEntry.objects.filter(member=member).select_related("hotel", "by").order_by("-at", "-pk")
    moved = with_causes(entries.annotate(why=why_of())[:ENTRIES_SHOWN], hotel_ids=hotel_ids)
    return Card(member, today, expiring(member, today), moved, way_of(member, today))


def member_of(guest: Guest) -> Member | None:
    """The membership that `guest` has now, with its tier; one query."""
    found = Member.objects.standing().filter(guest=guest).select_related("tier", "earned_tier", "guest")
    return found.first()


def expiring(member: Member, today: date) -> Expiring | None:
    """What expires next of `member`'s points after `today`; one query."""
    lots = PointsLot.objects.filter(member=member, remaining__gt=0, expires_on__gt=today).order_by("expires_on")
    first = lots.values("expires_on").annotate(points=Sum("remaining")).values_list("points", "expires_on").first()
    return Expiring(first[0], first[1] - DAY) if first and first[1] else None


def badges(guest_ids: Collection[int]) -> dict[int, Badge]:
    """Tier and points of those of the guests who are members; one query."""
    columns = "guest", "balance", "tier", "tier__name_en", "tier__name_zh", "tier__colour"
    tiers: dict[int, Tier] = {}  # few, and one object each: a board asks for two hundred badges
    found = {}
    rows = Member.objects.standing().filter(guest__in=guest_ids).values_list(*columns)
    for guest_id, points, tier_id, name_en, name_zh, colour in rows:
        if tier_id not in tiers:
            tiers[tier_id] = Tier(pk=tier_id, name_en=name_en, name_zh=name_zh, colour=colour)
        found[guest_id] = Badge(tiers[tier_id], points)
    return found
