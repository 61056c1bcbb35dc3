"""From what was typed to what is filled: done once, when a template is saved."""

from dataclasses import dataclass
from html import escape

from hotelcrm.outbox.models import Variant
from hotelcrm.outbox.models.sender import Road

from . import blocks, paragraphs
from .mjml import inlined, to_html
from .plaintext import text_from


@dataclass(frozen=True)
class Typed:
    """What somebody typed for one language and channel."""

    language: str
    channel: str
    source: str
    subject: str = ""
    preheader: str = ""
    plain: str = ""


def typed_of(variant: Variant) -> Typed:
    """What was typed for a text that is saved."""
    return Typed(variant.language, variant.channel, variant.source, variant.subject, variant.preheader, variant.plain)


@dataclass(frozen=True)
class Ready:
    """The same as HTML (e-mail only) and as plain text, with its Liquid."""

    html: str
    text: str


def compile_typed(typed: Typed, known: blocks.Sources) -> Ready:
    """HTML and plain text of `typed` with the blocks in it. Raises `TemplateFaultError`."""
    if typed.channel != Road.EMAIL:
        return Ready("", blocks.put_in(typed.source, known, paragraphs.to_text).strip())
    kind = kind_of(typed.source)
    if kind == "html":
        html = inlined(blocks.put_in(typed.source, known, _as_html), language=typed.language)
    else:
        html = to_html(_as_mjml(typed, kind, known), language=typed.language)
    own = typed.plain.strip() or (typed.source if kind == "paragraphs" else "")
    text = blocks.put_in(paragraphs.to_text(own), known, paragraphs.to_text) if own else text_from(html)
    return Ready(html, text)


def kind_of(source: str) -> str:
    """How an e-mail is typed: a whole page of MJML ("mjml"), parts of one ("sections"), "html", or "paragraphs"."""
    start = source.lstrip()[:20].lower()
    if start.startswith("<mjml"):
        return "mjml"
    if start.startswith("<mj-"):
        return "sections"
    return "html" if start.startswith(("<!doctype", "<html")) else "paragraphs"


def _as_mjml(typed: Typed, kind: str, known: blocks.Sources) -> str:
    if kind == "mjml":
        return blocks.put_in(typed.source, known, _boxed)
    source = paragraphs.to_mjml(typed.source) if kind == "paragraphs" else typed.source
    body = blocks.put_in(source, known, _boxed)
    return paragraphs.framed(
        body, title=escape(typed.subject, quote=False), preheader=escape(typed.preheader, quote=False)
    )


def _boxed(source: str) -> str:
    return paragraphs.to_mjml(source, is_boxed=True)


def _as_html(source: str) -> str:
    return "".join(f"<p>{paragraphs.line_as_html(piece)}</p>" for piece in paragraphs.pieces(source))
