"""What surveys add up to: scores by month and hotel, how many of those asked answered, and each question's answers.

Set-based, so many queries whatever the number of answers. Scores and answers belong to the day on which a survey was
finished, response rates to the day of the invitation, both by the hotel's clock. Surveys that were not finished are
counted, and their answers are in no score: the guest had not said the last word.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, DateTimeField, F, Func, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from feedback.models import Answer, Invitation, Question, Survey
from feedback.rules.scores import DETRACTOR, PROMOTER, SATISFIED, nps, share
from hotelcrm.accounts.models import Department as DepartmentName
from hotelcrm.accounts.models import Hotel
from stays.figures import Period

LATEST = 5  # texts shown with a question
AT_ZONE = "::timestamp AT TIME ZONE "


@dataclass(frozen=True)
class Scores:
    """NPS and CSAT of some surveys, with how many said something to each."""

    finished: int = 0
    nps_answers: int = 0
    promoters: int = 0
    detractors: int = 0
    csat_answers: int = 0
    satisfied: int = 0

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(
            self.finished + other.finished,
            self.nps_answers + other.nps_answers,
            self.promoters + other.promoters,
            self.detractors + other.detractors,
            self.csat_answers + other.csat_answers,
            self.satisfied + other.satisfied,
        )

    @property
    def nps(self) -> Decimal | None:
        """-100 to 100."""
        return nps(promoters=self.promoters, detractors=self.detractors, answers=self.nps_answers)

    @property
    def csat(self) -> Decimal | None:
        """0 to 1."""
        return share(self.satisfied, self.csat_answers)


@dataclass(frozen=True)
class MonthScores:
    """The scores of one hotel in one calendar month."""

    hotel_id: int
    month: date
    scores: Scores


# The days of a hotel are cut at its own midnight; the instants are reckoned once a hotel, so that its index serves.
WITHIN = """
    FROM accounts_hotel h JOIN feedback_invitation i ON i.hotel_id = h.id
        AND i.{moment} >= %(start)s::date::timestamp AT TIME ZONE h.time_zone
        AND i.{moment} < %(end)s::date::timestamp AT TIME ZONE h.time_zone
"""
SCORES = f"""
SELECT {{by}}, count(*), count(i.nps),
    count(*) FILTER (WHERE i.nps >= {PROMOTER}), count(*) FILTER (WHERE i.nps <= {DETRACTOR}), count(i.csat),
    count(*) FILTER (WHERE i.csat >= {SATISFIED})
{WITHIN.format(moment="finished_at")}
WHERE h.id = ANY(%(hotels)s) AND (%(survey)s::bigint IS NULL OR i.survey_id = %(survey)s)
GROUP BY {{by}} ORDER BY {{by}}
"""
# Asked is who received it: a letter that never left asked nobody.
RESPONSE = f"""
SELECT {{by}}, count(*), count(i.opened_at), count(i.finished_at),
    count(*) FILTER (WHERE i.opened_at IS NOT NULL AND i.finished_at IS NULL)
{WITHIN.format(moment="invited_at")}
    LEFT JOIN outbox_message m ON m.id = i.message_id
WHERE h.id = ANY(%(hotels)s) AND (%(survey)s::bigint IS NULL OR i.survey_id = %(survey)s)
    AND (i.channel IN ('room', 'desk') OR i.opened_at IS NOT NULL OR m.state IN ('sent', 'delivered', 'unknown'))
GROUP BY {{by}}
"""
BY_MONTH = "h.id, date_trunc('month', i.finished_at AT TIME ZONE h.time_zone)::date"
BY_CHANNEL = "h.id, i.channel"
BY_SURVEY = "i.survey_id"
ANSWERS = f"""
SELECT a.question_id, a.number, a.choice, count(*)
{WITHIN.format(moment="finished_at")}
    JOIN feedback_answer a ON a.invitation_id = i.id
