"""The same page sent twice at once, a beat that ticks twice, a code scanned by a crowd: each thing happens once."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from feedback.actions.answering import OverError, open_left, save_page
from feedback.actions.inviting import ROOM_A_DAY, EnoughError, begin_in_room, invite_departed
from feedback.models import Answer, Invitation, Survey, Ticket
from feedback.queries.asked import Room
from guests.models import Touchpoint
from hotelcrm.outbox.models import Message
from tests.committed import at_once
from tests.factories import NOW, HotelFactory, InvitationFactory, QuestionFactory, SurveyFactory
from tests.outbox.rows import reachable

from .surveys import departed, full_survey, ids_of, letter

AT_ONCE = 12
AT = datetime(2026, 11, 21, 4, tzinfo=ZoneInfo("UTC"))
pytestmark = pytest.mark.usefixtures("transactional_db")


def test_the_last_page_sent_many_times_at_once_ends_the_survey_once():
    survey = SurveyFactory()
    question = QuestionFactory(survey=survey, kind="nps", is_required=True)
    invitation = InvitationFactory(survey=survey)

    def send(number):
        try:
            given = {question.pk: number % 7}
            return save_page(invitation, number=1, given=given, language="en", ends=True, at=NOW).next
        except OverError:
            return "over"

    answers = at_once(send, range(AT_ONCE))

    assert sorted(map(str, answers)) == ["None"] + ["over"] * (AT_ONCE - 1)
    row = Invitation.objects.get()
    assert row.nps == Answer.objects.get().number  # the score is that of the answer that is kept
    assert Ticket.objects.count() == 1
    assert Touchpoint.objects.filter(kind="survey").count() == 1


def test_a_page_in_the_middle_sent_many_times_at_once_has_one_answer_a_question():
    invitation = InvitationFactory(survey=full_survey())
    _nps, csat, *_rest = ids_of(invitation.survey)

    at_once(
        lambda number: save_page(invitation, number=2, given={csat: 1 + number % 5}, language="en", ends=True, at=NOW),
        range(AT_ONCE),
    )

    assert Answer.objects.get().question_id == csat


def test_beats_that_tick_at_once_invite_each_guest_once():
    full_survey(sent=Survey.Sent.DEPARTURE, template=letter())
    hotel = HotelFactory()
    for _ in range(5):
        departed(hotel, reachable(consents=("surveys",)))

    invited = at_once(lambda _n: invite_departed(at=AT), range(4))

    assert sum(invited) == 5
    assert Invitation.objects.exclude(message=None).count() == Message.objects.count() == 5


def test_a_crowd_with_one_code_is_let_in_up_to_the_limit():
    hotel = HotelFactory()
    full_survey(sent=Survey.Sent.ROOM, hotel=hotel)

    def scan(number):
        try:
            return begin_in_room(Room(hotel, "1208"), device=f"{number:022}", at=AT).pk
        except EnoughError:
            return None

    begun = at_once(scan, range(3 * ROOM_A_DAY))

    assert len([pk for pk in begun if pk]) == Invitation.objects.count() == ROOM_A_DAY


def test_two_taps_on_begin_are_one():
    hotel = HotelFactory()
    full_survey(sent=Survey.Sent.ROOM, hotel=hotel)

    begun = at_once(lambda _n: begin_in_room(Room(hotel, "1208"), device="d" * 22, at=AT).pk, range(AT_ONCE))

    assert set(begun) == {Invitation.objects.get().pk}


def test_what_was_left_is_looked_into_once_by_two_workers():
    invitation = InvitationFactory(survey=full_survey())
    save_page(invitation, number=1, given={ids_of(invitation.survey)[0]: 2}, language="en", ends=True, at=NOW)

    at_once(lambda _n: open_left(at=NOW.replace(hour=NOW.hour + 2)), range(4))

    assert Ticket.objects.count() == 1
