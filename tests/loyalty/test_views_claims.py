"""Stays that members claim: opened, found, approved, rejected; by whom, and at which hotel."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guests.actions import merge_guests, undo_merge
from hotelcrm.accounts.models import Role
from loyalty.actions import claiming
from loyalty.actions.settling import settle
from loyalty.models import PointsEntry, StayClaim
from stays.actions import attach_guest, detach_guest
from stays.models import StayStatus
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, MemberFactory, StayFactory, UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

ARRIVAL, DEPARTURE = date(2026, 9, 1), date(2026, 9, 3)


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def member():
    return MemberFactory()


@pytest.fixture
def manager(client, hotel):
    user = staff(Role.MANAGER, hotel)
    client.force_login(user)
    return user


def _stay(hotel, guest=None, **fields):
    facts = {"arrival": ARRIVAL, "departure": DEPARTURE, "status": StayStatus.CHECKED_OUT, "rate": Decimal(500)}
    return StayFactory(hotel=hotel, guest=guest, **(facts | fields))


def _open(client, member, hotel, **fields):
    answers = {"hotel": hotel.pk, "arrival": ARRIVAL, "departure": DEPARTURE, "confirmation": "", "note": ""}
    return client.post(reverse("loyalty:claim", args=[member.guest.number]), answers | fields)


def _claim(member, hotel, **fields):
    """One that somebody else took down."""
    facts = {"arrival": ARRIVAL, "departure": DEPARTURE, "by": UserFactory(), "at": NOW}
    return StayClaim.objects.create(member=member, hotel=hotel, **(facts | fields))


def _approve(client, claim, stay):
    return client.post(reverse("loyalty:approve-claim", args=[claim.pk]), {"stay": stay.pk}, follow=True)


def _balance(member):
    member.refresh_from_db()
    return member.balance


# Opening


def test_the_desk_takes_a_claim_down_once(client, hotel, member):
    client.force_login(staff(Role.FRONT_DESK, hotel))

    for _n in range(2):
        response = _open(client, member, hotel)
        assert response["Location"] == member.guest.get_absolute_url()

    claim = StayClaim.objects.get()
    assert (claim.state, claim.arrival, claim.departure) == ("open", ARRIVAL, DEPARTURE)


def test_the_number_alone_is_enough_where_the_stay_is_known(client, manager, hotel, member):
    _stay(hotel, confirmation="C-7")

    _open(client, member, hotel, confirmation="C-7", arrival="", departure="")

    assert (StayClaim.objects.get().arrival, StayClaim.objects.get().departure) == (ARRIVAL, DEPARTURE)


def test_stays_of_other_hotels_are_not_told_by_their_number(client, manager, member):
    elsewhere = HotelFactory()
    _stay(elsewhere, confirmation="C-7")

    response = _open(client, member, elsewhere, confirmation="C-7", arrival="", departure="")

    assert response.status_code == 422
    assert not StayClaim.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"arrival": "", "departure": ""}, "Say the confirmation number, or the days"),
        ({"departure": ARRIVAL - timedelta(days=1)}, "The departure lies before the arrival"),
        ({"departure": TODAY + timedelta(days=1)}, "not over yet"),
        ({"arrival": date(2026, 3, 1), "departure": date(2026, 3, 2)}, "too long ago"),
    ],
)
def test_what_cannot_be_claimed_is_said(client, manager, hotel, member, fields, sentence):
    response = _open(client, member, hotel, **fields)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not StayClaim.objects.exists()


def test_who_is_no_member_claims_nothing(client, manager, hotel):
    assert client.get(reverse("loyalty:claim", args=[GuestFactory().number])).status_code == 404


# Finding


def test_the_queue_shows_stays_that_it_may_be(client, manager, hotel, member):
    _claim(member, hotel, confirmation="C-9")
    mine, near = _stay(hotel, member.guest, room="801"), _stay(hotel, arrival=ARRIVAL - timedelta(days=2), room="802")
    named = _stay(hotel, arrival=date(2026, 6, 1), departure=date(2026, 6, 4), confirmation="C-9", room="803")
    others = [
        _stay(hotel, GuestFactory(), room="901"),
        _stay(HotelFactory(), room="902"),
        _stay(hotel, arrival=ARRIVAL - timedelta(days=3), room="903"),
        _stay(hotel, status=StayStatus.CANCELLED, room="904"),
    ]

    [line] = client.get(reverse("loyalty:claims")).context["lines"]

    assert line.candidates == [named, mine, near]
    assert not set(others) & set(line.candidates)


def test_claims_of_other_hotels_are_not_there(client, manager, member):
    elsewhere = HotelFactory()
    claim = _claim(member, elsewhere)
    stay = _stay(elsewhere)

    assert client.get(reverse("loyalty:claims")).context["lines"] == []
    for name, answers in (("approve", {"stay": stay.pk}), ("reject", {"reason": "no"})):
        assert client.post(reverse(f"loyalty:{name}-claim", args=[claim.pk]), answers).status_code == 404
        assert client.post(reverse(f"loyalty:{name}-claim", args=[99_999]), answers).status_code == 404
    claim.refresh_from_db()
    assert claim.state == "open"


def test_an_empty_queue_says_so(client, manager):
    assert "No claim waits." in client.get(reverse("loyalty:claims")).content.decode()


def test_as_many_queries_for_three_claims_as_for_one(client, manager, hotel, member, django_assert_num_queries):
    for number in range(3):
        _claim(MemberFactory(), hotel, arrival=ARRIVAL + timedelta(days=number % 2))
        _stay(hotel)
        if number in {0, 2}:
            with django_assert_num_queries(QUERIES):
                page = client.get(reverse("loyalty:claims"))
            assert len(page.context["lines"]) == number + 1


QUERIES = 10


# Deciding


def test_approved_a_stay_before_joining_earns(client, manager, hotel, member):
    claim, stay = _claim(member, hotel), _stay(hotel, member.guest)

    page = _approve(client, claim, stay)

    assert "Approved" in page.content.decode()
    assert _balance(member) == 1000
    claim.refresh_from_db()
    assert (claim.state, claim.stay, claim.decided_by, claim.decided_at) == ("approved", stay, manager, NOW)


def test_approved_a_stay_without_a_guest_becomes_the_members(client, manager, hotel, member):
    claim, stay = _claim(member, hotel), _stay(hotel)

    _approve(client, claim, stay)
    _approve(client, claim, stay)

    stay.refresh_from_db()
    assert (stay.guest, _balance(member), PointsEntry.objects.count()) == (member.guest, 1000, 1)


def test_a_stay_that_fits_no_claim_is_not_found(client, manager, hotel, member):
    claim = _claim(member, hotel)

    for stay in (_stay(hotel, GuestFactory()), _stay(HotelFactory()), _stay(hotel, status=StayStatus.NO_SHOW)):
        assert _approve(client, claim, stay).status_code == 404
    assert client.post(reverse("loyalty:approve-claim", args=[claim.pk]), {"stay": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("currency", "said"),
    [("CNY", "Approved: 1,000 points are in the account."), ("JPY", "Approved. The stay has brought no points")],
)
def test_approving_says_how_many_points_it_brought(client, manager, hotel, member, currency, said):
    page = _approve(client, _claim(member, hotel), _stay(hotel, currency=currency))

    assert said in page.content.decode()


def test_one_stay_is_approved_for_one_claim(client, manager, hotel, member):
    first, second = _claim(member, hotel), _claim(member, hotel, arrival=ARRIVAL - timedelta(days=1))
    stay = _stay(hotel)
    _approve(client, first, stay)

    page = _approve(client, second, stay)

    assert "was claimed and approved before" in page.content.decode()
    assert _balance(member) == 1000


def test_rejected_with_a_reason_only(client, manager, hotel, member):
    claim = _claim(member, hotel)
    url = reverse("loyalty:reject-claim", args=[claim.pk])

    assert "Say why not" in client.post(url, {"reason": " "}, follow=True).content.decode()
    client.post(url, {"reason": "paid by somebody else"})

    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("rejected", "paid by somebody else")
    assert "was decided before" in _approve(client, claim, _stay(hotel)).content.decode()
    assert _balance(member) == 0


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MARKETING, Role.ADMINISTRATOR])
def test_other_roles_do_not_decide(client, manager, hotel, member, role):
    claim = _claim(member, hotel)
    client.force_login(staff(role, hotel))

    assert client.get(reverse("loyalty:claims")).status_code == 403
    assert client.post(reverse("loyalty:reject-claim", args=[claim.pk]), {"reason": "x"}).status_code == 403


# Whose a claim is


def test_who_took_it_down_does_not_approve_it(client, manager, hotel, member):
    claim, stay = _claim(member, hotel, by=manager), _stay(hotel, member.guest)

    assert "somebody else looks" in client.get(reverse("loyalty:claims")).content.decode()
    assert "does not approve it" in _approve(client, claim, stay).content.decode()
    claim.refresh_from_db()
    assert (claim.state, _balance(member)) == ("open", 0)

    client.force_login(staff(Role.MANAGER, hotel))
    _approve(client, claim, stay)
    assert _balance(member) == 1000


def test_a_claim_follows_its_member_into_the_account_it_was_joined_to(client, manager, hotel, member):
    """Through two merges: the stay is the survivor's by then, and so are its points."""
    claim, stay = _claim(member, hotel), _stay(hotel, member.guest)
    survivor, last = MemberFactory(), MemberFactory()
    for keep, gone in ((survivor, member), (last, survivor)):
        keep.guest.refresh_from_db()
        gone.guest.refresh_from_db()
        merge_guests(keep.guest, absorbed=gone.guest, by=manager, at=NOW)

    [line] = client.get(reverse("loyalty:claims")).context["lines"]
    assert line.candidates == [stay]
    _approve(client, claim, stay)
    assert (_balance(last), _balance(member)) == (1000, 0)


