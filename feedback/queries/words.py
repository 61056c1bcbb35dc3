"""What sentences add up to: words and topics by month, hotel and sentiment, and the sentences behind a number.

The numbers come from the tally that the database keeps; a word counts once for each sentence that has it. Sentences
belong to the day a review was written, or a survey finished by the hotel's clock. Set-based: so many queries, however
much was written.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from feedback.models import Answer, Review, Sentence, Tally, Topic
from feedback.words.text import readable

SIZES: Final = 6  # steps of the cloud
MOST_WORDS: Final = 60
PER_PAGE: Final = 20
GOOD, NEITHER, BAD = 1, 0, -1


@dataclass(frozen=True)
class Asked:
    """What the numbers are about; `mood` None, `language` and `source` empty: all of them."""

    hotels: Collection[int]
    first: date
    after: date
    mood: int | None = None
    language: str = ""
    source: str = ""


@dataclass(frozen=True)
class Moods:
    """Sentences, by whether they are good, neither or bad."""

    good: int = 0
    neither: int = 0
    bad: int = 0

    def __add__(self, other: "Moods") -> "Moods":
        return Moods(self.good + other.good, self.neither + other.neither, self.bad + other.bad)

    @property
    def total(self) -> int:
        """All of them."""
        return self.good + self.neither + self.bad


@dataclass(frozen=True)
class Word:
    """A word of the cloud: `size` 1 to `SIZES`, `lean` good or bad where most sentences with it are."""

    text: str
    moods: Moods
    size: int

    @property
    def count(self) -> int:
        """Sentences with it."""
        return self.moods.total

    @property
    def lean(self) -> str:
        """What more than half of the sentences are."""
        half = self.count / 2
        return "good" if self.moods.good > half else "bad" if self.moods.bad > half else "neither"


_WHERE = """
FROM feedback_tally
WHERE kind = %(kind)s AND hotel_id = ANY(%(hotels)s) AND month >= %(first)s AND month < %(after)s
    AND (%(mood)s::int IS NULL OR mood = %(mood)s) AND (%(language)s = '' OR language = %(language)s)
    AND (%(source)s = '' OR source = %(source)s)
"""
_MOODS = """
    coalesce(sum(sentences) FILTER (WHERE mood = 1), 0)::int, coalesce(sum(sentences) FILTER (WHERE mood = 0), 0)::int,
    coalesce(sum(sentences) FILTER (WHERE mood = -1), 0)::int
"""
CLOUD = f"SELECT said, {_MOODS} {_WHERE} GROUP BY said ORDER BY sum(sentences) DESC, said LIMIT %(most)s"
COUNTS = f"SELECT said, hotel_id, month, {_MOODS} {_WHERE} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
ONE = f"SELECT {_MOODS} {_WHERE} AND said = %(said)s"


def _ask(statement: str, asked: Asked, kind: str, **more: Any) -> list[Any]:
    facts: dict[str, Any] = {
        "kind": kind,
        "hotels": list(asked.hotels),
        "first": asked.first,
        "after": asked.after,
        "mood": asked.mood,
        "language": asked.language,
        "source": asked.source,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, facts | more)
        return list(cursor.fetchall())


def cloud(asked: Asked, *, most: int = MOST_WORDS) -> list[Word]:
    """The words most sentences have, commonest first, then by the alphabet; one query."""
    rows = [(said, Moods(*moods)) for said, *moods in _ask(CLOUD, asked, Tally.Kind.WORD, most=most)]
    counts = [moods.total for _said, moods in rows]
    return [Word(said, moods, size_of(moods.total, counts[-1], counts[0])) for said, moods in rows]


def size_of(count: int, least: int, most: int) -> int:
    """1 to `SIZES` by the logarithm of the count: a word said ten times as often is not ten times as large."""
    if most == least:
        return SIZES // 2
    return 1 + round((SIZES - 1) * math.log(count / least) / math.log(most / least))


@dataclass(frozen=True)
class Counted:
    """Sentences about one topic (all sentences, where it is empty), at one hotel in one month."""

    topic: str
    hotel_id: int
    month: date
    moods: Moods


@dataclass(frozen=True)
class Counts:
    """The topics of a page, in whichever way they are put together."""

    rows: Sequence[Counted]

    def together(self, rows: Iterable[Counted]) -> Moods:
        """The sum of some rows."""
        return sum((row.moods for row in rows), Moods())

    @property
    def topics(self) -> list[tuple[Topic, Moods]]:
        """Each topic that was spoken of, the most spoken of first."""
        found: defaultdict[str, Moods] = defaultdict(Moods)
        for row in self.rows:
            found[row.topic] += row.moods
        known = [(Topic(name), moods) for name, moods in found.items() if name in Topic.values]
        return sorted(known, key=lambda one: (-one[1].total, one[0]))

    def by_month(self, topic: str) -> dict[date, Moods]:
        """One topic, or all sentences, month by month."""
        found: defaultdict[date, Moods] = defaultdict(Moods)
        for row in self.rows:
            if row.topic == topic:
                found[row.month] += row.moods
        return dict(found)

    def by_hotel(self, topic: str) -> dict[int, Moods]:
        """One topic, or all sentences, hotel by hotel."""
        found: defaultdict[int, Moods] = defaultdict(Moods)
        for row in self.rows:
            if row.topic == topic:
                found[row.hotel_id] += row.moods
        return dict(found)


def counts(asked: Asked) -> tuple[Counts, Counts]:
    """Sentences by topic, and all of them, by hotel and month; two queries."""
    found = [
        Counts([Counted(said, hotel, month, Moods(*moods)) for said, hotel, month, *moods in _ask(COUNTS, asked, kind)])
        for kind in (Tally.Kind.TOPIC, Tally.Kind.ALL)
    ]
    return found[0], found[1]


# The sentences behind a number


@dataclass(frozen=True)
class Said:
    """One sentence, in the guest's words, with where it stands."""

    sentence: Sentence
    text: str


