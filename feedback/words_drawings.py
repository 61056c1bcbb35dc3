"""Topics as charts, in the language of the page."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from babel import dates
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.queries.words import Counts, Moods
from feedback.rules.scores import share
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats
from hotelcrm.frame.charts import Chart, Series

MOST_LINES: Final = 6  # more in one drawing cannot be told apart
LEAST: Final = 5  # sentences, below which a share says nothing


def charts(topics: Counts, everything: Counts, hotels: Sequence[Hotel]) -> list[Chart]:
    """By sentiment, by month, and by hotel where there are several; those that have something to show."""
    found = topics.topics
    if not found:
        return []
    labels = [name.label for name, _moods in found]
    drawn = [
        Chart(
            "topics", _("Topics by sentiment"), _("Topic"), labels, moods_of([m for _t, m in found]), is_stacked=True
        ),
        _months(topics, everything),
    ]
    if 1 < len(hotels) <= MOST_LINES:
        drawn.append(_hotels(topics, hotels))
    return drawn


def moods_of(rows: Sequence[Moods]) -> list[Series]:
    """A series for each sentiment."""
    return [
        Series(pgettext("sentence", "good"), [row.good for row in rows]),
        Series(pgettext("sentence", "neither"), [row.neither for row in rows]),
        Series(pgettext("sentence", "bad"), [row.bad for row in rows]),
    ]


def _months(topics: Counts, everything: Counts) -> Chart:
    """The topics most spoken of, a line each; every month from the first to the last of which anything was said."""
    said = sorted(everything.by_month(""))
    months = _between(said[0], said[-1])
    lines = []
    for topic, _moods in topics.topics[:MOST_LINES]:
        found = topics.by_month(topic)
        lines.append(Series(capfirst(topic.label), [found.get(month, Moods()).total for month in months], kind="line"))
    return Chart("months", _("Topics by month, in sentences"), _("Month"), [_month(month) for month in months], lines)


def _between(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _month(month: date) -> str:
    return str(dates.format_skeleton("yMMM", month, locale=formats.locale()))


def _hotels(topics: Counts, hotels: Sequence[Hotel]) -> Chart:
    """How much of what is said about a topic is bad, hotel beside hotel."""
    found = topics.topics
    bars = []
    for hotel in hotels:
        moods = [topics.by_hotel(topic).get(hotel.pk, Moods()) for topic, _moods in found]
        bars.append(Series(hotel.name, [_bad(one) for one in moods], unit="%"))
    labels = [capfirst(name.label) for name, _moods in found]
    return Chart("hotels", _("Share of bad sentences by hotel"), _("Topic"), labels, bars)


def _bad(moods: Moods) -> Decimal | None:
    """None of too few sentences."""
    part = share(moods.bad, moods.total) if moods.total >= LEAST else None
    return None if part is None else round(part * 100, 1)
