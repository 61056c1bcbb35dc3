"""What one person may do with a campaign as it stands."""

from dataclasses import dataclass

from campaigns.models import Campaign, CampaignState
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.message import OPEN

State = CampaignState


@dataclass(frozen=True)
class Offered:
    """The verbs that are open; `is_own` where another person must agree first."""

    edit: bool = False
    start: bool = False
    approve: bool = False
    refuse: bool = False
    take_back: bool = False
    pause: bool = False
    resume: bool = False
    finish: bool = False
    call_off: bool = False
    is_own: bool = False


def offered(campaign: Campaign, access: Access) -> Offered:
    """The verbs that whoever manages campaigns at its hotel finds on the page of `campaign`."""
    state = campaign.state
    if state == State.DRAFT:
        return Offered(edit=True, start=True)
    if state == State.WAITING:
        is_own = campaign.asked_by_id == access.user.pk
        decides = not is_own and campaign.hotel_id in access.ids_for(Permission.APPROVE_CAMPAIGNS)
        return Offered(approve=decides, refuse=decides, take_back=is_own, is_own=is_own, call_off=False)
    if state == State.RUNNING:
        return Offered(pause=True, finish=True, call_off=True)
    if state == State.PAUSED:
        return Offered(resume=True, finish=True, call_off=True)
    waits = Message.objects.filter(mailing__variant__step__campaign=campaign, state__in=OPEN)
    return Offered(call_off=state == State.FINISHED and waits.exists())
