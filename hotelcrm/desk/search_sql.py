"""The statement behind the search box, put together from the ways in which a question can be meant.

Every way yields guest, matched field, whether exactly, and which one of its limited rows it is (0: not limited). No
value is ever written into the text. ``search.py`` next door gives it its parameters and reads its rows.
"""

from guests.search import Question

# The guests the desk deals with today, companions included. Place 1: in house, 2: expected, 3: left today.
HERE = """
    moving AS MATERIALIZED (
        SELECT id, guest_id, 1 AS place, room, arrival, departure, company_id
        FROM stays_stay WHERE hotel_id = %(hotel)s AND status = 'in_house'
        UNION ALL
        SELECT id, guest_id, 2, room, arrival, departure, company_id
        FROM stays_stay WHERE hotel_id = %(hotel)s AND status = 'booked' AND arrival BETWEEN %(since)s AND %(today)s
        UNION ALL
        SELECT id, guest_id, 3, room, arrival, departure, company_id
        FROM stays_stay WHERE hotel_id = %(hotel)s AND status = 'checked_out' AND departure = %(today)s
    ),
    here AS MATERIALIZED (
        SELECT DISTINCT ON (guest_id) *
        FROM (
            SELECT * FROM moving WHERE guest_id IS NOT NULL
            UNION ALL
            SELECT moving.id, companion.guest_id, place, room, arrival, departure, company_id
            FROM moving JOIN stays_stayguest AS companion ON companion.stay_id = moving.id
            WHERE companion.stay_id = ANY (ARRAY(SELECT id FROM moving))
        ) AS everybody
        ORDER BY guest_id, place, id
    )"""

BEGINNING = """
    beginning AS (SELECT * FROM unnest(%(low)s::text[], %(high)s::text[]) AS b (low, high))"""

# The first keys that begin so. Initials (kind 4) are never exact: "ma" is more often the beginning of a name than the
# whole of two letters.
NAMED = """
    named AS MATERIALIZED (
        SELECT low, key.* FROM beginning CROSS JOIN LATERAL (
            SELECT guest_id, kind, kind <> 4 AS is_exact, row_number() OVER () AS nth
            FROM (
                SELECT guest_id, kind FROM guests_namekey WHERE text = low
                ORDER BY guest_id DESC, kind DESC LIMIT %(half)s
            ) AS whole
            UNION ALL
            SELECT guest_id, kind, false, row_number() OVER ()
            FROM (
                SELECT guest_id, kind FROM guests_namekey WHERE text > low AND text < high
                ORDER BY text, guest_id, kind LIMIT %(half)s
            ) AS begun
        ) AS key
    )"""

# Companies that are called so; not asked while there are more people of that name than are looked at.
FIRM = """
    firm AS MATERIALIZED (
        SELECT id FROM guests_company
        WHERE is_active {few}
          AND (lower(' ' || name || ' ' || latin_name) LIKE %(company)s OR lower(code) = %(company_code)s)
        ORDER BY is_key DESC, name, id LIMIT 5
    )"""
FEW = "AND NOT EXISTS (SELECT FROM named WHERE nth = %(half)s)"

NAME = """
    SELECT guest_id, kind, is_exact, CASE WHEN nth = %(half)s THEN %(enough)s ELSE nth END FROM named
    UNION ALL
    SELECT guest_id, key.kind, key.text = low AND key.kind <> 4, 0
    FROM (
        SELECT * FROM beginning WHERE low IN (SELECT low FROM named WHERE nth = %(half)s)
    ) AS crowded CROSS JOIN LATERAL (
        SELECT guest_id, kind, text FROM guests_namekey
        WHERE guest_id = ANY (ARRAY(SELECT guest_id FROM here)) AND text >= low AND text < high
    ) AS key"""

ROOM = """
    SELECT guest_id, 10 AS matched, true AS is_exact, 0::bigint AS nth
    FROM here WHERE place < 3 AND room <> '' AND ltrim(upper(room), '0') = %(room)s"""

NUMBER = """
    SELECT id, 11, true, 0 FROM guests_guest WHERE number = %(number)s"""

CONFIRMATION = """
    SELECT guest_id, 12, true, row_number() OVER ()
    FROM (
        SELECT guest_id FROM stays_stay
        WHERE confirmation = ANY (%(codes)s) AND confirmation <> ''
          AND hotel_id = ANY (%(hotels)s) AND guest_id IS NOT NULL
        LIMIT %(enough)s
    ) AS stay"""

CONTACT = """
    SELECT guest_id, 13, true, 0 FROM guests_contact WHERE value_index = ANY (%(contacts)s::bytea[])"""

MEMBER = """
    SELECT guest_id, 16, true, 0 FROM loyalty_member WHERE number = %(member)s AND merged_into_id IS NULL
    UNION ALL
    SELECT guest_id, 16, true, 0 FROM (
        WITH RECURSIVE way AS (
            SELECT merged_into_id AS id FROM loyalty_member WHERE number = %(member)s
            UNION ALL
            SELECT m.merged_into_id FROM way JOIN loyalty_member AS m ON m.id = way.id
        )
        SELECT m.guest_id FROM way JOIN loyalty_member AS m ON m.id = way.id WHERE m.merged_into_id IS NULL
    ) AS standing"""

