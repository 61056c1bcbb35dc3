"""The gate, one reason after the other, at the edge of each."""

from datetime import UTC, datetime, time, timedelta

import pytest

from guests.models import Contact
from hotelcrm.outbox.gate.asking import Question, Verdict, ask
from hotelcrm.outbox.models import MessagePolicy, Suppression
from tests.factories import ContactFactory, GuestFactory, HotelFactory

from .rows import NOON, agree, reachable, sent

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GO = ("", None)


def judged(guest, hotel, *, at=NOON, channel="email", purpose="marketing", due_at=None, expires_at=None, **facts):
    question = Question(guest.pk, hotel.pk, channel, purpose, facts.pop("is_generic", False), due_at or at, expires_at)
    [verdict] = ask([question], at=at)
    return verdict.reason, verdict.later


def policy(hotel, **fields):
    return MessagePolicy.objects.create(hotel=hotel, **fields)


def test_who_agreed_and_can_be_reached_is_written_to(hotel):
    guest = reachable()

    [verdict] = ask([Question(guest.pk, hotel.pk, "email", "marketing", False, NOON)], at=NOON)

    contact = Contact.objects.get()
    assert verdict == Verdict("", None, contact.pk, bytes(contact.value_index))
    assert verdict.goes


def test_nothing_asked_is_nothing_answered(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask([], at=NOON) == []


def test_many_are_answered_by_one_statement_in_their_order(hotel, django_assert_num_queries):
    asked = [
        Question(reachable(consents=consents).pk, hotel.pk, "email", "marketing", False, NOON)
        for consents in (("marketing",), (), ("surveys",), ("marketing",))
    ]

    with django_assert_num_queries(1):
        verdicts = ask(asked, at=NOON)

    assert [verdict.reason for verdict in verdicts] == ["", "no_consent", "no_consent", ""]


def test_staff_need_no_consent_and_bring_an_address(hotel):
    question = Question(None, hotel.pk, "email", "service", False, NOON, at_address=True)

    assert ask([question], at=NOON) == [Verdict("", None, None, None)]


# Consent


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], "no_consent"),
        ([("any", "given")], ""),
        ([("any", "given"), ("any", "withdrawn")], "no_consent"),
        ([("any", "refused"), ("any", "given")], ""),
        ([("any", "given"), ("email", "refused")], "no_consent"),
        ([("email", "given"), ("any", "refused")], ""),  # what was said of the channel holds for it
        ([("sms", "given")], "no_consent"),
    ],
)
def test_the_latest_answer_for_the_channel_counts_else_that_for_any(hotel, answers, expected):
    guest = reachable(consents=())
    for number, (channel, decision) in enumerate(answers):
        agree(guest, channel=channel, decision=decision, at=NOON - DAY + number * MINUTE)

    assert judged(guest, hotel)[0] == expected


def test_of_answers_of_one_moment_the_one_written_last_counts(hotel):
    guest = reachable(consents=())
    for decision in ("given", "refused"):
        agree(guest, decision=decision)

    assert judged(guest, hotel) == ("no_consent", None)


def test_an_answer_by_a_profile_merged_since_is_the_guests(hotel):
    guest = reachable()
    agree(GuestFactory(merged_into=guest), decision="withdrawn", at=NOON)

    assert judged(guest, hotel) == ("no_consent", None)


def test_surveys_have_their_own_consent_and_service_needs_none(hotel):
    guest = reachable(consents=("marketing",))

    assert judged(guest, hotel, purpose="surveys") == ("no_consent", None)
    assert judged(guest, hotel, purpose="service") == GO


@pytest.mark.parametrize("channel", ["email", "sms", "wecom"])
def test_each_channel_has_its_kind_of_address(hotel, channel):
    guest = reachable()

    assert judged(guest, hotel, channel=channel)[0] == ("" if channel == "email" else "no_address")
    kind = {"sms": "phone"}.get(channel, channel)
    ContactFactory(guest=guest, kind=kind, value="+8613900139000")
    assert judged(guest, hotel, channel=channel) == GO


# Addresses


