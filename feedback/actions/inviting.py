"""Asking guests: after they left, by rule; by the code in their room; by hand. Each occasion happens once.

Next door: ``feedback.actions.answering`` (what they answer), ``hotelcrm.outbox`` (whose gate decides whether an
invitation may be sent, when, and on which channel).
"""

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from feedback.models import Invitation, Survey
from feedback.queries.asked import Room, may_ask, room_key, survey_for
from guests.actions import lock as lock_guest
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.outbox.actions.mailings import queue_mailing
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.models import Mailing
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from stays.models import Stay
from stays.queries import stay_in

from .refusal import Refused

log = logging.getLogger(__name__)

GRACE: Final = timedelta(days=7)  # so long after its day an invitation that an outage kept back still goes out
ROADS: Final = (Road.WECOM, Road.EMAIL, Road.SMS)  # the first that the gate lets through
ROOM_A_DAY: Final = 6  # a family answers; a link that went round the town does not
TURN = "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))"


class NoSurveyError(Refused):
    sentence = _("No survey is set up for this.")


class NothingToSendError(Refused):
    sentence = _("This survey has no template for its invitation: choose one in the administration.")


class EnoughError(Refused):
    sentence = _("Enough was answered from this room today.")


# After departure

# The stays whose day has come, one for each guest; `asked` are all who were invited in whatever way but by the room's
# code, and those for whom the gate said no: they are not asked about an older stay instead.
DUE = """
INSERT INTO feedback_invitation
    (survey_id, hotel_id, guest_id, stay_id, room, channel, key, language, invited_at, expires_at)
SELECT DISTINCT ON (s.guest_id) %(survey)s, s.hotel_id, s.guest_id, s.id, s.room, %(channel)s, 'departure:' || s.id, '',
    %(at)s, %(expires)s
FROM stays_stay s JOIN guests_guest g ON g.id = s.guest_id
WHERE s.hotel_id = %(hotel)s AND s.status = 'checked_out' AND s.departure BETWEEN %(first)s AND %(last)s
    AND g.erased_at IS NULL AND g.merged_into_id IS NULL
    AND NOT EXISTS (
        SELECT FROM feedback_invitation asked
        WHERE asked.guest_id = s.guest_id AND asked.channel <> 'room' AND asked.invited_at > %(rested)s
    )
    AND NOT EXISTS (
        SELECT FROM feedback_invitation told WHERE told.stay_id = s.id AND told.key = 'departure:' || s.id
    )
ORDER BY s.guest_id, s.departure DESC, s.id DESC
ON CONFLICT (survey_id, key) DO NOTHING
RETURNING id
"""
TAKE = """
UPDATE feedback_invitation i SET message_id = m.id, channel = m.channel
FROM outbox_message m
WHERE i.id = ANY(%(invitations)s) AND m.guest_id = i.guest_id AND m.key = %(key)s
"""


def invite_departed(*, at: datetime) -> int:
    """Invite, at every hotel, the guests whose day after departure has come at `at`; return how many invitations.

    Hourly or nightly, once or twice at the same moment: each stay is asked about once. What an outage of up to `GRACE`
    kept back is made up for. So many statements a hotel, whatever the number of guests. A hotel whose survey cannot be
    sent is logged and left for the next time.
    """
    invited = 0
    for hotel in Hotel.objects.order_by("pk"):
        survey = survey_for(hotel, Survey.Sent.DEPARTURE)
        if survey is None or survey.template is None:
            continue
        try:
            invited += _invite_departed_of(hotel, survey, at=at)
        except Exception:
            log.exception("Survey %s cannot be sent at hotel %s.", survey.pk, hotel.pk)
    return invited


@transaction.atomic
def _invite_departed_of(hotel: Hotel, survey: Survey, *, at: datetime) -> int:
    today = hotel.today(at)
    last = today - timedelta(days=survey.after_days)
    facts: dict[str, Any] = {
        "survey": survey.pk,
        "hotel": hotel.pk,
        "channel": Invitation.Channel.EMAIL,  # until the gate has chosen, in this transaction
        "at": at,
        "expires": _last_moment(hotel, survey, at=at),
        "first": max(last - GRACE, survey.begins_on),
        "last": last,
        "rested": at - timedelta(days=survey.rest_days),
    }
    with connection.cursor() as cursor:
        cursor.execute(TURN, ["feedback.invite", ""])  # of all hotels: a guest of two is asked by one
        cursor.execute(DUE, facts)
        invitations = [pk for (pk,) in cursor.fetchall()]
    if invitations:
        _send(hotel, survey, invitations, at=at)
    return len(invitations)


def _send(hotel: Hotel, survey: Survey, invitations: Sequence[int], *, at: datetime) -> None:
    """Queue the letters of new invitations as part of the month's mailing, and note which letter is whose."""
    key = f"survey:{survey.pk}:{at.isoformat(timespec='microseconds')}"
    guests = Guest.objects.filter(invitations__in=invitations)
    expires = _last_moment(hotel, survey, at=at)
    queue_mailing(_mailing(hotel, survey, at=at), guests, channels=_roads(survey), key=key, at=at, expires_at=expires)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"invitations": list(invitations), "key": key})


