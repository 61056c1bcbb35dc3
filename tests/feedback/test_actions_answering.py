"""Keeping answers page by page: any order, any number of times, and what follows from the last word."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.actions.answering import OverError, open_left, save_page
from feedback.models import Answer, Question, Ticket, TicketEvent
from guests.models import Touchpoint
from hotelcrm.outbox.models import Message
from stays.models import StayStatus
from tests.factories import NOW, GuestFactory, HotelFactory, InvitationFactory, QuestionFactory, StayFactory

from .surveys import answer_all, answered, full_survey, ids_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def survey(db):
    return full_survey()


@pytest.fixture
def invitation(survey):
    return InvitationFactory(survey=survey)


def save(invitation, number, given, *, ends=True, at=NOW):
    return save_page(invitation, number=number, given=given, language="en", ends=ends, at=at)


def said(invitation):
    rows = invitation.answers.order_by("question")
    return {row.question_id: row.number if row.number is not None else row.choice or row.text for row in rows}


def test_each_page_is_kept_and_leads_to_the_next_until_the_last_one_ends_it(invitation, survey):
    nps, csat, restaurant, scale, choice, words = ids_of(survey)

    assert save(invitation, 1, {nps: 9}).next == 2
    assert save(invitation, 2, {csat: 4, restaurant: None, scale: 7}).next == 3
    assert save(invitation, 3, {choice: "leisure", words: "Thank you"}, at=NOW + HOUR).next is None

    invitation.refresh_from_db()
    assert said(invitation) == {nps: 9, csat: 4, scale: 7, choice: "leisure", words: "Thank you"}
    assert (invitation.nps, invitation.csat) == (9, 4)
    assert (invitation.opened_at, invitation.finished_at, invitation.language) == (NOW, NOW + HOUR, "en")
    assert not Ticket.objects.exists()


def test_coming_back_changes_an_answer_and_takes_one_back(invitation, survey):
    nps, csat, restaurant, _scale, _choice, _words = ids_of(survey)
    save(invitation, 1, {nps: 3})
    save(invitation, 2, {csat: 4, restaurant: 1})

    save(invitation, 1, {nps: 10})
    save(invitation, 2, {csat: 4, restaurant: None})

    assert said(invitation) == {nps: 10, csat: 4}


def test_the_last_page_does_not_end_it_while_a_needed_answer_is_missing(invitation, survey):
    nps, _csat, *_rest, words = ids_of(survey)
    save(invitation, 1, {nps: 9})

    assert save(invitation, 3, {words: "Hello"}).next == 2

    invitation.refresh_from_db()
    assert invitation.finished_at is None
    assert said(invitation) == {nps: 9, words: "Hello"}


def test_a_page_that_is_left_for_another_language_ends_nothing(invitation, survey):
    nps, csat, *_rest = ids_of(survey)
    save(invitation, 1, {nps: 9})
    save(invitation, 2, {csat: 4})

    saved = save_page(invitation, number=3, given={}, language="zh-hans", ends=False, at=NOW)

    assert (saved.next, saved.invitation.finished_at, saved.invitation.language) == (3, None, "zh-hans")


def test_answers_to_questions_of_other_pages_and_surveys_are_not_heard(invitation, survey):
    nps, csat, *_rest = ids_of(survey)
    other = QuestionFactory(text_en="Another survey's")

    save(invitation, 1, {nps: 9, csat: 1, other.pk: 5})

    assert said(invitation) == {nps: 9}


def test_questions_that_were_switched_off_are_neither_asked_nor_needed(invitation, survey):
    nps, csat, *_rest = ids_of(survey)
    save(invitation, 1, {nps: 9})
    Question.objects.filter(page=2).update(is_active=False)

    assert save(invitation, 2, {}).next is None  # the third page is the second now

    invitation.refresh_from_db()
    assert (invitation.nps, invitation.csat) == (9, None)
    assert csat not in said(invitation)


@pytest.mark.parametrize("at", [NOW + timedelta(days=30), NOW + timedelta(days=99)])
def test_after_its_time_nothing_is_kept(invitation, survey, at):
    with pytest.raises(OverError):
        save(invitation, 1, {ids_of(survey)[0]: 9}, at=at)

    assert not Answer.objects.exists()


def test_what_was_finished_stays_as_it_is(invitation, survey):
    answer_all(invitation, nps=9)

    with pytest.raises(OverError):
        save(invitation, 1, {ids_of(survey)[0]: 0})

    assert said(invitation)[ids_of(survey)[0]] == 9
    assert not Ticket.objects.exists()


class AnyOrder(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 4),
                st.one_of(st.none(), st.integers(0, 10)),
                st.one_of(st.none(), st.integers(1, 5)),
                st.booleans(),
            ),
            max_size=10,
        )
    )
    def test_any_order_of_pages_comes_to_the_last_word_before_the_end(self, steps):
        survey = full_survey()
        invitation = InvitationFactory(survey=survey)
        nps, csat, restaurant, *_rest = ids_of(survey)
        expected, is_over = {}, False
        for number, first, second, ends in steps:
            given = {1: {nps: first}, 2: {csat: second, restaurant: second}}.get(number, {})
            try:
                saved = save(invitation, number, given, ends=ends)
            except OverError:
                assert is_over
                continue
            assert not is_over
            expected = {k: v for k, v in {**expected, **given}.items() if v is not None}
            is_over = number == 3 and ends and nps in expected and csat in expected
            assert (saved.next is None) == is_over
        invitation.refresh_from_db()
        assert said(invitation) == expected
        assert (invitation.finished_at is not None) == is_over
        assert invitation.nps == (expected[nps] if is_over else None)
        assert Ticket.objects.filter(key=f"survey:{invitation.pk}").count() == (
            1 if is_over and (expected[nps] <= 6 or expected[csat] <= 2) else 0
        )


# What follows


def test_it_lands_on_the_timeline_once_by_codes_alone():
    invitation = answered(nps=9, csat=4, words="My telephone is 13800138000")

    row = Touchpoint.objects.get(guest=invitation.guest, kind=Touchpoint.Kind.SURVEY)

    assert row.details == {"survey": invitation.survey_id, "invitation": invitation.pk, "nps": 9, "csat": 4}
    assert (row.at, row.hotel, row.key) == (NOW, invitation.hotel, f"survey:{invitation.pk}")


def test_without_a_guest_there_is_no_timeline_and_still_a_ticket():
    invitation = answered(nps=2, guest=None, room="1208")

    ticket = Ticket.objects.get()
    assert (ticket.guest, ticket.room, ticket.hotel) == (None, "1208", invitation.hotel)
    assert not Touchpoint.objects.exists()


@pytest.mark.parametrize(("nps", "opens"), [(0, True), (6, True), (7, False), (10, False)])
def test_a_recommendation_of_0_to_6_opens_a_complaint(nps, opens):
    hotel = HotelFactory(country="PT")
    invitation = answered(nps=nps, hotel=hotel, words="The lift was broken.")

    tickets = list(Ticket.objects.all())

    assert len(tickets) == opens
    for ticket in tickets:
        assert (ticket.kind, ticket.channel, ticket.key) == ("complaint", "survey", f"survey:{invitation.pk}")
        assert (ticket.guest, ticket.opened_at, ticket.language) == (invitation.guest, NOW, "en")
        assert ticket.text.endswith("The lift was broken.")
        assert f"{nps} of 10" in ticket.summary


def test_a_low_answer_about_a_department_goes_to_it():
    answered(nps=9, csat=5, restaurant=2)

    assert Ticket.objects.get().department == "restaurant"


def test_an_answer_above_the_mark_opens_nothing():
    answered(nps=7, csat=3, restaurant=3)

    assert not Ticket.objects.exists()


def test_the_ticket_is_written_in_the_language_of_the_house():
    answered(nps=3, hotel=HotelFactory(country="CN"))

    assert "满意吗" in Ticket.objects.get().text


@pytest.mark.parametrize(("status", "severity"), [(StayStatus.IN_HOUSE, 2), (StayStatus.CHECKED_OUT, 3)])
def test_who_is_still_in_house_comes_first(status, severity):
    guest, hotel = GuestFactory(), HotelFactory()
    stay = StayFactory(hotel=hotel, guest=guest, status=status, room="1208", checked_in_at=NOW)

    answered(nps=3, guest=guest, hotel=hotel, stay=stay)

    ticket = Ticket.objects.get()
    assert (ticket.severity, ticket.stay, ticket.room) == (severity, stay, "1208")


def test_a_stay_that_turned_out_to_be_another_guests_does_not_keep_the_ticket_from_opening():
    hotel = HotelFactory()
    stay = StayFactory(hotel=hotel, guest=GuestFactory())

    answered(nps=3, hotel=hotel, stay=stay)

    assert Ticket.objects.get().stay is None


# Surveys that guests leave


def begin(nps, *, at=NOW, **fields):
    invitation = InvitationFactory(survey=full_survey(), **fields)
    save(invitation, 1, {ids_of(invitation.survey)[0]: nps}, at=at)
    return invitation


def test_what_was_low_in_a_survey_that_was_left_is_looked_into_after_an_hour_once():
    begin(3)

    assert open_left(at=NOW + timedelta(minutes=59)) == 0
    assert open_left(at=NOW + HOUR) == 1
    assert open_left(at=NOW + 2 * HOUR) == 0
    assert Ticket.objects.count() == 1


def test_what_was_well_in_a_survey_that_was_left_opens_nothing():
    begin(9)

    assert open_left(at=NOW + 2 * HOUR) == 0


def test_who_is_still_answering_is_waited_for():
    invitation = begin(3)
    save(invitation, 2, {ids_of(invitation.survey)[1]: 4}, at=NOW + timedelta(minutes=50))

    assert open_left(at=NOW + HOUR) == 0
    assert open_left(at=NOW + timedelta(minutes=110)) == 1


def test_what_was_left_is_looked_into_after_the_link_is_over_too():
    begin(3, expires_at=NOW + timedelta(minutes=30))

    assert open_left(at=NOW + 2 * HOUR) == 1


def test_whoever_comes_back_adds_to_the_ticket_what_was_written_then():
    invitation = begin(3)
    open_left(at=NOW + HOUR)

    answer_all(invitation, nps=3, words="And the bill was wrong.", at=NOW + 2 * HOUR)

    [event] = TicketEvent.objects.filter(kind=TicketEvent.Kind.GUEST_WROTE)
    assert (event.ticket, event.text) == (Ticket.objects.get(), "And the bill was wrong.")


def test_words_that_are_in_the_ticket_already_are_not_said_again():
    invitation = begin(3)
    words = ids_of(invitation.survey)[-1]
    save(invitation, 3, {words: "The lift was broken."}, ends=False)
    open_left(at=NOW + HOUR)
    assert "The lift was broken." in Ticket.objects.get().text

    answer_all(invitation, nps=3, words="The lift was broken.", at=NOW + 2 * HOUR)

    assert not TicketEvent.objects.filter(kind=TicketEvent.Kind.GUEST_WROTE).exists()


def test_whoever_comes_back_and_is_content_leaves_the_ticket_to_people():
    invitation = begin(3)
    open_left(at=NOW + HOUR)

    answer_all(invitation, nps=10, at=NOW + 2 * HOUR)

    assert Ticket.objects.count() == 1
    assert not TicketEvent.objects.filter(kind=TicketEvent.Kind.GUEST_WROTE).exists()


def test_a_survey_of_an_erased_guest_is_left_alone():
    invitation = begin(3)
    invitation.guest.erased_at = NOW
    invitation.guest.save(update_fields=["erased_at"])

    assert open_left(at=NOW + 2 * HOUR) == 0
    assert not Message.objects.exists()
