"""A hundred thousand reviews read in the background by two workers, and the page of words over what they said.

In a database of its own, filled by a statement: ten hotels, two years, sentences put together at random from some
hundred in both languages, so that hardly two reviews are alike. The floor is the engine alone, over as many texts of a
sample in one process, shared by the workers.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from random import Random
from typing import Final

from django.core.management import call_command
from django.db import connection

from feedback.actions import reading
from feedback.models import Review, Sentence, Tally
from feedback.queries import words
from feedback.words.cloud import words_of
from feedback.words.judging import judge
from hotelcrm.accounts.models import Hotel
from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.processes import together
from hotelcrm.bench.running import Run, bench
from hotelcrm.demo.review_words import CHINESE, ENGLISH

OWN: Final = f"{DATABASE}_words"
REVIEWS: Final = 100_000
SAMPLE: Final = 1_000  # of the floor
HOTELS: Final = 10
WORKERS: Final = 2
AT: Final = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
SENTENCES: Final = 4
LOOKS: Final = 20


@bench("words")
def words_read(_run: Run) -> Iterator[Figure]:
    """Seconds in which reviews are read, with the engine alone as floor; and what a look at all of them takes."""
    yield from measured(REVIEWS)


def measured(reviews: int) -> Iterator[Figure]:
    """The same of so many reviews."""
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        _fill(reviews)
        yield _read(reviews)
        _execute("VACUUM (ANALYZE)")
        yield from _looked(reviews)
    finally:
        database.use(DATABASE)


def _read(reviews: int) -> Figure:
    floor = _floor() * reviews / SAMPLE / WORKERS
    reading.notice_engine(at=AT)
    hour = timedelta(hours=1)
    start = time.perf_counter()
    together([lambda: reading.read_waiting(at=AT, turn=hour)] * WORKERS)
    seconds = time.perf_counter() - start
    left = Review.objects.filter(judged_at=None).count()
    if left:
        raise RuntimeError(f"{left:,} of {reviews:,} reviews were not read.")
    return Figure(
        "words",
        f"{WORKERS} workers, {Sentence.objects.count():,} sentences, {Tally.objects.count():,} lines of the tally",
        reviews,
        seconds=seconds,
        per_second=reviews / seconds,
        floor=floor,
        ratio=seconds / floor,
    )


def _floor() -> float:
    """The engine over a sample: judged, and the words of each sentence found."""
    texts = [row.said for row in Review.objects.order_by("pk")[:SAMPLE]]
    judge(texts[0])
    start = time.perf_counter()
    for text in islice(cycle(texts), SAMPLE):
        for one in judge(text).sentences:
            words_of(text[one.start : one.end])
    return time.perf_counter() - start


def _looked(reviews: int) -> Iterator[Figure]:
    """Cloud, topics and the sentences of one word, of all hotels over two years."""
    hotels = list(Hotel.objects.values_list("pk", flat=True))
    asked = words.Asked(hotels, datetime(2024, 12, 1, tzinfo=UTC).date(), datetime(2026, 12, 1, tzinfo=UTC).date())
    commonest = words.cloud(asked)[0].text
    looks: list[tuple[str, Callable[[], object]]] = [
        ("cloud of two years at ten hotels", lambda: words.cloud(asked)),
        ("topics of the same", lambda: words.counts(asked)),
        ("the sentences of its commonest word", lambda: words.sentences(asked, word=commonest)),
    ]
    for what, look in looks:
        start = time.perf_counter()
        for _look in range(LOOKS):
            look()
        seconds = (time.perf_counter() - start) / LOOKS
        yield Figure("words", what, reviews, seconds=seconds, per_second=1 / seconds)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


def _fill(reviews: int) -> None:
    names = {"name_en": "Bench", "name_zh": "湖畔"}
    house = {"currency": "CNY", "country": "CN", "rooms": 300, "time_zone": "Asia/Shanghai"}
    hotels = [Hotel.objects.create(code=f"bench-{n}", **names, **house).pk for n in range(HOTELS)]
    random = Random(7)  # noqa: S311 (a bench)
    told = [_sentences(source) for source in (CHINESE, ENGLISH)]
    rows = (
        Review(
            hotel_id=hotels[n % HOTELS],
            site="ctrip",
            key=str(n),
            written_on=AT.date() - timedelta(days=n % 720),
            text=("" if n % 2 == 0 else " ").join(random.choices(told[n % 2], k=random.randint(1, SENTENCES))),
            given=5,
            rating=5,
            entered_at=AT,
        )
        for n in range(reviews)
    )
    while batch := list(islice(rows, 5_000)):
        Review.objects.bulk_create(batch)
    _execute("VACUUM (ANALYZE)")


def _sentences(told: tuple[tuple[str, ...], ...]) -> list[str]:
    return [one[-1] for one in told]
