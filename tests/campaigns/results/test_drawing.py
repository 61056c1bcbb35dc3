"""Where an interval lies in its drawing."""

from decimal import Decimal

from campaigns.results.comparing import Increment
from campaigns.results.drawing import WIDTH, _interval
from campaigns.rules.lift import Lift, Sample, Verdict


def increment(estimate, low, high, verdict):
    sides = Sample(100, 20, Decimal(20), Decimal(20)), Sample(100, 10, Decimal(10), Decimal(10))
    return Increment(
        *sides, Lift(Decimal(estimate) / 100, Decimal(low) / 100, Decimal(high) / 100, verdict), Decimal(1)
    )


def test_no_difference_lies_left_of_what_worked():
    drawn = _interval(increment(50, 45, 55, Verdict.LIKELY_WORKED), "")

    places = [float(place) for place in (drawn.zero, drawn.low, drawn.total, drawn.high)]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < WIDTH
    assert (drawn.low_words, drawn.total_words, drawn.high_words) == ("+45", "+50", "+55")
    assert (drawn.tone, drawn.low_anchor, drawn.high_anchor) == ("good", "end", "middle")


def test_no_difference_lies_right_of_what_did_harm():
    drawn = _interval(increment(-50, -55, -45, Verdict.LIKELY_HARMED), "", "CNY")

    places = [float(place) for place in (drawn.low, drawn.total, drawn.high, drawn.zero)]
    assert places == sorted(places)
    assert drawn.low_words.startswith("−")
    assert (drawn.tone, drawn.low_anchor, drawn.high_anchor) == ("bad", "middle", "start")


def test_no_difference_lies_within_what_cannot_be_told():
    drawn = _interval(increment(5, -20, 30, Verdict.CANNOT_TELL), "")

    assert float(drawn.low) < float(drawn.zero) < float(drawn.total) < float(drawn.high)
    assert (drawn.tone, drawn.low_anchor, drawn.high_anchor) == ("unsure", "middle", "middle")


def test_amounts_show_which_way_they_go_as_their_sentence_does():
    drawn = _interval(increment(5, -20, 30, Verdict.CANNOT_TELL), "", "CNY")

    assert (drawn.low_words, drawn.total_words, drawn.high_words) == ("−CN¥20", "+CN¥5", "+CN¥30")


def test_without_an_interval_nothing_is_drawn():
    found = Increment(Sample(), Sample(), Lift(None, None, None, Verdict.CANNOT_TELL), Decimal(1))

    assert not _interval(found, "Cannot tell yet").is_drawn
