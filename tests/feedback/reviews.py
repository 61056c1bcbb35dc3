"""Reviews as tests need them."""

from datetime import date
from decimal import Decimal
from typing import Any

from feedback.actions.reviewing import enter_review
from feedback.models import Review
from hotelcrm.accounts.models import Hotel
from tests.factories import NOW, TODAY


def review(hotel: Hotel, given: str = "5", **said: Any) -> Review:
    """One on Ctrip, of today, unless said otherwise."""
    facts: dict[str, Any] = {"site": "ctrip", "written_on": TODAY, "at": NOW, "author": "M12***8"} | said
    row, is_new = enter_review(hotel, given=Decimal(given), **facts)
    assert is_new
    return row


def day(text: str) -> date:
    """2026-11-03."""
    return date.fromisoformat(text)
