"""What the results page says of a campaign; who is compared with whom is in test_comparing.py."""

from datetime import timedelta
from decimal import Decimal

import pytest

from campaigns.models import Enrolment, Sent
from campaigns.results import figures
from campaigns.results.attributing import attribute
from guests.actions.merging import merge_guests
from hotelcrm.outbox.models import Message
from loyalty import ledger
from loyalty.models import CurrencyRate, PointsEntry, Programme, Voucher
from stays.models import Stay
from tests.factories import (
    NOW,
    TODAY,
    CampaignFactory,
    EnrolmentFactory,
    GuestFactory,
    HotelFactory,
    MemberFactory,
    StepFactory,
    UserFactory,
    VoucherTypeFactory,
)

from .letters import DAY, HOUR, booking, follow, letter, variant_of

pytestmark = pytest.mark.django_db
LATER = NOW + 60 * DAY
QUERIES = 9


def of(campaign):
    campaign.refresh_from_db()
    return figures.of(campaign, at=LATER)


def counts_of(variant):
    """What is said of one wording."""
    steps = of(variant.step.campaign).steps
    return next(one.counts for step in steps for one in step.variants if one.variant == variant)


def test_what_became_of_messages():
    variant = variant_of()
    letter(variant, GuestFactory(), opened_at=NOW + 2 * HOUR, clicked_at=NOW + 2 * HOUR)
    letter(variant, GuestFactory(), opened_at=NOW + 2 * HOUR, opted_out_at=NOW + 3 * HOUR)
    letter(variant, GuestFactory(), state="sent")
    letter(variant, GuestFactory(), state="unknown", reason="no_reply")
    letter(variant, GuestFactory(), state="queued")
    letter(variant, GuestFactory(), state="held", reason="quiet_hours")
    letter(variant, GuestFactory(), state="failed", reason="bounced")
    for _ in range(2):
        letter(variant, GuestFactory(), state="cancelled", reason="no_consent")

    counts = counts_of(variant)

    assert (counts.came, counts.sent, counts.delivered, counts.opened) == (9, 4, 2, 2)
    assert (counts.clicked, counts.opted_out) == (1, 1)
    assert (counts.refused, counts.held, counts.waiting, counts.failed) == (2, 1, 1, 1)
    assert counts.reasons == [
        ("not sent", "the guest did not agree to this", 2),
        ("failed", "the address does not exist any more", 1),
        ("held", "quiet hours", 1),
        ("not known whether sent", "no reply after the message was handed over", 1),
    ]
    assert counts.share(counts.delivered) == Decimal("0.5")


def test_a_share_of_nothing_is_not_known():
    assert counts_of(variant_of()).share(0) is None


def test_a_step_that_gave_no_message_counts_among_those_who_came():
    variant, guest = variant_of(), GuestFactory()
    enrolment = EnrolmentFactory(campaign=variant.step.campaign, guest=guest)
    Sent.objects.create(enrolment=enrolment, guest=guest, step=variant.step, variant=variant, at=NOW)

    counts = counts_of(variant)

    assert (counts.came, counts.sent, counts.refused, counts.reasons) == (1, 0, 0, [])


def test_wordings_and_steps_add_up():
    first = variant_of()
    second = variant_of(step=first.step, name="B")
    later = variant_of(step=StepFactory(campaign=first.step.campaign, order=1))
    other = variant_of()
    for variant, times in ((first, 1), (second, 2), (later, 1), (other, 5)):
        for _ in range(times):
            letter(variant, GuestFactory())

    results = of(first.step.campaign)

    assert [(step.step.order, [one.variant.name for one in step.variants]) for step in results.steps] == [
        (0, ["A", "B"]),
        (1, ["A"]),
    ]
    assert [step.counts.sent for step in results.steps] == [3, 1]
    assert results.counts.sent == 4


def test_credited_bookings_and_their_revenue_in_the_currency_of_the_programme():
    CurrencyRate.objects.create(currency="USD", worth=Decimal("7.1"))
    variant = variant_of()
    for currency, revenue in (("CNY", "1000.50"), ("USD", "100"), ("CHF", "999")):
        guest = letter(variant, GuestFactory()).guest
        booking(guest, NOW + DAY, currency=currency, room_revenue=Decimal(revenue), other_revenue=Decimal(10))
    attribute(at=LATER)

    counts = counts_of(variant)

    assert (counts.bookings, counts.unpriced) == (3, 1)
    assert counts.revenue == Decimal("1010.50") + Decimal(110) * Decimal("7.1")
    assert isinstance(counts.revenue, Decimal)
    assert of(variant.step.campaign).currency == Programme.current().currency


def test_a_booking_cancelled_since_is_not_counted_even_before_it_is_withdrawn():
    variant = variant_of()
    stay = booking(letter(variant, GuestFactory()).guest, NOW + DAY)
    attribute(at=LATER)

    Stay.objects.filter(pk=stay.pk).update(status="cancelled")

    assert counts_of(variant).bookings == 0


