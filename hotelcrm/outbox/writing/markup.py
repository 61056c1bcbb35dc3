"""What e-mails may not hold, and conditions that would tear their markup apart."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from hotelcrm.outbox.models.sender import Road

from . import paragraphs
from .compiling import Typed, kind_of
from .liquid import TemplateFaultError, parse
from .paragraphs import LIQUID

_FORBIDDEN = re.compile(
    r"<\s*(script|iframe|frame|object|embed|form|input|textarea|select|link|base|svg|math|mj-include|mj-html-attributes)\b",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"<[^>]*\s(on[a-z]+)\s*=", re.IGNORECASE)
_ELEMENT = re.compile(r"<(mj-text|mj-button|mj-table|mj-preview|mj-title)\b[^>]*>(.*?)</\1>", re.DOTALL)
# Liquid is hidden before these look: a value is this sign, so often as it is long; a tag of Liquid is nothing.
_VALUE = "\x01"
_TAG = re.compile(r"""<[a-z/!](?:"[^"]*"|'[^']*'|[^"'>])*>?""", re.IGNORECASE)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_STYLE = re.compile(r"<((?:mj-)?style)\b[^>]*>(.*?)</\1", re.DOTALL | re.IGNORECASE)


def faults_in(typed: Typed) -> Iterator[tuple[int, str]]:
    """Lines and sentences of what is wrong with the markup of an e-mail."""
    if typed.channel != Road.EMAIL:
        return
    source = typed.source
    if kind_of(source) == "paragraphs":
        yield from _torn(source, ((piece, source.find(piece.split("\n")[0])) for piece in _pieces(source)))
        return
    for found in _FORBIDDEN.finditer(source):
        yield _line(source, found.start()), _("<%(name)s> is not allowed in e-mails.") % {"name": found[1]}
    for found in _HANDLER.finditer(source):
        yield _line(source, found.start(1)), _("“%(name)s” is not allowed in e-mails.") % {"name": found[1]}
    yield from _bare_values(source)
    yield from _torn(source, ((found[2], found.start(2)) for found in _ELEMENT.finditer(source)))


def _bare_values(source: str) -> Iterator[tuple[int, str]]:
    """Values where a space in them would be markup: escaping makes them harmless in text and between quotes only."""
    hidden = LIQUID.sub(lambda found: (_VALUE if found.group().startswith("{{") else " ") * len(found.group()), source)
    for found in _TAG.finditer(hidden):
        if _VALUE in _QUOTED.sub("", found.group()):
            yield _line(source, found.start()), _("A value within a tag stands between quotes.")
    for found in _STYLE.finditer(hidden):
        if _VALUE in found[2]:
            yield _line(source, found.start(2) + found[2].index(_VALUE)), _("There are no values in styles.")


def _pieces(source: str) -> Iterator[str]:
    return (piece for piece in paragraphs.pieces(source) if not paragraphs.is_tag_line(piece))


def _torn(source: str, parts: Iterator[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    """Conditions that begin in one paragraph and end in another."""
    try:
        parse(source)
    except TemplateFaultError:
        return  # said already
    for part, start in parts:
        try:
            parse(part)
        except TemplateFaultError:
            yield (
                _line(source, max(start, 0)),
                _("A condition ends in the paragraph it begins in, or its tags stand in lines of their own."),
            )


def _line(source: str, at: int) -> int:
    return source.count("\n", 0, at) + 1
