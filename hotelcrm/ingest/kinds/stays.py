"""Stays: whose hotel and channel are known, whose guest may not be."""

from collections.abc import Iterator
from typing import Any

from django_countries import countries
from psycopg2.sql import SQL, Composable, Identifier, Literal

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest import convert, staging
from hotelcrm.ingest.faults import WARNING, Check
from hotelcrm.ingest.fields import FIELDS
from hotelcrm.ingest.headers import folded
from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.statements import execute, filled
from stays.models import Channel, RoomType
from stays.purpose import LONG, SHORT_TRIP

from . import charges, rows
from .matching import follow_merges, guest_of, is_told, is_told_in_row
from .rows import Piece

UNDEFINED = "undefined"
COUNTRY_HEADERS = frozenset(map(folded, ("country", "country code", "nationality", "国籍", "国家", "国家地区")))
# Columns of a stay that a file can fill and later correct, and what they are in the table ``v`` of known facts.
OWN = {
    "confirmation": "v.confirmation",
    "status": "v.state",
    "booked_on": "v.booked",
    "arrival": "v.arrival",
    "departure": "v.leaves",
    "closed_on": "CASE WHEN v.state IN ('cancelled', 'no_show') THEN v.closed_on END",
    "room": "v.room",
    "adults": "v.adults",
    "children": "v.children",
    "infants": "v.infants",
    "channel_id": "v.channel_id",
    "market_segment": "v.market_segment",
    "company_id": "v.company_id",
    "meal_plan": "v.meal_plan",
    "rate": "coalesce(v.rate, round(v.room_revenue / nullif(v.leaves - v.arrival, 0), 2))",
    "room_revenue": "v.room_revenue",
    "other_revenue": "v.other_revenue",
    "currency": "v.currency",
    "purpose": "v.purpose",
    "requests": "v.requests",
    "guest_id": "v.guest_id",
    "extra": "v.extra",
}
# What a new stay has where the file says nothing.
DEFAULTS = {
    "confirmation": "''",
    "room": "''",
    "adults": "1",
    "children": "0",
    "infants": "0",
    "market_segment": "''",
    "meal_plan": "''",
    "rate": "0",
    "room_revenue": "t.promised",
    "other_revenue": "0",
    "requests": "''",
    "extra": "'{}'",
}


# What a change of the above changes too.
ALSO_CHANGED = ("room_type_id", "checked_in_at", "checked_out_at", "purpose_is_inferred")
_NIGHTS = "(t.departure - t.arrival)"
# How many nights it takes from the day of arrival until one of them is a Friday's or a Saturday's.
_WEEKEND = f"""{_NIGHTS} >= CASE extract(isodow FROM t.arrival)::int
    WHEN 6 THEN 1 WHEN 7 THEN 6 ELSE 6 - extract(isodow FROM t.arrival)::int END"""
# `stays.purpose.infer` for a new stay (``t``) and its channel (``n``).
INFERRED = f"""
CASE WHEN coalesce(t.children, 0) + coalesce(t.infants, 0) > 0 THEN 'family'
    WHEN n.kind = 'group' OR t.market_segment ILIKE '%meeting%' THEN 'meeting'
    WHEN t.company_id IS NOT NULL OR n.kind = 'corporate' THEN 'business'
    WHEN coalesce(t.adults, 1) = 1 AND {_NIGHTS} <= {SHORT_TRIP} AND NOT {_WEEKEND} THEN 'business'
    WHEN t.adults > 1 AND {_NIGHTS} <= {LONG} AND {_WEEKEND} THEN 'leisure' ELSE '' END
"""


def prepare(cursor: Any, plan: Plan) -> None:
    """The hotels, channels and room types that the mapping brings along, and the channel of stays without one."""
    for values in plan.creates("hotels"):
        Hotel.objects.get_or_create(code=values["code"], defaults=values)
    for values in plan.options.get("create_channels", ()):  # entries of a catalogue: nobody has to agree to them
        Channel.objects.get_or_create(code=values["code"], defaults=values)
    Channel.objects.get_or_create(
        code=UNDEFINED, defaults={"name_en": "Not stated", "name_zh": "未注明", "kind": Channel.Kind.UNDEFINED}
    )
    if plan.options.get("create_room_types") and "room_type" in plan.specs:
        _make_room_types(cursor, plan)


