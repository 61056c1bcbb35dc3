"""What the page that builds rules knows of the fields."""

import pytest
from django.utils.translation import override

from campaigns.segments.everyday import EVERYDAY
from campaigns.segments.fields import FIELDS
from campaigns.segments.vocabulary import called, find, vocabulary
from tests.factories import HotelFactory, SegmentFactory, TagFactory


def test_every_field_travels_with_words_of_both_languages():
    with override("en"):
        fields = {field["code"]: field for field in vocabulary()["fields"]}

    assert set(fields) == set(FIELDS)
    assert "completed stays" in fields["stays"]["search"]
    assert "住" in fields["stays"]["search"]
    assert all(field["operators"] for field in fields.values())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("family", "family_stays"),
        ("twice", "stays"),
        ("quiet", "last_departure"),
        ("yes", "reach_wecom"),
        ("wechat", "reach_wecom"),
        ("spend", "revenue_12m"),
        ("亲子", "family_stays"),
        ("未到店", "last_departure"),
        ("企微", "reach_wecom"),
        ("同意", "reach_wecom"),
        ("标签", "tags"),
    ],
)
def test_a_field_is_found_by_what_people_call_it(typed, code):
    with override("en"):
        found = {field["code"] for field in vocabulary()["fields"] if typed in field["search"]}

    assert code in found
    assert len(found) <= 12


def test_everyday_words_are_of_fields_and_written_as_they_are_searched():
    assert set(EVERYDAY) <= set(FIELDS)
    assert all(words == words.lower() for words in EVERYDAY.values())


def test_what_a_guest_spent_is_not_called_income():
    with override("zh-hans"):
        assert str(FIELDS["revenue"].label) == "累计消费"
        assert str(FIELDS["nights"].label) == "累计间夜数"


def test_short_lists_travel_along_and_long_ones_are_asked_for(django_assert_num_queries):
    fields = {field["code"]: field for field in vocabulary()["fields"]}

    assert [choice["value"] for choice in fields["lifecycle"]["choices"]][:2] == ["lead", "new"]
    assert fields["tags"]["choices"] is None
    hotel = next(facet for facet in fields["had_stay"]["facets"] if facet["code"] == "hotel")
    assert hotel["choices"] is None


@pytest.mark.django_db
def test_ids_are_called_by_their_names_wherever_they_stand():
    hotel, tag, segment = HotelFactory(name_en="Lakeside"), TagFactory(name_en="Longjing tea"), SegmentFactory()
    rule = {
        "all": [
            {"field": "tags", "op": "any", "value": [tag.pk, "x", None]},
            {"none": [{"field": "segment", "op": "in", "value": [segment.pk, 2**70]}]},
            {"field": "had_stay", "op": "at_least", "where": {"hotel": [hotel.pk], "purpose": ["family"]}},
            {"field": "no such field", "op": "in", "value": [1]},
        ]
    }

    assert called(rule) == {
        "tags": {str(tag.pk): "Longjing tea"},
        "segment": {str(segment.pk): str(segment)},
        "had_stay.hotel": {str(hotel.pk): "Lakeside"},
    }


@pytest.mark.parametrize("rule", [None, 3, "x", [], {"all": 3}, {"all": [None]}, {"field": [1]}])
def test_what_is_no_rule_names_nothing(rule):
    assert called(rule) == {}


def test_only_what_happened_has_facets():
    assert find("had_stay", "hotel") is not None
    assert find("stays", "hotel") is None
    assert find("nothing") is None
