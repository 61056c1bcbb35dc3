"""Who of the invented guests joined the programme, at which stay, and the numbers and welcome they got."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Final

from guests.models import Guest, Touchpoint
from loyalty import ledger, numbers
from loyalty.models import Member, PointsEntry, Programme, Tier, TierChange, TierGrant
from stays.models import Stay, StayStatus

from .copying import reserve
from .rows import SOURCE

SHARE: Final = 0.4  # of all guests
# Those of the scene who have a story, as they are called, the tier they hold, and why it was given by hand.
STARS: Final = {
    "马骏驰": ("platinum", "开业以来的老客人"),
    "Jonas Müller": ("gold", "Frequent guest of a company account"),
    "Thomas Whitfield": ("gold", "Frequent guest of a company account"),
    "Inês Carvalho": ("silver", "Welcome back after the renovation"),
    "张敏": ("", ""),
    "欧阳静": ("", ""),
}
_GIVEN: Final = timedelta(days=200)  # ago, the tiers by hand
_LATER: Final = timedelta(minutes=4)  # after the check-in somebody asks


@dataclass(frozen=True)
class Joining:
    """One guest's decision: at which stay, and when."""

    guest_id: int
    hotel_id: int
    at: datetime


def join(random: Random, programme: Programme, *, by_id: int) -> list[Member]:
    """Make `SHARE` of the guests members, at one of the first stays of each; in the order of joining."""
    joinings = sorted(_joinings(random), key=lambda one: (one.at, one.guest_id))
    first, start = Tier.objects.order_by("rank")[0], reserve("loyalty_member_number", len(joinings))
    members = Member.objects.bulk_create(
        [
            Member(
                guest_id=one.guest_id,
                number=numbers.make(programme.number_prefix, start + place),
                hotel_id=one.hotel_id,
                joined_on=programme.today(one.at),
                joined_by_id=by_id,
                tier=first,
                earned_tier=first,
            )
            for place, one in enumerate(joinings)
        ],
        batch_size=1000,
    )
    pairs = list(zip(members, joinings, strict=True))
    TierChange.objects.bulk_create(
        TierChange(member=m, after=first, on=m.joined_on, why=TierChange.Why.JOINED, by_id=by_id, at=one.at)
        for m, one in pairs
    )
    Touchpoint.objects.bulk_create(
        _told(m, f"member:{m.pk}:joined", one.at, what="joined", points=programme.welcome_points) for m, one in pairs
    )
    if programme.welcome_points:
        ledger.post_batch((_welcome(m, one, programme) for m, one in pairs), programme=programme)
    return members


def stars() -> dict[str, Guest]:
    """The guests of the scene by the name in `STARS`; the first of that name is theirs."""
    rows = Guest.objects.filter(full_name__in=STARS).order_by("-pk")
    return {row.full_name: row for row in rows}


def give_tiers(*, by_id: int, at: datetime, programme: Programme) -> None:
    """The tiers that the house gave by hand to guests of the scene."""
    tiers, when = {tier.code: tier for tier in Tier.objects.order_by("rank")}, at - _GIVEN
    guests = {guest.pk: name for name, guest in stars().items() if STARS[name][0]}
    TierGrant.objects.bulk_create(
        TierGrant(
            member=member,
            tier=tiers[STARS[guests[member.guest_id]][0]],
            starts_on=programme.today(when),
            reason=STARS[guests[member.guest_id]][1],
            by_id=by_id,
            at=when,
        )
        for member in Member.objects.filter(guest__in=guests).order_by("pk")
    )


def _joinings(random: Random) -> list[Joining]:
    """Guests who stayed, in order of their ids so that the same seed draws the same; stars join at the first stay."""
    wanted = round(Guest.objects.current().count() * SHARE)
    visits: dict[int, list[Joining]] = {}
    ours = Stay.objects.filter(source=SOURCE, guest__isnull=False, guest__merged_into=None, guest__member=None)
    stays = ours.filter(status=StayStatus.CHECKED_OUT)
    for guest, hotel, came, arrival in stays.order_by("guest", "arrival", "pk").values_list(
        "guest", "hotel", "checked_in_at", "arrival"
    ):
        at = came or datetime.combine(arrival, time(10), UTC)
        visits.setdefault(guest, []).append(Joining(guest, hotel, at + _LATER))
    chosen = {guest.pk for guest in stars().values()} & visits.keys()
    others = sorted(visits.keys() - chosen)
    random.shuffle(others)
    early = [visits[guest][0] for guest in sorted(chosen)]
    rest = others[: max(wanted - len(chosen), 0)]
    return early + [visits[guest][min(random.choice((0, 0, 1)), len(visits[guest]) - 1)] for guest in rest]


def _welcome(member: Member, joining: Joining, programme: Programme) -> ledger.Posting:
    return ledger.Posting(
        member.pk,
        programme.welcome_points,
        PointsEntry.Kind.BONUS,
        f"welcome:{member.pk}",
        joining.at,
        member.joined_on,
        hotel_id=joining.hotel_id,
        by_id=member.joined_by_id,
    )


def _told(member: Member, key: str, at: datetime, **details: str | int) -> Touchpoint:
    kind, hotel, by = Touchpoint.Kind.LOYALTY, member.hotel_id, member.joined_by_id
    return Touchpoint(guest_id=member.guest_id, kind=kind, key=key, at=at, hotel_id=hotel, by_id=by, details=details)
