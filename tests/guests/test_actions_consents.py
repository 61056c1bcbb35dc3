"""Answers are added, never changed; the latest for purpose and channel holds."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction

from guests.actions import NoNoticeError, record_consent
from guests.consent import holds
from guests.models import Consent, Notice
from guests.models.consent import Channel, Purpose
from tests.factories import NOW, UserFactory

from .pages import enter

pytestmark = pytest.mark.django_db
GIVEN, REFUSED, WITHDRAWN = Consent.Decision.GIVEN, Consent.Decision.REFUSED, Consent.Decision.WITHDRAWN


def answer(guest, decision, channel=Channel.ANY, purpose=Purpose.MARKETING, **facts):
    facts = {"evidence": Consent.Evidence.DESK, "by": None, "at": NOW, **facts}
    return record_consent(guest, purpose=purpose, channel=channel, decision=decision, **facts)


def test_answer_keeps_the_notice_that_was_shown():
    Notice.objects.create(purpose="marketing", version=7, text_en="t", text_zh="t", valid_from=date(2026, 11, 1))
    Notice.objects.create(purpose="marketing", version=8, text_en="t", text_zh="t", valid_from=date(2026, 12, 1))
    by = UserFactory()
    row = answer(enter(), GIVEN, by=by)

    assert (row.notice.version, row.by, row.at) == (7, by, NOW)


def test_same_answer_again_adds_nothing():
    guest = enter()
    assert answer(guest, GIVEN) == answer(guest, GIVEN, at=NOW + timedelta(days=1))
    assert guest.consents.count() == 1


def test_latest_answer_holds_and_a_channel_of_its_own_goes_first():
    guest = enter()
    answer(guest, GIVEN)
    answer(guest, REFUSED, Channel.SMS)
    assert holds(guest, Purpose.MARKETING, Channel.EMAIL)
    assert not holds(guest, Purpose.MARKETING, Channel.SMS)

    answer(guest, WITHDRAWN, at=NOW + timedelta(hours=1))
    assert not holds(guest, Purpose.MARKETING, Channel.EMAIL)


def test_nobody_asked_is_no_consent():
    assert not holds(enter(), Purpose.PROFILING)


def test_consent_needs_a_text_to_agree_to():
    Notice.objects.filter(purpose=Purpose.SURVEYS).delete()
    with pytest.raises(NoNoticeError):
        answer(enter(), GIVEN, purpose=Purpose.SURVEYS)

    assert answer(enter(), GIVEN, purpose=Purpose.SURVEYS, evidence=Consent.Evidence.IMPORT).notice is None


def test_database_refuses_to_change_an_answer():
    row = answer(enter(), GIVEN)
    with pytest.raises(InternalError), transaction.atomic():
        Consent.objects.filter(pk=row.pk).update(decision=REFUSED)
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()


def test_timeline_tells_of_the_answer():
    guest = enter()
    answer(guest, REFUSED, Channel.SMS)

    told = guest.touchpoints.get(kind="consent")
    assert told.details == {"purpose": "marketing", "channel": "sms", "decision": "refused"}
