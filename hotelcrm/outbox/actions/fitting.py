"""Which of the channels that are wanted can carry what a message says: settled before the gate is asked."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelcrm.accounts.models import Hotel
from hotelcrm.frame.sentences import spoken
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.queries.senders import approving

from .checking import Draft, UnfitMessageError

_Fault = Callable[[], str]
UNAPPROVED = gettext_lazy("This provider sends nothing but the templates that it approved.")


def fitted(draft: Draft) -> Draft:
    """`draft` with those of its channels by which it can leave, in their order.

    The gate knows nothing of texts: it would let a message through on a channel that its template has no words for, or
    whose provider was never asked to approve them, and there it could only fail. Raises `UnfitMessageError` where no
    channel is left.
    """
    wanted = dict.fromkeys(draft.channels)
    if draft.template is None:
        faults = {channel: _unapproved if approving(draft.hotel, channel) else None for channel in wanted}
    else:
        faults = _faults_of(draft.template, draft.hotel, list(wanted))
    channels = [channel for channel in draft.channels if faults[channel] is None]
    if not channels:
        say = [fault for fault in faults.values() if fault is not None]
        raise UnfitMessageError(spoken(lambda: " ".join(dict.fromkeys(one() for one in say))))
    return replace(draft, channels=channels)


def own_words_fault(hotel: Hotel, channel: str) -> str:
    """Why words of one's own cannot leave `hotel` on `channel`; empty where they can."""
    return str(UNAPPROVED) if approving(hotel, channel) else ""


def _unapproved() -> str:
    return str(UNAPPROVED)


def is_approved(provider_ids: Mapping[str, Any], provider: str) -> bool:
    """Whether `provider` gave a text a code: the text can be sent by it."""
    return bool((provider_ids.get(provider) or {}).get("code"))


def _faults_of(template: Template, hotel: Hotel, channels: Sequence[str]) -> dict[str, _Fault | None]:
    told: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for channel, provider_ids in template.variants.values_list("channel", "provider_ids"):
        told[channel].append(provider_ids)
    return {channel: _fault(template, hotel, channel, told[channel]) for channel in channels}


def _fault(template: Template, hotel: Hotel, channel: str, told: Sequence[Mapping[str, Any]]) -> _Fault | None:
    """A text without a code would fail for the guests who read its language, and pause the mailing for all.

    What is wrong is said when it is read, for it may be kept for somebody of another language.
    """
    values: dict[str, object] = {"template": template}
    if not told:
        values["channel"] = Road(channel).label
        return lambda: _("“%(template)s” has no text for this channel: %(channel)s.") % values
    provider = approving(hotel, channel)
    if provider and not all(is_approved(one, provider) for one in told):
        values["provider"] = provider.title()
        return lambda: (
            _("“%(template)s” has a text message without the code under which %(provider)s approved it.") % values
        )
    return None
