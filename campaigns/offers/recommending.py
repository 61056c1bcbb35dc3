"""The best offers for a guest, for one at the desk or for thousands who are written to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.models import Offer
from campaigns.rules.offers import Known, Part, Trip, Why, parts, score
from guests.models import Guest, Tag
from hotelcrm.accounts.models import Hotel
from stays.models import Stay, StayStatus

from .catalogue import Package, packages
from .knowing import known_of
from .saying import reason

MOST = 2
UNDER_WAY = (StayStatus.BOOKED, StayStatus.IN_HOUSE)


@dataclass(frozen=True)
class Asked:
    """For whom, where and on which day an offer is looked for.

    `nights` as far as it is known; `stay` the trip it is about. Without `by_profile` nothing known of the guest counts.
    """

    guest_id: int
    hotel_id: int
    on: date
    nights: int | None = None
    stay: Stay | None = None
    by_profile: bool = True

    @property
    def trip(self) -> Trip | None:
        """The stay as far as it speaks for offers: one that is over or called off does not."""
        stay = self.stay
        if stay is None or stay.status not in UNDER_WAY:
            return None
        return Trip(stay.purpose, stay.purpose_is_inferred, stay.children + stay.infants)

    @property
    def stays_for(self) -> int | None:
        """The nights that the conditions of an offer ask for."""
        if self.nights is None and self.stay is not None and self.trip is not None:
            return self.stay.nights
        return self.nights


@dataclass(frozen=True)
class Recommended:
    """An offer that suits: `score` in points, and the `parts` that make it up, the strongest first."""

    offer: Offer
    score: int
    parts: tuple[Part, ...]
    tags: Mapping[int, Tag]

    @property
    def reason(self) -> str:
        """Why, in the language that is active: the two strongest parts."""
        return reason(self.parts, self.offer, self.tags)

    @property
    def is_for_everybody(self) -> bool:
        """Whether it would be offered to anybody."""
        return self.parts[0].why is Why.EVERYBODY


def recommend(
    guest: Guest,
    *,
    hotel: Hotel,
    on: date,
    nights: int | None = None,
    stay: Stay | None = None,
    number: int = MOST,
    seen_at: Collection[int] | None = None,
) -> list[Recommended]:
    """The `number` offers of `hotel` on that day that suit `guest` best, the best first; of as good ones by code.

    Only what is switched on, within its days, at that hotel; an offer that asks for more nights than the trip has is
    left out. Guests who want generic offers only, said no to personal recommendations or whose data is restricted get
    what fits `stay` itself and what is for everybody. `seen_at`: hotels whose stays may be told of; None: all. One
    query where nothing is offered, else as many as the offers ask for, whatever the number of offers.
    """
    asked = Asked(guest.pk, hotel.pk, on, nights, stay)
    return recommend_many([asked], number=number, seen_at=seen_at)[0]


def recommend_many(
    asked: Sequence[Asked], *, number: int = MOST, seen_at: Collection[int] | None = None
) -> list[list[Recommended]]:
    """The same for many at once, in the order in which they are asked for: as many queries as for one."""
    offered = packages({one.hotel_id for one in asked}) if asked else []
    if not offered:
        return [[] for _one in asked]
    personal = {one.guest_id for one in asked if one.by_profile}
    wanted = [one for one in offered if not one.wants.is_for_everybody]
    known: dict[int, Known] = {}
    if personal and wanted:
        known = known_of(personal, wanted, today=min(one.on for one in asked), seen_at=seen_at)
    here: defaultdict[int, list[Package]] = defaultdict(list)
    for hotel_id in {one.hotel_id for one in asked}:
        here[hotel_id] = [one for one in offered if not one.hotel_ids or hotel_id in one.hotel_ids]
    return [
        _best(one, here[one.hotel_id], known.get(one.guest_id) if one.by_profile else None, number) for one in asked
    ]


def _best(asked: Asked, offered: Iterable[Package], known: Known | None, number: int) -> list[Recommended]:
    nights, trip = asked.stays_for, asked.trip
    found = [
        Recommended(one.offer, score(why), why, {tag.pk: tag for tag in one.tags})
        for one in offered
        if one.holds(hotel_id=asked.hotel_id, on=asked.on, nights=nights)
        and (why := parts(one.wants, known=known, trip=trip))
    ]
    return sorted(found, key=lambda one: (-one.score, one.offer.code))[:number]
