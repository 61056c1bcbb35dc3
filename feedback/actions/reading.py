"""Reading what guests wrote: reviews and the words in finished surveys become sentences with mood, topics and words.

In the background, batch by batch, each in a transaction of its own: stopped anywhere it goes on where it was, and
several workers share the texts. A text that is read says so itself (``judged_at``), so progress is a count.

When the engine changes, by its code or its weights, its digest does: the first worker that runs it notes the new one
and takes from all texts that they were read. Until their turn comes, the sentences of before stand.

Next door: ``feedback.words`` (the engine), ``feedback.queries.words`` (what the sentences add up to).
"""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet

from feedback import words
from feedback.models import Answer, Reading, Review, Sentence
from feedback.words.cloud import words_of
from feedback.words.judging import judge
from feedback.words.text import readable
from hotelcrm.accounts.models import Hotel

BATCH: Final = 250  # texts: a transaction of a second or less
TURN: Final = timedelta(seconds=50)  # so long one task reads; the next takes over, and others get the worker meanwhile
OVERLAP: Final = timedelta(minutes=15)  # while a release is rolled out, workers of before run beside the new ones
# What does not take part in judging may change without a text being read anew.
NOT_THE_ENGINE: Final = frozenset({"training.py", "evaluation.py", "labelled.py"})
READ: Final = """
UPDATE feedback_review r SET judged_at = %s, language = found.language
FROM unnest(%s::bigint[], %s::text[]) AS found (id, language) WHERE r.id = found.id
"""
# Thousands of rows as one value: to make as many parameters of them takes as long as reading them.
KEEP: Final = """
INSERT INTO feedback_sentence
    (review_id, answer_id, hotel_id, said_on, language, starts, ends, mood, topics, words)
SELECT review_id, answer_id, hotel_id, said_on, language, starts, ends, mood, topics, words
FROM jsonb_to_recordset(%s::jsonb) AS said (review_id bigint, answer_id bigint, hotel_id bigint, said_on date,
    language text, starts int, ends int, mood int, topics text[], words text[])
"""
ENGINE_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('feedback.engine'))"


@dataclass(frozen=True)
class Text:
    """One text to be read, of a review or of an answer."""

    said: str
    hotel_id: int
    said_on: date
    review_id: int | None = None
    answer_id: int | None = None


@cache
def engine() -> str:
    """The digest of the words engine in this process: the code that judges, and the weights."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(words.__file__).parent.iterdir()):
        if path.suffix in {".py", ".gz"} and path.name not in NOT_THE_ENGINE:
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


@transaction.atomic
def notice_engine(*, at: datetime, running: str = "") -> bool:
    """Say whether this process may read; where its engine is new, every text is to be read anew.

    A process that runs what another release has replaced within `OVERLAP` may not: it is about to end. After that it is
    the release that was taken back, and its engine the new one.
    """
    mine = running or engine()
    with connection.cursor() as cursor:
        cursor.execute(ENGINE_LOCK)
    last = Reading.objects.first()
    if last is not None and last.engine == mine:
        return True
    was_replaced = last is not None and Reading.objects.filter(engine=mine).exists()
    if last is not None and was_replaced and last.begun_at > at - OVERLAP:
        return False
    Reading.objects.create(engine=mine, begun_at=at)
    Review.objects.filter(judged_at__isnull=False).update(judged_at=None)
    Answer.objects.filter(judged_at__isnull=False).update(judged_at=None)
    return True


def read_waiting(*, at: datetime, turn: timedelta = TURN) -> int:
    """Read texts until none waits, or `turn` is over; return how many were read. Running twice reads none twice."""
    if not notice_engine(at=at):
        return 0
    end, total = time.monotonic() + turn.total_seconds(), 0
    for read_some in (_read_reviews, _read_answers):
        while count := read_some(at=at):
            total += count
            if time.monotonic() > end:
                return total
    return total


@transaction.atomic
def _read_reviews(*, at: datetime) -> int:
    rows = list(
        _held(Review.objects.filter(judged_at=None)).only("hotel_id", "written_on", "title", "text", "language")
    )
    texts = [Text(row.said, row.hotel_id, row.written_on, review_id=row.pk) for row in rows]
    Sentence.objects.filter(review__in=rows).delete()
    tongues = _keep(texts)
    with connection.cursor() as cursor:
        cursor.execute(READ, [at, list(tongues), list(tongues.values())])
    return len(rows)


@transaction.atomic
def _read_answers(*, at: datetime) -> int:
    waiting = Answer.objects.filter(judged_at=None, text__isnull=False, invitation__finished_at__isnull=False)
    rows = list(_held(waiting).select_related("invitation"))
    zones = {hotel.pk: hotel for hotel in Hotel.objects.all()} if rows else {}
    texts = [
        Text(
            row.text,
            row.invitation.hotel_id,
            zones[row.invitation.hotel_id].today(row.invitation.finished_at),
            answer_id=row.pk,
        )
        for row in rows
    ]
    Sentence.objects.filter(answer__in=rows).delete()
    _keep(texts)
    Answer.objects.filter(pk__in=[row.pk for row in rows]).update(judged_at=at)
    return len(rows)


def _held(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The next batch, that no other worker holds."""
    return rows.order_by("pk").select_for_update(of=("self",), skip_locked=True, no_key=True)[:BATCH]


def _keep(texts: Sequence[Text]) -> dict[int | None, str]:
    """Write the sentences of `texts`; return the language of each by the id of its review."""
    made: list[dict[str, Any]] = []
    tongues: dict[int | None, str] = {}
    for text in texts:
        judged = judge(text.said)
        tongues[text.review_id] = judged.language
        made += _sentences(text, judged.sentences)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [json.dumps(made)])
    return tongues


def _sentences(text: Text, found: Iterable[Any]) -> Iterator[dict[str, Any]]:
    plain = readable(text.said)
    for one in found:
        yield {
            "review_id": text.review_id,
            "answer_id": text.answer_id,
            "hotel_id": text.hotel_id,
            "said_on": text.said_on.isoformat(),
            "language": one.language,
            "starts": one.start,
            "ends": one.end,
            "mood": one.mood,
            "topics": one.topics,
            "words": list(dict.fromkeys(words_of(plain[one.start : one.end]))),
        }
