"""The plain text of an HTML page: for the other half of an e-mail, and for those who read only that."""

import re
from html.parser import HTMLParser

_SILENT = {"head", "style", "script", "title"}
_BREAKS = {"br", "hr", "li", "tr"}
_PARTS = {"p", "div", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote"}


class _Reader(HTMLParser):
    """Collects what would be read, with the addresses of links behind their words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in _SILENT or (tag == "div" and (self.silent or _is_hidden(known))):
            self.silent += 1
        if tag == "a":
            self.hrefs.append(known.get("href") or "")
        elif tag == "img" and known.get("alt"):
            self._say(known["alt"] or "")
        elif tag in _BREAKS or tag in _PARTS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and (tag in _SILENT or tag == "div"):
            self.silent -= 1
        if tag == "a" and self.hrefs:
            href = self.hrefs.pop()
            if href and not href.startswith(("mailto:", "tel:", "#")):
                self._say(f": {href}")
        elif tag in _PARTS:
            self._say("\n\n" if tag in {"p", "h1", "h2", "h3"} else "\n")

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"\s+", " ", data))

    def _say(self, text: str) -> None:
        if not self.silent:
            self.parts.append(text)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "display:none" in (attributes.get("style") or "").replace(" ", "")


def text_from(html: str) -> str:
    """The text of `html`, a line for each line it would show, links as ``word: address``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