def test_without_a_primary_address_the_newest_counts(hotel):
    guest = GuestFactory()
    newest = ContactFactory(guest=guest, kind="email", value="b@example.com", created_at=NOON)
    ContactFactory(guest=guest, kind="email", value="a@example.com", created_at=NOON - DAY)

    [verdict] = ask([Question(guest.pk, hotel.pk, "email", "service", False, NOON)], at=NOON)

    assert verdict.contact_id == newest.pk


def test_a_dead_primary_address_is_not_replaced_by_another(hotel):
    guest = reachable()
    Contact.objects.update(bounced_at=NOON)
    ContactFactory(guest=guest, kind="email", value="other@example.com")

    assert judged(guest, hotel) == ("bounced", None)


def test_a_dead_other_address_keeps_nothing(hotel):
    guest = reachable()
    ContactFactory(guest=guest, kind="email", value="other@example.com", bounced_at=NOON)

    assert judged(guest, hotel) == GO


@pytest.mark.parametrize("why", Suppression.Why.values)
def test_a_suppressed_address_is_not_written_to(hotel, why):
    guest = reachable()
    index = Contact.objects.get().value_index
    Suppression.objects.create(channel="email", value_index=index, why=why, at=NOON)

    assert judged(guest, hotel) == ("suppressed", None)
    assert judged(guest, hotel, purpose="service")[0] == ("" if why == "unsubscribed" else "suppressed")


@pytest.mark.parametrize("fields", [{"lifted_at": NOON}, {"channel": "sms"}, {"value_index": b"somebody else's"}])
def test_a_suppression_that_was_lifted_or_is_of_another_keeps_nothing(hotel, fields):
    guest = reachable()
    index = Contact.objects.get().value_index
    Suppression.objects.create(**{"channel": "email", "value_index": index, "why": "dead", "at": NOON} | fields)

    assert judged(guest, hotel) == GO


# The person


@pytest.mark.parametrize("purpose", ["marketing", "surveys", "service"])
@pytest.mark.parametrize(("field", "reason"), [("erased_at", "erased"), ("restricted_at", "restricted")])
def test_an_erased_or_restricted_guest_gets_nothing_at_all(hotel, field, reason, purpose):
    guest = reachable(consents=("marketing", "surveys"), **{field: NOON})

    assert judged(guest, hotel, purpose=purpose) == (reason, None)


def test_a_profile_that_was_merged_is_not_written_to(hotel):
    guest = reachable(merged_into=GuestFactory())

    assert judged(guest, hotel, purpose="service") == ("merged", None)


BIRTHDAY = {"birth_year": 2008, "birth_month": 11, "birth_day": 21}


@pytest.mark.parametrize(
    ("born", "local", "is_minor"),
    [
        (BIRTHDAY, (2026, 11, 20), True),
        (BIRTHDAY, (2026, 11, 21), False),
        ({"birth_year": 2008, "birth_month": 2, "birth_day": 29}, (2026, 2, 28), True),
        ({"birth_year": 2008, "birth_month": 2, "birth_day": 29}, (2026, 3, 1), False),
        ({"birth_year": 2008}, (2026, 12, 30), True),
        ({"birth_year": 2008}, (2026, 12, 31), False),
        ({"birth_year": 2008, "birth_month": 5, "birth_day": 5, "birth_is_lunar": True}, (2027, 2, 19), True),
        ({"birth_year": 2008, "birth_month": 5, "birth_day": 5, "birth_is_lunar": True}, (2027, 2, 20), False),
        ({"birth_month": 11, "birth_day": 21}, (2026, 11, 20), False),
        ({}, (2026, 11, 20), False),
    ],
)
def test_who_is_under_age_gets_no_marketing_until_the_day_is_certain(hotel, born, local, is_minor):
    guest = reachable(**born)
    noon = datetime(*local, 4, tzinfo=UTC)  # type: ignore[misc, call-arg]

    agree(guest, at=noon - DAY)
    assert judged(guest, hotel, at=noon)[0] == ("minor" if is_minor else "")
    assert judged(guest, hotel, at=noon, purpose="service") == GO


def test_the_birthday_begins_by_the_guests_own_clock(hotel):
    policy(hotel, quiet_from=time(0), quiet_until=time(0))
    at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past midnight of the 21st in Hangzhou

    assert judged(reachable(**BIRTHDAY), hotel, at=at) == GO
    assert judged(reachable(time_zone="Europe/Lisbon", **BIRTHDAY), hotel, at=at) == ("minor", None)


