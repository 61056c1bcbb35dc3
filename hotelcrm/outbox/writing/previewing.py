"""A text as one guest would receive it, before it is saved: with a real guest's values, and samples for the rest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import translation

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Message, MessagePolicy, Template, Variant

from . import blocks, values
from .compiled import compile_variant
from .compiling import Typed, compile_typed
from .rendering import READ_AS, Written, filled

UNSENT = 0  # the id of a message that is none


@dataclass(frozen=True)
class Previewed:
    """What would be received, and the groups of values that samples stand in for."""

    written: Written
    sampled: tuple[str, ...]


def drafted(template: Template, typed: Typed, provider_ids: Mapping[str, object]) -> Variant:
    """What was typed as a variant, compiled and not saved. Raises `TemplateFaultError`."""
    ready = compile_typed(typed, blocks.sources(typed.language))
    return Variant(
        template=template,
        language=typed.language,
        channel=typed.channel,
        subject=typed.subject,
        source=typed.source,
        html=ready.html,
        text=ready.text,
        provider_ids=dict(provider_ids),
        revision=1,
    )


def preview(variant: Variant, *, guest: Guest | None, hotel: Hotel, hotel_ids: Collection[int]) -> Previewed:
    """`variant` as `guest` would receive it from `hotel`, or written with samples alone.

    What it is about (a stay, a voucher) is the guest's newest, of the hotels in `hotel_ids`; where there is none,
    samples stand in. Nothing in it is followed or counted. Raises `TemplateFaultError` and `UnfillableError`.
    """
    template, language = variant.template, variant.language
    compiled = compile_variant(variant, stores_links=False)
    message = Message(
        pk=UNSENT,
        guest=guest,
        hotel=hotel,
        channel=variant.channel,
        purpose=template.purpose,
        template=template,
        facts=_newest(guest, compiled.groups, hotel_ids),
    )
    loaded = values.load({UNSENT: compiled.groups}, [message], {UNSENT: language})[UNSENT]
    samples = values.samples(language)
    known = {name: _whole(name, loaded, samples) for name in samples}
    policy = MessagePolicy(hotel=hotel, follows_links=False, counts_opens=False)
    with translation.override(READ_AS[variant.language]):  # type: ignore[index]
        written = filled(message, compiled, known, policy=policy, language=language)
    return Previewed(written, tuple(sorted(compiled.groups & (samples.keys() - loaded.keys()))))


def _newest(guest: Guest | None, groups: Collection[str], hotel_ids: Collection[int]) -> dict[str, int]:
    facts: dict[str, int] = {}
    for group in values.groups():
        if guest is not None and group.newest is not None and group.name in groups:
            facts |= group.newest(guest.pk, hotel_ids)
    return facts


def _whole(
    name: str, loaded: Mapping[str, Mapping[str, object]], samples: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    """A group's values; samples where the guest has none of them, and for links that only a real message has."""
    if name not in loaded:
        return dict(samples[name])
    group = values.group_called(name)
    links = {one.name for one in group.values if one.is_link} if group else set()
    return {key: value for key, value in samples[name].items() if key in links} | dict(loaded[name])
