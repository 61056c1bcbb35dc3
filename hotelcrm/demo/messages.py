"""The messages of the demo: a mailing of three weeks ago with what became of it, and letters before arrival.

The mailing goes through the gate like any other; only what providers reported of it is invented. The letters are real:
the worker writes them within a minute, and the sender keeps them here instead of sending them.
"""

from datetime import datetime, time, timedelta
from typing import Final

from django.db import connection, transaction

from guests.models import Consent, Guest
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.actions.mailings import queue_mailing
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.delivery.handing import tell
from hotelcrm.outbox.models import Mailing, Message, Sender, State, Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from stays.models import Stay, StayStatus

MOST_GUESTS: Final = 20_000  # beyond, the demo is for measuring
AUDIENCE: Final = 600
DAYS_AGO: Final = 20
CHANNELS: Final = [Road.WECOM.value, Road.EMAIL.value, Road.SMS.value]
LETTERS: Final = 12
SOON: Final = 3  # days
NAMES: Final = {"en": "Autumn by the lake", "zh": "湖畔之秋"}

# By the last digits of the id, so that the same messages fare the same: most arrive, some bounce, a few say no.
BECAME = """
WITH gone AS (
    SELECT id, sender_id, due_at + make_interval(secs => id %% 3000) AS handed_at, id %% 100 AS lot
    FROM outbox_message WHERE mailing_id = %(mailing)s AND state IN ('queued', 'held')
),
tried AS (
    INSERT INTO outbox_attempt
        (message_id, sender_id, attempt, started_at, finished_at, outcome, code, reference, segments)
    SELECT id, sender_id, gen_random_uuid(), handed_at, handed_at + interval '1 second',
        CASE WHEN lot < 3 THEN 'refused' ELSE 'accepted' END,
        CASE WHEN lot < 3 THEN '550 5.1.1' ELSE 'kept' END, '', 1
    FROM gone
)
UPDATE outbox_message m SET
    state = CASE WHEN lot < 3 THEN 'failed' WHEN lot < 94 THEN 'delivered' ELSE 'sent' END,
    reason = CASE WHEN lot < 3 THEN 'refused_address' ELSE '' END,
    tries = 1,
    handed_at = gone.handed_at,
    sent_at = CASE WHEN lot >= 3 THEN gone.handed_at END,
    delivered_at = CASE WHEN lot BETWEEN 3 AND 93 THEN gone.handed_at + interval '20 seconds' END,
    opened_at = CASE WHEN lot BETWEEN 3 AND 44 THEN gone.handed_at + interval '3 hours' END,
    clicked_at = CASE WHEN lot BETWEEN 3 AND 14 THEN gone.handed_at + interval '3 hours 1 minute' END,
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
        _senders()
        return _mailing(hotel, manager, at=at) + _letters(manager, at=at)


def _senders() -> None:
    for road in (Road.EMAIL, Road.SMS, Road.WECOM, Road.WECOM_STAFF):
        address = "stay@lakeside.example" if road == Road.EMAIL else ""
        Sender.objects.create(
            channel=road, transport="file", name="Lakeside Hotels 湖畔酒店", address=address, per_second=50
        )


def _mailing(hotel: Hotel, by: User, *, at: datetime) -> int:
    day = hotel.today(at) - timedelta(days=DAYS_AGO)
    due = datetime.combine(day, time(10, 30), hotel.zone)
    mailing = Mailing.objects.create(
        name=NAMES["zh"] if hotel.country == "CN" else NAMES["en"],
        hotel=hotel,
        purpose=MessagePurpose.MARKETING,
        template=Template.objects.get(code="win-back"),
        by=by,
        created_at=due,
    )
    # Who answered since was not known to agree then.
    since = Consent.objects.filter(at__gt=due).values("guest")
    known = Guest.objects.current().exclude(pk__in=since)
    known = known.filter(pk__in=Guest.objects.order_by("pk").values("pk")[:AUDIENCE])
    queue_mailing(mailing, known, channels=CHANNELS, key=f"demo:{mailing.pk}", at=due, due_at=due)
    with connection.cursor() as cursor:
        cursor.execute(BECAME, {"mailing": mailing.pk})
        gone = dict(cursor.fetchall())
    tell(dict(Message.objects.filter(pk__in=gone, sent_at__isnull=False).values_list("pk", "guest")))
    return mailing.messages.count()


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
