"""A guest of whom something is known everywhere, with those who belong to the guest; and what a rebuild makes of it."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from campaigns.facts.counting import count_all, count_changed
from campaigns.models import GuestChange, GuestFacts
from feedback.models import Review
from guests.models import Company, Consent, Guest, Relationship
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Suppression
from loyalty.models import (
    CurrencyRate,
    Member,
    PointsEntry,
    PointsLot,
    StayClaim,
    Tier,
    TierChange,
    Voucher,
)
from stays.models import Stay
from tests.factories import (
    NOW,
    TODAY,
    ChannelFactory,
    ChargeFactory,
    CompanyFactory,
    ContactFactory,
    GuestFactory,
    GuestTagFactory,
    HotelFactory,
    InvitationFactory,
    MemberFactory,
    RoomTypeFactory,
    StayFactory,
    TagFactory,
    TicketFactory,
    UserFactory,
    VoucherTypeFactory,
)

DAY = timedelta(days=1)
Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """Ids of what there is."""

    guest: int
    friend: int  # referred by guest
    absorbed: int  # was merged into guest
    stranger: int  # nobody knows anything of
    hotel: int
    other_hotel: int
    ota: int
    room_type: int
    other_room_type: int
    first: int  # stays of the guest
    second: int
    booked: int
    friends: int  # the stay of the friend
    member: int
    old_account: int  # was joined to member
    entry: int
    lot: int
    tag: int
    other_tag: int
    voucher: int
    ticket: int
    invitation: int
    review: int
    claimed: int
    silver: int
    dead_index: bytes

    @property
    def names(self) -> Row:
        """For statements."""
        return asdict(self)


def build() -> World:
    """All of it, and nothing counted yet."""
    hotel, other_hotel = HotelFactory(), HotelFactory()
    company = CompanyFactory(is_key=True)
    guest = _guest(company)
    friend, stranger = GuestFactory(), GuestFactory(family_name="", given_name="")
    absorbed = GuestFactory(merged_into=guest)
    Relationship.objects.create(guest=friend, other=guest, kind="referred_by")
    Relationship.objects.create(guest=stranger, other=friend, kind="referred_by")
    direct, ota = ChannelFactory(), ChannelFactory(code="ctrip", kind="ota")
    one, other = RoomTypeFactory(hotel=hotel), RoomTypeFactory(hotel=hotel)
    done = {"guest": guest, "hotel": hotel, "channel": direct, "room_type": one, "status": "checked_out"}
    first = StayFactory(**done, arrival=TODAY - 300 * DAY, booked_on=TODAY - 320 * DAY, purpose="leisure")
    second = StayFactory(**done, arrival=TODAY - 30 * DAY, booked_on=TODAY - 40 * DAY, purpose="business")
    claimed = StayFactory(**done, arrival=TODAY - 312 * DAY)
    last_year = StayFactory(**done, arrival=TODAY - 330 * DAY)
    booked = StayFactory(guest=guest, hotel=hotel, channel=direct, arrival=TODAY + 9 * DAY)
    friends = StayFactory(guest=friend, hotel=hotel, channel=direct, status="checked_out", arrival=TODAY - 9 * DAY)
    StayFactory(guest=stranger, hotel=hotel, channel=direct, status="checked_out", arrival=TODAY - 8 * DAY)
    ChargeFactory(stay=first, amount=Decimal(100))
    ChargeFactory(stay=second, amount=Decimal(70), department="spa")
    tag, other_tag = TagFactory(), TagFactory()
    GuestTagFactory(guest=guest, tag=tag)
    dead = _addresses(guest)
    _answer(guest, "marketing")
    _answer(guest, "surveys", "email")
    _answer(guest, "profiling")
    CurrencyRate.objects.create(currency="EUR", worth=Decimal(8))
    account = _membership(guest, absorbed, hotel, claimed, last_year)
    said = _voices(guest, hotel)
    return World(
        guest=guest.pk,
        friend=friend.pk,
        absorbed=absorbed.pk,
        stranger=stranger.pk,
        hotel=hotel.pk,
        other_hotel=other_hotel.pk,
        ota=ota.pk,
        room_type=one.pk,
        other_room_type=other.pk,
        first=first.pk,
        second=second.pk,
        booked=booked.pk,
        friends=friends.pk,
        tag=tag.pk,
        other_tag=other_tag.pk,
        claimed=claimed.pk,
        dead_index=dead,
        **account,
        **said,
    )


def _guest(company: Company) -> Guest:
    return GuestFactory(
        company=company,
        birth_year=1980,
        birth_month=2,
        birth_day=29,
        language="zh-hans",
        nationality="CN",
        gender="F",
        time_zone="Asia/Shanghai",
    )


def _addresses(guest: Guest) -> bytes:
    """Two of e-mail, the newest of them dead; the index of an address that is suppressed for e-mail."""
    ContactFactory(guest=guest, kind="email", value="one@example.com", is_primary=True)
    ContactFactory(guest=guest, kind="email", value="two@example.com", bounced_at=NOW)
    ContactFactory(guest=guest, kind="phone")
    ContactFactory(guest=guest, kind="wecom", value="wx-1", is_primary=True)
    row = Suppression.objects.create(channel="email", value_index=b"dead", why="dead", at=NOW)
    return bytes(row.value_index)


def _answer(guest: Guest, purpose: str, channel: str = "any", decision: str = "given") -> None:
    Consent.objects.create(guest=guest, purpose=purpose, channel=channel, decision=decision, evidence="desk", at=NOW)


def _membership(guest: Guest, absorbed: Guest, hotel: Hotel, *claimed: Stay) -> Row:
    silver = Tier.objects.order_by("rank")[1]
    member = MemberFactory(guest=guest, hotel=hotel, joined_on=TODAY - 305 * DAY, balance=500)
    old = MemberFactory(guest=absorbed, hotel=hotel, merged_into=member)
    entry = _entry(member, 500, TODAY - 200 * DAY)
    _entry(old, 300, TODAY - 100 * DAY)
    soon = TODAY + 20 * DAY
    lot = PointsLot.objects.create(
        member=member, entry=entry, points=500, remaining=500, opened_on=TODAY - 200 * DAY, expires_on=soon
    )
    later = {"points": 100, "remaining": 100, "opened_on": TODAY, "expires_on": soon + 100 * DAY}
    PointsLot.objects.create(member=member, entry=entry, **later)
    TierChange.objects.create(member=member, after=member.tier, on=member.joined_on, why="joined", at=NOW)
    for stay in claimed:
        told = {"arrival": stay.arrival, "departure": stay.departure, "state": "approved", "by": UserFactory()}
        StayClaim.objects.create(member=old, hotel=hotel, stay=stay, at=NOW, **told)
    voucher = Voucher.objects.create(
        type=VoucherTypeFactory(),
        code="ABCD",
        guest=guest,
        source="desk",
        key="one",
        valid_from=TODAY,
        valid_until=TODAY + 50 * DAY,
        issued_at=NOW,
    )
    return {
        "member": member.pk,
        "old_account": old.pk,
        "entry": entry.pk,
        "lot": lot.pk,
        "voucher": voucher.pk,
        "silver": silver.pk,
    }


def _entry(member: Member, points: int, on: Any) -> PointsEntry:
    return PointsEntry.objects.create(member=member, kind="earn", points=points, key=f"made:{on}", on=on, at=NOW)


def _voices(guest: Guest, hotel: Hotel) -> Row:
    asked = InvitationFactory(guest=guest, hotel=hotel, finished_at=NOW - 3 * DAY, nps=6, csat=4)
    written = {"written_on": TODAY - 5 * DAY, "given": 4, "rating": Decimal("4.00"), "entered_at": NOW}
    review = Review.objects.create(hotel=hotel, site="ctrip", key="1", guest=guest, **written)
    ticket = TicketFactory(guest=guest, hotel=hotel)
    return {"ticket": ticket.pk, "invitation": asked.pk, "review": review.pk}


def drain() -> None:
    """Count until nothing waits."""
    while count_changed(today=TODAY):
        pass
    assert not GuestChange.objects.exists()


def rows() -> dict[int, Row]:
    """The facts as they stand, by guest; without the day, on which nothing else depends."""
    return {
        row["guest_id"]: {name: value for name, value in row.items() if name != "counted_on"}
        for row in GuestFacts.objects.order_by("pk").values()
    }


def rebuilt() -> dict[int, Row]:
    """What everybody's facts are when counted from nothing; the ones there are stay."""
    with transaction.atomic():
        GuestFacts.objects.all().delete()
        count_all(today=TODAY)
        found = rows()
        transaction.set_rollback(True)
    return found


def difference(one: dict[int, Row], other: dict[int, Row]) -> list[tuple[int, str, Any, Any]]:
    """Guest, column and both values of whatever is not the same."""
    return [
        (guest, name, one.get(guest, {}).get(name), other.get(guest, {}).get(name))
        for guest in sorted(one.keys() | other.keys())
        for name in sorted(one.get(guest, {}).keys() | other.get(guest, {}).keys())
        if one.get(guest, {}).get(name) != other.get(guest, {}).get(name)
    ]
