"""Which message has which booking, case by case; test_reference.py compares whole worlds."""

from datetime import date, timedelta

import pytest

from campaigns.models import Campaign, Conversion
from campaigns.results.attributing import RECENT, attribute
from guests.actions.merging import merge_guests, undo_merge
from hotelcrm.outbox.models import Message
from stays.models import Stay, StayStatus
from tests.factories import NOW, EnrolmentFactory, GuestFactory, HotelFactory, MessageFactory, UserFactory

from .letters import DAY, HOUR, booking, follow, letter, utc, variant_of

pytestmark = pytest.mark.django_db
LATER = NOW + 60 * DAY


def credited_now() -> list[tuple[int, int, str]]:
    """Stay, message and touch of each conversion."""
    return list(Conversion.objects.order_by("stay").values_list("stay", "message", "touch"))


def test_a_booking_after_a_delivered_message_is_its():
    variant, guest = variant_of(), GuestFactory()
    message = letter(variant, guest)
    stay = booking(guest, NOW + 3 * DAY)

    counted = attribute(at=LATER)

    assert counted == {"credited": 1, "withdrawn": 0}
    found = Conversion.objects.get()
    assert (found.campaign, found.variant, found.guest, found.stay) == (variant.step.campaign, variant, guest, stay)
    assert (found.message, found.touch) == (message, "delivery")
    assert (found.touched_at, found.booked_at) == (NOW + HOUR, NOW + 3 * DAY)


@pytest.mark.parametrize(
    ("touch", "after", "counts"),
    [
        ("delivery", timedelta(0), True),
        ("delivery", 7 * DAY, True),
        ("delivery", 7 * DAY + timedelta(seconds=1), False),
        ("delivery", -timedelta(seconds=1), False),
        ("click", 30 * DAY, True),
        ("click", 30 * DAY + timedelta(seconds=1), False),
        ("click", -timedelta(seconds=1), False),
    ],
)
def test_the_days_are_counted_from_the_touch(touch, after, counts):
    unknown = {"state": "unknown", "reason": "no_reply"}
    message = letter(variant_of(), GuestFactory(), **(unknown if touch == "click" else {}))
    if touch == "click":
        follow(message, NOW + HOUR)
    booking(message.guest, NOW + HOUR + after)

    attribute(at=LATER)

    assert [found[2] for found in credited_now()] == ([touch] if counts else [])


def test_each_campaign_has_its_own_days():
    patient, hasty = variant_of(delivery_days=20), variant_of(delivery_days=1)
    guest = GuestFactory()
    first = letter(patient, guest)
    letter(hasty, guest, at=NOW + DAY)
    stay = booking(guest, NOW + 15 * DAY)

    attribute(at=LATER)

    assert credited_now() == [(stay.pk, first.pk, "delivery")]


def test_none_within_no_days():
    guest = GuestFactory()
    letter(variant_of(delivery_days=0, click_days=0), guest)
    booking(guest, NOW + 2 * HOUR)

    assert attribute(at=LATER)["credited"] == 0


def test_the_last_delivery_has_it():
    guest = GuestFactory()
    letter(variant_of(), guest)
    last = letter(variant_of(), guest, at=NOW + 2 * DAY)
    stay = booking(guest, NOW + 4 * DAY)
    letter(variant_of(), guest, at=NOW + 5 * DAY)

    attribute(at=LATER)

    assert credited_now() == [(stay.pk, last.pk, "delivery")]


def test_a_followed_link_comes_before_a_later_delivery():
    guest = GuestFactory()
    followed = letter(variant_of(), guest)
    follow(followed, NOW + 2 * HOUR)
    letter(variant_of(), guest, at=NOW + 10 * DAY)
    stay = booking(guest, NOW + 12 * DAY)

    attribute(at=LATER)

    assert credited_now() == [(stay.pk, followed.pk, "click")]


def test_the_last_link_followed_has_it():
    guest = GuestFactory()
    first, second = letter(variant_of(), guest), letter(variant_of(), guest)
    follow(second, NOW + 2 * HOUR)
    follow(first, NOW + 3 * HOUR)
    follow(first, NOW + 2 * DAY, "https://example.com/pool")
    follow(second, NOW + DAY, "https://example.com/pool")
    stay = booking(guest, NOW + 3 * DAY)

    attribute(at=LATER)

    found = Conversion.objects.get()
    assert (found.stay, found.message, found.touched_at) == (stay, first, NOW + 2 * DAY)


