"""Messages without template: text as staff or a program gave it, and the simple page made of it."""

import re
import unicodedata
from functools import lru_cache

import nh3
from django.utils.html import escape

from hotelcrm.accounts.models import Hotel

from . import paragraphs
from .known import hotel_name
from .mjml import to_html
from .plaintext import text_from

_PLACE, _NAME = "given-text-stands-here", "hotel-name-stands-here"
PAGE = "<!doctype html"
# A whole address as it is typed, without the stop or bracket that ends a sentence; nothing else becomes a link.
_ADDRESS = re.compile(r"""(https?://[a-z0-9][a-z0-9.-]*(?::\d+)?(?:/[!-~]*)?)""", re.ASCII | re.IGNORECASE)
_SENTENCE = ".,;:!?)]}'\">"


def clean(body: str) -> str:
    """Typed text without the signs that a text cannot hold; its lines and tabs are kept."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})


def is_page(body: str) -> bool:
    """Whether a body is a whole page already: the test sends of an editor, to staff alone."""
    return body[: len(PAGE)].lower() == PAGE


def text_of(page: str) -> str:
    """The text of a whole page."""
    return text_from(page)


def as_page(text: str, hotel: Hotel, language: str) -> str:
    """Typed text as a page in the hotel's frame: paragraphs, line breaks, and links where a whole address was typed.

    Nothing of it is markup, and no other word becomes a link.
    """
    pieces = [piece for piece in text.split("\n\n") if piece.strip()]
    body = "".join(f"<p>{'<br>'.join(_line(line) for line in piece.strip().splitlines())}</p>" for piece in pieces)
    page = _frame(language).replace(_NAME, escape(hotel_name(hotel, language)))
    return page.replace(_PLACE, _only_ours(body))


def _only_ours(body: str) -> str:
    allowed = {"a": {"href", "style"}}
    return nh3.clean(body, tags={"p", "br", "a"}, attributes=allowed, url_schemes={"http", "https"}, link_rel=None)


def _line(typed: str) -> str:
    """One line escaped, its addresses linked: the text between them stands at the even places."""
    return "".join(_link(part) if place % 2 else escape(part) for place, part in enumerate(_ADDRESS.split(typed)))


def _link(found: str) -> str:
    address = found.rstrip(_SENTENCE)
    shown = escape(address)
    return f'<a href="{shown}" style="color:#1c6b58;">{shown}</a>{escape(found[len(address) :])}'


@lru_cache(maxsize=4)
def _frame(language: str) -> str:
    """The frame, drawn once a language: only its text differs from message to message."""
    return to_html(paragraphs.framed(f"<mj-text>{_PLACE}</mj-text>", header=_NAME), language=language)
