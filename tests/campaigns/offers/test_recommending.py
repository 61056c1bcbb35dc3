"""Who is offered what and why, for one guest and for many at once."""

from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaigns.models import GuestFacts
from campaigns.offers.recommending import Asked, recommend, recommend_many
from guests.actions import record_consent
from guests.models import Consent, Guest, GuestTag, Notice, Tag
from guests.models.consent import Channel, Purpose
from stays.models import StayStatus
from tests.factories import (
    NOW,
    TODAY,
    ChargeFactory,
    GuestFactory,
    GuestTagFactory,
    HotelFactory,
    OfferFactory,
    SegmentFactory,
    StayFactory,
    TagCategoryFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def guest():
    return GuestFactory()


def tag(code):
    return Tag.objects.get(code=code)


def diving():
    interest = tag("golf").category
    return TagFactory(category=interest, code="diving", name_en="Diving", name_zh="潜水")


def likes(guest, row, **fields):
    return GuestTagFactory(guest=guest, tag=row, **fields)


def facts(guest, **fields):
    return GuestFacts.objects.create(guest=guest, **{"known_since": TODAY, "counted_on": TODAY, **fields})


def before(guest, hotel, *departments, ago=30):
    stay = StayFactory(guest=guest, hotel=hotel, status=StayStatus.CHECKED_OUT, arrival=TODAY - ago * DAY)
    for department in departments:
        ChargeFactory(stay=stay, department=department)
    return stay


def codes(found):
    return [one.offer.code for one in found]


def answers(guest, decision, *, purpose=Purpose.PROFILING, at=NOW):
    record_consent(
        guest,
        purpose=purpose,
        channel=Channel.ANY,
        decision=decision,
        evidence=Consent.Evidence.DESK,
        notice=Notice.objects.filter(purpose=purpose).first(),
        by=None,
        at=at,
    )


def says_no(guest):
    answers(guest, Consent.Decision.REFUSED)


def test_likes_come_with_their_reason_in_the_language_of_the_reader(guest, hotel):
    row = diving()
    likes(guest, row)
    OfferFactory(code="diving-trip", tags=[row])

    [found] = recommend(guest, hotel=hotel, on=TODAY)

    assert (found.offer.code, found.score, found.reason) == ("diving-trip", 40, "likes: Diving")
    with translation.override("zh-hans"):
        assert found.reason == "偏好：潜水"


def test_a_preference_that_is_a_sentence_speaks_for_itself(guest, hotel):
    likes(guest, tag("travels-with-children"), source=GuestTag.Source.OBSERVED)
    OfferFactory(tags=[tag("travels-with-children")])

    [found] = recommend(guest, hotel=hotel, on=TODAY)

    assert (found.score, found.reason) == (30, "Travels with children")


def test_what_was_only_inferred_says_so(guest, hotel):
    likes(guest, tag("golf"), source=GuestTag.Source.INFERRED)
    likes(guest, tag("kids-club"), source=GuestTag.Source.INFERRED)
    OfferFactory(code="a", tags=[tag("golf")]), OfferFactory(code="b", tags=[tag("kids-club")])

    found = recommend(guest, hotel=hotel, on=TODAY)

    assert [one.reason for one in found] == ["probably likes: Golf", "Uses the children's club, inferred"]


def test_who_used_the_spa_is_offered_the_spa(guest, hotel):
    for ago in (30, 60, 90):
        before(guest, hotel, "spa", "spa", ago=ago)
    OfferFactory(department="spa")

    [found] = recommend(guest, hotel=hotel, on=TODAY)

    assert (found.score, found.reason) == (25, "was in the spa on 3 stays")


def test_stays_that_did_not_take_place_and_corrections_are_no_habit(guest, hotel):
    ChargeFactory(stay=StayFactory(guest=guest, hotel=hotel, status=StayStatus.BOOKED), department="spa")
    taken_back = before(guest, hotel)
    ChargeFactory(stay=taken_back, department="spa", amount="-80.00")
    OfferFactory(department="spa")

    assert recommend(guest, hotel=hotel, on=TODAY) == []


def test_stays_at_hotels_the_reader_may_not_see_are_not_told_of(guest, hotel):
    before(guest, HotelFactory(), "spa")
    OfferFactory(department="spa")

    assert recommend(guest, hotel=hotel, on=TODAY, seen_at=[hotel.pk]) == []
    assert len(recommend(guest, hotel=hotel, on=TODAY)) == 1


def test_earlier_family_stays_and_the_usual_scene_speak_for_families(guest, hotel):
    facts(guest, scene="family", family_stays=2)
    OfferFactory(scene="family")

    [found] = recommend(guest, hotel=hotel, on=TODAY)

    assert found.reason == "brought children on 2 stays · mostly travels for: family"


def test_this_trip_counts_more_than_habits(guest, hotel):
    facts(guest, scene="business")
    stay = StayFactory(guest=guest, hotel=hotel, purpose="leisure", children=1)
    OfferFactory(code="desk", scene="business"), OfferFactory(code="family", scene="family")

    found = recommend(guest, hotel=hotel, on=TODAY, stay=stay)

    assert [(one.offer.code, one.reason) for one in found] == [
        ("family", "1 child in the party"),
        ("desk", "mostly travels for: business"),
    ]


def test_a_stay_that_is_over_or_called_off_speaks_for_nothing(guest, hotel):
    OfferFactory(code="family", scene="family"), OfferFactory(code="long", least_nights=5)
    for status in (StayStatus.CHECKED_OUT, StayStatus.CANCELLED, StayStatus.NO_SHOW):
        stay = StayFactory(guest=guest, hotel=hotel, status=status, children=1)
        assert codes(recommend(guest, hotel=hotel, on=TODAY, stay=stay)) == ["long"]  # its two nights forbid nothing


def test_members_of_its_segment_are_offered_it(guest, hotel):
    facts(guest, stays=3), facts(GuestFactory(), stays=1)
    regulars = SegmentFactory(name_en="Regulars", rule={"all": [{"field": "stays", "op": "at_least", "value": 2}]})
    OfferFactory(segment=regulars)

    [[found], none] = recommend_many(
        [Asked(guest.pk, hotel.pk, TODAY), Asked(Guest.objects.exclude(pk=guest.pk).get().pk, hotel.pk, TODAY)]
    )

    assert (found.reason, none) == ("in the segment “Regulars”", [])


@pytest.mark.parametrize("rule", [{"all": [{"field": "gone", "op": "yes"}]}, {"oops": []}])
def test_a_segment_that_holds_no_water_has_nobody_in_it(guest, hotel, rule):
    facts(guest)
    OfferFactory(segment=SegmentFactory(rule=rule))

    assert recommend(guest, hotel=hotel, on=TODAY) == []


# Conditions


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"from_day": TODAY + DAY},
        {"until_day": TODAY - DAY},
        {"least_nights": 3},
    ],
)
def test_what_does_not_hold_is_not_offered(guest, hotel, fields):
    OfferFactory(**fields)

    assert recommend(guest, hotel=hotel, on=TODAY, nights=2) == []


