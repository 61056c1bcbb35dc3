"""Tables that leave line by line."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext

from hotelcrm.frame import sheets


def read(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_a_stream_holds_head_and_rows_and_no_formula():
    response = sheets.stream("figures", ["a", "b"], ([f"={n}", n] for n in range(1_200)))

    head, *rows = read(response)

    assert head == ["a", "b"]
    assert rows == [[f"'={n}", str(n)] for n in range(1_200)]
    assert response["Content-Disposition"] == 'attachment; filename="figures.csv"'
    assert response["Cache-Control"] == "no-store"


def test_its_rows_are_drawn_late_in_the_language_and_time_zone_of_the_request():
    def rows():
        yield [gettext("Search"), datetime(2026, 11, 21, 6, 30, tzinfo=UTC)]

    with translation.override("zh-hans"), timezone.override(ZoneInfo("Asia/Shanghai")):
        response = sheets.stream("figures", ["a"], rows())
        word = gettext("Search")

    assert word != "Search"
    assert read(response)[1] == [word, "2026-11-21 14:30:00"]
