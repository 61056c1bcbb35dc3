"""The programme of the demo: members with a history of two years, what they hold, and what waits to be decided.

Next door: ``loyalty_catalogue`` (what is offered), ``loyalty_members`` (who joined), ``loyalty_rounds`` (what
happened), ``loyalty_vouchers`` (what they were given).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from django.db import transaction

from guests.models import Guest, Touchpoint
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from loyalty.actions import adjusting
from loyalty.models import Benefit, BenefitUse, Member, Programme, Reward, SettlementDue, StayClaim, TierBenefit
from stays.models import Stay, StayStatus

from . import loyalty_catalogue, loyalty_members, loyalty_rounds, loyalty_vouchers

MOST_GUESTS: Final = 20_000  # beyond, the demo is for measuring, and the benches make members of their own
SEED: Final = 7
_STAFF: Final = ("front", "relations", "manager")
_CLAIMS: Final = 2
_ASKED: Final = 5_000  # points, more than guest relations adjust alone


@transaction.atomic
def fill(*, seed: int = SEED, at: datetime) -> int:
    """Give the demo its members as of the instant `at`, and return how many; the same for the same seed and guests.

    Whoever was made a member by hand before stays as is. Nothing happens where the demo's rewards are there already,
    where there are more than `MOST_GUESTS` guests, or none of the demo's staff.
    """
    is_done = Reward.objects.filter(code__in=loyalty_catalogue.REWARDS).exists()
    if is_done or Guest.objects.order_by()[: MOST_GUESTS + 1].count() > MOST_GUESTS:
        return 0
    staff = {user.username: user for user in User.objects.filter(username__in=_STAFF).order_by("pk")}
    if len(staff) < len(_STAFF):  # not a demo of ours
        return 0
    random = Random(f"{seed}/loyalty")
    front, relations, manager = (staff[name] for name in _STAFF)
    with trail("demo.loyalty", by=None):
        programme = Programme.current()
        loyalty_catalogue.fill(programme.today(at))
        members = loyalty_members.join(random, Programme.current(), by_id=front.pk)
        loyalty_members.give_tiers(by_id=manager.pk, at=at, programme=programme)
        loyalty_rounds.live(random, {member.pk for member in members}, at=at, by=front)
        loyalty_vouchers.hand_out(random, {m.pk for m in members}, today=programme.today(at), at=at, by_id=front.pk)
        _use_benefits(random, at=at, by=front)
        _ask(at=at, by=relations)
        _claim(at=at, by=relations, at_desk=front)
    return len(members)


def note_due(stay_ids: Sequence[int], *, at: datetime) -> None:
    """Let the stays of members that ended meanwhile be reckoned by the worker, as after an import."""
    ended = Stay.objects.filter(pk__in=stay_ids, status=StayStatus.CHECKED_OUT, guest__member__isnull=False)
    SettlementDue.objects.bulk_create(
        (SettlementDue(stay_id=pk, since=at) for pk in ended.order_by("pk").values_list("pk", flat=True)),
        ignore_conflicts=True,
    )


def _use_benefits(random: Random, *, at: datetime, by: User) -> None:
    """Some of what gold and platinum members are entitled to was used at stays of this year."""
    year = at.replace(month=1, day=1)
    entitled: dict[int, list[Benefit]] = {}
    for row in TierBenefit.objects.filter(benefit__is_active=True).select_related("benefit"):
        entitled.setdefault(row.tier_id, []).append(row.benefit)
    members = {m.guest_id: m for m in Member.objects.standing().filter(tier__rank__gte=2)}
    stays = Stay.objects.filter(guest__in=members, status=StayStatus.CHECKED_OUT, checked_in_at__gte=year)
    uses: dict[tuple[int, int], BenefitUse] = {}
    for stay in stays.select_related("hotel").order_by("-arrival", "pk"):
        guest_id = stay.guest_id or 0
        benefit = random.choice(entitled[members[guest_id].tier_id])
        if random.random() < 0.5 and (guest_id, benefit.pk) not in uses and stay.checked_in_at:
            uses[guest_id, benefit.pk] = BenefitUse(
                guest_id=guest_id,
                benefit=benefit,
                quantity=Decimal("1.5") if benefit.unit == Benefit.Unit.HOURS else Decimal(1),
                hotel=stay.hotel,
                stay=stay,
                on=stay.arrival,
                at=stay.checked_in_at + timedelta(hours=1),
                by=by,
                key=f"demo:{stay.pk}:{benefit.code}",
            )
    made = BenefitUse.objects.bulk_create(uses.values())
    Touchpoint.objects.bulk_create(
        Touchpoint(
            guest_id=use.guest_id,
            kind=Touchpoint.Kind.LOYALTY,
            key=f"benefit:{use.pk}",
            at=use.at,
            hotel=use.hotel,
            by=by,
            details={"what": "benefit", "use": use.pk, "benefit": use.benefit.code, "quantity": str(use.quantity)},
        )
        for use in made
    )


def _ask(*, at: datetime, by: User) -> None:
    """Guest relations asked for more points than they adjust alone; a manager finds the request in the queue."""
    guests = loyalty_members.stars()
    star = guests.get("Jonas Müller") or next(iter(guests.values()), None)
    member = Member.objects.standing().filter(guest=star).select_related("guest").first()
    hotel = Hotel.objects.filter(memberships__user=by).order_by("pk").first()
    if member is None or hotel is None:
        return
    adjusting.adjust(
        member,
        points=_ASKED,
        reason="Conference dinner billed to the company, promised at the desk",
        key="demo:adjust",
        by=by,
        at=at - timedelta(hours=3),
        hotel=hotel,
    )


def _claim(*, at: datetime, by: User, at_desk: User) -> None:
    """Two members say that they stayed before they joined: one names the stay, one cannot be found.

    The first claim was taken down at the desk, so that `by` may approve it; the second by `by`, who may not.
    """
    programme = Programme.current()
    earliest = programme.today(at) - timedelta(days=programme.claim_days)
    hotels = {hotel.pk: hotel for hotel in Hotel.objects.filter(memberships__user=by).order_by("pk")}
    stays = Stay.objects.filter(
        hotel__in=hotels, status=StayStatus.CHECKED_OUT, departure__gte=earliest, guest__member__joined_on__gte=earliest
    )
    early = [stay for stay in stays.select_related("guest__member").order_by("pk") if _is_before_joining(stay)]
    desks = set(Hotel.objects.filter(memberships__user=at_desk).values_list("pk", flat=True))
    early.sort(key=lambda stay: stay.hotel_id not in desks)
    for place, stay in enumerate(early[:_CLAIMS]):
        StayClaim.objects.create(
            member=Member.objects.get(guest=stay.guest_id),
            hotel=hotels[stay.hotel_id],
            confirmation=stay.confirmation if place == 0 else "",
            arrival=stay.arrival if place == 0 else stay.arrival - timedelta(days=2),
            departure=stay.departure,
            note="Stayed a few weeks before joining." if place == 0 else "客人记得日期，没有确认号。",
            by=at_desk if place == 0 else by,
            at=at - timedelta(hours=20 - place),
        )


def _is_before_joining(stay: Stay) -> bool:
    return stay.guest is not None and stay.departure < stay.guest.member.joined_on
