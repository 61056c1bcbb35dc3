"""What became of messages: by day of the hotel's calendar, channel and hotel."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hotelcrm.outbox.queries.figures import Sums, figures
from tests.factories import HotelFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db
START, END = date(2026, 11, 1), date(2026, 11, 8)
NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)  # in Hangzhou


def sent(hotel, at=NOON, **fields):
    return MessageFactory(**({"hotel": hotel, "state": "sent", "handed_at": at, "sent_at": at} | fields))


def whole(*hotels) -> Sums:
    return figures(hotels, start=START, end=END).whole


def test_each_message_counts_by_what_became_of_it(hotel):
    sent(hotel)
    sent(hotel, state="delivered", opened_at=NOON, clicked_at=NOON)
    sent(hotel, state="failed", reason="refused_address", sent_at=None)
    sent(hotel, state="unknown", reason="no_reply", sent_at=None)
    sent(hotel, opted_out_at=NOON)

    assert whole(hotel) == Sums(
        handed=5, accepted=3, delivered=1, bounced=1, unknown=1, opened=1, clicked=1, opted_out=1
    )


def test_what_was_never_handed_over_counts_among_the_reasons_by_the_day_it_was_due(hotel):
    for reason in ("no_consent", "no_consent", "minor"):
        MessageFactory(hotel=hotel, state="cancelled", reason=reason, due_at=NOON)
    MessageFactory(hotel=hotel, state="cancelled", reason="minor", due_at=datetime(2026, 11, 8, 4, tzinfo=UTC))
    MessageFactory(hotel=hotel, due_at=NOON)
    found = figures([hotel], start=START, end=END)

    assert found.lines == ()
    assert found.reasons == [("the guest did not agree to this", 2), ("the guest is under age", 1)]


def test_days_are_those_of_the_hotel():
    hangzhou, lisbon = HotelFactory(time_zone="Asia/Shanghai"), HotelFactory(time_zone="Europe/Lisbon")
    at = datetime(2026, 10, 31, 20, tzinfo=UTC)  # the first of November in Hangzhou, still October in Lisbon
    sent(hangzhou, at)
    sent(lisbon, at)
    found = figures([hangzhou, lisbon], start=START, end=END)

    assert [(line.hotel_id, line.on) for line in found.lines] == [(hangzhou.pk, date(2026, 11, 1))]


def test_the_last_day_is_within_and_the_end_is_not(hotel):
    sent(hotel, datetime(2026, 11, 7, 15, 59, tzinfo=UTC))
    sent(hotel, datetime(2026, 11, 7, 16, 0, tzinfo=UTC))

    assert whole(hotel).handed == 1


def test_other_hotels_and_messages_to_staff_do_not_count(hotel):
    sent(HotelFactory())
    sent(hotel, guest=None, staff=UserFactory())

    assert whole(hotel) == Sums()


def test_lines_are_by_hotel_channel_and_day(hotel):
    sent(hotel)
    sent(hotel)
    sent(hotel, channel="sms")
    by = figures([hotel], start=START, end=END).by(lambda line: (line.channel, line.on))

    assert {key: sums.handed for key, sums in by.items()} == {
        ("email", date(2026, 11, 3)): 2,
        ("sms", date(2026, 11, 3)): 1,
    }


def test_a_share_is_of_what_was_handed_over_and_of_nothing_is_none():
    assert Sums(handed=4, delivered=3).share(3) == Decimal("0.75")
    assert Sums().share(0) is None
