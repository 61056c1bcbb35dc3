"""Asking guests: after departure once each, by the room's code, by hand; the gate decides on every letter."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedback.actions.inviting import (
    ROOM_A_DAY,
    EnoughError,
    NoSurveyError,
    NothingToSendError,
    begin_in_room,
    invite,
    invite_departed,
)
from feedback.models import Invitation, Survey
from feedback.queries.asked import Room
from guests.models import Guest
from hotelcrm.outbox.actions.mailings import call_off
from hotelcrm.outbox.models import Mailing, Message, State
from hotelcrm.outbox.models.message import Reason
from stays.models import StayStatus
from tests.factories import GuestFactory, HotelFactory, StayFactory, UserFactory
from tests.outbox.rows import agree, reachable

from .surveys import departed, full_survey, letter

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, tzinfo=ZoneInfo("UTC"))  # noon in Hangzhou, of TODAY
DAY = timedelta(days=1)
QUERIES = 24  # one of them asks the outbox by which channels its template can leave


@pytest.fixture
def hotel(db):
    return HotelFactory(name_en="Lakeside", country="CN")


@pytest.fixture
def survey(db):
    return full_survey(sent=Survey.Sent.DEPARTURE, template=letter(), after_days=1, rest_days=30, name_en="After")


def willing(**fields):
    return reachable(consents=("surveys",), **fields)


# After departure


def test_whoever_left_yesterday_is_invited_once_by_a_letter_of_the_months_mailing(hotel, survey):
    guest = willing()
    stay = departed(hotel, guest)

    assert invite_departed(at=AT) == 1
    assert invite_departed(at=AT) == 0
    assert invite_departed(at=AT + timedelta(hours=1)) == 0

    row = Invitation.objects.get()
    assert (row.guest, row.stay, row.hotel, row.survey) == (guest, stay, hotel, survey)
    assert (row.key, row.channel, row.room, row.invited_at) == (f"departure:{stay.pk}", "email", "1208", AT)
    assert row.expires_at == datetime(2026, 12, 22, tzinfo=hotel.zone)  # the end of the 30th day
    message = Message.objects.get()
    assert (row.message, message.guest, message.purpose, message.state) == (message, guest, "surveys", State.QUEUED)
    assert message.expires_at == row.expires_at
    assert Mailing.objects.get().name.endswith("2026-11")


@pytest.mark.parametrize(("days", "asked"), [(0, False), (1, True), (2, True), (8, True), (9, False)], ids=str)
def test_an_outage_of_a_week_is_made_up_for_and_no_longer_one(hotel, survey, days, asked):
    departed(hotel, willing(), days=days)

    assert invite_departed(at=AT) == asked


def test_the_day_is_the_hotels(survey):
    hotel = HotelFactory(time_zone="America/Los_Angeles")
    departed(hotel, willing(), days=1)  # on the 20th

    assert invite_departed(at=datetime(2026, 11, 21, 7, 59, tzinfo=ZoneInfo("UTC"))) == 0  # still the 20th there
    assert invite_departed(at=datetime(2026, 11, 21, 8, 1, tzinfo=ZoneInfo("UTC"))) == 1


@pytest.mark.parametrize("status", [StayStatus.BOOKED, StayStatus.IN_HOUSE, StayStatus.CANCELLED, StayStatus.NO_SHOW])
def test_only_stays_that_ended_with_a_check_out_are_asked_about(hotel, survey, status):
    departed(hotel, willing(), status=status, checked_in_at=AT)

    assert invite_departed(at=AT) == 0


def test_stays_without_guest_and_erased_guests_are_not_asked_about(hotel, survey):
    departed(hotel, None)
    departed(hotel, willing(erased_at=AT))

    assert invite_departed(at=AT) == 0


def test_nobody_is_asked_about_a_departure_before_the_survey_began(hotel, survey):
    Survey.objects.filter(pk=survey.pk).update(begins_on=date(2026, 11, 20))
    departed(hotel, willing(), days=2)
    guest = willing()
    departed(hotel, guest, days=1)

    assert invite_departed(at=AT) == 1
    assert Invitation.objects.get().guest == guest


def test_who_comes_every_week_is_not_asked_every_week(hotel, survey):
    guest = willing()
    departed(hotel, guest)
    invite_departed(at=AT)
    later = departed(hotel, guest, days=-6)

    assert invite_departed(at=AT + 7 * DAY) == 0
    Invitation.objects.update(invited_at=AT - 24 * DAY)
    assert invite_departed(at=AT + 7 * DAY) == 1
    assert Invitation.objects.order_by("pk").last().stay == later


def test_of_two_stays_the_last_one_is_asked_about(hotel, survey):
    guest = willing()
    departed(hotel, guest, days=4)
    last = departed(hotel, guest, days=1)

    assert invite_departed(at=AT) == 1
    assert invite_departed(at=AT + timedelta(hours=1)) == 0
    assert Invitation.objects.get().stay == last


def test_an_answer_by_the_rooms_code_keeps_nobody_from_being_asked(hotel, survey):
    full_survey(sent=Survey.Sent.ROOM, hotel=hotel)
    guest = willing()
    stay = departed(hotel, guest, status=StayStatus.IN_HOUSE, checked_in_at=AT)
    begin_in_room(Room(hotel, "1208"), device="d" * 22, at=AT - DAY)
    stay.status = StayStatus.CHECKED_OUT
    stay.save()

    assert invite_departed(at=AT) == 1


def test_a_hotels_own_survey_goes_before_the_one_for_all(hotel, survey):
    own = full_survey(sent=Survey.Sent.DEPARTURE, template=survey.template, hotel=hotel)
    elsewhere = HotelFactory()
    departed(hotel, willing())
    departed(elsewhere, willing())

    assert invite_departed(at=AT) == 2
    assert dict(Invitation.objects.values_list("hotel", "survey")) == {hotel.pk: own.pk, elsewhere.pk: survey.pk}


def test_an_own_survey_that_came_later_asks_nobody_again(hotel, survey):
    Survey.objects.update(rest_days=1)
    departed(hotel, willing(), days=4)
    invite_departed(at=AT)
    full_survey(sent=Survey.Sent.DEPARTURE, template=survey.template, hotel=hotel, rest_days=1)

    assert invite_departed(at=AT + 2 * DAY) == 0


@pytest.mark.parametrize("change", [{"is_active": False}, {"template": None}], ids=["switched off", "no letter"])
def test_a_survey_that_is_switched_off_or_has_no_letter_asks_nobody(hotel, survey, change):
    Survey.objects.filter(pk=survey.pk).update(**change)
    departed(hotel, willing())

    assert invite_departed(at=AT) == 0


def test_a_survey_without_questions_asks_nobody(hotel, survey):
    survey.questions.update(is_active=False)
    departed(hotel, willing())

    assert invite_departed(at=AT) == 0


def test_a_letter_that_cannot_be_sent_is_logged_and_the_guests_are_asked_once_it_can(hotel, survey, caplog):
    survey.template.archived_at = AT
    survey.template.save()
    departed(hotel, willing())

    assert invite_departed(at=AT) == 0
    assert f"Survey {survey.pk} cannot be sent at hotel {hotel.pk}." in caplog.text
    assert not Invitation.objects.exists()

    survey.template.archived_at = None
    survey.template.save()
    assert invite_departed(at=AT) == 1


@pytest.mark.parametrize(
    ("fields", "consents", "reason"),
    [
        ({}, (), Reason.NO_CONSENT),
        ({"birth_year": 2012, "birth_month": 1, "birth_day": 1}, ("surveys",), Reason.MINOR),
        ({}, ("marketing",), Reason.NO_CONSENT),
    ],
    ids=["no consent", "a minor", "consent to offers alone"],
)
def test_the_gate_keeps_letters_back_and_says_why(hotel, survey, fields, consents, reason):
    departed(hotel, reachable(consents=consents, **fields))

    assert invite_departed(at=AT) == 1

    message = Message.objects.get()
    assert (message.state, message.reason) == (State.CANCELLED, reason)
    assert Invitation.objects.get().message == message


def test_at_night_letters_wait_for_the_morning(hotel, survey):
    departed(hotel, willing(), days=1)

    assert invite_departed(at=datetime(2026, 11, 20, 16, 5, tzinfo=ZoneInfo("UTC"))) == 1  # five past midnight

    message = Message.objects.get()
    assert (message.state, message.reason) == (State.HELD, Reason.QUIET_HOURS)
    assert message.due_at == datetime(2026, 11, 21, 9, tzinfo=hotel.zone)


def test_a_channel_without_a_text_is_not_taken(hotel, survey):
    guest = GuestFactory()
    agree(guest, "surveys")
    departed(hotel, guest)
    invite_departed(at=AT)

    assert Message.objects.get().channel == "email"  # the one the template has, though there is no address


def test_after_a_mailing_was_called_off_the_next_guests_are_asked_by_a_new_one(hotel, survey):
    departed(hotel, willing())
    invite_departed(at=AT)
    call_off(Mailing.objects.get(), by=None, at=AT)
    departed(hotel, willing())

    assert invite_departed(at=AT + timedelta(hours=1)) == 1
    assert Mailing.objects.count() == 2
    assert sorted(Message.objects.values_list("state", flat=True)) == [State.CANCELLED, State.QUEUED]


def test_many_guests_take_as_many_queries_as_one(hotel, survey, django_assert_num_queries):
    departed(hotel, willing())
    with django_assert_num_queries(QUERIES):
        assert invite_departed(at=AT) == 1
    for _ in range(5):
        departed(hotel, willing())
    with django_assert_num_queries(QUERIES - 1):  # the month has its mailing
        assert invite_departed(at=AT + timedelta(hours=1)) == 5


# By hand


def test_by_hand_a_guest_is_written_to_once(hotel, survey):
    guest, by = willing(), UserFactory()
    stay = departed(hotel, guest)

    facts = {"survey": survey, "hotel": hotel, "stay": stay, "by_message": True, "by": by, "at": AT, "key": "k1"}
    first, again = invite(guest, **facts), invite(guest, **facts)

    assert first == again
    message = Message.objects.get()
    assert (first.message, first.channel, message.by, message.state) == (message, "email", by, State.QUEUED)


def test_at_the_desk_nothing_is_sent(hotel, survey):
    guest = willing()

    row = invite(guest, survey=survey, hotel=hotel, stay=None, by_message=False, by=UserFactory(), at=AT, key="k1")

    assert (row.channel, row.message, row.room) == ("desk", None, "")
    assert not Message.objects.exists()


def test_a_survey_of_another_hotel_and_one_without_letter_are_refused(hotel, survey):
    other = full_survey(hotel=HotelFactory())
    silent = full_survey()
    facts = {"hotel": hotel, "stay": None, "by_message": True, "by": UserFactory(), "at": AT, "key": "k1"}

    with pytest.raises(NoSurveyError):
        invite(GuestFactory(), survey=other, **facts)
    with pytest.raises(NothingToSendError):
        invite(GuestFactory(), survey=silent, **facts)
    assert not Invitation.objects.exists()


# In the room

DEVICES = [f"device-{number:015}" for number in range(40)]


@pytest.fixture
def in_room(hotel):
    return full_survey(sent=Survey.Sent.ROOM, hotel=hotel)


@pytest.fixture
def stay(hotel):
    return StayFactory(hotel=hotel, guest=GuestFactory(), status=StayStatus.IN_HOUSE, room="1208", checked_in_at=AT)


def test_the_code_belongs_to_the_stay_that_is_in_house(hotel, in_room, stay):
    StayFactory(hotel=hotel, status=StayStatus.CHECKED_OUT, room="1208")
    StayFactory(hotel=HotelFactory(), status=StayStatus.IN_HOUSE, room="1208", checked_in_at=AT)

    row = begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT)

    assert (row.survey, row.stay, row.guest, row.room, row.channel) == (in_room, stay, stay.guest, "1208", "room")


def test_in_a_room_that_two_stays_share_nobody_is_named(hotel, in_room, stay):
    """What one of the two says must not land on the other's profile."""
    StayFactory(hotel=hotel, guest=GuestFactory(), status=StayStatus.IN_HOUSE, room="1208", checked_in_at=AT)

    row = begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT)

    assert (row.stay, row.guest, row.room) == (None, None, "1208")
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT) == row