def _mailing(hotel: Hotel, survey: Survey, *, at: datetime) -> Mailing:
    """The month's: paused, resumed and called off as one. After it was called off there is a new one."""
    with translation.override(tongue_of(hotel)):
        name = f"{survey.name[:100]} {hotel.today(at):%Y-%m}"
    same = {"hotel": hotel, "purpose": MessagePurpose.SURVEYS, "template": survey.template, "name": name}
    return Mailing.objects.filter(**same, cancelled_at=None).order_by("pk").last() or Mailing.objects.create(**same)


def tongue_of(hotel: Hotel) -> str:
    """The language in which something is written down once for the staff of `hotel`."""
    return "zh-hans" if hotel.country in {"CN", "HK", "MO", "TW"} else "en"


def _roads(survey: Survey) -> list[str]:
    """The channels for which the template has a text."""
    assert survey.template is not None, "asked before"
    written = set(survey.template.variants.values_list("channel", flat=True))
    return [road.value for road in ROADS if road in written] or [Road.EMAIL.value]


def _last_moment(hotel: Hotel, survey: Survey, *, at: datetime) -> datetime:
    """The end of the last day on which the link holds, by the hotel's clock."""
    after = hotel.today(at) + timedelta(days=survey.valid_days + 1)
    return datetime.combine(after, time(), hotel.zone)


# By hand


@transaction.atomic
def invite(
    guest: Guest, *, survey: Survey, hotel: Hotel, stay: Stay | None, by_message: bool, by: User, at: datetime, key: str
) -> Invitation:
    """Ask `guest` once about `stay`: `by_message`, if the gate lets it, else by a code that is shown at the desk.

    The same `key` again returns the first invitation. Raises `NoSurveyError` for a survey that is not asked at this
    hotel, `NothingToSendError`, and `UnfitMessageError` with a sentence.
    """
    if not may_ask(survey, hotel):
        raise NoSurveyError
    if by_message and survey.template is None:
        raise NothingToSendError
    person = lock_guest(guest)
    invitation, is_new = Invitation.objects.get_or_create(
        survey=survey,
        key=f"hand:{key}",
        defaults={
            "hotel": hotel,
            "guest": person,
            "stay": stay,
            "room": stay.room if stay else "",
            "channel": Invitation.Channel.EMAIL if by_message else Invitation.Channel.DESK,
            "invited_at": at,
            "expires_at": _last_moment(hotel, survey, at=at),
        },
    )
    if is_new and by_message:
        _send_one(invitation, person, by=by, at=at)
    return invitation


def _send_one(invitation: Invitation, guest: Guest, *, by: User, at: datetime) -> None:
    """Queue the letter of one invitation; its channel is the one that the gate chose."""
    survey = invitation.survey
    message = queue(
        guest,
        hotel=invitation.hotel,
        channels=_roads(survey),
        purpose=MessagePurpose.SURVEYS,
        key=f"survey:{invitation.key}",
        at=at,
        by=by,
        template=survey.template,
        expires_at=invitation.expires_at,
    )
    invitation.message, invitation.channel = message, message.channel
    invitation.save(update_fields=["message", "channel"])


# In the room


def _held_open(invitation: Invitation, *, until: datetime, at: datetime) -> Invitation:
    """Who scans the code again later in the same stay may finish what was begun."""
    if invitation.finished_at is None and invitation.expires_at <= at:
        invitation.expires_at = until
        invitation.save(update_fields=["expires_at"])
    return invitation


@transaction.atomic
def begin_in_room(room: Room, *, device: str, at: datetime) -> Invitation:
    """The invitation of whoever scanned the code in `room` with this `device`: the same for one device and one stay.

    It belongs to the stay that is in house there, if there is one alone. Raises `NoSurveyError`, and `EnoughError` when
    `ROOM_A_DAY` others began there on the hotel's day at `at`.
    """
    survey = survey_for(room.hotel, Survey.Sent.ROOM)
    if survey is None:
        raise NoSurveyError
    with connection.cursor() as cursor:
        cursor.execute(TURN, ["feedback.room", f"{room.hotel.pk}:{room.number}"])
    stay = stay_in(room.hotel, room.number)
    key = room_key(room, stay, device=device, at=at)
    first = Invitation.objects.filter(survey=survey, key=key).first()
    if first is not None:
        return _held_open(first, until=_last_moment(room.hotel, survey, at=at), at=at)
    midnight = datetime.combine(room.hotel.today(at), time(), room.hotel.zone)
    here = Invitation.objects.filter(hotel=room.hotel, room=room.number, channel=Invitation.Channel.ROOM)
    if here.filter(invited_at__gte=midnight).count() >= ROOM_A_DAY:
        raise EnoughError
    return Invitation.objects.create(
        survey=survey,
        hotel=room.hotel,
        guest=stay.guest if stay else None,
        stay=stay,
        room=room.number,
        channel=Invitation.Channel.ROOM,
        key=key,
        invited_at=at,
        expires_at=_last_moment(room.hotel, survey, at=at),
    )
