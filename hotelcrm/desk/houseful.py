"""Who is in house and what matters to a department: rooms, names, and the tags of that department's categories."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from feedback.models import Ticket
from feedback.queries.desk import open_of_stays
from guests.models import GuestTag
from guests.queries.preferences import source_words
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from loyalty.models import CourtesyGrant
from loyalty.queries.courtesy import grants
from stays import queries
from stays.models import Stay, StayGuest


@dataclass(frozen=True)
class Wish:
    """One preference as a department reads it."""

    icon: str
    text: str
    note: str
    source: str
    is_alert: bool
    whose: str


@dataclass(frozen=True)
class Room:
    """One room in house: alerts before wishes; `people` are the keys of those who stay in it.

    `tickets` are open and concern the reader's department. `late` is the late check-out promised for the day of
    departure: housekeeping comes after that.
    """

    stay: Stay
    wishes: list[Wish]
    people: list[int]
    late: CourtesyGrant | None = None
    tickets: list[Ticket] = field(default_factory=list)

    @property
    def find(self) -> str:
        """What the filter box of the list looks through."""
        guest = self.stay.guest
        names = [guest.full_name, guest.pinyin, guest.latin_name] if guest else []
        return " ".join([self.stay.room, *names]).casefold()


def rooms(hotel: Hotel, *, access: Access) -> list[Room]:
    """The rooms in house, in order, each with what `access`'s departments need; six queries.

    Somebody in a department sees the tags of the categories assigned to it, sensitive ones included: the category says
    that this department has to know (the kitchen of an allergy). Everybody else at the desk sees all categories.
    """
    stays = list(queries.staying(hotel))
    people = _people(stays)
    tags = _tags({guest_id for ids in people.values() for guest_id in ids}, access)
    late = grants([stay.pk for stay in stays])
    tickets = open_of_stays([stay.pk for stay in stays], access)
    return [
        Room(stay, _wishes(stay, people[stay.pk], tags), people[stay.pk], _held(stay, late), tickets.get(stay.pk, []))
        for stay in stays
    ]


def _held(stay: Stay, late: dict[int, CourtesyGrant]) -> CourtesyGrant | None:
    """The promise, unless the stay was prolonged since."""
    grant = late.get(stay.pk)
    return grant if grant is not None and grant.on >= stay.departure else None


def _people(stays: list[Stay]) -> dict[int, list[int]]:
    found = {stay.pk: [stay.guest_id] if stay.guest_id is not None else [] for stay in stays}
    for stay_id, guest_id in StayGuest.objects.filter(stay__in=list(found)).order_by("pk").values_list("stay", "guest"):
        found[stay_id].append(guest_id)
    return found


def _tags(guest_ids: Collection[int], access: Access) -> dict[int, list[GuestTag]]:
    rows = (
        GuestTag.objects.agreed()
        .filter(guest__in=guest_ids, withdrawn_at=None)
        .select_related("tag__category", "guest")
    )
    if access.departments:
        rows = rows.filter(tag__category__departments__overlap=sorted(access.departments))
    elif not access.may(Permission.SEE_SENSITIVE):
        rows = rows.exclude(tag__is_sensitive=True)
    found: dict[int, list[GuestTag]] = defaultdict(list)
    for row in rows.order_by("-tag__is_alert", "tag__category__order", "tag__code"):
        found[row.guest_id].append(row)
    return found


def _wishes(stay: Stay, people: list[int], tags: dict[int, list[GuestTag]]) -> list[Wish]:
    rows = [row for guest_id in people for row in tags.get(guest_id, ())]
    wishes = [_wish(row, stay) for row in rows]
    return sorted(wishes, key=lambda wish: not wish.is_alert)


def _wish(row: GuestTag, stay: Stay) -> Wish:
    return Wish(
        icon="exclamation-triangle-fill" if row.tag.is_alert else row.tag.category.icon,
        text=row.tag.name,
        note=row.note,
        source=source_words(row),
        is_alert=row.tag.is_alert,
        whose="" if row.guest_id == stay.guest_id else row.guest.sort_name,
    )