def test_what_holds_on_its_first_and_last_day_and_at_its_least_nights_is_offered(guest, hotel):
    OfferFactory(from_day=TODAY, until_day=TODAY, least_nights=2)

    assert len(recommend(guest, hotel=hotel, on=TODAY, nights=2)) == 1


def test_nights_are_those_of_the_stay_and_ask_for_nothing_while_nobody_knows_them(guest, hotel):
    OfferFactory(least_nights=3)

    assert recommend(guest, hotel=hotel, on=TODAY, stay=StayFactory(guest=guest, hotel=hotel)) == []
    assert len(recommend(guest, hotel=hotel, on=TODAY)) == 1


def test_an_offer_of_another_hotel_is_not_made_here(guest, hotel):
    other = HotelFactory()
    OfferFactory(code="theirs", hotels=[other]), OfferFactory(code="ours", hotels=[hotel, other])

    assert codes(recommend(guest, hotel=hotel, on=TODAY)) == ["ours"]


def test_the_best_come_first_and_of_as_good_ones_the_lower_code(guest, hotel):
    likes(guest, tag("golf"))
    OfferFactory(code="z-golf", tags=[tag("golf")]), OfferFactory(code="b"), OfferFactory(code="a")

    assert codes(recommend(guest, hotel=hotel, on=TODAY, number=9)) == ["z-golf", "a", "b"]
    assert codes(recommend(guest, hotel=hotel, on=TODAY)) == ["z-golf", "a"]


