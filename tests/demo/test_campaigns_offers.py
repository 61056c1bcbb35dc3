"""The packages of the demo's houses."""

import pytest

from campaigns.models import Offer
from campaigns.offers.catalogue import packed
from guests.models import GuestTag, Tag
from hotelcrm.demo import campaigns_offers
from tests.factories import NOW, GuestFactory, HotelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses():
    return HotelFactory(currency="CNY"), HotelFactory(currency="EUR")


def test_six_packages_in_both_languages_with_prices_of_their_houses(houses):
    campaigns_offers.fill(seed=7, at=NOW)

    rows = Offer.objects.all()
    assert {row.name_en for row in rows} == {told["name_en"] for told in campaigns_offers.OFFERS.values()}
    assert len(campaigns_offers.OFFERS) == 6
    assert all(row.name_zh and row.text_en and row.text_zh and row.terms_en and row.terms_zh for row in rows)
    assert {(row.currency, hotel.currency) for row in rows if row.price for hotel in row.hotels.all()} == {
        ("CNY", "CNY"),
        ("EUR", "EUR"),
    }


def test_every_preference_they_name_is_in_the_catalogue_and_one_package_is_for_everybody(houses):
    campaigns_offers.fill(seed=7, at=NOW)

    named = {code for told in campaigns_offers.OFFERS.values() for code in told["tags"]}
    assert set(Tag.objects.filter(code__in=named, is_sensitive=False).values_list("code", flat=True)) == named
    assert [one.offer.code for one in packed(Offer.objects.all()) if one.wants.is_for_everybody] == ["two-nights"]


def test_again_it_changes_nothing(houses):
    for _ in range(80):
        GuestFactory()
    campaigns_offers.fill(seed=7, at=NOW)
    offers, divers = list(Offer.objects.values()), list(GuestTag.objects.values_list("guest", "source"))
    assert divers

    campaigns_offers.fill(seed=8, at=NOW)

    assert (list(Offer.objects.values()), list(GuestTag.objects.values_list("guest", "source"))) == (offers, divers)