def test_a_link_followed_long_after_the_message_counts():
    message = letter(variant_of(), GuestFactory(), at=NOW - 400 * DAY)
    follow(message, NOW)
    stay = booking(message.guest, NOW + DAY)

    attribute(at=LATER)

    assert credited_now() == [(stay.pk, message.pk, "click")]


def test_of_several_links_followed_the_last_has_its_own_days():
    """Though it was followed before the days that are looked through."""
    message = letter(variant_of(click_days=30, delivery_days=7), GuestFactory())
    follow(message, NOW + HOUR)
    follow(message, NOW + 20 * DAY, "https://example.com/dinner")
    stay = booking(message.guest, NOW + 45 * DAY)

    attribute(at=LATER, since=NOW + 40 * DAY)

    assert Conversion.objects.values_list("stay", "touch", "touched_at").get() == (stay.pk, "click", NOW + 20 * DAY)


def test_a_message_that_arrived_long_after_its_step_counts():
    """It waited for quiet hours, caps or its provider; the days that are looked through begin in between."""
    arrived = {"sent_at": NOW + 50 * DAY, "delivered_at": NOW + 50 * DAY}
    message = letter(variant_of(delivery_days=90), GuestFactory(), **arrived)
    stay = booking(message.guest, NOW + 130 * DAY)

    attribute(at=NOW + 140 * DAY, since=NOW + 120 * DAY)

    assert credited_now() == [(stay.pk, message.pk, "delivery")]


def test_a_message_that_came_back_touched_nobody():
    """It had left: a provider said so before it said that the address refused it."""
    came_back = {"state": "failed", "reason": "refused_address", "sent_at": NOW + HOUR}
    message = letter(variant_of(), GuestFactory(), **came_back)
    booking(message.guest, NOW + DAY)

    assert attribute(at=LATER)["credited"] == 0


@pytest.mark.parametrize("state", ["queued", "held", "sending", "failed", "unknown", "cancelled"])
def test_a_message_that_did_not_arrive_touched_nobody(state):
    guest = GuestFactory()
    reason = {} if state in {"queued", "sending"} else {"reason": "no_consent"}
    claimed = {"attempt": "6f0e8a3e-0000-4000-8000-000000000000", "lease_until": NOW} if state == "sending" else {}
    letter(variant_of(), guest, state=state, **reason, **claimed)
    booking(guest, NOW + DAY)

    assert attribute(at=LATER)["credited"] == 0


def test_where_no_provider_tells_of_delivery_having_sent_it_will_do():
    message = letter(variant_of(), GuestFactory(), state="sent")
    stay = booking(message.guest, NOW + DAY)

    attribute(at=LATER)

    assert credited_now() == [(stay.pk, message.pk, "delivery")]


def test_messages_of_no_campaign_have_no_bookings():
    guest = GuestFactory()
    follow(MessageFactory(guest=guest, state="delivered", sent_at=NOW, delivered_at=NOW), NOW + HOUR)
    booking(guest, NOW + DAY)

    assert attribute(at=LATER)["credited"] == 0


def test_the_stay_that_the_occasion_is_about_is_not_what_it_brought():
    guest = GuestFactory()
    stay = booking(guest, NOW + 2 * HOUR)
    variant = variant_of()
    letter(variant, guest, enrolment=EnrolmentFactory(campaign=variant.step.campaign, guest=guest, stay=stay))
    another = booking(guest, NOW + 3 * HOUR)

    attribute(at=LATER)

    assert list(Conversion.objects.values_list("stay", flat=True)) == [another.pk]


