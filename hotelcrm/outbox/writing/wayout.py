"""Whether what a guest receives holds a way out: looked for in the filled text, for a template may hide what it names.

A condition may leave it out for this guest, a comment or a style may keep it from being seen; only what is left counts.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_ADDRESS = re.compile(r"/m/(?:unsubscribe|preferences)/[\w.:-]+")
_HIDDEN = re.compile(r"display:none|visibility:(?:hidden|collapse)|opacity:0+(?:\.0*)?(?![.\d])|max-height:0")
_SIZE = re.compile(r"font-size:([\d.]+)")
_READABLE = 6.0  # px: smaller print is there to be overlooked
_SILENT = {"head", "style", "script", "title", "template"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True)
class _Open:
    """An element that is open, and what it makes of the text in it."""

    tag: str
    is_hidden: bool = False
    is_small: bool = False
    leads_out: bool = False


class _Reader(HTMLParser):
    """Looks for words one can see in a link that leads out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Open("")]
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        inner = self._within(tag, known)
        if tag == "img":
            self._say(known.get("alt") or "", inner)
        if tag not in _VOID:
            self.open.append(inner)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:  # of others HTML does not know the short form: they stay open
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._say(data, self.open[-1])

    def _within(self, tag: str, attributes: dict[str, str | None]) -> _Open:
        outer = self.open[-1]
        style = re.sub(r"\s+", "", attributes.get("style") or "").lower()
        size = _SIZE.search(style)
        return _Open(
            tag,
            outer.is_hidden or tag in _SILENT or "hidden" in attributes or _HIDDEN.search(style) is not None,
            outer.is_small if size is None else float(size[1].strip(".") or 0) < _READABLE,
            _leads_out(attributes.get("href") or "") if tag == "a" else outer.leads_out,
        )

    def _say(self, text: str, where: _Open) -> None:
        if where.leads_out and not where.is_hidden and not where.is_small and text.strip():
            self.found = True


def in_html(html: str) -> bool:
    """Whether a guest sees a link in `html` that leads out. Read whole only where such an address stands in it."""
    if not _ADDRESS.search(html):
        return False
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def in_text(text: str) -> bool:
    """Whether an address that leads out stands in `text`."""
    return _leads_out(text)


def _leads_out(text: str) -> bool:
    return _ADDRESS.search(text) is not None
