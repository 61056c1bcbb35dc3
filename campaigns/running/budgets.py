"""What a campaign may still spend on messages."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Variant
from hotelcrm.outbox.models import Message, State


def affordable(campaign: Campaign, variants: Sequence[Variant], limit: int) -> int:
    """How many more messages, `limit` at most, `campaign` can pay for, each reckoned as the dearest of `variants`."""
    dearest = max((variant.cost for variant in variants), default=Decimal(0))
    if campaign.budget is None or not dearest:
        return limit
    return max(0, min(limit, int((campaign.budget - spent(variants)) // dearest)))


def spent(variants: Sequence[Variant]) -> Decimal:
    """What the messages of `variants` have cost, or will when they leave, in the hotel's currency."""
    rows = Message.objects.filter(mailing__variant__in=variants).exclude(state=State.CANCELLED).order_by()
    counted = dict(rows.values_list("mailing__variant").annotate(n=Count("pk")))
    return sum((variant.cost * counted.get(variant.pk, 0) for variant in variants), Decimal(0))


def used_up() -> str:
    """Why a campaign pauses then."""
    return _("Its budget is used up.")
