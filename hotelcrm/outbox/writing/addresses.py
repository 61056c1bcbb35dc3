"""The addresses that a text leads to, and what is wrong with them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from hotelcrm.outbox.models.sender import Road

from . import values
from .compiling import Typed, kind_of
from .paragraphs import LINK, LIQUID

_ATTRIBUTE = re.compile(
    r"""(?<=[\s/"'])(?:href|src|background-url|background)\s*=\s*(?:"([^"]*)"|'([^']*)'|((?:\{\{.*?\}\}|[^\s"'>])+))""",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s，。；！？、）】<>\"]*", re.IGNORECASE)
_ANCHOR = re.compile(r"""\s(?:id|name)\s*=\s*["']([^"']+)["']""")
_WHOLE_HOST = re.compile(r"https?://[^/?#\s{}]+[/?#]")
_VALUE = re.compile(r"\{\{-?\s*([a-z_]+)\.([a-z_0-9]+)\s*(.*?)-?\}\}", re.DOTALL)
_HOST = re.compile(r"(?:[^\s.]+\.)+[^\s.]{2,}")


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with an address."""

    sentence: str
    line: int
    field: str = "source"
    is_warning: bool = False


def faults_in(typed: Typed) -> Iterator[Flaw]:
    """What is wrong with the addresses in `typed`: in its text, and in the plain text typed beside it."""
    is_marked_up = typed.channel == Road.EMAIL and kind_of(typed.source) != "paragraphs"
    found = _in_markup(typed.source) if is_marked_up else _in_text(typed.source)
    yield from _faults(found, "source", set(_ANCHOR.findall(typed.source)))
    if typed.channel == Road.EMAIL:
        yield from _faults(_in_text(typed.plain), "plain", set())


def _faults(addresses: Iterable[tuple[str, int]], field: str, anchors: set[str]) -> Iterator[Flaw]:
    for address, line in addresses:
        sentence = _wrong_with(address, anchors)
        if sentence:
            yield Flaw(sentence, line, field)
        elif address.startswith("http://"):
            warning = _("“%(address)s” is not encrypted: use https:// if it can.") % {"address": address}
            yield Flaw(warning, line, field, is_warning=True)


def _in_markup(source: str) -> Iterator[tuple[str, int]]:
    for found in _ATTRIBUTE.finditer(source):
        address = next(part for part in found.groups() if part is not None)
        yield unescape(address), source.count("\n", 0, found.start()) + 1


def _in_text(source: str) -> Iterator[tuple[str, int]]:
    for found in LINK.finditer(source):
        yield found[2].strip(), source.count("\n", 0, found.start()) + 1
    for found in _BARE.finditer(LINK.sub(lambda m: " " * len(m.group()), source)):
        yield found.group(), source.count("\n", 0, found.start()) + 1


def _wrong_with(address: str, anchors: set[str]) -> str | None:
    if not address:
        return _("A link leads nowhere.")
    if address.startswith("#"):
        return None if address[1:] in anchors else _("“%(address)s” is no place in this text.") % {"address": address}
    if address.startswith(("{{", "{%")):
        return _wrong_with_value(address)
    if LIQUID.search(address) and (sentence := _wrong_with_parts(address)):
        return sentence
    return _wrong_with_plain(LIQUID.sub("x", address), address)


def _wrong_with_plain(address: str, written: str) -> str | None:
    if re.search(r"\s", address):
        return _("“%(address)s” has a space in it.") % {"address": written}
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        parts.port  # noqa: B018 (reading it raises where it is none)
    except ValueError:
        return _("“%(address)s” is no address.") % {"address": written}
    if parts.scheme in {"mailto", "tel"}:
        return None if parts.path else _("A link leads nowhere.")
    if parts.scheme not in {"http", "https"}:
        return _("“%(address)s” must begin with https://, mailto: or tel:.") % {"address": written}
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        return _("“%(address)s” names no host.") % {"address": written}
    return None


def _wrong_with_value(address: str) -> str | None:
    found = _VALUE.match(address)
    group = values.group_called(found[1]) if found else None
    value = group.by_name.get(found[2]) if found and group else None
    if value is None:
        return None if found else _("A link must begin with https:// or be one of the values under “Links”.")
    if not value.is_link:
        return _("“%(value)s” is no link: a link must begin with https:// or be one of the values under “Links”.") % {
            "value": f"{found[1]}.{found[2]}" if found else ""
        }
    return None


def _wrong_with_parts(address: str) -> str | None:
    """Values within an address: behind the host, and made fit for it."""
    if not _WHOLE_HOST.match(address):
        return _("“%(address)s”: values may stand only behind the host.") % {"address": address}
    for found in _VALUE.finditer(address):
        if "url_encode" not in found[3]:
            value = f"{found[1]}.{found[2]}"
            return _("In an address write {{ %(value)s | url_encode }}.") % {"value": value}
    return None
