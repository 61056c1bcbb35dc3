"""A tier goes with the stay that had brought it, when that is undone at once; and which day counts for tiers."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions.settling import settle
from loyalty.actions.tiering import review
from loyalty.models import EarnRule, Member, Programme, Tier, TierChange, TierGrant
from loyalty.queries.attained import Ladder, standings
from loyalty.rules.tiers import Attained
from stays.actions import check_out, undo_check_out
from stays.models import Stay, StayStatus
from tests.factories import NOW, TODAY, HotelFactory, MemberFactory, StayFactory, staff

from .ledger_world import posting, programme

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2027, 12, 31)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def member():
    return MemberFactory(joined_on=date(2024, 1, 1))


def _stay(member: Member, nights: int, until: date = TODAY, **fields: Any) -> Stay:
    facts = {"guest": member.guest, "arrival": until - timedelta(days=nights), "departure": until}
    return StayFactory(**({"status": StayStatus.CHECKED_OUT, "rate": Decimal(100)} | facts | fields))


def _leaving(member: Member, nights: int, **fields: Any) -> Stay:
    return _stay(member, nights, status=StayStatus.IN_HOUSE, checked_out_at=None, **fields)


def _tier(member: Member) -> tuple[str, date | None]:
    member.refresh_from_db()
    return member.tier.code, member.tier_until


def _attained(member: Member) -> Attained:
    found = standings([member.pk], programme=Programme.current(), today=TODAY, ranks=Ladder.current().ranks)
    return next(one.attained for one in found)


# Undone


@pytest.mark.parametrize("rate", [1, 0], ids=["with points", "without points"])
def test_a_check_out_undone_takes_the_tier_along_and_done_again_brings_it(member, hotel, desk, rate):
    EarnRule.objects.update(rate=rate)
    stay = _leaving(member, 60, hotel=hotel)

    check_out(stay, by=desk, at=NOW)
    assert _tier(member) == ("platinum", NEXT_YEAR)

    undo_check_out(stay, by=desk, at=SOON)
    assert _tier(member) == ("member", None)
    assert TierChange.objects.order_by("pk").last().why == "undone"

    check_out(stay, by=desk, at=SOON)
    assert _tier(member) == ("platinum", NEXT_YEAR)


def test_what_other_stays_bring_stays(member, hotel, desk):
    settle(_stay(member, 9, TODAY - timedelta(days=30)).pk, at=NOW - timedelta(days=30), by=None)
    stay = _leaving(member, 20, hotel=hotel)
    check_out(stay, by=desk, at=NOW)
    assert _tier(member)[0] == "gold"

    undo_check_out(stay, by=desk, at=SOON)

    assert _tier(member) == ("silver", NEXT_YEAR)


def test_a_tier_of_last_month_stays(member):
    stay = _stay(member, 20)
    settle(stay.pk, at=NOW, by=None)
    Stay.objects.filter(pk=stay.pk).update(status=StayStatus.CANCELLED)

    settle(stay.pk, at=NOW + timedelta(days=5), by=None)

    assert _tier(member)[0] == "gold"


def test_a_tier_given_by_hand_stays(member, hotel, desk):
    gold = Tier.objects.get(code="gold")
    TierChange.objects.create(member=member, after=member.tier, on=member.joined_on, why="joined", at=NOW)
    TierGrant.objects.create(member=member, tier=gold, starts_on=TODAY, reason="x", by=desk, at=NOW)
    review([member.pk], at=NOW)
    stay = _leaving(member, 60, hotel=hotel)
    check_out(stay, by=desk, at=NOW)

    undo_check_out(stay, by=desk, at=SOON)

    assert _tier(member) == ("gold", None)
    assert member.earned_tier.code == "member"


def test_december_told_in_january_stays_while_other_stays_are_reckoned(member):
    from datetime import UTC, datetime

    at = datetime(2027, 1, 2, 1, tzinfo=UTC)
    settle(_stay(member, 20, date(2026, 12, 31)).pk, at=at, by=None)
    assert _tier(member) == ("gold", NEXT_YEAR)

    settle(_stay(member, 1, date(2027, 1, 2)).pk, at=at, by=None)

    assert _tier(member) == ("gold", NEXT_YEAR)


# Days


def test_qualifying_points_of_a_stay_count_on_its_departure(member):
    last_year, this = _stay(member, 2, date(2025, 11, 1)), _stay(member, 3)
    for stay in (last_year, this):
        settle(stay.pk, at=NOW, by=None)

    assert _attained(member).points == 300


def test_qualifying_points_of_a_stay_that_is_undone_do_not_count_though_they_expired(member):
    Programme.objects.update(expiry_months=1)
    stay = _stay(member, 3, TODAY - timedelta(days=60))
    settle(stay.pk, at=NOW - timedelta(days=60), by=None)
    ledger.expire_due(TODAY, at=NOW)
    Stay.objects.filter(pk=stay.pk).update(status=StayStatus.CANCELLED)

    assert settle(stay.pk, at=NOW, by=None) == []
    assert _attained(member) == Attained()


def test_what_is_taken_away_does_not_prolong(member):
    Programme.objects.update(window=Programme.Window.ROLLING)
    terms, spring = programme(), TODAY - timedelta(days=200)
    ledger.credit(posting(member, 500, on=spring, qualifying=500), programme=terms)
    ledger.take_back(posting(member, 100, "reverse", qualifying=-100), programme=terms)

    found = _attained(member)

    assert (found.points, found.first_on, found.last_on) == (400, spring, spring)


def test_a_trigger_ignored_around_a_review_stays_ignored(member):
    _stay(member, 9)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{another}', true)")
        assert review([member.pk], at=NOW) == 1
        cursor.execute("SELECT current_setting('pgtrigger.ignore', true)")
        assert cursor.fetchone() == ("{another}",)
