"""`manage.py verify` says that all is well with surveys, and fails when one row is not."""

import io
from datetime import timedelta

import pgtrigger
import pytest
from django.core.management import call_command

from feedback import invariants_surveys
from feedback.actions.inviting import invite
from feedback.models import Answer, Invitation
from guests.models import Touchpoint
from hotelcrm.outbox.models import Message
from tests.factories import NOW, HotelFactory, QuestionFactory, UserFactory
from tests.outbox.rows import reachable

from .surveys import answer_all, full_survey, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db):
    """An invitation by message that was answered."""
    facts = {"survey": full_survey(template=letter()), "hotel": HotelFactory(), "stay": None, "by_message": True}
    invitation = invite(reachable(consents=("surveys",)), **facts, by=UserFactory(), at=NOW, key="k")
    answer_all(invitation)
    return Invitation.objects.get()


def late(row):
    row.answers.update(at=NOW + timedelta(days=1))


def elsewhere(row):
    Answer.objects.create(invitation=row, question=QuestionFactory(), number=3, at=NOW)


def other_score(row):
    Invitation.objects.update(nps=1)


def score_without_end(row):
    Invitation.objects.update(finished_at=None)


def off_the_timeline(row):
    Touchpoint.objects.all().delete()


def other_channel(row):
    Invitation.objects.update(channel="sms")


def other_purpose(row):
    with pgtrigger.ignore("outbox.Message:as_opened"):
        Message.objects.update(purpose="service")


BREAKS = {
    late: "answers_end_with_their_survey",
    elsewhere: "answers_belong_to_what_was_asked",
    other_score: "scores_are_answers",
    score_without_end: "scores_are_answers",
    off_the_timeline: "answered_surveys_are_on_the_timeline",
    other_channel: "letters_of_surveys_are_surveys",
    other_purpose: "letters_of_surveys_are_surveys",
}


def verified():
    said = io.StringIO()
    try:
        call_command("verify", stdout=said, stderr=said)
    except (SystemExit, Exception):  # noqa: BLE001 (whatever it fails by, what it said is looked at)
        return said.getvalue(), False
    return said.getvalue(), True


def test_all_is_well(row):
    assert verified()[1]


@pytest.mark.parametrize("harm", BREAKS, ids=lambda harm: harm.__name__)
def test_a_row_that_is_not_is_named(row, harm):
    harm(row)

    said, is_well = verified()

    assert not is_well
    assert f"feedback.{BREAKS[harm]}" in said


def test_every_invariant_is_broken_by_one_of_these():
    assert set(BREAKS.values()) == set(invariants_surveys.SURVEYS)
