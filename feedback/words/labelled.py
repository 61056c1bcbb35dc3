"""Files of labelled reviews: CSV with a column of text and a column that says good or bad, or gives stars."""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .language import language_of
from .text import normal, readable

TEXT_COLUMNS = ("review", "text", "content", "comment", "评论", "内容")
LABEL_COLUMNS = ("label", "rating", "stars", "score", "标签", "评分")
MIDDLE = 3  # stars of five


class UnreadableReviews(Exception):
    """The file does not hold labelled reviews; the sentence says what is missing."""


@dataclass(frozen=True)
class Labelled:
    """A review and whether it is a good one. `key` is the same for texts that differ in signs and spaces only."""

    text: str
    language: str
    is_good: bool
    key: str


@dataclass
class Reviews:
    """What a file holds, and by reason how many of its rows are left out."""

    name: str
    rows: list[Labelled] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> Reviews:
    """The reviews of a file, each text once. 4 and 5 stars are good, 1 and 2 bad, 3 are left out.

    A text that comes with both labels is left out altogether. Raises UnreadableReviews.
    """
    reviews, labels = Reviews(path.name), dict[str, set[bool]]()
    first: dict[str, Labelled] = {}
    for text, is_good in _rows(path):
        key = key_of(text)
        if not key:
            reviews.left_out["without text"] += 1
        elif is_good is None:
            reviews.left_out["3 stars"] += 1
        elif key in first:
            reviews.left_out["said before"] += 1
            labels[key].add(is_good)
        else:
            first[key] = Labelled(text, language_of(readable(text)), is_good, key)
            labels[key] = {is_good}
    reviews.rows = [row for row in first.values() if len(labels[row.key]) == 1]
    reviews.left_out["good and bad at once"] += len(first) - len(reviews.rows)
    return reviews


def key_of(text: str) -> str:
    """A digest of the letters of what the guest said; empty without any."""
    letters = re.sub(r"[\W_]+", "", normal(readable(text)))
    return hashlib.sha256(letters.encode()).hexdigest() if letters else ""


def _rows(path: Path) -> Iterator[tuple[str, bool | None]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            columns = [name.strip().lower() for name in next(lines, [])]
            text, label = _column(columns, TEXT_COLUMNS, path), _column(columns, LABEL_COLUMNS, path)
            rows = [(row[text], row[label].strip()) for row in lines if len(row) > max(text, label)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableReviews(f"{path.name} cannot be read: {error}") from error
    stars = {value for _, value in rows} - {"0", "1"}
    yield from ((text, _verdict(value, path, is_stars=bool(stars))) for text, value in rows)


def _column(columns: list[str], names: tuple[str, ...], path: Path) -> int:
    found = [columns.index(name) for name in names if name in columns]
    if not found:
        raise UnreadableReviews(f"{path.name} has no column of one of the names {', '.join(names)}.")
    return found[0]


def _verdict(value: str, path: Path, *, is_stars: bool) -> bool | None:
    try:
        number = float(value)
    except ValueError as error:
        raise UnreadableReviews(f"{path.name} has a label that is no number: {value[:20]!r}.") from error
    if not is_stars:
        return number == 1
    return None if number == MIDDLE else number > MIDDLE
