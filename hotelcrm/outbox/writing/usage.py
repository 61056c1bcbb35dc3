"""Which values a template says, where, and whether it says what to write when one is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from liquid import BoundTemplate, RenderContext
from liquid.ast import ConditionalBlockNode, Node
from liquid.builtin.expressions import BooleanExpression, FilteredExpression, Path
from liquid.builtin.expressions.logical import LogicalAndExpression
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.expression import Expression

from .liquid import TemplateFaultError, parse

LOOP = "forloop"


@dataclass(frozen=True)
class Use:
    """One place where a value is named. It needs the value where it is printed without default or condition."""

    written: str
    line: int
    needs_value: bool

    @property
    def group(self) -> str:
        """The first part of the name."""
        return self.written.partition(".")[0]

    @property
    def name(self) -> str:
        """The rest of it."""
        return self.written.partition(".")[2]


class _Walk:
    """One way through the nodes of a template."""

    def __init__(self, template: BoundTemplate) -> None:
        self.context = RenderContext(template)
        self.own: set[str] = {LOOP}  # names that the template itself gives: by assign, capture and for
        self.uses: list[Use] = []

    def nodes(self, nodes: Iterable[Node], sure: frozenset[str]) -> None:
        for node in nodes:
            self.node(node, sure)

    def node(self, node: Node, sure: frozenset[str]) -> None:
        self.own |= {str(name) for name in (*node.template_scope(), *node.block_scope())}
        if isinstance(node, IfNode):
            self.branch(node.condition, [node.consequence], sure)
            self.nodes(node.alternatives, sure)
            self.nodes([node.default] if node.default else [], sure)
            return
        if isinstance(node, ConditionalBlockNode):
            self.branch(node.expression, [node.block], sure)
            return
        is_printed = isinstance(node, OutputNode)
        for expression in node.expressions():
            self.expression(expression, sure, is_printed=is_printed)
        self.nodes(node.children(self.context, include_partials=False), sure)

    def branch(self, condition: Expression, nodes: Iterable[Node], sure: frozenset[str]) -> None:
        self.expression(condition, sure, is_printed=False)
        self.nodes(nodes, sure | {str(path) for path in _sure_of(condition)})

    def expression(self, expression: Expression, sure: frozenset[str], *, is_printed: bool) -> None:
        if isinstance(expression, FilteredExpression):
            has_default = any(one.name == "default" for one in expression.filters or ())
            is_printed = is_printed and not has_default
        if isinstance(expression, Path):
            self.use(expression, sure, is_printed=is_printed)
        for child in expression.children():
            self.expression(child, sure, is_printed=is_printed)

    def use(self, path: Path, sure: frozenset[str], *, is_printed: bool) -> None:
        written = str(path)
        if str(path.head()) in self.own:
            return
        source, at = path.token.source, path.token.start_index
        self.uses.append(Use(written, source.count("\n", 0, at) + 1, is_printed and written not in sure))


def uses_in(template: BoundTemplate) -> list[Use]:
    """Every value that `template` names, in its order."""
    walk = _Walk(template)
    walk.nodes(template.nodes, frozenset())
    return walk.uses


def groups_in(source: str) -> set[str]:
    """The groups of the values that `source` names; none where it is no template."""
    try:
        return {use.group for use in uses_in(parse(source))}
    except TemplateFaultError:
        return set()


def _sure_of(condition: Expression) -> Iterator[Path]:
    """What is there for certain where `condition` holds: values named alone, or joined by ``and``."""
    if isinstance(condition, BooleanExpression):
        yield from _sure_of(condition.expression)
    elif isinstance(condition, LogicalAndExpression):
        yield from _sure_of(condition.left)
        yield from _sure_of(condition.right)
    elif isinstance(condition, Path):
        yield condition
