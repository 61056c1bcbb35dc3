"""Reading texts in the background: once each, resumable, anew when the engine changes; and the tally that is kept."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from feedback.actions import reading
from feedback.models import Answer, Reading, Review, Sentence, Tally
from tests.factories import NOW, HotelFactory, InvitationFactory, QuestionFactory, SurveyFactory

from .reviews import day, review
from .test_verify import verify

pytestmark = pytest.mark.django_db
WORDS = "房间很干净，早餐丰富。但是隔音太差了，晚上很吵。"


@pytest.fixture
def hotel():
    return HotelFactory()


def answer(hotel, text, **invited):
    survey = SurveyFactory()
    question = QuestionFactory(survey=survey, kind="text")
    facts = {"survey": survey, "hotel": hotel, "guest": None, "opened_at": NOW, "finished_at": NOW} | invited
    return InvitationFactory(**facts).answers.create(question=question, text=text, at=NOW)


def tally(kind, **narrowed):
    rows = Tally.objects.filter(kind=kind, **narrowed)
    found = {}
    for row in rows:
        found[row.said] = found.get(row.said, 0) + row.sentences
    return found


def test_a_review_becomes_sentences_with_mood_topics_and_words(hotel):
    row = review(hotel, title="住得好", text=WORDS, written_on=day("2026-10-31"))

    assert reading.read_waiting(at=NOW) == 1

    row.refresh_from_db()
    assert (row.judged_at, row.language) == (NOW, "zh")
    said = {row.said[one.starts : one.ends]: one for one in row.sentences.all()}
    noise = next(one for text, one in said.items() if "隔音" in text)
    assert (noise.mood, noise.topics, noise.said_on) == (-1, ["noise"], day("2026-10-31"))
    assert "吵" in noise.words
    assert {one.hotel for one in said.values()} == {hotel}


def test_words_of_finished_surveys_are_read_and_no_others(hotel):
    kept = answer(hotel, "The breakfast was excellent.")
    unfinished = answer(hotel, "The room was dirty.", finished_at=None)

    assert reading.read_waiting(at=NOW) == 1

    assert Sentence.objects.get().answer == kept
    assert list(Answer.objects.filter(judged_at=None)) == [unfinished]
    assert "excellent" in tally("w", source="s")


def test_reading_again_reads_none_and_a_text_without_words_is_read_too(hotel):
    review(hotel, text="")
    review(hotel, text="!!!", key="2")
    assert reading.read_waiting(at=NOW) == 2
    assert reading.read_waiting(at=NOW) == 0
    assert not Sentence.objects.exists()


def test_a_turn_that_is_over_leaves_the_rest_for_the_next(hotel, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    for n in range(5):
        review(hotel, text=WORDS, key=str(n))
    turns = [reading.read_waiting(at=NOW, turn=timedelta(0)) for _turn in range(4)]
    assert turns == [2, 2, 1, 0]
    assert tally("a") == {"": Sentence.objects.count()}


def test_a_new_engine_reads_everything_anew_and_nothing_stands_twice(hotel, monkeypatch):
    review(hotel, text=WORDS)
    answer(hotel, "The breakfast was excellent.")
    reading.read_waiting(at=NOW)
    before = sorted(Sentence.objects.values_list("starts", "ends", "mood"))

    monkeypatch.setattr(reading, "engine", lambda: "another")
    later = NOW + timedelta(hours=1)
    assert reading.read_waiting(at=later) == 2

    assert sorted(Sentence.objects.values_list("starts", "ends", "mood")) == before
    assert Reading.objects.first().engine == "another"
    assert set(Review.objects.values_list("judged_at", flat=True)) == {later}
    assert verify() == set()


def test_a_worker_of_the_release_before_waits_and_takes_over_when_the_new_one_was_taken_back(hotel):
    assert reading.notice_engine(at=NOW, running="old")
    assert reading.notice_engine(at=NOW + timedelta(hours=1), running="new")
    assert not reading.notice_engine(at=NOW + timedelta(hours=1, minutes=5), running="old")
    assert reading.notice_engine(at=NOW + timedelta(hours=2), running="old")
    assert [row.engine for row in Reading.objects.all()] == ["old", "new", "old"]


def test_the_engine_is_its_code_and_its_weights():
    assert reading.engine() == reading.engine.__wrapped__()
    assert len(reading.engine()) == 16


def test_the_tally_is_what_the_sentences_say(hotel):
    first = review(hotel, text=WORDS, key="1")
    review(hotel, text=WORDS, key="2", written_on=day("2026-09-02"))
    reading.read_waiting(at=NOW)
    assert tally("w")["吵"] == 2
    assert tally("t")["noise"] == 2
    assert tally("t", month=day("2026-09-01"))["noise"] == 1
    assert verify() == set()

    first.delete()
    assert tally("w")["吵"] == 1
    assert verify() == set()
    Review.objects.all().delete()
    assert not Tally.objects.exists()


@pytest.mark.parametrize("change", [{"sentences": 7}, {"said": "nothing"}])
def test_verify_finds_a_tally_that_is_wrong(hotel, change):
    review(hotel, text=WORDS)
    reading.read_waiting(at=NOW)
    Tally.objects.filter(pk=Tally.objects.filter(kind="w").first().pk).update(**change)
    assert verify() == {"feedback.tally_is_what_sentences_say"}


def test_verify_finds_a_sentence_beyond_its_text(hotel):
    row = review(hotel, text=WORDS)
    reading.read_waiting(at=NOW)
    Review.objects.filter(pk=row.pk).update(text="短")
    assert verify() == {"feedback.sentences_are_within_their_review"}


def test_a_sentence_is_not_changed_but_read_anew(hotel):
    review(hotel, text=WORDS)
    reading.read_waiting(at=NOW)
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        Sentence.objects.update(mood=0)
