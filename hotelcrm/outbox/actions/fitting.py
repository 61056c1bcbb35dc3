"""Which of the channels that are wanted can carry what a message says: settled before the gate is asked."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road

from .checking import Draft, UnfitMessageError


def fitted(draft: Draft) -> Draft:
    """`draft` with those of its channels on which it says something, in their order.

    The gate knows nothing of texts: it would let a message through on a channel that its template has no words for,
    where it could only fail. Raises `UnfitMessageError` where no channel is left.
    """
    if draft.template is None:
        return draft
    spoken = set(draft.template.variants.values_list("channel", flat=True))
    channels = [channel for channel in draft.channels if channel in spoken]
    if not channels:
        raise UnfitMessageError(_wordless(draft.template, draft.channels))
    return replace(draft, channels=channels)


def _wordless(template: Template, channels: Sequence[str]) -> str:
    named = ", ".join(str(Road(channel).label) for channel in dict.fromkeys(channels))
    return _("“%(template)s” has no text for %(channels)s.") % {"template": template, "channels": named}
