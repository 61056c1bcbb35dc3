"""What of a file is shown before it is in: whether a column was understood, not who somebody is."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from feedback.models import Site
from guests.models.guest import Gender, GuestLanguage
from stays.models import Charge, StayStatus

from .fields import FIELDS, Type
from .headers import guess
from .models import Import, Kind

LONGEST = 40
ACTIONS = {
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "rejected": _("rejected"),
}
_LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")
_DATE = re.compile(r"(19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
# A mobile, a number with its country, an identity card or a passport; dates and amounts are none of these.
_PERSONS_NUMBER = re.compile(r"1[3-9]\d{9}|\+\d{8,15}|00\d{9,14}|\d{17}[\dXx]|[A-Za-z]{1,2}\d{7,8}")
_ADDRESS = re.compile(r"\S+@\S+")
SHOWN = {
    Kind.STAYS: (
        *("hotel", "external_id", "arrival", "departure", "status"),
        *("room", "adults", "rate", "room_revenue", "currency"),
    ),
    Kind.GUESTS: ("full_name", "gender", "birth_year", "nationality", "language", "phone_index", "email_index"),
    Kind.CHARGES: ("external_id", "department", "description", "amount", "currency", "posted_on"),
    Kind.REVIEWS: ("external_id", "hotel", "site", "written_on", "given", "best", "title", "text"),
}


def is_personal(header: str, cells: Iterable[str]) -> bool:
    """Whether a column is called like a personal field, or one of `cells` is an address, a phone or a document."""
    if _is_called_personal(header):
        return True
    return any(_ADDRESS.search(cell) or _PERSONS_NUMBER.fullmatch(re.sub(r"[\s().-]", "", cell)) for cell in cells)


def sample(cell: str, header: str) -> str:
    """A cell of the file under `header`, without what could be somebody's name, number or address."""
    if _is_called_personal(header):
        return name(cell)
    text = _ADDRESS.sub(lambda found: name(found[0]), cell.strip())
    if not _DATE.match(text):
        text = _LONG_NUMBER.sub(lambda found: _dots(found[0]), text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _is_called_personal(header: str) -> bool:
    return any(FIELDS[kind][field].type == Type.PERSONAL for kind in FIELDS for field in guess(kind, [header]))


def name(text: str) -> str:
    """The first sign of a text and as many dots as it has more, at most five."""
    text = text.strip()
    return text[:1] + "•" * min(len(text) - 1, 5) if text else ""


def _dots(digits: str) -> str:
    return digits[:2] + "•" * 5


def rows(upload: Import) -> list[dict[str, Any]]:
    """The sealed first rows of `upload`: line, what becomes of it, and the values under `heads`."""
    found = json.loads(upload.sample) if upload.sample else []
    return [
        {
            "line": row["line"],
            "action": ACTIONS[row["action"]],
            "cells": [_shown(key, row.get(key)) for key in SHOWN[Kind(upload.kind)]],
        }
        for row in found
    ]


def heads(upload: Import) -> list[Any]:
    """The labels above the values of `rows`."""
    fields = FIELDS[upload.kind]
    return [fields[LABELS.get(key, key)].label for key in SHOWN[Kind(upload.kind)]]


WORDS: dict[str, dict[Any, Any]] = {
    "status": dict(StayStatus.choices),
    "gender": dict(Gender.choices),
    "language": dict(GuestLanguage.choices),
    "department": dict(Charge.Department.choices),
    "site": dict(Site.choices),
}
LABELS = {"birth_year": "birth_date", "phone_index": "phone", "email_index": "email"}


def _shown(key: str, value: Any) -> str:
    if value is None:
        return ""
    if key.endswith("_index"):
        return "•••••"
    if key in WORDS:
        return str(WORDS[key].get(value, value))
    return name(str(value)) if key == "full_name" else str(value)[:LONGEST]