def _make_room_types(cursor: Any, plan: Plan) -> None:
    execute(
        cursor,
        """
        INSERT INTO stays_roomtype (hotel_id, code, name_en, name_zh)
        SELECT hotel_id, code, code, code
        FROM (SELECT DISTINCT {hotel} AS hotel_id, left({code}, 20) AS code FROM {raw} r) AS t
        WHERE hotel_id IS NOT NULL AND code IS NOT NULL ORDER BY hotel_id, code
        ON CONFLICT (hotel_id, code) DO NOTHING
        """,
        hotel=_hotel(plan),
        code=convert.value(plan, FIELDS[plan.kind]["room_type"]),
        raw=Identifier(staging.TABLE),
    )


def _hotel(plan: Plan) -> Composable:
    if plan.hotel_id is not None:
        return SQL("{}::bigint").format(Literal(plan.hotel_id))
    return SQL("({})::bigint").format(convert.value(plan, FIELDS[plan.kind]["hotel"]))


def understand(cursor: Any, plan: Plan) -> list[Check]:
    """Fill the table of rows; return the checks whose numbers its faults are."""
    checks = rows.worst_first([*rows.field_checks(plan), *_row_checks(plan)])
    execute(
        cursor,
        """
        CREATE TEMP TABLE {rows} ON COMMIT DROP AS
        WITH t AS (
            SELECT v.line, v.number AS external_id, {fingerprint} AS fingerprint, v.hotel_id, {faults} AS faults,
                {own}, v.room_type_id,
                CASE WHEN v.state IN ('cancelled', 'no_show') THEN 0
                     ELSE coalesce(v.rate, 0) * (v.leaves - v.arrival) END AS promised
            FROM (SELECT v.*, {facts} FROM ({values}) AS v OFFSET 0) AS v
            OFFSET 0
        ), seen AS ({seen})
        SELECT t.*, e.id AS existing_id,
            CASE WHEN {rejected} THEN 'rejected' WHEN e.id IS NULL THEN 'new'
                 WHEN seen.fingerprint = t.fingerprint THEN 'unchanged' WHEN {differs} THEN 'changed'
                 ELSE 'unchanged' END AS action
        FROM t
        LEFT JOIN stays_stay AS e ON e.source = {source} AND e.external_id = t.external_id
        LEFT JOIN seen ON seen.row_id = e.id
        """,
        rows=Identifier(rows.TABLE),
        fingerprint=rows.fingerprint(plan),
        faults=rows.faults(checks),
        own=SQL(", ").join(SQL("{} AS {}").format(SQL(what), Identifier(name)) for name, what in OWN.items()),
        facts=_facts(plan),
        values=rows.values(plan),
        seen=rows.seen("stays_stay"),
        rejected=rows.rejecting(checks),
        differs=_differs(),
        source=plan.source,
    )
    return checks


def _facts(plan: Plan) -> Composable:
    """What is looked up, or worked out from several fields."""
    usual_status = SQL(
        "CASE WHEN coalesce(v.departure, v.arrival + v.nights, v.arrival) < {} THEN 'checked_out' ELSE 'booked' END"
    ).format(_today(plan))
    extra = SQL(", ").join(SQL("{}, v.{}").format(Literal(name), Identifier(f"c{n}")) for name, n in plan.extra.items())
    return SQL(
        """
        coalesce(v.external_id, v.confirmation,
            'row:' || v.hash || '-' || row_number() OVER (PARTITION BY v.hash ORDER BY v.line)) AS number,
        {earlier} AS earlier, {hotel} AS hotel_id, v.channel::bigint AS channel_id, v.company::bigint AS company_id,
        {guest} AS guest_id, coalesce(v.departure, v.arrival + v.nights) AS leaves,
        coalesce(v.booked_on, v.arrival - v.lead_time) AS booked, {status} AS state, {extra} AS extra,
        {room_type} AS room_type_id
        """
    ).format(
        earlier=rows.earlier("v.external_id", "v.confirmation") if _is_numbered(plan) else SQL("0"),
        hotel=SQL("{}::bigint").format(Literal(plan.hotel_id)) if plan.hotel_id else SQL("v.hotel::bigint"),
        guest=guest_of(plan),
        room_type=_room_type(plan),
        status=SQL("v.status") if "status" in plan.specs else usual_status,
        extra=SQL("jsonb_strip_nulls(jsonb_build_object({}))").format(extra) if plan.extra else SQL("NULL::jsonb"),
    )


