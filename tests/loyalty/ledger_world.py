"""What the tests of the ledger share: postings in a line, and the invariants as plain numbers."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from django.db.models import Sum

from loyalty.ledger import Posting
from loyalty.models import LotUse, Member, PointsEntry, PointsLot, Programme
from tests.factories import TODAY

Kind = PointsEntry.Kind
_numbers = count(1)


def posting(
    member: Member, points: int, kind: str = Kind.EARN, key: str = "", on: date = TODAY, **facts: Any
) -> Posting:
    """A posting of that day's noon; every one has a key of its own unless it is given."""
    at = datetime.combine(on, time(12), UTC)
    return Posting(member.pk, points, kind, key or f"test:{next(_numbers)}", at, on, **facts)


def programme(**terms: Any) -> Programme:
    """The programme, with other terms where given; not saved."""
    row = Programme.current()
    for name, value in terms.items():
        setattr(row, name, value)
    return row


def state(member: Member) -> tuple[int, int]:
    """Balance and debt as the database has them."""
    member.refresh_from_db()
    return member.balance, member.debt


def lots(member: Member) -> list[tuple[int, int, date | None]]:
    """Points, what is left of them, and their end: of every lot, in order of opening."""
    rows = PointsLot.objects.filter(member=member).order_by("pk")
    return list(rows.values_list("points", "remaining", "expires_on"))


def proven(*members: Member) -> bool:
    """Whether balance, entries, lots and uses of these accounts say the same."""
    for member in members:
        balance, debt = state(member)
        assert balance >= 0 <= debt
        assert not (balance and debt)
        assert balance - debt == _sum(PointsEntry, member=member)
        assert balance == _sum(PointsLot, "remaining", member=member)
        for lot in PointsLot.objects.filter(member=member).order_by("pk"):
            assert lot.remaining == lot.points - _sum(LotUse, lot=lot)
    return True


def _sum(model: Any, field: str = "points", **which: Any) -> int:
    return int(model.objects.filter(**which).aggregate(sum=Sum(field))["sum"] or 0)
