"""Messages claimed, written and delivered to a mail server on this machine, against `smtplib` alone.

In a database of its own. Both take turns in as many processes, to the same server, which accepts everything; alone,
`smtplib` sends one of our mails again and again and keeps nothing. Ours asks the gate, fills a template and commits
before each message leaves.
"""

import json
import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from resource import getpagesize

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from guests.models import Contact, Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.bench import DATABASE, database, sink
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.processes import together
from hotelcrm.bench.running import Run, bench
from hotelcrm.outbox.actions.mailings import queue_mailing
from hotelcrm.outbox.delivery.claiming import Claimed
from hotelcrm.outbox.delivery.envelopes import envelope
from hotelcrm.outbox.delivery.working import deliver_due
from hotelcrm.outbox.models import Mailing, Message, MessagePolicy, Sender, State, Template
from hotelcrm.outbox.transports.email.composing import as_data, compose
from hotelcrm.outbox.writing.rendering import Written, write
from hotelcrm.pii import blind

OWN = f"{DATABASE}_send"
WORKERS = 2
TURNS, PER_TURN = 4, 5_000
WARMING_UP = 200
MEMORY_OVER, MEMORY_FROM = 50_000, 5_000
FROM, TO = "hotel@example.com", "guest@example.com"
LONG = timedelta(hours=1)
MB = 1024**2


@bench("send")
def send(_run: Run) -> Iterator[Figure]:
    """Messages a second by two workers, and what a worker's memory comes to."""
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        with sink.listening() as port:
            hotel = _house(port)
            yield _speed(hotel, port)
            yield _memory(hotel)
    finally:
        database.use(DATABASE)


def _speed(hotel: Hotel, port: int) -> Figure:
    _queue(hotel, WARMING_UP)
    deliver_due(at_most=LONG)  # what is compiled once is compiled before the workers are forked
    mail = _one_mail()
    ours = alone = 0.0
    for _n in range(TURNS):
        alone += together([lambda: _send_alone(port, mail, PER_TURN // WORKERS)] * WORKERS)[0]
        _queue(hotel, PER_TURN)
        ours += together([_work] * WORKERS)[0]
    count = TURNS * PER_TURN
    _check_sent(WARMING_UP + count)
    mine, floor = count / ours, count / alone
    case = f"{WORKERS} workers against smtplib in {WORKERS} processes"
    return Figure("send", case, count, seconds=ours, per_second=mine, floor=floor, ratio=mine / floor)


def _memory(hotel: Hotel) -> Figure:
    """One worker; the floor is what it had after the first messages."""
    before = Message.objects.filter(state=State.SENT).count()
    _queue(hotel, MEMORY_OVER)
    seconds, [(early, late)] = together([_watched])
    _check_sent(before + MEMORY_OVER)
    return Figure(
        "send",
        f"memory of a worker after {MEMORY_FROM:,} and {MEMORY_OVER:,} messages",
        MEMORY_OVER,
        seconds=seconds,
        per_second=MEMORY_OVER / seconds,
        floor=early,
        ratio=late / early,
        peak_mb=late,
    )


def _check_sent(count: int) -> None:
    sent = Message.objects.filter(state=State.SENT).count()
    if sent != count:
        raise RuntimeError(f"{sent:,} messages were sent, not {count:,}.")


# What the processes do


def _work() -> None:
    deliver_due(at_most=LONG)


def _watched() -> tuple[float, float]:
    """Megabytes after the first messages and after all, turn by turn as a worker of the queue has them."""
    early, sent = 0.0, 0
    while True:
        tally = deliver_due(at_most=timedelta(seconds=2))
        sent += tally.states[State.SENT]
        if not early and sent >= MEMORY_FROM:
            early = _resident()
        if not tally.is_more:
            return early or _resident(), _resident()


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize() / MB


def _send_alone(port: int, mail: bytes, count: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        for _n in range(count):
            server.sendmail(FROM, TO, mail)


# What they send


def _one_mail() -> bytes:
    """A mail as we send it."""
    message, sender = Message.objects.filter(state=State.SENT)[0], Sender.objects.get()
    written = write([message], at=timezone.now())[message.pk]
    if message.attempt is None or not isinstance(written, Written):
        raise RuntimeError(f"The mail cannot be written: {written}")
    whole = envelope(Claimed(message, message.attempt, TO, None), written, sender)
    return as_data(compose(whole, sender, {}))


def _house(port: int) -> Hotel:
    """A hotel that writes at any hour, as fast as it can, by way of the server at `port`."""
    facts = {"time_zone": "Asia/Shanghai", "currency": "CNY", "country": "CN", "rooms": 100}
    hotel = Hotel.objects.create(code="bench", name_en="Bench", name_zh="湖畔", **facts)
    MessagePolicy.objects.create(hotel=hotel, quiet_from=clock(0), quiet_until=clock(0))
    options = json.dumps({"host": "127.0.0.1", "port": str(port), "security": "none"})
    road = {"channel": "email", "transport": "smtp", "name": "Bench", "address": FROM, "per_second": 1_000_000}
    Sender.objects.create(hotel=hotel, options=options, **road)
    return hotel


def _queue(hotel: Hotel, count: int) -> None:
    """A mailing to as many new guests, who agreed."""
    at = timezone.now()
    template = Template.objects.get(code="win-back")
    guests = Guest.objects.filter(pk__in=_guests(count, at))
    mailing = Mailing.objects.create(
        name="Bench", hotel=hotel, purpose=template.purpose, template=template, is_generic=template.is_generic
    )
    counted = queue_mailing(mailing, guests, channels=["email"], key=f"bench:{mailing.pk}", at=at)
    if counted.queued != count:
        raise RuntimeError(f"{counted.queued:,} messages were queued, not {count:,}: {counted.reasons}.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _guests(count: int, at: datetime) -> list[int]:
    names = {"full_name": "张敏", "family_name": "张", "given_name": "敏"}
    rows = Guest.objects.bulk_create([Guest(**names) for _n in range(count)], batch_size=5_000)
    ids = [row.pk for row in rows]
    Contact.objects.bulk_create([_contact(pk) for pk in ids], batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO guests_consent (guest_id, purpose, channel, decision, evidence, at)
            SELECT id, 'marketing', 'any', 'given', 'desk', %s FROM unnest(%s) id
            """,
            [at - timedelta(days=1), ids],
        )
    return ids


def _contact(guest_id: int) -> Contact:
    value = f"guest-{guest_id}@example.com"
    index = blind.index(Contact.Kind.EMAIL, value)
    return Contact(guest_id=guest_id, kind=Contact.Kind.EMAIL, value=value, value_index=index, is_primary=True)
