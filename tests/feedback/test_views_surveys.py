"""What staff see of surveys: figures, lists, one guest's answers, codes and invitations; and who sees none of it."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from feedback.models import Answer, Invitation, Survey
from feedback.queries.surveys import LATEST, latest_texts
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from hotelcrm.outbox.models import Message
from stays.figures import Period
from stays.models import StayStatus
from tests.factories import (
    NOW,
    TODAY,
    GuestFactory,
    HotelFactory,
    InvitationFactory,
    MembershipFactory,
    QuestionFactory,
    StayFactory,
    staff,
)
from tests.outbox.rows import reachable, sent

from .surveys import answered, departed, full_survey, ids_of, letter

pytestmark = pytest.mark.django_db
SEE = {Role.GUEST_RELATIONS, Role.MARKETING, Role.MANAGER}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel(db):
    return HotelFactory(name_en="Lakeside")


@pytest.fixture
def relations(client, hotel):
    client.force_login(staff(Role.GUEST_RELATIONS, hotel))
    return client


@pytest.fixture
def survey(db):
    return full_survey(name_en="After the stay")


def tiles(response):
    return {str(tile.label): (tile.value, tile.under) for tile in response.context["tiles"]}


def overview(client, **asked):
    return client.get(reverse("feedback:overview"), asked)


def test_the_overview_reckons_as_the_trade_does(relations, hotel, survey):
    for nps, csat in ((10, 5), (9, 4), (9, 4), (8, 3), (3, 1)):
        answered(survey=survey, hotel=hotel, nps=nps, csat=csat)

    shown = tiles(overview(relations))

    assert shown["NPS"] == ("+40", "5 answers")  # three of five less one of five
    assert shown["CSAT"] == ("60%", "5 answers")


def test_the_response_rate_is_of_those_who_received_it(relations, hotel, survey):
    answered(survey=survey, hotel=hotel)
    for state in ("sent", "cancelled"):
        guest = GuestFactory()
        message = sent(guest, hotel, handed_at=NOW, purpose="surveys", key=f"k-{state}")
        if state == "cancelled":
            message = Message.objects.create(
                guest=guest,
                hotel=hotel,
                channel="email",
                purpose="surveys",
                key="no",
                due_at=NOW,
                state="cancelled",
                reason="no_consent",
            )
        InvitationFactory(survey=survey, hotel=hotel, guest=guest, message=message)

    response = overview(relations)

    assert tiles(response)["Response rate"] == ("50%", "1 of 2 who were asked")
    assert [(channel.value, row.asked, row.finished) for channel, row in response.context["channels"]] == [
        ("email", 2, 1)
    ]


def test_months_and_days_are_the_hotels(client):
    hotel = HotelFactory(time_zone="Pacific/Auckland")
    client.force_login(staff(Role.MANAGER, hotel))
    answered(
        hotel=hotel, at=NOW.replace(month=10, day=31, hour=11, minute=30)
    )  # half past midnight of 1 November there

    chart = overview(client).context["charts"][0]

    answers = next(series for series in chart.series if series.name == "Answers")
    assert dict(zip(chart.labels, answers.values, strict=True))["Nov 2026"] == 1


def test_answers_of_other_hotels_are_in_no_figure(relations, hotel, survey):
    answered(survey=survey, hotel=hotel, nps=10)
    answered(survey=survey, hotel=HotelFactory(), nps=0)

    assert tiles(overview(relations))["NPS"] == ("+100", "1 answer")


@pytest.mark.parametrize("key", ["there", "no-such-hotel", "all"])
def test_a_hotel_one_does_not_see_is_not_found(relations, key):
    HotelFactory(code="there")

    assert overview(relations, hotel=key).status_code == 404


def test_whoever_works_at_two_hotels_sees_both_together(client, hotel, survey):
    other = HotelFactory()
    person = staff(Role.MANAGER, hotel)
    MembershipFactory(user=person, hotel=other, role=Role.MANAGER)
    client.force_login(person)
    answered(survey=survey, hotel=hotel, nps=10)
    answered(survey=survey, hotel=other, nps=0)

    response = overview(client, hotel="all")

    assert tiles(response)["NPS"] == ("0", "2 answers")
    assert [(line.hotel, line.nps) for line in response.context["hotels"]] == [(hotel, "+100"), (other, "-100")]


def test_what_was_before_the_period_is_compared_and_not_counted(relations, hotel, survey):
    answered(survey=survey, hotel=hotel, nps=10)
    answered(survey=survey, hotel=hotel, nps=0, at=NOW - 40 * DAY)

    response = overview(relations, period="30d")

    assert tiles(response)["NPS"][0] == "+100"
    assert next(tile.was for tile in response.context["tiles"] if tile.label == "NPS") == "-100"


def test_surveys_that_were_not_finished_are_counted_and_in_no_score(relations, hotel, survey):
    invitation = InvitationFactory(survey=survey, hotel=hotel, opened_at=NOW)
    invitation.answers.create(question_id=ids_of(survey)[0], number=0, at=NOW)

    response = overview(relations)

    assert tiles(response)["NPS"] == ("–", "0 answers")
    assert tiles(response)["Not finished"][0] == "1"
    assert response.context["questions"] == []


def test_departments_stand_in_order_of_what_guests_say(relations, hotel, survey):
    answered(survey=survey, hotel=hotel, restaurant=1)
    answered(survey=survey, hotel=hotel, restaurant=4)

    [row] = overview(relations).context["departments"]

    assert (row.code, row.answers, float(row.satisfaction)) == ("restaurant", 2, 0.375)  # halves of 0 and 3/4


def test_without_answers_the_page_says_what_to_do(relations):
    assert "Nobody was asked in these days." in overview(relations).content.decode()


def test_the_list_and_the_page_of_a_survey(relations, hotel, survey):
    answered(survey=survey, hotel=hotel, nps=10, words="The tea was wonderful.")
    full_survey(hotel=HotelFactory(), name_en="Not ours")

    listed = relations.get(reverse("feedback:surveys")).content.decode()
    page = relations.get(reverse("feedback:survey", args=[survey.pk])).content.decode()

    assert "After the stay" in listed
    assert "Not ours" not in listed
    assert "The tea was wonderful." in page


def test_whose_words_are_shown_is_looked_at(relations, hotel, survey):
    read = answered(survey=survey, hotel=hotel, words="Wonderful.")
    answered(survey=survey, hotel=hotel)

    relations.get(reverse("feedback:survey", args=[survey.pk]))

    assert list(ReadLog.objects.values_list("guest_id", "what")) == [(read.guest_id, "survey")]


def test_a_question_that_few_answer_keeps_its_words_beside_one_that_all_do(relations, hotel, survey):
    often, old = ids_of(survey)[-1], answered(NOW - timedelta(days=9), survey=survey, hotel=hotel, words="Long ago")
    seldom = QuestionFactory(survey=survey, page=3, order=9, kind="text").pk
    assert old.finished_at is not None
    Answer.objects.create(invitation=old, question_id=seldom, text="Seldom said", at=old.finished_at)
    rows = [
        Invitation(survey=survey, hotel=hotel, channel="desk", key=f"n{n}", invited_at=NOW, expires_at=NOW)
        for n in range(101)
    ]
    for row in rows:
        row.finished_at = NOW
    Invitation.objects.bulk_create(rows)
    Answer.objects.bulk_create([Answer(invitation=row, question_id=often, text="Often", at=NOW) for row in rows])

    found = latest_texts(survey, [hotel.pk], Period.last_days(10, today=TODAY + timedelta(days=1)))

    assert [row.text for row in found[often]] == ["Often"] * LATEST
    assert [row.text for row in found[seldom]] == ["Seldom said"]


def test_words_belong_to_the_days_of_their_hotel_as_figures_do(client, survey):
    hotel = HotelFactory(time_zone="Asia/Shanghai")
    midnight = datetime(2026, 11, 10, tzinfo=hotel.zone)
    for minutes in (-1, 0, 24 * 60 - 1, 24 * 60):
        answered(midnight + timedelta(minutes=minutes), survey=survey, hotel=hotel, words=f"{minutes} minutes")
    day = Period(date(2026, 11, 10), date(2026, 11, 11))

    with timezone.override("America/New_York"):
        [found] = latest_texts(survey, [hotel.pk], day).values()

    assert [row.text for row in found] == ["1439 minutes", "0 minutes"]


def test_the_answers_of_one_guest_are_logged_as_a_look(relations, hotel, survey):
    invitation = answered(survey=survey, hotel=hotel, nps=2, words="Cold coffee.")

    page = relations.get(reverse("feedback:survey-answers", args=[invitation.pk])).content.decode()

    assert "Cold coffee." in page
    assert "2 of 10" in page
    assert list(ReadLog.objects.values_list("guest_id", "what", "object_id")) == [
        (invitation.guest_id, "survey", invitation.pk)
    ]


def test_the_preview_shows_every_page_in_both_languages_and_keeps_nothing(relations, survey):
    path = reverse("feedback:survey-preview", args=[survey.pk])

    english, chinese = relations.get(path, {"page": 2, "language": "en"}), relations.get(path, {"language": "zh-hans"})

    assert "Nothing you choose here is kept." in english.content.decode()
    assert "您的入住" in chinese.content.decode()
    assert relations.get(path, {"page": 4}).status_code == 404
    assert relations.post(path).status_code == 405


@pytest.mark.parametrize("name", ["survey-answers", "survey-code"])
def test_what_belongs_to_another_hotel_is_not_found(relations, name):
    theirs = InvitationFactory(hotel=HotelFactory(), channel="desk")

    assert relations.get(reverse(f"feedback:{name}", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("name", ["survey", "survey-preview"])
def test_a_survey_of_another_hotel_is_not_found(relations, name):
    theirs = full_survey(hotel=HotelFactory())

    assert relations.get(reverse(f"feedback:{name}", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ["overview", "surveys", "survey-rooms", "survey", "survey-preview", "survey-answers"])
def test_who_may_see_it(client, hotel, role, name):
    invitation = answered(hotel=hotel)
    rows = {
        "survey": [invitation.survey_id],
        "survey-preview": [invitation.survey_id],
        "survey-answers": [invitation.pk],
    }
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    status = client.get(reverse(f"feedback:{name}", args=rows.get(name, []))).status_code

    assert status == (200 if role in SEE else 403)


@pytest.mark.parametrize("path", ["overview", "surveys"])
def test_figures_take_the_same_queries_with_one_row_and_with_three(
    relations, hotel, survey, path, django_assert_num_queries
):
    number = {"overview": 11, "surveys": 9}[path]
    answered(survey=survey, hotel=hotel)
    relations.get(reverse(f"feedback:{path}"))
    with django_assert_num_queries(number):
        relations.get(reverse(f"feedback:{path}"))
    for _ in range(2):
        answered(survey=full_survey(), hotel=hotel)
    with django_assert_num_queries(number):
        relations.get(reverse(f"feedback:{path}"))


def test_one_survey_takes_the_same_queries_with_one_guest_and_with_three(
    relations, hotel, survey, django_assert_num_queries
):
    path = reverse("feedback:survey", args=[survey.pk])
    answered(survey=survey, hotel=hotel, words="One")
    with django_assert_num_queries(18):
        relations.get(path)
    answered(survey=survey, hotel=hotel, words="Two")
    answered(survey=survey, hotel=hotel, words="Three")
    with django_assert_num_queries(18):
        relations.get(path)


# Codes and invitations


def test_every_room_of_the_hotel_has_its_code(relations, hotel):
    for room in ("1208", "803"):
        StayFactory(hotel=hotel, room=room, arrival=NOW.date(), status=StayStatus.IN_HOUSE, checked_in_at=NOW)
    StayFactory(hotel=HotelFactory(), room="666", arrival=NOW.date())

    response = relations.get(reverse("feedback:survey-rooms"))

    assert [card.room for card in response.context["cards"]] == ["803", "1208"]
    assert response.content.decode().count("<svg") >= 2
    narrowed = relations.get(reverse("feedback:survey-rooms"), {"begins": "12"})
    assert [card.room for card in narrowed.context["cards"]] == ["1208"]


@pytest.fixture
def desk(client, hotel):
    client.force_login(staff(Role.FRONT_DESK, hotel))
    return client


def invite(client, guest, **data):
    path = reverse("feedback:survey-invite", args=[guest.number])
    return client.post(path, {"how": "message", "key": "k1", **data})


def test_the_desk_invites_by_message(desk, hotel):
    survey = full_survey(template=letter())
    guest = reachable(consents=("surveys",))
    stay = departed(hotel, guest)

    assert "After" not in desk.get(reverse("feedback:survey-invite", args=[guest.number])).content.decode()
    answers = [invite(desk, guest, survey=survey.pk, stay=stay.pk) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [guest.get_absolute_url()] * 2
    assert (Invitation.objects.get().stay, Message.objects.get().state) == (stay, "queued")


def test_the_desk_shows_a_code_instead(desk, hotel):
    survey, guest = full_survey(), GuestFactory()

    answer = invite(desk, guest, survey=survey.pk, stay="", how="desk")

    page = desk.get(answer["Location"])
    assert page.status_code == 200
    assert "<svg" in page.content.decode()
    assert not Message.objects.exists()


def test_without_a_letter_the_form_says_what_is_missing(desk):
    answer = invite(desk, GuestFactory(), survey=full_survey().pk, stay="")

    assert answer.status_code == 422
    assert "This survey has no template" in answer.content.decode()


def test_a_stay_of_another_guest_or_hotel_cannot_be_named(desk, hotel):
    survey, guest = full_survey(), GuestFactory()
    for stay in (departed(hotel, GuestFactory()), departed(HotelFactory(), guest)):
        assert invite(desk, guest, survey=survey.pk, stay=stay.pk, how="desk").status_code == 422
    assert not Invitation.objects.exists()


def test_a_survey_of_another_hotel_cannot_be_named(desk):
    theirs = full_survey(hotel=HotelFactory())

    assert invite(desk, GuestFactory(), survey=theirs.pk, stay="", how="desk").status_code == 422


def test_where_no_survey_is_in_use_the_page_says_so(desk):
    Survey.objects.update(is_active=False)
    page = desk.get(reverse("feedback:survey-invite", args=[GuestFactory().number])).content.decode()

    assert "No survey is in use here." in page


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.MARKETING, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_writes_to_nobody_invites_nobody(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert invite(client, GuestFactory()).status_code == 403


def test_without_rooms_there_is_nothing_to_print(relations, hotel):
    address = reverse("feedback:survey-rooms")
    nothing = relations.get(address).content.decode()
    assert "No room is known yet." in nothing
    assert "data-print" not in nothing

    assert "No room begins like that." in relations.get(address, {"begins": "9"}).content.decode()


def test_a_survey_that_is_switched_off_says_so_and_who_switches_it_on(client, hotel, survey):
    address = reverse("feedback:survey", args=[survey.pk])
    client.force_login(staff(Role.MANAGER, hotel))
    assert "nobody is asked" not in client.get(address).content.decode()
    Survey.objects.update(is_active=False)

    page = client.get(address).content.decode()
    assert "nobody is asked" in page
    assert ">Switch it on</a>" in page
    client.force_login(staff(Role.GUEST_RELATIONS, hotel))
    assert "A manager switches it on." in client.get(address).content.decode()