@pytest.mark.parametrize(
    ("booked_on", "created_at", "booked_at"),
    [
        pytest.param(date(2026, 11, 23), utc(2026, 11, 23, 2), utc(2026, 11, 23, 2), id="told-at-once"),
        pytest.param(
            date(2026, 11, 23), utc(2026, 11, 24, 2), utc(2026, 11, 23, 15, 59, 59, 999_999), id="told-next-day"
        ),
        pytest.param(date(2026, 11, 23), utc(2026, 11, 20), utc(2026, 11, 22, 16), id="told-before"),
        pytest.param(None, utc(2026, 11, 24, 2), utc(2026, 11, 24, 2), id="no-day-but-before-arrival"),
        pytest.param(None, utc(2026, 12, 24, 2), None, id="no-day-and-entered-afterwards"),
    ],
)
def test_when_a_booking_was_made(booked_on, created_at, booked_at):
    """At a hotel in Hangzhou, whose days begin at 16:00 UTC."""
    guest = GuestFactory()
    letter(variant_of(delivery_days=60), guest)
    booking(guest, created_at, booked_on=booked_on, arrival=date(2026, 12, 20))

    attribute(at=LATER)

    assert list(Conversion.objects.values_list("booked_at", flat=True)) == ([booked_at] if booked_at else [])


def test_a_link_followed_in_the_morning_comes_before_a_booking_known_by_its_day():
    message = letter(variant_of(), GuestFactory())
    follow(message, NOW + HOUR)
    stay = booking(message.guest, NOW + 5 * DAY, booked_on=NOW.date())

    attribute(at=LATER)

    assert credited_now() == [(stay.pk, message.pk, "click")]


def test_again_it_changes_nothing():
    guest = GuestFactory()
    follow(letter(variant_of(), guest), NOW + 2 * HOUR)
    booking(guest, NOW + DAY)
    attribute(at=LATER)
    before = list(Conversion.objects.values())

    assert attribute(at=LATER) == {"credited": 0, "withdrawn": 0}
    assert list(Conversion.objects.values()) == before


def test_a_message_reported_late_takes_over():
    guest = GuestFactory()
    first = letter(variant_of(), guest)
    late = letter(variant_of(), guest, at=NOW + DAY, state="unknown", reason="no_reply")
    stay = booking(guest, NOW + 3 * DAY)
    attribute(at=LATER)
    assert credited_now() == [(stay.pk, first.pk, "delivery")]

    Message.objects.filter(pk=late.pk).update(state="delivered", delivered_at=NOW + 2 * DAY)

    assert attribute(at=LATER) == {"credited": 1, "withdrawn": 0}
    assert credited_now() == [(stay.pk, late.pk, "delivery")]
    assert Conversion.objects.get().touched_at == NOW + 2 * DAY


@pytest.mark.parametrize("status", [StayStatus.CANCELLED, StayStatus.NO_SHOW])
def test_a_booking_that_is_none_any_more_is_withdrawn_and_comes_back(status):
    message = letter(variant_of(), GuestFactory())
    stay = booking(message.guest, NOW + DAY)
    attribute(at=LATER)

    Stay.objects.filter(pk=stay.pk).update(status=status)
    assert attribute(at=LATER) == {"credited": 0, "withdrawn": 1}
    assert credited_now() == []

    Stay.objects.filter(pk=stay.pk).update(status=StayStatus.BOOKED)
    assert attribute(at=LATER) == {"credited": 1, "withdrawn": 0}
    assert credited_now() == [(stay.pk, message.pk, "delivery")]


def test_an_old_booking_keeps_its_message_until_it_is_cancelled():
    message = letter(variant_of(), GuestFactory())
    stay = booking(message.guest, NOW + DAY)
    attribute(at=LATER)

    much_later = NOW + RECENT + 30 * DAY
    assert attribute(at=much_later) == {"credited": 0, "withdrawn": 0}
    Stay.objects.filter(pk=stay.pk).update(status=StayStatus.CANCELLED)
    assert attribute(at=much_later) == {"credited": 0, "withdrawn": 1}


@pytest.mark.parametrize("owner", ["nobody", "another"])
def test_an_old_booking_that_loses_its_guest_loses_its_credit(owner):
    message = letter(variant_of(), GuestFactory())
    stay = booking(message.guest, NOW + DAY)
    attribute(at=LATER)
    Stay.objects.filter(pk=stay.pk).update(guest=GuestFactory() if owner == "another" else None)

    assert attribute(at=NOW + RECENT + 30 * DAY) == {"credited": 0, "withdrawn": 1}


def test_an_old_booking_that_turns_out_to_be_a_new_one_is_withdrawn():
    message = letter(variant_of(), GuestFactory())
    stay = booking(message.guest, NOW + DAY, arrival=NOW.date() + 200 * DAY)
    attribute(at=LATER)
    Stay.objects.filter(pk=stay.pk).update(booked_on=NOW.date() + 140 * DAY)

    assert attribute(at=NOW + RECENT + 30 * DAY) == {"credited": 0, "withdrawn": 1}


