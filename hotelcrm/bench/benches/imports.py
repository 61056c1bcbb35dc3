"""The bookings file in: kept, read, checked and written, against a hand-written COPY and INSERT … SELECT of its rows.

The file is the public one when REAL_DATA says where such files are, else one of the same shape. Both run in an empty
database of their own, one after the other; the hand-written one checks nothing, remembers nothing and is rolled back.
"""

import csv
import io
import random
import resource
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.running import Run, bench
from hotelcrm.ingest import actions
from hotelcrm.ingest.models import Import, Kind
from hotelcrm.ingest.shipped import HOTEL_BOOKINGS
from hotelcrm.running import environment

OWN = f"{DATABASE}_import"
FILE = "bookings/hotel_bookings.csv.zip"
ROWS = 119_390
FIRST_DAY = date(2015, 7, 1)
KIB = 1024


@bench("import")
def imports(_run: Run) -> Iterator[Figure]:
    """Seconds of the whole import and of the hand-written one, rows a second, and the most memory this process had."""
    case, content = _file()
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        floor = _floor(io.BytesIO(content))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (FULL, ANALYZE) stays_stay")
        start = time.perf_counter()
        done = _ours(io.BytesIO(content))
        seconds = time.perf_counter() - start
    finally:
        database.use(DATABASE)
    if done.state != Import.State.APPLIED or done.new != done.total:
        raise RuntimeError(f"The import ended as {done.state} with {done.new} of {done.total} rows: {done.message}")
    yield Figure(
        "import",
        case,
        done.new,
        seconds=seconds,
        per_second=done.new / seconds,
        floor=floor,
        ratio=seconds / floor,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB,
    )


def _ours(raw: BinaryIO) -> Import:
    upload = actions.upload_file(raw, kind=Kind.STAYS, name="bookings.zip", hotel=None, by=None, at=timezone.now())
    actions.begin(upload, Import.State.APPLYING, create=True)
    return actions.work_on(upload.pk) or upload


# By hand


def _floor(raw: BinaryIO) -> float:
    """Seconds for COPY into a temporary table and INSERT … SELECT of the same columns."""
    with zipfile.ZipFile(raw) as packed, packed.open(packed.namelist()[0]) as rows, transaction.atomic():
        header = rows.readline().decode().strip().split(",")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(ROWS_OF_HOTELS)
            cursor.execute("SET LOCAL work_mem = '64MB'")
            start = time.perf_counter()
            columns = ", ".join(f'"{name}" text' for name in header)
            names = ", ".join(f'"{name}"' for name in header)
            cursor.execute(f"CREATE TEMP TABLE raw (line serial, {columns}) ON COMMIT DROP")
            cursor.copy_expert(f"COPY raw ({names}) FROM STDIN WITH (FORMAT csv, NULL 'NULL')", rows)
            cursor.execute(INSERT.replace("EXTRA", ", ".join(f"'{name}', r.{name}" for name in EXTRA)))
            seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


