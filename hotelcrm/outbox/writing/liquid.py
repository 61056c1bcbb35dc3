"""Liquid as templates may use it: a few tags and filters over plain values, within limits.

Django's and Jinja's engines reach attributes and methods of whatever they are given; this one is given dictionaries of
plain values, escapes them in HTML, and stops what runs too long or grows too large.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from time import monotonic
from typing import Any, ClassVar, TextIO
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise
from liquid import BoundTemplate, Environment, Markup, RenderContext
from liquid.ast import Node
from liquid.builtin import content, illegal
from liquid.builtin.filters.misc import default
from liquid.builtin.filters.string import append, capitalize, downcase, prepend, strip, truncate, upcase
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignTag
from liquid.builtin.tags.capture_tag import CaptureTag
from liquid.builtin.tags.case_tag import CaseTag
from liquid.builtin.tags.comment_tag import CommentTag
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag, ForTag
from liquid.builtin.tags.if_tag import IfTag
from liquid.builtin.tags.unless_tag import UnlessTag
from liquid.exceptions import LiquidError, LiquidSyntaxError, ResourceLimitError, UndefinedError
from liquid.filter import string_filter, with_environment
from liquid.output import LimitedStringIO
from liquid.stringify import to_liquid_string
from liquid.tag import Tag
from liquid.token import TOKEN_EOF, TOKEN_EXPRESSION, TOKEN_TAG
from liquid.undefined import FalsyStrictUndefined, is_undefined

from hotelcrm.frame import formats

from .sayings import said_to_staff
from .values import lacking

LARGEST_SOURCE = 100_000  # signs
LARGEST_OUTPUT = 400_000  # bytes
MOST_TURNS = 200  # of all loops, those within others multiplied
SECONDS = 1.0
BLOCK_CODE = re.compile(r"""(["'])[a-z0-9_-]+\1""")

Values = Mapping[str, object]


class TemplateFaultError(Exception):
    """A template that cannot be read; `line` counts from 1 (0: not known)."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line


class UnfillableError(Exception):
    """A template that cannot be filled with these values; `value` names the one that is missing.

    It is raised while the guest's language is active and read by staff: the sentence is made when it is read.
    """

    def __init__(self, sentence: StrOrPromise, value: str = "") -> None:
        super().__init__(sentence)
        self.said, self.value = sentence, value

    @property
    def sentence(self) -> str:
        """Why, in the language of whoever reads it."""
        return lacking(self.value) if self.value else str(self.said)


class Missing(FalsyStrictUndefined):
    """A value that this guest does not have: false in conditions, replaced by a default, an error anywhere else."""

    force_liquid_default = True


class _Timed(LimitedStringIO):
    """Output that stops when it is too long or took too long."""

    def __init__(self, limit: int, until: float) -> None:
        super().__init__(limit)
        self.until = until

    def write(self, text: str, /) -> int:
        if monotonic() > self.until:
            raise ResourceLimitError("out of time", token=None)
        return super().write(text)


class _Context(RenderContext):
    """A rendering with a clock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.until = monotonic() + SECONDS

    def get_buffer(self, buf: TextIO | None = None) -> StringIO:
        carry = buf.size if isinstance(buf, LimitedStringIO) else 0
        return _Timed(LARGEST_OUTPUT - carry, self.until)

    def raise_for_loop_limit(self, length: int = 1) -> None:
        if monotonic() > self.until:
            raise ResourceLimitError("out of time", token=None)
        super().raise_for_loop_limit(length)


class _Template(BoundTemplate):
    context_class = _Context

    def _get_buffer(self) -> StringIO:
        return _Timed(LARGEST_OUTPUT, monotonic() + SECONDS)


class _WrittenNode(OutputNode):
    """A value as people of the language write it: numbers, days and moments."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        if is_undefined(value):
            raise UndefinedError(str(self.expression), token=self.token)
        return buffer.write(to_liquid_string(_spoken(value), context.autoescape))


class _Written(Output):
    node_class = _WrittenNode


class BlockNode(Node):
    """Where a block stands; blocks are put in before a template is filled, see ``blocks``."""

    def __init__(self, token: Any, code: str) -> None:
        super().__init__(token)
        self.code = code

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:  # noqa: ARG002
        return 0


class BlockTag(Tag):
    """``{% block "voucher" %}``."""

    name = "block"
    block = False

    def parse(self, stream: Any) -> Node:
        token = stream.eat(TOKEN_TAG)
        code = stream.current.value.strip() if stream.current.kind == TOKEN_EXPRESSION else ""
        if not BLOCK_CODE.fullmatch(code):
            raise LiquidSyntaxError("a block without code", token=token)
        return BlockNode(token, code[1:-1])


def url_encode(value: object) -> str:
    """A value as a part of an address."""
    return quote(str(value), safe="")


@with_environment
@string_filter
def newline_to_br(value: str, *, environment: Environment) -> str:
    """Lines as they were typed: in HTML with breaks, in plain text as they are."""
    return Markup("<br>\n").join(value.splitlines()) if environment.autoescape else value


class _Environment(Environment):
    output_stream_limit = LARGEST_OUTPUT
    loop_iteration_limit = MOST_TURNS
    local_namespace_limit = LARGEST_OUTPUT
    context_depth_limit = 10
    block_nesting_limit = 12
    template_class = _Template
    TAGS: ClassVar[tuple[type[Tag], ...]] = (
        content.Literal,
        illegal.Illegal,
        _Written,
        AssignTag,
        BlockTag,
        BreakTag,
        CaptureTag,
        CaseTag,
        CommentTag,
        ContinueTag,
        ForTag,
        IfTag,
        UnlessTag,
    )
    # None that multiplies text (replace, split, times): with those a short template fills the memory.
    FILTERS: ClassVar[dict[str, Callable[..., Any]]] = {
        "append": append,
        "capitalize": capitalize,
        "default": default,
        "downcase": downcase,
        "newline_to_br": newline_to_br,
        "prepend": prepend,
        "strip": strip,
        "truncate": truncate,
        "upcase": upcase,
        "url_encode": url_encode,
    }

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002
        for tag in self.TAGS:
            self.add_tag(tag)
        for name, function in self.FILTERS.items():
            self.add_filter(name, function)


PLAIN = _Environment(undefined=Missing)
HTML = _Environment(undefined=Missing, autoescape=True)


def parse(source: str, *, is_html: bool = False) -> BoundTemplate:
    """The template in `source`. Raises `TemplateFaultError` with a sentence and its line."""
    if len(source) > LARGEST_SOURCE:
        raise TemplateFaultError(_("Too long: at most %(most)s signs.") % {"most": formats.number(LARGEST_SOURCE)})
    try:
        return (HTML if is_html else PLAIN).from_string(source, matter={"source": source})
    except LiquidError as fault:
        raise TemplateFaultError(_sentence(fault), _line(fault, source)) from fault
    except RecursionError as fault:
        raise TemplateFaultError(_("Too deeply nested.")) from fault


def unknown_filters(template: BoundTemplate) -> list[tuple[int, str]]:
    """Lines and names of the filters that `template` uses and that do not exist."""
    used = template.analyze(include_partials=False).filters
    return [
        (span.line_col(str(template.matter["source"]))[0], name)
        for name, spans in used.items()
        if name not in _Environment.FILTERS
        for span in spans
    ]


def fill(template: BoundTemplate, values: Values) -> str:
    """`template` with `values`, in the active language. Raises `UnfillableError`."""
    try:
        return template.render(values)
    except UndefinedError as fault:
        name = str(fault.message).split("|")[0].split("'")[1 if str(fault.message).startswith("'") else 0].strip()
        raise UnfillableError(name, value=name) from fault
    except ResourceLimitError as fault:
        raise UnfillableError(gettext_lazy("It takes too long or grows too large.")) from fault
    except (LiquidError, RecursionError, ValueError, TypeError) as fault:
        raise UnfillableError(gettext_lazy("It cannot be filled: a value is used as what it is not.")) from fault


def _spoken(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return formats.number(value)
    if isinstance(value, datetime):
        return formats.moment(value)
    return formats.date_only(value) if isinstance(value, date) else value


def _line(fault: LiquidError, source: str) -> int:
    """Where the fault is; what is never closed is missed at the end."""
    is_placed = fault.token is not None and fault.token.kind != TOKEN_EOF and fault.token.start_index >= 0
    return source.count("\n", 0, fault.token.start_index if fault.token and is_placed else len(source)) + 1


def _sentence(fault: LiquidError) -> str:
    said = str(fault.message)
    if isinstance(fault, ResourceLimitError):
        return _("Too deeply nested.")
    return said_to_staff(said)