def test_a_stay_told_of_late_is_credited_for_the_day_it_was_booked():
    message = letter(variant_of(), GuestFactory())
    attribute(at=NOW + 60 * DAY)
    stay = booking(message.guest, NOW + 70 * DAY, booked_on=(NOW + 2 * DAY).date())

    attribute(at=NOW + 80 * DAY)

    assert credited_now() == [(stay.pk, message.pk, "delivery")]


def test_a_stay_that_gets_another_guest_is_withdrawn():
    guest, other = GuestFactory(), GuestFactory()
    letter(variant_of(), guest)
    stay = booking(guest, NOW + DAY)
    attribute(at=LATER)

    for owner in (other, None):
        Stay.objects.filter(pk=stay.pk).update(guest=guest)
        attribute(at=LATER)
        Stay.objects.filter(pk=stay.pk).update(guest=owner)
        assert attribute(at=LATER) == {"credited": 0, "withdrawn": 1}
        assert credited_now() == []


def test_days_that_are_shortened_withdraw():
    message = letter(variant_of(), GuestFactory())
    booking(message.guest, NOW + 5 * DAY)
    attribute(at=LATER)

    Campaign.objects.update(delivery_days=2)

    assert attribute(at=LATER) == {"credited": 0, "withdrawn": 1}


@pytest.mark.parametrize("corrected", [{"booked_on": NOW.date() - 200 * DAY}, {"booked_on": None}], ids=["day", "none"])
def test_a_booking_that_turns_out_to_be_older_is_withdrawn(corrected):
    message = letter(variant_of(), GuestFactory())
    stay = booking(message.guest, NOW + DAY, arrival=NOW.date())
    attribute(at=LATER)

    Stay.objects.filter(pk=stay.pk).update(**corrected)

    assert attribute(at=LATER) == {"credited": 0, "withdrawn": 1}


def test_a_merge_brings_message_and_booking_together_and_its_undoing_parts_them():
    written_to, booked = GuestFactory(), GuestFactory()
    message = letter(variant_of(), written_to)
    stay = booking(booked, NOW + DAY)
    assert attribute(at=LATER)["credited"] == 0

    record = merge_guests(booked, absorbed=written_to, by=UserFactory(), at=NOW + 2 * DAY)
    assert attribute(at=LATER) == {"credited": 1, "withdrawn": 0}
    assert Conversion.objects.get().guest == booked
    assert credited_now() == [(stay.pk, message.pk, "delivery")]

    undo_merge(record, by=UserFactory(), at=NOW + 3 * DAY)
    attribute(at=LATER)
    assert credited_now() == []


def test_a_message_that_waits_with_the_absorbed_profile_counts_for_the_survivor():
    """Of two messages for one occasion the survivor's moves nowhere; the other was read by the same person."""
    variant = variant_of()
    keep, gone = GuestFactory(), GuestFactory()
    letter(variant, keep, state="cancelled", reason="no_address")
    message = letter(variant, gone)
    stay = booking(keep, NOW + DAY)
    merge_guests(keep, absorbed=gone, by=UserFactory(), at=NOW + 2 * DAY)

    attribute(at=LATER)

    assert credited_now() == [(stay.pk, message.pk, "delivery")]


def test_a_booking_to_come_is_not_credited_before_it_is_made():
    message = letter(variant_of(), GuestFactory())
    booking(message.guest, NOW + 3 * DAY)

    assert attribute(at=NOW + 2 * DAY)["credited"] == 0


def test_hotels_of_other_zones_count_their_own_days():
    """20:00 on the 22nd in New York is the 23rd everywhere east of it."""
    guest = GuestFactory()
    letter(variant_of(delivery_days=1), guest, at=utc(2026, 11, 22, 0))
    stay = booking(
        guest, utc(2026, 12, 1), hotel=HotelFactory(time_zone="America/New_York"), booked_on=date(2026, 11, 22)
    )

    attribute(at=LATER)

    assert credited_now() == []
    Stay.objects.filter(pk=stay.pk).update(booked_on=date(2026, 11, 21))
    attribute(at=LATER)
    assert Conversion.objects.get().booked_at == utc(2026, 11, 22, 4, 59, 59, 999_999)
