"""The catalogue, a reward redeemed for a guest, and cancelled."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions import rewards
from loyalty.models import Member, PointsEntry, Programme, Redemption, Tier
from loyalty.queries.rewards import catalogue, section
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, MemberFactory, RewardFactory, staff
from tests.guests.pages import HX, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def clerk(hotel):
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def desk(clerk):
    return client_of(clerk)


@pytest.fixture
def member(hotel):
    row = MemberFactory(hotel=hotel)
    posting = ledger.Posting(row.pk, 1_000, PointsEntry.Kind.BONUS, "start", NOW, TODAY)
    ledger.credit(posting, programme=Programme.current())
    return Member.objects.select_related("tier", "guest").get(pk=row.pk)


def redeem_url(member, reward):
    return reverse("loyalty:redeem-reward", args=[member.guest.number, reward.pk])


def test_the_catalogue_shows_what_this_hotel_offers_today_by_kind(hotel, desk):
    dinner, night = RewardFactory(), RewardFactory(kind="night", points=9_000)
    for hidden in ({"is_active": False}, {"ends_on": TODAY - timedelta(days=1)}):
        RewardFactory(**hidden)
    RewardFactory().hotels.add(HotelFactory())

    page = desk.get("/loyalty/rewards/")
    assert [offer.reward for offer in page.context["offers"]] == [dinner, night]
    assert page.context["kinds"] == [("night", "night", 1), ("dinner", "dinner", 1)]
    nights = desk.get("/loyalty/rewards/?kind=night")
    assert [offer.reward for offer in nights.context["offers"]] == [night]


def test_an_empty_catalogue_says_where_rewards_come_from(desk):
    assert "Rewards are kept in the administration." in desk.get("/loyalty/rewards/").text


def test_what_a_guest_can_have_comes_first_and_the_rest_says_why_not(hotel, member):
    gold = Tier.objects.get(code="gold")
    cheap = RewardFactory(code="a", points=900)
    gone = RewardFactory(code="b", points=100, stock=1, taken=1)
    noble = RewardFactory(code="c", points=200, least_tier=gold)
    dear = RewardFactory(code="d", points=1_200)
    twice = RewardFactory(code="e", points=50, per_member=1)
    rewards.redeem(member, reward=twice, key="k", hotel=hotel, by=staff(Role.FRONT_DESK, hotel), at=NOW)
    member.refresh_from_db()

    offers = catalogue(hotel, on=TODAY, member=member)

    assert [(offer.reward, offer.why_not, offer.missing) for offer in offers] == [
        (cheap, "", 0),
        (twice, "At most 1 in a year for a member.", 0),
        (gone, "None is left.", 0),
        (noble, "From Gold on.", 0),
        (dear, "1200 points are wanted, 950 are there.", 250),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_catalogue_takes_the_same_queries_however_long(hotel, member, rows, django_assert_num_queries):
    for _ in range(rows):
        RewardFactory().hotels.add(hotel)
    with django_assert_num_queries(3):
        assert len(catalogue(hotel, on=TODAY, member=member)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_what_a_guest_redeemed_takes_the_same_queries_however_much(
    hotel, clerk, member, rows, django_assert_num_queries
):
    for n in range(rows):
        rewards.redeem(member, reward=RewardFactory(points=10), key=str(n), hotel=hotel, by=clerk, at=NOW)
    access = access_of(clerk, hotel)
    with django_assert_num_queries(3):
        context = section(member.guest, access, NOW)
    assert [line.may_cancel for line in context["redemptions"]] == [True] * rows


def test_two_clicks_redeem_once(desk, member):
    reward = RewardFactory()
    dialog = desk.get(reverse("loyalty:choose-reward", args=[member.guest.number]), **HX)
    [(offer, key)] = dialog.context["offers"]
    assert offer.is_open

    for _ in range(2):
        response = desk.post(redeem_url(member, reward), {"key": key}, **HX)
        assert "loyalty-changed" in response["HX-Trigger"]

    assert Redemption.objects.get().reward == reward
    assert Member.objects.get(pk=member.pk).balance == 500


def test_what_cannot_be_had_is_said_in_the_dialog(desk, member):
    reward = RewardFactory(points=1_001)
    response = desk.post(redeem_url(member, reward), {"key": "k"}, **HX)

    assert response.status_code == 409
    assert "Dinner for two: 1001 points are wanted, 1000 are there." in response.text
    assert not Redemption.objects.exists()


def test_without_a_key_of_a_form_nothing_is_redeemed(desk, member):
    assert desk.post(redeem_url(member, RewardFactory()), {}, **HX).status_code == 409
    assert not Redemption.objects.exists()


def test_who_is_no_member_is_told_so(desk):
    guest = GuestFactory()
    assert "This guest is not a member." in desk.get(reverse("loyalty:choose-reward", args=[guest.number])).text
    assert (
        desk.post(reverse("loyalty:redeem-reward", args=[guest.number, RewardFactory().pk]), {"key": "k"}).status_code
        == 409
    )


def test_other_hotels_rewards_are_not_found(desk, member):
    reward = RewardFactory()
    reward.hotels.add(HotelFactory())

    assert desk.post(redeem_url(member, reward), {"key": "k"}).status_code == 404


def test_a_redemption_is_cancelled_with_a_reason_at_the_hotel_it_was_made(hotel, desk, clerk, member):
    row = rewards.redeem(member, reward=RewardFactory(), key="k", hotel=hotel, by=clerk, at=NOW)
    address = reverse("loyalty:cancel-redemption", args=[row.pk])
    elsewhere = client_of(staff(Role.MANAGER, HotelFactory()))

    assert elsewhere.post(address, {"reason": "ill"}).status_code == 404
    assert desk.post(address, {"reason": ""}, **HX).status_code == 422
    assert "loyalty-changed" in desk.post(address, {"reason": "ill"}, **HX)["HX-Trigger"]
    assert Member.objects.get(pk=member.pk).balance == 1_000


def test_later_the_desk_does_not_cancel_and_guest_relations_do(hotel, desk, clerk, member):
    row = rewards.redeem(member, reward=RewardFactory(), key="k", hotel=hotel, by=clerk, at=NOW - timedelta(days=2))
    address = reverse("loyalty:cancel-redemption", args=[row.pk])

    refused = desk.post(address, {"reason": "ill"}, **HX)
    assert (refused.status_code, "A reward is cancelled on the day itself" in refused.text) == (422, True)
    relations = client_of(staff(Role.GUEST_RELATIONS, hotel))
    assert relations.post(address, {"reason": "ill"}, **HX).status_code == 200
    row.refresh_from_db()
    assert row.state == "cancelled"
