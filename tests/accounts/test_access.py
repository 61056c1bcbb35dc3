"""What each role may do, written down a second time: a change of the table has to be meant."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from hotelcrm.accounts.access import TABLE, Permission, access_of, may_anywhere, requires
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, MembershipFactory, UserFactory, staff

EXPECTED = {
    "front_desk": "attach_stays compensate desk edit_guests enrol grant_courtesy handle_tickets in_house move_stays "
    "observe record_consent redeem reveal_contacts search see_guests see_messages see_sensitive "
    "write_messages",
    "department": "handle_tickets in_house observe",
    "guest_relations": "adjust_points attach_stays compensate decide_claims desk edit_guests enrol grant_courtesy "
    "handle_tickets in_house issue_vouchers merge_guests merge_tickets move_stays observe record_consent "
    "redeem reply_to_reviews reveal_contacts reveal_documents search see_feedback see_guests see_messages "
    "see_sensitive write_messages",
    "marketing": "all_hotels dashboards import issue_in_bulk issue_vouchers manage_campaigns manage_loyalty "
    "manage_messages reply_to_reviews search see_feedback see_guests see_messages",
    "manager": "adjust_points approve_campaigns approve_compensation approve_points attach_stays compensate dashboards "
    "decide_claims desk edit_guests enrol export grant_courtesy handle_tickets import in_house issue_in_bulk "
    "issue_vouchers manage_campaigns manage_feedback manage_loyalty manage_messages merge_guests merge_tickets "
    "move_stays observe record_consent redeem reply_to_reviews reveal_contacts reveal_documents search see_feedback "
    "see_guests see_messages see_sensitive write_messages",
    "privacy_officer": "all_hotels edit_guests export read_audit record_consent reveal_contacts reveal_documents "
    "search see_guests see_messages see_sensitive",
    "administrator": "all_hotels configure dashboards import manage_feedback manage_loyalty read_audit",
}


def test_the_table_is_what_was_decided():
    assert {role.value: " ".join(sorted(TABLE[role])) for role in Role} == EXPECTED


@pytest.mark.django_db
def test_a_role_counts_only_at_its_hotel():
    here, there = HotelFactory(), HotelFactory()
    user = staff(Role.FRONT_DESK, here)
    MembershipFactory(user=user, hotel=there, role=Role.MARKETING)

    assert access_of(user, here).may(Permission.MOVE_STAYS)
    assert not access_of(user, there).may(Permission.MOVE_STAYS)


@pytest.mark.django_db
def test_two_roles_at_one_hotel_add_up():
    hotel = HotelFactory()
    user = staff(Role.MARKETING, hotel)
    MembershipFactory(user=user, hotel=hotel, role=Role.DEPARTMENT, department="spa")

    access = access_of(user, hotel)

    assert access.may(Permission.DASHBOARDS)
    assert access.may(Permission.OBSERVE)
    assert access.departments == {"spa"}


@pytest.mark.django_db
def test_staff_see_the_stays_of_their_own_hotels():
    here, there, _elsewhere = HotelFactory(), HotelFactory(), HotelFactory()
    user = staff(Role.FRONT_DESK, here)
    MembershipFactory(user=user, hotel=there, role=Role.FRONT_DESK)

    assert access_of(user, here).hotel_ids == {here.pk, there.pk}
    assert list(access_of(user, here).hotels_for(Permission.DESK)) == [here, there]


@pytest.mark.django_db
def test_a_lesser_role_elsewhere_opens_there_only_what_it_may():
    here, there = HotelFactory(), HotelFactory()
    user = staff(Role.MANAGER, here)
    MembershipFactory(user=user, hotel=there, role=Role.DEPARTMENT, department="spa")

    access = access_of(user, here)

    assert access.hotel_ids == access.ids_for(Permission.DASHBOARDS) == {here.pk}
    assert access.ids_for(Permission.IN_HOUSE) == {here.pk, there.pk}


@pytest.mark.django_db
def test_the_whole_group_is_open_only_for_what_one_may_do_at_all():
    here, _there = HotelFactory(), HotelFactory()

    access = access_of(staff(Role.ADMINISTRATOR, here), here)

    assert access.hotel_ids == frozenset()
    assert len(access.ids_for(Permission.READ_AUDIT)) == 2


@pytest.mark.django_db
def test_a_role_with_a_wider_view_sees_every_hotel():
    here, there = HotelFactory(), HotelFactory()

    assert access_of(staff(Role.PRIVACY_OFFICER, here), here).hotel_ids == {here.pk, there.pk}


@pytest.mark.django_db
def test_whoever_works_nowhere_may_do_nothing():
    access = access_of(UserFactory(), None)

    assert (access.permissions, access.hotel_ids) == (frozenset(), frozenset())


@pytest.mark.django_db
def test_may_anywhere_asks_all_hotels():
    user = staff(Role.ADMINISTRATOR, HotelFactory())

    assert may_anywhere(user.memberships.all(), Permission.CONFIGURE)
    assert not may_anywhere(user.memberships.all(), Permission.MOVE_STAYS)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "opens"), [(Role.FRONT_DESK, True), (Role.MANAGER, True), (Role.MARKETING, False)])
def test_one_of_the_permissions_opens_a_view(role, opens):
    @requires(Permission.MERGE_GUESTS, Permission.MOVE_STAYS)
    def view(request):
        return HttpResponse("open")

    hotel = HotelFactory()
    request = RequestFactory().get("/")
    request.access = access_of(staff(role, hotel), hotel)

    if opens:
        assert view(request).content == b"open"
    else:
        with pytest.raises(PermissionDenied):
            view(request)
