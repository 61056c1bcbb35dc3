"""What the desk has to know of a guest: what is unresolved, and what was said last."""

from collections import defaultdict
from collections.abc import Collection

from feedback.models import OPEN, Invitation, Ticket
from guests.models import Guest
from hotelcrm.accounts.access import Access, Permission

from .visible import visible_to


def unresolved_of(guest_ids: Collection[int], access: Access) -> dict[int, list[Ticket]]:
    """The complaints of these guests that nobody has solved, by guest, the worst first; one query, none for nobody."""
    if not guest_ids or not access.may(Permission.HANDLE_TICKETS):
        return {}
    rows = visible_to(access).filter(guest__in=guest_ids, kind=Ticket.Kind.COMPLAINT, state__in=OPEN)
    found: defaultdict[int, list[Ticket]] = defaultdict(list)
    for row in rows.select_related("hotel", "owner", "category").defer("text").order_by("severity", "opened_at", "pk"):
        found[row.guest_id or 0].append(row)
    return found


def open_of_stays(stay_ids: Collection[int], access: Access) -> dict[int, list[Ticket]]:
    """What is open of these stays and concerns the person who asks, by stay; one query, none for no stay."""
    if not stay_ids or not access.may(Permission.HANDLE_TICKETS):
        return {}
    rows = visible_to(access).filter(stay__in=stay_ids, state__in=OPEN).exclude(kind=Ticket.Kind.PRAISE)
    found: dict[int, list[Ticket]] = defaultdict(list)
    for row in rows.select_related("category").defer("text").order_by("severity", "opened_at", "pk"):
        found[row.stay_id or 0].append(row)
    return found


def last_score(guest: Guest, hotel_ids: Collection[int]) -> Invitation | None:
    """The survey that `guest` answered last at one of these hotels with a score; one query."""
    answered = Invitation.objects.filter(guest=guest, hotel__in=hotel_ids, finished_at__isnull=False)
    scored = answered.exclude(nps=None, csat=None).select_related("hotel", "survey")
    return scored.order_by("-finished_at", "-pk").first()


def of_guest(guest: Guest, access: Access, *, limit: int) -> list[Ticket]:
    """The tickets of `guest` that one may see, open ones first, then the latest; two queries."""
    rows = visible_to(access).filter(guest=guest, merged_into=None).select_related("hotel", "owner", "category")
    rows = rows.defer("text")
    undone = list(rows.filter(state__in=OPEN).order_by("severity", "-opened_at", "-pk")[:limit])
    done = rows.exclude(state__in=OPEN).order_by("-opened_at", "-pk")
    return [*undone, *done[: limit - len(undone)]]
