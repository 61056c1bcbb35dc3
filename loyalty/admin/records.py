"""Members, entries and lots as they are: administrators may look, nobody changes them here.

Members are named by their numbers: who they are belongs to the guest page, where every look is logged.
"""

from typing import Any, TypeVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property

from hotelcrm.accounts.access import Permission, may_anywhere
from loyalty.models import Member, PointsEntry, PointsLot

Row = TypeVar("Row", bound=Model)
MOST = 5_000  # rows of a list; whoever looks for an older one searches


def configures(request: HttpRequest) -> bool:
    """Whether the reader configures the house, at whichever hotel."""
    user: Any = request.user
    return bool(user.is_superuser or may_anywhere(user.memberships.all(), Permission.CONFIGURE))


class Newest(Paginator[Row]):
    """The first `MOST` rows of a list: neither are millions counted, nor are they skipped to show the last page."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, `MOST` at most."""
        rows: Any = self.object_list
        return int(rows[:MOST].count())


class ReadOnly(admin.ModelAdmin[Row]):
    """For those who configure the house: the newest rows, and any by search."""

    paginator = Newest
    show_full_result_count = False
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return configures(request)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False


@admin.register(Member)
class MemberAdmin(ReadOnly[Member]):
    """Accounts: what they hold, and which tier."""

    list_display = ("number", "tier", "tier_until", "balance", "debt", "joined_on", "hotel", "active_on")
    list_filter = ("tier", "hotel")
    list_select_related = ("tier", "hotel")
    search_fields = ("=number",)
    ordering = ("-pk",)
    fields = (
        *("number", "hotel", "joined_on", "tier", "tier_until", "earned_tier", "earned_until"),
        *("balance", "debt", "active_on", "merged_into", "closed_on"),
    )


@admin.register(PointsEntry)
class PointsEntryAdmin(ReadOnly[PointsEntry]):
    """The ledger, newest first."""

    list_display = ("on", "member", "kind", "points", "key", "hotel")
    list_filter = ("kind",)
    list_select_related = ("member", "hotel")
    search_fields = ("=member__number", "=key")
    ordering = ("-pk",)
    fields = (
        *("member", "kind", "points", "qualifying", "key", "on", "at", "hotel", "stay_id", "promotion"),
        *("reverses", "by", "reason", "details"),
    )


@admin.register(PointsLot)
class PointsLotAdmin(ReadOnly[PointsLot]):
    """Which points came in together, what is left of them, and when they go."""

    list_display = ("member", "points", "remaining", "opened_on", "expires_on")
    list_select_related = ("member",)
    search_fields = ("=member__number",)
    ordering = ("-pk",)
    fields = ("member", "entry", "points", "remaining", "opened_on", "expires_on")
