"""The programme's figures at once: reckoned while one waits for a small programme, kept by a task for a large one.

As ``snapshots`` does for a house: past some hundred thousand members a page that goes over every lot takes seconds.
"""

from datetime import datetime, timedelta
from typing import Any

from loyalty.models import Member, Programme, Reward, Tier, VoucherType
from loyalty.queries.figures import LoyaltyFigures, loyalty_figures

from .models import Snapshot
from .packing import Rows, pack, unpack

LARGE = 100_000  # members
KEY: dict[str, Any] = {"hotels": "loyalty", "period": "12 months", "comparison": ""}


def figures_of(*, at: datetime, shown_for: timedelta) -> tuple[LoyaltyFigures, datetime]:
    """The figures and the instant they are of: now, or of the last snapshot of a large programme.

    A snapshot older than `shown_for` is not shown.
    """
    kept = Snapshot.objects.filter(**KEY).first() if _is_large() else None
    if kept is not None and kept.as_of >= at - shown_for:
        try:
            return unpack(LoyaltyFigures, kept.figures, _rows()), kept.as_of
        except KeyError:  # made by an earlier version, or a type has gone
            pass
    return loyalty_figures(today=Programme.current().today(at)), at


def refresh(*, at: datetime, fresh_for: timedelta) -> int:
    """Make the snapshot of a large programme when it is missing or older than `fresh_for`; return how many: 0 or 1."""
    today = Programme.current().today(at)
    kept = Snapshot.objects.filter(**KEY).first()
    if (kept is not None and kept.today == today and kept.as_of >= at - fresh_for) or not _is_large():
        return 0
    figures = pack(loyalty_figures(today=today))
    Snapshot.objects.update_or_create(defaults={"today": today, "as_of": at, "figures": figures}, **KEY)
    return 1


def _is_large() -> bool:
    return Member.objects.order_by()[: LARGE + 1].count() > LARGE


def _rows() -> Rows:
    return {model: model._default_manager.in_bulk() for model in (Tier, VoucherType, Reward)}
