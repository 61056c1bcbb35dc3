"""The search box: each kind of question, asked for common and rare guests and for nobody.

The questions are drawn from the guests themselves, always the same ones.
"""

import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from guests.models import Company, Contact, Guest, IdentityDocument, NameKey
from guests.names import fold
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.members import enrol_some, some_numbers
from hotelcrm.bench.running import Run, bench
from hotelcrm.desk.search import find
from hotelcrm.pii import blind
from stays.models import Stay, StayStatus

QUESTIONS = 60  # of each kind
SAMPLE = 4_000  # guests among whom a name counts as common


@bench("search")
def search(run: Run) -> Iterator[Figure]:
    """p50 and p95 of the whole request, p95 of its one statement, for each kind of question."""
    enrol_some(run.hotel)
    url = reverse("desk:search")
    for case, texts in questions(run).items():
        yield run.post("search", case, url, [{"q": text} for text in texts], sql=_sql_times(run, texts))


def questions(run: Run) -> dict[str, list[str]]:
    """What is typed, by kind; every kind has something to find, but for the last."""
    random = Random(run.guests)  # noqa: S311 (a draw of examples, and always the same one)
    guests = _some(random)
    chinese = [guest for guest in guests if guest.is_chinese]
    western = [guest for guest in guests if not guest.is_chinese and guest.full_name.count(" ")]
    names = _by_frequency([guest.full_name for guest in chinese])
    pinyins = _by_frequency([fold(guest.pinyin).replace(" ", "") for guest in chinese])
    kinds = {
        "one character": [guest.full_name[0] for guest in chinese],
        "two characters": [guest.full_name[:2] for guest in chinese],
        "whole name, common": names[:QUESTIONS],
        "whole name, rare": names[-QUESTIONS:],
        "given name": [guest.given_name for guest in chinese],
        "pinyin, common": pinyins[:QUESTIONS],
        "pinyin, rare": pinyins[-QUESTIONS:],
        "pinyin begun": [text[:3] for text in pinyins],
        "initials": _keys(chinese, NameKey.Kind.INITIALS),
        "western name": [_turned(random, guest.full_name) for guest in western],
        "western name begun": [_turned(random, guest.full_name)[:4] for guest in western],
        **_contacts(random),
        "identity document": _documents(guests),
        "guest number": [str(guest.number) for guest in guests],
        "member number": some_numbers(SAMPLE),
        "confirmation number": _confirmations(run, random),
        "room": _rooms(run),
        "company": _companies(),
        "nobody": _nobody(),
    }
    return {kind: _mixed(random, texts) for kind, texts in kinds.items() if texts}


def _mixed(random: Random, texts: list[str]) -> list[str]:
    return random.sample(texts, min(len(texts), QUESTIONS))


def _some(random: Random) -> list[Guest]:
    first, last = (Guest.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    return list(Guest.objects.filter(pk__in=random.sample(range(first, last + 1), min(SAMPLE, last + 1 - first))))


def _by_frequency(texts: list[str]) -> list[str]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return sorted(counts, key=lambda text: (-counts[text], text))


def _keys(guests: list[Guest], kind: NameKey.Kind) -> list[str]:
    keys = NameKey.objects.filter(guest__in=guests[:QUESTIONS], kind=kind)
    return list(keys.order_by("pk").values_list("text", flat=True))


def _turned(random: Random, name: str) -> str:
    words = name.split()
    random.shuffle(words)
    return " ".join(words)


def _contacts(random: Random) -> dict[str, list[str]]:
    last = Contact.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rows = Contact.objects.filter(pk__in=random.sample(range(1, last + 1), min(last, SAMPLE // 4)))
    phones = [row.value for row in rows if row.kind == Contact.Kind.PHONE]
    writings: list[Callable[[str], str]] = [
        lambda phone: phone,
        lambda phone: phone.removeprefix("+86"),
        lambda phone: f"{phone[:3]} {phone[3:6]}-{phone[6:10]}-{phone[10:]}",
    ]
    return {
        "phone, last four": [phone[-4:] for phone in phones],
        "phone, whole": [random.choice(writings)(phone) for phone in phones],
        "e-mail": [row.value.title() for row in rows if row.kind == Contact.Kind.EMAIL],
    }


def _documents(guests: list[Guest]) -> list[str]:
    """Numbers are not kept, so some of known ones are given to guests first."""
    numbers = {f"B{guest.pk:08}": guest for guest in guests[:QUESTIONS]}
    IdentityDocument.objects.bulk_create(
        [
            IdentityDocument(guest=guest, kind="passport", country="GB", number_index=blind.index("document", number))
            for number, guest in numbers.items()
        ],
        ignore_conflicts=True,
    )
    return list(numbers)


def _confirmations(run: Run, random: Random) -> list[str]:
    stays = Stay.objects.filter(hotel=run.hotel, guest__isnull=False).exclude(confirmation="").order_by("-arrival")
    codes = list(stays.values_list("confirmation", flat=True)[:SAMPLE])
    return [random.choice((code, code.lower())) for code in codes]


def _rooms(run: Run) -> list[str]:
    stays = Stay.objects.filter(hotel=run.hotel, status=StayStatus.IN_HOUSE).exclude(room="").order_by("room")
    return list(stays.values_list("room", flat=True)[:SAMPLE])


def _companies() -> list[str]:
    names = Company.objects.filter(is_active=True).order_by("pk").values_list("name", "latin_name")
    return [part[:4] for pair in names for part in pair if part]


def _nobody() -> list[str]:
    return [
        text
        for n in range(QUESTIONS // 6)
        for text in (
            "龘" * (1 + n % 3),
            f"xqz{n}",
            f"0000 000 {n:04}",
            f"no{n}@nobody.example",
            f"X{n:08}",
            f"{n}zz zz",
        )
    ]


def _sql_times(run: Run, texts: list[str]) -> list[float]:
    """Milliseconds in the database for each text, asked in this process exactly as the view asks."""
    times: list[float] = []

    def watch(execute: Callable[..., Any], *args: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*args)
        finally:
            times.append((time.perf_counter() - start) * 1000)

    today = run.hotel.today(timezone.now())
    find(texts[0], hotel=run.hotel, access=run.access, today=today)
    with connection.execute_wrapper(watch):
        for text in texts * 3:
            find(text, hotel=run.hotel, access=run.access, today=today)
    return times
