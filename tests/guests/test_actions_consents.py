"""Answers are added, never changed; the latest for purpose and channel holds."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, connection, transaction

from guests.actions import Answer, AskedTooSoonError, NoNoticeError, merge_guests, record_consent, record_signed
from guests.consent import COOL_DOWN, holds, signatures
from guests.models import Consent, Notice
from guests.models.consent import Channel, Purpose
from tests.factories import NOW, HotelFactory, UserFactory

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


# After a no


@pytest.mark.parametrize("no", [REFUSED, WITHDRAWN])
@pytest.mark.parametrize("evidence", ["desk", "signed"])
def test_after_a_no_staff_do_not_ask_again_within_the_cool_down(no, evidence):
    guest = enter()
    answer(guest, no)
    with pytest.raises(AskedTooSoonError) as caught:
        answer(guest, GIVEN, evidence=evidence, at=NOW + COOL_DOWN - timedelta(days=1))

    assert str(caught.value) == (
        "The guest said no on 21 Nov 2026; ask again after 21 Nov 2027, or record that the guest asked for it."
    )
    assert guest.consents.count() == 1
    assert answer(guest, GIVEN, evidence=evidence, at=NOW + COOL_DOWN).decision == GIVEN


@pytest.mark.parametrize("evidence", ["request", "web", "message", "import"])
def test_guests_may_change_their_mind_any_day(evidence):
    guest = enter()
    answer(guest, REFUSED)
    answer(guest, GIVEN, evidence=evidence, at=NOW + timedelta(days=1))

    assert holds(guest, Purpose.MARKETING)


def test_a_no_for_any_channel_rests_each_and_a_no_for_one_rests_only_that():
    general, single = enter(), enter()
    answer(general, REFUSED)
    answer(single, REFUSED, Channel.SMS)

    with pytest.raises(AskedTooSoonError):
        answer(general, GIVEN, Channel.SMS)
    with pytest.raises(AskedTooSoonError):
        answer(single, GIVEN, Channel.SMS)
    assert answer(single, GIVEN, Channel.EMAIL).decision == GIVEN
    assert answer(general, GIVEN, purpose=Purpose.SURVEYS).decision == GIVEN


def test_a_no_for_any_channel_ends_the_yes_of_each():
    guest = enter()
    answer(guest, GIVEN, Channel.SMS)
    answer(guest, GIVEN, Channel.EMAIL, purpose=Purpose.SURVEYS)
    answer(guest, REFUSED, at=NOW + timedelta(days=1))

    assert not holds(guest, Purpose.MARKETING, Channel.SMS)
    assert not holds(guest, Purpose.MARKETING, Channel.WECOM)
    assert holds(guest, Purpose.SURVEYS, Channel.EMAIL)
    withdrawn = guest.consents.get(purpose=Purpose.MARKETING, channel=Channel.SMS, decision=WITHDRAWN)
    assert (withdrawn.at, withdrawn.evidence) == (NOW + timedelta(days=1), "desk")
    with pytest.raises(AskedTooSoonError):
        answer(guest, GIVEN, Channel.SMS, at=NOW + timedelta(days=2))


def test_a_no_of_long_ago_that_is_entered_now_ends_no_later_yes():
    guest = enter()
    answer(guest, GIVEN, Channel.SMS)
    answer(guest, REFUSED, at=NOW - timedelta(days=300), evidence="import")

    assert holds(guest, Purpose.MARKETING, Channel.SMS)
    assert guest.consents.count() == 2


def test_the_same_no_again_ends_a_yes_that_came_between():
    guest = enter()
    answer(guest, REFUSED)
    answer(guest, GIVEN, Channel.SMS, evidence="request", at=NOW + timedelta(days=1))
    assert holds(guest, Purpose.MARKETING, Channel.SMS)

    answer(guest, REFUSED, at=NOW + timedelta(days=2))
    assert not holds(guest, Purpose.MARKETING, Channel.SMS)


def test_a_yes_of_the_channel_itself_is_no_no():
    guest = enter()
    answer(guest, REFUSED)
    answer(guest, GIVEN, Channel.SMS, evidence="request")
    Notice.objects.create(purpose="marketing", version=7, text_en="t", text_zh="t", valid_from=date(2026, 11, 1))

    assert answer(guest, GIVEN, Channel.SMS).notice.version == 7


def test_a_no_may_be_taken_at_any_time():
    guest = enter()
    answer(guest, REFUSED)
    assert answer(guest, WITHDRAWN, at=NOW + timedelta(days=1)).decision == WITHDRAWN


def test_the_no_of_an_absorbed_profile_rests_the_survivor():
    survivor, absorbed = enter(), enter()
    answer(absorbed, REFUSED)
    merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW)

    with pytest.raises(AskedTooSoonError):
        answer(survivor, GIVEN, at=NOW + timedelta(days=1))


# Signed on the tablet


def sign(guest, *lines, signature="M1 1L9 9L9 1", at=NOW, by=None):
    hotel = HotelFactory()
    said = [
        Answer(purpose, channel, decision, Notice.objects.filter(purpose=purpose).latest("version"))
        for purpose, channel, decision in lines
    ]
    return record_signed(guest, said=said, signature=signature, by=by or UserFactory(), at=at, hotel=hotel)


def test_one_signature_stands_below_all_that_was_said():
    guest = enter()
    kept = sign(guest, ("marketing", "email", GIVEN), ("surveys", "sms", REFUSED))

    rows = kept.answers.order_by("purpose").values_list("purpose", "decision", "evidence")
    assert list(rows) == [("marketing", "given", "signed"), ("surveys", "refused", "signed")]


def test_if_one_answer_cannot_be_kept_none_is_and_no_signature_either():
    guest = enter()
    answer(guest, REFUSED, Channel.SMS)
    with pytest.raises(AskedTooSoonError):
        sign(guest, ("marketing", "email", GIVEN), ("marketing", "sms", GIVEN))

    assert (guest.consents.count(), guest.signatures.count()) == (1, 0)


def test_the_same_form_twice_is_kept_once_and_a_later_one_again():
    guest = enter()
    first = sign(guest, ("marketing", "email", GIVEN))
    assert sign(guest, ("marketing", "email", GIVEN), at=NOW + timedelta(minutes=1)) == first
    other = sign(guest, ("marketing", "email", REFUSED), at=NOW + timedelta(minutes=2))
    later = sign(guest, ("marketing", "email", REFUSED), at=NOW + timedelta(days=30))

    assert [first.answers.count(), other.answers.count(), later.answers.count()] == [1, 1, 1]


def test_a_signed_yes_is_added_to_one_that_was_only_told():
    guest = enter()
    answer(guest, GIVEN, Channel.EMAIL)
    sign(guest, ("marketing", "email", GIVEN))

    assert guest.consents.count() == 2


def test_a_signature_of_an_absorbed_profile_is_the_survivors():
    survivor, absorbed = enter(), enter()
    merge_guests(survivor, absorbed=absorbed, by=UserFactory(), at=NOW)
    kept = sign(absorbed, ("marketing", "email", GIVEN))

    assert (kept.guest, list(signatures(survivor))) == (survivor, [kept])


def test_a_signature_is_unreadable_in_the_database():
    kept = sign(enter(), ("marketing", "email", GIVEN), signature="typed:Zhang Min")
    with connection.cursor() as cursor:
        cursor.execute("SELECT drawing FROM guests_signature WHERE id = %s", [kept.pk])
        stored = bytes(cursor.fetchone()[0])

    assert b"Zhang" not in stored
    kept.refresh_from_db()
    assert kept.typed_name == "Zhang Min"