WHERE h.id = ANY(%(hotels)s) AND (%(survey)s::bigint IS NULL OR i.survey_id = %(survey)s)
GROUP BY 1, 2, 3
"""


def _ask(statement: str, hotel_ids: Sequence[int], period: Period, survey: Survey | None = None) -> list[Any]:
    facts: dict[str, Any] = {
        "hotels": list(hotel_ids),
        "start": period.start,
        "end": period.end,
        "survey": survey and survey.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return list(cursor.fetchall())


def scores(hotel_ids: Sequence[int], period: Period, survey: Survey | None = None) -> list[MonthScores]:
    """Scores by hotel and month, of finished surveys; of `survey` alone if given. One query."""
    rows = _ask(SCORES.format(by=BY_MONTH), hotel_ids, period, survey)
    return [MonthScores(hotel, month, Scores(*counts)) for hotel, month, *counts in rows]


def total(rows: Iterable[MonthScores]) -> Scores:
    """All of them together."""
    return sum((row.scores for row in rows), Scores())


@dataclass(frozen=True)
class Response:
    """How many were asked in one way, began, finished, or left half way."""

    asked: int = 0
    begun: int = 0
    finished: int = 0
    left: int = 0

    def __add__(self, other: "Response") -> "Response":
        return Response(
            self.asked + other.asked, self.begun + other.begun, self.finished + other.finished, self.left + other.left
        )

    @property
    def rate(self) -> Decimal | None:
        """Finished / asked; None where nobody was asked."""
        return share(self.finished, self.asked)


@dataclass(frozen=True)
class Responses:
    """The same by hotel and channel."""

    rows: dict[tuple[int, str], Response] = field(default_factory=dict)

    @property
    def whole(self) -> Response:
        """Of all hotels and channels."""
        return sum(self.rows.values(), Response())

    def of_hotel(self, hotel: Hotel) -> Response:
        """Of one hotel, all channels."""
        return sum((row for (hotel_id, _channel), row in self.rows.items() if hotel_id == hotel.pk), Response())

    @property
    def by_channel(self) -> list[tuple[Invitation.Channel, Response]]:
        """Of all hotels, by channels in use."""
        found: defaultdict[str, Response] = defaultdict(Response)
        for (_hotel, channel), row in self.rows.items():
            found[channel] += row
        return [(channel, found[channel]) for channel in Invitation.Channel if channel in found]


def responses(hotel_ids: Sequence[int], period: Period, survey: Survey | None = None) -> Responses:
    """Who was asked in the period, by hotel and channel, and what came of it by now. One query."""
    rows = _ask(RESPONSE.format(by=BY_CHANNEL), hotel_ids, period, survey)
    return Responses({(hotel, channel): Response(*counts) for hotel, channel, *counts in rows})


@dataclass(frozen=True)
class Result:
    """The answers to one question, by number or by the code of a choice; of texts only how many."""

    question: Question
    counts: Counter[str]

    @property
    def answers(self) -> int:
        """How many answered it."""
        return self.counts.total()

    @property
    def mean(self) -> Decimal | None:
        """The average number; None of what is no number."""
        if not self.question.top or not self.answers:
            return None
        return Decimal(sum(int(number) * n for number, n in self.counts.items())) / self.answers

    @property
    def satisfaction(self) -> Decimal | None:
        """The average on the way from the lowest to the highest answer, 0 to 1: so that scales can be compared."""
        mean, low = self.mean, self.question.bottom
        return None if mean is None else (mean - low) / (self.question.top - low)

    @property
    def satisfied(self) -> Decimal | None:
        """The share of 4 and 5 of a question of satisfaction, 0 to 1."""
        return share(sum(n for number, n in self.counts.items() if int(number) >= SATISFIED), self.answers)

    @property
    def nps(self) -> Decimal | None:
        """The score of a question of recommendation."""
        if self.question.kind != Question.Kind.NPS:
            return None
        up = sum(n for number, n in self.counts.items() if int(number) >= PROMOTER)
        down = sum(n for number, n in self.counts.items() if int(number) <= DETRACTOR)
        return nps(promoters=up, detractors=down, answers=self.answers)


def results(hotel_ids: Sequence[int], period: Period, survey: Survey | None = None) -> list[Result]:
    """Each question that was answered in finished surveys, in the order of its survey. Two queries."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for question, number, choice, n in _ask(ANSWERS, hotel_ids, period, survey):
        counts[question][str(number) if number is not None else choice] += n
    rows = Question.objects.filter(pk__in=counts).select_related("survey")
    return [Result(row, counts[row.pk]) for row in rows.order_by("survey__code", "page", "order", "pk")]