def _today(plan: Plan) -> Composable:
    """The calendar day at the row's hotel."""
    if plan.hotel_id:
        return SQL("{}::date").format(Literal(Hotel.objects.get(pk=plan.hotel_id).today().isoformat()))
    days = {str(hotel.pk): hotel.today().isoformat() for hotel in Hotel.objects.all()}
    return SQL("{}::date").format(convert.look_up(days, SQL("v.hotel")))


def _is_numbered(plan: Plan) -> bool:
    return bool(plan.specs.keys() & {"external_id", "confirmation"})


def _room_type(plan: Plan) -> Composable:
    """The room type of the row's hotel by code or either name."""
    if "room_type" not in plan.specs:
        return SQL("NULL::bigint")
    known = {
        f"{one.hotel_id}:{name.lower()}": str(one.pk)
        for one in RoomType.objects.order_by("-code")
        for name in (one.name_en, one.name_zh, one.code)
    }
    hotel = Literal(str(plan.hotel_id)) if plan.hotel_id else SQL("v.hotel")
    key = SQL("{} || ':' || lower(v.room_type)").format(hotel)
    return SQL("({})::bigint").format(convert.look_up(known, key))


def _row_checks(plan: Plan) -> list[Check]:
    """What can be wrong with the row as a whole."""
    heading = plan.heading
    found = [
        Check("duplicate", SQL("v.earlier > 0"), heading("external_id") or heading("confirmation")),
        Check("departure_before_arrival", SQL("v.leaves < v.arrival"), heading("departure")),
        Check("no_people", SQL("v.adults + coalesce(v.children, 0) + coalesce(v.infants, 0) = 0"), "", WARNING),
        Check("negative", SQL("v.rate < 0"), heading("rate"), WARNING),
    ]
    if "nights" in plan.specs:
        silent = SQL("v.leaves IS NULL AND NOT ({})").format(_says_departure(plan))
        found.append(Check("needed", silent, heading("departure") or heading("nights")))
    if plan.hotel_id is None:
        found.append(Check("needed", SQL("NOT ({})").format(rows.given(plan, "hotel")), heading("hotel") or "hotel"))
    elif "hotel" in plan.specs:
        other = SQL("v.hotel::bigint <> {}").format(Literal(plan.hotel_id))
        found.append(Check("other_hotel", other, heading("hotel")))
    if "rate" in plan.specs:
        found.append(Check("far_off", _far_off(plan), heading("rate"), WARNING))
    if "room_type" in plan.specs:
        unknown = SQL("v.room_type IS NOT NULL AND v.room_type_id IS NULL")
        found.append(Check("unknown_room_type", unknown, heading("room_type"), WARNING))
    found += _country_checks(plan)
    if is_told(plan):
        found.append(
            Check("guest_unknown", SQL("v.guest_id IS NULL AND ({})").format(is_told_in_row(plan)), "", WARNING)
        )
    return found


def _country_checks(plan: Plan) -> Iterator[Check]:
    """A code that is no country's, in a column kept as it is whose codes are mostly those of three letters."""
    codes = Literal(sorted(countries.alpha3(code) for code, _name in countries))
    for name, n in plan.extra.items():
        if folded(name) in COUNTRY_HEADERS:
            cell = Identifier("v", f"c{n}")
            mostly = SQL("(SELECT 2 * count(*) FILTER (WHERE r.{0} ~ '^[A-Za-z]{{3}}$') > count(r.{0}) FROM {1} r)")
            wrong = SQL("({0} IS NOT NULL AND upper({0}) <> ALL ({1}) AND {2})").format(
                cell, codes, mostly.format(Identifier(f"c{n}"), Identifier(staging.TABLE))
            )
            yield Check("country_code", wrong, name, WARNING)


