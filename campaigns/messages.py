"""What messages may say of offers: the one that suits the guest best, at the hotel that writes."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.template import MessagePurpose, TemplateLanguage
from hotelcrm.outbox.writing.rendering import READ_AS
from hotelcrm.outbox.writing.values import Group, Plain, Value, register
from stays.messages import FACT as STAY
from stays.models import Stay

from .models import Offer
from .offers.recommending import Asked, recommend_many
from .offers.saying import price

Loaded = dict[int, dict[str, Plain]]


def enter() -> None:
    """Let templates say these values."""
    register(Group("offer", _("Offer that suits the guest"), _OFFER, _offers))


# Not of the profile, as the outbox has it: a generic template may say them, and is then given only offers that are for
# everybody. Every guest may lack one: without an offer that suits, none of the values is there.
_OFFER = (
    Value("name", _("name of the offer"), ("Family weekend by the lake", "湖畔亲子周末"), may_lack=True, is_ours=True),
    Value(
        "text",
        _("what it is"),
        ("Two nights in the family suite, breakfast and the children's club.", "家庭套房两晚，含早餐与儿童乐园。"),
        may_lack=True,
        is_ours=True,
    ),
    Value("price", _("what it costs"), ("CN¥1,880", "¥1,880"), may_lack=True, is_ours=True),
    Value(
        "terms",
        _("its conditions"),
        ("From two nights, Sunday to Thursday.", "连住两晚起，周日至周四适用。"),
        may_lack=True,
        is_ours=True,
    ),
)


def _offers(messages: Sequence[Message], languages: Mapping[int, str]) -> Loaded:
    """The best for each guest; nothing in what guests need or are asked, where an offer would be advertising."""
    offering = [one for one in messages if one.guest_id and one.purpose == MessagePurpose.MARKETING]
    found = recommend_many(_asked(offering), number=1)
    return {
        message.pk: _values(best[0].offer, languages[message.pk])
        for message, best in zip(offering, found, strict=True)
        if best
    }


def _asked(messages: Iterable[Message]) -> list[Asked]:
    about = {one.pk: (one.facts or {}).get(STAY) for one in messages}
    stays = Stay.objects.in_bulk({pk for pk in about.values() if isinstance(pk, int)})
    return [_one(message, stays.get(about[message.pk] or 0)) for message in messages]


def _one(message: Message, stay: Stay | None) -> Asked:
    is_own = stay is not None and stay.guest_id == message.guest_id and stay.hotel_id == message.hotel_id
    is_generic = message.template is not None and message.template.is_generic
    return Asked(
        message.guest_id or 0,
        message.hotel_id,
        message.hotel.today(),
        stay=stay if is_own else None,
        by_profile=not is_generic,
    )


def _values(offer: Offer, language: str) -> dict[str, Plain]:
    is_chinese = language == TemplateLanguage.CHINESE
    with translation.override(READ_AS[TemplateLanguage(language)]):
        costs = price(offer)
    return {
        "name": offer.name_zh if is_chinese else offer.name_en,
        "text": offer.text_zh if is_chinese else offer.text_en,
        "price": costs,
        "terms": offer.terms_zh if is_chinese else offer.terms_en,
    }
