"""The messages of the demo: mailings of the last months with what became of them, one for tomorrow, and letters.

The mailings go through the gate like any other; only what providers reported of the past ones is invented. The letters
before arrival are real: the worker writes them within a minute, and the sender keeps them here instead of sending them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Final

import pgtrigger
from django.db import connection, transaction
from django.db.models import F, QuerySet

from guests.models import Consent, Guest
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.actions.mailings import queue_mailing
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.actions.suppressing import suppress
from hotelcrm.outbox.delivery.handing import tell
from hotelcrm.outbox.gate.asking import Question, ask
from hotelcrm.outbox.models import Mailing, Message, Sender, State, Suppression, Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from stays.models import Stay, StayStatus

MOST_GUESTS: Final = 20_000  # beyond, the demo is for measuring
AUDIENCE: Final = 600  # of each mailing
SHIFT: Final = 150  # guests by which the audience of the next one differs
CHANNELS: Final = [Road.WECOM.value, Road.EMAIL.value, Road.SMS.value]
LETTERS: Final = 12
SOON: Final = 3  # days
# (days ago, English and Chinese name); the last one waits for tomorrow.
PAST: Final = (
    (96, "Late summer evenings", "夏末夜色"),
    (68, "Mid-autumn with us", "中秋团圆"),
    (45, "Harvest table", "丰收餐桌"),
    (20, "Autumn by the lake", "湖畔之秋"),
    (9, "First frost, warm rooms", "初霜暖居"),
)
TOMORROW: Final = ("Winter weekends", "冬日周末")

# By the last digits of the id, so that the same messages fare the same: most arrive, some bounce, a few say no.
BECAME = """
WITH gone AS (
    SELECT m.id, s.id AS sender_id, m.channel, m.due_at + make_interval(secs => m.id %% 3000) AS handed_at,
        m.id %% 100 AS lot
    FROM outbox_message m JOIN outbox_sender s ON s.channel = m.channel AND s.hotel_id IS NULL
    WHERE m.id = ANY(%(ids)s)
),
tried AS (
    INSERT INTO outbox_attempt
        (message_id, sender_id, attempt, started_at, finished_at, outcome, code, reference, segments)
    SELECT id, sender_id, gen_random_uuid(), handed_at, handed_at + interval '1 second',
        CASE WHEN lot < %(dead)s THEN 'refused' ELSE 'accepted' END,
        CASE WHEN lot < %(dead)s THEN '550 5.1.1' ELSE 'kept' END, '', 1
    FROM gone
)
UPDATE outbox_message m SET
    state = CASE WHEN lot < %(dead)s THEN 'failed' WHEN lot < 94 THEN 'delivered' ELSE 'sent' END,
    reason = CASE WHEN lot < %(dead)s THEN 'refused_address' ELSE '' END,
    tries = 1,
    sender_id = gone.sender_id,
    handed_at = gone.handed_at,
    sent_at = CASE WHEN lot >= %(dead)s THEN gone.handed_at END,
    delivered_at = CASE WHEN lot BETWEEN %(dead)s AND 93 THEN gone.handed_at + interval '20 seconds' END,
    opened_at = CASE WHEN lot BETWEEN %(dead)s AND %(opened)s AND gone.channel = 'email'
        THEN gone.handed_at + interval '3 hours' END,
    clicked_at = CASE WHEN lot BETWEEN %(dead)s AND %(clicked)s THEN gone.handed_at + interval '3 hours 1 minute' END,
    opted_out_at = CASE WHEN lot BETWEEN 90 AND 91 THEN gone.handed_at + interval '1 day' END
