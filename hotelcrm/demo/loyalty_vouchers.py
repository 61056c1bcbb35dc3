"""Vouchers of the invented members: welcome drinks and birthday treats, redeemed, open, void and expired."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from django.db.models import QuerySet

from guests.models import Touchpoint
from loyalty import codes
from loyalty.actions.vouchers import expire_due, last_day
from loyalty.models import Member, Voucher, VoucherType

USED: Final = 0.55  # of the vouchers whose time is over or half over
ENJOYED: Final = 0.8  # of the vouchers that were bought with points, once SETTLED days have passed
SETTLED: Final = timedelta(days=30)
BIRTHDAYS: Final = timedelta(days=90)  # before today, in which a birthday brought a voucher
State = Voucher.State


def hand_out(random: Random, member_ids: Collection[int], *, today: date, at: datetime, by_id: int) -> int:
    """Give each member the welcome drink, and those who had a birthday lately a treat in the spa; how many vouchers."""
    types = {kind.code: kind for kind in VoucherType.objects.filter(code__in=("welcome-drink", "spa-20", "fb-100"))}
    maker, members = _Maker(random, today, at, by_id), list(_members(member_ids))
    rows = [maker.welcome(member, types["welcome-drink"]) for member in members]
    rows += maker.birthdays(members, types["spa-20"])
    rows += maker.sorry(members, types["fb-100"])
    made = Voucher.objects.bulk_create(rows, batch_size=1000)
    bought = maker.enjoy(
        Voucher.objects.filter(source=Voucher.Source.REWARD, state=State.ISSUED, guest__member__in=member_ids)
    )
    expire_due(at)  # those bought with points and let lapse
    told = (point for row in made for point in _told(row))
    used = (point for row in bought for point in _told(row) if point.details["step"] == "redeemed")
    Touchpoint.objects.bulk_create((*told, *used), batch_size=2000)
    return len(made)


def _members(ids: Collection[int]) -> "QuerySet[Member]":
    return Member.objects.standing().filter(pk__in=ids).select_related("guest").order_by("pk")


class _Maker:
    """Draws what became of each voucher."""

    def __init__(self, random: Random, today: date, at: datetime, by_id: int) -> None:
        self._random, self._today, self._at, self._by_id = random, today, at, by_id

    def welcome(self, member: Member, kind: VoucherType) -> Voucher:
        key, source = f"welcome:{member.pk}:{kind.code}", Voucher.Source.WELCOME
        return self._voucher(kind, member, key, source, member.joined_on)

    def birthdays(self, members: Collection[Member], kind: VoucherType) -> Iterator[Voucher]:
        """By the solar calendar; by the lunar one it would take a table."""
        for member in members:
            day = _last_birthday(member, self._today)
            if day is not None and max(member.joined_on, self._today - BIRTHDAYS) <= day:
                key = f"birthday:{member.guest_id}:{day.year}"
                yield self._voucher(kind, member, key, Voucher.Source.CAMPAIGN, day)

    def sorry(self, members: Collection[Member], kind: VoucherType) -> Iterator[Voucher]:
        """One in a hundred got something for a mishap, and one of those by mistake."""
        hotels = set(kind.hotels.values_list("pk", flat=True))
        some = [member for member in members if member.hotel_id in hotels][50::100]
        for place, member in enumerate(some):
            day = self._today - timedelta(days=20 + 9 * place % 150)
            row = self._voucher(kind, member, f"sorry:{member.pk}", Voucher.Source.DESK, max(day, member.joined_on))
            row.reason = "空调故障致歉 / air conditioning was out of order"
            if place == 0 and row.state == State.ISSUED:
                row.state, row.voided_at, row.voided_by_id, row.void_reason = (
                    State.VOID,
                    self._at,
                    self._by_id,
                    "重复发放",
                )
            yield row

    def _voucher(self, kind: VoucherType, member: Member, key: str, source: str, start: date) -> Voucher:
        end, random = last_day(kind, start), self._random
        fields: dict[str, Any] = {"hotel_id": member.hotel_id, "issued_by_id": self._by_id}
        row = Voucher(type=kind, guest=member.guest, key=key, source=source, code=self._code(), **fields)
        row.valid_from, row.valid_until, row.issued_at = start, end, min(_noon(start), self._at)
        is_half_over = self._today > start + (end - start) / 2
        if is_half_over and random.random() < USED:
            self._redeem(row)
        elif end < self._today:
            row.state = State.EXPIRED
        return row

    def enjoy(self, rows: "QuerySet[Voucher]") -> list[Voucher]:
        """Most of what was bought with points some weeks ago is used by now; those that are, written."""
        old = rows.filter(valid_from__lt=self._today - SETTLED).select_related("guest", "type").order_by("pk")
        used = [self._redeem(row) for row in old if self._random.random() < ENJOYED]
        Voucher.objects.bulk_update(used, ["state", "redeemed_by", "redeemed_hotel", "redeemed_at"], batch_size=1000)
        return used

    def _redeem(self, row: Voucher) -> Voucher:
        """On some day since it holds, at the hotel that issued it."""
        span = (min(row.valid_until, self._today) - row.valid_from).days
        row.state, row.redeemed_by_id, row.redeemed_hotel_id = State.REDEEMED, self._by_id, row.hotel_id
        day = row.valid_from + timedelta(days=int(self._random.random() * span))
        row.redeemed_at = max(row.issued_at, min(_noon(day), self._at))
        return row

    def _code(self) -> str:
        return "".join(self._random.choice(codes.SIGNS) for _ in range(codes.LENGTH))


def _last_birthday(member: Member, today: date) -> date | None:
    month, day = member.guest.birth_month, member.guest.birth_day
    if not month or not day or member.guest.birth_is_lunar:
        return None
    for year in (today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February
            found = date(year, 3, 1)
        if found <= today:
            return found
    return None


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


def _told(row: Voucher) -> Iterator[Touchpoint]:
    """As `loyalty.actions.vouchers` tells it."""
    if row.guest is None:
        return
    steps = [("issued", row.issued_at, f"voucher:{row.pk}:issued")]
    if row.redeemed_at is not None:
        steps.append(("redeemed", row.redeemed_at, f"voucher:{row.pk}:redeemed:{row.redeemed_at.timestamp():.0f}"))
    for step, at, key in steps:
        details = {"what": "voucher", "step": step, "voucher": row.pk, "type": row.type.code}
        guest, kind, hotel, by = row.guest, Touchpoint.Kind.LOYALTY, row.hotel_id, row.issued_by_id
        yield Touchpoint(guest=guest, kind=kind, key=key, at=at, hotel_id=hotel, by_id=by, details=details)
