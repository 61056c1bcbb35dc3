"""What e-mails may not hold, and conditions that would tear their markup apart."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from hotelcrm.outbox.models.sender import Road

from . import paragraphs
from .compiling import Typed, kind_of
from .liquid import TemplateFaultError, parse

_FORBIDDEN = re.compile(
    r"<\s*(script|iframe|frame|object|embed|form|input|textarea|select|link|base|svg|math|mj-include|mj-html-attributes)\b",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"<[^>]*\s(on[a-z]+)\s*=", re.IGNORECASE)
_ELEMENT = re.compile(r"<(mj-text|mj-button|mj-table|mj-preview|mj-title)\b[^>]*>(.*?)</\1>", re.DOTALL)


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
    yield from _torn(source, ((found[2], found.start(2)) for found in _ELEMENT.finditer(source)))


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
