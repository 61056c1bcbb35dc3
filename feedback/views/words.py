"""What the words of guests say: a cloud, topics, and the sentences behind each number."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.forms.words import DEFAULT, WordsFilter
from feedback.models import Topic
from feedback.queries import words as queries
from feedback.scope import groups
from feedback.words_drawings import charts
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog


@requires(Permission.SEE_FEEDBACK)
@require_safe
def words(request: StaffRequest) -> HttpResponse:
    """Words and topics of the hotels and months that the address names; of one of them the sentences, if asked."""
    at = timezone.now()
    form = _form(request, at=at)
    asked, hotels = form.asked(), form.hotels()
    topics, everything = queries.counts(asked)
    context = {
        "form": form,
        "hotels": hotels,
        "first": asked.first,
        "cloud": queries.cloud(asked),
        "topics": topics.topics,
        "total": sum((row.moods.total for row in everything.rows), 0),
        "charts": charts(topics, everything, hotels),
        "progress": queries.progress(),
    }
    return render(request, "feedback/words/words.html", context | _sentences(request, form, asked, at=at))


@requires(Permission.SEE_FEEDBACK)
@require_safe
def progress(request: StaffRequest) -> HttpResponse:
    """How far the reading is; the page asks until it is done."""
    return render(request, "feedback/words/_progress.html", {"progress": queries.progress(), "is_again": True})


def _form(request: StaffRequest, *, at: datetime) -> WordsFilter:
    offered = groups(request.access)
    asked = {"hotel": request.hotel.code, "months": DEFAULT} | request.GET.dict()
    if asked["hotel"] not in offered:
        raise Http404
    return WordsFilter(asked, groups=offered, today=request.hotel.today(at))


def _sentences(request: StaffRequest, form: WordsFilter, asked: queries.Asked, *, at: datetime) -> dict[str, Any]:
    """The sentences behind a word or a topic: a look at the guests who answered, and at those who wrote a review."""
    found = form.found()
    word, topic = found.get("word", ""), found.get("topic", "")
    if not word and not topic:
        return {}
    listed = queries.sentences(asked, word=word, topic=topic, number=found.get("page") or 1)
    said = {
        ReadLog.What.SURVEY: {answer.invitation.guest_id for answer in listed.answers},
        ReadLog.What.REVIEW: {review.guest_id for review in listed.reviews},
    }
    for what, guests in said.items():
        seen = sorted(pk for pk in guests if pk is not None)
        log_looks(seen, what=what, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)
    return {"listed": listed, "about": word or Topic(topic).label, "word": word, "topic": topic}
