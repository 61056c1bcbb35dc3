"""Late check-outs as the desk reads them: what is advised for each stay and why, and what was granted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Func, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats
from loyalty.models import CourtesyGrant, CourtesyRule, Tier
from loyalty.rules.courtesy import Advice, GuestValue, Line, advise, fee
from stays.models import Stay, StayStatus
from stays.queries import DAYS_TO_WAIT

Who = CourtesyRule.Who
YEAR = timedelta(days=365)
OPEN = (StayStatus.BOOKED, StayStatus.IN_HOUSE)
FACTS = ("pk", "guest", "rate", "currency", "guest__vip_level", "company_stays")
MEMBER = ("guest__member__tier", "guest__member__closed_on", "guest__member__merged_into")


@dataclass(frozen=True)
class Courtesy:
    """How late the guest of one stay may leave on its last day, as advised (with the reason) and as granted.

    Amounts are in `currency`. Nothing is advised for a stay that is over, or when no line of the table fits.
    """

    stay_id: int
    on: date
    night: str  # how full, in words
    currency: str
    advice: Advice | None
    tier: Tier | None
    grant: CourtesyGrant | None
    has_guest: bool
    rate: Decimal

    @property
    def beyond(self) -> Decimal:
        """The charge for an hour later than advised."""
        return self.fee(time.max)

    def fee(self, until: time) -> Decimal:
        """The charge for leaving at that hour."""
        return fee(self.advice, until, rate=self.rate)

    @property
    def reason(self) -> str:
        """Why so late and no later, as a sentence without its full stop: "Gold member; tonight 93% full"."""
        if self.advice is None:
            return ""
        who = self._who()
        text = _("%(who)s; %(night)s") % {"who": who, "night": self.night} if who else self.night
        return text[:1].upper() + text[1:]

    @property
    def may_be_granted(self) -> bool:
        """Whether one click could grant what is advised."""
        return self.advice is not None and self.has_guest and self.grant is None

    def _who(self) -> str:
        if self.advice is None or self.advice.who == Who.ANYBODY:
            return ""
        if self.advice.who in {Who.TIER, Who.TOP_TIER} and self.tier is not None:
            return _("%(tier)s member") % {"tier": self.tier.name}
        return str(Who(self.advice.who).label)


def advice_for(stays: Sequence[Stay], *, hotel: Hotel, today: date) -> dict[int, Courtesy]:
    """For each of `hotel`'s `stays`, by its id, how late its guest may leave; five queries, however many stays.

    A stay that should have left before is advised for `today`.
    """
    days = {stay.pk: max(stay.departure, today) for stay in stays}
    is_open = {stay.pk: stay.status in OPEN for stay in stays}
    if not days:
        return {}
    tiers = Tier.objects.in_bulk()
    top = max(tiers.values(), key=lambda tier: tier.rank)
    lines = [_line(rule, tiers) for rule in CourtesyRule.objects.filter(Q(hotel=None) | Q(hotel=hotel))]
    full = occupancies(hotel, set(days.values()), today=today)
    words = {day: _night(percent, is_tonight=day == today) for day, percent in full.items()}
    granted = grants(days)
    found = {}
    for row in _facts(days, today):
        pk, tier = row["pk"], _tier(row, tiers)
        advice = None
        if is_open[pk]:
            value = _value(row, tier, top=top)
            advice = advise(lines, value, occupancy=full[days[pk]], rate=row["rate"])
        on, has_guest = days[pk], row["guest"] is not None
        held = granted.get(pk)
        grant = held if held is not None and held.on == on else None  # else it was for another last day
        found[pk] = Courtesy(pk, on, words[on], row["currency"], advice, tier, grant, has_guest, row["rate"])
    return found


def _night(percent: Decimal, *, is_tonight: bool) -> str:
    text = _("tonight %(percent)s full") if is_tonight else _("%(percent)s booked that night")
    return text % {"percent": formats.percent(percent / 100, 0)}


def advice_of(stay: Stay, *, today: date) -> Courtesy:
    """How late the guest of one stay may leave; five queries."""
    return advice_for([stay], hotel=stay.hotel, today=today)[stay.pk]


def grants(stay_ids: Iterable[int]) -> dict[int, CourtesyGrant]:
    """The late check-outs that hold for those stays, by stay; one query."""
    rows = CourtesyGrant.objects.filter(stay__in=list(stay_ids), cancelled_at=None).select_related("by")
    return {row.stay_id: row for row in rows}


def occupancies(hotel: Hotel, nights: Collection[date], *, today: date) -> dict[date, Decimal]:
    """How full `hotel` will be in each of those `nights`, in percent of its rooms; one query.

    Rooms occupied in the night that begins on a day = stays in house that leave after that day + bookings that have
    arrived by it and leave after it, those included that have been waited for since up to `DAYS_TO_WAIT` days. Tonight
    that is who stays over and who is still expected. Occupancy = these / rooms of the hotel x 100.
    """
    awaited = Q(status=StayStatus.BOOKED, arrival__gte=today - timedelta(days=DAYS_TO_WAIT))
    sold = Stay.objects.filter(Q(status=StayStatus.IN_HOUSE) | awaited, hotel=hotel, departure__gt=min(nights))
    asked = sorted(nights)
    counts = {f"n{n}": Count("pk", filter=Q(arrival__lte=day, departure__gt=day)) for n, day in enumerate(asked)}
    rooms = sold.filter(arrival__lte=max(nights)).order_by().aggregate(**counts)
    return {day: Decimal(100 * rooms[f"n{n}"]) / hotel.rooms for n, day in enumerate(asked)}


def _facts(stay_ids: Collection[int], today: date) -> list[dict[str, Any]]:
    company_stays = (
        Stay.objects.filter(guest=OuterRef("guest"), company__isnull=False, departure__gt=today - YEAR)
        .filter(Q(status__in=[StayStatus.CHECKED_OUT, StayStatus.IN_HOUSE]) | Q(pk=OuterRef("pk")))
        .order_by()
        .annotate(number=Func(F("pk"), function="COUNT"))
        .values("number")
    )
    stays = Stay.objects.filter(pk__in=list(stay_ids)).order_by()
    return list(stays.annotate(company_stays=Subquery(company_stays)).values(*FACTS, *MEMBER))


def _tier(row: dict[str, Any], tiers: dict[int, Tier]) -> Tier | None:
    is_gone = row["guest__member__closed_on"] is not None or row["guest__member__merged_into"] is not None
    return None if is_gone else tiers.get(row["guest__member__tier"])


def _value(row: dict[str, Any], tier: Tier | None, *, top: Tier) -> GuestValue:
    return GuestValue(
        is_vip=bool(row["guest__vip_level"]),
        tier_rank=None if tier is None else tier.rank,
        is_top=tier is not None and tier.rank == top.rank > 0,
        company_stays=row["company_stays"],
    )


def _line(rule: CourtesyRule, tiers: dict[int, Tier]) -> Line:
    return Line(
        who=rule.who,
        until=rule.until,
        order=rule.order,
        is_own=rule.hotel_id is not None,
        tier_rank=None if rule.tier_id is None else tiers[rule.tier_id].rank,
        least_stays=rule.least_stays,
        occupancy_from=rule.occupancy_from,
        occupancy_below=rule.occupancy_below,
        fee_percent=0 if rule.waives_half_day else rule.fee_percent,
        waives_half_day=rule.waives_half_day,
        no_inspection=rule.no_inspection,
    )
