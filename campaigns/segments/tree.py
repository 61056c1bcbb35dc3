"""From JSON to a tree that holds water: known fields, fitting operators and values, within limits."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from .fields import FIELDS
from .nodes import BadRule, Condition, Group, How, Node, Unfit

DEEPEST: Final = 6
MOST_CONDITIONS: Final = 60

__all__ = ["DEEPEST", "MOST_CONDITIONS", "BadRule", "Condition", "Group", "How", "Node", "parse", "walk"]


def parse(rule: object) -> Group:
    """The tree of a rule: JSON as `campaigns.models.Segment` has it. Asks no database.

    Raises `BadRule` with a sentence and the path of the part that is wrong: ``""`` is the rule, ``1.0`` the first part
    of its second. At most `DEEPEST` groups within each other, `MOST_CONDITIONS` conditions, 500 values in a list, 200
    signs in a text. That another segment exists is asked when the rule is used, see `expanding`.
    """
    return _Reader().group(rule, "", depth=1)


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """A node and all below it, each with its path, from the top."""
    yield path, node
    if isinstance(node, Group):
        for place, part in enumerate(node.parts):
            yield from walk(part, below(path, place))


def below(path: str, place: int) -> str:
    """The path of the part at `place` of the group at `path`."""
    return f"{path}.{place}" if path else f"{place}"


class _Reader:
    """Reads one rule, and stops as soon as it is too large."""

    def __init__(self) -> None:
        self.groups = self.conditions = 0

    def group(self, raw: object, path: str, depth: int) -> Group:
        if not isinstance(raw, Mapping) or len(raw) != 1 or next(iter(raw)) not in set(How):
            raise BadRule(_("A group is “all of”, “any of” or “none of”, and nothing else."), path)
        if depth > DEEPEST:
            raise BadRule(_("Groups go at most %(most)s deep.") % {"most": DEEPEST}, path)
        self.groups += 1
        if self.groups > MOST_CONDITIONS:
            raise BadRule(_("A rule has at most %(most)s groups.") % {"most": MOST_CONDITIONS}, path)
        how, parts = next(iter(raw.items()))
        if not isinstance(parts, list):
            raise BadRule(_("A group holds a list of conditions and groups."), path)
        return Group(How(how), tuple(self._part(part, below(path, n), depth) for n, part in enumerate(parts)))

    def _part(self, raw: object, path: str, depth: int) -> Node:
        if isinstance(raw, Mapping) and "field" in raw:
            return self._condition(raw, path)
        return self.group(raw, path, depth + 1)

    def _condition(self, raw: Mapping[object, object], path: str) -> Condition:
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            raise BadRule(_("A rule has at most %(most)s conditions.") % {"most": MOST_CONDITIONS}, path)
        code = raw["field"]
        field = FIELDS.get(code) if isinstance(code, str) else None
        if field is None:
            raise BadRule(_("There is no such field."), path)
        try:
            return field.read({str(key): value for key, value in raw.items() if key != "field"})
        except Unfit as unfit:
            raise BadRule(_("%(field)s: %(wrong)s") % {"field": field.label, "wrong": unfit}, path) from unfit
