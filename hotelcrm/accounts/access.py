"""Who may do what: one table of roles, and the questions views ask of it.

Staff see every guest's group-wide profile, but stays only of the hotels they work at, unless their role reaches
further. An object of a hotel that a person may not see answers exactly like one that does not exist.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied

from .models import Hotel, Membership, Role, User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from .http import StaffRequest


class Permission(StrEnum):
    """One thing a role may do; the table below says which role may."""

    DESK = "desk"  # the arrivals board, the brief and the departures
    MOVE_STAYS = "move_stays"  # check in, check out, no-show, walk-in
    IN_HOUSE = "in_house"  # who is in house and what matters to my department
    SEARCH = "search"
    SEE_GUESTS = "see_guests"  # the full guest page
    EDIT_GUESTS = "edit_guests"
    MERGE_GUESTS = "merge_guests"
    OBSERVE = "observe"  # note a preference
    REVEAL_CONTACTS = "reveal_contacts"  # one field at a time, with a reason, logged
    REVEAL_DOCUMENTS = "reveal_documents"
    SEE_SENSITIVE = "see_sensitive"  # health and other separately consented data
    RECORD_CONSENT = "record_consent"
    ATTACH_STAYS = "attach_stays"  # give a stay without a guest its guest
    IMPORT = "import"
    DASHBOARDS = "dashboards"
    EXPORT = "export"
    READ_AUDIT = "read_audit"
    ENROL = "enrol"  # make a guest a member
    REDEEM = "redeem"  # rewards, vouchers and benefits at the desk
    GRANT_COURTESY = "grant_courtesy"  # late check-out
    ISSUE_VOUCHERS = "issue_vouchers"  # one, to a guest
    ISSUE_IN_BULK = "issue_in_bulk"  # many vouchers, as a file
    ADJUST_POINTS = "adjust_points"  # by hand, up to the limit of the role; give a tier
    APPROVE_POINTS = "approve_points"  # what others adjust beyond their limit
    DECIDE_CLAIMS = "decide_claims"  # stays a member claims
    MANAGE_LOYALTY = "manage_loyalty"  # programme, tiers, rules, rewards in Django's admin
    SEE_MESSAGES = "see_messages"  # what was written to guests, and what became of it
    WRITE_MESSAGES = "write_messages"  # a message that one guest needs
    MANAGE_MESSAGES = "manage_messages"  # templates, mailings, addresses never written to
    HANDLE_TICKETS = "handle_tickets"  # complaints, requests and praise; a department those that concern it
    MERGE_TICKETS = "merge_tickets"  # make one of two, and undo it
    COMPENSATE = "compensate"  # give to make good, up to the limit of the role
    APPROVE_COMPENSATION = "approve_compensation"  # what others ask for beyond theirs
    SEE_FEEDBACK = "see_feedback"  # answers of surveys, reviews and words
    REPLY_TO_REVIEWS = "reply_to_reviews"  # enter them, reply, name the guest
    MANAGE_FEEDBACK = "manage_feedback"  # surveys, service hours and levels, categories, limits
    MANAGE_CAMPAIGNS = "manage_campaigns"  # segments, campaigns, offers; see what they brought
    APPROVE_CAMPAIGNS = "approve_campaigns"  # what others start, and lists that leave as files, above a size
    CONFIGURE = "configure"  # Django's admin: hotels, staff, channels, tags
    ALL_HOTELS = "all_hotels"  # stays of every hotel of the group


P = Permission
_DESK = {P.DESK, P.MOVE_STAYS, P.IN_HOUSE, P.SEARCH, P.SEE_GUESTS, P.EDIT_GUESTS, P.OBSERVE, P.REVEAL_CONTACTS}
_DESK |= {P.SEE_SENSITIVE, P.RECORD_CONSENT, P.ATTACH_STAYS, P.ENROL, P.REDEEM, P.GRANT_COURTESY}
_DESK |= {P.SEE_MESSAGES, P.WRITE_MESSAGES, P.HANDLE_TICKETS, P.COMPENSATE}
_CARE = _DESK | {P.MERGE_GUESTS, P.REVEAL_DOCUMENTS, P.ISSUE_VOUCHERS, P.ADJUST_POINTS, P.DECIDE_CLAIMS}
_CARE |= {P.MERGE_TICKETS, P.SEE_FEEDBACK, P.REPLY_TO_REVIEWS}

TABLE: dict[Role, frozenset[Permission]] = {
    Role.FRONT_DESK: frozenset(_DESK),
    Role.DEPARTMENT: frozenset({P.IN_HOUSE, P.OBSERVE, P.HANDLE_TICKETS}),
    Role.GUEST_RELATIONS: frozenset(_CARE),
    Role.MARKETING: frozenset(
        {P.SEARCH, P.SEE_GUESTS, P.DASHBOARDS, P.IMPORT, P.ALL_HOTELS}
        | {P.ISSUE_VOUCHERS, P.ISSUE_IN_BULK, P.MANAGE_LOYALTY}
        | {P.SEE_MESSAGES, P.MANAGE_MESSAGES, P.SEE_FEEDBACK, P.REPLY_TO_REVIEWS, P.MANAGE_CAMPAIGNS}
    ),
    Role.MANAGER: frozenset(
        _CARE
        | {P.DASHBOARDS, P.IMPORT, P.EXPORT, P.APPROVE_POINTS, P.ISSUE_IN_BULK, P.MANAGE_LOYALTY}
        | {P.MANAGE_MESSAGES, P.APPROVE_COMPENSATION, P.MANAGE_FEEDBACK, P.MANAGE_CAMPAIGNS, P.APPROVE_CAMPAIGNS}
    ),
    Role.PRIVACY_OFFICER: frozenset(
        {P.SEARCH, P.SEE_GUESTS, P.EDIT_GUESTS, P.REVEAL_CONTACTS, P.REVEAL_DOCUMENTS, P.SEE_SENSITIVE}
        | {P.RECORD_CONSENT, P.READ_AUDIT, P.EXPORT, P.ALL_HOTELS, P.SEE_MESSAGES}
    ),
    Role.ADMINISTRATOR: frozenset(
        {P.CONFIGURE, P.MANAGE_LOYALTY, P.MANAGE_FEEDBACK, P.IMPORT, P.DASHBOARDS, P.READ_AUDIT, P.ALL_HOTELS}
    ),
}


@dataclass(frozen=True)
class Access:
    """What one person may do while working at one hotel."""

    user: User
    hotel: Hotel | None
    memberships: tuple[Membership, ...]

    @cached_property
    def here(self) -> tuple[Membership, ...]:
        """The roles held at the current hotel."""
        return tuple(m for m in self.memberships if self.hotel is not None and m.hotel_id == self.hotel.pk)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything the roles held at the current hotel allow together."""
        return frozenset[Permission]().union(*(TABLE[Role(m.role)] for m in self.here))

    @cached_property
    def departments(self) -> frozenset[str]:
        """The departments this person works in at the current hotel; empty for those who are not in one."""
        return frozenset(m.department for m in self.here if m.department)

    def may(self, permission: Permission) -> bool:
        """Whether `permission` is given at the current hotel."""
        return permission in self.permissions

    def ids_for(self, permission: Permission) -> frozenset[int]:
        """Hotels at which this person may do what `permission` says; a lesser role somewhere opens nothing there.

        Whoever may do it here, and has the whole group here, may do it at every hotel.
        """
        if self.may(permission) and self.may(Permission.ALL_HOTELS):
            return frozenset(Hotel.objects.values_list("pk", flat=True))
        return frozenset(m.hotel_id for m in self.memberships if permission in TABLE[Role(m.role)])

    def hotels_for(self, permission: Permission) -> "QuerySet[Hotel]":
        """The same as a queryset, in order of code."""
        return Hotel.objects.filter(pk__in=self.ids_for(permission)).order_by("code")

    @cached_property
    def hotel_ids(self) -> frozenset[int]:
        """Hotels whose stays this person may see: those where the role opens guests."""
        return self.ids_for(Permission.SEE_GUESTS)


