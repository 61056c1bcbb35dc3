"""What messages may say of a membership, and of the voucher that their facts name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.template import TemplateLanguage
from hotelcrm.outbox.writing.values import Group, Plain, Value, register

from .codes import shown
from .models import Member, PointsLot, Voucher

FACT = "voucher"
Loaded = dict[int, dict[str, Plain]]


def enter() -> None:
    """Let templates say these values."""
    register(Group("member", _("Membership"), _MEMBER, _members))
    register(Group("voucher", _("Voucher"), _VOUCHER, _vouchers, _newest))


_END, _LAPSE = date(2027, 12, 31), date(2027, 6, 30)
_MEMBER = (
    Value("number", _("member number"), ("8800001024", "8800001024"), is_profile=True, is_ours=True),
    Value("tier", _("tier"), ("Gold", "金卡"), is_profile=True, is_ours=True),
    Value("tier_until", _("tier holds until"), (_END, _END), is_profile=True, may_lack=True),
    Value("points", _("points"), (48_200, 48_200), is_profile=True),
    Value("expiring_points", _("points that expire next"), (2_000, 2_000), is_profile=True, may_lack=True),
    Value("expiring_on", _("the day they expire"), (_LAPSE, _LAPSE), is_profile=True, may_lack=True),
)
_VOUCHER = (
    Value("code", _("code"), ("7KQ2-M9PX-4TRW-8HZD",) * 2, is_profile=True, may_lack=True, is_ours=True),
    Value("name", _("what it gives"), ("Dinner for two", "双人晚餐"), is_profile=True, is_ours=True),
    Value("valid_until", _("last day it is valid"), (_END, _END), is_profile=True),
    Value(
        "terms",
        _("its terms"),
        ("Please book a day ahead.", "请提前一天预订。"),
        is_profile=True,
        may_lack=True,
        is_ours=True,
    ),
)


def _members(messages: Sequence[Message], languages: Mapping[int, str]) -> Loaded:
    guests = {message.guest_id for message in messages if message.guest_id}
    rows = Member.objects.standing().filter(guest__in=guests).select_related("tier")
    members = {member.guest_id: member for member in rows}
    lots = _next_lots([member.pk for member in members.values()])
    known = {message.pk: members[message.guest_id] for message in messages if message.guest_id in members}
    return {pk: _member(member, lots.get(member.pk), languages[pk]) for pk, member in known.items()}


def _next_lots(member_ids: Sequence[int]) -> dict[int, PointsLot]:
    """The lot of each member that expires next."""
    open_lots = PointsLot.objects.filter(member__in=member_ids, remaining__gt=0, expires_on__isnull=False)
    first = open_lots.order_by("member", "expires_on", "opened_on", "pk").distinct("member")
    return {lot.member_id: lot for lot in first}


def _member(member: Member, lot: PointsLot | None, language: str) -> dict[str, Plain]:
    is_chinese = language == TemplateLanguage.CHINESE
    return {
        "number": member.number,
        "tier": member.tier.name_zh if is_chinese else member.tier.name_en,
        "tier_until": member.tier_until,
        "points": member.balance,
        "expiring_points": lot.remaining if lot else None,
        "expiring_on": lot.expires_on if lot else None,
    }


def _vouchers(messages: Sequence[Message], languages: Mapping[int, str]) -> Loaded:
    about = {message.pk: (message.facts or {}).get(FACT) for message in messages}
    ids = {pk for pk in about.values() if isinstance(pk, int)}
    vouchers = Voucher.objects.filter(state=Voucher.State.ISSUED).select_related("type").in_bulk(ids)
    found = {message: vouchers.get(about[message.pk] or 0) for message in messages}
    return {
        message.pk: _voucher(voucher, languages[message.pk])
        for message, voucher in found.items()
        if voucher is not None and voucher.guest_id is not None and voucher.guest_id == message.guest_id
    }


def _voucher(voucher: Voucher, language: str) -> dict[str, Plain]:
    kind, is_chinese = voucher.type, language == TemplateLanguage.CHINESE
    return {
        "code": shown(voucher.code),
        "name": kind.name_zh if is_chinese else kind.name_en,
        "valid_until": voucher.valid_until,
        "terms": kind.terms_zh if is_chinese else kind.terms_en,
    }


def _newest(guest_id: int, hotel_ids: Collection[int]) -> dict[str, int]:  # noqa: ARG001
    """The last voucher of the guest that was neither used nor taken back."""
    issued = Voucher.objects.filter(guest=guest_id, state=Voucher.State.ISSUED)
    pk = issued.order_by("-issued_at", "-pk").values_list("pk", flat=True).first()
    return {FACT: pk} if pk is not None else {}
