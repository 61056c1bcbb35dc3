"""Which variant the others get."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaigns.actions.drafting import Wording
from campaigns.models import Campaign, Conversion, Enrolment, Sent, Step, Variant
from campaigns.running import winners
from campaigns.running.arms import is_tried_on
from campaigns.running.winners import Score, ahead, surely_ahead
from hotelcrm.outbox.models import Message
from tests.factories import HotelFactory, StayFactory
from tests.outbox.rows import NOON, template

from .world import DAY, person, plan, run, started

A, B, C = Variant(pk=1, name="A"), Variant(pk=2, name="B"), Variant(pk=3, name="C")


def test_ahead_is_the_highest_rate_and_nobody_with_its_like():
    assert ahead([Score(A, 10, 1), Score(B, 100, 11), Score(C, 0, 0)]) is B
    assert ahead([Score(A, 10, 1), Score(B, 100, 10)]) is None
    assert ahead([Score(A, 0, 0), Score(B, 0, 0)]) is None


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        ((1000, 100), (1000, 60), A),
        ((1000, 60), (1000, 100), B),
        ((1000, 100), (1000, 95), None),  # chance would have it
        ((99, 90), (99, 1), None),  # too few
        ((100, 90), (100, 1), A),
        ((1000, 0), (1000, 0), None),
        ((100, 100), (100, 100), None),
    ],
)
def test_surely_ahead_is_what_chance_would_not_have(first, second, winner):
    assert surely_ahead([Score(A, *first), Score(B, *second)]) is winner


def test_guests_may_book_more_often_than_they_were_written_to():
    assert surely_ahead([Score(A, 100, 250), Score(B, 100, 0)]) is A
    assert surely_ahead([Score(A, 100, 250), Score(B, 100, 300)]) is None


def test_with_no_difference_chance_makes_a_winner_of_few():
    """95 %: of a thousand pairs with one rate some fifty."""
    import random

    dice = random.Random(7)

    def clicks():
        return sum(dice.random() < 0.1 for _n in range(400))

    won = sum(surely_ahead([Score(A, 400, clicks()), Score(B, 400, clicks())]) is not None for _n in range(1_000))
    assert won < 75


@pytest.fixture
def hotel(db):
    return HotelFactory()


def tried(hotel, *, by="clicks", guests=40, **fields):
    """A one-off whose two wordings are tried on half of the guests, for six hours; always dealt to the same."""
    for number in range(guests):
        person(pk=7_000_000 + number)
    one = plan(picks_winner_by=by, test_percent=50, winner_after_hours=6)
    both = replace(one, wordings=[*one.wordings, Wording(template("other"), "B")])
    campaign = started(hotel, both, **fields)
    Campaign.objects.filter(pk=campaign.pk).update(salt="lot 1")
    run()
    Message.objects.update(state="sent", handed_at=NOON)
    return campaign


def messages_of(name):
    return Message.objects.filter(mailing__variant__name=name)


def test_the_others_get_what_more_guests_followed(hotel):
    tried(hotel)
    first = Sent.objects.count()
    messages_of("B").update(clicked_at=NOON)

    assert run(NOON + timedelta(hours=6, seconds=-1)) == {}
    run(NOON + timedelta(hours=6))

    assert 5 < first < 35
    assert Variant.objects.get(is_winner=True).name == "B"
    later = Sent.objects.filter(at=NOON + timedelta(hours=6))
    assert set(later.values_list("variant__name", flat=True)) == {"B"}
    assert first + later.count() == 40


def test_where_nobody_is_ahead_both_go_on(hotel):
    tried(hotel)
    run(NOON + timedelta(hours=6))

    assert not Variant.objects.filter(is_winner=True).exists()
    later = Sent.objects.filter(at=NOON + timedelta(hours=6))
    assert set(later.values_list("variant__name", flat=True)) == {"A", "B"}


def test_bookings_count_where_the_step_says_so(hotel):
    campaign = tried(hotel, by="bookings")
    messages_of("A").update(clicked_at=NOON)
    message = messages_of("B").first()
    touch = {"message": message, "touch": "click", "touched_at": NOON, "booked_at": NOON}
    stay = StayFactory(guest=message.guest, hotel=hotel)
    variant = Variant.objects.get(name="B", step__campaign=campaign)
    Conversion.objects.create(campaign=campaign, variant=variant, guest=message.guest, stay=stay, **touch)

    run(NOON + timedelta(hours=6))

    assert Variant.objects.get(is_winner=True).name == "B"


def test_what_never_left_is_not_counted_against_its_wording(hotel):
    """Of A one message left and was followed, of B three of fourteen."""
    tried(hotel)
    assert (messages_of("A").count(), messages_of("B").count()) == (7, 14)
    kept, *refused = messages_of("A").order_by("pk").values_list("pk", flat=True)
    Message.objects.filter(pk__in=refused).update(state="cancelled", reason="no_consent", handed_at=None)
    Message.objects.filter(pk=kept).update(clicked_at=NOON)
    followed = list(messages_of("B").order_by("pk").values_list("pk", flat=True)[:3])
    Message.objects.filter(pk__in=followed).update(clicked_at=NOON)

    run(NOON + timedelta(hours=6))

    assert Variant.objects.get(is_winner=True).name == "A"


def test_the_others_wait_for_the_winner_of_a_later_step_too(hotel):
    guests = [person(pk=7_000_000 + number) for number in range(12)]
    later = plan("later", after_days=1, picks_winner_by="clicks", test_percent=50, winner_after_hours=6)
    later = replace(later, wordings=[*later.wordings, Wording(template("other"), "B")])
    campaign = started(hotel, plan(), later, goal="none")
    Campaign.objects.filter(pk=campaign.pk).update(salt="lot 1")
    run()

    campaign.refresh_from_db()
    step = campaign.steps.get(order=1)
    wait = {guest.pk: timedelta(hours=0 if is_tried_on(campaign, step, guest.pk) else 6) for guest in guests}
    assert set(wait.values()) == {timedelta(0), timedelta(hours=6)}
    assert dict(Enrolment.objects.values_list("guest", "due_at")) == {pk: NOON + DAY + own for pk, own in wait.items()}


def test_a_winner_stays_it(hotel):
    campaign = tried(hotel)
    messages_of("B").update(clicked_at=NOON)
    run(NOON + timedelta(hours=6))
    Message.objects.filter(clicked_at__isnull=False).update(clicked_at=None)
    messages_of("A").update(clicked_at=NOON)

    step = Step.objects.get(campaign=campaign)
    variants = list(step.variants.order_by("name"))
    assert winners.settle(campaign, step, variants, at=NOON + 9 * DAY) == variants[1]


def test_a_step_without_a_winner_has_none(hotel):
    for _n in range(4):
        person()
    one = plan()
    started(hotel, replace(one, wordings=[*one.wordings, Wording(template("other"), "B")]))
    run()
    messages_of("A").update(clicked_at=NOON)
    run(NOON + 9 * DAY)

    assert Sent.objects.count() == 4
    assert not Variant.objects.filter(is_winner=True).exists()