FROM gone WHERE m.id = gone.id
RETURNING m.id, m.guest_id
"""


@transaction.atomic
def fill(*, at: datetime) -> int:
    """Give the demo its senders and messages as of the instant `at`; return how many messages.

    Nothing happens where there are senders already, or more than `MOST_GUESTS` guests.
    """
    manager = User.objects.filter(username="manager").first()
    hotel = Hotel.objects.order_by("code").first()
    is_large = Guest.objects.order_by()[: MOST_GUESTS + 1].count() > MOST_GUESTS
    if manager is None or hotel is None or is_large or Sender.objects.exists():
        return 0
    with trail("demo.messages", by=None):
        with connection.cursor() as cursor:  # written a moment ago, in this transaction: nobody has counted them yet
            cursor.execute("ANALYZE guests_guest, guests_contact, guests_consent, stays_stay")
        _senders()
        sent = [_past(hotel, manager, place, at=at) for place in range(len(PAST))]
        return sum(sent) + _tomorrow(hotel, manager, at=at) + _letters(manager, at=at)


def _senders() -> None:
    for road in (Road.EMAIL, Road.SMS, Road.WECOM, Road.WECOM_STAFF):
        address = "stay@lakeside.example" if road == Road.EMAIL else ""
        Sender.objects.create(
            channel=road, transport="file", name="Lakeside Hotels 湖畔酒店", address=address, per_second=50
        )


def _past(hotel: Hotel, by: User, place: int, *, at: datetime) -> int:
    """A mailing that went out days ago, and what became of it; returns how many messages it has."""
    days, *names = PAST[place]
    mailing, due = _mailing(hotel, by, names, days=-days, at=at)
    queue_mailing(mailing, _audience(place, until=due), channels=CHANNELS, key=f"demo:{mailing.pk}", at=due, due_at=due)
    went_out(mailing, at, made_at=due)
    return mailing.messages.count()


@dataclass(frozen=True)
class Fate:
    """Of a hundred messages so many go to dead addresses, and up to which place the others are opened and clicked."""

    dead: int = 3
    opened: int = 44
    clicked: int = 14


USUAL: Final = Fate()


def went_out(mailing: Mailing, until: datetime, *, made_at: datetime) -> None:
    """Let what of `mailing` was due by `until` and still waits have gone out when it was due; most of it arrived."""
    leave(mailing, waiting(mailing, until, made_at=made_at))


def waiting(mailing: Mailing, until: datetime, *, made_at: datetime | None = None) -> list[int]:
    """The messages of `mailing` that were due by `until` and still wait; they were made at `made_at`, or when due."""
    new, made = mailing.messages.filter(handed_at=None), made_at or F("due_at")
    with pgtrigger.ignore("outbox.Message:as_opened"):  # nobody else says later when a message was made
        new.exclude(created_at=made).update(created_at=made)
    due = new.filter(state__in=[State.QUEUED, State.HELD], due_at__lte=until)
    return list(due.order_by("pk").values_list("pk", flat=True))


def leave(mailing: Mailing, ids: Sequence[int], *, fate: Fate = USUAL) -> None:
    """Let these messages of `mailing` have gone out when they were due."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(BECAME, {"ids": list(ids), **asdict(fate)})
        gone = dict(cursor.fetchall())
    tell(dict(Message.objects.filter(pk__in=gone, sent_at__isnull=False).values_list("pk", "guest")))
    _suppress_refused(mailing, list(gone))


def _tomorrow(hotel: Hotel, by: User, *, at: datetime) -> int:
    """A mailing that waits: to be paused, resumed or called off; returns how many messages it has."""
    mailing, due = _mailing(hotel, by, TOMORROW, days=1, at=at)
    queue_mailing(mailing, _audience(1, until=at), channels=CHANNELS, key=f"demo:{mailing.pk}", at=at, due_at=due)
    return mailing.messages.count()


def _mailing(hotel: Hotel, by: User, names: Sequence[str], *, days: int, at: datetime) -> tuple[Mailing, datetime]:
    """A mailing and when it is due: half past ten in the house, so many days from today."""
    english, chinese = names
    due = datetime.combine(hotel.today(at) + timedelta(days=days), time(10, 30), hotel.zone)
    mailing = Mailing.objects.create(
        name=chinese if hotel.country == "CN" else english,
        hotel=hotel,
        purpose=MessagePurpose.MARKETING,
        template=Template.objects.get(code="win-back"),
        by=by,
        created_at=min(due, at),
    )
    return mailing, due


def _audience(place: int, *, until: datetime) -> QuerySet[Guest]:
    """Some guests; not those who answered after `until`, for they were not known to agree then."""
    first = SHIFT * place
    chosen = set(Guest.objects.order_by("pk").values_list("pk", flat=True)[first : first + AUDIENCE])
    chosen -= set(Consent.objects.filter(guest__in=chosen, at__gt=until).values_list("guest", flat=True))
    return Guest.objects.current().filter(pk__in=chosen)


def _suppress_refused(mailing: Mailing, ids: Sequence[int]) -> None:
    """Whose address the provider refused is never written to again, as the worker would have it."""
    refused = mailing.messages.filter(state=State.FAILED, pk__in=ids).order_by("pk")
    for message in refused:
        assert message.handed_at is not None, "it was refused"
        question = Question(
            message.guest_id, message.hotel_id, message.channel, MessagePurpose.SERVICE, True, message.due_at
        )
        [verdict] = ask([question], at=message.handed_at)
        if verdict.address_index is not None:
            dead = Suppression.Why.DEAD
            suppress(verdict.address_index, channel=message.channel, why=dead, at=message.handed_at, note="550 5.1.1")


def _letters(by: User, *, at: datetime) -> int:
    """A letter before arrival to some of those who come in the next days."""
    template = Template.objects.get(code="pre-arrival")
    count = 0
    for hotel in Hotel.objects.order_by("code"):
        today = hotel.today(at)
        stays = Stay.objects.filter(hotel=hotel, status=StayStatus.BOOKED, arrival__gt=today).exclude(guest=None)
        stays = stays.filter(arrival__lte=today + timedelta(days=SOON))
        for stay in stays.select_related("guest").order_by("arrival", "pk")[:LETTERS]:
            assert stay.guest is not None, "left out above"
            message = queue(
                stay.guest,
                hotel=hotel,
                channels=CHANNELS,
                purpose=MessagePurpose.SERVICE,
                key=f"pre-arrival:{stay.pk}",
                at=at,
                by=by,
                template=template,
                facts={"stay": stay.pk},
            )
            count += message.state != State.CANCELLED
    return count