def access_of(user: User, hotel: Hotel | None) -> Access:
    """`user`'s access while working at `hotel`; one query."""
    return Access(user, hotel, tuple(user.memberships.select_related("hotel").order_by("hotel__code", "role")))


Rest = ParamSpec("Rest")


def requires(
    *permissions: Permission,
) -> Callable[
    [Callable[Concatenate["StaffRequest", Rest], "HttpResponse"]],
    Callable[Concatenate["StaffRequest", Rest], "HttpResponse"],
]:
    """State a view's policy: any one of `permissions` at the current hotel opens it, the others are refused (403)."""

    def decorate(
        view: Callable[Concatenate["StaffRequest", Rest], "HttpResponse"],
    ) -> Callable[Concatenate["StaffRequest", Rest], "HttpResponse"]:
        @wraps(view)
        def guarded(request: "StaffRequest", /, *args: Rest.args, **kwargs: Rest.kwargs) -> "HttpResponse":
            if not any(request.access.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policies = (permissions, *getattr(view, "policies", ()))  # type: ignore[attr-defined]
        return guarded

    return decorate


def opens(view: Callable[..., object], access: Access) -> bool:
    """Whether every ``@requires`` of `view` would let somebody with `access` in."""
    policies: tuple[tuple[Permission, ...], ...] = getattr(view, "policies", ())
    return all(any(access.may(permission) for permission in policy) for policy in policies)


# Who finds something in Django's admin; ``backends`` says which models.
OPENS_ADMIN = frozenset(
    {Permission.CONFIGURE, Permission.MANAGE_LOYALTY, Permission.MANAGE_FEEDBACK, Permission.MANAGE_CAMPAIGNS}
)


def may_administer(user: User, memberships: Iterable[Membership]) -> bool:
    """Whether Django's admin opens to `user`: by a role at any hotel, or to the superuser who sets the first one up."""
    return user.is_superuser or any(OPENS_ADMIN & TABLE[Role(m.role)] for m in memberships)


def may_anywhere(memberships: Iterable[Membership], permission: Permission) -> bool:
    """Whether any of `memberships` gives `permission`, at whichever hotel; what Django's admin asks."""
    return any(permission in TABLE[Role(m.role)] for m in memberships)