def _says_departure(plan: Plan) -> Composable:
    return SQL("({}) OR ({})").format(rows.given(plan, "departure"), rows.given(plan, "nights"))


def _far_off(plan: Plan) -> Composable:
    rate = convert.value(plan, FIELDS[plan.kind]["rate"])
    median = SQL("(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY {}) FROM {} r)")
    return SQL("v.rate > 10 * {}").format(median.format(rate, Identifier(staging.TABLE)))


def _differs() -> Composable:
    """A file may be older than the desk: it does not send a guest who came back to "booked"."""
    others = rows.differs(name for name in [*OWN, "room_type_id"] if name not in {"status", "extra"})
    return SQL(
        "{} OR (t.status <> e.status AND NOT (t.status = 'booked' AND e.status IN ('in_house', 'checked_out')))"
        " OR NOT coalesce(e.extra @> t.extra, true) OR (t.purpose IS NOT NULL AND e.purpose_is_inferred)"
    ).format(others)


# Writing


def write(cursor: Any, plan: Plan, piece: Piece) -> None:
    """Make new stays and change known ones; put what happened on the timelines of their guests."""
    if is_told(plan):
        follow_merges(cursor, piece, "guest_id")
    _make(cursor, plan, piece)
    if piece.has_changed:
        _change(cursor, piece)
    if is_told(plan):
        _tell(cursor, piece)


def _make(cursor: Any, plan: Plan, piece: Piece) -> None:
    filled = {name: f"coalesce(t.{name}, {DEFAULTS[name]})" if name in DEFAULTS else f"t.{name}" for name in OWN} | {
        "channel_id": f"coalesce(t.channel_id, {Channel.objects.values_list('pk', flat=True).get(code=UNDEFINED)})",
        "currency": "coalesce(t.currency, h.currency)",
        "room_type_id": "t.room_type_id",
        "hotel_id": "t.hotel_id",
        "external_id": "t.external_id",
        "checked_in_at": _noon("t.arrival", "'in_house', 'checked_out'"),
        "checked_out_at": _noon("t.departure", "'checked_out'"),
        "purpose": f"coalesce(t.purpose, {INFERRED})",
        "purpose_is_inferred": f"t.purpose IS NULL AND {INFERRED} <> ''",
    }
    execute(
        cursor,
        """
        WITH made AS (
            INSERT INTO stays_stay (source, {names})
            SELECT {source}, {values} FROM {rows} t JOIN accounts_hotel h ON h.id = t.hotel_id
            LEFT JOIN stays_channel n ON n.id = t.channel_id
            WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last} ORDER BY t.line
            ON CONFLICT (source, external_id) DO NOTHING RETURNING id, external_id
        )
        INSERT INTO ingest_applied (upload_id, "table", row_id, version, fingerprint)
        SELECT {upload}, 'stays_stay', made.id, 1, t.fingerprint FROM made JOIN {rows} t USING (external_id)
        WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last}
        """,
        names=SQL(", ").join(map(Identifier, filled)),
        values=SQL(", ").join(map(SQL, filled.values())),
        source=plan.source,
        rows=Identifier(rows.TABLE),
        upload=piece.upload_id,
        first=piece.first,
        last=piece.last,
    )


def _noon(day: str, statuses: str) -> str:
    """A list knows the day and not the hour; noon at the hotel stands for it, as on the timeline."""
    return f"CASE WHEN t.status IN ({statuses}) THEN ({day} + time '12:00') AT TIME ZONE h.time_zone END"


