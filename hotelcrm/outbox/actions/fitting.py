"""Which of the channels that are wanted can carry what a message says: settled before the gate is asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.queries.senders import approving

from .checking import Draft, UnfitMessageError

UNAPPROVED = gettext_lazy("This provider sends nothing but the templates that it approved.")


def fitted(draft: Draft) -> Draft:
    """`draft` with those of its channels by which it can leave, in their order.

    The gate knows nothing of texts: it would let a message through on a channel that its template has no words for, or
    whose provider was never asked to approve them, and there it could only fail. Raises `UnfitMessageError` where no
    channel is left.
    """
    wanted = dict.fromkeys(draft.channels)
    if draft.template is None:
        faults = {channel: own_words_fault(draft.hotel, channel) for channel in wanted}
    else:
        faults = _faults_of(draft.template, draft.hotel, list(wanted))
    channels = [channel for channel in draft.channels if not faults[channel]]
    if not channels:
        raise UnfitMessageError(" ".join(dict.fromkeys(faults.values())))
    return replace(draft, channels=channels)


def own_words_fault(hotel: Hotel, channel: str) -> str:
    """Why words of one's own cannot leave `hotel` on `channel`; empty where they can."""
    return str(UNAPPROVED) if approving(hotel, channel) else ""


def is_approved(provider_ids: Mapping[str, Any], provider: str) -> bool:
    """Whether `provider` gave a text a code: the text can be sent by it."""
    return bool((provider_ids.get(provider) or {}).get("code"))


def _faults_of(template: Template, hotel: Hotel, channels: Sequence[str]) -> dict[str, str]:
    told: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for channel, provider_ids in template.variants.values_list("channel", "provider_ids"):
        told[channel].append(provider_ids)
    return {channel: _fault(template, hotel, channel, told[channel]) for channel in channels}


def _fault(template: Template, hotel: Hotel, channel: str, told: Sequence[Mapping[str, Any]]) -> str:
    """A text without a code would fail for the guests who read its language, and pause the mailing for all."""
    if not told:
        values = {"template": template, "channel": Road(channel).label}
        return _("“%(template)s” has no text for this channel: %(channel)s.") % values
    provider = approving(hotel, channel)
    if provider and not all(is_approved(one, provider) for one in told):
        values = {"template": template, "provider": provider.title()}
        return _("“%(template)s” has a text message without the code under which %(provider)s approved it.") % values
    return ""