def test_one_device_answers_once_a_stay(hotel, in_room, stay):
    first = begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT)

    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT + DAY) == first
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[1], at=AT) != first

    Guest.objects.filter(pk=stay.guest_id).update(full_name="Another")
    stay.status = StayStatus.CHECKED_OUT
    stay.save()
    StayFactory(hotel=hotel, guest=GuestFactory(), status=StayStatus.IN_HOUSE, room="1208", checked_in_at=AT + DAY)
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT + DAY) != first


def test_who_scans_it_again_later_in_a_long_stay_goes_on(hotel, in_room, stay):
    begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT)

    again = begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT + 40 * DAY)

    assert again.expires_at > AT + 40 * DAY
    Invitation.objects.update(finished_at=AT)
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT + 90 * DAY).expires_at == again.expires_at


def test_in_an_empty_room_one_device_answers_once_a_day(hotel, in_room):
    first = begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT)

    assert (first.stay, first.guest) == (None, None)
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT + timedelta(hours=1)) == first
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT + DAY) != first


def test_a_thousand_devices_do_no_harm(hotel, in_room, stay):
    begun = 0
    for device in DEVICES:
        with suppress(EnoughError):
            begin_in_room(Room(hotel, "1208"), device=device, at=AT)
            begun += 1

    assert begun == Invitation.objects.count() == ROOM_A_DAY
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT).room == "1208"  # who began goes on
    assert begin_in_room(Room(hotel, "1209"), device=DEVICES[30], at=AT).room == "1209"  # other rooms do not suffer
    midnight = datetime(2026, 11, 22, tzinfo=hotel.zone)
    with pytest.raises(EnoughError):
        begin_in_room(Room(hotel, "1208"), device=DEVICES[31], at=midnight - timedelta(seconds=1))
    assert begin_in_room(Room(hotel, "1208"), device=DEVICES[31], at=midnight).invited_at == midnight


def test_without_a_survey_for_rooms_nothing_begins(hotel, stay):
    Survey.objects.filter(sent=Survey.Sent.ROOM).update(is_active=False)

    with pytest.raises(NoSurveyError):
        begin_in_room(Room(hotel, "1208"), device=DEVICES[0], at=AT)