@dataclass(frozen=True)
class Listed:
    """Some sentences with a word, or about a topic: `moods` counts all of them."""

    said: list[Said]
    moods: Moods
    number: int
    has_next: bool

    @property
    def answers(self) -> list[Answer]:
        """The answers whose words are shown."""
        return [one.sentence.answer for one in self.said if one.sentence.answer is not None]

    @property
    def reviews(self) -> list[Review]:
        """The reviews whose words are shown."""
        return [one.sentence.review for one in self.said if one.sentence.review is not None]


def sentences(asked: Asked, *, word: str = "", topic: str = "", number: int = 1) -> Listed:
    """Page `number` of the sentences with `word`, or about `topic`, newest first; two queries.

    Of answers only those that are shown are decrypted.
    """
    kind, said = (Tally.Kind.WORD, word) if word else (Tally.Kind.TOPIC, topic)
    [(*moods,)] = _ask(ONE, asked, kind, said=said)
    begin = (number - 1) * PER_PAGE
    rows = list(_sentences(asked, word=word, topic=topic)[begin : begin + PER_PAGE + 1])
    shown = [Said(row, _text(row)) for row in rows[:PER_PAGE]]
    return Listed(shown, Moods(*moods), number, has_next=len(rows) > PER_PAGE)


def _sentences(asked: Asked, *, word: str, topic: str) -> QuerySet[Sentence]:
    wanted = Q(words__contains=[word]) if word else Q(topics__contains=[topic])
    if asked.mood is not None:
        wanted &= Q(mood=asked.mood)
    if asked.language:
        wanted &= Q(language=asked.language)
    if asked.source:
        wanted &= Q(review__isnull=asked.source == Tally.Source.SURVEY)
    rows = Sentence.objects.filter(wanted, hotel__in=asked.hotels, said_on__gte=asked.first, said_on__lt=asked.after)
    rows = rows.select_related("review", "answer__invitation__survey", "answer__question", "hotel")
    return rows.order_by("-said_on", "-pk")


def _text(row: Sentence) -> str:
    whole = row.review.said if row.review else row.answer.text if row.answer else ""
    return " ".join(readable(whole)[row.starts : row.ends].split())


@dataclass(frozen=True)
class Progress:
    """How many texts are read, of how many."""

    done: int
    total: int

    @property
    def waits(self) -> bool:
        """Whether any is still to be read."""
        return self.done < self.total


def progress() -> Progress:
    """Of all reviews and all words in finished surveys, at whatever hotel; two queries while none waits."""
    texts: list[QuerySet[Any]] = [
        Review.objects.order_by(),
        Answer.objects.filter(text__isnull=False, invitation__finished_at__isnull=False).order_by(),
    ]
    unread = [rows.filter(judged_at=None).count() for rows in texts]
    if not any(unread):
        return Progress(0, 0)
    total = sum(rows.count() for rows in texts)
    return Progress(total - sum(unread), total)
