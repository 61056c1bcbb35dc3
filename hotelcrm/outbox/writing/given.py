"""Messages without template: text as staff or a program gave it, and the simple page made of it."""

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
    """Typed text as a page in the hotel's frame: paragraphs and line breaks, nothing of it markup or a link."""
    pieces = [piece for piece in text.split("\n\n") if piece.strip()]
    body = "".join(f"<p>{'<br>'.join(escape(line) for line in piece.strip().splitlines())}</p>" for piece in pieces)
    page = _frame(language).replace(_NAME, escape(hotel_name(hotel, language)))
    return page.replace(_PLACE, nh3.clean(body, tags={"p", "br"}, attributes={}))


@lru_cache(maxsize=4)
def _frame(language: str) -> str:
    """The frame, drawn once a language: only its text differs from message to message."""
    return to_html(paragraphs.framed(f"<mj-text>{_PLACE}</mj-text>", header=_NAME), language=language)
