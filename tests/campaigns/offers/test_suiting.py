"""How many guests an offer suits: the count agrees with what each is recommended."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaigns.facts.counting import count_all
from campaigns.models import Offer
from campaigns.offers.catalogue import packed
from campaigns.offers.recommending import Asked, recommend_many
from campaigns.offers.suiting import suited
from guests.models import Consent, Guest, Tag
from tests.campaigns.offers.test_recommending import answers, before, facts, forbids, likes, says_no
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, OfferFactory, SegmentFactory, TagFactory

pytestmark = pytest.mark.django_db


def count():
    return suited(packed(Offer.objects.all()), today=TODAY)


def test_each_offer_with_its_own_number_in_one_statement(django_assert_num_queries):
    golf = Tag.objects.get(code="golf")
    facts(GuestFactory(), tags=[golf.pk]), facts(GuestFactory(), scene="family"), facts(GuestFactory())
    facts(GuestFactory(), spend_spa=100, family_stays=1)
    OfferFactory(code="a-golf", tags=[golf]), OfferFactory(code="b-all")
    OfferFactory(code="c-family", scene="family"), OfferFactory(code="d-spa", department="spa")

    found = packed(Offer.objects.all())

    assert suited(found, today=TODAY) == [1, 4, 2, 1]
    with django_assert_num_queries(6):  # whether tags are sensitive, and the count in its savepoint with its patience
        suited(found, today=TODAY)


def test_nothing_to_count_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert suited([], today=TODAY) == []


@pytest.mark.parametrize("how", ["generic", "refused", "restricted"])
def test_whom_nothing_is_recommended_by_profile_is_not_counted(how):
    guest = GuestFactory()
    forbids(guest, how)
    facts(guest, scene="family", is_generic_only=how == "generic", is_restricted=how == "restricted")
    OfferFactory(scene="family")

    assert count() == [0]


def test_a_no_to_a_merged_profile_counts():
    guest = GuestFactory()
    facts(guest, scene="family")
    OfferFactory(scene="family")
    assert count() == [1]

    other = GuestFactory()
    says_no(other)
    Guest.objects.filter(pk=other.pk).update(merged_into=guest)
    assert Consent.objects.get().guest == other

    assert count() == [0]


def test_who_said_yes_is_counted_and_who_said_no_to_a_channel_alone():
    """That no is about how to write, not about what is known."""
    willing, quiet = GuestFactory(), GuestFactory()
    answers(willing, Consent.Decision.GIVEN)
    Consent.objects.create(
        guest=quiet, purpose="profiling", channel="email", decision="refused", evidence="desk", at=NOW
    )
    facts(willing, scene="family", agrees_to_profiling=True), facts(quiet, scene="family")
    OfferFactory(scene="family")

    assert count() == [2]


def test_what_is_for_everybody_suits_who_refused_too():
    guest = GuestFactory()
    says_no(guest)
    facts(guest)
    OfferFactory()

    assert count() == [1]


def test_a_segment_that_cannot_be_asked_has_no_number_and_hides_no_other():
    facts(GuestFactory())
    secret = TagFactory(is_sensitive=True)
    sensitive = SegmentFactory(rule={"any": [{"field": "tags", "op": "any", "value": [secret.pk]}]})
    OfferFactory(code="a", segment=SegmentFactory(rule={"oops": 1})), OfferFactory(code="b", segment=sensitive)
    OfferFactory(code="c")

    assert count() == [None, None, 1]


class TheCountAgrees(TestCase):
    """Random guests, their facts counted by the one statement: as many are recommended each offer as the page says."""

    @settings(max_examples=15, deadline=None)
    @given(data=st.data())
    def test_as_many_as_are_recommended_it(self, data):
        hotel = HotelFactory(currency="CNY")
        tags = list(Tag.objects.filter(code__in=["golf", "massage"]).order_by("pk"))
        some = st.lists(st.sampled_from(tags), max_size=2, unique_by=lambda row: row.pk)
        for _ in range(3):
            OfferFactory(
                tags=data.draw(some),
                scene=data.draw(st.sampled_from(["", "family", "business"])),
                department=data.draw(st.sampled_from(["", "spa"])),
            )
        for _ in range(data.draw(st.integers(1, 4))):
            guest = GuestFactory(generic_offers_only=data.draw(st.booleans()))
            for row in data.draw(some):
                likes(guest, row)
            if data.draw(st.booleans()):
                stay = before(guest, hotel, *data.draw(st.sampled_from([(), ("spa",), ("food",)])))
                type(stay).objects.filter(pk=stay.pk).update(
                    purpose=data.draw(st.sampled_from(["", "family", "business"])),
                    children=data.draw(st.integers(0, 1)),
                )
            if data.draw(st.booleans()):
                says_no(guest)
        count_all(today=TODAY)

        found = recommend_many([Asked(one.pk, hotel.pk, TODAY) for one in Guest.objects.all()], number=9)

        made = [one.offer.code for each in found for one in each]
        packages = packed(Offer.objects.all())
        assert suited(packages, today=TODAY) == [made.count(one.offer.code) for one in packages]
