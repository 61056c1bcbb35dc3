"""The programme's figures at once: reckoned while one waits for a small programme, kept by a task for a large one.

As ``snapshots`` does for a house: past some hundred thousand members a page that goes over every lot takes seconds, and
past some millions longer than a statement may. So nobody waits for it: until the task has been round there are none.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from hotelcrm.running.packing import Rows, pack, unpack
from loyalty.models import Member, Programme, Reward, Tier, VoucherType
from loyalty.queries.figures import LoyaltyFigures, loyalty_figures

from .models import Snapshot

LARGE = 100_000  # members
LONGEST = "10min"  # that one of the task's statements may take
KEY: dict[str, Any] = {"hotels": "loyalty", "period": "12 months", "comparison": ""}


def figures_of(*, at: datetime, shown_for: timedelta) -> tuple[LoyaltyFigures, datetime] | None:
    """The figures and the instant they are of: now, or of the last snapshot of a large programme.

    A snapshot older than `shown_for` is not shown. None while a large programme has none to show.
    """
    if not _is_large():
        return loyalty_figures(today=Programme.current().today(at)), at
    kept = Snapshot.objects.filter(**KEY).first()
    figures = _read(kept) if kept is not None and kept.as_of >= at - shown_for else None
    return None if kept is None or figures is None else (figures, kept.as_of)


def refresh(*, at: datetime, fresh_for: timedelta) -> int:
    """Make the snapshot of a large programme when it is missing or older than `fresh_for`; return how many: 0 or 1."""
    today = Programme.current().today(at)
    kept = Snapshot.objects.filter(**KEY).first()
    is_fresh = kept is not None and kept.today == today and kept.as_of >= at - fresh_for and _read(kept) is not None
    if is_fresh or not _is_large():
        return 0
    figures = pack(_reckon(today))
    Snapshot.objects.update_or_create(defaults={"today": today, "as_of": at, "figures": figures}, **KEY)
    return 1


def _reckon(today: date) -> LoyaltyFigures:
    """The figures, with more time for each statement than a page has."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LONGEST])
        return loyalty_figures(today=today)


def _read(kept: Snapshot) -> LoyaltyFigures | None:
    """What was kept; None if an earlier version made it, or a type in it has gone."""
    try:
        figures: LoyaltyFigures = unpack(LoyaltyFigures, kept.figures, _rows())
    except KeyError:
        return None
    return figures


def _is_large() -> bool:
    return Member.objects.order_by()[: LARGE + 1].count() > LARGE


def _rows() -> Rows:
    return {model: model._default_manager.in_bulk() for model in (Tier, VoucherType, Reward)}
