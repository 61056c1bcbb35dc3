"""What is asked where: surveys of a hotel, their pages, and who stands behind a guest's link."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from feedback.models import Invitation, Question, Survey
from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from stays.models import Stay
from stays.queries import stay_in

YEAR = timedelta(days=365)


def surveys_of(hotel: Hotel) -> QuerySet[Survey]:
    """The active surveys that may be asked at `hotel`: its own, and those for all."""
    return Survey.objects.filter(Q(hotel=hotel) | Q(hotel=None), is_active=True)


def survey_for(hotel: Hotel, sent: str) -> Survey | None:
    """The survey that is asked at `hotel` on the occasion `sent`: its own before the one for all, with questions."""
    rows = surveys_of(hotel).filter(sent=sent, questions__is_active=True).distinct()
    return rows.select_related("template").order_by(F("hotel").asc(nulls_last=True)).first()


def may_ask(survey: Survey, hotel: Hotel) -> bool:
    """Whether `survey` is in use at `hotel`."""
    return surveys_of(hotel).filter(pk=survey.pk).exists()


def rooms_of(hotel: Hotel, *, today: date, begins: str = "") -> list[str]:
    """The rooms that any stay of the last year at `hotel` names, by number; those that begin with `begins`."""
    rows = Stay.objects.filter(hotel=hotel, room__startswith=begins, arrival__gte=today - YEAR).exclude(room="")
    return sorted(set(rows.values_list("room", flat=True)), key=lambda room: (len(room), room))


@dataclass(frozen=True)
class Room:
    """What the code in a room stands for."""

    hotel: Hotel
    number: str


def room_key(room: Room, stay: Stay | None, *, device: str, at: datetime) -> str:
    """The occasion: one device and one stay; in a room of which nobody knows whose it is, a device and a day."""
    whose = str(stay.pk) if stay else f"{room.hotel.pk}-{room.number}-{room.hotel.today(at):%y%m%d}"
    return f"room:{whose}:{device}"


def began_in_room(room: Room, *, device: str, at: datetime) -> Invitation | None:
    """What this `device` began in `room` during the stay that is in house there; None for a new one."""
    if not device:
        return None
    key = room_key(room, stay_in(room.hotel, room.number), device=device, at=at)
    rows = Invitation.objects.filter(hotel=room.hotel, room=room.number, channel=Invitation.Channel.ROOM, key=key)
    return rows.order_by("pk").last()


@dataclass(frozen=True)
class Page:
    """One page of a survey: what is asked on it, in order; `number` counts from 1 without gaps."""

    number: int
    questions: tuple[Question, ...]


def pages_of(survey: Survey) -> list[Page]:
    """What `survey` asks now, page by page; one query. Pages that staff left out are closed up."""
    groups: defaultdict[int, list[Question]] = defaultdict(list)
    for question in survey.questions.filter(is_active=True).order_by("page", "order", "pk"):
        groups[question.page].append(question)
    return [Page(number, tuple(groups[page])) for number, page in enumerate(sorted(groups), start=1)]


def invitation_of(pk: int) -> Invitation | None:
    """The invitation, unless its guest's data was erased; of a guest who was merged, the survivor's."""
    rows = Invitation.objects.select_related("survey", "hotel", "guest")
    found = rows.filter(pk=pk).first()
    return None if found is None or _is_erased(found.guest) else found


def _is_erased(guest: Guest | None) -> bool:
    return guest is not None and guest.erased_at is not None
