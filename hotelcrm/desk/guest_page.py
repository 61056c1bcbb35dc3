"""What the guest page adds to the cards about the guest alone: stays and spend, companions, timeline, completeness.

Every read is bounded: the number of queries does not depend on how much there is, and long lists come in pages.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, ExpressionWrapper, F, QuerySet, Sum
from django.db.models.fields import DurationField
from django_stubs_ext import StrPromise

from guests.completeness import Completeness, Known, completeness
from guests.models import Contact, Guest
from guests.queries.consents import Consents
from guests.queries.preferences import PreferenceGroup
from hotelcrm.accounts.access import Access
from stays import queries
from stays.models import Stay, StayGuest, StayStatus

STAYS_SHOWN = 8
COMPANIONS_SHOWN = 12
CENT = Decimal("0.01")
NIGHTS = ExpressionWrapper(F("departure") - F("arrival"), output_field=DurationField())


@dataclass(frozen=True)
class Spend:
    """What completed stays brought in one currency; amounts in major units."""

    currency: str
    stays: int
    nights: int
    room_revenue: Decimal
    revenue: Decimal

    @property
    def adr(self) -> Decimal | None:
        """Average daily rate, to the cent: room revenue by room nights; None without a night."""
        return (self.room_revenue / self.nights).quantize(CENT) if self.nights else None


@dataclass(frozen=True)
class Visits:
    """A guest's stays at the hotels one may see; `has_elsewhere`: there are none, but some at others."""

    spend: list[Spend]
    current: list[Stay]
    upcoming: list[Stay]
    past: list[Stay]
    has_more: bool
    purposes: list[StrPromise | str]
    has_elsewhere: bool = False

    @property
    def completed(self) -> int:
        """How many stays were completed."""
        return sum(row.stays for row in self.spend)

    @property
    def nights(self) -> int:
        """How many nights those had."""
        return sum(row.nights for row in self.spend)

    @property
    def last(self) -> Stay | None:
        """The last completed stay, if it is among those shown."""
        return next((stay for stay in self.past if stay.status == StayStatus.CHECKED_OUT), None)

    @property
    def is_empty(self) -> bool:
        """Whether there is no stay at the hotels one may see."""
        return not (self.current or self.upcoming or self.past)


@dataclass(frozen=True)
class Companion:
    """Somebody who shared a room with the guest, and how often."""

    guest: Guest
    times: int


def visits(guest: Guest, access: Access, today: date, *, everything: bool = False) -> Visits:
    """`guest`'s stays, with totals by currency over the completed ones; three queries, a fourth if there are none.

    Stays of hotels the person may not see are neither shown nor counted; that there are some is said where there are
    no others. `everything` shows all past stays.
    """
    stays = Stay.objects.filter(guest=guest, hotel__in=access.hotel_ids).select_related(
        "hotel", "channel", "room_type", "company"
    )
    open_ones = list(stays.filter(queries.is_open(today)).order_by("arrival", "pk"))
    past = stays.exclude(pk__in=[stay.pk for stay in open_ones]).order_by("-arrival", "-pk")
    shown = list(past if everything else past[: STAYS_SHOWN + 1])
    seen = shown if everything else shown[:STAYS_SHOWN]
    current = [stay for stay in open_ones if stay.status == StayStatus.IN_HOUSE]
    upcoming = [stay for stay in open_ones if stay.status == StayStatus.BOOKED]
    stated = [stay.get_purpose_display() for stay in [*open_ones, *seen] if stay.purpose]
    elsewhere = not (open_ones or seen) and Stay.objects.filter(guest=guest).exists()
    purposes: list[StrPromise | str] = list(dict.fromkeys(stated))
    return Visits(_spend(stays), current, upcoming, seen, len(shown) > len(seen), purposes, elsewhere)


def companions(guest: Guest, access: Access) -> list[Companion]:
    """Those who most often shared a room with `guest`, from either side of the booking; two queries."""
    visible = StayGuest.objects.filter(stay__hotel__in=access.hotel_ids)
    with_me = visible.filter(stay__guest=guest).exclude(guest=guest).order_by().values_list("guest_id")
    i_with = visible.filter(guest=guest).exclude(stay__guest=None).exclude(stay__guest=guest).order_by()
    times = Counter(person for (person,) in with_me.union(i_with.values_list("stay__guest_id"), all=True))
    often = sorted(times, key=lambda pk: (-times[pk], pk))[:COMPANIONS_SHOWN]
    people = Guest.objects.current().in_bulk(often)
    return [Companion(people[pk], times[pk]) for pk in often if pk in people]


def known(
    guest: Guest,
    *,
    contacts: Iterable[Contact],
    preferences: Iterable[PreferenceGroup],
    consents: Consents,
    stays: Visits,
) -> Completeness:
    """How complete the profile is, from what the page has read already."""
    kinds = {contact.kind for contact in contacts if contact.bounced_at is None}
    return completeness(
        Known(
            name=bool(guest.family_name and guest.given_name),
            contact=not kinds.isdisjoint({Contact.Kind.PHONE, Contact.Kind.EMAIL}),
            birthday=bool(guest.birth_month and guest.birth_day),
            language=bool(guest.language),
            purpose=bool(stays.purposes),
            preferences=sum(len(group.lines) for group in preferences),
            consent=consents.has_marketing_answer(kinds),
        )
    )


def _spend(stays: "QuerySet[Stay]") -> list[Spend]:
    rows = (
        stays.filter(status=StayStatus.CHECKED_OUT)
        .values("currency")
        .annotate(n=Count("pk"), length=Sum(NIGHTS), room=Sum("room_revenue"), other=Sum("other_revenue"))
        .order_by("-n", "currency")
    )
    return [
        Spend(row["currency"], row["n"], _days(row["length"]), row["room"], row["room"] + row["other"]) for row in rows
    ]


def _days(length: timedelta | None) -> int:
    return length.days if length else 0
