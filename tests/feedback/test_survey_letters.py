"""The letters that invite to surveys: each with its guest's own link, and nobody's where staff read them."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from feedback.actions.inviting import invite_departed
from feedback.models import Invitation, Survey
from feedback.survey_links import invitation_of
from hotelcrm.outbox.models import Message, Template
from hotelcrm.outbox.reading import as_received
from hotelcrm.outbox.writing.checking import Rules, check
from hotelcrm.outbox.writing.compiling import typed_of
from hotelcrm.outbox.writing.rendering import Written, write
from tests.factories import HotelFactory
from tests.outbox.rows import reachable

from .surveys import departed, full_survey, letter

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, tzinfo=ZoneInfo("UTC"))
LINK = re.compile(r"/f/s/([\w-]+)/")


@pytest.fixture
def messages(db):
    full_survey(sent=Survey.Sent.DEPARTURE, template=letter())
    hotel = HotelFactory()
    for name in ("One", "Two"):
        departed(hotel, reachable(consents=("surveys",), language="en", full_name=name))
    invite_departed(at=AT)
    return list(Message.objects.order_by("pk"))


def test_each_letter_has_the_link_of_its_own_guest(messages):
    written = write(messages, at=AT)

    for message in messages:
        came = written[message.pk]
        assert isinstance(came, Written)
        found = {invitation_of(token) for token in LINK.findall(came.html + came.text)}
        assert found == {Invitation.objects.get(message=message)}
        assert "21 December 2026" in came.text or "Dec 21, 2026" in came.text or "21 Dec 2026" in came.text


def test_what_staff_read_of_it_leads_to_nobodys_survey(messages):
    shown = as_received(messages[0], at=AT)

    assert LINK.findall(shown.text + shown.html)
    assert set(LINK.findall(shown.text + shown.html)) == {"sample"}


@pytest.mark.parametrize(
    ("language", "channel"), [(a, b) for a in ("en", "zh-hans") for b in ("email", "sms", "wecom")]
)
def test_the_catalogues_letter_has_no_fault(language, channel):
    variant = Template.objects.get(code="survey-invitation").variants.get(language=language, channel=channel)
    typed = typed_of(variant)

    assert "survey.link" in variant.source
    assert [fault for fault in check(typed, Rules("surveys", is_generic=False), {}) if not fault.is_warning] == []


def test_the_catalogue_asks_nobody_until_somebody_switches_it_on():
    sent = dict(Survey.objects.filter(code__in=["after-stay", "in-the-room"]).values_list("code", "is_active"))

    assert sent == {"after-stay": False, "in-the-room": True}