# Who may be recommended to


@pytest.fixture
def everything(guest, hotel):
    """A guest of whom much is known, and an offer for each of it."""
    likes(guest, tag("golf"))
    before(guest, hotel, "spa")
    facts(guest, scene="family", family_stays=1, stays=2)
    OfferFactory(code="golf", tags=[tag("golf")]), OfferFactory(code="spa", department="spa")
    OfferFactory(code="segment", segment=SegmentFactory()), OfferFactory(code="all")
    OfferFactory(code="family", scene="family")
    return guest


def forbids(guest, how):
    if how == "refused":
        says_no(guest)
    else:
        Guest.objects.filter(pk=guest.pk).update(
            **({"generic_offers_only": True} if how == "generic" else {"restricted_at": NOW})
        )


@pytest.mark.parametrize("how", ["generic", "refused", "restricted"])
def test_who_does_not_want_it_is_offered_nothing_by_profile(everything, hotel, how):
    assert len(recommend(everything, hotel=hotel, on=TODAY, number=9)) == 5

    forbids(everything, how)

    assert codes(recommend(everything, hotel=hotel, on=TODAY, number=9)) == ["all"]


@pytest.mark.parametrize("how", ["generic", "refused", "restricted"])
def test_but_what_fits_the_trip_itself_is(everything, hotel, how):
    forbids(everything, how)
    stay = StayFactory(guest=everything, hotel=hotel, children=1)

    found = recommend(everything, hotel=hotel, on=TODAY, stay=stay, number=9)

    assert [(one.offer.code, one.reason) for one in found] == [
        ("family", "1 child in the party"),
        ("all", "for every guest"),
    ]


def test_a_no_to_a_profile_that_was_merged_is_the_survivors(everything, hotel):
    twin = GuestFactory()
    says_no(twin)
    Guest.objects.filter(pk=twin.pk).update(merged_into=everything)
    assert Consent.objects.get().guest == twin

    assert codes(recommend(everything, hotel=hotel, on=TODAY, number=9)) == ["all"]


def test_a_yes_after_a_no_holds(everything, hotel):
    says_no(everything)
    answers(everything, Consent.Decision.GIVEN, at=NOW + 366 * DAY)

    assert len(recommend(everything, hotel=hotel, on=TODAY, number=9)) == 5


# Sensitive data


def test_what_is_sensitive_speaks_for_no_offer_even_after_a_yes(guest, hotel):
    secret = TagFactory(is_sensitive=True)
    likes(guest, secret)
    answers(guest, Consent.Decision.GIVEN, purpose=Purpose.SENSITIVE)
    OfferFactory(tags=[secret])

    assert recommend(guest, hotel=hotel, on=TODAY) == []


def test_a_tag_that_became_sensitive_leaves_the_others_to_speak(guest, hotel):
    secret = TagFactory(is_sensitive=True, name_en="Diabetes")
    likes(guest, secret), likes(guest, tag("golf"))
    OfferFactory(tags=[secret, tag("golf")])

    [found] = recommend(guest, hotel=hotel, on=TODAY)

    assert (found.score, found.reason) == (40, "likes: Golf")


