"""Tiers in the database: what counts, who is reviewed, what is written down, and that the night does it once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions.settling import settle
from loyalty.actions.tiering import review, review_nightly
from loyalty.models import CurrencyRate, Member, PointsEntry, Programme, StayClaim, Tier, TierChange, TierGrant
from loyalty.queries.attained import Ladder, standings
from loyalty.rules.tiers import Attained, Grant
from stays.models import StayStatus
from tests.factories import NOW, TODAY, HotelFactory, MemberFactory, StayFactory, staff

from .ledger_world import posting, programme

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
NEXT_YEAR = date(2027, 12, 31)


@pytest.fixture
def member():
    return MemberFactory(joined_on=date(2025, 1, 1))


def _stay(member: Member, nights: int = 2, until: date = TODAY, **fields: Any) -> Any:
    facts = {"guest": member.guest, "arrival": until - timedelta(days=nights), "departure": until}
    return StayFactory(**({"status": StayStatus.CHECKED_OUT, "rate": Decimal(100)} | facts | fields))


def _attained(*members: Member, today: date = TODAY) -> list[tuple[Attained, int]]:
    terms = Programme.current()
    ids = [member.pk for member in members]
    found = standings(ids, programme=terms, today=today, ranks=Ladder.current().ranks)
    by_id = {one.member_id: (one.attained, one.lifetime_nights) for one in found}
    return [by_id[member.pk] for member in members]


def _tier(member: Member) -> tuple[str, date | None]:
    member.refresh_from_db()
    return member.tier.code, member.tier_until


def _give(member: Member, code: str, until: date | None) -> None:
    tier = Tier.objects.get(code=code)
    Member.objects.filter(pk=member.pk).update(tier=tier, earned_tier=tier, tier_until=until, earned_until=until)


# What counts


def test_completed_stays_of_the_window_by_their_departure(member):
    _stay(member, 2, NEW_YEAR, other_revenue=Decimal("50.50"))
    _stay(member, 3, TODAY)
    _stay(member, 4, NEW_YEAR - timedelta(days=1))

    [(attained, life)] = _attained(member)

    assert attained == Attained(5, 2, Decimal("550.50"), 0, NEW_YEAR, TODAY)
    assert life == 9


@pytest.mark.parametrize(
    "fields",
    [
        {"status": StayStatus.CANCELLED},
        {"status": StayStatus.IN_HOUSE},
        {"until": date(2024, 12, 31)},
        {"until": TODAY + timedelta(days=1)},
    ],
    ids=str,
)
def test_other_stays_do_not_count(member, fields):
    _stay(member, **fields)

    assert _attained(member) == [(Attained(), 0)]


def test_a_claimed_stay_counts(member):
    stay = _stay(member, until=date(2024, 12, 31))
    hotel = HotelFactory()
    StayClaim.objects.create(
        member=member, hotel=hotel, stay=stay, arrival=stay.arrival, departure=stay.departure,
        state="approved", by=staff(Role.MANAGER, hotel), at=NOW,
    )  # fmt: skip

    assert _attained(member) == [(Attained(), 2)]


def test_spend_is_converted_and_without_a_rate_it_is_none(member):
    CurrencyRate.objects.create(currency="EUR", worth=Decimal("7.5"))
    _stay(member, currency="EUR")
    _stay(member, currency="USD")

    [(attained, _life)] = _attained(member)

    assert (attained.nights, attained.spend) == (4, Decimal(1500))


def test_qualifying_points_of_the_whole_family_count(member):
    joined = MemberFactory(merged_into=member)
    first = MemberFactory(merged_into=joined)
    terms = programme()
    ledger.credit(posting(member, 10, qualifying=10), programme=terms)
    for other in (joined, first):
        PointsEntry.objects.create(
            member=other, kind="earn", points=7, qualifying=7, key="old", on=TODAY, at=NOW
        )  # fmt: skip

    [(attained, _life)] = _attained(member)

    assert attained.points == 24
    assert attained.last_on == TODAY


def test_one_and_all_and_everybody_attain_the_same_by_one_statement(member):
    other = MemberFactory(joined_on=NEW_YEAR)
    for one in (member, other):
        _stay(one, 3)
    terms, ranks = Programme.current(), Ladder.current().ranks

    with CaptureQueriesContext(connection) as asked:
        some = list(standings([member.pk, other.pk], programme=terms, today=TODAY, ranks=ranks))
    everybody = list(standings(None, programme=terms, today=TODAY, ranks=ranks))

    assert len(asked) == 1
    by_id = {one.member_id: one for one in everybody}
    assert {one.member_id: one for one in some} == by_id
    assert by_id[member.pk].attained.nights == by_id[other.pk].attained.nights == 3


def test_grants_count_on_their_days_unless_taken_back(member):
    by, tier = staff(Role.MANAGER, HotelFactory()), Tier.objects.get(code="gold")
    facts = {"member": member, "tier": tier, "reason": "x", "by": by, "at": NOW}
    TierGrant.objects.create(starts_on=TODAY, ends_on=TODAY, **facts)
    TierGrant.objects.create(starts_on=TODAY - timedelta(days=2), ends_on=TODAY - timedelta(days=1), **facts)
    TierGrant.objects.create(starts_on=TODAY, revoked_at=NOW, revoked_by=by, **facts)

    [one] = standings([member.pk], programme=Programme.current(), today=TODAY, ranks=Ladder.current().ranks)

    assert one.grants == (Grant(tier.rank, TODAY),)


# What is written


def test_reaching_a_tier_is_written_down_and_told_once(member):
    _stay(member, 8)

    assert review([member.pk], at=NOW) == 1
    assert review([member.pk], at=NOW) == 0

    assert _tier(member) == ("silver", NEXT_YEAR)
    change = TierChange.objects.get()
    assert (change.before.code, change.after.code, change.why, change.on) == ("member", "silver", "reached", TODAY)
    told = Touchpoint.objects.get(key=f"tier:{change.pk}")
    assert told.guest == member.guest
    assert told.details == {"what": "tier", "before": "member", "tier": "silver", "why": "reached"}


def test_the_history_keeps_each_change_of_tier_with_its_cause(member):
    history = apps.get_model("loyalty", "MemberHistory").objects.filter(pgh_obj=member.pk)
    _stay(member, 8)

    review([member.pk], at=NOW)

    [row] = history.values("pgh_label", "tier__code", "guest", "pgh_context__metadata__verb")
    assert row == {
        "pgh_label": "update",
        "tier__code": "silver",
        "guest": member.guest_id,
        "pgh_context__metadata__verb": "loyalty.review_tiers",
    }
    _give(member, "gold", None)
    assert history.count() == 2  # the trigger is on again


def test_holding_longer_is_written_down_and_not_told(member):
    _give(member, "silver", date(2026, 12, 31))
    _stay(member, 8)

    review([member.pk], at=NOW)

    assert _tier(member) == ("silver", NEXT_YEAR)
    assert TierChange.objects.get().why == "kept"
    assert not Touchpoint.objects.exists()


def test_check_out_reviews_at_once_with_the_multiplier_of_before(member):
    stay = _stay(member, 8)

    [entry] = settle(stay.pk, at=NOW, by=None)

    assert entry.points == 800
    assert _tier(member) == ("silver", NEXT_YEAR)


def test_an_excluded_stay_brings_no_points_but_nights(member):
    from loyalty.models import EarnRule

    EarnRule.objects.update(rate=0)

    assert settle(_stay(member, 8).pk, at=NOW, by=None) == []
    assert _tier(member) == ("silver", NEXT_YEAR)


def test_falls_one_level_on_the_day_after(member):
    _give(member, "gold", date(2026, 12, 31))
    last, first = (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC))

    assert review(None, at=last) == 0
    assert review(None, at=first) == 1  # midnight in the programme's time zone

    assert _tier(member) == ("silver", date(2027, 12, 31))
    assert TierChange.objects.get().why == "lapsed"


def test_december_told_in_january_still_counts_for_its_year(member):
    _give(member, "gold", date(2026, 12, 31))
    _stay(member, 12, date(2026, 12, 20))
    second_of_january = datetime(2027, 1, 2, 1, 0, tzinfo=UTC)
    review(None, at=second_of_january)
    assert _tier(member) == ("silver", date(2027, 12, 31))

    settle(_stay(member, 8, date(2026, 12, 31)).pk, at=second_of_january, by=None)

    assert _tier(member) == ("gold", date(2027, 12, 31))
    assert review(None, at=second_of_january) == 0


def test_joined_and_closed_accounts_are_left_alone(member):
    survivor = MemberFactory()
    Member.objects.filter(pk=member.pk).update(merged_into=survivor)
    closed = MemberFactory(closed_on=TODAY, joined_on=NEW_YEAR)
    for one in (member, closed):
        _stay(one, 20)

    assert review(None, at=NOW) == 0


def test_what_changed_meanwhile_is_left_to_who_changed_it(member, monkeypatch):
    from loyalty.actions import tiering

    _stay(member, 8)
    write = tiering._write

    def late(*args: Any, **facts: Any) -> int:
        _give(member, "platinum", None)
        return write(*args, **facts)

    monkeypatch.setattr(tiering, "_write", late)

    assert review([member.pk], at=NOW) == 0
    assert _tier(member) == ("platinum", None)
    assert not TierChange.objects.exists()


def test_writing_takes_as_many_statements_for_three_as_for_one(member):
    others = [MemberFactory(joined_on=NEW_YEAR) for _n in range(3)]
    for one in (member, *others):
        _stay(one, 8)

    with CaptureQueriesContext(connection) as one_alone:
        review([member.pk], at=NOW)
    with CaptureQueriesContext(connection) as three:
        assert review([other.pk for other in others], at=NOW) == 3

    assert len(one_alone) == len(three)


# The night


def test_the_night_reviews_everybody_once_a_day(member):
    _stay(member, 8)

    assert review_nightly(at=NOW) == 1
    assert review_nightly(at=NOW + timedelta(hours=1)) is None
    assert review_nightly(at=NOW + timedelta(days=1)) == 0


def test_a_night_that_failed_is_made_up_for(member, monkeypatch):
    from loyalty.actions import tiering

    _stay(member, 8)
    with monkeypatch.context() as broken:
        broken.setattr(tiering, "review", lambda *_args, **_facts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            review_nightly(at=NOW)

    assert review_nightly(at=NOW) == 1
