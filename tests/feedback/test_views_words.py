"""The page of words: cloud and table, topics, filters, and the sentences behind a number; and who may see them."""

import pytest
import time_machine
from django.urls import reverse

from feedback.actions import reading
from feedback.models import Review
from feedback.queries.words import size_of
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import (
    NOW,
    GuestFactory,
    HotelFactory,
    InvitationFactory,
    MembershipFactory,
    QuestionFactory,
    staff,
)

from .reviews import day, review

pytestmark = pytest.mark.django_db
PAGE = "/feedback/words/"
SEE = {Role.GUEST_RELATIONS, Role.MARKETING, Role.MANAGER}
GOOD, BAD = "早餐丰富，服务员态度很好。", "隔音太差，晚上很吵。"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def person(client, hotel):
    user = staff(Role.GUEST_RELATIONS, hotel)
    client.force_login(user)
    return user


@pytest.fixture
def answer(hotel):
    question = QuestionFactory(kind="text")
    invitation = InvitationFactory(survey=question.survey, hotel=hotel, opened_at=NOW, finished_at=NOW)
    return invitation.answers.create(question=question, text="The breakfast was cold.", at=NOW)


def words(response):
    return {word.text: word.count for word in response.context["cloud"]}


def topics(response):
    return {topic.value: (moods.good, moods.neither, moods.bad) for topic, moods in response.context["topics"]}


def sentences(response):
    return [one.text for one in response.context["listed"].said]


def written(hotel, *texts, **facts):
    for n, text in enumerate(texts):
        review(hotel, key=f"{n}{facts}", text=text, **facts)
    reading.read_waiting(at=NOW)


def test_the_cloud_and_its_table_count_sentences(client, person, hotel):
    written(hotel, GOOD, BAD, BAD)
    page = client.get(PAGE)
    assert words(page)["吵"] == 2
    assert words(page)["早餐"] == 1
    assert {word.text: word.lean for word in page.context["cloud"]}["吵"] == "bad"
    assert topics(page)["noise"] == (0, 0, 2)
    assert page.content.decode().count('href="?word=%E5%90%B5') == 2  # in the cloud, and in the table


@pytest.mark.parametrize(("count", "size"), [(1, 1), (10, 3), (20, 4), (100, 6)])
def test_sizes_go_by_the_logarithm(count, size):
    assert size_of(count, 1, 100) == size


def test_words_of_one_count_are_of_one_size():
    assert size_of(7, 7, 7) == 3


def test_each_filter_narrows_the_numbers(client, person, hotel, answer):
    written(hotel, GOOD)
    written(hotel, BAD, written_on=day("2026-03-02"))
    asked = {
        "": {"breakfast", "service"},
        "?months=12": {"breakfast", "service", "noise"},
        "?months=all&mood=-1": {"breakfast", "noise"},
        "?language=zh": {"breakfast", "service"},
        "?language=en": {"breakfast"},
        "?source=s": {"breakfast"},
        "?source=r": {"breakfast", "service"},
    }
    assert {query: set(topics(client.get(PAGE + query))) for query in asked} == asked
    assert topics(client.get(f"{PAGE}?language=en"))["breakfast"] == (0, 0, 1)


def test_hotels_of_a_person_and_no_other(client, person, hotel):
    second = MembershipFactory(user=person, hotel=HotelFactory(), role=Role.MANAGER).hotel
    third = HotelFactory()
    for place in (hotel, second, third):
        written(place, BAD, author=place.code)
    assert topics(client.get(PAGE))["noise"] == (0, 0, 1)
    assert topics(client.get(f"{PAGE}?hotel=all"))["noise"] == (0, 0, 2)
    assert len(client.get(f"{PAGE}?hotel=all").context["charts"]) == 3
    for nowhere in (third.code, "nowhere", ""):
        assert client.get(f"{PAGE}?hotel={nowhere}").status_code == 404


def test_a_word_leads_to_its_sentences_in_the_guests_words(client, person, hotel):
    written(hotel, GOOD, f"{GOOD}{BAD}")
    page = client.get(f"{PAGE}?word=吵")
    assert sentences(page) == ["隔音太差，晚上很吵。"]
    assert Review.objects.get(text__contains=BAD).get_absolute_url() in page.content.decode()
    assert sentences(client.get(f"{PAGE}?topic=noise")) == sentences(page)
    assert sentences(client.get(f"{PAGE}?word=吵&mood=1")) == []
    assert sentences(client.get(f"{PAGE}?word=nobody+said+it")) == []
    assert "listed" not in client.get(f"{PAGE}?topic=nonsense").context


def test_what_a_list_counts_is_what_it_lists(client, person, hotel, answer):
    written(hotel, *[f"{BAD}{n}号房。" for n in range(23)])
    first = client.get(f"{PAGE}?word=吵")
    second = client.get(f"{PAGE}?word=吵&page=2")
    assert first.context["listed"].moods.total == 23
    assert (len(sentences(first)), len(sentences(second))) == (20, 3)
    assert not second.context["listed"].has_next


def test_words_of_a_survey_are_a_look_at_the_guest_once_they_are_shown(client, person, hotel, answer):
    written(hotel, GOOD)
    client.get(PAGE)
    client.get(f"{PAGE}?source=r&topic=breakfast")
    assert not ReadLog.objects.exists()

    page = client.get(f"{PAGE}?topic=breakfast")

    assert "The breakfast was cold." in sentences(page)
    look = ReadLog.objects.get()
    assert (look.guest_id, look.what) == (answer.invitation.guest_id, ReadLog.What.SURVEY)


def test_a_review_whose_guest_is_named_is_a_look_at_that_guest(client, person, hotel):
    guest = GuestFactory()
    written(hotel, BAD)
    Review.objects.update(guest=guest)

    client.get(PAGE)
    assert not ReadLog.objects.exists()
    client.get(f"{PAGE}?word=吵")

    assert list(ReadLog.objects.values_list("guest_id", "what")) == [(guest.pk, ReadLog.What.REVIEW)]


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_however_much_was_written(client, person, hotel, rows, django_assert_num_queries):
    written(hotel, *[f"{BAD}{n}号房。" for n in range(rows)])
    client.get(f"{PAGE}?word=吵")
    with django_assert_num_queries(12):
        client.get(f"{PAGE}?word=吵")


def test_progress_is_shown_while_texts_wait(client, person, hotel):
    written(hotel, GOOD)
    review(hotel, key="later", text=BAD)
    assert 'value="1" max="2"' in client.get(PAGE).content.decode()
    partial = reverse("feedback:words-progress")
    assert 'value="1" max="2"' in client.get(partial).content.decode()
    reading.read_waiting(at=NOW)
    assert "Everything is read." in client.get(partial).content.decode()
    assert "<progress" not in client.get(PAGE).content.decode()


def test_an_empty_house_says_where_words_come_from(client, person):
    assert "Words come from reviews" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("role", Role)
def test_who_sees_the_words(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))
    found = {client.get(path).status_code for path in (PAGE, reverse("feedback:words-progress"))}
    assert found == ({200} if role in SEE else {403})
