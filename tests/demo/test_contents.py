"""What the demo consists of."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, F, Sum

from guests.days import DayOfYear
from guests.models import Consent, Guest, GuestTag, Relationship, Touchpoint
from hotelcrm.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from hotelcrm.accounts.models import Hotel, Membership, Role, User
from stays.actions.people import tell_so_far
from stays.models import Charge, Stay, StayStatus
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db
GUESTS = 3_000
PRESENT = [StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT]


def test_three_stays_a_guest_in_two_hotels(made):
    assert (made.guests, made.stays) == (GUESTS, 3 * GUESTS)
    assert (Guest.objects.count(), Stay.objects.count()) == (GUESTS, 3 * GUESTS)
    assert Charge.objects.count() == made.charges > 2 * GUESTS
    assert sorted(Hotel.objects.values_list("time_zone", flat=True)) == ["Asia/Shanghai", "Europe/Lisbon"]


def test_each_hotel_has_arrivals_guests_and_departures_today(made):
    for hotel in Hotel.objects.all():
        today = hotel.today(AT)
        here = Stay.objects.filter(hotel=hotel)
        assert here.filter(arrival=today, status__in=["booked", "in_house"]).exclude(guest=None).count() >= 3
        assert here.filter(status=StayStatus.IN_HOUSE).exists()
        assert here.filter(arrival=today + timedelta(days=1), status="booked").exists()
        assert here.filter(departure=today, status__in=PRESENT).exists()


def test_nothing_has_happened_that_lies_ahead(made):
    assert not Stay.objects.filter(checked_in_at__gt=AT).exists()
    assert not Stay.objects.filter(checked_out_at__gt=AT).exists()
    assert not Stay.objects.filter(status=StayStatus.CHECKED_OUT, checked_out_at=None).exists()
    assert not Touchpoint.objects.filter(at__gt=AT + timedelta(hours=12)).exists()


def test_no_room_is_let_twice(made):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM stays_stay a JOIN stays_stay b ON a.id < b.id AND a.hotel_id = b.hotel_id
            AND a.room = b.room AND a.room <> '' AND a.arrival < b.departure AND b.arrival < a.departure"""
        )
        assert cursor.fetchone() == (0,)


def test_nobody_sleeps_in_two_places(made):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM stays_stay a JOIN stays_stay b ON a.id < b.id AND a.guest_id = b.guest_id
            AND a.arrival < b.departure AND b.arrival < a.departure
            WHERE a.status IN ('in_house', 'checked_out') AND b.status IN ('in_house', 'checked_out')"""
        )
        assert cursor.fetchone() == (0,)


def test_the_bill_adds_up(made):
    wrong = Stay.objects.annotate(spent=Sum("charges__amount")).exclude(spent=None).exclude(spent=F("other_revenue"))

    assert not wrong.exists()
    assert not Charge.objects.exclude(currency=F("stay__currency")).exists()


def test_some_bookings_come_without_a_guest_some_are_cancelled_some_never_came(made):
    counts = dict(Stay.objects.values_list("status").annotate(Count("pk")))

    assert Stay.objects.without_guest().exists()
    assert counts["cancelled"] > counts["no_show"] > 0


def test_a_company_left_a_year_ago_with_its_guests(made):
    left = Guest.objects.filter(company__code__in=["A001", "N001"])

    assert Stay.objects.filter(guest__in=left, status=StayStatus.CHECKED_OUT).exists()
    recent = Stay.objects.filter(guest__in=left, arrival__gt=AT.date() - timedelta(days=300))
    assert not recent.exists()


def test_the_guest_of_the_drawing_arrives_today(made):
    guest = Guest.objects.get(full_name="马骏驰")
    stay = guest.stays.get(arrival=Hotel.objects.get(code="hangzhou").today(AT))

    assert guest.pinyin == "Mǎ Jùnchí"
    assert guest.birth_is_lunar
    assert DayOfYear(guest.birth_month, guest.birth_day, is_lunar=True).in_year(2026) == stay.arrival + timedelta(
        days=1
    )
    assert guest.guest_tags.filter(tag__code="allergy-peanut", tag__is_alert=True).exists()
    assert guest.stays.exclude(status__in=["cancelled", "no_show"]).count() == 14


def test_nothing_sensitive_is_known_without_consent(made):
    sensitive = GuestTag.objects.filter(tag__is_sensitive=True)
    given = Consent.objects.filter(purpose="sensitive", decision="given").values("guest")

    assert sensitive.exists()
    assert not sensitive.exclude(guest__in=given).exists()


def test_families_have_children_who_are_younger(made):
    children = Relationship.objects.filter(kind="child").select_related("guest", "other")

    assert children.exists()
    ages = [(row.guest.birth_year, row.other.birth_year) for row in children]
    assert all(parent < child for parent, child in ages if parent and child)


def test_the_timeline_is_the_one_that_the_desk_would_have_written(made):
    before = Touchpoint.objects.count()
    for stay in Stay.objects.select_related("guest", "hotel").exclude(guest=None)[:200]:
        tell_so_far(stay, by=None)

    assert Touchpoint.objects.count() == before


def test_one_account_per_role_and_its_password(made):
    assert {account.role for account in DEMO_ACCOUNTS} == set(Role)
    for account in DEMO_ACCOUNTS:
        user = User.objects.get(username=account.username)
        assert user.check_password(DEMO_PASSWORD)
        assert not user.is_superuser
        assert set(user.memberships.values_list("role", flat=True)) == {account.role}
    assert Membership.objects.filter(user__username="manager").count() == 2
