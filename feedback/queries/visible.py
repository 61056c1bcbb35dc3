"""Which tickets a person may see."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import Notice, Ticket
from hotelcrm.accounts.access import TABLE, Access, Permission
from hotelcrm.accounts.models import Role

NAMED = (Notice.Why.MENTIONED, Notice.Why.PRAISED)


def visible_to(access: Access) -> QuerySet[Ticket]:
    """The tickets at every hotel where this person handles any.

    Who does so only for a department sees those of that department, those he owns, and those in which he is named.
    """
    departments = _departments(access)
    seen = Q(hotel__in=access.ids_for(Permission.HANDLE_TICKETS) - departments.keys())
    if departments:
        notices = Notice.objects.filter(ticket=OuterRef("pk"), user=access.user, why__in=NAMED)
        mine = Q(hotel__in=sorted(departments)) & (Q(owner=access.user) | Q(Exists(notices)))
        seen |= mine
        for hotel_id, names in sorted(departments.items()):
            seen |= Q(hotel=hotel_id, department__in=sorted(names))
    return Ticket.objects.filter(seen)


def _departments(access: Access) -> dict[int, set[str]]:
    """By hotel the departments of somebody who handles tickets there for those alone."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    whole = set()
    for membership in access.memberships:
        if Permission.HANDLE_TICKETS not in TABLE[Role(membership.role)]:
            continue
        if membership.role == Role.DEPARTMENT:
            found[membership.hotel_id].add(membership.department)
        else:
            whole.add(membership.hotel_id)
    if access.may(Permission.ALL_HOTELS) and access.departments and not _handles_all_here(access):
        for hotel_id in access.ids_for(Permission.HANDLE_TICKETS):
            found[hotel_id] |= access.departments
    return {hotel_id: names for hotel_id, names in found.items() if hotel_id not in whole}


def _handles_all_here(access: Access) -> bool:
    roles = [Role(membership.role) for membership in access.here if membership.role != Role.DEPARTMENT]
    return any(Permission.HANDLE_TICKETS in TABLE[role] for role in roles)
