"""Stays that an import brings, changes or takes away are noted, and their points follow."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest.models import Import, Kind
from loyalty.actions.settling import settle_due
from loyalty.models import Member, SettlementDue
from stays.models import Stay, StayStatus
from tests.factories import NOW, GuestFactory, MemberFactory, StayFactory

from .files import applied, undone

pytestmark = pytest.mark.django_db

ARRIVAL = date(2026, 11, 1)
CHARGES = "id,confirmation,department,amount,date\nF1,C-1,spa,300,2026-11-02\n"
NOTING = re.compile("INSERT INTO loyalty_settlementdue|CREATE TEMP TABLE ingest_changed")


@pytest.fixture
def member() -> Member:
    return MemberFactory(joined_on=ARRIVAL)


@pytest.fixture
def stay(hotel: Hotel, member: Member) -> Stay:
    facts = {"arrival": ARRIVAL, "status": StayStatus.CHECKED_OUT, "confirmation": "C-1", "rate": Decimal(600)}
    return StayFactory(hotel=hotel, guest=member.guest, **facts)


def _balance(member: Member) -> int:
    settle_due(at=NOW)
    member.refresh_from_db()
    return member.balance


def test_charges_of_a_members_stay_earn_and_their_undo_takes_back(hotel: Hotel, member: Member, stay: Stay) -> None:
    found = applied(CHARGES, Kind.CHARGES, hotel)
    assert _balance(member) == 1500

    undone(found)

    assert list(SettlementDue.objects.values_list("stay_id", flat=True)) == [stay.pk]
    assert _balance(member) == 1200


def test_nobody_elses_stay_is_noted(hotel: Hotel) -> None:
    facts = {"arrival": ARRIVAL, "status": StayStatus.CHECKED_OUT, "confirmation": "C-1"}
    StayFactory(hotel=hotel, guest=GuestFactory(), **facts)

    applied(CHARGES, Kind.CHARGES, hotel)

    assert not SettlementDue.objects.exists()


def test_noting_is_one_statement_for_an_import_and_two_for_an_undo(hotel: Hotel, stay: Stay) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = applied(CHARGES, Kind.CHARGES, hotel)
    assert _about_points(asked) == 1

    with CaptureQueriesContext(connection) as asked:
        undone(found)
    assert _about_points(asked) == 2


def _about_points(asked: CaptureQueriesContext) -> int:
    return len([one for one in asked.captured_queries if NOTING.search(one["sql"])])


def test_a_stay_that_an_undo_takes_away_gives_its_points_back(hotel: Hotel, member: Member) -> None:
    found = applied(
        "confirmation,status,arrival,departure,rate\nC-9,checked out,2026-11-01,2026-11-03,500\n", Kind.STAYS, hotel
    )
    assert found.state == Import.State.APPLIED, found.message
    brought = Stay.objects.get()
    Stay.objects.filter(pk=brought.pk).update(guest=member.guest)
    SettlementDue.objects.create(stay_id=brought.pk, since=NOW)
    assert _balance(member) == 1000

    undone(found)

    assert not Stay.objects.filter(pk=brought.pk).exists()
    assert _balance(member) == 0
