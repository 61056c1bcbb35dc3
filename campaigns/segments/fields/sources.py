"""Where choices come from that a house makes itself: hotels, room types, channels, companies, tiers, preferences."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from django.db.models import Model, Q, QuerySet

from campaigns.models import Campaign, Segment
from feedback.models import Category, Survey
from guests.models import Company, Tag, TagCategory
from hotelcrm.accounts.models import Hotel
from loyalty.models import Tier, VoucherType
from stays.models import Channel, RoomType

from .kinds import Choice

OFFERED: Final = 50  # of what is narrowed down by letters


def _bilingual(search: str) -> Q:
    return Q(name_en__icontains=search) | Q(name_zh__icontains=search)


def _offer(
    rows: QuerySet[Any], label: Callable[[Any], str] = str, group: Callable[[Any], str] = lambda _row: ""
) -> list[Choice]:
    return [Choice(row.pk, label(row), group(row)) for row in rows[:OFFERED]]


def names_of(model: type[Model], *related: str, label: Callable[[Any], str] = str) -> Callable[..., Mapping[Any, str]]:
    """What rows of a model are called, by id."""

    def names(values: Collection[Any]) -> Mapping[Any, str]:
        rows = model._default_manager.filter(pk__in=list(values)).select_related(*related)
        return {row.pk: label(row) for row in rows}

    return names


def hotels(search: str) -> list[Choice]:
    """Every house of the group."""
    return _offer(Hotel.objects.filter(_bilingual(search)).order_by("code"))


def room_types(search: str) -> list[Choice]:
    """Room types under their hotels."""
    found = RoomType.objects.filter(_bilingual(search) | Q(code__icontains=search))
    return _offer(found.select_related("hotel").order_by("hotel__code", "code"), str, lambda row: str(row.hotel))


def room_type(row: RoomType) -> str:
    """A room type with its hotel, for two hotels may both have a Deluxe."""
    return f"{row.hotel}: {row}"


def channels(search: str) -> list[Choice]:
    """Channels under their kinds."""
    found = Channel.objects.filter(_bilingual(search)).order_by("kind", "code")
    return _offer(found, str, lambda row: row.get_kind_display())


def companies(search: str) -> list[Choice]:
    """Company accounts in use."""
    found = Company.objects.filter(Q(name__icontains=search) | Q(latin_name__icontains=search), is_active=True)
    return _offer(found.order_by("name", "pk"))


def tiers(search: str) -> list[Choice]:
    """Tiers by rank, which is what facts know them by."""
    return [Choice(tier.rank, str(tier)) for tier in Tier.objects.filter(_bilingual(search)).order_by("rank")]


def tier_names(values: Collection[Any]) -> Mapping[Any, str]:
    """What tiers are called, by rank."""
    return {tier.rank: str(tier) for tier in Tier.objects.filter(rank__in=list(values))}


def tags(search: str) -> list[Choice]:
    """Preferences under their headings."""
    found = Tag.objects.filter(_bilingual(search), is_active=True).select_related("category")
    return _offer(found.order_by("category__order", "code"), str, lambda row: str(row.category))


def tag_categories(search: str) -> list[Choice]:
    """The headings of preferences."""
    return _offer(TagCategory.objects.filter(_bilingual(search)).order_by("order", "code"))


def campaigns(search: str) -> list[Choice]:
    """Campaigns, the latest first."""
    return _offer(Campaign.objects.filter(_bilingual(search)).order_by("-created_at", "-pk"))


def voucher_types(search: str) -> list[Choice]:
    """What vouchers give."""
    return _offer(VoucherType.objects.filter(_bilingual(search)).order_by("code"))


def surveys(search: str) -> list[Choice]:
    """Surveys, those switched off too: they were answered."""
    return _offer(Survey.objects.filter(_bilingual(search)).order_by("code"))


def categories(search: str) -> list[Choice]:
    """What tickets are about."""
    return _offer(Category.objects.filter(_bilingual(search)).order_by("code"))


def segments(search: str) -> list[Choice]:
    """Segments in use."""
    return _offer(Segment.objects.filter(_bilingual(search), archived_at=None).order_by("name_en", "pk"))


HOTELS: Final = names_of(Hotel)
ROOM_TYPES: Final = names_of(RoomType, "hotel", label=room_type)
CHANNELS: Final = names_of(Channel)
COMPANIES: Final = names_of(Company)
TAGS: Final = names_of(Tag)
TAG_CATEGORIES: Final = names_of(TagCategory)
CAMPAIGNS: Final = names_of(Campaign)
VOUCHER_TYPES: Final = names_of(VoucherType)
SURVEYS: Final = names_of(Survey)
CATEGORIES: Final = names_of(Category)
SEGMENTS: Final = names_of(Segment)
