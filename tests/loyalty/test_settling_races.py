"""Settling where others work on the same stay at the same moment, each with a connection of its own."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from hotelcrm.accounts.models import Role
from loyalty.actions import settling
from loyalty.actions.settling import note_currency, settle, settle_due
from loyalty.models import CurrencyRate, Member, PointsEntry, SettlementDue
from stays.actions import Posting, check_out, post_charge
from stays.models import Stay, StayStatus
from tests.committed import at_once
from tests.factories import NOW, TODAY, MemberFactory, StayFactory, staff

from .ledger_world import proven, state


@pytest.fixture
def stay(transactional_db: None) -> Stay:
    member = MemberFactory(joined_on=TODAY - timedelta(days=9))
    facts = {"arrival": TODAY - timedelta(days=2), "status": StayStatus.CHECKED_OUT, "guest": member.guest}
    return StayFactory(**facts)


def _all(jobs: list[Callable[[], Any]]) -> list[Any]:
    return at_once(lambda job: job(), jobs)


def test_ten_settlements_at_once_post_once(stay: Stay) -> None:
    found = _all([lambda: settle(stay.pk, at=NOW, by=None)] * 10)

    assert sum(map(len, found)) == 1
    member = Member.objects.get()
    assert state(member) == (1200, 0)
    assert proven(member)


def test_charges_at_the_desk_while_the_sweep_runs_end_in_the_right_sum(stay: Stay) -> None:
    def charge(number: int) -> None:
        post_charge(stay, Posting("food", Decimal(100), "CNY", TODAY, "till", str(number)), by=None, at=NOW)

    def sweep() -> None:
        SettlementDue.objects.get_or_create(stay_id=stay.pk, defaults={"since": NOW})
        settle_due(at=NOW)

    _all([lambda number=number: charge(number) for number in range(6)] + [sweep] * 4)
    settle_due(at=NOW)

    member = Member.objects.get()
    assert state(member) == (1800, 0)
    assert proven(member)
    assert len(set(PointsEntry.objects.values_list("key", flat=True))) == PointsEntry.objects.count()


def test_the_sweep_leaves_what_somebody_holds(stay: Stay) -> None:
    SettlementDue.objects.create(stay_id=stay.pk, since=NOW)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM stays_stay WHERE id = %s FOR NO KEY UPDATE", [stay.pk])
        assert _all([lambda: settle_due(at=NOW)]) == [0]

    assert settle_due(at=NOW) == 1
    assert state(Member.objects.get()) == (1200, 0)


def _enter_rate() -> None:
    """As the administration does it, on a connection of its own."""

    def enter() -> None:
        with transaction.atomic():
            CurrencyRate.objects.create(currency="EUR", worth=Decimal(2))
            note_currency("EUR", at=NOW)

    _all([enter])


def test_a_rate_entered_while_the_sweep_reads_is_not_missed(stay: Stay, monkeypatch: pytest.MonkeyPatch) -> None:
    Stay.objects.filter(pk=stay.pk).update(currency="EUR")
    SettlementDue.objects.create(stay_id=stay.pk, since=NOW)
    reckon = settling.targets_of
    entered: list[bool] = []

    def between(*args: Any) -> Any:
        if not entered:
            entered.append(True)
            _enter_rate()
        return reckon(*args)

    monkeypatch.setattr(settling, "targets_of", between)
    settle_due(at=NOW)
    settle_due(at=NOW)

    assert entered
    assert state(Member.objects.get()) == (2400, 0)
    assert not SettlementDue.objects.exists()


def test_a_rate_entered_while_a_guest_checks_out_is_not_missed(stay: Stay) -> None:
    Stay.objects.filter(pk=stay.pk).update(currency="EUR", status=StayStatus.IN_HOUSE)
    stay.refresh_from_db()
    with transaction.atomic():
        check_out(stay, by=staff(Role.FRONT_DESK, stay.hotel), at=NOW)
        _enter_rate()
    assert state(Member.objects.get()) == (0, 0)

    settle_due(at=NOW)

    assert state(Member.objects.get()) == (2400, 0)
