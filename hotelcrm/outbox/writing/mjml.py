"""MJML to responsive HTML with the Liquid in it left intact."""

import re
import secrets

import css_inline
from django.utils.translation import gettext as _
from mjml import mjml2html

from .liquid import TemplateFaultError
from .paragraphs import LIQUID

# Where text may not stand: what is between their children is Liquid, and must pass as it is.
_CONTAINERS = {"mj-body", "mj-wrapper", "mj-section", "mj-group", "mj-column", "mj-hero", "mj-navbar", "mj-social"}
_HEAD = {"mj-head", "mj-attributes", "mjml"}
_TEXTS = {"mj-text", "mj-button", "mj-table", "mj-raw", "mj-navbar-link", "mj-social-element", "mj-title"}
_TEXTS |= {"mj-preview", "mj-style", "mj-accordion-title", "mj-accordion-text"}
_ALONE = {"mj-all", "mj-class", "mj-font", "mj-breakpoint", "mj-divider", "mj-spacer", "mj-image", "mj-carousel-image"}
_OTHER = {"mj-accordion", "mj-accordion-element", "mj-carousel"}
KNOWN = _CONTAINERS | _HEAD | _TEXTS | _ALONE | _OTHER
_ELEMENT = re.compile(r"<!--.*?-->|<(/?)(mjml|mj-[a-z-]+)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>", re.DOTALL)
_LANGUAGES = {"zh-hans": "zh-Hans"}


class _Guard:
    """Stands in for Liquid while other programs read the text around it."""

    def __init__(self) -> None:
        self.sign = f"lq{secrets.token_hex(4)}"
        self.tokens: list[str] = []
        self.place = re.compile(rf"{self.sign}x(\d+)z")

    def hide(self, source: str) -> str:
        """`source` with a word in place of each piece of Liquid."""
        return LIQUID.sub(self._hide, source)

    def _hide(self, found: re.Match[str]) -> str:
        self.tokens.append(found.group())
        return f"{self.sign}x{len(self.tokens) - 1}z"

    def show(self, text: str) -> str:
        """`text` with its Liquid again."""
        return self.place.sub(lambda found: self.tokens[int(found[1])], text)


def to_html(source: str, *, language: str) -> str:
    """MJML as an HTML page. Raises `TemplateFaultError` with the line where one is known."""
    guard = _Guard()
    hidden = guard.hide(source)
    try:
        html = mjml2html(_passing(hidden, guard), fonts={}, disable_comments=False)
    except ValueError as fault:
        # What the reader says is about what it was handed, not about what was typed, and tells no line of it.
        sentence = _("This is no MJML: look for an element left open, attributes without quotes, or a bare < or &.")
        raise TemplateFaultError(sentence) from fault
    if "<mj-style" in source:
        html = css_inline.inline(html, keep_style_tags=True, load_remote_stylesheets=False)
    return guard.show(_spoken(html, language))


def inlined(source: str, *, language: str) -> str:
    """A page typed as HTML, its styles where mail clients read them."""
    guard = _Guard()
    html = css_inline.inline(guard.hide(source), keep_style_tags=True, load_remote_stylesheets=False)
    return guard.show(_spoken(html, language))


def _spoken(html: str, language: str) -> str:
    return html.replace('lang="und"', f'lang="{_LANGUAGES.get(language, language)}"').replace(' dir="auto"', "")


def _passing(source: str, guard: _Guard) -> str:
    """`source` with the Liquid between elements as ``mj-raw``; refuses what does not nest, with its line."""
    open_elements: list[tuple[str, int]] = []
    parts: list[str] = []
    at = 0
    for found in _ELEMENT.finditer(source):
        inside = open_elements[-1][0] if open_elements else ""
        parts.append(_between(source[at : found.start()], inside, guard, _line_of_text(source, at)))
        parts.append(found.group())
        at = found.end()
        if found[2]:
            _step(found, open_elements, source.count("\n", 0, found.start()) + 1)
    if open_elements:
        name, line = open_elements[-1]
        raise TemplateFaultError(_("<%(name)s> is never closed.") % {"name": name}, line)
    return "".join([*parts, source[at:]])


def _line_of_text(source: str, at: int) -> int:
    """The line of the first sign after `at` that is none of the white ones."""
    return source.count("\n", 0, at + len(source[at:]) - len(source[at:].lstrip())) + 1


def _step(found: re.Match[str], open_elements: list[tuple[str, int]], line: int) -> None:
    closes, name, is_alone = found[1], found[2], found[4]
    if name not in KNOWN:
        raise TemplateFaultError(_("There is no element <%(name)s>.") % {"name": name}, line)
    if closes:
        if not open_elements or open_elements[-1][0] != name:
            missing = open_elements[-1][0] if open_elements else name
            raise TemplateFaultError(
                _("</%(name)s> closes nothing: <%(missing)s> is still open.") % {"name": name, "missing": missing}, line
            )
        open_elements.pop()
        return
    inside = open_elements[-1][0] if open_elements else ""
    if inside in _TEXTS:
        raise TemplateFaultError(_("<%(name)s> cannot stand in <%(inside)s>.") % {"name": name, "inside": inside}, line)
    if not is_alone:
        open_elements.append((name, line))


def _between(text: str, inside: str, guard: _Guard, line: int) -> str:
    if inside not in _CONTAINERS or not text.strip():
        return text
    stray = guard.place.sub("", text).strip()
    if stray:
        raise TemplateFaultError(_("This text stands in no <mj-text>: %(text)s") % {"text": stray[:40]}, line)
    return guard.place.sub(lambda found: f"<mj-raw>{found.group()}</mj-raw>", text)
