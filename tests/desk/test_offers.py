"""Offers of the house's catalogue in the check-in brief, beside the plain rules."""

import pytest
from django.utils import translation

from guests.models import Guest, Tag
from hotelcrm.accounts.access import access_of
from hotelcrm.desk.brief import brief_of
from stays.models import Charge, StayStatus
from tests.factories import (
    NOW,
    TODAY,
    ChargeFactory,
    GuestFactory,
    GuestTagFactory,
    HotelFactory,
    OfferFactory,
    StayFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ma():
    return GuestFactory()


@pytest.fixture
def stay(hotel, ma):
    return StayFactory(hotel=hotel, guest=ma)


@pytest.fixture
def offered(stay, front, hotel):
    """What the brief offers, as the desk reads it."""

    def read(of=stay):
        found = brief_of(of, today=TODAY, access=access_of(front, hotel)).offers
        return [(one.code, one.text, one.detail, one.terms, one.source) for one in found]

    return read


def note(guest, code):
    GuestTagFactory(guest=guest, tag=Tag.objects.get(code=code))


def dined(guest, hotel, department=Charge.Department.FOOD):
    for _ in range(2):
        before = StayFactory(guest=guest, hotel=hotel, status=StayStatus.CHECKED_OUT, arrival=TODAY.replace(month=9))
        ChargeFactory(stay=before, department=department)


def codes(offered):
    return [code for code, *_rest in offered]


def test_an_offer_says_what_it_is_what_it_costs_and_why(ma, offered):
    note(ma, "golf")
    OfferFactory(
        code="golf-weekend", name_en="Golf weekend", text_en="Two rounds.", terms_en="Not on Mondays.",
        price="880.00", currency="CNY", least_nights=2, tags=[Tag.objects.get(code="golf")],
    )  # fmt: skip

    assert offered()[0] == (
        "golf-weekend",
        "Golf weekend, CN¥880",
        "Two rounds.",
        "from 2 nights · Not on Mondays.",
        "likes: Golf",
    )


def test_in_the_language_of_the_reader(ma, offered):
    note(ma, "golf")
    OfferFactory(name_zh="高尔夫周末", price="880.00", currency="CNY", tags=[Tag.objects.get(code="golf")])

    with translation.override("zh-hans"):
        assert offered()[0][1:] == ("高尔夫周末，¥880", "", "", "偏好：高尔夫")


def test_what_something_speaks_for_stands_before_the_plain_rules_and_what_everybody_gets_behind(ma, hotel, offered):
    OfferFactory(code="everybody")
    assert codes(offered()) == ["everybody"]

    dined(ma, hotel)
    assert codes(offered()) == ["dinner", "everybody"]

    note(ma, "hiking")
    OfferFactory(code="hike", tags=[Tag.objects.get(code="hiking")])
    assert codes(offered()) == ["hike", "dinner"]


@pytest.mark.parametrize(("department", "plain"), [("food", "dinner"), ("spa", "spa"), ("spa", "massage")])
def test_a_plain_rule_stands_back_behind_an_offer_about_the_same(ma, hotel, offered, department, plain):
    dined(ma, hotel, department)
    if plain == "massage":
        note(ma, "massage")
    assert plain in codes(offered())

    OfferFactory(code="package", department=department)

    assert (codes(offered())[0], plain in codes(offered())) == ("package", False)


def test_nobody_is_offered_the_children_s_menu_beside_the_family_package(hotel, ma, offered):
    trip = StayFactory(hotel=hotel, guest=ma, children=1)
    OfferFactory(code="package", scene="family")

    assert codes(offered(trip)) == ["package"]


def test_two_things_at_most(ma, hotel, offered):
    dined(ma, hotel)
    for code in ("golf", "hiking", "museums"):
        note(ma, code)
        OfferFactory(code=f"{code}-package", tags=[Tag.objects.get(code=code)])

    assert codes(offered()) == ["golf-package", "hiking-package"]


def test_an_offer_of_another_hotel_or_for_longer_stays_is_not_made(ma, offered):
    OfferFactory(hotels=[HotelFactory()]), OfferFactory(least_nights=3)

    assert offered() == []


def test_stays_at_hotels_that_the_desk_does_not_see_are_not_told_of(ma, offered):
    dined(ma, HotelFactory(), "spa")
    OfferFactory(department="spa")

    assert offered() == []


@pytest.mark.parametrize("fields", [{"generic_offers_only": True}, {"restricted_at": NOW}])
def test_who_does_not_want_it_is_offered_what_fits_the_trip_alone(ma, hotel, offered, fields):
    note(ma, "golf")
    OfferFactory(code="golf", tags=[Tag.objects.get(code="golf")]), OfferFactory(code="family", scene="family")
    Guest.objects.filter(pk=ma.pk).update(**fields)

    trip = StayFactory(hotel=hotel, guest=Guest.objects.get(pk=ma.pk), children=1)

    assert "golf" not in codes(offered(trip))
    assert codes(offered(trip))[0] == "family"
