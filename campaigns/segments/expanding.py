"""Segments within segments: the rule of each stands where it is named, unless they name each other in a circle."""

from typing import Final

from django.utils.translation import gettext as _

from campaigns.models import Segment

from .fields.segment import OF_SEGMENT
from .nodes import BadRule, Condition, Group, How, Node
from .tree import below, parse, walk

MOST_EXPANDED: Final = 300  # conditions, with those of all segments within


def expanded(group: Group, *, of: int | None = None) -> Group:
    """The same tree without a condition on segments; every other node keeps its path. `of`: the segment it belongs to.

    One query for each segment that is named. Raises `BadRule` where a segment is gone, leads back to itself or makes
    the whole longer than `MOST_EXPANDED` conditions.
    """
    return _Expansion().group(group, "", () if of is None else (of,))


class _Expansion:
    """One expansion, which reads each segment once and stops when it grows too large."""

    def __init__(self) -> None:
        self.conditions = 0
        self.read: dict[int, Group] = {}

    def group(self, group: Group, path: str, within: tuple[int, ...]) -> Group:
        parts = tuple(self._node(part, below(path, n), within) for n, part in enumerate(group.parts))
        return Group(group.how, parts)

    def _node(self, node: Node, path: str, within: tuple[int, ...]) -> Node:
        if isinstance(node, Group):
            return self.group(node, path, within)
        self.conditions += 1
        if self.conditions > MOST_EXPANDED:
            raise BadRule(_("With all segments within it, this rule is too long."), path)
        if node.field != OF_SEGMENT.code:
            return node
        return self._segments(node, path, within)

    def _segments(self, asked: Condition, path: str, within: tuple[int, ...]) -> Group:
        assert isinstance(asked.value, tuple)
        parts = []
        for pk in asked.value:
            if pk in within:
                raise BadRule(_("This segment leads back to itself."), path)
            try:
                parts.append(self.group(self._rule(pk, path), path, (*within, pk)))
            except BadRule as bad:
                raise BadRule(bad.sentence, path) from bad
        return Group(How.ANY if asked.op == "in" else How.NONE, tuple(parts))

    def _rule(self, pk: int, path: str) -> Group:
        if pk not in self.read:
            rule = Segment.objects.filter(pk=pk).values_list("rule", flat=True).first()
            if rule is None:
                raise BadRule(_("This segment is gone."), path)
            try:
                self.read[pk] = parse(rule)
            except BadRule as bad:
                raise BadRule(_("The segment within is faulty: %(why)s") % {"why": bad.sentence}, path) from bad
        return self.read[pk]


def depends_on(group: Group) -> set[int]:
    """The segments that a tree names itself."""
    asked = [node for _path, node in walk(group) if isinstance(node, Condition) and node.field == OF_SEGMENT.code]
    return {pk for node in asked if isinstance(node.value, tuple) for pk in node.value}
