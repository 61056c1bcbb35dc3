"""What a benchmark prints."""

import json
from itertools import count

import pytest
from django.core.management import CommandError, call_command

from hotelcrm.bench import figures
from hotelcrm.bench.figures import Figure, percentile
from hotelcrm.bench.running import all_benches


@pytest.mark.parametrize(("share", "time"), [(0.5, 51), (0.95, 96), (1.0, 100)])
def test_percentile_is_a_time_that_was_measured(share, time):
    assert percentile(list(range(100, 0, -1)), share) == time


def test_figure_is_one_line_with_what_applies():
    figure = Figure("search", "room", 200, p95=12.3456, floor=6.0, ratio=2.0576)
    assert json.loads(str(figure)) == {
        "bench": "search",
        "case": "room",
        "n": 200,
        "p95": 12.35,
        "floor": 6.0,
        "ratio": 2.06,
    }
    assert "\n" not in str(figure)


def test_timed_counts_milliseconds(monkeypatch):
    seconds = count(1.0, 0.25)
    monkeypatch.setattr("hotelcrm.bench.figures.time.perf_counter", lambda: next(seconds))
    assert figures.timed(lambda: None) == 250.0


def test_search_is_among_the_benches():
    assert "search" in all_benches()


def test_unknown_bench_is_refused_before_anything_is_made():
    with pytest.raises(CommandError, match="No benchmark serach; there are "):
        call_command("bench", "serach")
