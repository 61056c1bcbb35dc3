"""What a second person agreed to, and whether a campaign still is that.

An approval is of words, vouchers, offers and an audience, not of a name. What they were is kept as two hashes with the
campaign; what was approved and says something else since pauses, and needs a second person again.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_noop

from campaigns.models import Campaign, Segment, Variant
from campaigns.offers.catalogue import offers_at
from campaigns.segments.expanding import depends_on
from campaigns.segments.nodes import BadRule
from campaigns.segments.tree import parse
from hotelcrm.outbox.models import Block
from hotelcrm.outbox.writing import blocks
from hotelcrm.outbox.writing.usage import groups_in
from loyalty.models import VoucherType

# Kept as the reason of a pause in the program's own language, and translated where it is read.
TEXT_CHANGED: Final = gettext_noop(
    "A text, a voucher or an offer in it was changed after it was approved: it needs approval again."
)
RULE_CHANGED: Final = gettext_noop(
    "The rule of its audience was changed after it was approved: it needs approval again."
)
OF_TEMPLATE: Final = ("purpose", "is_generic", "fallback")
OF_TEXT: Final = ("language", "channel", "subject", "preheader", "source", "plain", "provider_ids")
OF_VOUCHER: Final = (
    *("name_en", "name_zh", "gives", "value", "currency", "until_time", "least_spend", "department"),
    *("valid_days", "cost", "terms_en", "terms_zh"),
)
OF_OFFER: Final = ("name_en", "name_zh", "text_en", "text_zh", "price", "currency", "terms_en", "terms_zh")
OFFERS: Final = "offer"  # the group of values, see `campaigns.messages`
DEEPEST: Final = 20  # segments within segments


def agreement(campaign: Campaign) -> str:
    """What `campaign` says and gives, and whom it is for, as two hashes: ``says:whom``.

    The first changes with any text, block, template or voucher type in it, and with any offer of the hotel where a text
    says offers; the second with the rule of any segment.
    """
    return f"{_hash(_said(campaign))}:{_hash(_whom(campaign))}"


def why_not(campaign: Campaign) -> str:
    """Why an approved `campaign` may not go on without a second person; empty while it is what was agreed to.

    Whom it is for does not count any more once a one-off's guests are chosen. One that needed nobody is never asked.
    """
    if campaign.approved_by_id is None and not campaign.agreed:
        return ""
    says, _colon, whom = campaign.agreed.partition(":")
    if says != _hash(_said(campaign)):
        return TEXT_CHANGED
    if campaign.prepared_at is None and whom != _hash(_whom(campaign)):
        return RULE_CHANGED
    return ""


def is_what_was_asked(campaign: Campaign) -> bool:
    """Whether `campaign` is what whoever started it stands for: a second person agrees to nothing else.

    Else one person alone could change a text or a rule that another one started, and agree to it.
    """
    return campaign.asked_for in {"", agreement(campaign)}


def _said(campaign: Campaign) -> list[Any]:
    """Of each wording everything that guests read and get."""
    rows = Variant.objects.filter(step__campaign=campaign).select_related("template", "voucher_type")
    found = rows.prefetch_related("template__variants", "voucher_type__hotels").order_by("step__order", "name")
    shared = {row.code: (row.source_en, row.source_zh) for row in Block.objects.all()}
    said = [_wording(one, shared) for one in found]
    return [*said, _offers(campaign)] if _says_offers(said) else said


def _wording(one: Variant, shared: Mapping[str, tuple[str, str]]) -> list[Any]:
    texts = sorted(one.template.variants.all(), key=lambda text: (text.language, text.channel))
    named = sorted({code for text in texts for code in blocks.named_in(text.source) | blocks.named_in(text.plain)})
    return [
        [one.step_id, one.name, one.points],
        [one.template_id, *_values(one.template, OF_TEMPLATE)],
        [_values(text, OF_TEXT) for text in texts],
        [[code, shared.get(code)] for code in named],
        _voucher(one.voucher_type),
    ]


def _says_offers(said: Any) -> bool:
    """Whether any text within names an offer. Reading a template takes long: what lacks the word is not read."""
    if isinstance(said, Mapping):
        return _says_offers(list(said.values()))
    if isinstance(said, list | tuple):
        return any(_says_offers(part) for part in said)
    return isinstance(said, str) and OFFERS in said and OFFERS in groups_in(said)


def _offers(campaign: Campaign) -> list[Any]:
    """Whatever the hotel may offer: which of them a guest reads is known only when the message is written."""
    rows = offers_at([campaign.hotel_id]).filter(is_active=True).order_by("pk")
    return [[row.pk, *_values(row, OF_OFFER)] for row in rows]


def _voucher(kind: VoucherType | None) -> list[Any] | None:
    if kind is None:
        return None
    return [kind.pk, *_values(kind, OF_VOUCHER), sorted(hotel.pk for hotel in kind.hotels.all())]


def _whom(campaign: Campaign) -> list[Any]:
    """The rules of audience and exclusions, with those of all segments within them."""
    excluded = sorted(campaign.excluded.values_list("pk", flat=True))
    audience = [] if campaign.segment_id is None else [campaign.segment_id]
    rules: dict[int, Any] = {}
    wanted = {*audience, *excluded}
    for _depth in range(DEEPEST):
        if not wanted:
            break
        read = dict(Segment.objects.filter(pk__in=wanted).values_list("pk", "rule"))
        rules |= read
        wanted = {pk for rule in read.values() for pk in _named(rule)} - rules.keys()
    return [audience, excluded, sorted(rules.items())]


def _named(rule: object) -> set[int]:
    try:
        return depends_on(parse(rule))
    except BadRule:
        return set()


def _values(row: object, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _hash(told: list[Any]) -> str:
    return sha256(json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()
