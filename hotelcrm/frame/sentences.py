"""Sentences that are kept, and read later by somebody whose language may be another."""

import json
from collections.abc import Callable
from typing import Final, cast

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, override
from django_stubs_ext import StrOrPromise, StrPromise

LONGEST: Final = 1000  # of a column for them


def spoken(say: Callable[[], str]) -> StrPromise:
    """What `say` says whenever it is read, in the language of that moment: for sentences with values in them."""
    return cast("StrPromise", lazy(say, str)())


def kept(sentence: StrOrPromise) -> str:
    """`sentence` as a column keeps it, in every language of ours; as it is, where it is the same in all.

    That is what people typed, and our own words without values in the program's own language: `told` translates them.
    Of too long a one only the program's own language is kept.
    """
    said: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = str(sentence).strip()
    own, whole = said[settings.LANGUAGE_CODE][:LONGEST], json.dumps(said, ensure_ascii=False)
    return own if len(set(said.values())) == 1 or len(whole) > LONGEST else whole


def told(text: str) -> str:
    """What `kept` kept, in the language of the page."""
    said = _read(text)
    if said is None:
        return gettext(text) if text else ""
    return said.get(get_language() or "") or said[settings.LANGUAGE_CODE]


def _read(text: str) -> dict[str, str] | None:
    try:
        said = json.loads(text) if text.startswith("{") else None
    except ValueError:  # somebody typed a brace
        return None
    return said if isinstance(said, dict) and settings.LANGUAGE_CODE in said else None