@dataclass(frozen=True)
class Department:
    """What guests say of one department, of all its questions together."""

    code: str
    answers: int
    satisfaction: Decimal

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return str(DepartmentName(self.code).label)


def by_department(found: Iterable[Result]) -> list[Department]:
    """The departments that questions are about, the least liked first; each answer counts the same."""
    sums: defaultdict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal()))
    for result in found:
        if result.question.department and result.satisfaction is not None:
            n, whole = sums[result.question.department]
            sums[result.question.department] = (n + result.answers, whole + result.satisfaction * result.answers)
    rows = [Department(code, n, whole / n) for code, (n, whole) in sums.items()]
    return sorted(rows, key=lambda row: (row.satisfaction, row.code))


# Lists


@dataclass(frozen=True)
class Listed:
    """A survey on the list, with what came of it at the hotels of the reader."""

    survey: Survey
    response: Response
    scores: Scores


def surveys_at(hotel_ids: Iterable[int]) -> QuerySet[Survey]:
    """The surveys that concern these hotels: their own, and those for all."""
    rows = Survey.objects.filter(Q(hotel=None) | Q(hotel__in=hotel_ids)).select_related("hotel")
    asks = Count("questions", filter=Q(questions__is_active=True))
    return rows.annotate(asks=asks).order_by("-is_active", "sent", "code")


def listed(surveys: Iterable[Survey], hotel_ids: Sequence[int], period: Period) -> list[Listed]:
    """The same surveys with their figures of the period; two queries for all of them."""
    asked = {survey: Response(*n) for survey, *n in _ask(RESPONSE.format(by=BY_SURVEY), hotel_ids, period)}
    said = {survey: Scores(*n) for survey, *n in _ask(SCORES.format(by=BY_SURVEY), hotel_ids, period)}
    return [Listed(row, asked.get(row.pk, Response()), said.get(row.pk, Scores())) for row in surveys]


def answered(survey: Survey, hotel_ids: Iterable[int]) -> QuerySet[Invitation]:
    """The invitations to `survey` that were answered or begun, the last one first."""
    rows = Invitation.objects.filter(survey=survey, hotel__in=hotel_ids, opened_at__isnull=False)
    return rows.select_related("hotel").order_by("-opened_at", "-pk")


def latest_texts(survey: Survey, hotel_ids: Sequence[int], period: Period) -> dict[int, list[Answer]]:
    """Of each question that is answered in words the `LATEST` answers of finished surveys, by its id. One query."""
    latest = [F("invitation__finished_at").desc(), F("pk").desc()]
    rows = Answer.objects.filter(
        question__survey=survey,
        question__kind=Question.Kind.TEXT,
        invitation__hotel__in=hotel_ids,
        invitation__finished_at__gte=_midnight(period.start),
        invitation__finished_at__lt=_midnight(period.end),
    ).annotate(place=Window(RowNumber(), partition_by="question", order_by=latest))
    found: defaultdict[int, list[Answer]] = defaultdict(list)
    for row in rows.filter(place__lte=LATEST).select_related("invitation").order_by("question", "place"):
        found[row.question_id].append(row)
    return dict(found)


def _midnight(day: date) -> Func:
    """When `day` begins by the clock of the invitation's hotel, as `WITHIN` has it."""
    zone = F("invitation__hotel__time_zone")
    return Func(Value(day), zone, template="(%(expressions)s)", arg_joiner=AT_ZONE, output_field=DateTimeField())
