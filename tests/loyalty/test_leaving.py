"""Leaving the programme: the points lapse, the guest keeps what is in hand, and nothing is left undecided."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions.claiming import Claimed, open_claim
from loyalty.actions.enrolling import MembershipClosed, enrol
from loyalty.actions.leaving import SomethingWaits, leave
from loyalty.actions.settling import settle
from loyalty.actions.vouchers import issue
from loyalty.models import Member, PointsEntry, Voucher
from loyalty.queries.causes import with_causes
from stays.models import StayStatus
from tests.factories import NOW, TODAY, HotelFactory, MemberFactory, StayFactory, VoucherTypeFactory, confirm, staff

from .ledger_world import Kind, posting, programme, proven, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


@pytest.fixture
def member(hotel):
    """700 points that can be spent, and 50 whose day is over and that nobody swept."""
    member = MemberFactory(hotel=hotel)
    ledger.credit(posting(member, 50, on=date(2024, 1, 1)), programme=programme(expiry_months=1))
    ledger.credit(posting(member, 700), programme=programme())
    return member


def test_the_points_lapse_by_an_entry_and_vouchers_stay(hotel, manager, member):
    issue(VoucherTypeFactory(), guest=member.guest, source="desk", key="k", by=None, at=NOW, hotel=hotel)

    closed = leave(member, hotel=hotel, by=manager, at=NOW)

    assert (closed.closed_on, state(member)) == (TODAY, (0, 0))
    entry = PointsEntry.objects.get(member=member, kind=Kind.ADJUST)
    assert (entry.points, entry.by, entry.hotel) == (-700, manager, hotel)
    assert [row.cause for row in with_causes([entry], hotel_ids=[hotel.pk])] == ["membership ended"]
    assert Voucher.objects.get().state == "issued"
    assert Touchpoint.objects.get(guest=member.guest, details__what="left").details["points"] == 700
    assert proven(member)


def test_left_twice_is_left_once_and_without_points_too(hotel, manager):
    member = MemberFactory(hotel=hotel)

    for _n in range(2):
        assert leave(member, hotel=hotel, by=manager, at=NOW).closed_on == TODAY
    assert leave(member, hotel=hotel, by=manager, at=NOW + timedelta(days=3)).closed_on == TODAY
    assert not PointsEntry.objects.exists()


def test_stays_earn_no_more_and_nobody_joins_again(hotel, manager, member):
    leave(member, hotel=hotel, by=manager, at=NOW)
    stay = StayFactory(guest=member.guest, arrival=TODAY - timedelta(days=1), status=StayStatus.CHECKED_OUT)

    assert settle(stay.pk, at=NOW, by=None) == []
    with pytest.raises(MembershipClosed):
        enrol(member.guest, hotel=hotel, by=manager, at=NOW)


def test_a_debt_is_left_where_it_is(hotel, manager, member):
    ledger.take_back(posting(member, 1_000, Kind.REVERSE), programme=programme())

    leave(member, hotel=hotel, by=manager, at=NOW)

    assert state(member) == (0, 300)
    assert proven(member)


def test_what_waits_is_decided_first(hotel, manager, member):
    yesterday = TODAY - timedelta(days=1)
    open_claim(member, Claimed(hotel, yesterday - timedelta(days=1), yesterday), by=manager, at=NOW)

    with pytest.raises(SomethingWaits):
        leave(member, hotel=hotel, by=manager, at=NOW)
    assert (Member.objects.get().closed_on, state(member)) == (None, (750, 0))


# The page


def url(member):
    return reverse("loyalty:leave", args=[member.guest.number])


@time_machine.travel(NOW, tick=False)
def test_it_waits_for_the_password_says_what_is_lost_and_asks(client, hotel, manager, member):
    client.force_login(manager)
    assert client.get(url(member))["Location"].startswith(reverse("account_reauthenticate"))
    confirm(client)

    page = client.get(url(member))
    assert "750 points, which lapse for good" in page.text
    assert Member.objects.get().closed_on is None

    assert client.post(url(member))["Location"] == member.guest.get_absolute_url()
    assert Member.objects.get().closed_on == TODAY
    assert client.get(url(member)).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_a_refusal_is_said_on_the_page(client, hotel, manager, member):
    yesterday = TODAY - timedelta(days=1)
    open_claim(member, Claimed(hotel, yesterday - timedelta(days=1), yesterday), by=manager, at=NOW)
    client.force_login(manager)

    response = confirm(client).post(url(member))

    assert response.status_code == 409
    assert "Decide it first" in response.text


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MARKETING, Role.PRIVACY_OFFICER])
def test_other_roles_may_not(client, hotel, member, role):
    client.force_login(staff(role, hotel))

    assert client.post(url(member)).status_code == 403