DOCUMENT = """
    SELECT guest_id, 14, true, 0 FROM guests_identitydocument WHERE number_index = %(document)s"""

# Only when there are more than were taken can somebody who is here be missing among them.
ENDING = """
    (
        WITH far AS MATERIALIZED (
            SELECT guest_id, row_number() OVER () AS nth
            FROM (
                SELECT guest_id FROM guests_contact WHERE last4_index = %(ending)s
                ORDER BY guest_id DESC LIMIT %(enough)s
            ) AS contact
        )
        SELECT guest_id, 15, true, nth FROM far
        UNION ALL
        SELECT guest_id, 15, true, 0
        FROM here JOIN guests_contact USING (guest_id)
        WHERE last4_index = %(ending)s AND (SELECT max(nth) FROM far) = %(enough)s
    )"""

COMPANY = """
    SELECT guest_id, 20, false, 0
    FROM here
    WHERE EXISTS (SELECT FROM firm) AND (
        company_id IN (SELECT id FROM firm)
        OR guest_id IN (SELECT staff.id FROM firm JOIN guests_guest AS staff ON staff.company_id = firm.id)
    )
    UNION ALL
    SELECT id, 20, false, row_number() OVER ()
    FROM (
        SELECT staff.id
        FROM firm CROSS JOIN LATERAL (
            SELECT id FROM guests_guest WHERE company_id = firm.id ORDER BY id DESC LIMIT %(enough)s
        ) AS staff
        LIMIT %(enough)s
    ) AS latest"""

# One row for each guest who is still there: whoever was merged into another is that other.
PEOPLE = """
    people AS (
        SELECT DISTINCT ON (coalesce(survivor.id, original.id))
            coalesce(survivor.id, original.id) AS id,
            coalesce(survivor.updated_at, original.updated_at) AS updated_at,
            matched, is_exact, max(nth) OVER () = %(enough)s AS has_more
        FROM found
        JOIN guests_guest AS original ON original.id = found.guest_id
        LEFT JOIN guests_guest AS survivor ON survivor.id = original.merged_into_id
        WHERE original.erased_at IS NULL AND survivor.merged_into_id IS NULL AND survivor.erased_at IS NULL
        ORDER BY coalesce(survivor.id, original.id), is_exact DESC, matched
    )"""

# First who is shown, then what is shown of them.
ROWS = """,
    first AS MATERIALIZED (
        SELECT people.*, coalesce(place, 4) AS place, coalesce(room, '') AS room, here.arrival, here.departure,
            latest.arrival AS last_arrival,
            count(*) OVER () AS total, count(*) FILTER (WHERE is_exact) OVER () AS exact
        FROM people
        LEFT JOIN here ON here.guest_id = people.id
        LEFT JOIN LATERAL (
            SELECT stay.arrival FROM stays_stay AS stay
            WHERE here.guest_id IS NULL AND stay.guest_id = people.id
              AND stay.hotel_id = ANY (%(hotels)s)
              AND stay.status IN ('in_house', 'checked_out')
            ORDER BY stay.arrival DESC LIMIT 1
        ) AS latest ON true
        ORDER BY coalesce(place, 4), is_exact DESC, matched = 20, latest.arrival DESC NULLS LAST,
            updated_at DESC, people.id
        LIMIT %(limit)s
    )
    SELECT guest.id, guest.number, full_name, family_name, given_name, pinyin, latin_name, vip_level,
        coalesce((SELECT name FROM guests_company WHERE guests_company.id = company_id), ''),
        matched, is_exact, place, room, arrival, departure, last_arrival,
        coalesce(tier.name_en, ''), coalesce(tier.name_zh, ''), coalesce(tier.colour, ''), member.balance,
        total, exact, has_more
    FROM first JOIN guests_guest AS guest USING (id)
    LEFT JOIN loyalty_member AS member
        ON member.guest_id = guest.id AND member.merged_into_id IS NULL AND member.closed_on IS NULL
    LEFT JOIN loyalty_tier AS tier ON tier.id = member.tier_id
    ORDER BY place, is_exact DESC, matched = 20, last_arrival DESC NULLS LAST, first.updated_at DESC, guest.id"""


def statement(question: Question, *, by_member: bool = False) -> str:
    """The SQL that answers `question`: only the ways in which it can be meant are looked at."""
    ways = {
        ROOM: question.room,
        NUMBER: question.number is not None,
        CONFIRMATION: question.codes,
        CONTACT: question.contacts,
        DOCUMENT: question.document,
        MEMBER: by_member,
        ENDING: question.ending,
        NAME: question.names,
        COMPANY: question.company,
    }
    parts = [HERE]
    if question.names:
        parts += [BEGINNING, NAMED]
    if question.company:
        parts.append(FIRM.format(few=FEW if question.names else ""))
    columns = "found (guest_id, matched, is_exact, nth)"
    found = "\n    UNION ALL".join(way for way, meant in ways.items() if meant)
    return f"WITH {','.join(parts)},\n    {columns} AS ({found}\n    ),{PEOPLE}{ROWS}"
