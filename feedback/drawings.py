"""The figures of surveys as tiles, charts and lines of tables, in the language of the page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Final

from babel import dates
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.forms.answers import MOODS, options_of
from feedback.models import Answer, Question, Survey
from feedback.queries.surveys import Listed, MonthScores, Response, Responses, Result, Scores, total
from feedback.rules.scores import is_low
from feedback.scope import Scope
from hotelcrm.accounts.models import Hotel
from hotelcrm.frame import formats
from hotelcrm.frame.charts import Chart, Series

NOTHING: Final = "–"
MOST_LINES: Final = 6  # more hotels in one drawing cannot be told apart


@dataclass(frozen=True)
class Tile:
    """One figure; `was` is what it was in the period before."""

    label: str
    value: str
    under: str
    source: str
    was: str = ""


def tiles(now: Scores, before: Scores, response: Response) -> list[Tile]:
    """The four figures at the top."""
    return [
        Tile(
            "NPS",
            points(now.nps),
            _n(now.nps_answers),
            _("share of 9 and 10 less share of 0 to 6, -100 to 100"),
            points(before.nps) if before.nps is not None else "",
        ),
        Tile(
            "CSAT",
            percent(now.csat),
            _n(now.csat_answers),
            _("share of satisfied and very satisfied"),
            percent(before.csat) if before.csat is not None else "",
        ),
        Tile(
            _("Response rate"),
            percent(response.rate),
            _("%(finished)s of %(asked)s who were asked")
            % {"finished": formats.number(response.finished), "asked": formats.number(response.asked)},
            _("finished / received, by the day of the invitation"),
        ),
        Tile(
            _("Not finished"),
            formats.number(response.left),
            _("begun and left"),
            _("kept, and in no score; what was low in them is looked into all the same"),
        ),
    ]


def _n(answers: int) -> str:
    return ngettext("%(n)s answer", "%(n)s answers", answers) % {"n": formats.number(answers)}


def points(value: Decimal | None) -> str:
    """A score as people write it: +43."""
    return NOTHING if value is None else f"{round(value):+d}" if round(value) else "0"


def percent(value: Decimal | None) -> str:
    """A share, or a dash."""
    return NOTHING if value is None else formats.percent(value)


def charts(scope: Scope, rows: Sequence[MonthScores]) -> list[Chart]:
    """NPS and CSAT by month, a line for each hotel; both with how many answered."""
    months = [period.start.replace(day=1) for period in scope.period.by_month()]
    both: list[tuple[str, str, str, Count, Value]] = [
        ("nps", _("NPS by month"), "", attrgetter("nps_answers"), _nps),
        ("csat", _("CSAT by month"), "%", attrgetter("csat_answers"), _csat),
    ]
    return [
        Chart(
            key=key,
            title=title,
            along=_("Month"),
            labels=[_month(month) for month in months],
            series=[_bars(months, rows, count), *_lines(scope.hotels, months, rows, unit, value)],
        )
        for key, title, unit, count, value in both
        if any(count(row.scores) for row in rows)
    ]


Count = Callable[[Scores], int]
Value = Callable[[Scores], Decimal | int | None]


def _lines(
    hotels: Sequence[Hotel], months: Sequence[date], rows: Sequence[MonthScores], unit: str, value: Value
) -> list[Series]:
    found = {(row.hotel_id, row.month): row.scores for row in rows}
    if 1 < len(hotels) <= MOST_LINES:
        each = [(hotel.name, [found.get((hotel.pk, month), Scores()) for month in months]) for hotel in hotels]
    else:
        together = [total(row for row in rows if row.month == month) for month in months]
        each = [("CSAT" if unit else "NPS", together)]
    return [Series(name, [value(scores) for scores in line], kind="line", unit=unit) for name, line in each]


def _bars(months: Sequence[date], rows: Sequence[MonthScores], count: Count) -> Series:
    values = [count(total(row for row in rows if row.month == month)) for month in months]
    return Series(_("Answers"), values, right=True)


def _nps(scores: Scores) -> int | None:
    return None if scores.nps is None else round(scores.nps)


def _csat(scores: Scores) -> Decimal | None:
    return None if scores.csat is None else round(scores.csat * 100, 1)


def _month(month: date) -> str:
    return str(dates.format_skeleton("yMMM", month, locale=formats.locale()))


@dataclass(frozen=True)
class HotelLine:
    """One hotel in the table."""

    hotel: Hotel
    scores: Scores
    response: Response

    @property
    def nps(self) -> str:
        """In words."""
        return points(self.scores.nps)

    @property
    def csat(self) -> str:
        """In words."""
        return percent(self.scores.csat)

    @property
    def rate(self) -> str:
        """In words."""
        return percent(self.response.rate)


def by_hotel(scope: Scope, rows: Sequence[MonthScores], found: Responses) -> list[HotelLine]:
    """A line for each hotel of the scope."""
    return [
        HotelLine(hotel, total(row for row in rows if row.hotel_id == hotel.pk), found.of_hotel(hotel))
        for hotel in scope.hotels
    ]


@dataclass(frozen=True)
class Bar:
    """One answer to a question: how many gave it, and their part of all."""

    label: str
    count: int
    whole: int


def bars(result: Result) -> list[Bar]:
    """Every answer that can be given, in its order, with those that are no longer offered behind them."""
    offered = {value: str(label) for value, label in options_of(result.question)}
    if result.question.kind == Question.Kind.TEXT:
        return []
    gone = {value: value for value in sorted(result.counts) if value not in offered}
    return [Bar(label, result.counts[value], result.answers) for value, label in {**offered, **gone}.items()]


@dataclass(frozen=True)
class Shown:
    """One question with its figure, its answers drawn, and the last words written to it."""

    result: Result
    figure: str
    bars: list[Bar]
    texts: Sequence[Answer] = ()


def shown(found: Sequence[Result], texts: Mapping[int, Sequence[Answer]]) -> list[Shown]:
    """Each question as the page shows it."""
    return [Shown(one, figure_of(one), bars(one), texts.get(one.question.pk, ())) for one in found]


def figure_of(result: Result) -> str:
    """The one number that says most: a score, a share of satisfied, an average; nothing of choices and words."""
    kind = Question.Kind(result.question.kind)
    if kind == Question.Kind.NPS:
        return f"NPS {points(result.nps)}"
    if kind == Question.Kind.CSAT:
        return f"CSAT {percent(result.satisfied)}"
    if result.mean is not None:
        return _("%(mean)s of %(top)s on average") % {
            "mean": formats.number(round(result.mean, 1), 1),
            "top": result.question.top,
        }
    return ""


@dataclass(frozen=True)
class Said:
    """One answer of one guest, in words."""

    question: Question
    words: str
    is_low: bool


def said(rows: Iterable[Answer]) -> list[Said]:
    """Answers as staff read them: 7 of 10, the words of a choice, what was written."""
    return [Said(row.question, _words(row), is_low_answer(row)) for row in rows]


def is_low_answer(row: Answer) -> bool:
    """Whether an answer is looked into."""
    return is_low(row.number, is_nps=row.question.kind == Question.Kind.NPS, low=row.question.low)


def _words(row: Answer) -> str:
    if row.number is None:
        return row.text or str(dict(options_of(row.question)).get(row.choice, row.choice))
    numbers = _("%(number)s of %(top)s") % {"number": row.number, "top": row.question.top}
    mood = MOODS.get(row.number) if row.question.kind == Question.Kind.CSAT else None
    return f"{numbers} · {mood}" if mood else numbers


@dataclass(frozen=True)
class SurveyLine:
    """One survey on the list."""

    survey: Survey
    response: Response
    nps: str
    csat: str


def survey_lines(rows: Iterable[Listed]) -> list[SurveyLine]:
    """The list of surveys as it is read."""
    return [SurveyLine(row.survey, row.response, points(row.scores.nps), percent(row.scores.csat)) for row in rows]
