"""A million marketing messages queued through the gate, against a bare INSERT ... SELECT into a copy of the table.

In a database of its own, filled by statements. A tenth of the guests never answered, some refused, some answers came by
profiles that were merged, some addresses are dead or suppressed, some guests are minors or were written to lately. The
floor writes the very rows that the gate decided on, from a table where they lie ready in order, into a copy of the
table with the same columns and indexes. Both are committed when they are timed.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.running import Run, bench
from hotelcrm.outbox.actions.mailings import Counted, queue_mailing
from hotelcrm.outbox.models import Mailing, Message, Template, Variant
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose

OWN = f"{DATABASE}_enqueue"
GUESTS = 1_000_000
COLUMNS = (
    "guest_id, hotel_id, channel, purpose, is_generic, mailing_id, template_id, facts, key, due_at, expires_at, state,"
    " reason, by_id"
)
OLD = f"{COLUMNS}, handed_at, sent_at"


@bench("enqueue")
def enqueue(_run: Run) -> Iterator[Figure]:
    """Messages a second, and the floor's rows a second."""
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        at = timezone.now()
        mailing = _mailing(_fill(at))
        yield _figure(mailing, at)
    finally:
        database.use(DATABASE)


def _figure(mailing: Mailing, at: datetime) -> Figure:
    counted = Counted()

    def ours() -> None:
        nonlocal counted
        everybody = Guest.objects.current()
        counted = queue_mailing(mailing, everybody, channels=["email"], key="bench:enqueue", at=at)

    seconds = _seconds(ours)
    if counted.new != GUESTS or Message.objects.count() < GUESTS:
        raise RuntimeError(f"{counted.new:,} messages were queued, not {GUESTS:,}.")
    _lay_ready()
    floor = _seconds(_bare)
    words = f"{counted.queued:,} to go, {counted.held:,} held, {counted.refused:,} refused"
    mine, theirs = GUESTS / seconds, GUESTS / floor
    return Figure("enqueue", words, GUESTS, seconds=seconds, per_second=mine, floor=theirs, ratio=mine / theirs)


def _seconds(action: Callable[[], object]) -> float:
    _execute("CHECKPOINT")
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _lay_ready() -> None:
    """An empty copy of the table, but for what lay in it before the mailing, and the mailing's rows to fill it with."""
    _execute(
        "CREATE TABLE bare (LIKE outbox_message INCLUDING ALL)",
        f"INSERT INTO bare ({OLD}) SELECT {OLD} FROM outbox_message WHERE mailing_id IS NULL",  # noqa: S608 (the same)
        f"CREATE TABLE ready AS SELECT {COLUMNS} FROM outbox_message WHERE mailing_id IS NOT NULL ORDER BY guest_id",  # noqa: S608 (our own columns)
        "VACUUM (ANALYZE)",
    )


def _bare() -> None:
    _execute(f"INSERT INTO bare ({COLUMNS}) SELECT * FROM ready")  # noqa: S608 (the same)


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


def _mailing(hotel: Hotel) -> Mailing:
    letter = {"name_en": "Spring offer", "name_zh": "春季礼遇", "purpose": MessagePurpose.MARKETING}
    template = Template.objects.create(code="bench", **letter)
    Variant.objects.create(template=template, language="en", channel=Road.EMAIL, subject="Spring", source="Come.")
    purpose = MessagePurpose.MARKETING
    return Mailing.objects.create(name="Bench", hotel=hotel, purpose=purpose, template=template)


def _fill(at: datetime) -> Hotel:
    """Everything at once, without triggers and checks."""
    names = {"name_en": "Bench", "name_zh": "湖畔"}
    house = {"currency": "CNY", "country": "CN", "rooms": 100, "time_zone": "Asia/Shanghai"}
    hotel = Hotel.objects.create(code="bench", **names, **house)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        for statement in FILL:
            cursor.execute(statement, {"guests": GUESTS, "at": at, "hotel": hotel.pk})
        cursor.execute("RESET session_replication_role")
    _execute("VACUUM (ANALYZE)")
    return hotel


FILL = (
    """
    INSERT INTO guests_guest (id, family_name, given_name, full_name, latin_name, pinyin, gender, birth_is_lunar,
        birth_year, birth_month, birth_day, language, nationality, occupation, vip_level, time_zone,
        generic_offers_only)
    SELECT n, '', '', n::text, '', '', '', false, CASE WHEN n %% 3 = 0 THEN 1940 + n %% 75 END, 1 + n %% 12,
        1 + n %% 28, 'en', '', '', 0,
        CASE n %% 20 WHEN 1 THEN 'Europe/Lisbon' WHEN 2 THEN 'America/New_York' ELSE '' END,
        n %% 50 = 0
    FROM generate_series(1, %(guests)s) n
    """,
    # The guests of these profiles spoke through them before they were merged.
    """
    INSERT INTO guests_guest (id, family_name, given_name, full_name, latin_name, pinyin, gender, birth_is_lunar,
        language, nationality, occupation, vip_level, time_zone, generic_offers_only, merged_into_id)
    SELECT %(guests)s + n, '', '', n::text, '', '', '', false, 'en', '', '', 0, '', false, n
    FROM generate_series(1, %(guests)s, 40) n
    """,
    """
    INSERT INTO guests_contact (guest_id, kind, value, value_index, is_primary, bounced_at)
    SELECT n, kind, sha256(n::text::bytea), substr(sha256((kind || n)::bytea), 1, 16), n %% 30 > 0,
        CASE WHEN n %% 70 = 0 AND kind = 'email' THEN %(at)s END
    FROM generate_series(1, %(guests)s) n, unnest(ARRAY['email', 'phone']) kind
    WHERE n %% 12 > 0 OR kind = 'phone'
    """,
    """
    INSERT INTO outbox_suppression (channel, value_index, why, note, at)
    SELECT 'email', value_index, CASE WHEN id %% 2 = 0 THEN 'dead' ELSE 'unsubscribed' END, '', %(at)s
    FROM guests_contact WHERE kind = 'email' AND guest_id %% 53 = 0
    """,
    """
    INSERT INTO guests_consent (guest_id, purpose, channel, decision, evidence, at)
    SELECT CASE WHEN n %% 40 = 1 THEN %(guests)s + n ELSE n END, purpose, channel,
        CASE WHEN (n + length(purpose)) %% 9 = 0 THEN 'refused' ELSE 'given' END, 'desk',
        %(at)s::timestamptz - (n %% 700) * interval '1 day'
    FROM generate_series(1, %(guests)s) n,
        (VALUES ('marketing', 'any', 10), ('marketing', 'email', 3), ('surveys', 'any', 2), ('profiling', 'any', 5))
        asked (purpose, channel, every)
    WHERE n %% 10 > 0 AND (every = 10 OR n %% every = 0)
    """,
    """
    INSERT INTO outbox_message (guest_id, hotel_id, channel, purpose, key, due_at, state, handed_at, sent_at)
    SELECT n, %(hotel)s, 'email', 'marketing', 'before', handed, 'sent', handed, handed
    FROM generate_series(1, %(guests)s, 10) n,
        LATERAL (SELECT %(at)s::timestamptz - (n %% 40) * interval '1 day' AS handed) sent
    """,
    "SELECT setval(pg_get_serial_sequence('guests_guest', 'id'), (SELECT max(id) FROM guests_guest))",
)
