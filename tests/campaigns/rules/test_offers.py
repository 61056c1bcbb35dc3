"""What speaks for an offer, and how much."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.offers import HABIT, TAG, Known, Part, Trip, Wants, Why, parts, score

FAMILY = Wants(scene="family")
SPA = Wants(department="spa")
TAGS = st.integers(1, 6)
WANTS = st.builds(
    Wants,
    tags=st.frozensets(TAGS, max_size=4),
    scene=st.sampled_from(["", "business", "leisure", "meeting", "family"]),
    department=st.sampled_from(["", "food", "spa"]),
    segment=st.none() | st.integers(1, 3),
)
KNOWN = st.builds(
    Known,
    tags=st.dictionaries(TAGS, st.sampled_from(sorted(TAG)), max_size=4),
    departments=st.dictionaries(st.sampled_from(["food", "spa"]), st.integers(1, 9)),
    segments=st.frozensets(st.integers(1, 3)),
    scene=st.sampled_from(["", "business", "leisure", "meeting", "family"]),
    family_stays=st.integers(0, 9),
)
TRIPS = st.none() | st.builds(
    Trip,
    purpose=st.sampled_from(["", "business", "leisure", "meeting", "family"]),
    is_inferred=st.booleans(),
    children=st.integers(0, 3),
)


def points(wants: Wants, known: Known | None = None, trip: Trip | None = None) -> list[tuple[Why, int]]:
    return [(part.why, part.points) for part in parts(wants, known=known, trip=trip)]


def test_what_is_for_everybody_suits_everybody_a_little():
    assert points(Wants()) == points(Wants(), Known(tags={1: "stated"}), Trip("family", children=2))
    assert points(Wants()) == [(Why.EVERYBODY, 1)]


@pytest.mark.parametrize(
    ("trip", "found"),
    [
        (Trip(children=1), [(Why.CHILDREN, 60)]),
        (Trip("family"), [(Why.PURPOSE, 50)]),
        (Trip("family", is_inferred=True), [(Why.PURPOSE, 30)]),
        (Trip("family", children=2), [(Why.CHILDREN, 60), (Why.PURPOSE, 50)]),
        (Trip("business"), []),
        (None, []),
    ],
)
def test_this_trip_speaks_for_what_is_made_for_it(trip, found):
    assert points(FAMILY, trip=trip) == found


def test_children_speak_for_no_other_offer_than_families():
    assert points(Wants(scene="leisure"), trip=Trip(children=2)) == []


@pytest.mark.parametrize(("source", "worth"), [("stated", 40), ("observed", 30), ("inferred", 15)])
def test_what_was_said_counts_more_than_what_was_seen_or_guessed(source, worth):
    assert points(Wants(tags=frozenset({7})), Known(tags={7: source})) == [(Why.TAG, worth)]


def test_the_surest_preference_counts_in_full_and_two_more_a_little():
    held = Known(tags={1: "inferred", 2: "stated", 3: "observed", 4: "inferred"})

    found = parts(Wants(tags=frozenset({1, 2, 3, 4})), known=held, trip=None)

    assert [(part.of, part.points) for part in found] == [(2, 40), (3, 10), (1, 10)]


@pytest.mark.parametrize(("times", "worth"), [(1, 15), (3, 25), (5, 35), (9, 35)])
def test_a_department_used_often_speaks_for_its_offers_up_to_a_habit(times, worth):
    assert points(SPA, Known(departments={"spa": times})) == [(Why.DEPARTMENT, worth)]


def test_earlier_stays_with_children_speak_for_families_and_so_does_the_usual_scene():
    known = Known(scene="family", family_stays=4)

    assert points(FAMILY, known) == [(Why.FAMILY, 18), (Why.SCENE, 12)]


def test_a_segment_speaks_for_its_own_offers():
    assert points(Wants(segment=3), Known(segments=frozenset({3, 4}))) == [(Why.SEGMENT, 25)]
    assert points(Wants(segment=5), Known(segments=frozenset({3, 4}))) == []


@given(WANTS, KNOWN, TRIPS)
def test_nothing_of_the_profile_counts_where_it_may_not_be_used(wants, known, trip):
    allowed = {Why.CHILDREN, Why.PURPOSE, Why.EVERYBODY}

    without = parts(wants, known=None, trip=trip)

    assert {part.why for part in without} <= allowed
    assert set(without) == {part for part in parts(wants, known=known, trip=trip) if part.why in allowed}


@given(WANTS, KNOWN, TRIPS, TAGS, st.sampled_from(sorted(TAG)))
def test_knowing_more_never_speaks_against_an_offer(wants, known, trip, tag, source):
    more = replace(
        known,
        tags={tag: source} | dict(known.tags),
        departments={name: times + 1 for name, times in known.departments.items()},
        segments=known.segments | {1},
        family_stays=known.family_stays + 1,
    )

    assert score(parts(wants, known=more, trip=trip)) >= score(parts(wants, known=known, trip=trip))


@given(WANTS, KNOWN, TRIPS)
def test_parts_come_strongest_first_and_each_counts_something(wants, known, trip):
    found = parts(wants, known=known, trip=trip)

    assert [part.points for part in found] == sorted((part.points for part in found), reverse=True)
    assert all(part.points > 0 for part in found)


@given(WANTS, KNOWN, TRIPS)
def test_whom_an_offer_names_is_all_that_speaks_for_it(wants, known, trip):
    """Every part stands for something that the offer asks for and the guest or the trip has."""

    def stands(part: Part) -> bool:
        return {
            Why.CHILDREN: wants.scene == "family" and trip is not None and trip.children > 0,
            Why.PURPOSE: trip is not None and wants.scene == trip.purpose,
            Why.TAG: part.of in wants.tags and part.of in known.tags,
            Why.SEGMENT: wants.segment in known.segments,
            Why.DEPARTMENT: known.departments.get(wants.department, 0) > 0,
            Why.FAMILY: wants.scene == "family" and known.family_stays > 0,
            Why.SCENE: wants.scene == known.scene,
            Why.EVERYBODY: wants.is_for_everybody,
        }[part.why]

    assert all(stands(part) for part in parts(wants, known=known, trip=trip))


def test_a_habit_is_no_stronger_than_so_many_stays():
    assert points(SPA, Known(departments={"spa": HABIT})) == points(SPA, Known(departments={"spa": HABIT + 40}))