def test_the_cost_of_messages_vouchers_and_points():
    hotel = HotelFactory(currency="USD")
    CurrencyRate.objects.create(currency="USD", worth=Decimal(7))
    programme = Programme.current()
    kind = VoucherTypeFactory(cost=Decimal("30.50"))
    variant = variant_of(hotel=hotel)
    variant.cost, variant.points, variant.voucher_type = Decimal("0.05"), 200, kind
    variant.save()
    for number, state in enumerate(["redeemed", "redeemed", "issued"]):
        message = letter(variant, GuestFactory())
        with_voucher(message, kind, number, state)
        give(variant, message, 200)
    letter(variant, GuestFactory(), state="cancelled", reason="no_consent")

    counts = counts_of(variant)

    assert (counts.vouchers, counts.redeemed, counts.points) == (3, 2, 600)
    assert counts.cost == Decimal("0.05") * 3 * 7 + Decimal("61.00") + 600 * programme.cost_per_point
    assert counts.unknown_cost == 0


def with_voucher(message: Message, kind, number: int, state: str) -> Voucher:
    voucher = Voucher.objects.create(
        type=kind,
        code=f"CODE{number}",
        guest=message.guest,
        source="campaign",
        key=f"campaign:{number}",
        state=state,
        valid_from=TODAY,
        valid_until=TODAY,
        issued_at=NOW,
        redeemed_at=NOW if state == "redeemed" else None,
    )
    Sent.objects.filter(message=message).update(voucher=voucher)
    return voucher


def give(variant, message: Message, points: int) -> None:
    member = MemberFactory(guest=message.guest)
    enrolment = Sent.objects.get(message=message).enrolment_id
    key = f"campaign:{variant.pk}:{enrolment}"
    posting = ledger.Posting(member.pk, points, PointsEntry.Kind.BONUS, key, NOW, TODAY)
    ledger.post_batch([posting], programme=Programme.current())


def test_points_that_came_from_elsewhere_are_none_of_its():
    variants = [variant_of(), variant_of()]
    guest = GuestFactory()
    for variant, points in zip(variants, (50, 70), strict=True):
        variant.points = points
        variant.save()
    first, second = (letter(variant, guest) for variant in variants)
    give(variants[0], first, 50)
    member = guest.member
    key = f"campaign:{variants[1].pk}:{Sent.objects.get(message=second).enrolment_id}"
    postings = [
        ledger.Posting(member.pk, n, PointsEntry.Kind.BONUS, key, NOW, TODAY) for n, key in ((70, key), (9, "desk"))
    ]
    ledger.post_batch(postings, programme=Programme.current())

    assert [counts_of(variant).points for variant in variants] == [50, 70]


def test_points_are_found_at_the_account_of_an_absorbed_profile():
    variant = variant_of()
    variant.points = 50
    variant.save()
    message = letter(variant, GuestFactory())
    give(variant, message, 50)
    survivor = GuestFactory()
    MemberFactory(guest=survivor)

    merge_guests(survivor, absorbed=message.guest, by=UserFactory(), at=NOW)

    assert counts_of(variant).points == 50


def test_a_price_in_a_currency_without_a_rate_is_told():
    variant = variant_of(hotel=HotelFactory(currency="CHF"))
    variant.cost = Decimal("0.05")
    variant.save()
    letter(variant, GuestFactory())

    counts = counts_of(variant)

    assert (counts.cost, counts.unknown_cost) == (0, 1)


def test_who_was_chosen_and_why_they_left():
    campaign = CampaignFactory()
    for arm, because, times in (("treated", "", 3), ("treated", "goal", 2), ("treated", "late", 1), ("holdout", "", 2)):
        for _ in range(times):
            ended = {"ended_because": because, "ended_at": NOW} if because else {}
            EnrolmentFactory(campaign=campaign, arm=arm, **ended)
    EnrolmentFactory(campaign=campaign, guest=Enrolment.objects.first().guest, key="2027")
    EnrolmentFactory()

    results = of(campaign)

    assert (results.audience, results.treated, results.held_out) == (9, 7, 2)
    assert results.arms.guests == 8
    assert results.exits == [("goal met", 2), ("too late", 1)]


def test_a_draft_has_nothing_yet():
    results = of(CampaignFactory(state="draft"))

    assert (results.audience, list(results.steps), results.counts.sent) == (0, [], 0)
    assert results.comparison.bookings.total is None


def test_the_same_queries_for_one_step_and_for_three(django_assert_num_queries):
    small = variant_of().step.campaign
    letter(small.steps.get().variants.get(), GuestFactory())
    large = CampaignFactory()
    for order in range(3):
        step = StepFactory(campaign=large, order=order)
        for name in "AB":
            variant = variant_of(step=step, name=name)
            for _ in range(2):
                message = letter(variant, GuestFactory())
                booking(message.guest, NOW + DAY)
                follow(message, NOW + 2 * HOUR)
    attribute(at=LATER)

    for campaign in (small, large):
        campaign.refresh_from_db()
        with django_assert_num_queries(QUERIES):
            results = figures.of(campaign, at=LATER)
            assert results.comparison is not None
            assert results.counts.cost == 0


def test_nothing_is_known_before_it_happened():
    """Figures of a moment in the past show what can be compared then."""
    campaign = variant_of().step.campaign
    for arm in ("treated", "holdout"):
        EnrolmentFactory(campaign=campaign, arm=arm)
    campaign.refresh_from_db()

    early = figures.of(campaign, at=NOW + 30 * DAY - timedelta(seconds=1))
    then = figures.of(campaign, at=NOW + 30 * DAY)

    assert (early.arms.over, early.arms.still_open, early.arms.known_from) == (0, 2, NOW + 30 * DAY)
    assert (then.arms.over, then.arms.still_open, then.arms.known_from) == (2, 0, None)
