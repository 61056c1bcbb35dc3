"""What guests read of a step: the texts of its template by channel, with samples for what is known of a guest."""

from collections.abc import Sequence
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Template, Variant
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.writing.liquid import TemplateFaultError, UnfillableError
from hotelcrm.outbox.writing.previewing import preview


@dataclass(frozen=True)
class Text:
    """One channel's; `fault` says why it cannot be shown. Without a text nobody is written to by that channel."""

    channel: StrOrPromise
    subject: str = ""
    text: str = ""
    language: str = ""
    fault: str = ""

    @property
    def is_there(self) -> bool:
        """Whether anybody wrote one."""
        return bool(self.text or self.fault)


def texts_of(template: Template, channels: Sequence[str], *, hotel: Hotel, language: str) -> list[Text]:
    """The texts of `template` for `channels`, in `language` where there is one, else in what the others read."""
    found = {(one.channel, one.language): one for one in template.variants.select_related("template")}
    words = dict(Road.choices)
    texts = []
    for channel in channels:
        variant = found.get((channel, language)) or found.get((channel, template.fallback))
        variant = variant or next((one for (of, _language), one in found.items() if of == channel), None)
        texts.append(_text(words.get(channel, channel), variant, hotel))
    return texts


def _text(channel: StrOrPromise, variant: Variant | None, hotel: Hotel) -> Text:
    if variant is None:
        return Text(channel)
    try:
        written = preview(variant, guest=None, hotel=hotel, hotel_ids=()).written
    except (TemplateFaultError, UnfillableError) as fault:
        return Text(channel, fault=str(fault))
    return Text(channel, written.subject, written.text, variant.language)
