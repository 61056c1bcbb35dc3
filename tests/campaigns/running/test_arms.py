"""Dealing by a hash: the same in Python and in SQL, the same again, and in the shares that are wanted."""

from collections import Counter

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Campaign, Step, Variant
from campaigns.running.arms import PLACES, arm, arm_sql, is_tried_on, place, place_sql, variant_for

salts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=32)
guests = st.integers(1, 2**63 - 1)


@pytest.mark.django_db
@given(st.lists(st.tuples(salts, guests, st.integers(0, 50)), min_size=1, max_size=20))
def test_sql_deals_as_python_does(rows):
    columns = [list(column) for column in zip(*rows, strict=True)]
    statement = f"""
    SELECT {place_sql("salt", "guest")}, {arm_sql("salt", "guest", "percent")}
    FROM unnest(%s::text[], %s::bigint[], %s::int[]) WITH ORDINALITY r (salt, guest, percent, n) ORDER BY n
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        found = cursor.fetchall()

    assert found == [(place(salt, guest), arm(salt, guest, percent)) for salt, guest, percent in rows]


def test_a_place_stays_for_ever():
    """Other numbers would deal anew whoever is in a campaign that runs."""
    assert [place("salt", guest) for guest in (1, 2, 3, 10**12)] == [9329, 9561, 8460, 1800]


def test_shares_are_what_is_wanted_and_another_salt_deals_anew():
    held = {salt: {n for n in range(20_000) if arm(salt, n, 10) == "holdout"} for salt in ("a", "b")}

    assert all(1_850 < len(some) < 2_150 for some in held.values())
    assert 140 < len(held["a"] & held["b"]) < 260  # a tenth of a tenth


@pytest.mark.parametrize(("percent", "share"), [(0, 0), (100, PLACES)])
def test_nobody_and_everybody(percent, share):
    assert sum(arm("salt", n, percent) == "holdout" for n in range(PLACES)) == share


def test_variants_are_dealt_by_weight_and_not_by_what_dealt_the_arms():
    campaign = Campaign(salt="salt")
    step = Step(campaign=campaign, order=0)
    variants = [Variant(step=step, name=name, weight=weight) for name, weight in (("A", 1), ("B", 3))]

    read = Counter(variant_for(campaign, step, variants, n).name for n in range(8_000))
    among_held = Counter(
        variant_for(campaign, step, variants, n).name for n in range(8_000) if arm("salt", n, 50) == "holdout"
    )

    assert 1_850 < read["A"] < 2_150
    assert 900 < among_held["A"] < 1_100


def test_a_winner_is_for_everybody():
    campaign = Campaign(salt="salt")
    step = Step(campaign=campaign, order=0)
    variants = [Variant(step=step, name="A"), Variant(step=step, name="B", is_winner=True)]

    assert {variant_for(campaign, step, variants, n).name for n in range(50)} == {"B"}


@pytest.mark.parametrize(("occasion", "picks", "low", "high"), [("", "clicks", 850, 1_150), ("", "", 5_000, 5_000)])
def test_variants_are_tried_on_a_share_of_a_one_off(occasion, picks, low, high):
    campaign = Campaign(salt="salt", occasion=occasion)
    step = Step(campaign=campaign, order=0, picks_winner_by=picks, test_percent=20)

    assert low <= sum(is_tried_on(campaign, step, n) for n in range(5_000)) <= high


def test_variants_are_tried_on_as_many_of_the_treated_as_of_the_others():
    """Were they tried on whom the arms' dealing comes to first, these would be held out."""
    campaign = Campaign(salt="salt")
    step = Step(campaign=campaign, order=0, picks_winner_by="clicks", test_percent=20)
    treated = [n for n in range(8_000) if arm("salt", n, 20) == "treated"]

    assert 0.18 < sum(is_tried_on(campaign, step, n) for n in treated) / len(treated) < 0.22


def test_a_later_step_deals_anew():
    """Or the same guests would read each first try, and all that the others never do."""
    campaign = Campaign(salt="salt")
    steps = [Step(campaign=campaign, order=n, picks_winner_by="clicks", test_percent=50) for n in range(2)]
    read, tried = [], []
    for step in steps:
        variants = [Variant(step=step, name=name) for name in "AB"]
        read.append([variant_for(campaign, step, variants, n).name for n in range(4_000)])
        tried.append([is_tried_on(campaign, step, n) for n in range(4_000)])

    for first, second in (read, tried):
        assert 1_850 < sum(one == other for one, other in zip(first, second, strict=True)) < 2_150


@pytest.mark.parametrize(("percent", "share"), [(0, 0), (100, PLACES)])
def test_variants_are_tried_on_nobody_and_on_everybody(percent, share):
    campaign = Campaign(salt="b")  # by which somebody falls into the very first place
    step = Step(campaign=campaign, order=0, picks_winner_by="clicks", test_percent=percent)

    assert sum(is_tried_on(campaign, step, n) for n in range(PLACES)) == share


def test_variants_of_an_automatic_campaign_are_tried_on_everybody():
    campaign = Campaign(salt="salt", occasion="birthday")
    step = Step(campaign=campaign, order=0, picks_winner_by="clicks", test_percent=20)

    assert all(is_tried_on(campaign, step, n) for n in range(100))
