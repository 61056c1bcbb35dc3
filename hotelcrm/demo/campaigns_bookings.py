"""What campaigns of the demo brought: bookings that are there because of them, and vouchers used at stays.

That is how a known effect gets into invented data: of those whom a message reached, so many more book than would have.
The holdout is left as it is, and credit and lift are reckoned from the rows as ever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from django.db.models import QuerySet

from campaigns.models import Campaign, Sent
from campaigns.results import figures
from campaigns.rules.lift import Verdict
from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.outbox.models import Message
from loyalty.models import Voucher
from stays.models import Channel, RoomType, Stay, StayStatus

from . import history
from .rows import SOURCE

FEWEST: Final = 100  # treated guests; of fewer nobody could tell anyway, whatever they book
STEP: Final = 2  # of a hundred, by which an effect is made larger until it shows
USED: Final = 0.6  # of the vouchers in the hands of guests who are in the house while they hold
_DIRECT: Final = ("website", "mini-program", "phone")
_NIGHTS: Final = (2, 2, 3, 3, 4)
_SOONEST, _LATEST = 5, 55  # days from today on which those who book ahead arrive


@dataclass(frozen=True)
class Effect:
    """So many of a hundred treated guests book who would not have; up to `most`, until it shows against the holdout."""

    of_hundred: int
    most: int = 0


def bring(campaign: Campaign, random: Random, effect: Effect, *, at: datetime) -> None:
    """Let guests whom a message of `campaign` reached book, within the days in which that counts.

    Who is treated is a hash of their ids, so these are the same guests in a new database only.
    """
    treated = campaign.enrolments.filter(arm="treated").count()
    if treated < FEWEST:
        return
    reached = list(_reached(campaign).order_by("pk"))
    random.shuffle(reached)
    house, place = _House(campaign.hotel, random, at), 0
    for share in range(effect.of_hundred, max(effect.most, effect.of_hundred) + 1, STEP):
        some = reached[place : round(treated * share / 100)]
        rows = [house.booking(campaign, place + n, message) for n, message in enumerate(some)]
        history.tell_some([stay.pk for stay in Stay.objects.bulk_create(rows)])
        place += len(some)
        if _shows(campaign, at):
            break


def _shows(campaign: Campaign, at: datetime) -> bool:
    return figures.of(campaign, at=at).comparison.bookings.lift.verdict is Verdict.LIKELY_WORKED


def _reached(campaign: Campaign) -> "QuerySet[Message]":
    """Those it reached who will not be in the house anyway."""
    ahead = Stay.objects.filter(status__in=[StayStatus.BOOKED, StayStatus.IN_HOUSE]).exclude(guest=None)
    came = Message.objects.filter(mailing__variant__step__campaign=campaign, delivered_at__isnull=False)
    return came.exclude(guest__in=ahead.values("guest"))


class _House:
    """What can be booked in it."""

    def __init__(self, hotel: Hotel, random: Random, at: datetime) -> None:
        self._hotel, self._random, self._today = hotel, random, hotel.today(at)
        rates = Stay.objects.filter(hotel=hotel, source=SOURCE, rate__gt=0).order_by("-pk")
        self._rates = list(rates.values_list("rate", flat=True)[:200])
        self._types = list(RoomType.objects.filter(hotel=hotel).order_by("code"))
        self._channels = list(Channel.objects.filter(code__in=_DIRECT).order_by("code"))

    def booking(self, campaign: Campaign, place: int, message: Message) -> Stay:
        random, hotel = self._random, self._hotel
        rate, nights = random.choice(self._rates), random.choice(_NIGHTS)
        made = self._made(message)
        arrival = self._today + timedelta(days=random.randint(_SOONEST, _LATEST))
        return Stay(
            hotel=hotel,
            guest_id=message.guest_id,
            source=SOURCE,
            external_id=f"{hotel.code}-c{campaign.pk}-{place}",
            confirmation=f"{hotel.code[0].upper()}C{campaign.pk:03d}{place:03d}",
            status=StayStatus.BOOKED,
            booked_on=made.astimezone(hotel.zone).date(),
            created_at=made,
            arrival=arrival,
            departure=arrival + timedelta(days=nights),
            expected_at=time(random.randrange(13, 20), 30),
            room_type=random.choice(self._types),
            adults=2,
            children=random.choice((0, 0, 1, 1, 2)),
            channel=random.choice(self._channels),
            rate=rate,
            room_revenue=rate * nights,
            currency=hotel.currency,
        )

    def _made(self, message: Message) -> datetime:
        """Some hours to weeks after a link was followed, sooner after a message that was only read."""
        touched = message.clicked_at or message.delivered_at
        assert touched is not None, "it was delivered"
        return touched + timedelta(hours=self._random.randint(2, 500 if message.clicked_at else 130))


def use_vouchers(random: Random, *, by: User, at: datetime) -> None:
    """Let most of those who stayed while a voucher of a campaign held have used it."""
    sent = Sent.objects.filter(voucher__state=Voucher.State.ISSUED, message__delivered_at__isnull=False)
    vouchers = Voucher.objects.filter(pk__in=sent.values("voucher")).select_related("type").order_by("pk")
    rows = list(vouchers.prefetch_related("type__hotels"))
    stays: dict[int, list[Stay]] = {}
    here = Stay.objects.filter(guest__in={row.guest_id for row in rows}, checked_in_at__isnull=False)
    for stay in here.order_by("arrival", "pk"):
        stays.setdefault(stay.guest_id or 0, []).append(stay)
    used = [row for row in rows if _use(row, stays.get(row.guest_id or 0, []), random, by=by, at=at)]
    Voucher.objects.bulk_update(used, ["state", "redeemed_by", "redeemed_hotel", "redeemed_at"], batch_size=1000)
    Touchpoint.objects.bulk_create(_told(used), batch_size=1000)


def _use(row: Voucher, stays: Sequence[Stay], random: Random, *, by: User, at: datetime) -> bool:
    hotels = {hotel.pk for hotel in row.type.hotels.all()}
    for stay in stays:
        day = max(stay.arrival, row.valid_from + timedelta(days=1))
        if day > min(stay.departure, row.valid_until) or (hotels and stay.hotel_id not in hotels):
            continue
        moment = _evening(day)
        if moment < at and random.random() < USED:
            row.state, row.redeemed_by, row.redeemed_at = Voucher.State.REDEEMED, by, moment
            row.redeemed_hotel_id = stay.hotel_id
            return True
    return False


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _told(rows: Sequence[Voucher]) -> Iterator[Touchpoint]:
    """As `loyalty.actions.vouchers` tells it."""
    for row in rows:
        assert row.redeemed_at is not None, "it was used"
        assert row.guest_id is not None, "it came with a message to somebody"
        details: dict[str, Any] = {"what": "voucher", "step": "redeemed", "voucher": row.pk, "type": row.type.code}
        yield Touchpoint(
            guest_id=row.guest_id,
            kind=Touchpoint.Kind.LOYALTY,
            key=f"voucher:{row.pk}:redeemed:{row.redeemed_at.timestamp():.0f}",
            at=row.redeemed_at,
            hotel_id=row.redeemed_hotel_id,
            by_id=row.redeemed_by_id,
            details=details,
        )
