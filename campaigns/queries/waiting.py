"""What waits for a second person: campaigns, and files of lists."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, QuerySet, Value

from campaigns.models import Campaign, CampaignState, SegmentExport
from hotelcrm.accounts.access import Access, Permission

_KEPT: Final = "_waits_for_a_second_person"


def to_approve(access: Access) -> "QuerySet[Campaign]":
    """Campaigns that this person may agree to: of hotels where he approves, and started by somebody else."""
    hotels = access.ids_for(Permission.APPROVE_CAMPAIGNS)
    rows = Campaign.objects.filter(state=CampaignState.WAITING, hotel__in=hotels)
    return rows.exclude(asked_by=access.user).order_by("pk")


def files_to_approve(access: Access) -> "QuerySet[SegmentExport]":
    """Files of lists that this person may let go: of the same hotels, and asked for by somebody else."""
    hotels = access.ids_for(Permission.APPROVE_CAMPAIGNS)
    return SegmentExport.objects.filter(state=SegmentExport.State.WAITING, hotel__in=hotels).exclude(by=access.user)


@dataclass(frozen=True)
class Waiting:
    """How many campaigns and files wait for one person."""

    campaigns: int = 0
    files: int = 0


def waiting(access: Access) -> int:
    """How many of both there are, for the rail; one query, and none for who approves nothing here."""
    found = _counted(access)
    return found.campaigns + found.files


def files_waiting(access: Access) -> int:
    """How many files there are, for the tab that leads to them; the same query, asked once."""
    return _counted(access).files


def _counted(access: Access) -> Waiting:
    if not access.may(Permission.APPROVE_CAMPAIGNS):
        return Waiting()
    # As with the access's own cached properties: it lives as long as one request, and the rail asks again.
    kept: Waiting | None = vars(access).get(_KEPT)
    if kept is None:
        kept = vars(access)[_KEPT] = _count(access)
    return kept


def _count(access: Access) -> Waiting:
    files = files_to_approve(access).values(kind=Value("file")).annotate(n=Count("pk"))
    campaigns = to_approve(access).order_by().values(kind=Value("campaign")).annotate(n=Count("pk"))
    found = {row["kind"]: row["n"] for row in campaigns.union(files, all=True)}
    return Waiting(found.get("campaign", 0), found.get("file", 0))
