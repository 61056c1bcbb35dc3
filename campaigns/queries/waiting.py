"""Campaigns that wait for a second person."""

from django.db.models import QuerySet

from campaigns.models import Campaign, CampaignState
from hotelcrm.accounts.access import Access, Permission


def to_approve(access: Access) -> "QuerySet[Campaign]":
    """Those that this person may agree to: of hotels where he approves, and started by somebody else."""
    hotels = access.ids_for(Permission.APPROVE_CAMPAIGNS)
    rows = Campaign.objects.filter(state=CampaignState.WAITING, hotel__in=hotels)
    return rows.exclude(asked_by=access.user).order_by("pk")


def waiting(access: Access) -> int:
    """How many those are, for the rail; one query, and none for who approves nothing here."""
    return to_approve(access).count() if access.may(Permission.APPROVE_CAMPAIGNS) else 0