def test_the_age_is_the_hotels(hotel):
    policy(hotel, adult_age=16)

    assert judged(reachable(birth_year=2010, birth_month=11, birth_day=21), hotel) == GO


def test_generic_offers_only_leaves_generic_offers_surveys_and_service(hotel):
    guest = reachable(consents=("marketing", "surveys"), generic_offers_only=True)

    assert judged(guest, hotel) == ("generic_only", None)
    assert judged(guest, hotel, is_generic=True) == GO
    assert judged(guest, hotel, purpose="surveys") == GO


@pytest.mark.parametrize(
    ("decision", "reason"), [("given", ""), ("refused", "generic_only"), ("withdrawn", "generic_only")]
)
def test_a_no_to_personal_recommendations_is_one_to_offers_chosen_by_profile(hotel, decision, reason):
    guest = reachable()
    agree(guest, "profiling", decision=decision)

    assert judged(guest, hotel) == (reason, None)
    assert judged(guest, hotel, is_generic=True) == GO


# Caps


def test_the_weekly_cap_frees_when_the_oldest_of_that_many_is_a_week_old(hotel):
    guest = reachable()
    second = NOON - 5 * DAY
    for handed_at in (NOON - 6 * DAY, second, NOON - 2 * DAY):
        sent(guest, hotel, handed_at=handed_at)

    assert judged(guest, hotel) == ("weekly_cap", second + 7 * DAY)


@pytest.mark.parametrize(("ago", "reason"), [(7 * DAY - MINUTE, "weekly_cap"), (7 * DAY, "")])
def test_a_week_is_seven_days_to_the_minute(hotel, ago, reason):
    guest = reachable()
    for handed_at in (NOON - ago, NOON - 2 * DAY):
        sent(guest, hotel, handed_at=handed_at)

    assert judged(guest, hotel)[0] == reason


def test_the_monthly_cap_is_the_one_named_where_it_lasts_longer(hotel):
    policy(hotel, weekly_cap=2, monthly_cap=2)
    guest = reachable()
    for days in (3, 2):
        sent(guest, hotel, handed_at=NOON - days * DAY)

    assert judged(guest, hotel) == ("monthly_cap", NOON + 27 * DAY)


def test_all_hotels_count_and_only_marketing_does(hotel):
    policy(hotel, weekly_cap=2)
    guest = reachable(consents=("marketing", "surveys"))
    sent(guest, HotelFactory(), handed_at=NOON - 2 * DAY)
    for purpose in ("surveys", "service"):
        sent(guest, hotel, handed_at=NOON - 3 * DAY, purpose=purpose)

    assert judged(guest, hotel) == GO
    sent(guest, HotelFactory(), handed_at=NOON - 4 * DAY)
    assert judged(guest, hotel) == ("weekly_cap", NOON + 3 * DAY)
    assert judged(guest, hotel, purpose="surveys") == GO


def test_a_cap_of_none_refuses_for_good(hotel):
    policy(hotel, weekly_cap=0)

    assert judged(reachable(), hotel) == ("weekly_cap", None)
    assert judged(reachable(consents=("surveys",)), hotel, purpose="surveys") == GO


def test_the_gap_is_kept(hotel):
    policy(hotel, min_gap_hours=48)
    guest = reachable()
    sent(guest, hotel, handed_at=NOON - 47 * HOUR)

    assert judged(guest, hotel) == ("min_gap", NOON + HOUR)
    assert judged(guest, hotel, due_at=NOON + HOUR) == GO


# Quiet hours


def test_at_night_it_waits_for_the_morning(hotel):
    night = datetime(2026, 11, 21, 13, tzinfo=UTC)  # 21:00 in Hangzhou

    guest = reachable(consents=("marketing", "surveys"))
    for purpose in ("marketing", "surveys"):
        assert judged(guest, hotel, at=night - MINUTE, purpose=purpose) == GO
        assert judged(guest, hotel, at=night, purpose=purpose) == ("quiet_hours", night + 12 * HOUR)
        assert judged(guest, hotel, at=night + 12 * HOUR, purpose=purpose) == GO
    assert judged(guest, hotel, at=night, purpose="service") == GO


