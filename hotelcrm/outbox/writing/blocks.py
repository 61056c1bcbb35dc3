"""Blocks: pieces that several templates share, put in where a template names them."""

import re
from collections.abc import Callable, Mapping

from hotelcrm.outbox.models import Block
from hotelcrm.outbox.models.template import TemplateLanguage

_PLACE = re.compile(r"""\{%-?\s*block\s+["']([a-z0-9_-]+)["']\s*-?%\}""")

Sources = Mapping[str, str]


def sources(language: str) -> dict[str, str]:
    """The blocks' texts in `language`, by code; one query."""
    field = "source_zh" if language == TemplateLanguage.CHINESE else "source_en"
    return dict(Block.objects.values_list("code", field))


def named_in(source: str) -> set[str]:
    """The codes of the blocks that `source` names."""
    return set(_PLACE.findall(source))


def put_in(source: str, known: Sources, write: Callable[[str], str]) -> str:
    """`source` with each block in its place, written by `write`. Blocks hold no blocks; unknown ones are nothing."""
    return _PLACE.sub(lambda found: write(_PLACE.sub("", known.get(found[1], ""))), source)
