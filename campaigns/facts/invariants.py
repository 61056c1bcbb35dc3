"""What must hold of facts: a sample of them is counted again, and everybody has a row; ``manage.py verify`` asks.

Only on a day whose night has counted everybody: before that, some rows are of the day before. Who waits to be counted
is left out, and while anybody waits, so is whoever counts for others or has others count for them.
"""

from typing import Final

from campaigns.models import GuestBrief

from .statement import COMPARED, COUNTED, SOME

SAMPLE: Final = 500  # guests, others each day
_TODAY = "(SELECT (now() AT TIME ZONE time_zone)::date FROM loyalty_programme)"
_NIGHT_IS_DONE = f'EXISTS (SELECT FROM campaigns_scale WHERE "on" = {_TODAY})'
# The statement's parameters, asked for in its place.
_GIVEN = {
    "today": _TODAY,
    "year": f"({_TODAY} - interval '12 months')::date",
    "two_years": f"({_TODAY} - interval '24 months')::date",
    "home": "(SELECT currency FROM loyalty_programme)",
    "zone": "(SELECT time_zone FROM loyalty_programme)",
    "since": f"""(SELECT CASE "window" WHEN 'rolling' THEN ({_TODAY} - interval '12 months')::date + 1
        ELSE date_trunc('year', {_TODAY})::date END FROM loyalty_programme)""",  # noqa: S608 (the same)
    "guests": f"""(
        SELECT array_agg(f.guest_id) FROM campaigns_guestfacts f,
            (SELECT greatest(1, count(*) / {SAMPLE}) AS parts FROM campaigns_guestfacts) whole
        WHERE {_NIGHT_IS_DONE} AND (f.guest_id + ({_TODAY} - DATE '1970-01-01')) % whole.parts = 0
            AND NOT EXISTS (SELECT FROM campaigns_guestchange c WHERE c.guest_id IN (0, f.guest_id))
            AND (NOT EXISTS (SELECT FROM campaigns_guestchange) OR (f.referred = 0 AND NOT EXISTS (
                SELECT FROM guests_guest p WHERE p.merged_into_id = f.guest_id
            )))
    )""",  # noqa: S608 (the same)
}
_DIFFERS = ", ".join(f"CASE WHEN was.{name} IS DISTINCT FROM n.{name} THEN '{name}' END" for name in COMPARED)
_BRIEF = [field.column for field in GuestBrief._meta.concrete_fields]
_IN_FACTS, _IN_BRIEF = (", ".join(f"{row}.{name}" for name in _BRIEF) for row in "fb")

INVARIANTS: Final = {
    "facts_are_as_counted": (
        "The facts of guests are what counting them again gives.",
        f"""
        {COUNTED.format(whom=SOME) % _GIVEN}
        SELECT was.guest_id AS guest, array_remove(ARRAY[{_DIFFERS}], NULL) AS columns, was.counted_on
        FROM counted n JOIN campaigns_guestfacts was ON was.guest_id = n.guest_id
        WHERE ({", ".join(f"was.{name}" for name in COMPARED)})
            IS DISTINCT FROM ({", ".join(f"n.{name}" for name in COMPARED)})
        """,  # noqa: S608 (constants)
    ),
    "guests_have_facts": (
        "Every guest who was neither merged nor erased has facts, and nobody else has.",
        f"""
        SELECT coalesce(g.id, f.guest_id) AS guest, f.guest_id IS NOT NULL AS has_facts
        FROM (SELECT id FROM guests_guest WHERE merged_into_id IS NULL AND erased_at IS NULL) g
        FULL JOIN campaigns_guestfacts f ON f.guest_id = g.id
        WHERE (g.id IS NULL OR f.guest_id IS NULL) AND {_NIGHT_IS_DONE} AND NOT EXISTS (
            SELECT FROM campaigns_guestchange c WHERE c.guest_id IN (0, g.id, f.guest_id)
        )
        """,  # noqa: S608 (constants)
    ),
    "briefs_are_as_facts": (
        "What stands in the brief of a guest stands in the facts, and the other way round.",
        f"""
        SELECT coalesce(f.guest_id, b.guest_id) AS guest, b.guest_id IS NOT NULL AS has_brief
        FROM campaigns_guestfacts f FULL JOIN campaigns_guestbrief b ON b.guest_id = f.guest_id
        WHERE ({_IN_FACTS}) IS DISTINCT FROM ({_IN_BRIEF})
        """,  # noqa: S608 (constants)
    ),
}
