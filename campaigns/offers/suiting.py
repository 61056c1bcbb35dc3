"""How many guests an offer suits by what is known of them: counted as a rule of a segment is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from campaigns.rules.offers import FAMILIES
from campaigns.segments.compiling import USABLE, expression
from campaigns.segments.expanding import expanded
from campaigns.segments.fields.kinds import Sql
from campaigns.segments.fields.yardstick import Yardstick
from campaigns.segments.nodes import BadRule
from campaigns.segments.sensitive import is_sensitive
from campaigns.segments.sizing import patient
from campaigns.segments.tree import parse

from .catalogue import Package

SPENT = "0.01"  # of whatever currency: something
# Who wants generic offers only, or said no to personal recommendations; profiles merged into a guest speak for it.
REFUSED = """
(f.is_generic_only OR NOT f.agrees_to_profiling AND f.guest_id IN (
    SELECT coalesce(g.merged_into_id, g.id) FROM guests_consent c JOIN guests_guest g ON g.id = c.guest_id
    WHERE c.purpose = 'profiling' AND c.channel = 'any'
))"""


def rule(package: Package) -> dict[str, Any]:
    """Whom an offer is for, as a segment's rule (JSON); everybody, where it names nobody."""
    wants = package.wants
    if wants.is_for_everybody:
        return {"all": []}
    found: list[dict[str, Any]] = []
    if package.tags:
        found.append({"field": "tags", "op": "any", "value": sorted(tag.pk for tag in package.tags)})
    if wants.scene:
        found.append({"field": "scene", "op": "in", "value": [wants.scene]})
    if wants.scene == FAMILIES:
        found.append({"field": "family_stays", "op": "at_least", "value": 1})
    if wants.department:
        found.append({"field": f"spend_{wants.department}", "op": "at_least", "value": SPENT})
    if wants.segment is not None:
        found.append({"field": "segment", "op": "in", "value": [wants.segment]})
    return {"any": found}


def suited(packages: Sequence[Package], *, today: date) -> list[int | None]:
    """How many guests each offer suits by their profile on `today`, in one statement: of those who did not refuse it.

    None for an offer whose segment cannot be asked. What is for everybody suits all whose data may be used. Raises
    `TooSlow` after five seconds.
    """
    made = [_expression(one, Yardstick(today)) for one in packages]
    asked = [one for one in made if one is not None]
    if not asked:
        return [None] * len(made)
    columns = ", ".join(f"count(*) FILTER (WHERE {one.text})" for one in asked)
    params = [param for one in asked for param in one.params]
    # OFFSET 0 keeps the planner from asking who refused once for each offer.
    inner = f"SELECT f.*, {REFUSED} AS refused FROM campaigns_guestfacts f WHERE {USABLE} OFFSET 0"  # noqa: S608 (constants)
    with patient(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ({inner}) f", params)  # noqa: S608 (values are bound)
        counts = iter(cursor.fetchone())
    return [None if one is None else next(counts) for one in made]


def _expression(package: Package, by: Yardstick) -> Sql | None:
    if package.wants.is_for_everybody:
        return Sql("true")
    try:
        tree = expanded(parse(rule(package)))
    except BadRule:
        return None
    if is_sensitive(tree):
        return None
    made = expression(tree, by)
    return Sql(f"({made.text}) AND NOT f.refused", made.params)
