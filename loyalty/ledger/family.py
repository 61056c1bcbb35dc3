"""The accounts that are one: a standing account and all that were joined to it, however many steps away."""

from django.db.models.expressions import RawSQL

FAMILY = """
family(id) AS (
    SELECT %(member)s::bigint
    UNION ALL
    SELECT m.id FROM family JOIN loyalty_member m ON m.merged_into_id = family.id
)"""
# The accounts below each of the members in a `wanted(id)`: few, however many those are.
BELOW = """
below(id, account) AS (
    SELECT w.id, m.id FROM wanted w JOIN loyalty_member m ON m.merged_into_id = w.id
    UNION ALL
    SELECT below.id, m.id FROM below JOIN loyalty_member m ON m.merged_into_id = below.account
)"""


def family_of(member_id: int) -> RawSQL:
    """The ids of the account and of those joined to it, for ``member__in=``."""
    statement = f"WITH RECURSIVE {FAMILY} SELECT id FROM family"  # noqa: S608 (put together from what stands above)
    return RawSQL(statement.replace("%(member)s", "%s"), [member_id])  # noqa: S611 (the same)
