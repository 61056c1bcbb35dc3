"""What messages may say of a stay: the one that their facts name, and only to its own guest."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.template import TemplateLanguage
from hotelcrm.outbox.writing.values import Group, Plain, Value, register

from .models import Stay, StayStatus
from .queries import is_open

FACT = "stay"


def enter() -> None:
    """Let templates say these values."""
    register(
        Group(
            "stay",
            _("Stay"),
            (
                Value("arrival", _("day of arrival"), (date(2027, 5, 1), date(2027, 5, 1)), is_profile=True),
                Value("departure", _("day of departure"), (date(2027, 5, 3), date(2027, 5, 3)), is_profile=True),
                Value("nights", _("nights"), (2, 2), is_profile=True),
                Value(
                    "room_type",
                    _("room type"),
                    ("Lake view room", "湖景房"),
                    is_profile=True,
                    may_lack=True,
                    is_ours=True,
                ),
                Value(
                    "confirmation",
                    _("confirmation number"),
                    ("HZ20486", "HZ20486"),
                    is_profile=True,
                    may_lack=True,
                    is_ours=True,
                ),
                Value("adults", _("adults"), (2, 2), is_profile=True),
                Value("children", _("children"), (1, 1), is_profile=True),
            ),
            _load,
            _newest,
            _current,
        )
    )


def _load(messages: Sequence[Message], languages: Mapping[int, str]) -> dict[int, dict[str, Plain]]:
    about = {message.pk: (message.facts or {}).get(FACT) for message in messages}
    stays = Stay.objects.select_related("room_type").in_bulk({pk for pk in about.values() if isinstance(pk, int)})
    found = {message: stays.get(about[message.pk] or 0) for message in messages}
    return {
        message.pk: _values(stay, languages[message.pk])
        for message, stay in found.items()
        if stay is not None and stay.guest_id == message.guest_id
    }


def _values(stay: Stay, language: str) -> dict[str, Plain]:
    room, is_chinese = stay.room_type, language == TemplateLanguage.CHINESE
    return {
        "arrival": stay.arrival,
        "departure": stay.departure,
        "nights": stay.nights,
        "room_type": (room.name_zh if is_chinese else room.name_en) if room else None,
        "confirmation": stay.confirmation,
        "adults": stay.adults,
        "children": stay.children,
    }


def _newest(guest_id: int, hotel_ids: Collection[int]) -> dict[str, int]:
    """The last stay of the guest at one of these hotels that was not called off."""
    off = (StayStatus.CANCELLED, StayStatus.NO_SHOW)
    stays = Stay.objects.filter(guest=guest_id, hotel__in=hotel_ids).exclude(status__in=off)
    pk = stays.order_by("-arrival", "-pk").values_list("pk", flat=True).first()
    return {FACT: pk} if pk is not None else {}


def _current(guest_id: int, hotel_id: int, today: date) -> dict[str, int]:
    """The stay of the guest at this hotel that is in house, else the next to come."""
    stays = Stay.objects.filter(is_open(today), guest=guest_id, hotel=hotel_id)
    is_booked = Case(When(status=StayStatus.IN_HOUSE, then=0), default=1)
    pk = stays.order_by(is_booked, "arrival", "pk").values_list("pk", flat=True).first()
    return {FACT: pk} if pk is not None else {}