def _change(cursor: Any, piece: Piece) -> None:
    """Note what changed stays were like, then change them."""
    rows.remember(cursor, piece, "stays_stay", [*OWN, *ALSO_CHANGED])
    parts = {"rows": Identifier(rows.TABLE), "first": piece.first, "last": piece.last}
    execute(cursor, LEAVE_TIMELINE, **parts)
    names = [name for name in OWN if name not in {"status", "extra", "room_revenue"}] + ["room_type_id"]
    execute(
        cursor,
        """
        UPDATE stays_stay AS e SET {own}, extra = e.extra || coalesce(t.extra, '{{}}'),
            status = CASE WHEN {keeps} THEN e.status ELSE coalesce(t.status, e.status) END,
            room_revenue = coalesce(t.room_revenue, CASE WHEN {repriced} THEN t.promised END, e.room_revenue),
            checked_in_at = coalesce(e.checked_in_at, {came}), checked_out_at = coalesce(e.checked_out_at, {went}),
            purpose_is_inferred = e.purpose_is_inferred AND t.purpose IS NULL,
            version = e.version + 1, updated_at = now()
        FROM {rows} t JOIN accounts_hotel h ON h.id = t.hotel_id
        WHERE t.action = 'changed' AND e.id = t.existing_id AND t.line BETWEEN {first} AND {last}
        """,
        own=SQL(", ").join(SQL("{0} = coalesce(t.{0}, e.{0})").format(Identifier(name)) for name in names),
        keeps=SQL("t.status = 'booked' AND e.status IN ('in_house', 'checked_out')"),
        # Charges may have said more about the revenue than the booking; they hold until the booking itself changes.
        repriced=SQL(
            "(t.rate, t.departure - t.arrival, t.status) IS DISTINCT FROM"
            " (e.rate, e.departure - e.arrival, e.status) AND t.rate IS NOT NULL"
        ),
        came=SQL(_noon("t.arrival", "'in_house', 'checked_out'")),
        went=SQL(_noon("t.departure", "'checked_out'")),
        **parts,
    )


# What happened on a stay that turns out to be another guest's did not happen to the one before.
LEAVE_TIMELINE = """
DELETE FROM guests_touchpoint p USING {rows} t JOIN stays_stay e ON e.id = t.existing_id
WHERE t.action = 'changed' AND t.line BETWEEN {first} AND {last} AND t.guest_id <> e.guest_id
    AND p.guest_id = e.guest_id AND (starts_with(p.key, 'stay:' || e.id || ':')
        OR p.key IN (SELECT 'charge:' || c.id FROM stays_charge c WHERE c.stay_id = e.id))
"""
CHARGED = """
SELECT c.id FROM {rows} t JOIN stays_charge c ON c.stay_id = t.existing_id
WHERE t.action = 'changed' AND t.line BETWEEN {first} AND {last}
"""


def _tell(cursor: Any, piece: Piece) -> None:
    """What `stays.actions.tell_so_far` does for one stay, for all of the piece."""
    parts = {"rows": Identifier(rows.TABLE), "first": piece.first, "last": piece.last}
    execute(
        cursor,
        """
        INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, key, details)
        SELECT s.guest_id, happened.kind, s.hotel_id, happened.at, 'stay:' || s.id || ':' || happened.kind, '{{}}'
        FROM {rows} t
        JOIN stays_stay s ON s.source = {source} AND s.external_id = t.external_id
        JOIN accounts_hotel h ON h.id = s.hotel_id
        CROSS JOIN LATERAL (VALUES
            ('booking', (s.booked_on + time '12:00') AT TIME ZONE h.time_zone),
            ('check_in', s.checked_in_at),
            ('check_out', s.checked_out_at),
            (CASE WHEN s.status IN ('cancelled', 'no_show') THEN replace(s.status, 'cancelled', 'cancellation') END,
             (s.closed_on + time '12:00') AT TIME ZONE h.time_zone)
        ) AS happened (kind, at)
        WHERE t.action IN ('new', 'changed') AND t.line BETWEEN {first} AND {last}
            AND s.guest_id IS NOT NULL AND happened.kind IS NOT NULL AND happened.at IS NOT NULL
        ORDER BY s.guest_id, s.id
        ON CONFLICT (guest_id, key) DO NOTHING
        """,
        source=piece.source,
        **parts,
    )
    execute(cursor, charges.TELL, told=filled(CHARGED, **parts))