def test_by_the_guests_clock_where_it_is_known(hotel):
    guest = reachable(time_zone="America/New_York")  # 23:00 there

    assert judged(guest, hotel) == ("quiet_hours", datetime(2026, 11, 21, 14, tzinfo=UTC))


def test_what_is_due_at_night_is_held_when_it_is_queued(hotel):
    due = NOON + 11 * HOUR

    assert judged(reachable(), hotel, due_at=due) == ("quiet_hours", NOON + 21 * HOUR)


def test_a_cap_that_ends_at_night_ends_in_the_morning(hotel):
    guest = reachable()
    sent(guest, hotel, handed_at=NOON - 12 * HOUR)  # a day later is midnight

    assert judged(guest, hotel) == ("min_gap", NOON + 21 * HOUR)


@pytest.mark.parametrize(
    ("zone", "until", "at", "later"),
    [
        # The hour from 1:00 to 2:00 is skipped: what begins at 1:30 begins an hour later by the world's clock.
        ("Europe/Lisbon", time(1, 30), (2026, 3, 29, 0, 30), (2026, 3, 29, 1, 30)),
        ("America/New_York", time(2, 30), (2026, 3, 8, 6, 0), (2026, 3, 8, 7, 30)),
        # It comes twice: the second time counts, and between the two the clock says night once more.
        ("Europe/Lisbon", time(1, 30), (2026, 10, 24, 23, 30), (2026, 10, 25, 1, 30)),
        ("Europe/Lisbon", time(1, 30), (2026, 10, 25, 1, 10), (2026, 10, 25, 1, 30)),
        ("America/New_York", time(1, 30), (2026, 11, 1, 4, 0), (2026, 11, 1, 6, 30)),
        # The night itself is an hour shorter, or longer.
        ("Europe/Lisbon", time(9), (2026, 3, 28, 22, 0), (2026, 3, 29, 8, 0)),
        ("Europe/Lisbon", time(9), (2026, 10, 24, 22, 0), (2026, 10, 25, 9, 0)),
        ("America/New_York", time(9), (2026, 3, 8, 2, 0), (2026, 3, 8, 13, 0)),
        ("America/New_York", time(9), (2026, 11, 1, 1, 30), (2026, 11, 1, 14, 0)),
    ],
)
def test_the_morning_comes_by_the_clock_also_when_that_changes(hotel, zone, until, at, later):
    policy(hotel, quiet_until=until)
    guest = reachable(time_zone=zone)
    moment = datetime(*at, tzinfo=UTC)  # type: ignore[misc]
    agree(guest, at=moment - DAY)

    assert judged(guest, hotel, at=moment) == ("quiet_hours", datetime(*later, tzinfo=UTC))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("begins", "ends", "is_quiet"),
    [
        (time(11), time(13), True),
        (time(12), time(13), True),
        (time(11), time(12), False),
        (time(12), time(12), False),
        (time(13), time(11), False),
        (time(13), time(12, 1), True),
    ],
)
def test_quiet_hours_may_be_at_noon_or_none(hotel, begins, ends, is_quiet):
    policy(hotel, quiet_from=begins, quiet_until=ends)

    assert judged(reachable(), hotel)[0] == ("quiet_hours" if is_quiet else "")


# Expiry


def test_what_is_too_late_is_refused(hotel):
    guest = reachable()

    assert judged(guest, hotel, expires_at=NOON) == GO
    assert judged(guest, hotel, due_at=NOON - DAY, expires_at=NOON - MINUTE) == ("too_late", None)
    assert judged(guest, hotel, due_at=NOON - DAY, expires_at=NOON - MINUTE, purpose="service") == ("too_late", None)


@pytest.mark.parametrize(("lasts", "is_held"), [(12 * HOUR, True), (12 * HOUR - MINUTE, False)])
def test_what_would_be_too_late_after_waiting_is_refused_by_what_keeps_it(hotel, lasts, is_held):
    night = datetime(2026, 11, 21, 13, tzinfo=UTC)

    later = night + 12 * HOUR if is_held else None
    assert judged(reachable(), hotel, at=night, expires_at=night + lasts) == ("quiet_hours", later)