EXTRA = HOTEL_BOOKINGS.options["extra"]
ROWS_OF_HOTELS = """
INSERT INTO accounts_hotel (code, name_en, name_zh, time_zone, currency, country, rooms, pms_reports_movements)
VALUES ('City Hotel', '', '', 'Europe/Lisbon', 'EUR', 'PT', 1, true),
    ('Resort Hotel', '', '', 'Europe/Lisbon', 'EUR', 'PT', 1, true);
INSERT INTO stays_channel (code, name_en, name_zh, kind, commission)
SELECT code, '', '', 'undefined', 0
FROM unnest(ARRAY['TA/TO', 'Direct', 'Corporate', 'GDS', 'Undefined']) AS code;
INSERT INTO stays_roomtype (hotel_id, code, name_en, name_zh)
SELECT id, chr(letter), '', '' FROM accounts_hotel, generate_series(65, 80) AS letter
"""
INSERT = """
INSERT INTO stays_stay (hotel_id, source, external_id, confirmation, status, booked_on, arrival, departure,
    checked_in_at, checked_out_at, closed_on, room_type_id, room, adults, children, infants, channel_id,
    market_segment, meal_plan, rate, room_revenue, other_revenue, currency, purpose, purpose_is_inferred, requests,
    extra)
SELECT h.id, 'by hand', line::text, '', state, came - lead_time::int, came, came + slept,
    CASE WHEN state = 'checked_out' THEN (came + time '12:00') AT TIME ZONE h.time_zone END,
    CASE WHEN state = 'checked_out' THEN (came + slept + time '12:00') AT TIME ZONE h.time_zone END,
    CASE WHEN state <> 'checked_out' THEN reservation_status_date::date END, t.id, '', adults::int,
    coalesce(nullif(children, 'NA'), '0')::int, babies::int, c.id, market_segment,
    CASE meal WHEN 'BB' THEN 'breakfast' WHEN 'HB' THEN 'half_board' WHEN 'FB' THEN 'full_board'
        WHEN 'SC' THEN 'room_only' ELSE '' END,
    adr::numeric, CASE WHEN state = 'checked_out' THEN adr::numeric * slept ELSE 0 END, 0, 'EUR', '', false, '',
    jsonb_strip_nulls(jsonb_build_object(EXTRA))
FROM (
    SELECT *, stays_in_weekend_nights::int + stays_in_week_nights::int AS slept,
        to_date(arrival_date_year || arrival_date_month || arrival_date_day_of_month, 'YYYYMonthDD') AS came,
        CASE reservation_status WHEN 'Check-Out' THEN 'checked_out' WHEN 'Canceled' THEN 'cancelled'
            ELSE 'no_show' END AS state
    FROM raw
) AS r
JOIN accounts_hotel h ON h.code = r.hotel
JOIN stays_channel c ON c.code = r.distribution_channel
LEFT JOIN stays_roomtype t ON t.hotel_id = h.id AND t.code = r.assigned_room_type
ORDER BY line
"""


# The file


def _file() -> tuple[str, bytes]:
    """What is imported, in words, and the zip."""
    place = environment.text("REAL_DATA")
    real = Path(place) / FILE
    if place and real.exists():
        return "bookings file", real.read_bytes()
    return "look-alike of the bookings file", _look_alike()


def _look_alike() -> bytes:
    """A zip with as many rows of the same columns, a quarter of them alike, always the same."""
    draw = random.Random(7)  # noqa: S311 (examples, no secret)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    rows = [_row(draw) for _n in range(ROWS * 3 // 4)]
    writer.writerow(rows[0].keys())
    writer.writerows(row.values() for row in rows)
    writer.writerows(rows[n].values() for n in range(ROWS - len(rows)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bookings.csv", text.getvalue())
    return out.getvalue()


def _row(draw: random.Random) -> dict[str, Any]:
    day = FIRST_DAY + timedelta(days=draw.randrange(790))
    status = draw.choices(["Check-Out", "Canceled", "No-Show"], [63, 36, 1])[0]
    room, channel = draw.choice("AABCDEFG"), draw.choices(["TA/TO", "Direct", "Corporate", "GDS"], [82, 12, 5, 1])[0]
    return {
        "hotel": draw.choices(["City Hotel", "Resort Hotel"], [2, 1])[0],
        "is_canceled": int(status != "Check-Out"),
        "lead_time": draw.randrange(400),
        "arrival_date_year": day.year,
        "arrival_date_month": f"{day:%B}",
        "arrival_date_week_number": day.isocalendar().week,
        "arrival_date_day_of_month": day.day,
        "stays_in_weekend_nights": draw.randrange(3),
        "stays_in_week_nights": draw.randrange(6),
        "adults": draw.randrange(1, 4),
        "children": draw.choice([0, 0, 0, 1]),
        "babies": 0,
        "meal": draw.choice(["BB", "BB", "HB", "SC", "FB"]),
        "country": draw.choice(["PRT", "GBR", "FRA", "ESP", "CHN", "NULL"]),
        "market_segment": draw.choice(["Online TA", "Groups", "Direct"]),
        "distribution_channel": channel,
        "is_repeated_guest": draw.choice([0] * 9 + [1]),
        "previous_cancellations": 0,
        "previous_bookings_not_canceled": 0,
        "reserved_room_type": room,
        "assigned_room_type": room,
        "booking_changes": draw.randrange(3),
        "deposit_type": "No Deposit",
        "agent": draw.choice([9, 240, "NULL"]),
        "company": "NULL",
        "days_in_waiting_list": 0,
        "customer_type": "Transient",
        "adr": f"{draw.randrange(3000, 25000) / 100:.2f}",
        "required_car_parking_spaces": 0,
        "total_of_special_requests": draw.randrange(4),
        "reservation_status": status,
        "reservation_status_date": day.isoformat(),
    }
