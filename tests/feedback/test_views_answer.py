"""The survey as a guest sees it: by a link alone, a page at a time, in the guest's language, once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from feedback.models import Answer, Invitation, Survey, Ticket
from feedback.signing import Use, sign
from hotelcrm.accounts.models import Role
from tests.factories import NOW, GuestFactory, HotelFactory, InvitationFactory, staff

from .surveys import answer_all, answered, full_survey, ids_of, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel(db):
    return HotelFactory(name_en="Lakeside", name_zh="湖畔酒店")


@pytest.fixture
def survey(db):
    return full_survey(thanks_en="See you again.", thanks_zh="期待再见。")


@pytest.fixture
def invitation(hotel, survey):
    return InvitationFactory(hotel=hotel, survey=survey, guest=GuestFactory(language="en", full_name="Secret Name"))


@pytest.fixture
def path(invitation):
    return path_of(invitation)


def send(client, path, number, answers, **rest):
    data = {"page": number, **{f"q{pk}": value for pk, value in answers.items()}, **rest}
    return client.post(path, data)


def test_a_guest_goes_through_it_without_signing_in(client, path, survey, invitation):
    nps, csat, restaurant, scale, choice, words = ids_of(survey)

    page = client.get(path)
    assert page.status_code == 200
    assert "Lakeside" in page.content.decode()
    assert "Page 1 of 3" in page.content.decode()

    answer = send(client, path, 1, {nps: "9"})
    assert (answer.status_code, answer["Location"].split("?")[1]) == (302, "page=2")
    answer = send(client, path, 2, {csat: "4", restaurant: "", scale: "7"})
    assert answer["Location"].endswith("?page=3")
    answer = send(client, path, 3, {choice: "leisure", words: "<b>Lovely</b>"})

    thanks = client.get(answer["Location"])
    assert thanks.status_code == 200
    assert "See you again." in thanks.content.decode()
    invitation.refresh_from_db()
    assert (invitation.nps, invitation.csat, invitation.finished_at) == (9, 4, NOW)
    assert invitation.answers.get(question=words).text == "<b>Lovely</b>"


def test_nothing_of_the_page_names_the_guest_or_is_remembered_by_others(client, path):
    page = client.get(path)

    assert "Secret Name" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert set(client.cookies) == {"csrf"}


def test_a_page_that_lacks_a_needed_answer_comes_back_and_keeps_nothing(client, path, survey):
    answer = send(client, path, 1, {})

    assert answer.status_code == 422
    assert "Please choose an answer." in answer.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("value", ["11", "-1", "9.5", "ten", "１", "9 ", "\x00"])
def test_an_answer_that_is_not_offered_is_refused(client, path, survey, value):
    answer = send(client, path, 1, {ids_of(survey)[0]: value})

    assert answer.status_code == 422
    assert not Answer.objects.exists()


def test_words_have_an_end(client, path, survey):
    words = ids_of(survey)[-1]

    assert send(client, path, 3, {words: "x" * 2_001}).status_code == 422
    assert not Answer.objects.exists()


def test_who_comes_back_goes_on_where_nothing_was_said_yet_and_finds_what_was(client, path, survey):
    nps, *_rest = ids_of(survey)
    send(client, path, 1, {nps: "9"})

    assert "Page 2 of 3" in client.get(path).content.decode()
    first = client.get(path, {"page": 1}).content.decode()
    assert f'name="q{nps}" value="9" checked' in first


@pytest.mark.parametrize("page", ["0", "4", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_not_found(client, path, page):
    assert client.get(path, {"page": page}).status_code == 404


@pytest.mark.parametrize("page", ["", "two", "-1", "²"])
def test_a_page_that_is_no_number_is_the_first(client, path, page):
    assert "Page 1 of 3" in client.get(path, {"page": page}).content.decode()


# Languages


@pytest.mark.parametrize(
    ("guest", "browser", "shown"),
    [("zh", "en", "您的入住"), ("en", "zh-cn", "Your stay"), ("", "zh-cn", "您的入住"), ("", "fr", "Your stay")],
)
def test_it_speaks_the_guests_language_else_the_browsers(client, hotel, survey, guest, browser, shown):
    known = GuestFactory(language={"zh": "zh-hans"}.get(guest, guest))
    path = path_of(InvitationFactory(hotel=hotel, survey=survey, guest=known))

    page = client.get(path, headers={"Accept-Language": browser}).content.decode()

    assert f"<h1>{shown}</h1>" in page


def test_changing_the_language_keeps_what_was_chosen_and_stays_on_the_page(client, path, survey, invitation):
    nps, *_rest = ids_of(survey)

    answer = send(client, path, 1, {nps: "9"}, language="zh-hans")

    assert answer["Location"].endswith("?page=1")
    page = client.get(answer["Location"]).content.decode()
    assert "湖畔酒店" in page
    assert f'name="q{nps}" value="9" checked' in page
    invitation.refresh_from_db()
    assert (invitation.language, invitation.finished_at) == ("zh-hans", None)


def test_changing_the_language_asks_for_nothing_yet(client, path):
    assert send(client, path, 1, {}, language="zh-hans").status_code == 302


# Links that lead nowhere


def said(answer):
    return answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("language", "sentence"), [("en", "This link does not work"), ("zh-hans", "链接无法使用")])
def test_a_changed_link_is_refused_kindly(client, path, method, language, sentence):
    changed = path[:-2] + ("A/" if path[-2] != "A" else "B/")

    answer = getattr(client, method)(f"{changed}?language={language}")

    assert answer.status_code == 404
    assert sentence in said(answer)


@pytest.mark.parametrize("use", [Use.ROOM, Use.TICKET])
def test_a_link_for_something_else_is_refused(client, invitation, use):
    assert client.get(f"/f/s/{sign(use, str(invitation.pk))}/").status_code == 404


@pytest.mark.parametrize("text", ["999999999", "", "x", "1.5", "9" * 30])
def test_a_link_to_what_is_not_there_is_refused(client, text):
    assert client.get(f"/f/s/{sign(Use.SURVEY, text)}/").status_code == 404


def test_the_link_of_an_erased_guest_is_nobodys(client, path, invitation):
    invitation.guest.erased_at = NOW
    invitation.guest.save(update_fields=["erased_at"])

    assert client.get(path).status_code == 404
    assert client.post(path, {"page": 1}).status_code == 404


def test_after_its_time_it_is_over(client, path, survey):
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        shown, sent = client.get(path), send(client, path, 1, {ids_of(survey)[0]: "9"})

    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "This survey is over" in said(shown)
    assert not Answer.objects.exists()


def test_once_answered_it_says_thanks_and_changes_nothing(client, path, invitation, survey):
    answer_all(invitation, nps=9)

    shown, sent = client.get(path), send(client, path, 1, {ids_of(survey)[0]: "0"})

    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "You have answered already" in said(shown)
    assert Invitation.objects.get().nps == 9
    assert not Ticket.objects.exists()


def test_two_taps_on_the_last_button_are_one(client, path, survey, monkeypatch):
    """The second looks while the first has not ended yet, and finds that it has when it wants to keep its page."""
    nps, csat, _restaurant, scale, choice, words = ids_of(survey)
    send(client, path, 1, {nps: "9"})
    send(client, path, 2, {csat: "4", scale: "7"})
    monkeypatch.setattr("feedback.views.public_survey._refused", lambda *_args: None)

    last = {choice: "leisure", words: "Thanks"}
    first, second = send(client, path, 3, last), send(client, path, 3, last)
    other = send(client, path, 3, {choice: "business", words: "Thanks"})

    assert first["Location"] == second["Location"]
    assert "thanks" in second["Location"]
    assert other.status_code == 410


def test_thanks_before_the_end_lead_back_to_the_questions(client, path):
    assert client.get(f"{path}thanks/")["Location"] == path


def test_thanks_for_a_changed_link_are_not_found(client):
    assert client.get("/f/s/nonsense/thanks/").status_code == 404


def test_a_survey_without_questions_says_so(client, path, survey):
    survey.questions.update(is_active=False)

    assert client.get(path).status_code == 404


def test_staff_who_follow_it_answer_nothing(client, path, hotel, survey):
    client.force_login(staff(Role.FRONT_DESK, hotel))

    shown, sent = client.get(path), send(client, path, 1, {ids_of(survey)[0]: "9"})

    assert (shown.status_code, sent.status_code) == (200, 200)
    assert "This link is a guest" in said(sent)
    assert not Answer.objects.exists()


def test_a_post_from_elsewhere_is_refused(path, survey):
    client = Client(enforce_csrf_checks=True)

    assert send(client, path, 1, {ids_of(survey)[0]: "9"}).status_code == 403


def test_a_page_takes_the_same_queries_however_much_was_answered(client, path, invitation, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(path)
    nps, csat, restaurant, *_rest = ids_of(invitation.survey)
    send(client, path, 1, {nps: "9"})
    send(client, path, 2, {csat: "4", restaurant: "4"})
    with django_assert_num_queries(3):
        client.get(path)


def test_a_low_answer_is_thanked_for_and_looked_into(client, hotel):
    invitation = answered(hotel=hotel, nps=2, guest=GuestFactory(language="en"))

    assert client.get(f"{path_of(invitation)}thanks/").status_code == 200
    assert Ticket.objects.get().key == f"survey:{invitation.pk}"


# The code in the room


@pytest.fixture
def code(hotel):
    full_survey(sent=Survey.Sent.ROOM, hotel=hotel)
    return reverse("feedback:room", args=[sign(Use.ROOM, f"{hotel.pk} 1208")])


def test_the_code_asks_first_and_begins_by_a_tap(client, code):
    page = client.get(code)
    assert page.status_code == 200
    assert not Invitation.objects.exists()

    begun = client.post(code)

    row = Invitation.objects.get()
    assert (row.room, row.channel) == ("1208", "room")
    assert "Page 1 of 3" in client.get(begun["Location"]).content.decode()
    cookie = client.cookies["survey_device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/f/r/", True, "Lax")


def test_the_same_phone_goes_on_and_is_told_when_it_has_answered(client, code):
    first = client.post(code)["Location"]
    assert "Go on" in client.get(code).content.decode()
    client.post(code)
    assert Invitation.objects.count() == 1
    answer_all(Invitation.objects.get())

    assert "You have answered already" in client.get(code).content.decode()
    assert client.get(first).status_code == 410
    assert Client().get(code).status_code == 200  # the next phone is welcome


@pytest.mark.parametrize("device", ["x", "a" * 23, "../../../../../../../..", "é" * 22])
def test_a_made_up_device_is_given_a_new_name(client, code, device):
    client.cookies["survey_device"] = device

    assert client.post(code).status_code == 302
    assert client.cookies["survey_device"].value != device


def test_too_many_from_one_room_are_told_kindly(code):
    answers = [Client().post(code).status_code for _ in range(8)]

    assert answers == [302] * 6 + [429] * 2
    assert "Thank you, that is enough for today" in Client().post(code).content.decode()


def test_without_a_survey_for_rooms_the_code_says_so(client, code):
    Survey.objects.update(is_active=False)

    answer = client.post(code)
    assert answer.status_code == 404
    assert "There are no questions just now" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "x 1208", "999999999 1208", "1", "1208"])
def test_a_code_of_no_room_leads_nowhere(client, text):
    assert client.get(f"/f/r/{sign(Use.ROOM, text)}/").status_code == 404


def test_staff_who_scan_it_begin_nothing(client, code, hotel):
    client.force_login(staff(Role.FRONT_DESK, hotel))

    assert "This link is a guest" in client.post(code).content.decode()
    assert not Invitation.objects.exists()