def test_merged_while_the_approval_waited_the_survivor_is_held_and_earns(manager, hotel, member, monkeypatch):
    """The guest first asked for is no longer whose claim it is: given back, before the stay is taken."""
    claim, stay, survivor = _claim(member, hotel), _stay(hotel, member.guest), MemberFactory()
    late, asked = iter([member.guest_id]), claiming._claimant
    merge_guests(survivor.guest, absorbed=member.guest, by=manager, at=NOW)
    monkeypatch.setattr(claiming, "_claimant", lambda claim: next(late, None) or asked(claim))

    with CaptureQueriesContext(connection) as sent:
        claiming.approve_claim(claim, stay=stay, by=manager, at=NOW)

    steps = [word for query in sent for word in ("ROLLBACK TO", 'FROM "stays_stay"') if word in query["sql"]]
    assert steps[0] == "ROLLBACK TO"
    assert (_balance(member), _balance(survivor)) == (0, 1000)


def test_what_one_member_claimed_earns_nothing_for_another(client, manager, hotel, member):
    claim, stay = _claim(member, hotel), _stay(hotel, member.guest)
    _approve(client, claim, stay)
    assert _balance(member) == 1000

    other = MemberFactory()
    stay.refresh_from_db()
    detach_guest(stay, by=manager, at=NOW)
    attach_guest(stay, guest=other.guest, by=manager, at=NOW)
    assert (_balance(member), _balance(other)) == (0, 0)

    other.guest.refresh_from_db()
    member.guest.refresh_from_db()
    record = merge_guests(other.guest, absorbed=member.guest, by=manager, at=NOW)
    settle(stay.pk, at=NOW, by=manager)
    assert _balance(other) == 1000
    undo_merge(record, by=manager, at=NOW)
    settle(stay.pk, at=NOW, by=manager)
    assert (_balance(member), _balance(other)) == (0, 0)