@pytest.mark.parametrize("field", ["tags", "tag_categories"])
def test_a_segment_by_something_sensitive_speaks_for_no_offer(guest, hotel, field):
    heading = TagCategoryFactory()
    secret = TagFactory(is_sensitive=True, category=heading)
    likes(guest, secret), facts(guest, tags=[secret.pk])
    value = [secret.pk] if field == "tags" else [heading.pk]
    OfferFactory(segment=SegmentFactory(rule={"any": [{"field": field, "op": "any", "value": value}]}))

    assert recommend(guest, hotel=hotel, on=TODAY) == []


def test_a_preference_that_was_withdrawn_is_gone(guest, hotel):
    likes(guest, tag("golf"), withdrawn_at=NOW)
    OfferFactory(tags=[tag("golf")])

    assert recommend(guest, hotel=hotel, on=TODAY) == []


# Many at once


def test_without_a_catalogue_nothing_is_asked_but_that(guest, hotel, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert recommend(guest, hotel=hotel, on=TODAY) == []


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_many_as_for_one(everything, hotel, number, django_assert_num_queries):
    guests = [everything, *(GuestFactory() for _ in range(number - 1))]
    for one in guests[1:]:
        likes(one, tag("golf")), facts(one, scene="family"), before(one, hotel, "spa")
    OfferFactory(code="golf-2", tags=[tag("golf"), tag("hiking")], segment=SegmentFactory(), hotels=[hotel])
    asked = [Asked(one.pk, hotel.pk, TODAY) for one in guests]

    # offers, tags and headings, hotels; who may be asked of; tags, charges, facts; the segments, in their savepoint
    with django_assert_num_queries(12):
        found = recommend_many(asked, number=9)

    assert [len(one) for one in found] == [6] * number


class ManyAreAsOne(TestCase):
    """Random guests and offers: what many are recommended together is what each is alone, in whatever order."""

    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def test_many_at_once_get_what_each_gets_alone(self, data):
        hotels = [HotelFactory(), HotelFactory()]
        tags = list(Tag.objects.filter(code__in=["golf", "hiking", "massage"]).order_by("pk"))
        some = st.lists(st.sampled_from(tags), max_size=2, unique_by=lambda row: row.pk)
        for _ in range(data.draw(st.integers(1, 5))):
            OfferFactory(
                tags=data.draw(some),
                hotels=data.draw(st.lists(st.sampled_from(hotels), max_size=2, unique_by=lambda row: row.pk)),
                scene=data.draw(st.sampled_from(["", "family", "business"])),
                department=data.draw(st.sampled_from(["", "spa"])),
                least_nights=data.draw(st.integers(0, 2)),
                is_active=data.draw(st.booleans()),
            )
        asked = []
        for _ in range(data.draw(st.integers(1, 4))):
            guest = GuestFactory(generic_offers_only=data.draw(st.booleans()))
            for row in data.draw(some):
                likes(guest, row, source=data.draw(st.sampled_from(GuestTag.Source.values)))
            facts(guest, scene=data.draw(st.sampled_from(["", "family"])), family_stays=data.draw(st.integers(0, 1)))
            hotel = data.draw(st.sampled_from(hotels))
            if data.draw(st.booleans()):
                before(guest, hotel, "spa")
            nights = data.draw(st.none() | st.integers(0, 2))
            asked.append(Asked(guest.pk, hotel.pk, TODAY, nights, by_profile=data.draw(st.booleans())))

        together = recommend_many(asked, number=9)
        backwards = recommend_many(asked[::-1], number=9)[::-1]
        alone = [recommend_many([one], number=9)[0] for one in asked]

        assert [codes(one) for one in together] == [codes(one) for one in alone] == [codes(one) for one in backwards]
        assert [[one.score for one in found] for found in together] == [[one.score for one in found] for found in alone]
